package connect

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5/pgconn"
)

// unread is the Invalid error of a database URL that cannot be read, from what its
// parser said: which part of it is wrong, where that is told. A URL is completed by
// libpq's variables, so that the part may be one of them. The name is that of the
// variable or the flag with the URL; empty where there are libpq's variables alone.
//
// Of what the parser quotes, only the name of a file is passed on: the rest can be a
// password that stands where none belongs.
func unread(name string, err error) error {
	of := value.First(name, "DATABASE_URL") + ", or of a PG* variable,"
	if name == "" {
		of = "the PG* variables"
	}
	said := err.Error()
	var bad *pgconn.ParseConfigError
	if errors.As(err, &bad) {
		said = said[strings.LastIndex(said, "`: ")+1:]
	}
	var file *fs.PathError
	switch {
	case strings.Contains(said, "failed to read service"):
		return InvalidConfig("The service of " + of + " stands in no service file.")
	case errors.As(err, &file):
		return &fault.Error{
			Kind: fault.Invalid, Cause: file.Err, Format: "The file %s of " + of + " cannot be read.",
			Args: []any{value.Clean(file.Path)},
		}
	case strings.Contains(said, "failed to configure TLS"):
		return InvalidConfig("The sslmode, sslrootcert, sslcert or sslkey of " + of + " cannot be used.")
	}
	for _, parameter := range []string{
		"connect_timeout", "target_session_attrs", "channel_binding", "require_auth", "sslcertmode",
		"min_protocol_version", "max_protocol_version", "pool_max_conns", "pool_min_conns", "pool_max_conn_lifetime",
		"pool_max_conn_idle_time", "pool_health_check_period", "statement_cache_capacity", "description_cache_capacity",
		"default_query_exec_mode",
	} {
		if strings.Contains(said, parameter) {
			return InvalidConfig("The " + parameter + " of " + of + " is not one that there is.")
		}
	}
	if name == "" {
		return InvalidConfig("The PG* variables do not name a database that can be connected to.")
	}
	return InvalidConfig(name + " is not a database URL such as postgres://user@host:5432/society360.")
}
