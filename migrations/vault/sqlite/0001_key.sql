-- Every key-encryption key that was ever current, by name. The keys themselves are never in this database.
create table vault_kek (
    name text not null,
    commitment blob not null, -- Tells whether the key given under this name is the one that was used; says nothing about it.
    first_used_at text not null,
    constraint vault_kek_pkey primary key (name),
    constraint vault_kek_commitment_is_sha256 check (length(commitment) = 32)
) strict;

-- Keys of the desk itself: index, codes, commands, reply addresses, API secrets. Made once.
create table vault_service_key (
    name text not null,
    kek text not null,
    wrapped blob not null,
    commitment blob not null,
    created_at text not null,
    constraint vault_service_key_pkey primary key (name),
    constraint vault_service_key_kek_fkey foreign key (kek) references vault_kek (name)
) strict;

-- Every stream that has keys here. Its rows come before its first event.
create table vault_case (
    stream_type text not null,
    stream_id text not null,
    created_at text not null,
    touched_at text not null, -- When keys were last asked for before the first event; an hour later, without event, all rows go.
    confirmed integer not null, -- Whether the stream was seen to exist.
    constraint vault_case_pkey primary key (stream_type, stream_id)
) strict;

create index vault_case_unconfirmed on vault_case (touched_at) where not confirmed;

-- Data keys, one a case and purpose. A forgotten one stays as a tombstone without key material.
create table vault_key (
    key_id text not null,
    stream_type text not null,
    stream_id text not null,
    purpose text not null,
    generation integer not null, -- From 1; the next one is made when a case goes on after this one was forgotten.
    kek text,
    wrapped blob, -- Format, nonce and ciphertext of the key under kek.
    commitment blob not null, -- What only this key can show; kept when it is forgotten.
    created_at text not null,
    forgotten_at text,
    constraint vault_key_pkey primary key (key_id),
    constraint vault_key_one_a_generation unique (stream_type, stream_id, purpose, generation),
    constraint vault_key_case_fkey foreign key (stream_type, stream_id)
        references vault_case (stream_type, stream_id) on delete cascade,
    constraint vault_key_kek_fkey foreign key (kek) references vault_kek (name),
    constraint vault_key_live_or_forgotten check (
        (forgotten_at is null and kek is not null and wrapped is not null)
        or (forgotten_at is not null and kek is null and wrapped is null)
    )
) strict;

create index vault_key_kek on vault_key (kek) where kek is not null;
