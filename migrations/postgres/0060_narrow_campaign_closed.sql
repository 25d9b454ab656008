create table campaign_closed (
    campaign text collate "C" not null,
    channel text collate "C" not null,
    until timestamptz not null,
    constraint campaign_closed_pkey primary key (campaign, channel)
);

comment on table campaign_closed is 'Ways that take nothing of the house: what would go by one waits until it is tried again, and what goes by another does not.';
comment on column campaign_closed.until is 'When it is tried again.';

insert into campaign_closed (campaign, channel, until)
select campaign, closed_channel, closed_until from campaign_work
 where closed_channel is not null and closed_until is not null;

alter table campaign_work drop column closed_channel;
alter table campaign_work drop column closed_until;

grant select, insert, update, delete on campaign_closed to habeas_app;
