-- Messages that are owed: one row each, from the notifier, worked off by couriers. What became of a
-- message is in its stream.
create table dispatch (
    id text not null,
    request text not null,
    -- The command of the request that owes the message.
    command text not null,
    -- Which of the messages that the command owes.
    key text not null,
    channel text not null,
    -- When a courier should take it up; null when machines have nothing left to do.
    next_at text,
    -- Until when a courier holds it; null when none does.
    held_until text,
    -- Counts the holders: only the newest is heard.
    fence integer not null default 0,
    constraint dispatch_pkey primary key (id)
) strict;

create index dispatch_due on dispatch (channel, next_at, id) where next_at is not null;
create index dispatch_of_request on dispatch (request, id);
