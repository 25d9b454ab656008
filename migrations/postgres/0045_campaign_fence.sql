-- One taker of lists at a time, known by a number of its own; what is theirs, nobody else touches.
alter table campaign_work drop column list;
alter table campaign_work rename column list_until to taken_until;
alter table campaign_work add column taker bigint;
alter table campaign_work add column reported bigint not null default 0;

comment on table campaign_work is 'One row a campaign: the numbers that come next, and who is taking a list in, one at a time.';
comment on column campaign_work.next_person is 'Numbers below are given away, whether or not anybody came to have them.';
comment on column campaign_work.taker is 'The number of whoever takes a list in; it is drawn by chance.';
comment on column campaign_work.taken_until is 'From when on that one is held to be gone.';
comment on column campaign_work.reported is 'The last report of results that is known to be in the stream.';

-- A later list may say more of a person: another row of the same person.
alter table campaign_person add column person bigint not null default 0;
update campaign_person set person = no;
alter table campaign_person alter column person drop default;
create index campaign_person_person on campaign_person (campaign, person);

comment on table campaign_person is 'Rows of people whom a campaign tells, sealed. Of one who was erased the hash is left, which the root of the batch in the ledger covers.';
comment on column campaign_person.part is 'The number of the first row under the same key.';
comment on column campaign_person.person is 'Whose row it is: the number of the first row of the same person.';

-- People can share a telephone.
alter table campaign_contact rename to campaign_contact_before;
create table campaign_contact (
    campaign text collate "C" not null,
    term bytea not null,
    person bigint not null,
    kind text collate "C",
    batch bigint not null,
    constraint campaign_contact_of_person_pkey primary key (campaign, term, person)
);
insert into campaign_contact (campaign, term, person, batch)
    select c.campaign, c.term, c.person, p.batch from campaign_contact_before c
      join campaign_person p on p.campaign = c.campaign and p.no = c.person;
drop table campaign_contact_before;
create index campaign_contact_person on campaign_contact (campaign, person);
create index campaign_contact_term on campaign_contact (term);

comment on table campaign_contact is 'What people on the lists are known by, as keyed hashes: nobody is two people because two lists name them.';
comment on column campaign_contact.kind is 'account, email, phone or address; not known of those that were there before it was kept.';
comment on column campaign_contact.batch is 'The batch that brought it.';

create index campaign_contact_batch on campaign_contact (campaign, batch);

drop index campaign_message_batch;
create index campaign_message_batch on campaign_message (campaign, batch, version, person);

alter table campaign_outcome add column actor text;
alter table campaign_outcome add column command text collate "C";
alter table campaign_outcome add column request text;
create index campaign_outcome_report on campaign_outcome (campaign, report) where report is not null;
create index campaign_outcome_command on campaign_outcome (campaign, command) where command is not null;

comment on column campaign_outcome.actor is 'Whoever said so, where it was not the desk itself.';
comment on column campaign_outcome.command is 'The command by which they did: said again, it changes nothing.';
comment on column campaign_outcome.request is 'The fingerprint of what was said by it.';

grant select, insert, update, delete on campaign_contact to habeas_app;
