package localpg

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

// minMajor is the oldest PostgreSQL that the platform works with.
const minMajor = 14

// binaries is one folder of server programs.
type binaries struct {
	dir   string
	major int
}

func (b binaries) path(program string) string { return filepath.Join(b.dir, program) }

// finder looks for server programs; the machine's places are a field so that a
// test can have a machine without any.
type finder struct {
	getenv func(string) string
	places []string
	goos   string
}

func newFinder(getenv func(string) string) finder {
	return finder{getenv: getenv, goos: runtime.GOOS, places: []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/usr/libexec/postgresql*",
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin",
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	}}
}

// all lists what is there, newest major first and, among equals, in the order
// of the search. Versions are compared as numbers: 9.6 and 15 sort wrongly as text.
func (f finder) all(ctx context.Context) []binaries {
	var found []binaries
	seen := map[string]bool{}
	for _, dir := range f.candidates(ctx, "pg_ctl") {
		resolved, err := filepath.EvalSymlinks(dir)
		if err != nil || seen[resolved] {
			continue
		}
		seen[resolved] = true
		if b, ok := inspectBinaries(ctx, dir); ok {
			found = append(found, b)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].major > found[j].major })
	return found
}

// candidates are the folders that may hold server or client programs; those of the
// path are found by one of them.
func (f finder) candidates(ctx context.Context, program string) []string {
	var dirs []string
	if config := f.lookPath("pg_config"); config != "" {
		if out, err := output(ctx, config, "--bindir"); err == nil && filepath.IsAbs(out) {
			dirs = append(dirs, out)
		}
	}
	for _, place := range f.places {
		matches, err := filepath.Glob(place)
		if err == nil {
			dirs = append(dirs, matches...)
		}
	}
	for _, dir := range filepath.SplitList(f.getenv("PATH")) {
		if !filepath.IsAbs(dir) {
			continue
		}
		// A program on the path is often a link into the package's own folder,
		// where its share files are found from.
		if resolved, err := filepath.EvalSymlinks(filepath.Join(dir, program)); err == nil {
			dirs = append(dirs, filepath.Dir(resolved))
		}
	}
	return dirs
}

// choose returns the programs to use for a data folder of major version have (0
// for a new one). The errors are *Error of kind NoServer and WrongVersion.
func (f finder) choose(ctx context.Context, have int, data string) (binaries, error) {
	var found []binaries
	if dir := f.getenv("SOCIETY360_PG_BIN"); dir != "" {
		b, ok := inspectBinaries(ctx, dir)
		if !ok {
			return binaries{}, fail(NoServer, nil, "SOCIETY360_PG_BIN is %s, and initdb, pg_ctl and postgres cannot be run from there: correct it or unset it.", dir)
		}
		found = []binaries{b}
	} else {
		found = f.all(ctx)
	}
	if have != 0 {
		for _, b := range found {
			if b.major == have {
				return b, nil
			}
		}
		return binaries{}, f.wrongVersion(have, data, found)
	}
	switch {
	case len(found) == 0:
		return binaries{}, fail(NoServer, nil, "There is no PostgreSQL server on this machine: install it with %q.", f.installCommand(0))
	case found[0].major < minMajor:
		return binaries{}, fail(NoServer, nil, "The newest PostgreSQL on this machine is %s and the desk needs %s: install it with %q.",
			strconv.Itoa(found[0].major), strconv.Itoa(minMajor), f.installCommand(0))
	}
	return found[0], nil
}

// Clients finds the newest of PostgreSQL's client programs (pg_dump, pg_restore, psql) on
// this machine, which must be of the major version of a server or later: the folder that
// they are in, and their version. The error is an *Error of kind NoServer.
func Clients(ctx context.Context, getenv func(string) string, server int) (dir string, major int, err error) {
	f := newFinder(getenv)
	dirs := f.candidates(ctx, "pg_dump")
	if own := f.getenv("SOCIETY360_PG_BIN"); own != "" {
		dirs = []string{own}
	}
	for _, at := range dirs {
		b := binaries{dir: at}
		if !executable(b.path("pg_dump")) || !executable(b.path("pg_restore")) {
			continue
		}
		if out, err := output(ctx, b.path("pg_dump"), "--version"); err == nil && majorOf(out) > major {
			dir, major = at, majorOf(out)
		}
	}
	if major < server {
		has := "this machine has none"
		if major > 0 {
			has = "this machine has those of " + strconv.Itoa(major)
		}
		return "", 0, fail(NoServer, nil, "The server is PostgreSQL %s, whose backups take client programs (pg_dump) of that version or later, and %s: install them with %q.",
			strconv.Itoa(server), has, f.install(map[string]string{
				"apt-get": "postgresql-client-" + strconv.Itoa(server), "dnf": "postgresql" + strconv.Itoa(server), "zypper": "postgresql" + strconv.Itoa(server),
				"pacman": "postgresql", "apk": "postgresql" + strconv.Itoa(server) + "-client", "brew": "postgresql@" + strconv.Itoa(server),
			}))
	}
	return dir, major, nil
}

