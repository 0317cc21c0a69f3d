package connect

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// A search path that names a schema wrongly does not fail: the next one on it
// answers, with the register of another society. So each new connection is asked
// where it came to before anything is read over it.

// marker is a table of the platform by which a schema is known to hold a society.
const marker = "visitor_logs"

// societyTable says which society a schema holds; migrate up makes it.
const societyTable = "society360_society"

// ErrElsewhere is the cause where a connection is refused because it came to other
// tables than those that were asked for.
const ErrElsewhere = fault.Sentence("the search path leads elsewhere")

// cameElsewhere makes a Refused error about where a connection came to.
func cameElsewhere(format string, args ...any) *fault.Error {
	return &fault.Error{Kind: fault.Refused, Trouble: fault.Elsewhere, Cause: ErrElsewhere, Format: format, Args: args}
}

// Place is where a connection finds its tables.
type Place struct {
	// Path is the search path as it is set, Schemas those of it that exist and may
	// be used, Homes those of them that hold a society.
	Path    string
	Schemas []string
	Homes   []string
	// Role is the connection's, Login whom it signed in as.
	Role, Login string
	// LoginsOwn is set where a schema of the login's name holds a society.
	LoginsOwn bool
	// Identified is set where the first schema says which society it holds.
	Identified bool
	// Settings are what the session is set to, of what the program relies on.
	Settings map[string]string
}

// PlaceOf asks where a connection came to.
func PlaceOf(ctx context.Context, d DB) (Place, error) {
	rows, err := d.Query(ctx, `SELECT pg_catalog.current_setting('search_path') AS path, current_user::text AS role, session_user::text AS login,
			`+reliedOn()+` AS settings,
			pg_catalog.current_schemas(false)::text[] AS schemas,
			ARRAY(SELECT s.name::text FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS s (name, nth)
				WHERE pg_catalog.to_regclass(pg_catalog.format('%I.`+marker+`', s.name)) IS NOT NULL ORDER BY s.nth) AS homes,
			pg_catalog.to_regclass(pg_catalog.format('%I.`+marker+`', session_user)) IS NOT NULL AS logins_own,
			CASE WHEN pg_catalog.current_schema() IS NULL THEN false
				ELSE pg_catalog.to_regclass(pg_catalog.format('%I.`+societyTable+`', pg_catalog.current_schema())) IS NOT NULL END AS identified`)
	if err != nil {
		return Place{}, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Place])
	// Where PostgreSQL's own schema is on the path it holds nothing of ours.
	p.Schemas = slices.DeleteFunc(p.Schemas, func(name string) bool { return strings.HasPrefix(name, "pg_") })
	return p, err
}

// meant is the schema that the search path asks for: the first on it, which is the
// role's own where that is on it and exists. asked is the path that the URL asks for,
// empty where it has none: a pooler may not have passed it on to the server.
func (p Place) meant(asked string) (schema string, err error) {
	if asked == "" {
		asked = p.Path
	}
	for _, name := range PathNames(asked) {
		switch {
		case name == "$user" && slices.Contains(p.Schemas, p.Role):
			return p.Role, nil
		case name == "$user" && p.LoginsOwn && p.Login != p.Role:
			return "", cameElsewhere("The schema %s holds a society, and the role %s, as which the desk works, would look elsewhere. "+
				"Name it in the database URL: search_path=%s.", p.Login, p.Role, p.Login)
		case name != "$user" && !strings.HasPrefix(name, "pg_"):
			return name, nil
		}
	}
	return "", cameElsewhere("The search path %q names no schema that exists. Set it with ALTER ROLE or in the database URL.", value.Clean(asked))
}

// FirstThere returns the schema that the search path asks for, in which tables are
// made and looked for. Refused: it does not exist, or may not be used, so that
// another would answer in its place.
func (p Place) FirstThere(asked string) (schema string, err error) {
	if schema, err = p.meant(asked); err != nil {
		return "", err
	}
	if len(p.Schemas) > 0 && p.Schemas[0] == schema {
		return schema, nil
	}
	made := pgx.Identifier{schema}.Sanitize()
	if len(p.Schemas) == 0 {
		return "", cameElsewhere("The search path asks for the schema %s, and there is none that the role %s may use. "+
			"Correct search_path in the database URL, or make it with CREATE SCHEMA %s; then run society360 migrate up.", schema, p.Role, made)
	}
	return "", cameElsewhere("The search path asks for the schema %s, and there is none that the role %s may use: the schema %s would be read in its place. "+
		"Correct search_path in the database URL, or make it with CREATE SCHEMA %s; then run society360 migrate up.", schema, p.Role, p.Schemas[0], made)
}

