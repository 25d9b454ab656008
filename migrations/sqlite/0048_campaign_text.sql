-- Texts of campaigns as people read them: what many read alike is kept once.
create table campaign_text (
    campaign text not null,
    -- Its name: SHA-256 over version, form, language, channel, template, edition and text.
    digest blob not null,
    version integer not null,
    form text not null,
    language text not null,
    channel text not null,
    -- The template it was made from, of this edition.
    template text not null,
    edition integer not null,
    -- Subject, text and page, sealed under the content key of the campaign.
    key_id text not null,
    sealed text not null,
    -- When it was first made.
    at text not null,
    constraint campaign_text_pkey primary key (campaign, digest),
    constraint campaign_text_digest_is_sha256 check (length(digest) = 32)
) strict;

-- The text as it was read, by its digest; none where nobody read one.
alter table campaign_outcome add column text blob;

-- The page that was made for a letter on paper, by the digest of what everybody reads of it.
alter table campaign_message add column text blob;
