package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data/datatest"
)

// needDatabase are the commands that work on a database, with what they must be
// given; FILE is a file that can be read, a@b.example an admin. A list writes its rows
// so, a dry run what it would do.
func needDatabase() map[string]string {
	return map[string]string{
		"archive due":       "",
		"archive list":      "",
		"archive run":       "",
		"audit export":      "-",
		"audit list":        "--action USER", // a reading is a row of the trail itself
		"audit go-on":       "--reason x --as a@b.example",
		"audit heads":       "--of 0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11",
		"audit key":         "",
		"audit verify":      "",
		"backup":            "",
		"backup enable":     "",
		"backup list":       "--folder BACKUPS",
		"bills":             "",
		"bills overdue":     "--dry-run",
		"bills pay":         "--unit A-101 --amount 5 --method UPI --reference 1 --as a@b.example",
		"bills raise":       "--unit A-101 --type Water --amount 5 --as a@b.example",
		"bills run":         "--dry-run",
		"bills close-day":   "--counted 5 --as a@b.example",
		"bills closings":    "",
		"bills reopen-day":  "--reason x --as a@b.example",
		"bills runs":        "",
		"bills unrun":       "--month 2026-04 --dry-run",
		"doctor":            "",
		"import":            "FILE --dry-run --as a@b.example",
		"import opening":    "FILE --as a@b.example",
		"import list":       "",
		"import take-back":  "1 --reason x --as a@b.example",
		"init":              "--name A --admin-name A --admin-email a@b.example",
		"maintain":          "",
		"maintain sizes":    "",
		"migrate status":    "",
		"migrate up":        "",
		"notices":           "",
		"notices add":       "--title A --content B --as a@b.example",
		"notices edit":      "0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --title A --as a@b.example",
		"payments":          "",
		"payments bounce":   "0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --reason x --as a@b.example",
		"payments clear":    "0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --as a@b.example",
		"payments confirm":  "0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --as a@b.example",
		"payments refuse":   "0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --reason A --as a@b.example",
		"receipts show":     "2026-000001",
		"reports":           "dues",
		"schedule history":  "tidying",
		"schedule list":     "",
		"schedule run":      "tidying",
		"seed":              "",
		"sessions end":      "a@b.example --as a@b.example",
		"sessions list":     "",
		"settings":          "",
		"settings reset":    "billing.due_days --as a@b.example",
		"settings set":      "billing.due_days 20 --as a@b.example",
		"serve":             "--listen 127.0.0.1:0 --host-key HOSTKEY",
		"terminal add":      "Main KEY --as a@b.example",
		"terminal list":     "",
		"terminal set":      "SHA256:x --letters ascii --as a@b.example",
		"terminal remove":   "SHA256:x --as a@b.example",
		"tickets":           "",
		"tickets add":       "--unit A-101 --category Lift --title A --as a@b.example",
		"residents":         "",
		"residents export":  "person --person a@b.example --as a@b.example",
		"residents remove":  "--person a@b.example --reason A --as a@b.example",
		"units":             "",
		"units move-out":    "--unit A-101 --resident A --as a@b.example",
		"user delete":       "a@b.example --as a@b.example",
		"user restore":      "a@b.example --as a@b.example",
		"user role":         "a@b.example staff --as a@b.example",
		"user add":          "a@b.example --name A --role admin",
		"user key add":      "a@b.example KEY --as a@b.example",
		"user key list":     "",
		"user key remove":   "SHA256:x --as a@b.example",
		"user list":         "",
		"user passwd":       "a@b.example --as a@b.example",
		"user slips":        "- --as a@b.example",
		"user status":       "a@b.example active --as a@b.example",
		"user token add":    "a@b.example script --for visitors --as a@b.example",
		"user token list":   "",
		"user token remove": "a@b.example script --as a@b.example",
		"visitors":          "",

		"visitors barred add":  "--phone 9820012345 --reason A --as a@b.example",
		"visitors barred lift": "0199f3c2-7a1e-7d3b-9d0c-2f1f6f0c9d11 --reason A --as a@b.example",
		"visitors barred list": "",
	}
}

