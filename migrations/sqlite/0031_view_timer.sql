-- When the time is to be looked at next, for every request that time can still change. An alarm
-- list: the request decides. Rebuilt from the ledger.
create table view_timer (
    build integer not null,
    id text not null,
    -- Null while nothing lies ahead.
    next_check text,
    -- The sequence of the last event that is in next_check.
    version integer not null,
    -- Digest of the rules by which next_check was found: found again when they change.
    rules text not null,
    constraint view_timer_pkey primary key (build, id)
) strict;

create index view_timer_next_check on view_timer (build, next_check, id);

create view live_timer as
select v.*
  from view_timer v
 where v.build = (select p.build from projection p where p.stage = 'live');
