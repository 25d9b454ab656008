create table view_campaign (
    build bigint not null,
    id text collate "C" not null,
    reference text collate "C" not null,
    kind text collate "C" not null,
    incident text collate "C",
    phase text collate "C" not null,
    stage text collate "C",
    may_wait_on text collate "C" not null,
    drafted timestamptz not null,
    authors text collate "C" not null,
    people bigint not null,
    revision bigint not null,
    version bigint not null,
    last_at timestamptz not null,
    constraint view_campaign_pkey primary key (build, id)
);

create index view_campaign_drafted on view_campaign (build, drafted, id);
create index view_campaign_moved on view_campaign (build, last_at, id);
create index view_campaign_reference on view_campaign (build, reference);
create index view_campaign_incident on view_campaign (build, incident);

comment on table view_campaign is 'Every campaign as lists show it. No personal data. Rebuilt from the ledger.';
comment on column view_campaign.incident is 'The incident whose people it tells.';
comment on column view_campaign.stage is 'Where its newest version stands.';
comment on column view_campaign.may_wait_on is 'What it may wait for by its stream: codes with one space between them. What is known beside it says whether it does.';
comment on column view_campaign.authors is 'Everybody who wrote any of it: names with one space between them.';
comment on column view_campaign.people is 'How many people are on its lists.';
comment on column view_campaign.version is 'The sequence of the last event in the row.';

-- The live build is looked up once, so that the order of an index carries through to the lists.
create view live_campaign as
select v.*
  from view_campaign v
 where v.build = (select p.build from projection p where p.stage = 'live');

comment on view live_campaign is 'view_campaign as it is shown: the live build only.';

grant select, insert, update, delete on view_campaign to habeas_app;
grant select on live_campaign to habeas_app;
