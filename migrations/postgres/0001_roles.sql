-- The role that carries the application's rights. It cannot log in: the operator makes a login of
-- any name a member of it. Roles belong to the whole cluster, so another database may have made it.
do $$
begin
    create role habeas_app nologin;
exception
    when duplicate_object or unique_violation then null;
end
$$;

comment on role habeas_app is 'Rights of the running application; logins are members of it. Never an owner of tables.';

grant usage on schema public to habeas_app;

-- So that the application can refuse to start on a schema that is not its own.
grant select on _sqlx_migrations to habeas_app;
