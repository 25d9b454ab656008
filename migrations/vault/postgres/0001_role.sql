-- The role that carries the application's rights on the vault, apart from `habeas_app`: whoever may
-- read the events need not be able to read keys. Roles belong to the whole cluster, so another
-- database may have made it.
do $$
begin
    create role habeas_vault nologin;
    comment on role habeas_vault is 'Rights of the running application on the vault; logins are members of it. Never an owner of tables.';
exception
    when duplicate_object or unique_violation then null;
end
$$;

grant usage on schema public to habeas_vault;

-- So that the application can refuse to start on a schema that is not its own.
grant select on _sqlx_migrations to habeas_vault;
