-- What holds a campaign back that is about an incident, or about one that is treated with it.
alter table view_incident add column silent_until timestamptz;
alter table view_incident add column merged_into text collate "C";

comment on column view_incident.silent_until is 'Until when authorities ask for silence, where that has not ended.';
comment on column view_incident.merged_into is 'The incident with which it is treated, while it is.';

-- Which columns it has was settled when it was made.
create or replace view live_incident as
select v.*
  from view_incident v
 where v.build = (select p.build from projection p where p.stage = 'live');
