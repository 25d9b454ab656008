-- A way that takes nothing of the house: the campaign waits for it until it is tried again, and whoever looks
-- sees it.
alter table campaign_work add column closed_channel text;
alter table campaign_work add column closed_until text;
