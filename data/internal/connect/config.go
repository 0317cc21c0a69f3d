// Package connect is how data comes to its database: configuration, pools, the checks
// of a new connection, commits that wait for a standby, and what the server's errors
// mean.
package connect

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The statement modes that Config.StatementMode takes.
const (
	// StatementPrepared keeps prepared statements on each connection: the
	// fastest, for a direct connection.
	StatementPrepared = "prepared"
	// StatementDescribed keeps descriptions only, StatementExec nothing at all:
	// either is right behind a pooler in transaction mode.
	StatementDescribed = "described"
	StatementExec      = "exec"
)

// longestName is the longest name of the server's, in bytes; a longer one would be cut
// and be another's.
const longestName = 63

// Config says which database the desk works on and how it connects.
//
// The zero value of every URL lets libpq's PG* variables decide, which is also
// what happens to the parts that a URL leaves out.
type Config struct {
	// URL is for the desk's own connections, best as the desk's role.
	URL string
	// OwnerURL is for what only the owner of the tables may do: migrate, seed,
	// archive, maintain, restore. It must not lead through a pooler.
	OwnerURL string
	// DirectURL is for LISTEN and advisory locks. It must not lead through a
	// pooler.
	DirectURL string
	// ReadURL is a hot standby for long lists of commands (register.Elsewhere); empty
	// for none.
	ReadURL string
	// DeskRole is the role that the desk works as, and that migrate up gives its
	// rights: a society of its own on a server with others has its own. Empty is the
	// constant DeskRole.
	DeskRole string
	// StatementMode is one of the constants above; empty is what the URL's
	// default_query_exec_mode says, else StatementPrepared.
	StatementMode string
	// PoolSize is the number of connections; 0 is what the URL's pool_max_conns
	// says, else twice the cores, but 4 to 8 (more is slower), and two more. The last
	// two, of less than six the last, are for kinds of work that hold none (Lanes).
	PoolSize int
	// Answer is the longest that a desk's statement goes unanswered, and how often it is
	// asked after an owner's; 0 is answerTime.
	Answer time.Duration
	// IsNamed says that somebody named a database (see Named).
	IsNamed bool
	// Names are by which variable or flag each URL came, for sentences; empty for none.
	Names URLNames
}

// URLNames are the variables or flags of a Config's URLs.
type URLNames struct{ URL, Owner, Direct, Read string }

// Desk is the name of the desk's role.
func (c Config) Desk() string { return value.First(c.DeskRole, DeskRole) }

// Named reports whether somebody named a database. Where nobody did, the caller
// starts the private Postgres and takes the Config that Bootstrap returns.
func (c Config) Named() bool { return c.IsNamed }

// Where names the database and the servers that may hold it in a sentence, such
// as "the database society360 at db.example:5432"; a password is not in it.
func (c Config) Where() string {
	cc, err := pgx.ParseConfig(c.URL)
	if err != nil {
		return "a database whose URL cannot be read" // ConfigFromEnv refused it
	}
	return value.Clean("the database " + value.First(cc.Database, cc.User) + " at " + addresses(cc))
}

