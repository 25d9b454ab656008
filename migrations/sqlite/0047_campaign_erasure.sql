-- Commands to erase somebody from the lists of campaigns: a name that was used for somebody else is told
-- apart, and a repeat is answered as the first time.
create table campaign_erasure (
    command text not null,
    -- A keyed hash of what was asked.
    request text,
    -- Whether it was carried out: then it is answered, and not done again.
    done integer not null default 0,
    constraint campaign_erasure_pkey primary key (command)
) strict;

-- The rows that were emptied by a command, of each person the one by which they first came.
create table campaign_erased (
    command text not null,
    campaign text not null,
    row_hash blob not null,
    constraint campaign_erased_pkey primary key (command, campaign, row_hash)
) strict;
