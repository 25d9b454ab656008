-- Tasks that are still to be carried out, also failed and refused ones. Rebuilt from the ledger.
create table view_task (
    build integer not null,
    -- The request.
    id text not null,
    task integer not null,
    reference text not null,
    item integer not null,
    system text not null,
    kind text not null,
    -- Codes with one space between them.
    categories text not null,
    -- The day by the end of which it is to be carried out, in the zone of the house.
    due text not null,
    -- ordered, claimed (by whom and until when), failed or refused (since when).
    state text not null,
    claimed_by text,
    claimed_until text,
    ended_at text,
    fence integer not null,
    constraint view_task_pkey primary key (build, id, task)
) strict;

create index view_task_system on view_task (build, system, due, id, task);
create index view_task_due on view_task (build, due, id, task);

create view live_task as
select v.*
  from view_task v
 where v.build = (select p.build from projection p where p.stage = 'live');
