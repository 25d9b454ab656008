-- Whether a message may have left: it did, or nobody knows. What was only taken in hand, and given back, has not.
alter table campaign_message add column sent integer not null default 0;
update campaign_message set sent = 1 where claim > 0;
