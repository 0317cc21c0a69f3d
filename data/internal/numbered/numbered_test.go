package numbered_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/civoranexus/society360/data/internal/numbered"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"
)

// TestStatementsAreNumberedAsByPgx: kept or new, whatever the text, and whichever of its
// names a call gives.
func TestStatementsAreNumberedAsByPgx(t *testing.T) {
	t.Parallel()
	pieces := []string{
		`@a`, `@b`, `@c_1`, `@a::text`, ` `, `, `, `'@a'`, `"@b"`, `$1`, `'it''s @c_1'`, `e'\'@a'`, `-- @a` + "\n", `/* @b */`, `x <@ y`, `x @> @b`, `@@`, `_@a`, `é@a`,
	}
	rapid.Check(t, func(t *rapid.T) {
		sql := ``
		for _, piece := range rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "pieces") {
			sql += piece
		}
		for call := range 3 {
			args := pgx.NamedArgs{}
			for _, name := range []string{"a", "b", "c_1", "unused"} {
				if rapid.Bool().Draw(t, "given") {
					args[name] = fmt.Sprintf("%s of call %d", name, call)
				}
			}
			wantSQL, want, err := args.RewriteQuery(t.Context(), nil, sql, nil)
			if err != nil {
				t.Skip("pgx does not take it")
			}
			gotSQL, got := numbered.Statement(sql, []any{args})
			if len(got) == 1 && reflect.DeepEqual(got[0], args) { // left to pgx
				if gotSQL != sql {
					t.Fatalf("%q was left as %q", sql, gotSQL)
				}
				continue
			}
			if gotSQL != wantSQL || len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
				t.Fatalf("%q with %v is %q %v, want %q %v", sql, args, gotSQL, got, wantSQL, want)
			}
		}
	})
}

// TestOtherArgumentsStay: numbers of the caller's own, and none at all.
func TestOtherArgumentsStay(t *testing.T) {
	t.Parallel()
	for _, args := range [][]any{nil, {1}, {1, "@a"}, {pgx.NamedArgs{"a": 1}, 2}} {
		if sql, got := numbered.Statement(`SELECT $1, @a`, args); sql != `SELECT $1, @a` || !reflect.DeepEqual(got, args) {
			t.Errorf("%v became %q %v", args, sql, got)
		}
	}
}

// TestThePageStandsInTheStatement: each size of a page is a statement of its own, which
// can be planned once.
func TestThePageStandsInTheStatement(t *testing.T) {
	t.Parallel()
	const sql = `SELECT @limits, @a FROM t LIMIT @limit`
	for _, rows := range []int{51, 11, 51} {
		got, args := numbered.Statement(sql, []any{pgx.NamedArgs{"a": 1, "limit": rows, "limits": "x"}})
		if want := fmt.Sprintf(`SELECT $1, $2 FROM t LIMIT %d`, rows); got != want || !reflect.DeepEqual(args, []any{"x", 1}) {
			t.Errorf("%q with %v, want %q", got, args, want)
		}
	}
	if got, args := numbered.Statement(sql, []any{pgx.NamedArgs{"a": 1, "limit": nil, "limits": "x"}}); got != `SELECT $1, $2 FROM t LIMIT $3` || len(args) != 3 {
		t.Errorf("a page without an end became %q with %v", got, args)
	}
}
