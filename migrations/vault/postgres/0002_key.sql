create table vault_kek (
    name text not null,
    commitment bytea not null,
    first_used_at timestamptz not null,
    constraint vault_kek_pkey primary key (name),
    constraint vault_kek_commitment_is_sha256 check (octet_length(commitment) = 32)
);

comment on table vault_kek is 'Every key-encryption key that was ever current, by name. The keys themselves are never in this database.';
comment on column vault_kek.commitment is 'Tells whether the key given under this name is the one that was used; says nothing about it.';

create table vault_service_key (
    name text not null,
    kek text not null,
    wrapped bytea not null,
    commitment bytea not null,
    created_at timestamptz not null,
    constraint vault_service_key_pkey primary key (name),
    constraint vault_service_key_kek_fkey foreign key (kek) references vault_kek (name)
);

comment on table vault_service_key is 'Keys of the desk itself: index, codes, commands, reply addresses, API secrets. Made once.';

create table vault_case (
    stream_type text not null,
    stream_id text not null,
    created_at timestamptz not null,
    touched_at timestamptz not null,
    confirmed boolean not null,
    constraint vault_case_pkey primary key (stream_type, stream_id)
);

comment on table vault_case is 'Every stream that has keys here. Its rows come before its first event.';
comment on column vault_case.touched_at is 'When keys were last asked for before the first event; an hour later, without event, all rows go.';
comment on column vault_case.confirmed is 'Whether the stream was seen to exist.';

create index vault_case_unconfirmed on vault_case (touched_at) where not confirmed;

create table vault_key (
    key_id text not null,
    stream_type text not null,
    stream_id text not null,
    purpose text not null,
    generation bigint not null,
    kek text,
    wrapped bytea,
    commitment bytea not null,
    created_at timestamptz not null,
    forgotten_at timestamptz,
    constraint vault_key_pkey primary key (key_id),
    constraint vault_key_one_a_generation unique (stream_type, stream_id, purpose, generation),
    constraint vault_key_case_fkey foreign key (stream_type, stream_id)
        references vault_case (stream_type, stream_id) on delete cascade,
    constraint vault_key_kek_fkey foreign key (kek) references vault_kek (name),
    constraint vault_key_live_or_forgotten check (
        (forgotten_at is null and kek is not null and wrapped is not null)
        or (forgotten_at is not null and kek is null and wrapped is null)
    )
);

comment on table vault_key is 'Data keys, one a case and purpose. A forgotten one stays as a tombstone without key material.';
comment on column vault_key.generation is 'From 1; the next one is made when a case goes on after this one was forgotten.';
comment on column vault_key.wrapped is 'Format, nonce and ciphertext of the key under kek.';
comment on column vault_key.commitment is 'What only this key can show; kept when it is forgotten.';

create index vault_key_kek on vault_key (kek) where kek is not null;

grant select, insert on vault_kek to habeas_vault;
grant select, insert, update (kek, wrapped) on vault_service_key to habeas_vault;
grant select, insert, delete, update (touched_at, confirmed) on vault_case to habeas_vault;
grant select, insert, update (kek, wrapped, forgotten_at) on vault_key to habeas_vault;
