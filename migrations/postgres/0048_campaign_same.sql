create table campaign_same (
    campaign text collate "C" not null,
    person bigint not null,
    same_as bigint not null,
    batch bigint not null,
    constraint campaign_same_pkey primary key (campaign, person)
);
create index campaign_same_as on campaign_same (campaign, same_as);
create index campaign_same_batch on campaign_same (campaign, batch);

comment on table campaign_same is 'People of a campaign who turned out to be one: a line named both.';
comment on column campaign_same.person is 'The number of the person who gives way.';
comment on column campaign_same.same_as is 'The number of the one who goes for both; may give way in turn.';
comment on column campaign_same.batch is 'The batch whose line named both: it counts from when that is in the stream.';

grant select, insert, delete on campaign_same to habeas_app;
