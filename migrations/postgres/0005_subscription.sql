create table subscription (
    name text not null,
    position bigint not null,
    constraint subscription_pkey primary key (name),
    constraint subscription_position_from_minus_1 check (position >= -1)
);

comment on table subscription is 'How far each worker with effects of its own has read the ledger.';
comment on column subscription.position is 'The last position whose effects are committed; -1 before the first.';

grant select, insert, update on subscription to habeas_app;
