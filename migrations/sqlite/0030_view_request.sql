-- Every request as lists show it. No personal data. Rebuilt from the ledger.
create table view_request (
    build integer not null,
    id text not null,
    reference text not null,
    phase text not null,
    public_status text not null,
    -- Codes with one space between them; kinds and taken_by likewise.
    waiting_on text not null,
    kinds text not null,
    intake text not null,
    -- The earliest instant that the receipt can mean; received_on is set when only the day is known.
    received_at text not null,
    received_on text,
    entered text not null,
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
    country text,
    region text,
    category text not null,
    taken_by text not null,
    duplicate integer not null,
    repeated integer not null,
    undeliverable integer not null,
    -- A hold lies that may be spoken of.
    held integer not null,
    -- A confidential hold lies. Never shown to portals.
    held_in_silence integer not null,
    revision integer not null,
    -- The sequence of the last event in the row.
    version integer not null,
    last_at text not null,
    constraint view_request_pkey primary key (build, id)
) strict;

create index view_request_due on view_request (build, due_order, id);
create index view_request_received on view_request (build, received_at, id);
create index view_request_reference on view_request (build, reference);

-- The live build is looked up once, so that the order of an index carries through to the lists.
create view live_request as
select v.*
  from view_request v
 where v.build = (select p.build from projection p where p.stage = 'live');
