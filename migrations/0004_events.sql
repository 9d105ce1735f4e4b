-- What happened, in monthly partitions: forgetting a month is dropping a table.

CREATE TABLE event_history (
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    event_name text NOT NULL,
    payload jsonb NOT NULL,
    source text NOT NULL,
    should_document boolean NOT NULL,
    user_intent jsonb,
    context jsonb,
    metadata jsonb NOT NULL,
    correlation_id uuid NOT NULL,
    causation_id uuid,
    "timestamp" timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, id, "timestamp")
) PARTITION BY RANGE ("timestamp");
CALL keep_users_apart('event_history');
CREATE INDEX event_history_time ON event_history (user_id, "timestamp" DESC);
CREATE INDEX event_history_documented ON event_history (user_id, should_document, "timestamp" DESC);
CREATE INDEX event_history_chain ON event_history (user_id, correlation_id);
-- Partitions are granted to nobody: every access goes through this table's policy.
GRANT SELECT, INSERT ON event_history TO dash_app;

CREATE FUNCTION event_history_reach(months_ahead integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC'
AS $$
DECLARE
    month date;
    partition text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('event_history partitions'));
    -- From the month before: another clock may be a little behind at a month's turn.
    FOR month IN
        SELECT generate_series(
            date_trunc('month', now()) - interval '1 month',
            date_trunc('month', now()) + make_interval(months => least(months_ahead, 24)),
            interval '1 month')
    LOOP
        partition := 'event_history_' || to_char(month, 'YYYY_MM');
        IF to_regclass('public.' || partition) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE public.%I PARTITION OF public.event_history FOR VALUES FROM (%L) TO (%L)',
                partition, month, month + interval '1 month');
            CALL public.keep_users_apart(to_regclass('public.' || partition));
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION event_history_reach IS 'Makes the partitions from the month before this one to so many months ahead.';

CREATE FUNCTION event_history_forget(keep_days integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC'
AS $$
DECLARE
    partition regclass;
    dropped integer := 0;
BEGIN
    IF keep_days < 1 THEN
        RAISE EXCEPTION 'events are kept for a day at least, not %', keep_days;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('event_history partitions'));
    FOR partition IN
        SELECT inhrelid::regclass
        FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'public.event_history'::regclass
          AND to_date(right(relname, 7), 'YYYY_MM') + interval '1 month' <= now() - make_interval(days => keep_days)
    LOOP
        EXECUTE format('DROP TABLE %s', partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION event_history_forget IS 'Drops the months that ended more than so many days ago; says how many.';

REVOKE EXECUTE ON FUNCTION event_history_reach, event_history_forget FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_history_reach, event_history_forget TO dash_keeper;

SELECT event_history_reach(3);
