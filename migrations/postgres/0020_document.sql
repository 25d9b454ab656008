create table document (
    digest text collate "C" not null,
    kind text not null,
    body text not null,
    constraint document_pkey primary key (digest),
    constraint document_digest_is_sha256 check (digest ~ '^[0-9a-f]{64}$')
);

comment on table document is 'Every pack and calendar edition that ever held, by digest: what an auditor replays a case with. Only added to.';
comment on column document.kind is 'pack, calendars (a shipped file) or calendar_edition (which file, and what settings lay over it).';

create trigger document_no_change before update or delete on document
    for each row execute function refuse_change();
create trigger document_no_truncate before truncate on document
    for each statement execute function refuse_change();

grant select, insert on document to habeas_app;