// everyCommand is the command line with all its subcommands, by their names.
func everyCommand() map[string]*cobra.Command {
	all := map[string]*cobra.Command{}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			all[path(sub)] = sub
			walk(sub)
		}
	}
	walk(newApp(nil, nil, nil, func(string) string { return "" }).rootCommand())
	return all
}

// TestNoDatabaseIsMadeUnasked: a script that lost its DATABASE_URL is told so; it
// does not work, and succeed, on a new and empty database of its own.
func TestNoDatabaseIsMadeUnasked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := console{env: map[string]string{"HOME": dir, "SOCIETY360_DATA_DIR": filepath.Join(dir, "data"), "PGUSER": "somebody"}}
	s.ok(t, "host-key", filepath.Join(dir, "hostkey"))
	for name, text := range map[string]string{"units.csv": "unit\nA-101\n", "key.pub": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS x\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files := strings.NewReplacer("FILE", filepath.Join(dir, "units.csv"), "HOSTKEY", filepath.Join(dir, "hostkey"), "KEY", filepath.Join(dir, "key.pub"))
	for command, more := range needDatabase() {
		args := append(strings.Fields(command), strings.Fields(files.Replace(more))...)
		s.refuses(t, exitUsage, []string{command + " needs a database: set DATABASE_URL or give --database-url, or --private"}, args...)
		blankURL := console{env: maps.Clone(s.env)}
		blankURL.env["DATABASE_URL"] = ""
		blankURL.refuses(t, exitUsage, []string{command + " needs a database"}, args...)
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		t.Error("a private database was made")
	}
}

// TestAFolderThatHoldsTheDemoAlone is named, where it was the demo that was meant.
func TestAFolderThatHoldsTheDemoAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cluster := filepath.Join(dir, "demo", "postgres", "data")
	if err := os.MkdirAll(cluster, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cluster, "PG_VERSION"), []byte("17\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := console{env: map[string]string{"HOME": dir}}
	s.refuses(t, exitFailure, []string{
		"no private database in " + dir + " but the demo's", "give --data-dir " + filepath.Join(dir, "demo"), "society360 init --data-dir " + dir,
	}, "visitors", "--data-dir", dir)
	other := t.TempDir()
	s.refuses(t, exitFailure, []string{"no private database in " + other + ". Correct the folder"}, "visitors", "--data-dir", other)
}

// TestEveryCommandIsAskedForItsDatabase: a new command stands among those that
// need one, or here among those that do not.
func TestEveryCommandIsAskedForItsDatabase(t *testing.T) {
	t.Parallel()
	need := needDatabase()
	without := []string{"demo", "desk", "host-key", "man", "version", "archive", "audit", "audit check-proof", "migrate", "receipts", "restore", "schedule", "sessions", "terminal", "user", "user key", "user token", "visitors barred"}
	for name := range everyCommand() {
		if strings.HasPrefix(name, "completion") || name == "help" {
			continue
		}
		if _, asked := need[name]; asked == slices.Contains(without, name) {
			t.Errorf("%q: does it need a database?", name)
		}
	}
}

