-- How much of what became of messages is in reports stands beside how much there is: whether anything is left
-- to be told is read off one row, however many campaigns there were before. Whoever makes a report says so there.
alter table campaign_work add column in_reports bigint not null default 0;
alter table campaign_work add column last_report bigint not null default 0;
comment on column campaign_work.in_reports is 'How many outcomes some report holds.';
comment on column campaign_work.last_report is 'The number of the last report that was made, appended or not.';
update campaign_work set
    in_reports = (select count(*) from campaign_outcome o where o.campaign = campaign_work.campaign and o.report is not null),
    last_report = coalesce((select max(o.report) from campaign_outcome o where o.campaign = campaign_work.campaign), 0);
