package backup

import (
	"bufio"
	"context"
	"errors"
	"io"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// Clients are PostgreSQL's client programs: the folder that they are in, and their major
// version.
type Clients struct {
	Dir   string
	Major int
}

// client is a client program on a database, as the tables' owner.
type client struct {
	Clients
	env      []string
	database string
}

// on readies the programs for a database. What its URL says goes into their environment: a
// command line is read by every account of the machine.
func (c Clients) on(cfg connect.Config) (client, error) {
	settings, err := libpq(cfg.OwnerURL)
	if err != nil {
		return client{}, err
	}
	cc, err := pgx.ParseConfig(cfg.OwnerURL)
	if err != nil {
		return client{}, connect.InvalidConfig("DATABASE_OWNER_URL is not a database URL such as postgres://user@host:5432/society360.")
	}
	env := os.Environ()
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		env = append(env, name+"="+settings[name])
	}
	return client{Clients: c, env: append(env, "LC_ALL=C"), database: cc.Database}, nil
}

// libpqNames are the variables of libpq for what a database URL may say.
func libpqNames() map[string]string {
	return map[string]string{
		"host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD",
		"passfile": "PGPASSFILE", "service": "PGSERVICE", "servicefile": "PGSERVICEFILE", "options": "PGOPTIONS", "connect_timeout": "PGCONNECT_TIMEOUT",
		"sslmode": "PGSSLMODE", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY", "sslrootcert": "PGSSLROOTCERT", "sslcrl": "PGSSLCRL", "sslsni": "PGSSLSNI",
		"krbsrvname": "PGKRBSRVNAME", "gssencmode": "PGGSSENCMODE", "channel_binding": "PGCHANNELBINDING", "target_session_attrs": "PGTARGETSESSIONATTRS",
	}
}

// libpq is what a database URL says, by libpq's variables. What is this program's alone in
// it, such as the size of its pool, is left out.
func libpq(text string) (map[string]string, error) {
	said, names := map[string]string{}, libpqNames()
	set := func(name, value string) {
		if variable := names[name]; variable != "" && value != "" {
			said[variable] = value
		}
	}
	if !strings.HasPrefix(text, "postgres://") && !strings.HasPrefix(text, "postgresql://") {
		for name, value := range keywords(text) {
			set(name, value)
		}
		return said, nil
	}
	_, text, _ = strings.Cut(text, "://")
	bad := connect.InvalidConfig("DATABASE_OWNER_URL is not a database URL such as postgres://user@host:5432/society360.")
	// As libpq reads it: + is no space, and there may be several hosts.
	decoded := func(name, value string) error {
		value, err := url.PathUnescape(value)
		if err != nil {
			return bad
		}
		set(name, value)
		return nil
	}
	text, query, _ := strings.Cut(text, "?")
	if i := strings.IndexAny(text, "@/"); i >= 0 && text[i] == '@' {
		user, password, _ := strings.Cut(text[:i], ":")
		if err := errors.Join(decoded("user", user), decoded("password", password)); err != nil {
			return nil, bad
		}
		text = text[i+1:]
	}
	at, database, _ := strings.Cut(text, "/")
	var hosts, ports []string
	for one := range strings.SplitSeq(at, ",") {
		host, port := one, ""
		if i := strings.LastIndexByte(one, ':'); i > strings.LastIndexByte(one, ']') {
			host, port = one[:i], one[i+1:]
		}
		hosts, ports = append(hosts, strings.Trim(host, "[]")), append(ports, port)
	}
	errs := []error{decoded("host", strings.Join(hosts, ",")), decoded("dbname", database)}
	if slices.ContainsFunc(ports, func(port string) bool { return port != "" }) {
		set("port", strings.Join(ports, ","))
	}
	for one := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(one, "=")
		errs = append(errs, decoded(name, value))
	}
	if errors.Join(errs...) != nil {
		return nil, bad
	}
	return said, nil
}

// keywords reads the other form of a database's address: host=... user='...'.
func keywords(text string) map[string]string {
	said := map[string]string{}
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		name, rest, ok := strings.Cut(text, "=")
		if !ok {
			break
		}
		rest = strings.TrimLeft(rest, " ")
		var value strings.Builder
		quoted := strings.HasPrefix(rest, "'")
		i := 0
		if quoted {
			i = 1
		}
		for ; i < len(rest); i++ {
			switch c := rest[i]; {
			case c == '\\' && i+1 < len(rest):
				i++
				value.WriteByte(rest[i])
				continue
			case quoted && c == '\'', !quoted && c == ' ':
			default:
				value.WriteByte(c)
				continue
			}
			break
		}
		said[strings.TrimSpace(name)] = value.String()
		text = rest[min(i+1, len(rest)):]
	}
	return said
}

// endGrace is how long a program that is told to end may take to.
const endGrace = 15 * time.Second

// command is a run of one of the programs, in a session of its own: a Ctrl+C is this
// program's affair.
func (c client) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(c.Dir, program), args...)
	cmd.Env = c.env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = endGrace
	return cmd
}

// begin starts a program. wait waits for its end; its error has what the program said last.
func (c client) begin(ctx context.Context, program string, args ...string) (wait func() error, err error) {
	cmd := c.command(ctx, program, args...)
	says, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() error {
		why := lastError(says)
		err := cmd.Wait()
		return c.failed(ctx, program, why, err)
	}, nil
}

// run runs a program to its end.
func (c client) run(ctx context.Context, program string, args ...string) error {
	wait, err := c.begin(ctx, program, args...)
	if err != nil {
		return c.failed(ctx, program, "", err)
	}
	return wait()
}

func (c client) failed(ctx context.Context, program, why string, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err == nil:
		return nil
	case why == "":
		why = err.Error()
	}
	return &fault.Error{Kind: fault.Refused, Cause: err, Format: "%s failed: %s", Args: []any{program, value.Clean(why)}}
}

// lastError is the last line of a program's that is an error, else its last line.
func lastError(says io.Reader) (last string) {
	marked := false
	lines := bufio.NewScanner(says)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		_, after, is := strings.Cut(lines.Text(), "error: ")
		switch {
		case is:
			last, marked = after, true
		case !marked:
			last = lines.Text()
		}
	}
	_, _ = io.Copy(io.Discard, says) // a line that is too long ends the lines
	return last
}

// jobs is how many tables a program works on at a time.
func jobs() string { return strconv.Itoa(max(1, min(4, runtime.NumCPU()))) }
