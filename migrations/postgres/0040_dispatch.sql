create table dispatch (
    id text collate "C" not null,
    request text collate "C" not null,
    command text not null,
    key text not null,
    channel text not null,
    next_at timestamptz,
    held_until timestamptz,
    fence bigint not null default 0,
    constraint dispatch_pkey primary key (id)
);

create index dispatch_due on dispatch (channel, next_at, id) where next_at is not null;
create index dispatch_of_request on dispatch (request, id);

comment on table dispatch is 'Messages that are owed: one row each, from the notifier, worked off by couriers. What became of a message is in its stream.';
comment on column dispatch.command is 'The command of the request that owes the message.';
comment on column dispatch.key is 'Which of the messages that the command owes.';
comment on column dispatch.next_at is 'When a courier should take it up; null when machines have nothing left to do.';
comment on column dispatch.held_until is 'Until when a courier holds it; null when none does.';
comment on column dispatch.fence is 'Counts the holders: only the newest is heard.';

grant select, insert, update on dispatch to habeas_app;
