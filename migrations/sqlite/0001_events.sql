-- Every fact of every stream, for ever. Written by the desk, one commit a command.
-- Columns 1 to 7 and the primary key are those that sqlite-es expects: it knows a conflict between
-- two commands by the primary key alone. The order of all events is in event_log for that reason.
create table events (
    aggregate_type text not null,
    aggregate_id text not null,
    sequence integer not null,
    event_type text not null,
    event_version text not null,
    payload text not null,
    metadata text not null,
    constraint events_pkey primary key (aggregate_type, aggregate_id, sequence),
    constraint events_sequence_from_0 check (sequence >= 0),
    constraint events_payload_is_json check (json_valid(payload)),
    constraint events_metadata_is_json check (json_valid(metadata))
) strict;

-- What is written stays. An `insert or replace` deletes first, and is caught by the same trigger as
-- long as the connection has `recursive_triggers` on, which the application sets.
create trigger events_no_update before update on events begin
    select raise(abort, 'the table events is append-only');
end;

create trigger events_no_delete before delete on events begin
    select raise(abort, 'the table events is append-only');
end;
