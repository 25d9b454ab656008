create table projection (
    build bigint not null,
    views text not null,
    position bigint not null,
    stage text not null,
    constraint projection_pkey primary key (build),
    constraint projection_stage_known check (stage in ('building', 'live', 'retired')),
    constraint projection_position_from_minus_1 check (position >= -1)
);

-- Two builds can never be shown, nor prepared, at once.
create unique index projection_one_live on projection (stage) where stage = 'live';
create unique index projection_one_building on projection (stage) where stage = 'building';

comment on table projection is 'Builds of all views. Readers see the live one; a rebuild fills the next one beside it.';
comment on column projection.views is 'The views and their versions, as the binary that made the build knew them.';
comment on column projection.position is 'The last position that is in every view of this build; -1 before the first.';

grant select, insert, update, delete on projection to habeas_app;
