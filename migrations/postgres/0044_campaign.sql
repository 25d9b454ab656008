create table campaign_work (
    campaign text collate "C" not null,
    next_person bigint not null default 1,
    next_outcome bigint not null default 1,
    wake bigint not null default 0,
    rested bigint not null default 0,
    list text collate "C",
    list_until timestamptz,
    constraint campaign_work_pkey primary key (campaign)
);

comment on table campaign_work is 'One row a campaign: the numbers that come next, and the list that is being taken in, one at a time.';
comment on column campaign_work.wake is 'The newest event of the campaign that is in the ledger.';
comment on column campaign_work.rested is 'Up to which event nothing is left to be done.';
comment on column campaign_work.list_until is 'From when on whoever takes the list in is held to be gone.';

create table campaign_batch (
    campaign text collate "C" not null,
    batch bigint not null,
    list text collate "C" not null,
    version bigint not null,
    live boolean not null default false,
    constraint campaign_batch_pkey primary key (campaign, batch)
);

comment on table campaign_batch is 'Up to a thousand lines of a list. Messages of a batch leave once its event is in the ledger: then it is live.';

create table campaign_person (
    campaign text collate "C" not null,
    no bigint not null,
    batch bigint not null,
    part bigint not null,
    key_id text,
    sealed bytea,
    hash bytea not null,
    language text collate "C" not null,
    constraint campaign_person_pkey primary key (campaign, no),
    constraint campaign_person_hash_is_sha256 check (length(hash) = 32),
    constraint campaign_person_sealed_or_erased check ((key_id is null) = (sealed is null))
);

create index campaign_person_batch on campaign_person (campaign, batch);
create index campaign_person_part on campaign_person (campaign, part);

comment on table campaign_person is 'People whom a campaign tells, sealed. Of one who was erased the hash is left, which the root of the batch in the ledger covers.';
comment on column campaign_person.part is 'The number of the first person under the same key.';
comment on column campaign_person.hash is 'RFC 6962 leaf hash over salt and row; the salt is sealed with the row.';

create table campaign_contact (
    campaign text collate "C" not null,
    term bytea not null,
    person bigint not null,
    constraint campaign_contact_pkey primary key (campaign, term)
);

create index campaign_contact_person on campaign_contact (campaign, person);
create index campaign_contact_term on campaign_contact (term);

comment on table campaign_contact is 'What people on the lists are known by, as keyed hashes: nobody is two people because two lists name them.';

create table campaign_message (
    campaign text collate "C" not null,
    person bigint not null,
    version bigint not null,
    batch bigint not null,
    state text collate "C" not null,
    channel text collate "C",
    tried text not null default '',
    tries bigint not null default 0,
    next_at timestamptz,
    held_until timestamptz,
    claim bigint not null default 0,
    told_at timestamptz,
    answer text collate "C",
    constraint campaign_message_pkey primary key (campaign, person, version)
);

create index campaign_message_due on campaign_message (campaign, version, next_at) where next_at is not null;
create index campaign_message_batch on campaign_message (campaign, batch);
create index campaign_message_by_hand on campaign_message (campaign, version, channel, person) where state = 'by_hand';

comment on table campaign_message is 'One message a person and version: whom it has reached, and by which way it is tried next.';
comment on column campaign_message.batch is 'The batch that brought it; 0 where the version is for everybody on the lists before.';
comment on column campaign_message.state is 'queued, by_hand, told, unreachable or withdrawn.';
comment on column campaign_message.tried is 'The channels that did not reach the person, by their codes, one after the other.';
comment on column campaign_message.claim is 'The number of whoever holds it: only the newest is heard.';
comment on column campaign_message.answer is 'What the person answered when asked for consent: given or refused.';

create table campaign_outcome (
    campaign text collate "C" not null,
    no bigint not null,
    person bigint not null,
    version bigint not null,
    outcome text collate "C" not null,
    channel text collate "C",
    at timestamptz not null,
    report bigint,
    constraint campaign_outcome_pkey primary key (campaign, no)
);

create index campaign_outcome_unreported on campaign_outcome (campaign, no) where report is null;
create index campaign_outcome_person on campaign_outcome (campaign, person, no);

comment on table campaign_outcome is 'What became of messages, in order. Up to a thousand of them are reported to the campaign at once, under a digest.';

grant select, insert, update, delete on campaign_work, campaign_batch, campaign_person, campaign_contact, campaign_message, campaign_outcome to habeas_app;
