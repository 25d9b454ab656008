create table campaign_text (
    campaign text collate "C" not null,
    digest bytea not null,
    version bigint not null,
    form text collate "C" not null,
    language text collate "C" not null,
    channel text collate "C" not null,
    template text collate "C" not null,
    edition bigint not null,
    key_id text not null,
    sealed text not null,
    at timestamptz not null,
    constraint campaign_text_pkey primary key (campaign, digest),
    constraint campaign_text_digest_is_sha256 check (length(digest) = 32)
);

comment on table campaign_text is 'Texts of campaigns as people read them: what many read alike is kept once.';
comment on column campaign_text.digest is 'Its name: SHA-256 over version, form, language, channel, template, edition and text.';
comment on column campaign_text.template is 'The template it was made from, of this edition.';
comment on column campaign_text.sealed is 'Subject, text and page, sealed under the content key of the campaign.';
comment on column campaign_text.at is 'When it was first made.';

alter table campaign_outcome add column text bytea;
comment on column campaign_outcome.text is 'The text as it was read, by its digest; none where nobody read one.';

alter table campaign_message add column text bytea;
comment on column campaign_message.text is 'The page that was made for a letter on paper, by the digest of what everybody reads of it.';

grant select, insert on campaign_text to habeas_app;
