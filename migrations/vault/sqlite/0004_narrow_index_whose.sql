-- One term may speak of several people in one case: the subject's address is also where a letter came from.
alter table vault_index rename to vault_index_before;

create table vault_index (
    term blob not null, -- HMAC-SHA256 of type and normalised value under the index key.
    stream_type text not null,
    stream_id text not null,
    whose text not null, -- Whom it speaks of: subject, sender, or contact.N, the subject once contact N of the letter is on record.
    constraint vault_index_pkey primary key (term, stream_type, stream_id, whose),
    constraint vault_index_case_fkey foreign key (stream_type, stream_id)
        references vault_case (stream_type, stream_id) on delete cascade
) strict;

insert into vault_index (term, stream_type, stream_id, whose)
select term, stream_type, stream_id, 'subject' from vault_index_before;

drop table vault_index_before;

create index vault_index_case on vault_index (stream_type, stream_id);
