alter table campaign_message add column sent boolean not null default false;
comment on column campaign_message.sent is 'Whether it may have left: it did, or nobody knows. What was only taken in hand, and given back, has not.';
update campaign_message set sent = true where claim > 0;