func (f finder) wrongVersion(have int, data string, found []binaries) *Error {
	here := "has no server"
	if len(found) > 0 {
		majors := make([]string, len(found))
		for i, b := range found {
			majors[i] = strconv.Itoa(b.major)
		}
		here = "has " + strings.Join(majors, ", ")
	}
	return fail(WrongVersion, nil, "The database in %s was made by PostgreSQL %s and this machine %s; nothing was changed: install that version with %q, or name another folder with --data-dir.",
		data, strconv.Itoa(have), here, f.installCommand(have))
}

// installCommand is the one line that installs a server here; major 0 means
// whatever the system's own version is.
func (f finder) installCommand(major int) string {
	version, dash := "", ""
	if major != 0 {
		version = strconv.Itoa(major)
		dash = "-" + version
	}
	// The extensions uuid-ossp and pg_trgm are a package of their own on some.
	return f.install(map[string]string{
		"apt-get": "postgresql" + dash,
		"dnf":     "postgresql" + version + "-server postgresql" + version + "-contrib",
		"zypper":  "postgresql" + version + "-server postgresql" + version + "-contrib",
		"pacman":  "postgresql",
		"apk":     "postgresql" + version + " postgresql" + version + "-contrib",
		"brew":    "postgresql@" + cmp.Or(version, "17"),
	})
}

// installs is the one line that installs a package which has one name everywhere.
func (f finder) installs(name string) string {
	packages := map[string]string{}
	for _, m := range managers() {
		packages[m.program] = name
	}
	return f.install(packages)
}

// manager is a manager of packages, and what installs some with it.
type manager struct{ program, command string }

func managers() []manager {
	return []manager{
		{"apt-get", "apt-get install -y"},
		{"dnf", "dnf install -y"},
		{"zypper", "zypper install -y"},
		{"pacman", "pacman -S --noconfirm"},
		{"apk", "apk add"},
		{"brew", "brew install"},
	}
}

// install is the one line that installs packages, named as each manager names them,
// with the manager of this machine.
func (f finder) install(packages map[string]string) string {
	sudo := "sudo "
	if os.Geteuid() == 0 {
		sudo = ""
	}
	all := managers()
	for _, m := range all {
		if m.program == "brew" {
			sudo = "" // it refuses root
		} else if f.goos == "darwin" {
			continue
		}
		if f.goos == "darwin" || f.lookPath(m.program) != "" {
			return sudo + m.command + " " + packages[m.program]
		}
	}
	return sudo + all[0].command + " " + packages[all[0].program]
}

// lookPath finds a program on the PATH of the environment that was given, which
// need not be this process's.
func (f finder) lookPath(program string) string {
	for _, dir := range filepath.SplitList(f.getenv("PATH")) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if p := filepath.Join(dir, program); executable(p) {
			return p
		}
	}
	return ""
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}

// inspectBinaries asks a folder's server for its version. A folder with the
// client programs alone (libpq's pg_config names one) does not count.
func inspectBinaries(ctx context.Context, dir string) (binaries, bool) {
	b := binaries{dir: dir}
	for _, program := range []string{"initdb", "pg_ctl", "postgres"} {
		if !executable(b.path(program)) {
			return b, false
		}
	}
	out, err := output(ctx, b.path("postgres"), "--version")
	if err != nil {
		return b, false
	}
	b.major = majorOf(out)
	return b, b.major > 0
}

// majorOf reads "postgres (PostgreSQL) 15.18 (Debian ...)", "17beta1" and
// "9.6.24"; 0 where there is no number.
func majorOf(version string) int {
	if _, after, ok := strings.Cut(version, ") "); ok {
		version = after
	}
	end := strings.IndexFunc(version, func(r rune) bool { return !unicode.IsDigit(r) })
	if end < 0 {
		end = len(version)
	}
	n, err := strconv.Atoi(version[:end])
	if err != nil {
		return 0
	}
	return n
}

// output runs a program that only prints something.
func output(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	return strings.TrimSpace(string(out)), err
}
