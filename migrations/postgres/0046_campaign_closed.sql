-- A way that takes nothing of the house: the campaign waits for it, and whoever looks sees it.
alter table campaign_work add column closed_channel text collate "C";
alter table campaign_work add column closed_until timestamptz;

comment on column campaign_work.closed_channel is 'The way that took nothing of the house when it was last tried.';
comment on column campaign_work.closed_until is 'When it is tried again.';
