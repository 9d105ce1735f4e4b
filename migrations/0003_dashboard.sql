-- Connections, conversations with the wizard, widgets.
--
-- Keys are (user_id, id), so that a row cannot point at another user's.

CREATE TABLE connections (
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    provider text NOT NULL,
    source text NOT NULL CHECK (source IN ('live', 'sandbox')),
    -- The credentials, sealed by the vault with the key `key_id`.
    sealed bytea NOT NULL,
    key_id text NOT NULL,
    -- Who the provider says this is.
    account text NOT NULL,
    -- The secret's last four characters.
    ends_with text NOT NULL,
    state text NOT NULL CHECK (state IN ('connected', 'needs_reconnect')),
    connected_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, id),
    UNIQUE (user_id, provider)
);
CALL keep_users_apart('connections');
GRANT SELECT, INSERT, UPDATE, DELETE ON connections TO dash_app;

CREATE TABLE wizard_conversations (
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    stage text NOT NULL,
    state jsonb NOT NULL,
    messages jsonb NOT NULL DEFAULT '[]',
    -- Counts the writes: whoever writes names the one that was read.
    revision integer NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, id)
);
CALL keep_users_apart('wizard_conversations');
CREATE INDEX wizard_conversations_newest ON wizard_conversations (user_id, saved_at DESC);
GRANT SELECT, INSERT, UPDATE, DELETE ON wizard_conversations TO dash_app;

CREATE TABLE widget_instances (
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    conversation_id uuid,
    schema jsonb NOT NULL,
    -- Counts the schemas: the earlier ones are in widget_revisions.
    revision integer NOT NULL DEFAULT 1,
    intent jsonb,
    position integer NOT NULL CHECK (position >= 0),
    columns smallint NOT NULL CHECK (columns IN (4, 5, 6, 7, 8, 12)),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- Taken off the dashboard; can be put back for a day.
    deleted_at timestamptz,
    PRIMARY KEY (user_id, id),
    -- What makes deploying twice the same as deploying once.
    UNIQUE (user_id, conversation_id),
    FOREIGN KEY (user_id, conversation_id) REFERENCES wizard_conversations (user_id, id)
        ON DELETE SET NULL (conversation_id)
);
CALL keep_users_apart('widget_instances');
CREATE POLICY deleted ON widget_instances TO dash_keeper
    USING (deleted_at < now() - interval '1 day') WITH CHECK (NULL::boolean);
CREATE INDEX widget_instances_order ON widget_instances (user_id, position) WHERE deleted_at IS NULL;
CREATE INDEX widget_instances_deleted ON widget_instances (deleted_at) WHERE deleted_at IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON widget_instances TO dash_app;
GRANT SELECT (deleted_at), DELETE ON widget_instances TO dash_keeper;

CREATE TABLE widget_revisions (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    widget_id uuid NOT NULL,
    revision integer NOT NULL,
    schema jsonb NOT NULL,
    replaced_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, widget_id, revision),
    FOREIGN KEY (user_id, widget_id) REFERENCES widget_instances (user_id, id) ON DELETE CASCADE
);
CALL keep_users_apart('widget_revisions');
GRANT SELECT, INSERT ON widget_revisions TO dash_app;

-- A provider's last good answer, so that a widget has something to show when there is no new one.
CREATE TABLE widget_rows (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    widget_id uuid NOT NULL,
    response jsonb NOT NULL,
    fetched_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, widget_id),
    FOREIGN KEY (user_id, widget_id) REFERENCES widget_instances (user_id, id) ON DELETE CASCADE
);
CALL keep_users_apart('widget_rows');
GRANT SELECT, INSERT, UPDATE, DELETE ON widget_rows TO dash_app;

-- Answers to "did it help?", the first and every later one.
CREATE TABLE widget_feedback (
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    widget_id uuid NOT NULL,
    answer text NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, id),
    FOREIGN KEY (user_id, widget_id) REFERENCES widget_instances (user_id, id) ON DELETE CASCADE
);
CALL keep_users_apart('widget_feedback');
CREATE INDEX widget_feedback_widget ON widget_feedback (user_id, widget_id, answered_at);
GRANT SELECT, INSERT ON widget_feedback TO dash_app;
