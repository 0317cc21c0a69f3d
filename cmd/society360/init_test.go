package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/tui/termtest"
)

// founded are the counts of what an init may make: twice of nothing.
func founded(t *testing.T, db *datatest.DB) string {
	t.Helper()
	return fmt.Sprintf("%d admins, %d blocks, %d units, %d settings changed",
		number(t, db, `SELECT count(*) FROM users`), number(t, db, `SELECT count(*) FROM blocks`), number(t, db, `SELECT count(*) FROM units`),
		number(t, db, `SELECT count(*) FROM audit_logs WHERE action = 'SETTING_CHANGED' AND user_id IS NOT NULL`))
}

// TestASocietyIsFoundedByFlags: in one go, and once more, which makes nothing anew; the
// admin signs in with the one-time password.
func TestASocietyIsFoundedByFlags(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	key := filepath.Join(t.TempDir(), "key")
	args := []string{
		"init", "--name", "Blue Hill CHS", "--timezone", "asia/kathmandu", "--gates", "Main,Service", "--host-key", key,
		"--blocks", "Tower A,Tower B", "--floors", "2", "--per-floor", "3", "--type", "2BHK",
		"--admin-name", "Asha Rao", "--admin-email", "Asha@test.example",
	}
	out := on(db).ok(t, args...)
	const whole = "1 admins, 2 blocks, 12 units, 6 settings changed"
	if got := founded(t, db); got != whole {
		t.Errorf("there are %s", got)
	}
	_, secret, _ := strings.Cut(out, "One-time password of Asha@test.example: ")
	secret, _, _ = strings.Cut(secret, "\n")
	signIn(t, db, "asha@test.example", secret)
	for _, says := range []string{"Name: Blue Hill CHS.", "Time zone: Asia/Kathmandu.", "Gates: Main, Service.", "12 units", "serve --listen :2222 --host-key " + key} {
		if !strings.Contains(out, says) {
			t.Errorf("it does not say %q:\n%s", says, out)
		}
	}
	again := on(db).ok(t, args...)
	if got := founded(t, db); got != whole || strings.Contains(again, "was made") || strings.Contains(again, "One-time") {
		t.Errorf("run again there are %s:\n%s", got, again)
	}
}

// TestASocietyIsFoundedOnAServerOfItsOwn that was readied by what the README shows:
// nothing is lacking then.
func TestASocietyIsFoundedOnAServerOfItsOwn(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, sql, _ := strings.Cut(string(readme), "```sql\n")
	sql, _, _ = strings.Cut(sql, "```")
	db := datatest.NewEmpty(t)
	super, owner, desk := db.As(t, "postgres"), datatest.RoleName(t), datatest.RoleName(t)
	name := owner + "_society"
	names := strings.NewReplacer("society360_owner", owner, "society360_desk", desk, "DATABASE society360", "DATABASE "+name)
	for statement := range strings.SplitSeq(strings.TrimSpace(names.Replace(sql)), ";\n") {
		datatest.Exec(t, super, statement)
	}
	datatest.DropRole(t, super, owner)
	datatest.DropRole(t, super, desk)
	t.Cleanup(func() { _, _ = super.Exec(context.Background(), `DROP DATABASE `+name+` WITH (FORCE)`) })
	at := func(role string) string {
		u, err := url.Parse(db.URL(t, role))
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/" + name
		return u.String()
	}
	sh := console{env: map[string]string{"DATABASE_OWNER_URL": at(owner), "DATABASE_URL": at(desk), "DATABASE_DESK_ROLE": desk}}
	out := sh.ok(t, "init", "--name", "Blue Hill CHS", "--admin-name", "Asha Rao", "--admin-email", "asha@test.example", "--host-key", filepath.Join(t.TempDir(), "key"))
	if !strings.Contains(out, "Server: roles, rights and time limits are as they should be.") {
		t.Errorf("init said\n%s", out)
	}
}

