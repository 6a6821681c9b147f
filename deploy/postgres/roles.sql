-- The roles of a PostgreSQL server, made once, as a superuser. Running it again changes only the passwords.
--
--   psql -d postgres -v owner_password=.. -v app_password=.. -v backup_password=.. -f roles.sql
--
-- lyceum_owner   owns the tables and migrates them (LYCEUM_MIGRATION_DATABASE_URL). Row-level security binds it too.
-- lyceum_app     is what the product works as (LYCEUM_DATABASE_URL). It owns nothing, and cannot pass row-level security;
--                the product refuses to start as anybody who could.
-- lyceum_backup  reads every organization's rows for dumps, and changes none.
\set ON_ERROR_STOP on

SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['lyceum_owner', 'lyceum_app', 'lyceum_backup']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE lyceum_owner LOGIN NOSUPERUSER NOCREATEROLE CREATEDB NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE lyceum_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS PASSWORD :'app_password';
ALTER ROLE lyceum_backup LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB BYPASSRLS PASSWORD :'backup_password';
ALTER ROLE lyceum_backup SET default_transaction_read_only = on;

-- A process that is held up inside a transaction keeps its locks, and every worker that claims jobs waits for them: not for
-- longer than a job's lease.
ALTER ROLE lyceum_app SET idle_in_transaction_session_timeout = '60s';
