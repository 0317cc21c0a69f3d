// Package migrations holds the numbered SQL files that make a database fit for
// the desk: the platform's tables as the first step, our additions as later ones.
// They run forward only. Tables are named without a schema, so that the search
// path chooses it; functions are made by society360_define (00084), which names
// them in full.
package migrations

import "embed"

// FS holds the migration files, named VERSION_NAME.sql. A file that builds an
// index concurrently builds only that one, runs outside a transaction and first
// drops what an interrupted build of the same name left behind.
//
//go:embed *.sql
var FS embed.FS
