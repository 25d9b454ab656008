-- Every stream: how many events, and where and when the last one is. Rebuilt from the ledger.
create table view_stream (
    build integer not null,
    aggregate_type text not null,
    aggregate_id text not null,
    events integer not null,
    last_position integer not null,
    last_sequence integer not null,
    last_at text not null,
    constraint view_stream_pkey primary key (build, aggregate_type, aggregate_id)
) strict;

-- view_stream as it is shown: the live build only.
create view live_stream as
select v.aggregate_type, v.aggregate_id, v.events, v.last_position, v.last_sequence, v.last_at
  from view_stream v
  join projection p on p.build = v.build and p.stage = 'live';
