-- One row a campaign: the numbers that come next, and the list that is being taken in, one at a
-- time.
create table campaign_work (
    campaign text not null,
    next_person integer not null default 1,
    next_outcome integer not null default 1,
    -- The newest event of the campaign that is in the ledger.
    wake integer not null default 0,
    -- Up to which event nothing is left to be done.
    rested integer not null default 0,
    list text,
    -- From when on whoever takes the list in is held to be gone.
    list_until text,
    constraint campaign_work_pkey primary key (campaign)
) strict;

-- Up to a thousand lines of a list. Messages of a batch leave once its event is in the ledger: then
-- it is live.
create table campaign_batch (
    campaign text not null,
    batch integer not null,
    list text not null,
    version integer not null,
    live integer not null default 0,
    constraint campaign_batch_pkey primary key (campaign, batch)
) strict;

-- People whom a campaign tells, sealed. Of one who was erased the hash is left, which the root of
-- the batch in the ledger covers.
create table campaign_person (
    campaign text not null,
    no integer not null,
    batch integer not null,
    -- The number of the first person under the same key.
    part integer not null,
    key_id text,
    sealed blob,
    -- RFC 6962 leaf hash over salt and row; the salt is sealed with the row.
    hash blob not null,
    language text not null,
    constraint campaign_person_pkey primary key (campaign, no),
    constraint campaign_person_hash_is_sha256 check (length(hash) = 32),
    constraint campaign_person_sealed_or_erased check ((key_id is null) = (sealed is null))
) strict;

create index campaign_person_batch on campaign_person (campaign, batch);
create index campaign_person_part on campaign_person (campaign, part);

-- What people on the lists are known by, as keyed hashes: nobody is two people because two lists
-- name them.
create table campaign_contact (
    campaign text not null,
    term blob not null,
    person integer not null,
    constraint campaign_contact_pkey primary key (campaign, term)
) strict;

create index campaign_contact_person on campaign_contact (campaign, person);
create index campaign_contact_term on campaign_contact (term);

-- One message a person and version: whom it has reached, and by which way it is tried next.
create table campaign_message (
    campaign text not null,
    person integer not null,
    version integer not null,
    -- The batch that brought it; 0 where the version is for everybody on the lists before.
    batch integer not null,
    -- queued, by_hand, told, unreachable or withdrawn.
    state text not null,
    channel text,
    -- The channels that did not reach the person, by their codes, one after the other.
    tried text not null default '',
    tries integer not null default 0,
    next_at text,
    held_until text,
    -- The number of whoever holds it: only the newest is heard.
    claim integer not null default 0,
    told_at text,
    -- What the person answered when asked for consent: given or refused.
    answer text,
    constraint campaign_message_pkey primary key (campaign, person, version)
) strict;

create index campaign_message_due on campaign_message (campaign, version, next_at) where next_at is not null;
create index campaign_message_batch on campaign_message (campaign, batch);
create index campaign_message_by_hand on campaign_message (campaign, version, channel, person) where state = 'by_hand';

-- What became of messages, in order. Up to a thousand of them are reported to the campaign at once,
-- under a digest.
create table campaign_outcome (
    campaign text not null,
    no integer not null,
    person integer not null,
    version integer not null,
    outcome text not null,
    channel text,
    at text not null,
    report integer,
    constraint campaign_outcome_pkey primary key (campaign, no)
) strict;

create index campaign_outcome_unreported on campaign_outcome (campaign, no) where report is null;
create index campaign_outcome_person on campaign_outcome (campaign, person, no);
