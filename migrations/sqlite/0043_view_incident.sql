-- Every incident as lists show it. No personal data. Rebuilt from the ledger.
create table view_incident (
    build integer not null,
    id text not null,
    reference text not null,
    source text not null,
    phase text not null,
    -- Codes with one space between them.
    waiting_on text not null,
    intake text not null,
    -- The earliest instant that the receipt can mean; received_on is set when only the day is known.
    received_at text not null,
    received_on text,
    -- late_from, or the year 9999 where nothing is due: what lists sort by.
    due_order text not null,
    -- The first instant at which the most urgent of all that is owed is late; due_* are of the same clock.
    late_from text,
    due_on text,
    due_zone text,
    due_duty text,
    due_regime text,
    due_tier text,
    due_provisional integer,
    -- Its time stands still: it cannot become late now.
    due_stands integer,
    -- How many versions of the assessment there are; risk is what the newest finds.
    versions integer not null,
    risk text,
    taken_by text,
    -- An authority asked for silence, and that has not ended.
    stayed integer not null,
    undeliverable integer not null,
    revision integer not null,
    -- The sequence of the last event in the row.
    version integer not null,
    last_at text not null,
    constraint view_incident_pkey primary key (build, id)
) strict;

create index view_incident_due on view_incident (build, due_order, id);
create index view_incident_received on view_incident (build, received_at, id);
create index view_incident_reference on view_incident (build, reference);

-- The live build is looked up once, so that the order of an index carries through to the lists.
create view live_incident as
select v.*
  from view_incident v
 where v.build = (select p.build from projection p where p.stage = 'live');
