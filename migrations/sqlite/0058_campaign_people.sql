-- The lines that were left out of a list, so that whoever gave it can still look who was not told. Nothing of
-- what stands in them.
create table campaign_bad_line (
    campaign text not null,
    list text not null,
    -- Counted from 1, as an editor does.
    line integer not null,
    -- The field, where it is one.
    field text,
    -- What is wrong with it, in our own words.
    reason text not null,
    constraint campaign_bad_line_pkey primary key (campaign, list, line)
) strict;

-- Whom a command erases, from before the first of their rows is emptied until nothing of them is left: should it
-- die on its way, another one goes on with it.
create table campaign_erasing (
    command text not null,
    campaign text not null,
    person integer not null,
    -- Whoever gave the command: it is on record as theirs, whoever ends it.
    actor text not null,
    since text not null,
    constraint campaign_erasing_pkey primary key (command, campaign, person)
) strict;

-- What somebody reads is said of nobody who was erased.
update campaign_person set language = '' where sealed is null;
