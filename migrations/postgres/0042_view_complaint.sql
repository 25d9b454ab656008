create table view_complaint (
    build bigint not null,
    id text collate "C" not null,
    reference text collate "C" not null,
    kind text collate "C" not null,
    phase text collate "C" not null,
    waiting_on text collate "C" not null,
    intake text collate "C" not null,
    received_at timestamptz not null,
    received_on date,
    due_order timestamptz not null,
    late_from timestamptz,
    due_on date,
    due_zone text collate "C",
    due_duty text collate "C",
    due_regime text collate "C",
    due_tier text collate "C",
    due_provisional boolean,
    due_stands boolean,
    about text collate "C",
    taken_by text collate "C",
    escalated boolean not null,
    undeliverable boolean not null,
    revision bigint not null,
    version bigint not null,
    last_at timestamptz not null,
    constraint view_complaint_pkey primary key (build, id)
);

create index view_complaint_due on view_complaint (build, due_order, id);
create index view_complaint_received on view_complaint (build, received_at, id);
create index view_complaint_reference on view_complaint (build, reference);
create index view_complaint_about on view_complaint (build, about);

comment on table view_complaint is 'Every complaint as lists show it. No personal data. Rebuilt from the ledger.';
comment on column view_complaint.waiting_on is 'Codes with one space between them.';
comment on column view_complaint.received_at is 'The earliest instant that the receipt can mean; received_on is set when only the day is known.';
comment on column view_complaint.due_order is 'late_from, or the year 9999 where nothing is due: what lists sort by.';
comment on column view_complaint.late_from is 'The first instant at which the clock that governs the answer is late; due_* are of the same clock.';
comment on column view_complaint.due_stands is 'Its time stands still: it cannot become late now.';
comment on column view_complaint.about is 'The request that it is about.';
comment on column view_complaint.escalated is 'An authority deals with it too.';
comment on column view_complaint.version is 'The sequence of the last event in the row.';

-- The live build is looked up once, so that the order of an index carries through to the lists.
create view live_complaint as
select v.*
  from view_complaint v
 where v.build = (select p.build from projection p where p.stage = 'live');

comment on view live_complaint is 'view_complaint as it is shown: the live build only.';

grant select, insert, update, delete on view_complaint to habeas_app;
grant select on live_complaint to habeas_app;
