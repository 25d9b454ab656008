create table view_timer (
    build bigint not null,
    id text collate "C" not null,
    next_check timestamptz,
    version bigint not null,
    rules text collate "C" not null,
    constraint view_timer_pkey primary key (build, id)
);

create index view_timer_next_check on view_timer (build, next_check, id);

comment on table view_timer is 'When the time is to be looked at next, for every request that time can still change. An alarm list: the request decides. Rebuilt from the ledger.';
comment on column view_timer.next_check is 'Null while nothing lies ahead.';
comment on column view_timer.version is 'The sequence of the last event that is in next_check.';
comment on column view_timer.rules is 'Digest of the rules by which next_check was found: found again when they change.';

create view live_timer as
select v.*
  from view_timer v
 where v.build = (select p.build from projection p where p.stage = 'live');

comment on view live_timer is 'view_timer as it is shown: the live build only.';

grant select, insert, update, delete on view_timer to habeas_app;
grant select on live_timer to habeas_app;
