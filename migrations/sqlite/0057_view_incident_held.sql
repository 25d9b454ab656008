-- What holds a campaign back that is about an incident, or about one that is treated with it: until when authorities
-- ask for silence, where that has not ended, and the incident with which it is treated, while it is.
alter table view_incident add column silent_until text;
alter table view_incident add column merged_into text;
