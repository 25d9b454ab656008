create table vault_index (
    term bytea not null,
    stream_type text not null,
    stream_id text not null,
    constraint vault_index_pkey primary key (term, stream_type, stream_id),
    constraint vault_index_case_fkey foreign key (stream_type, stream_id)
        references vault_case (stream_type, stream_id) on delete cascade
);

comment on table vault_index is 'Finds cases by what a person is known by. Removed when the case is forgotten.';
comment on column vault_index.term is 'HMAC-SHA256 of type and normalised value under the index key.';

create index vault_index_case on vault_index (stream_type, stream_id);

grant select, insert, delete on vault_index to habeas_vault;
