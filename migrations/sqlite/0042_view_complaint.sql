-- Every complaint as lists show it. No personal data. Rebuilt from the ledger.
create table view_complaint (
    build integer not null,
    id text not null,
    reference text not null,
    kind text not null,
    phase text not null,
    -- Codes with one space between them.
    waiting_on text not null,
    intake text not null,
    -- The earliest instant that the receipt can mean; received_on is set when only the day is known.
    received_at text not null,
    received_on text,
    -- late_from, or the year 9999 where nothing is due: what lists sort by.
    due_order text not null,
    -- The first instant at which the clock that governs the answer is late; due_* are of the same clock.
    late_from text,
    due_on text,
    due_zone text,
    due_duty text,
    due_regime text,
    due_tier text,
    due_provisional integer,
    -- Its time stands still: it cannot become late now.
    due_stands integer,
    -- The request that it is about.
    about text,
    taken_by text,
    -- An authority deals with it too.
    escalated integer not null,
    undeliverable integer not null,
    revision integer not null,
    -- The sequence of the last event in the row.
    version integer not null,
    last_at text not null,
    constraint view_complaint_pkey primary key (build, id)
) strict;

create index view_complaint_due on view_complaint (build, due_order, id);
create index view_complaint_received on view_complaint (build, received_at, id);
create index view_complaint_reference on view_complaint (build, reference);
create index view_complaint_about on view_complaint (build, about);

-- The live build is looked up once, so that the order of an index carries through to the lists.
create view live_complaint as
select v.*
  from view_complaint v
 where v.build = (select p.build from projection p where p.stage = 'live');
