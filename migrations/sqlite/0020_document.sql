-- Every pack and calendar edition that ever held, by digest: what an auditor replays a case with.
-- Only added to. kind: pack, calendars (a shipped file) or calendar_edition (which file, and what
-- settings lay over it).
create table document (
    digest text not null,
    kind text not null,
    body text not null,
    constraint document_pkey primary key (digest),
    constraint document_digest_is_sha256 check (length(digest) = 64)
) strict;

create trigger document_no_update before update on document begin
    select raise(abort, 'the table document is append-only');
end;

create trigger document_no_delete before delete on document begin
    select raise(abort, 'the table document is append-only');
end;
