-- Messages are taken in the order of the index: nothing is sorted for a group of fifty. What is claimed changes
-- on its own page.
drop index campaign_message_due;
create index campaign_message_due on campaign_message (campaign, version, next_at, person) where next_at is not null;
alter table campaign_message set (fillfactor = 70);
