-- Contact points that codes were lately sent to. Its row lock lets one reservation at a time through.
create table vault_destination (
    destination blob not null, -- HMAC-SHA256 of channel and normalised contact under the index key.
    touched_at text not null,
    constraint vault_destination_pkey primary key (destination)
) strict;

create index vault_destination_touched on vault_destination (touched_at);

-- One row a code that was sent, kept for as long as limits look back.
create table vault_send (
    destination blob not null,
    send text not null, -- What names the sending, so that a repeated command counts once. Holds nothing personal.
    sent_at text not null,
    constraint vault_send_pkey primary key (destination, send),
    constraint vault_send_destination_fkey foreign key (destination)
        references vault_destination (destination) on delete cascade
) strict;
