package register_test

import (
	"testing"

	"github.com/civoranexus/society360/data/internal/register"

	"github.com/civoranexus/society360/data/datatest"
)

// TestTheFirstBrokenRuleIsTold has the database look at rules of which some hold,
// some do not and some are NULL.
func TestTheFirstBrokenRuleIsTold(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	yes, no := true, false
	for name, c := range map[string]struct {
		first, second *bool
		broken        int
	}{
		"both hold":          {&yes, &yes, 0},
		"the first does not": {&no, &yes, 1},
		"the second":         {&yes, &no, 2},
		"neither":            {&no, &no, 1},
		"the first is NULL":  {nil, &no, 1},
		"the second is NULL": {&yes, nil, 2},
	} {
		var broken int
		err := db.Owner.QueryRow(t.Context(), `SELECT `+register.Broken(`first`, `second`)+`
			FROM (SELECT $1::boolean AS first, $2::boolean AS second) r`, c.first, c.second).Scan(&broken)
		if err != nil || broken != c.broken {
			t.Errorf("%s: rule %d is broken, want %d (%v)", name, broken, c.broken, err)
		}
	}
	if none := register.Broken(); none != `0` {
		t.Errorf("no rules: %s", none)
	}
}

func TestAnAggregateIsDescribedOnce(t *testing.T) {
	t.Parallel()
	columns, returning, snapshot := register.Described()
	for name, c := range map[string]struct{ got, want string }{
		"columns": {columns, `n.id, n.title AS name, coalesce(n.body, '') AS body, coalesce(n.kind, 'all') AS kind, ` +
			`n.until > now() AS runs, n.xmin::text AS version, coalesce(a.name, '') AS author`},
		"returning": {returning, `n.id, n.title, n.body, n.kind, n.until, n.made_by, n.xmin`},
		"snapshot": {snapshot, `jsonb_build_object('title', n.title, 'body', n.body, 'kind', coalesce(n.kind, 'all'), ` +
			`'until', n.until, 'made_by', lower(n.made_by))`},
	} {
		if c.got != c.want {
			t.Errorf("%s are\n%s, want\n%s", name, c.got, c.want)
		}
	}
}
