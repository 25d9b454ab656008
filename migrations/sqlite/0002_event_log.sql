-- The order in which events were committed: with one writer at a time the order of insertion.
-- A table of its own, since an implicit rowid may be renumbered when the file is compacted.
create table event_log (
    log integer not null,
    aggregate_type text not null,
    aggregate_id text not null,
    sequence integer not null,
    recorded_at text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), -- evidence by the clock of the machine
    constraint event_log_pkey primary key (log autoincrement),
    constraint event_log_one_line_an_event unique (aggregate_type, aggregate_id, sequence)
) strict;

create trigger events_to_log after insert on events begin
    insert into event_log (aggregate_type, aggregate_id, sequence)
    values (new.aggregate_type, new.aggregate_id, new.sequence);
end;

create trigger event_log_no_update before update on event_log begin
    select raise(abort, 'the table event_log is append-only');
end;

create trigger event_log_no_delete before delete on event_log begin
    select raise(abort, 'the table event_log is append-only');
end;
