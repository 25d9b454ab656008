-- One term may speak of several people in one case: the subject's address is also where a letter came from.
alter table vault_index add column whose text not null default 'subject';
alter table vault_index alter column whose drop default;
alter table vault_index drop constraint vault_index_pkey;
alter table vault_index add constraint vault_index_pkey primary key (term, stream_type, stream_id, whose);

comment on column vault_index.whose is 'Whom the term speaks of: subject, sender, or contact.N, the subject once contact N of the letter is on record.';
