-- How far each worker with effects of its own has read the ledger.
create table subscription (
    name text not null,
    position integer not null, -- the last position whose effects are committed; -1 before the first
    constraint subscription_pkey primary key (name),
    constraint subscription_position_from_minus_1 check (position >= -1)
) strict;