// TestASocietyIsFoundedFromWhereItStood: whatever step the one before came to.
func TestASocietyIsFoundedFromWhereItStood(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	units := filepath.Join(dir, "units.csv")
	file(t, units, "block,unit,floor,type\nTower A,101,1,2BHK\nTower A,102,1,2BHK\n")
	answers := filepath.Join(dir, "answers.toml")
	file(t, answers, fmt.Sprintf("name = \"Blue Hill CHS\"\ngates = [\"Main\", \"Service\"]\nunits = %q\nadmin-name = \"Asha Rao\"\nadmin-email = \"asha@test.example\"\nhost-key = %q\n",
		units, filepath.Join(dir, "key")))
	steps := [][]string{
		nil,
		{"migrate", "up"},
		{"seed"},
		{"user", "add", "asha@test.example", "--name", "Asha Rao", "--role", "admin", "--password-stdin"},
		{"settings", "set", "general.society_name", "Blue Hill CHS", "--as", "asha@test.example"},
		{"settings", "set", "general.gates", `["Main","Service"]`, "--as", "asha@test.example"},
		{"settings", "set", "general.archive_visits_months", "6", "--as", "asha@test.example"},
		{"import", units, "--as", "asha@test.example"},
	}
	for stood := range steps {
		db := datatest.NewEmpty(t)
		for _, step := range steps[1 : stood+1] {
			on(db).types("correct horse\n").ok(t, step...)
		}
		on(db).types("correct horse\n").ok(t, "init", "--answers", answers, "--password-stdin")
		signIn(t, db, "asha@test.example", "correct horse")
		// Where units stood, the society is not a new one.
		settings := map[bool]int{true: 3, false: 5}[stood == len(steps)-1]
		if got := founded(t, db); got != fmt.Sprintf("1 admins, 1 blocks, 2 units, %d settings changed", settings) {
			t.Errorf("after %d steps there are %s", stood, got)
		}
	}
}

// TestWhatInitIsTold: wrong answers make nothing of their step, and say which they are.
func TestWhatInitIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	answers := func(text string) string {
		path := filepath.Join(dir, "answers.toml")
		file(t, path, text)
		return path
	}
	nowhere := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	for text, says := range map[string][]string{
		"name = ":                  {"is no TOML: line 1"},
		"nam = \"x\"":              {`no "nam" to say`, "flags of society360 init"},
		"password-stdin = true":    {`no "password-stdin" to say`},
		"name = true":              {"name takes a text"},
		"gates = [1]":              {"gates takes a text"},
		"floors = \"many\"":        {"floors takes a int", `"many"`},
		"floors = 3":               {"--floors", "give it too"},
		"name = \"a\"\nunits=\"\"": {"init needs --admin-name, --admin-email"},
	} {
		nowhere.refuses(t, exitUsage, says, "init", "--answers", answers(text))
	}
	nowhere.refuses(t, exitUsage, []string{"it is not there"}, "init", "--answers", "/nonexistent/answers")
	// Before there is any database.
	nowhere.refuses(t, exitUsage, []string{"units.csv cannot be read: it is not there"}, "init", "--units", "/nonexistent/units.csv")
	nowhere.refuses(t, exitUsage, []string{"--floors, --per-floor and --type"}, "init", "--blocks", "A")
	nowhere.refuses(t, exitUsage, []string{"1 to 99"}, "init", "--blocks", "A", "--floors", "100", "--per-floor", "1", "--type", "2BHK")

	db := datatest.New(t)
	usual := []string{"init", "--name", "Blue Hill CHS", "--admin-name", "Asha Rao", "--admin-email", "asha@test.example"}
	said := func(says string, flags ...string) {
		t.Helper()
		if r := on(db).run(t.Context(), append(usual, flags...)...); r.code != exitFailure || !strings.Contains(r.err, says) {
			t.Errorf("%v: exit %d, %q", flags, r.code, r.err)
		}
	}
	on(db).types("short\n").run(t.Context(), append(usual, "--password-stdin")...)
	if n := number(t, db, `SELECT count(*) FROM users`); n != 0 {
		t.Errorf("%d accounts with a bad password", n)
	}
	said("--admin-phone: ", "--admin-phone", "12")
	on(db).ok(t, append(usual, "--host-key", filepath.Join(dir, "key"))...)
	said("--timezone: ", "--timezone", "Asia/Katmandoo")
	said("--gates: ", "--gates", "Main,Main")
	said("is no type of unit", "--blocks", "A", "--floors", "1", "--per-floor", "1", "--type", "castle")
	said("--host-key: there is no folder /nonexistent/folder for the key", "--host-key", "/nonexistent/folder/key")
	if n := number(t, db, `SELECT count(*) FROM blocks`); n != 0 {
		t.Errorf("%d blocks", n)
	}
}

