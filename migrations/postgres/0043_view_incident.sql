create table view_incident (
    build bigint not null,
    id text collate "C" not null,
    reference text collate "C" not null,
    source text collate "C" not null,
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
    versions bigint not null,
    risk text collate "C",
    taken_by text collate "C",
    stayed boolean not null,
    undeliverable boolean not null,
    revision bigint not null,
    version bigint not null,
    last_at timestamptz not null,
    constraint view_incident_pkey primary key (build, id)
);

create index view_incident_due on view_incident (build, due_order, id);
create index view_incident_received on view_incident (build, received_at, id);
create index view_incident_reference on view_incident (build, reference);

comment on table view_incident is 'Every incident as lists show it. No personal data. Rebuilt from the ledger.';
comment on column view_incident.waiting_on is 'Codes with one space between them.';
comment on column view_incident.received_at is 'The earliest instant that the receipt can mean; received_on is set when only the day is known.';
comment on column view_incident.due_order is 'late_from, or the year 9999 where nothing is due: what lists sort by.';
comment on column view_incident.late_from is 'The first instant at which the most urgent of all that is owed is late; due_* are of the same clock.';
comment on column view_incident.due_stands is 'Its time stands still: it cannot become late now.';
comment on column view_incident.versions is 'How many versions of the assessment there are; risk is what the newest finds.';
comment on column view_incident.stayed is 'An authority asked for silence, and that has not ended.';
comment on column view_incident.version is 'The sequence of the last event in the row.';

-- The live build is looked up once, so that the order of an index carries through to the lists.
create view live_incident as
select v.*
  from view_incident v
 where v.build = (select p.build from projection p where p.stage = 'live');

comment on view live_incident is 'view_incident as it is shown: the live build only.';

grant select, insert, update, delete on view_incident to habeas_app;
grant select on live_incident to habeas_app;
