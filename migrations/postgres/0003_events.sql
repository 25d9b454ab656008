-- Columns 1 to 7 and the primary key are those that postgres-es expects: it maps every unique
-- violation to a conflict between two commands, so no other unique rule may be broken by an append.
create table events (
    aggregate_type text not null,
    aggregate_id text not null,
    sequence bigint not null,
    event_type text not null,
    event_version text not null,
    payload json not null,
    metadata json not null,
    ord bigint generated always as identity,
    xid xid8 not null default pg_current_xact_id(),
    recorded_at timestamptz not null default clock_timestamp(),
    constraint events_pkey primary key (aggregate_type, aggregate_id, sequence),
    constraint events_sequence_from_0 check (sequence >= 0)
);

-- The order in which the sequencer reads: by transaction, then by insertion.
create unique index events_xid_ord on events (xid, ord);

comment on table events is 'Every fact of every stream, for ever. Written by the desk, one commit a command.';
comment on column events.payload is 'json, not jsonb: the ledger commits to the stored text.';
comment on column events.ord is 'Order of insertion. It has gaps and is not the order of commits.';
comment on column events.xid is 'The transaction that wrote the event; with ord the order that can never change.';
comment on column events.recorded_at is 'Evidence by the clock of the database. The business time is in the metadata.';

create trigger events_append_only before update or delete on events
    for each row execute function refuse_change();
create trigger events_no_truncate before truncate on events
    for each statement execute function refuse_change();

-- ord, xid and recorded_at are the database's word: the application cannot write them.
grant select on events to habeas_app;
grant insert (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
    on events to habeas_app;
