create table ledger (
    position bigint not null,
    aggregate_type text not null,
    aggregate_id text not null,
    sequence bigint not null,
    at timestamptz not null,
    entry text not null,
    leaf bytea not null,
    constraint ledger_pkey primary key (position),
    constraint ledger_position_from_0 check (position >= 0),
    constraint ledger_one_position_an_event unique (aggregate_type, aggregate_id, sequence),
    constraint ledger_leaf_is_sha256 check (octet_length(leaf) = 32)
);

comment on table ledger is 'The one global order of all events: dense, from 0. Written by the sequencer alone.';
comment on column ledger.at is 'Business time, never going back: the later of the previous entry''s and the event''s own.';
comment on column ledger.entry is 'Canonical JSON that names the event and the digest of its stored text.';
comment on column ledger.leaf is 'SHA-256 of 0x00 and the entry: the leaf of the Merkle tree.';

create trigger ledger_append_only before update or delete on ledger
    for each row execute function refuse_change();
create trigger ledger_no_truncate before truncate on ledger
    for each statement execute function refuse_change();

grant select, insert on ledger to habeas_app;

create table ledger_head (
    id bigint not null,
    size bigint not null,
    at timestamptz,
    last_xid xid8 not null,
    last_ord bigint not null,
    cluster text not null,
    constraint ledger_head_pkey primary key (id),
    constraint ledger_head_one_row check (id = 1),
    constraint ledger_head_size_from_0 check (size >= 0)
);

comment on table ledger_head is 'One row: how far the order has been given. Its row lock lets one sequencer at a time through.';
comment on column ledger_head.last_xid is 'With last_ord, the last event that has a position.';
comment on column ledger_head.cluster is 'System identifier of the cluster in which xid means anything: a restored dump is refused until rebased.';

insert into ledger_head (id, size, at, last_xid, last_ord, cluster)
select 1, 0, null, '0', 0, system_identifier::text from pg_control_system();

grant select, update (size, at, last_xid, last_ord) on ledger_head to habeas_app;
