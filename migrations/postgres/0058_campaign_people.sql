-- The lines that were left out of a list, so that whoever gave it can still look who was not told.
create table campaign_bad_line (
    campaign text collate "C" not null,
    list text collate "C" not null,
    line bigint not null,
    field text collate "C",
    reason text not null,
    constraint campaign_bad_line_pkey primary key (campaign, list, line)
);

comment on table campaign_bad_line is 'Lines that were left out of a list because they are bad. Nothing of what stands in them.';
comment on column campaign_bad_line.line is 'Counted from 1, as an editor does.';
comment on column campaign_bad_line.field is 'The field, where it is one.';
comment on column campaign_bad_line.reason is 'What is wrong with it, in our own words.';

grant select, insert, delete on campaign_bad_line to habeas_app;

-- Whom a command erases, from before the first of their rows is emptied until nothing of them is left: should it
-- die on its way, another one goes on with it.
create table campaign_erasing (
    command text collate "C" not null,
    campaign text collate "C" not null,
    person bigint not null,
    actor text not null,
    since timestamptz not null,
    constraint campaign_erasing_pkey primary key (command, campaign, person)
);

comment on table campaign_erasing is 'People whom a command is erasing.';
comment on column campaign_erasing.actor is 'Whoever gave the command: it is on record as theirs, whoever ends it.';
comment on column campaign_erasing.since is 'When they were put down.';

grant select, insert, delete on campaign_erasing to habeas_app;

-- What somebody reads is said of nobody who was erased.
update campaign_person set language = '' where sealed is null;
