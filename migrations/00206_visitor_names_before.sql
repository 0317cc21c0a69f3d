-- The names of the visits that were there before, read from the index over them. It locks
-- nothing: the trigger notes what is written meanwhile. The index over the visits' own
-- words has served.

-- +goose NO TRANSACTION
-- +goose Up
INSERT INTO visitor_names (key)
WITH RECURSIVE names (beginning) AS (
    (SELECT left(society360_name_key(visitor_name), 200) COLLATE "C" FROM visitor_logs
        WHERE left(society360_name_key(visitor_name), 200) COLLATE "C" > '' ORDER BY 1 LIMIT 1)
    UNION ALL
    SELECT (SELECT left(society360_name_key(v.visitor_name), 200) COLLATE "C" FROM visitor_logs v
        WHERE left(society360_name_key(v.visitor_name), 200) COLLATE "C" > n.beginning ORDER BY 1 LIMIT 1)
    FROM names n WHERE n.beginning IS NOT NULL
)
(SELECT beginning FROM names WHERE length(beginning) < 200
 UNION SELECT society360_name_key(v.visitor_name) FROM names n JOIN visitor_logs v ON left(society360_name_key(v.visitor_name), 200) COLLATE "C" = n.beginning
 WHERE length(n.beginning) = 200)
EXCEPT SELECT key FROM visitor_names;
ANALYZE visitor_names;
DROP INDEX CONCURRENTLY IF EXISTS idx_visitors_name_key;
