create table campaign_erasure (
    command text collate "C" not null,
    request text collate "C",
    done boolean not null default false,
    constraint campaign_erasure_pkey primary key (command)
);

comment on table campaign_erasure is 'Commands to erase somebody from the lists of campaigns: a name that was used for somebody else is told apart, and a repeat is answered as the first time.';
comment on column campaign_erasure.request is 'A keyed hash of what was asked.';
comment on column campaign_erasure.done is 'Whether it was carried out: then it is answered, and not done again.';

create table campaign_erased (
    command text collate "C" not null,
    campaign text collate "C" not null,
    row_hash bytea not null,
    constraint campaign_erased_pkey primary key (command, campaign, row_hash)
);

comment on table campaign_erased is 'The rows that were emptied by a command, of each person the one by which they first came.';

grant select, insert, update on campaign_erasure to habeas_app;
grant select, insert on campaign_erased to habeas_app;
