package accounts

import "github.com/jackc/pgx/v5"

// UserQuery is the statement of a page of accounts.
func UserQuery(f Filter) (string, pgx.NamedArgs, error) { return userQuery(f, "IN") }
