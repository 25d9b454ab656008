-- How much of what became of messages is in reports stands beside how much there is: whether anything is left
-- to be told is read off one row, however many campaigns there were before. Whoever makes a report says so there.
-- in_reports: how many outcomes some report holds. last_report: the number of the last one that was made,
-- appended or not.
alter table campaign_work add column in_reports integer not null default 0;
alter table campaign_work add column last_report integer not null default 0;
update campaign_work set
    in_reports = (select count(*) from campaign_outcome o where o.campaign = campaign_work.campaign and o.report is not null),
    last_report = coalesce((select max(o.report) from campaign_outcome o where o.campaign = campaign_work.campaign), 0);
