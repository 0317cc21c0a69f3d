package connect_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/civoranexus/society360/data/datatest"
)

func TestConfigFromEnv(t *testing.T) {
	t.Parallel()
	const a, b, c, f = "postgres://a@h/a", "postgres://b@h/b", "postgres://c@h/c", "postgres://f@h/f"
	for name, tc := range map[string]struct {
		env                map[string]string
		flag               string
		url, owner, direct string
		mode               string
		size               int
		named              bool
	}{
		"nothing":             {},
		"nothing but space":   {env: map[string]string{"DATABASE_URL": " ", "DATABASE_OWNER_URL": "\t", "PGHOST": " "}},
		"space around":        {env: map[string]string{"DATABASE_URL": " " + a + "\n"}, url: a, owner: a, direct: a, named: true},
		"user alone":          {env: map[string]string{"PGUSER": "postgres", "PGPASSWORD": "x"}},
		"url":                 {env: map[string]string{"DATABASE_URL": a}, url: a, owner: a, direct: a, named: true},
		"flag before url":     {env: map[string]string{"DATABASE_URL": a}, flag: f, url: f, owner: f, direct: f, named: true},
		"flag alone":          {env: map[string]string{"DATABASE_URL": a, "DATABASE_OWNER_URL": b, "DATABASE_DIRECT_URL": c}, flag: f, url: f, owner: f, direct: f, named: true},
		"flag beside a slip":  {env: map[string]string{"DATABASE_OWNER_URL": "postgres://b@h:port/b"}, flag: f, url: f, owner: f, direct: f, named: true},
		"all three":           {env: map[string]string{"DATABASE_URL": a, "DATABASE_OWNER_URL": b, "DATABASE_DIRECT_URL": c}, url: a, owner: b, direct: c, named: true},
		"owner after direct":  {env: map[string]string{"DATABASE_URL": a, "DATABASE_DIRECT_URL": c}, url: a, owner: c, direct: c, named: true},
		"owner alone":         {env: map[string]string{"DATABASE_OWNER_URL": b}, url: b, owner: b, direct: b, named: true},
		"libpq host":          {env: map[string]string{"PGHOST": "h"}, named: true},
		"libpq port":          {env: map[string]string{"PGPORT": "5433"}, named: true},
		"libpq database":      {env: map[string]string{"PGDATABASE": "d"}, named: true},
		"libpq service":       {env: map[string]string{"PGSERVICE": "s", "PGUSER": "u"}, named: true},
		"mode and size":       {env: map[string]string{"DATABASE_URL": a, "DATABASE_STATEMENT_MODE": "Exec", "DATABASE_POOL_SIZE": "6"}, url: a, owner: a, direct: a, mode: connect.StatementExec, size: 6, named: true},
		"keyword form of url": {env: map[string]string{"DATABASE_URL": "host=h dbname=d"}, url: "host=h dbname=d", owner: "host=h dbname=d", direct: "host=h dbname=d", named: true},
	} {
		got, err := connect.ConfigFromEnv(func(key string) string { return tc.env[key] }, tc.flag)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := connect.Config{URL: tc.url, OwnerURL: tc.owner, DirectURL: tc.direct, StatementMode: tc.mode, PoolSize: tc.size, IsNamed: tc.named}
		got.Names = connect.URLNames{} // TestASentenceNamesTheVariable has these
		if got != want || got.Named() != tc.named {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

// TestASentenceNamesTheVariable that the address came from, or the flag, whichever way
// in it is.
func TestASentenceNamesTheVariable(t *testing.T) {
	t.Parallel()
	const nowhere = "postgres://nobody@127.0.0.1:1/none"
	for _, c := range []struct {
		env                 map[string]string
		flag                string
		pool, owner, direct string
	}{
		{env: map[string]string{"DATABASE_URL": nowhere}, pool: "DATABASE_URL", owner: "DATABASE_URL", direct: "DATABASE_URL"},
		{flag: nowhere, pool: "--database-url", owner: "--database-url", direct: "--database-url"},
		{env: map[string]string{"DATABASE_OWNER_URL": nowhere}, pool: "DATABASE_OWNER_URL", owner: "DATABASE_OWNER_URL", direct: "DATABASE_OWNER_URL"},
		{
			env:  map[string]string{"DATABASE_URL": nowhere, "DATABASE_OWNER_URL": nowhere, "DATABASE_DIRECT_URL": nowhere},
			pool: "DATABASE_URL", owner: "DATABASE_OWNER_URL", direct: "DATABASE_DIRECT_URL",
		},
		{env: map[string]string{"DATABASE_URL": nowhere, "DATABASE_DIRECT_URL": nowhere}, pool: "DATABASE_URL", owner: "DATABASE_DIRECT_URL", direct: "DATABASE_DIRECT_URL"},
	} {
		cfg, err := connect.ConfigFromEnv(func(key string) string { return c.env[key] }, c.flag)
		if err != nil {
			t.Fatal(err)
		}
		_, pool := datatest.Connect(t.Context(), cfg)
		_, owner := connect.Owner(t.Context(), cfg)
		_, direct := datatest.ConnectDirect(t.Context(), cfg)
		for _, said := range []struct {
			err  error
			name string
		}{{pool, c.pool}, {owner, c.owner}, {direct, c.direct}} {
			troubled(t, said.err, fault.Away, "cannot be reached. Check that it runs and that "+said.name+" names it.")
		}
	}
}

func TestConfigFromEnvRefuses(t *testing.T) {
	t.Parallel()
	const bad = "postgres://u:hunter2@h:port/x"
	for _, tc := range []struct{ variable, value, text string }{
		{"DATABASE_URL", bad, "DATABASE_URL is not a database URL"},
		{"DATABASE_URL", "postgres://u:hunter2@h/x?sslmode=always", "The sslmode, sslrootcert, sslcert or sslkey of DATABASE_URL, or of a PG* variable, cannot be used."},
		{"DATABASE_URL", "postgres://u:hunter2@h/x?target_session_attrs=hunter2", "The target_session_attrs of DATABASE_URL, or of a PG* variable, is not"},
		{"DATABASE_URL", "postgres://u:hunter2@h/x?connect_timeout=soon", "The connect_timeout of DATABASE_URL"},
		{"DATABASE_URL", "postgres://u:hunter2@h/x?pool_max_conns=hunter2", "The pool_max_conns of DATABASE_URL"},
		{"DATABASE_URL", "postgres://u:hunter2@h/x?service=none", "The service of DATABASE_URL, or of a PG* variable, stands in no service file."},
		{"DATABASE_URL", "postgres://u:hunter2@h/x?sslmode=verify-ca&sslrootcert=/nowhere.crt", "The file %s of DATABASE_URL, or of a PG* variable, cannot be read."},
		{"DATABASE_POOL_SIZE", "0", "DATABASE_POOL_SIZE must be a number from 1 to 100."},
		{"DATABASE_POOL_SIZE", "many", "DATABASE_POOL_SIZE must be"},
		{"DATABASE_POOL_SIZE", "101", "DATABASE_POOL_SIZE must be"},
		{"DATABASE_STATEMENT_MODE", "fast", "DATABASE_STATEMENT_MODE must be prepared, described or exec."},
	} {
		_, err := connect.ConfigFromEnv(func(key string) string {
			if key == tc.variable {
				return tc.value
			}
			return ""
		}, "")
		var e *fault.Error
		if !errors.As(err, &e) || e.Kind != fault.Invalid || !strings.Contains(e.Format, tc.text) {
			t.Errorf("%s=%s: %v, want %q", tc.variable, tc.value, err, tc.text)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error holds a password: %v", err)
		}
	}
	for _, variable := range []string{"DATABASE_OWNER_URL", "DATABASE_DIRECT_URL"} {
		_, err := connect.ConfigFromEnv(func(key string) string {
			return map[string]string{"DATABASE_URL": "postgres://a@h/a", variable: bad}[key]
		}, "")
		if err == nil || !strings.HasPrefix(err.Error(), variable+" is not a database URL") {
			t.Errorf("%s: %v", variable, err)
		}
	}
	if _, err := connect.ConfigFromEnv(func(string) string { return "" }, bad); err == nil || !strings.HasPrefix(err.Error(), "--database-url is not") {
		t.Errorf("the flag: %v", err)
	}
}
