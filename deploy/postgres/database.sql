-- What each database needs before the first migration, as a superuser, in that database:
--
--   createdb -O lyceum_owner -T template0 -E UTF8 lyceum && psql -d lyceum -f database.sql
--
-- Default privileges belong to a database, so this part is run in each one. Tables that lyceum_owner makes later are
-- usable by the application at once, and never owned by it.
\set ON_ERROR_STOP on

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO lyceum_owner, lyceum_app, lyceum_backup', current_database()) \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO lyceum_owner;
GRANT USAGE ON SCHEMA public TO lyceum_app, lyceum_backup;

ALTER DEFAULT PRIVILEGES FOR ROLE lyceum_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lyceum_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lyceum_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO lyceum_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lyceum_owner IN SCHEMA public GRANT SELECT ON TABLES TO lyceum_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE lyceum_owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO lyceum_backup;
