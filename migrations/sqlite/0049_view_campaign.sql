-- Every campaign as lists show it. No personal data. Rebuilt from the ledger.
create table view_campaign (
    build integer not null,
    id text not null,
    reference text not null,
    kind text not null,
    -- The incident whose people it tells.
    incident text,
    phase text not null,
    -- Where its newest version stands.
    stage text,
    -- What it may wait for by its stream: codes with one space between them. What is known beside it says
    -- whether it does.
    may_wait_on text not null,
    drafted text not null,
    -- Everybody who wrote any of it: names with one space between them.
    authors text not null,
    -- How many people are on its lists.
    people integer not null,
    revision integer not null,
    -- The sequence of the last event in the row.
    version integer not null,
    last_at text not null,
    constraint view_campaign_pkey primary key (build, id)
) strict;

create index view_campaign_drafted on view_campaign (build, drafted, id);
create index view_campaign_moved on view_campaign (build, last_at, id);
create index view_campaign_reference on view_campaign (build, reference);
create index view_campaign_incident on view_campaign (build, incident);

-- The live build is looked up once, so that the order of an index carries through to the lists.
create view live_campaign as
select v.*
  from view_campaign v
 where v.build = (select p.build from projection p where p.stage = 'live');
