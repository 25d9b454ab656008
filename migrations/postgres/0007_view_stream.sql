create table view_stream (
    build bigint not null,
    aggregate_type text collate "C" not null,
    aggregate_id text collate "C" not null,
    events bigint not null,
    last_position bigint not null,
    last_sequence bigint not null,
    last_at timestamptz not null,
    constraint view_stream_pkey primary key (build, aggregate_type, aggregate_id)
);

comment on table view_stream is 'Every stream: how many events, and where and when the last one is. Rebuilt from the ledger.';

create view live_stream as
select v.aggregate_type, v.aggregate_id, v.events, v.last_position, v.last_sequence, v.last_at
  from view_stream v
  join projection p on p.build = v.build and p.stage = 'live';

comment on view live_stream is 'view_stream as it is shown: the live build only.';

grant select, insert, update, delete on view_stream to habeas_app;
grant select on live_stream to habeas_app;
