package localpg

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

func TestDefaultDir(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		goos string
		uid  int
		env  map[string]string
		want string
	}{
		{"linux", 0, map[string]string{"HOME": "/root", "XDG_DATA_HOME": "/x"}, "/var/lib/society360"},
		{"linux", 1000, map[string]string{"HOME": "/home/g"}, "/home/g/.local/share/society360"},
		{"linux", 1000, map[string]string{"HOME": "/home/g", "XDG_DATA_HOME": "/x"}, "/x/society360"},
		{"linux", 1000, map[string]string{"HOME": "/home/g", "XDG_DATA_HOME": "x"}, "/home/g/.local/share/society360"},
		{"darwin", 501, map[string]string{"HOME": "/Users/g", "XDG_DATA_HOME": "/x"}, "/Users/g/Library/Application Support/Society360"},
		{"darwin", 0, nil, "/Library/Application Support/Society360"},
	} {
		got, err := defaultDir(func(key string) string { return c.env[key] }, c.goos, c.uid)
		if err != nil || got != c.want {
			t.Errorf("%s, user %d, %v: %q, %v", c.goos, c.uid, c.env, got, err)
		}
	}
	_, err := defaultDir(func(string) string { return "" }, "linux", 1000)
	wantRefusal(t, err, BadFolder, "HOME", "--data-dir")
	named, err := DefaultDir(func(key string) string { return map[string]string{"SOCIETY360_DATA_DIR": "/d"}[key] })
	if err != nil || named != "/d" {
		t.Errorf("named: %q, %v", named, err)
	}
}

func TestLastMeaningfulLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "",
		"2026-11-23 06:11:13 UTC [1] LOG:  starting\n2026 UTC [1] FATAL:  lock file exists\n2026 UTC [1] HINT:  Is another postmaster running?\npg_ctl: could not start server\nExamine the log output.\n": "lock file exists",
		"creating directory x ... ok\ninitdb: error: no space left\ninitdb: removing contents of data directory \"x\"\n":                                                                                   "no space left",
		"sh: 1: postgres: not found\n\n": "sh: 1: postgres: not found",
		"\xff\xfe FATAL:  bad \xff\n":    "bad ?",
	} {
		if got := lastMeaningful([]byte(text)); got != want {
			t.Errorf("of %q: %q", text, got)
		}
	}
}

func TestMajorOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)": 15,
		"postgres (PostgreSQL) 17beta1":                        17,
		"postgres (PostgreSQL) 9.6.24":                         9,
		"postgres (EDB Server) 16.2":                           16,
		"14":                                                   14,
		"":                                                     0,
		"nonsense":                                             0,
	} {
		if got := majorOf(text); got != want {
			t.Errorf("of %q: %d", text, got)
		}
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	s := &Server{socket: "/a b/it's+&", port: "5432"}
	u, err := url.Parse(s.URL("odd?name", "a role"))
	must(t, err)
	if u.User.Username() != "a role" || u.Path != "/odd?name" || u.Query().Get("host") != s.socket || u.Query().Get("port") != "5432" {
		t.Errorf("%v", u)
	}
}

func TestLargeLogIsSetAside(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := run(t, options(dir))
	stop(t, s)
	must(t, os.Truncate(s.cluster.logPath(), maxLog+1))
	stop(t, run(t, options(dir)))
	now, err := os.Stat(s.cluster.logPath())
	must(t, err)
	old, err := os.Stat(filepath.Join(s.cluster.root, "log.1"))
	must(t, err)
	if now.Size() == 0 || now.Size() > maxLog || old.Size() != maxLog+1 {
		t.Errorf("the log has %d bytes, the one set aside %d", now.Size(), old.Size())
	}
}

func TestZombie(t *testing.T) {
	t.Parallel()
	for stat, want := range map[string]bool{
		"12 (postgres) S 1 12": false,
		"12 (postgres) Z 1 12": true,
		"12 (a) Z (b) S 1 12":  false,
		"":                     false,
	} {
		if zombie(stat) != want {
			t.Errorf("%q: %v", stat, !want)
		}
	}
}
