-- Messages are about cases of every kind.
alter table dispatch rename column request to case_id;

drop index dispatch_of_request;
create index dispatch_of_case on dispatch (case_id, id);
