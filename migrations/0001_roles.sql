-- Who may do what, and on whose behalf.
--
-- The login of DATABASE_URL owns everything and only migrates. Requests are served as
-- `dash_app`, which owns nothing and reaches a user's rows only inside a transaction that
-- says whose they are. `dash_keeper` throws away what nobody needs any more and sees
-- nothing else.

-- Roles belong to the whole cluster, so another database may be creating them right now.
DO $$
DECLARE
    wanted text;
    -- Since PostgreSQL 16 whoever creates a role is a member of it, yet may not act as it.
    acting text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['dash_app', 'dash_keeper'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format(
                    'CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT',
                    wanted);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN NULL;
            END;
        END IF;
        -- A superuser may act as anybody; any other login has to be told.
        IF NOT pg_has_role(session_user, wanted, acting) THEN
            EXECUTE format('GRANT %I TO %I', wanted, session_user);
        END IF;
    END LOOP;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO dash_app, dash_keeper;

-- Nothing made later is open to these roles unless its migration says so.
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The context of a transaction, as settings that end with it. A setting that was set once
-- in a session reads '' and not NULL afterwards, hence NULLIF.

CREATE FUNCTION app_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.user_id', true), '')::uuid $$;
COMMENT ON FUNCTION app_user IS 'Whose rows this transaction may touch; NULL: nobody''s.';

CREATE FUNCTION app_email() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.email', true), '') $$;
COMMENT ON FUNCTION app_email IS 'The address somebody logs in with in this transaction.';

CREATE FUNCTION app_token_hash() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT decode(NULLIF(current_setting('app.token_hash', true), ''), 'hex') $$;
COMMENT ON FUNCTION app_token_hash IS 'SHA-256 of the session or personal token presented in this transaction.';

GRANT EXECUTE ON FUNCTION app_user(), app_email(), app_token_hash() TO dash_app, dash_keeper;

CREATE PROCEDURE keep_users_apart(guarded regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format(
        'CREATE POLICY own ON %s USING (user_id = (SELECT app_user())) WITH CHECK (user_id = (SELECT app_user()))',
        guarded);
END
$$;
COMMENT ON PROCEDURE keep_users_apart IS 'Every table with a user_id goes through this in the migration that makes it.';
REVOKE EXECUTE ON PROCEDURE keep_users_apart FROM PUBLIC;
