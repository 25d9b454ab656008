create table timer_rest (
    id text collate "C" not null,
    version bigint not null,
    checked_at timestamptz not null,
    until timestamptz not null,
    constraint timer_rest_pkey primary key (id)
);

comment on table timer_rest is 'What the timekeeper has just looked at: so that an alarm that is shown late, or brings nothing about, is not answered again and again.';
comment on column timer_rest.version is 'The sequence of the newest event after the look: older rows of view_timer are behind it.';
comment on column timer_rest.until is 'Not before this is the same alarm of the same version looked at again.';

grant select, insert, update, delete on timer_rest to habeas_app;
