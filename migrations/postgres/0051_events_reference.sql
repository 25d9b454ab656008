-- A request by its reference, from the event that took it in: what people type is looked for in the
-- streams themselves, since a view may not have it yet and nothing is decided by one. In no other row
-- than the first of a request, so that appending the rest costs nothing.
create index events_request_reference on events ((payload -> 'RequestReceived' ->> 'reference'))
    where event_type = 'RequestReceived';

comment on index events_request_reference is 'Requests by the reference with which they were taken in.';
