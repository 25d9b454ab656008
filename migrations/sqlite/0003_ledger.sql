-- The one global order of all events: dense, from 0. Written by the sequencer alone.
create table ledger (
    position integer not null,
    aggregate_type text not null,
    aggregate_id text not null,
    sequence integer not null,
    at text not null,     -- business time, never going back
    entry text not null,  -- canonical JSON that names the event and the digest of its stored text
    leaf blob not null,   -- SHA-256 of 0x00 and the entry: the leaf of the Merkle tree
    constraint ledger_pkey primary key (position),
    constraint ledger_position_from_0 check (position >= 0),
    constraint ledger_one_position_an_event unique (aggregate_type, aggregate_id, sequence),
    constraint ledger_leaf_is_sha256 check (length(leaf) = 32)
) strict;

create trigger ledger_no_update before update on ledger begin
    select raise(abort, 'the table ledger is append-only');
end;

create trigger ledger_no_delete before delete on ledger begin
    select raise(abort, 'the table ledger is append-only');
end;

-- One row: how far the order has been given.
create table ledger_head (
    id integer not null,
    size integer not null,
    at text,
    last_log integer not null, -- the last line of event_log that has a position
    constraint ledger_head_pkey primary key (id),
    constraint ledger_head_one_row check (id = 1),
    constraint ledger_head_size_from_0 check (size >= 0)
) strict;

insert into ledger_head (id, size, at, last_log) values (1, 0, null, 0);
