package main

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

func TestMistakesOfUsage(t *testing.T) {
	t.Parallel()
	s := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	for _, c := range []struct {
		args string
		says []string
	}{
		{"foo", []string{`"foo"`, "see: society360 --help"}},
		{"--bogus", []string{"--bogus", "see: society360 --help"}},
		{"desk extra", []string{`"extra"`, "see: society360 desk --help"}},
		{"migrate", []string{"status, up", "see: society360 migrate --help"}},
		{"migrate down", []string{`migrate has no subcommand "down"; it has status, up`}},
		{"migrate up now", []string{`"now"`, "society360 migrate up --help"}},
		{"user", []string{"add, delete, key, list, passwd, restore, role, slips, status, token"}},
		{"user add --role admin --name A", []string{"the e-mail", "society360 user add --help"}},
		{"user add a@b.example", []string{"user add needs --name, --role;"}},
		{"user passwd a@b.example", []string{"user passwd needs --as, or --recover"}},
		{"user status a@b.example --as c@d.example", []string{"active, inactive or banned"}},
		{"user status a@b.example active more --as c@d.example", []string{`"more"`}},
		{"seed --demo --as a@b.example", []string{"--demo, --township or --as, not two"}},
		{"seed --township 40 --as a@b.example", []string{"--demo, --township or --as, not two"}},
		{"seed --demo --township 40", []string{"--demo or --township, not both"}},
		{"seed --township 0", []string{"10 to 20000, not 0"}},
		{"seed --township -1", []string{"10 to 20000, not -1"}},
		{"seed --township 1000000000", []string{"10 to 20000, not 1000000000"}},
		{"seed --township many", []string{`--township takes a whole number, not "many"`}},
		{"seed --variant 2", []string{"give --township too"}},
		{"seed --demo=maybe", []string{`--demo takes true, false or nothing, not "maybe"`}},
		{"demo --database-url postgres://x/y", []string{"database of its own"}},
		{"demo --listen foo --data-dir /dev/null/folder", []string{"HOST:PORT", `"foo"`, "society360 demo --help"}},
		{"serve", []string{"serve needs --host-key;"}},
		{"serve --host-key one --listen :1 --listen :2", []string{"--listen was given twice: it takes one value"}},
		{"serve --host-key one --proxy-from gate", []string{"--proxy-from", `"gate"`, "takes a network"}},
		{"units --status occupied --status vacant", []string{"--status was given twice"}},
		{"units --database-url postgres://x/y --database-url postgres://x/z", []string{"--database-url was given twice"}},
		{"serve --listen 2222 --host-key /nonexistent/key", []string{"HOST:PORT", `"2222"`}},
		{"terminal add Main", []string{"the file of the terminal's public key"}},
		{"user key add a@b.example key.pub", []string{"user key add needs --as;"}},
		{"user list --role boss", []string{`--role takes one of admin, staff, guard, resident, not "boss"`}},
		{"units --limit many", []string{`--limit takes a whole number, not "many"`}},
		{"units --status", []string{"--status was given nothing"}},
		{"bills pay --amount 5 --method cash --as a@b.example", []string{"bills pay needs --unit or --bill;"}},
		{"reports nothing", []string{`there is no report "nothing"; there are hours, days`}},
		{"user key list a@b.example c@d.example --as e@f.example", []string{`"c@d.example"`, "society360 user key list --help"}},
		{"help foo", []string{`"foo"`}},
		{"completion", []string{"bash"}},
		{"completion tcsh", []string{`"tcsh"`}},
	} {
		s.refuses(t, exitUsage, c.says, strings.Fields(c.args)...)
	}
}

func TestHelpAndCompletionAreNoErrors(t *testing.T) {
	t.Parallel()
	var s console
	for args, says := range map[string]string{
		"--help": "society360 [command]", "help": "society360 [command]", "help user add": "--password-stdin",
		"user add --help": "--password-stdin", "user --help": "passwd", "completion bash": "__start_society360",
	} {
		if out := s.ok(t, strings.Fields(args)...); !strings.Contains(out, says) {
			t.Errorf("%s does not tell of %q:\n%s", args, says, out)
		}
	}
}

