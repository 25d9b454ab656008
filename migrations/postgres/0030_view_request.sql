create table view_request (
    build bigint not null,
    id text collate "C" not null,
    reference text collate "C" not null,
    phase text collate "C" not null,
    public_status text collate "C" not null,
    waiting_on text collate "C" not null,
    kinds text collate "C" not null,
    intake text collate "C" not null,
    received_at timestamptz not null,
    received_on date,
    entered timestamptz not null,
    due_order timestamptz not null,
    late_from timestamptz,
    due_on date,
    due_zone text collate "C",
    due_duty text collate "C",
    due_regime text collate "C",
    due_tier text collate "C",
    due_provisional boolean,
    due_stands boolean,
    country text collate "C",
    region text collate "C",
    category text collate "C" not null,
    taken_by text collate "C" not null,
    duplicate boolean not null,
    repeated boolean not null,
    undeliverable boolean not null,
    held boolean not null,
    held_in_silence boolean not null,
    revision bigint not null,
    version bigint not null,
    last_at timestamptz not null,
    constraint view_request_pkey primary key (build, id)
);

create index view_request_due on view_request (build, due_order, id);
create index view_request_received on view_request (build, received_at, id);
create index view_request_reference on view_request (build, reference);

comment on table view_request is 'Every request as lists show it. No personal data. Rebuilt from the ledger.';
comment on column view_request.waiting_on is 'Codes with one space between them; kinds and taken_by likewise.';
comment on column view_request.received_at is 'The earliest instant that the receipt can mean; received_on is set when only the day is known.';
comment on column view_request.due_order is 'late_from, or the year 9999 where nothing is due: what lists sort by.';
comment on column view_request.late_from is 'The first instant at which the clock that governs the answer is late; due_* are of the same clock.';
comment on column view_request.due_stands is 'Its time stands still: it cannot become late now.';
comment on column view_request.held is 'A hold lies that may be spoken of.';
comment on column view_request.held_in_silence is 'A confidential hold lies. Never shown to portals.';
comment on column view_request.version is 'The sequence of the last event in the row.';

-- The live build is looked up once, so that the order of an index carries through to the lists.
create view live_request as
select v.*
  from view_request v
 where v.build = (select p.build from projection p where p.stage = 'live');

comment on view live_request is 'view_request as it is shown: the live build only.';

grant select, insert, update, delete on view_request to habeas_app;
grant select on live_request to habeas_app;
