-- One row in every table that has a user_id, for the user $1.
INSERT INTO tokens (id, user_id, name, prefix, scope, token_hash, created_at)
VALUES (gen_random_uuid(), $1, 'script', 'adp_', 'read', sha256(gen_random_uuid()::text::bytea), now());

INSERT INTO connections (id, user_id, provider, source, sealed, key_id, account, ends_with, state, connected_at)
VALUES (gen_random_uuid(), $1, 'github', 'sandbox', '\x00', 'k', 'maja', 'cret', 'connected', now());

INSERT INTO wizard_conversations (id, user_id, stage, state, started_at, saved_at)
VALUES (gen_random_uuid(), $1, 'problem_discovery', '{}', now(), now());

INSERT INTO widget_instances (id, user_id, conversation_id, schema, position, columns, created_at, updated_at)
SELECT gen_random_uuid(), $1, id, '{}', 0, 6, now(), now() FROM wizard_conversations WHERE user_id = $1;

INSERT INTO widget_revisions (user_id, widget_id, revision, schema, replaced_at)
SELECT $1, id, 1, '{}', now() FROM widget_instances WHERE user_id = $1;

INSERT INTO widget_rows (user_id, widget_id, response, fetched_at)
SELECT $1, id, '[]', now() FROM widget_instances WHERE user_id = $1;

INSERT INTO widget_feedback (id, user_id, widget_id, answer, answered_at)
SELECT gen_random_uuid(), $1, id, 'yes', now() FROM widget_instances WHERE user_id = $1;

INSERT INTO event_history (id, user_id, event_name, payload, source, should_document, metadata, correlation_id, "timestamp")
VALUES (gen_random_uuid(), $1, 'widget.created', '{}', 'dashboard', true, '{}', gen_random_uuid(), now());

INSERT INTO llm_usage (id, user_id, purpose, model, input_tokens, output_tokens, cost_micro_usd, took_ms, outcome, at)
VALUES (gen_random_uuid(), $1, 'discover', 'claude-haiku-5-5', 1, 1, 1, 1, 'answered', now());
