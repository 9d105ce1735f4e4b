-- Accounts, log-ins, personal tokens.

CREATE TABLE users (
    id uuid PRIMARY KEY,
    -- Trimmed and in lower case.
    email text NOT NULL UNIQUE,
    -- Argon2id, PHC format. A visitor has none and cannot log in again.
    password_hash text,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'visitor')),
    time_zone text NOT NULL,
    locale text NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((kind = 'person') = (password_hash IS NOT NULL))
);
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON users USING (id = (SELECT app_user())) WITH CHECK (id = (SELECT app_user()));
CREATE POLICY logging_in ON users FOR SELECT TO dash_app USING (email = (SELECT app_email()));
CREATE POLICY visit_is_over ON users TO dash_keeper
    USING (kind = 'visitor' AND created_at < now() - interval '1 day') WITH CHECK (NULL::boolean);
CREATE INDEX users_visitors ON users (created_at) WHERE kind = 'visitor';
GRANT SELECT, INSERT, UPDATE, DELETE ON users TO dash_app;
GRANT SELECT (id, kind, created_at), DELETE ON users TO dash_keeper;

CREATE TABLE sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- SHA-256 of 256 random bits; the token itself is in the cookie only.
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, id)
);
CALL keep_users_apart('sessions');
CREATE POLICY presented ON sessions FOR SELECT TO dash_app USING (token_hash = (SELECT app_token_hash()));
CREATE POLICY expired ON sessions TO dash_keeper USING (expires_at < now()) WITH CHECK (NULL::boolean);
CREATE INDEX sessions_expiry ON sessions (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO dash_app;
GRANT SELECT (expires_at), DELETE ON sessions TO dash_keeper;

CREATE TABLE tokens (
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name text NOT NULL,
    -- Its first characters, to be recognised by.
    prefix text NOT NULL,
    scope text NOT NULL CHECK (scope IN ('read', 'write')),
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    PRIMARY KEY (user_id, id)
);
CALL keep_users_apart('tokens');
CREATE POLICY presented ON tokens FOR SELECT TO dash_app USING (token_hash = (SELECT app_token_hash()));
GRANT SELECT, INSERT, UPDATE, DELETE ON tokens TO dash_app;

-- Failed log-ins, counted per account and per address. They are counted before anybody is
-- known, so there is no user_id; the key is a hash, so that no address stands here.
CREATE TABLE login_attempts (
    kind text NOT NULL CHECK (kind IN ('account', 'address')),
    key bytea NOT NULL,
    failures integer NOT NULL,
    last_failure_at timestamptz NOT NULL,
    -- Nobody is let in through this key before then.
    blocked_until timestamptz,
    PRIMARY KEY (kind, key)
);
CREATE INDEX login_attempts_age ON login_attempts (last_failure_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON login_attempts TO dash_app;
GRANT SELECT (last_failure_at), DELETE ON login_attempts TO dash_keeper;
