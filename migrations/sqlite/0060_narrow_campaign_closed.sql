-- Ways that take nothing of the house: what would go by one waits until it is tried again, and what goes by
-- another does not.
create table campaign_closed (
    campaign text not null,
    channel text not null,
    until text not null,
    constraint campaign_closed_pkey primary key (campaign, channel)
) strict;

insert into campaign_closed (campaign, channel, until)
select campaign, closed_channel, closed_until from campaign_work
 where closed_channel is not null and closed_until is not null;

alter table campaign_work drop column closed_channel;
alter table campaign_work drop column closed_until;