func TestFailuresSayWhatToDo(t *testing.T) {
	t.Parallel()
	nowhere := map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
	for _, c := range []struct {
		env  map[string]string
		args string
		says []string
	}{
		{nowhere, "migrate up", []string{"127.0.0.1:1", "DATABASE_URL"}},
		{nowhere, "migrate status", []string{"127.0.0.1:1"}},
		{nowhere, "seed", []string{"127.0.0.1:1"}},
		{nowhere, "user list", []string{"127.0.0.1:1"}},
		{nowhere, "", []string{"terminal", "ssh with -t"}},
		{nowhere, "desk", []string{"terminal"}},
		{nowhere, "serve --host-key /nonexistent/key", []string{"/nonexistent/key", "host-key"}},
		{nowhere, "serve --host-key /nonexistent/key --host-key /nonexistent/other", []string{"/nonexistent/key", "host-key"}},
		{nil, "serve --host-key /nonexistent/key --data-dir /dev/null/folder", []string{"/nonexistent/key"}},
		{nowhere, "version --log-file /nonexistent/folder/log", []string{"/nonexistent/folder/log", "--log-file"}},
		{map[string]string{"DATABASE_URL": "postgres://a b"}, "migrate up", []string{"is not a database URL"}},
		{map[string]string{"DATABASE_URL": "postgres://x/y", "DATABASE_POOL_SIZE": "many"}, "user list", []string{"DATABASE_POOL_SIZE"}},
	} {
		console{env: c.env}.refuses(t, exitFailure, c.says, strings.Fields(c.args)...)
	}
}

func TestCauseOfAFailureIsInTheLogFileAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	s := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	s.refuses(t, exitFailure, nil, "user", "list", "--log-file", path)
	log, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(log), "connection refused") || !strings.Contains(string(log), `command="society360 user list"`) {
		t.Errorf("the log has %q, %v", log, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the log may be read by others: %v, %v", info.Mode(), err)
	}
}

func TestVersionSaysWhatWasBuilt(t *testing.T) {
	t.Parallel()
	var s console
	if out := s.ok(t, "version"); !strings.HasPrefix(out, "society360 ") || !strings.Contains(out, "go1.") || strings.Count(out, "\n") != 1 {
		t.Errorf("version: %q", out)
	}
	settings := []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.time", Value: "2026-11-23T06:00:00Z"}, {Key: "vcs.modified", Value: "true"},
	}
	for _, c := range []struct {
		release, commit, at string
		info                *debug.BuildInfo
		want                string
	}{
		{"", "", "", &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, "society360 v1.2.3 (go"},
		{"v9.0.0", "", "", &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, "society360 v9.0.0 (go"},
		{"v9.0.0", "fedcba987654", "2026-11-30T06:00:00Z", &debug.BuildInfo{}, "society360 v9.0.0 (fedcba987654, 2026-11-30T06:00:00Z, go"},
		{"", "", "", &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: settings}, "society360 development (0123456789ab and changes, 2026-11-23T06:00:00Z, go"},
		{"", "", "", nil, "society360 development (go"},
	} {
		if got := versionLine(c.release, c.commit, c.at, c.info); !strings.HasPrefix(got, c.want) {
			t.Errorf("%q, want %q ...", got, c.want)
		}
	}
}

// TestWhatIsToldIsObeyedByNoTerminal: neither what was typed nor how a file is called
// reaches the terminal as more than text.
func TestWhatIsToldIsObeyedByNoTerminal(t *testing.T) {
	t.Parallel()
	const hostile = "x\x1b]0;title\x07\u009b31m\u202e\r\nlevel=ERROR"
	s := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	for _, args := range [][]string{
		{hostile},
		{"--" + hostile},
		{"--gate", hostile, "--" + hostile},
		{"host-key", "/nonexistent/" + hostile},
		{"import", hostile, "--as", "a@b.example"},
		{"units", "--data-dir", "/nonexistent/" + hostile},
		{"units", "--log-file", "/nonexistent/" + hostile},
		{"units", "--status", hostile},
		{"serve", "--host-key", hostile},
		{"serve", "--listen", hostile, "--host-key", hostile},
		{"terminal", "add", "Main", hostile, "--as", "a@b.example"},
		{"units", "--database-url", "postgres:///x?host=" + hostile},
		{"user", "list", "--database-url", "postgres://x@127.0.0.1:1/" + hostile},
	} {
		r := s.run(t.Context(), args...)
		said := r.err
		if r.code == exitOK || strings.Count(said, "\n") != 1 || strings.ContainsFunc(strings.TrimSuffix(said, "\n"), func(r rune) bool {
			return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e'
		}) {
			t.Errorf("%q: exit %d, %q", args, r.code, said)
		}
	}
}
