-- What the timekeeper has just looked at: so that an alarm that is shown late, or brings nothing
-- about, is not answered again and again.
create table timer_rest (
    id text not null,
    -- The sequence of the newest event after the look: older rows of view_timer are behind it.
    version integer not null,
    checked_at text not null,
    -- Not before this is the same alarm of the same version looked at again.
    until text not null,
    constraint timer_rest_pkey primary key (id)
) strict;
