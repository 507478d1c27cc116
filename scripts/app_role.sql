-- What the role may do that Connect runs as, where another one owns the tables and migrates: read and write rows. It
-- changes no table, no trigger, and nothing of what is only ever added to. Run by the owner, once and after each update:
--   psql connect --set=app=connect_app -f scripts/app_role.sql
\set ON_ERROR_STOP on

GRANT USAGE ON SCHEMA public TO :"app";
SELECT format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', tablename, :'app')
  FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user AND tablename <> 'spatial_ref_sys'
\gexec
SELECT format('GRANT USAGE, SELECT ON SEQUENCE %I TO %I', sequencename, :'app')
  FROM pg_sequences WHERE schemaname = 'public' AND sequenceowner = current_user
\gexec

REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM :"app";
REVOKE UPDATE, DELETE ON audit_entry, audit_seal FROM :"app";
REVOKE UPDATE ON consent FROM :"app"; -- deleted when it is three years old: the trigger sees to it