// TestFlagsNameTheDatabase: a flag beats the environment, and two flags that name
// two databases are a mistake.
func TestFlagsNameTheDatabase(t *testing.T) {
	t.Parallel()
	const elsewhere = "postgres://somebody:secret@db.example:5433/society"
	env := map[string]string{"DATABASE_URL": elsewhere, "HOME": "/home/asha", "SOCIETY360_DATA_DIR": "/srv/data"}
	for _, c := range []struct {
		args    string
		unasked bool
		url     string
		want    string
		again   string
	}{
		{args: "", url: elsewhere, want: "the database society at db.example:5433"},
		{args: "", url: "postgres://somebody@/society?host=/run/postgresql", want: "the database society at /run/postgresql"},
		{args: "", url: "postgres://somebody@a.example,b.example:5433/society", want: "the database society at a.example:5432, b.example:5433"},
		{args: "--database-url postgres://x:secret@other.example/y", url: elsewhere, want: "the database y at other.example:5432"},
		{args: "--private", url: elsewhere, want: "the private database in /srv/data", again: " --private"},
		{args: "--data-dir /tmp/it's", url: elsewhere, want: "the private database in /tmp/it's", again: ` --data-dir '/tmp/it'\''s'`},
		{args: "--data-dir /tmp/a --private", want: "the private database in /tmp/a", again: " --data-dir /tmp/a"},
		{args: "", unasked: true, want: "the private database in /srv/data", again: " --private"},
	} {
		a := newApp(nil, nil, nil, func(name string) string {
			if name == "DATABASE_URL" {
				return c.url
			}
			return env[name]
		})
		if err := a.rootCommand().PersistentFlags().Parse(strings.Fields(c.args)); err != nil {
			t.Fatal(err)
		}
		at, err := a.locate(c.unasked)
		if err != nil || at.String() != c.want || a.again != c.again {
			t.Errorf("%q: %q, again %q, %v; want %q, again %q", c.args, at, a.again, err, c.want, c.again)
		}
	}
	for _, args := range []string{"--private --database-url postgres://x/y", "--data-dir /tmp/a --database-url postgres://x/y"} {
		console{}.refuses(t, exitUsage, []string{"contradict each other"}, append([]string{"visitors"}, strings.Fields(args)...)...)
	}
}

// TestServeNamesItsDatabase: on its first line, also where it then cannot reach it,
// and never with a password.
func TestServeNamesItsDatabase(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "key")
	console{}.ok(t, "host-key", key)
	r := console{env: map[string]string{"DATABASE_URL": "postgres://desk:s3cret@127.0.0.1:1/green_park"}}.run(t.Context(), "serve", "--host-key", key)
	first, _, _ := strings.Cut(r.err, "\n")
	if r.code != exitFailure || first != "society360: Serving the database green_park at 127.0.0.1:1." || strings.Contains(r.err, "s3cret") {
		t.Errorf("exit %d\n%s", r.code, r.err)
	}
}

// TestAPrivateDatabaseIsMadeByMigrateAlone: a folder that was mistyped stays as it
// was, and what is to be typed next works on the same database.
func TestAPrivateDatabaseIsMadeByMigrateAlone(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	folder, other := filepath.Join(dir, "data"), filepath.Join(dir, "dta")
	s := console{env: map[string]string{"PATH": os.Getenv("PATH"), "HOME": dir, "SOCIETY360_PG_BIN": os.Getenv("SOCIETY360_PG_BIN"), "SOCIETY360_DATA_DIR": folder}}
	for _, args := range []string{"visitors --private", "migrate status --private", "seed --private", "user list --private"} {
		s.refuses(t, exitFailure, []string{"There is no private database in " + folder, "make one: society360 init --private."}, strings.Fields(args)...)
	}
	s.refuses(t, exitFailure, []string{"There is no private database in " + other, "society360 init --data-dir " + other}, "visitors", "--data-dir", other)
	for _, made := range []string{folder, other} {
		if _, err := os.Stat(made); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", made, err)
		}
	}
	for _, args := range []string{"migrate up --private", "seed --data-dir " + folder} {
		if r := s.run(t.Context(), strings.Fields(args)...); r.code != exitOK { // a slow start is told
			t.Errorf("%s: exit %d\n%s", args, r.code, r.err)
		}
	}
}

// TestAStrangersFunctionIsNamedOnce: a database in which somebody else's function
// would be run is refused, by one line that names it.
func TestAStrangersFunctionIsNamedOnce(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	stranger := datatest.RoleName(t)
	super := db.As(t, "postgres")
	for _, sql := range []string{
		`CREATE ROLE ` + stranger, `CREATE FUNCTION public.lower(varchar) RETURNS text LANGUAGE sql RETURN $1`,
		`ALTER FUNCTION public.lower(varchar) OWNER TO ` + stranger,
	} {
		if _, err := super.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _, _ = super.Exec(context.Background(), `DROP OWNED BY `+stranger+`; DROP ROLE `+stranger) })
	for _, args := range []string{"user list", "visitors", "migrate up", "seed", "maintain"} {
		on(db).refuses(t, exitFailure, []string{"The role " + stranger + " made the function public.lower(character varying)"}, strings.Fields(args)...)
	}
}
