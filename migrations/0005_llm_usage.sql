-- What was asked of a language model, and what it cost. A micro-dollar is a millionth.

CREATE TABLE llm_usage (
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    conversation_id uuid,
    -- What it was asked for: `discover`, `compose`.
    purpose text NOT NULL,
    model text NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cache_read_tokens bigint NOT NULL DEFAULT 0,
    cache_write_tokens bigint NOT NULL DEFAULT 0,
    cost_micro_usd bigint NOT NULL,
    took_ms integer NOT NULL,
    -- How it ended: `answered`, or the kind of failure; `booked` while it has not.
    outcome text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (user_id, id),
    FOREIGN KEY (user_id, conversation_id) REFERENCES wizard_conversations (user_id, id)
        ON DELETE SET NULL (conversation_id)
);
CALL keep_users_apart('llm_usage');
CREATE INDEX llm_usage_time ON llm_usage (user_id, at DESC);
-- Booked at the most a call can cost before it is made, set to what it did cost afterwards.
GRANT SELECT, INSERT, UPDATE ON llm_usage TO dash_app;
