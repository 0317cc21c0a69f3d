-- Numbers of the tickets that were there before, in the order in which they were
-- raised; those of which that is not known come first. In short transactions,
-- because other programs are at work. Each takes the next tickets in the index of
-- that order, also those that have a number: asked for those without, the planner
-- gathers and sorts all of them every time. A ticket that another program left in a state
-- which a check of today refuses cannot be written; it stays without a number until
-- it is mended.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    next uuid[];
    batch uuid[];
    -- Where the last batch ended: of the tickets without a time, then of the others.
    undated boolean := true;
    after_at timestamptz := '-infinity';
    next_at timestamptz := '-infinity';
    after_id uuid := '00000000-0000-0000-0000-000000000000';
    given integer;
    refused int := 0;
    one uuid;
BEGIN
    -- What was given by a run of this step that was broken off.
    SELECT coalesce(max(t.ticket_number), 0) INTO given
    FROM maintenance_tickets t
    WHERE t.ticket_number < (SELECT s.seqstart FROM pg_sequence s WHERE s.seqrelid = to_regclass(format('%I.%I', current_schema(), 'maintenance_tickets_number_seq')));
    LOOP
        IF undated THEN
            SELECT array_agg(n.id ORDER BY n.id), array_agg(n.id ORDER BY n.id) FILTER (WHERE n.ticket_number IS NULL) INTO next, batch
            FROM (SELECT t.id, t.ticket_number FROM maintenance_tickets t
                  WHERE t.created_at IS NULL AND t.id > after_id ORDER BY t.id LIMIT 500) AS n;
        ELSE
            SELECT array_agg(n.id ORDER BY n.created_at, n.id), array_agg(n.id ORDER BY n.created_at, n.id) FILTER (WHERE n.ticket_number IS NULL),
                max(n.created_at) INTO next, batch, next_at
            FROM (SELECT t.id, t.created_at, t.ticket_number FROM maintenance_tickets t
                  WHERE (t.created_at, t.id) > (after_at, after_id) ORDER BY t.created_at, t.id LIMIT 500) AS n;
        END IF;
        IF next IS NULL THEN
            EXIT WHEN NOT undated;
            undated := false;
            after_id := '00000000-0000-0000-0000-000000000000';
            CONTINUE;
        END IF;
        -- A ticket that somebody is changing is waited for only a moment, so that it
        -- is this step that gives way and not that program.
        BEGIN
            PERFORM set_config('lock_timeout', '100ms', true);
            PERFORM FROM maintenance_tickets t WHERE t.id = ANY (batch) ORDER BY t.id FOR NO KEY UPDATE;
            BEGIN
                UPDATE maintenance_tickets t SET ticket_number = given + n.place::integer
                FROM unnest(batch) WITH ORDINALITY AS n(id, place) WHERE t.id = n.id;
                given := given + coalesce(array_length(batch, 1), 0);
            EXCEPTION WHEN integrity_constraint_violation OR check_violation OR not_null_violation OR foreign_key_violation THEN
                FOREACH one IN ARRAY coalesce(batch, '{}') LOOP
                    BEGIN
                        UPDATE maintenance_tickets t SET ticket_number = given + 1 WHERE t.id = one;
                        given := given + 1;
                    EXCEPTION WHEN integrity_constraint_violation OR check_violation OR not_null_violation OR foreign_key_violation THEN
                        NULL;
                    END;
                END LOOP;
            END;
            after_id := next[array_upper(next, 1)];
            after_at := next_at;
            refused := 0;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            refused := refused + 1;
            IF refused = 20 THEN
                RAISE;
            END IF;
        END;
        COMMIT;
    END LOOP;
END
$$;
-- +goose StatementEnd
