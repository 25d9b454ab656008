-- One taker of lists at a time, known by a number of its own, drawn by chance; what is theirs, nobody
-- else touches. Numbers of people below the next one are given away, whether or not anybody came to have
-- them. The last report of results is that which is known to be in the stream.
alter table campaign_work drop column list;
alter table campaign_work rename column list_until to taken_until;
alter table campaign_work add column taker integer;
alter table campaign_work add column reported integer not null default 0;

-- A later list may say more of a person: another row of the same person, who has the number of the first.
alter table campaign_person add column person integer not null default 0;
update campaign_person set person = no;
create index campaign_person_person on campaign_person (campaign, person);

-- People can share a telephone. The kind is account, email, phone or address; it is not known of those
-- that were there before it was kept.
alter table campaign_contact rename to campaign_contact_before;
create table campaign_contact (
    campaign text not null,
    term blob not null,
    person integer not null,
    kind text,
    -- The batch that brought it.
    batch integer not null,
    constraint campaign_contact_of_person_pkey primary key (campaign, term, person)
) strict;
insert into campaign_contact (campaign, term, person, batch)
    select c.campaign, c.term, c.person, p.batch from campaign_contact_before c
      join campaign_person p on p.campaign = c.campaign and p.no = c.person;
drop table campaign_contact_before;
create index campaign_contact_person on campaign_contact (campaign, person);
create index campaign_contact_term on campaign_contact (term);
create index campaign_contact_batch on campaign_contact (campaign, batch);

drop index campaign_message_batch;
create index campaign_message_batch on campaign_message (campaign, batch, version, person);

-- Whoever said what became of a message, where it was not the desk itself, and the command by which they
-- did, with the fingerprint of what was said by it.
alter table campaign_outcome add column actor text;
alter table campaign_outcome add column command text;
alter table campaign_outcome add column request text;
create index campaign_outcome_report on campaign_outcome (campaign, report) where report is not null;
create index campaign_outcome_command on campaign_outcome (campaign, command) where command is not null;
