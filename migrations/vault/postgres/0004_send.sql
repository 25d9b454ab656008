create table vault_destination (
    destination bytea not null,
    touched_at timestamptz not null,
    constraint vault_destination_pkey primary key (destination)
);

comment on table vault_destination is 'Contact points that codes were lately sent to. Its row lock lets one reservation at a time through.';
comment on column vault_destination.destination is 'HMAC-SHA256 of channel and normalised contact under the index key.';

create index vault_destination_touched on vault_destination (touched_at);

create table vault_send (
    destination bytea not null,
    send text not null,
    sent_at timestamptz not null,
    constraint vault_send_pkey primary key (destination, send),
    constraint vault_send_destination_fkey foreign key (destination)
        references vault_destination (destination) on delete cascade
);

comment on table vault_send is 'One row a code that was sent, kept for as long as limits look back.';
comment on column vault_send.send is 'What names the sending, so that a repeated command counts once. Holds nothing personal.';

grant select, insert, delete, update (touched_at) on vault_destination to habeas_vault;
grant select, insert, delete on vault_send to habeas_vault;
