package health

import (
	"context"
	_ "embed"
	"strings"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/jackc/pgx/v5"
)

// ours are the triggers that the steps of migrations leave, a line each: the table, the
// name, and the statement that makes it. What is in archive is in the society's archive,
// whatever that is called.
//
//go:embed triggers.txt
var ours string

// missingTriggers are those of ours that somebody dropped.
func missingTriggers(ctx context.Context, s *Store, _ role.Actor) ([]Finding, error) {
	return register.List[Finding](ctx, s.reg, `
		SELECT w.relation || ' ' || w.name AS place, w.name AS thing, 'not there, on ' || w.relation AS stands, '' AS open, w.command
		FROM (SELECT l.relation, l.name, replace(l.command, ' ON archive.', format(' ON %I.', society360_archive_schema())) AS command,
				(SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = regexp_replace(l.relation, '^archive\.', '')
					AND n.nspname = CASE WHEN l.relation LIKE 'archive.%' THEN society360_archive_schema() ELSE current_schema() END) AS at
			FROM (SELECT split_part(line, ' ', 1) AS relation, split_part(line, ' ', 2) AS name, substring(line from '^\S+ \S+ (.*)$') AS command FROM unnest(@ours::text[]) AS line) l) w
		WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = w.at AND t.tgname = w.name)
			-- What stands in place of a view of ours may be another program's table.
			AND (w.command !~ ' INSTEAD OF ' OR EXISTS (SELECT FROM pg_class c WHERE c.oid = w.at AND c.relkind = 'v'))
		ORDER BY 1`, pgx.NamedArgs{"ours": strings.Split(strings.TrimSpace(ours), "\n")})
}
