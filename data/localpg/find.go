package localpg

import (
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
	for _, dir := range f.candidates(ctx) {
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

func (f finder) candidates(ctx context.Context) []string {
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
		// A pg_ctl on the path is often a link into the package's own folder,
		// where its share files are found from.
		if resolved, err := filepath.EvalSymlinks(filepath.Join(dir, "pg_ctl")); err == nil {
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
	sudo := "sudo "
	if os.Geteuid() == 0 {
		sudo = ""
	}
	version := ""
	if major != 0 {
		version = strconv.Itoa(major)
	}
	dash := ""
	if version != "" {
		dash = "-" + version
	}
	// The extensions uuid-ossp and pg_trgm are a package of their own on some.
	managers := []struct{ program, command string }{
		{"apt-get", sudo + "apt-get install -y postgresql" + dash},
		{"dnf", sudo + "dnf install -y postgresql" + version + "-server postgresql" + version + "-contrib"},
		{"zypper", sudo + "zypper install -y postgresql" + version + "-server postgresql" + version + "-contrib"},
		{"pacman", sudo + "pacman -S --noconfirm postgresql"},
		{"apk", sudo + "apk add postgresql" + version + " postgresql" + version + "-contrib"},
	}
	brew := "brew install postgresql@17"
	if version != "" {
		brew = "brew install postgresql@" + version
	}
	if f.goos == "darwin" {
		return brew
	}
	for _, m := range managers {
		if f.lookPath(m.program) != "" {
			return m.command
		}
	}
	if f.lookPath("brew") != "" {
		return brew
	}
	return managers[0].command
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
