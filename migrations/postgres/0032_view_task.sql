create table view_task (
    build bigint not null,
    id text collate "C" not null,
    task bigint not null,
    reference text collate "C" not null,
    item bigint not null,
    system text collate "C" not null,
    kind text collate "C" not null,
    categories text collate "C" not null,
    due date not null,
    state text collate "C" not null,
    claimed_by text collate "C",
    claimed_until timestamptz,
    ended_at timestamptz,
    fence bigint not null,
    constraint view_task_pkey primary key (build, id, task)
);

create index view_task_system on view_task (build, system, due, id, task);
create index view_task_due on view_task (build, due, id, task);

comment on table view_task is 'Tasks that are still to be carried out, also failed and refused ones. Rebuilt from the ledger.';
comment on column view_task.id is 'The request.';
comment on column view_task.categories is 'Codes with one space between them.';
comment on column view_task.due is 'The day by the end of which it is to be carried out, in the zone of the house.';
comment on column view_task.state is 'ordered, claimed (by whom and until when), failed or refused (since when).';

create view live_task as
select v.*
  from view_task v
 where v.build = (select p.build from projection p where p.stage = 'live');

comment on view live_task is 'view_task as it is shown: the live build only.';

grant select, insert, update, delete on view_task to habeas_app;
grant select on live_task to habeas_app;
