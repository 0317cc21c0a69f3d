package connect_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// TestNoSocietyIsReadThroughAnothersName: a search path that names a schema wrongly,
// or an empty one, would show the register of whoever comes next on it.
func TestNoSocietyIsReadThroughAnothersName(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	datatest.Exec(t, db.Owner, `CREATE SCHEMA empty_one; GRANT USAGE ON SCHEMA empty_one TO society360_desk; CREATE SCHEMA closed; CREATE SCHEMA other;
		CREATE TABLE other.visitor_logs (id uuid); GRANT USAGE ON SCHEMA other TO society360_desk`)
	open := func(t *testing.T, more string) error {
		t.Helper()
		cfg := db.Config
		cfg.URL += more
		society, err := data.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err == nil {
			society.Close()
		}
		return err
	}
	const missing = ", and there is none that the role society360_desk may use"
	for name, c := range map[string]struct{ more, text string }{
		"mistyped in options":         {"&options=-csearch_path%3Dgreenprak", "the schema greenprak" + missing + "."},
		"mistyped in options, apart":  {"&options=-c%20search_path%3Dgreenprak%2Cpublic", "the schema greenprak" + missing + ": the schema public would be read"},
		"mistyped":                    {"&search_path=greenprak", "make it with CREATE SCHEMA \"greenprak\""},
		"mistyped before another":     {"&search_path=greenprak,public", "the schema greenprak" + missing},
		"in capitals":                 {"&search_path=%22Public%22,public", "the schema Public" + missing},
		"not to be used":              {"&search_path=closed,public", "the schema closed" + missing},
		"empty":                       {"&search_path=empty_one,public", "The schema empty_one has no tables yet, and those of the society in the schema public"},
		"two societies":               {"&search_path=public,other", "names two societies, in the schemas public and other"},
		"through a pooler's own path": {"&default_query_exec_mode=exec&search_path=greenprak,public", "the schema greenprak" + missing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			datatest.WantError(t, open(t, c.more), fault.Refused, c.text)
		})
	}
	for name, more := range map[string]string{
		"the usual path":      "",
		"by its name":         "&search_path=public",
		"in capitals":         "&search_path=PUBLIC",
		"one's own, if any":   "&search_path=%22$user%22,public",
		"an empty one behind": "&search_path=public,empty_one",
		"through a pooler":    "&default_query_exec_mode=exec",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := open(t, more); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestNothingIsMadeInAnothersSchema: neither migrations nor what is seeded go where
// the search path falls through to.
func TestNothingIsMadeInAnothersSchema(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	datatest.Exec(t, db.Owner, `CREATE SCHEMA empty_one`)
	for path, text := range map[string]string{
		"greenprak,public": "make it with CREATE SCHEMA \"greenprak\"",
		"empty_one,public": "The schema empty_one has no tables yet",
	} {
		cfg := db.Config
		cfg.OwnerURL += "&search_path=" + path
		_, err := setup.Seed(t.Context(), cfg, role.Program())
		datatest.WantError(t, err, fault.Refused, text)
		_, err = desks.Analyze(t.Context(), cfg)
		datatest.WantError(t, err, fault.Refused, text)
		if path == "empty_one,public" {
			continue // whose migration makes its tables
		}
		_, err = setup.MigrationStatus(t.Context(), cfg)
		datatest.WantError(t, err, fault.Refused, text)
		_, err = setup.Migrate(t.Context(), cfg, slog.New(slog.DiscardHandler))
		datatest.WantError(t, err, fault.Refused, text)
	}
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*)::int FROM system_config`); n != 0 {
		t.Errorf("%d settings were seeded in another's schema", n)
	}
}

// TestAnotherSocietyIsNotServed: the address of a process leads elsewhere, after a
// restore into the same name, say.
func TestAnotherSocietyIsNotServed(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	if ran, err := desks.Alone(t.Context(), s.Desks, s.Config, "tidying", func(context.Context) error { return nil }); err != nil || !ran {
		t.Fatalf("the schedule of the same: %v, %v", ran, err)
	}
	s.Exec(t, `UPDATE society360_society SET id = gen_random_uuid(), name = 'Blue Hill'`)
	s.Exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'society360_desk'`)
	const another = "holds another society than before (Blue Hill"
	datatest.WaitUntil(t, func() bool { // the cut connections are found out one by one
		err := s.Ping(t.Context())
		return err != nil && strings.Contains(err.Error(), another)
	})
	_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, datatest.Ramesh(s))
	datatest.WantError(t, err, fault.Unavailable, another)
	_, err = desks.Alone(t.Context(), s.Desks, s.Config, "tidying", func(context.Context) error { return nil })
	datatest.WantError(t, err, fault.Refused, another)
	if n := s.Count(t, `visitor_logs`); n != 0 {
		t.Errorf("%d visits were saved with another society", n)
	}
}

// TestASocietyHasOneName that outlives every migration, in an adopted database too.
func TestASocietyHasOneName(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.MigrateTo(t, db, 83)
	datatest.Migrate(t, db.Config)
	const is = `SELECT string_agg(id::text, ' ') FROM society360_society`
	id := datatest.Scan[string](t, db.Owner, is)
	if _, err := uuid.Parse(id); err != nil {
		t.Fatalf("it is %q", id)
	}
	datatest.Migrate(t, db.Config)
	if again := datatest.Scan[string](t, db.Owner, is); again != id {
		t.Errorf("it is %s, and was %s", again, id)
	}
	if _, err := db.Owner.Exec(t.Context(), `INSERT INTO society360_society (name) VALUES ('a second')`); datatest.SQLState(err) != "23505" {
		t.Errorf("a second one: %v", err)
	}
	if _, err := db.As(t, connect.DeskRole).Exec(t.Context(), `UPDATE society360_society SET name = 'mine'`); datatest.SQLState(err) != "42501" {
		t.Errorf("the desk's role changes it: %v", err)
	}
}

func TestSearchPathsAreReadAsTheServerDoes(t *testing.T) {
	t.Parallel()
	for path, want := range map[string][]string{
		`"$user", public`:         {"$user", "public"},
		`Green , PUBLIC`:          {"green", "public"},
		`"Green Park","a""b",c d`: {"Green Park", `a"b`, "c d"},
		`"a,b" , c`:               {"a,b", "c"},
		``:                        nil,
	} {
		if got := connect.PathNames(path); !slices.Equal(got, want) {
			t.Errorf("%s is read as %q", path, got)
		}
	}
	for options, want := range map[string]string{
		`-c search_path=a,b`:                     "a,b",
		`-csearch_path=a -c statement_timeout=1`: "a",
		`--search-path=a\ b`:                     "a b",
		`-c work_mem=1MB`:                        "",
	} {
		if got := connect.AskedPath(map[string]string{"options": options}); got != want {
			t.Errorf("%s asks for %q", options, got)
		}
	}
}
