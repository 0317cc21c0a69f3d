package register_test

import (
	"testing"

	"github.com/civoranexus/society360/data/internal/register"

	"github.com/civoranexus/society360/data/datatest"
)

// broken numbers the first of some conditions that does not hold, in SQL.
func broken(conditions ...string) string {
	var r register.Rules[struct{}]
	for _, condition := range conditions {
		r = append(r, register.Rule[struct{}]{Holds: condition})
	}
	return r.Broken()
}

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
		var rule int
		err := db.Owner.QueryRow(t.Context(), `SELECT `+broken(`first`, `second`)+`
			FROM (SELECT $1::boolean AS first, $2::boolean AS second) r`, c.first, c.second).Scan(&rule)
		if err != nil || rule != c.broken {
			t.Errorf("%s: rule %d is broken, want %d (%v)", name, rule, c.broken, err)
		}
	}
	if none := broken(); none != `0` {
		t.Errorf("no rules: %s", none)
	}
	if sure := (register.Rules[struct{}]{{Sure: true, Holds: `false`}}).Broken(); sure != `0` {
		t.Errorf("a rule that holds for sure: %s", sure)
	}
	rest := register.Rules[struct{}]{{Sure: true, Holds: `false`}, {Holds: `false`}}
	if rule := datatest.Scan[int](t, db.Owner, `SELECT `+rest.Broken()); rule != 2 {
		t.Errorf("behind a rule that holds for sure, rule %d is broken, want 2", rule)
	}
}

// described is what is drawn from the description of an aggregate with a column of
// every kind.
func described() (columns, returning, snapshot string) {
	a := register.Describe(
		"notes", "n", ``,
		register.Column{Name: "id"},
		register.Column{Name: "title", Field: "name", Audited: true},
		register.Column{Name: "body", Text: true, Audited: true},
		register.Column{Name: "kind", Or: `'all'`, Audited: true},
		register.Column{Name: "until", Field: "runs", Read: `n.until > now()`, Audited: true},
		register.Column{Name: "made_by", Field: register.NotRead, Audited: true, AuditAs: `lower(n.made_by)`},
		register.Column{Name: "xmin", Field: "version", Read: `n.xmin::text`},
		register.Column{Field: "author", Read: `coalesce(a.name, '')`},
	)
	return a.Columns, a.Returning, a.Snapshot
}

func TestAnAggregateIsDescribedOnce(t *testing.T) {
	t.Parallel()
	columns, returning, snapshot := described()
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