// check refuses a place whose tables are not those of the schema that was asked
// for, or where those of a second society stand behind them. A place without any
// tables passes: migrate up makes them.
func (p Place) check(asked string, owner bool) error {
	schema, err := p.FirstThere(asked)
	switch {
	case err != nil || len(p.Homes) == 0:
		return err
	case p.Homes[0] != schema:
		return cameElsewhere("The schema %s has no tables yet, and those of the society in the schema %s would be used in their place. "+
			"Correct search_path in the database URL, or run society360 migrate up for %s.", schema, p.Homes[0], schema)
	case len(p.Homes) > 1 && !owner: // the owner's needs an extension that is there
		return cameElsewhere("The search path names two societies, in the schemas %s and %s. Leave one of them out of it in the database URL.", p.Homes[0], p.Homes[1])
	}
	return nil
}

// Society is which society a process works on: that of its first connection.
type Society struct {
	id atomic.Pointer[uuid.UUID]
	hosts
}

// arrive checks where a connection of a desk's came to, that it works as the desk's role
// where it signed in as that, and that it is the society of the process. Errors are
// *fault.Error or the server's.
func (s *Society) arrive(ctx context.Context, conn *pgx.Conn, desk string) error {
	ctx, cancel := context.WithTimeout(ctx, AskTime)
	defer cancel()
	p, err := PlaceOf(ctx, conn)
	if err != nil {
		return err
	}
	if p.Login == desk && p.Role != desk {
		return &fault.Error{
			Kind: fault.Refused, Trouble: fault.WrongRole,
			Format: "Signed in as %s, the desk would work as the role %s, which DATABASE_URL, PGOPTIONS or a setting of the role asks for. Take that role out of it.",
			Args:   []any{p.Login, value.Clean(p.Role)},
		}
	}
	if err := p.check(AskedPath(conn.Config().RuntimeParams), false); err != nil {
		return err
	}
	if err := p.harmless(conn); err != nil {
		return err
	}
	var id uuid.UUID
	name := "none"
	if p.Identified {
		if err := conn.QueryRow(ctx, `SELECT id, coalesce(name, code, id::text) FROM `+pgx.Identifier{p.Schemas[0], societyTable}.Sanitize()).
			Scan(&id, &name); err != nil {
			return err
		}
		s.id.CompareAndSwap(nil, &id)
	}
	if known := s.id.Load(); known != nil && *known != id {
		return cameElsewhere("The database at %s holds another society than before (%s, it was %s); nothing is read or saved there. "+
			"Correct the database URL, or start this program anew if that is meant.", address(conn.Config()), value.Clean(name), known.String())
	}
	s.arrived(conn)
	return nil
}

// CheckOwner refuses a connection of the owner's that came to another schema than
// the one asked for.
func CheckOwner(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, OwnerAskTime)
	defer cancel()
	p, err := PlaceOf(ctx, conn)
	if err != nil {
		return err
	}
	return p.check(AskedPath(conn.Config().RuntimeParams), true)
}

// AskedPath is the search path that the parameters of a URL, or PGOPTIONS, ask for;
// empty for none.
func AskedPath(params map[string]string) string {
	asked := ""
	for name, value := range params {
		if strings.EqualFold(name, "search_path") {
			return value
		}
	}
	// -c name=value, -cname=value or --name=value; a backslash keeps a space.
	options := strings.ReplaceAll(params["options"], `\ `, "\x00")
	for word := range strings.FieldsSeq(options) {
		word = strings.TrimPrefix(strings.TrimPrefix(word, "-c"), "--")
		name, value, _ := strings.Cut(word, "=")
		if strings.EqualFold(strings.ReplaceAll(name, "-", "_"), "search_path") {
			asked = strings.ReplaceAll(strings.ReplaceAll(value, "\x00", " "), `\`, "")
		}
	}
	return asked
}

// PathNames splits a search path as the server does: names in double quotes as
// they are, others in lower case.
func PathNames(path string) []string {
	var names []string
	var name strings.Builder
	quoted, whole := false, false
	end := func() {
		text := name.String()
		if !whole {
			text = strings.ToLower(strings.TrimSpace(text))
		}
		if text != "" {
			names = append(names, text)
		}
		name.Reset()
		whole = false
	}
	for _, r := range path {
		switch {
		case r == '"':
			if quoted = !quoted; quoted && !whole {
				name.Reset() // blanks before it
			} else if quoted {
				name.WriteRune('"') // two of them are one of the name's
			}
			whole = true
		case r == ',' && !quoted:
			end()
		case whole && !quoted && unicode.IsSpace(r):
		default:
			name.WriteRune(r)
		}
	}
	end()
	return names
}