// ConfigFromEnv reads DATABASE_URL, DATABASE_OWNER_URL, DATABASE_DIRECT_URL and
// DATABASE_READ_URL (or flagURL in place of all: whoever names a database there means
// no other; a URL to read from alone names none),
// DATABASE_DESK_ROLE, DATABASE_STATEMENT_MODE and DATABASE_POOL_SIZE. Without a URL, libpq's PGHOST,
// PGPORT, PGDATABASE or PGSERVICE name the database; PGUSER and PGPASSWORD alone do
// not.
//
// A missing direct URL is DATABASE_URL. A missing owner URL is the direct one,
// because a migration cannot go through a pooler. A database that only
// DATABASE_OWNER_URL names is also what the desk works on.
//
// The error is an Invalid *fault.Error that names the variable or flag and never
// holds a password.
func ConfigFromEnv(getenv func(string) string, flagURL string) (Config, error) {
	getenv = trimmed(getenv)
	c := Config{URL: flagURL, DeskRole: getenv("DATABASE_DESK_ROLE"), StatementMode: strings.ToLower(getenv("DATABASE_STATEMENT_MODE"))}
	if flagURL == "" {
		c.URL, c.OwnerURL, c.DirectURL = getenv("DATABASE_URL"), getenv("DATABASE_OWNER_URL"), getenv("DATABASE_DIRECT_URL")
		c.ReadURL = getenv("DATABASE_READ_URL")
	}
	c.Names = URLNames{"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_DIRECT_URL", "DATABASE_READ_URL"}
	if flagURL != "" {
		c.Names.URL = "--database-url"
	}
	c.IsNamed = value.First(c.URL, c.OwnerURL, c.DirectURL,
		getenv("PGHOST"), getenv("PGPORT"), getenv("PGDATABASE"), getenv("PGSERVICE")) != ""
	switch {
	case c.URL != "":
	case c.OwnerURL != "":
		c.URL, c.Names.URL = c.OwnerURL, c.Names.Owner
	case c.DirectURL != "":
		c.URL, c.Names.URL = c.DirectURL, c.Names.Direct
	}
	if c.DirectURL == "" {
		c.DirectURL, c.Names.Direct = c.URL, c.Names.URL
	}
	if c.OwnerURL == "" {
		c.OwnerURL, c.Names.Owner = c.DirectURL, c.Names.Direct
	}

	if size := getenv("DATABASE_POOL_SIZE"); size != "" {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 || n > 100 {
			return Config{}, InvalidConfig("DATABASE_POOL_SIZE must be a number from 1 to 100.")
		}
		c.PoolSize = n
	}
	if name := c.DeskRole; len(name) > longestName || strings.HasPrefix(name, "pg_") || value.Clean(name) != name {
		return Config{}, InvalidConfig("DATABASE_DESK_ROLE must be the name of a role, of at most 63 letters and not beginning with pg_.")
	}
	if _, _, err := execMode(c.StatementMode); err != nil {
		return Config{}, err
	}
	return c, c.check(getenv, flagURL)
}

// trimmed reads variables without the space around them: one that holds nothing
// else, as a file of variables leaves it, names nothing.
func trimmed(getenv func(string) string) func(string) string {
	return func(name string) string { return strings.TrimSpace(getenv(name)) }
}

// check parses each URL as it was given, so that the error names the right one, and
// libpq's variables where no URL was.
func (c Config) check(getenv func(string) string, flagURL string) error {
	if !c.IsNamed {
		return nil
	}
	type source struct{ name, url string }
	given := []source{{"--database-url", flagURL}}
	if flagURL == "" {
		given = []source{
			{"DATABASE_URL", getenv("DATABASE_URL")},
			{"DATABASE_OWNER_URL", getenv("DATABASE_OWNER_URL")},
			{"DATABASE_DIRECT_URL", getenv("DATABASE_DIRECT_URL")},
			{"DATABASE_READ_URL", getenv("DATABASE_READ_URL")},
		}
	}
	for _, g := range given {
		if g.url == "" {
			continue
		}
		if _, err := pgxpool.ParseConfig(g.url); err != nil {
			return unread(g.name, err)
		}
	}
	if c.URL == "" {
		if _, err := pgxpool.ParseConfig(""); err != nil {
			return unread("", err)
		}
	}
	return nil
}

// execMode translates a statement mode; set is false for the empty one.
func execMode(mode string) (m pgx.QueryExecMode, set bool, err error) {
	switch mode {
	case "":
		return pgx.QueryExecModeCacheStatement, false, nil
	case StatementPrepared:
		return pgx.QueryExecModeCacheStatement, true, nil
	case StatementDescribed:
		return pgx.QueryExecModeCacheDescribe, true, nil
	case StatementExec:
		return pgx.QueryExecModeExec, true, nil
	}
	return 0, false, InvalidConfig(fmt.Sprintf("DATABASE_STATEMENT_MODE must be %s, %s or %s.",
		StatementPrepared, StatementDescribed, StatementExec))
}

// InvalidConfig makes the Invalid error about a configuration.
func InvalidConfig(sentence string) error {
	return &fault.Error{Kind: fault.Invalid, Format: sentence}
}
