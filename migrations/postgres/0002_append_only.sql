-- What is written in an append-only table stays. Grants already withhold the rights from the
-- application; this stops the owner's own accidents. Only the owner can disable the trigger, and the
-- two procedures that do so (rebase, redaction) do it inside their own transaction.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the table % is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;

comment on function refuse_change() is 'Trigger of append-only tables: refuses update, delete and truncate.';