// TestInitSaysWhatIsInTheWay of a database that stands: no statement of a superuser's mends
// that, as it does where the database or a role is missing.
func TestInitSaysWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	usual := []string{"init", "--name", "Blue Hill CHS", "--admin-name", "Asha Rao", "--admin-email", "asha@test.example"}
	datatest.Exec(t, db.Owner, `CREATE TABLE users (id integer, login text)`)
	if r := on(db).run(t.Context(), usual...); r.code != exitFailure || !strings.Contains(r.err, "users.id is of type integer") || strings.Contains(r.out, "CREATE ROLE") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	nowhere := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	if r := nowhere.run(t.Context(), usual...); r.code != exitFailure || !strings.Contains(r.out, `CREATE ROLE "nobody" LOGIN`) {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
}

// TestASocietyIsFoundedByQuestions: at a terminal, with the mistakes of a first try, and
// left in the middle.
func TestASocietyIsFoundedByQuestions(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	env := append(programEnv(t, db.Config), "TERM=xterm")
	key := filepath.Join(t.TempDir(), "key")
	term, process := termtest.Run(t, 100, 60, env, os.Args[0], "init", "--host-key", key)
	answer := func(question, text string) {
		t.Helper()
		term.WaitUntil("the question "+question, func(screen string) bool {
			lines := strings.Split(strings.TrimRight(screen, " \n"), "\n")
			return strings.HasPrefix(lines[len(lines)-1], question)
		})
		term.Type(text + "\r")
	}
	answer("Full name", "")
	term.WaitFor("An account needs a name.")
	answer("Full name", "Asha Rao")
	answer("E-mail", "asha@")
	term.WaitFor("is no e-mail address")
	answer("E-mail", "asha@test.example")
	answer("Phone", "12")
	term.WaitFor("has 2 digits")
	answer("Phone", "")
	answer("Password:", "correct horse")
	answer("The same again:", "correct house")
	term.WaitFor("The two passwords differ")
	answer("Password:", "correct horse")
	answer("The same again:", "correct horse")
	answer("Name of the society", "Blue Hill CHS")
	answer("Time zone", "Asia/Katmandoo")
	term.WaitFor("This is not a time zone")
	term.Press("ctrl+c")
	process.Wait()

	term, process = termtest.Run(t, 100, 60, env, os.Args[0], "init", "--host-key", key)
	term.WaitFor("Admin: Asha Rao, asha@test.example.", "Name: Blue Hill CHS.")
	answer("Time zone", "")
	answer("Names of the gates", "Main, Main")
	term.WaitFor("Two gates have the same name")
	answer("Names of the gates", "Main, Service")
	answer("Months until old visits", "six")
	term.WaitFor("0 to 240")
	answer("Months until old visits", "")
	answer("Months until closed tickets", "18")
	answer("Months until rows", "0")
	answer("CSV file", "/nonexistent/units.csv")
	term.WaitFor("cannot be read")
	file(t, filepath.Join(filepath.Dir(key), "society.xlsx"), "PK\x03\x04\x14\x00")
	answer("CSV file", filepath.Join(filepath.Dir(key), "society.xlsx"))
	term.WaitFor("society360 import opening")
	answer("CSV file", "")
	answer("Names of the blocks", "Tower A, Tower B")
	answer("Floors", "0")
	term.WaitFor("a number, 1 to 99")
	answer("Floors", "3")
	answer("Units on each floor", "4")
	answer("Type of the units", "castle")
	term.WaitFor("castle is no type of unit")
	answer("Type of the units", "")
	term.WaitFor("Blue Hill CHS is ready.")
	if code := process.Wait(); code != exitOK {
		t.Errorf("it ended with %d", code)
	}
	signIn(t, db, "asha@test.example", "correct horse")
	if got := founded(t, db); got != "1 admins, 2 blocks, 24 units, 4 settings changed" {
		t.Errorf("there are %s", got)
	}
}

func file(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
