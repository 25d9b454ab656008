-- Messages are about cases of every kind.
alter table dispatch rename column request to case_id;
alter index dispatch_of_request rename to dispatch_of_case;

comment on column dispatch.command is 'The command of the case that owes the message.';
