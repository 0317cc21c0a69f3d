package data

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// column is a line of an aggregate's description.
type column struct {
	// name is the table's column; empty where the field is made of other tables.
	name string
	// field is what it is read into, where that has another name; notRead for a column
	// that is kept of a changed row and read by no one.
	field string
	// read is the expression that is read, where it is not the column as it stands.
	read string
	// or is what stands for a NULL, in SQL, wherever the column is read or audited.
	or string
	// text has a NULL read as an empty text; it is audited as it stands.
	text bool
	// audited says that audit rows keep the column; auditName and auditAs under which
	// name and by which expression, where these are not the column's.
	audited            bool
	auditName, auditAs string
}

const notRead = "-"

// aggregate is a table's row as it is read, changed and audited: whatever of its SQL
// has to agree is drawn from the one description.
type aggregate struct {
	table, row string
	// columns is the SELECT list of the fields, on the table's row and joins.
	columns, joins string
	// returning are the columns that a changed row gives, from which columns reads.
	returning string
	// snapshot is what audit rows keep.
	snapshot string
	// lock is how a row is locked before it is changed.
	lock string

	described []column
}

// describe describes the aggregate of a table, whose row has the name by which the
// expressions of its columns call it; joins are the further tables that they name.
func describe(table, row, joins string, columns ...column) aggregate {
	var read, returning, audited []string
	for _, c := range columns {
		if c.name != "" {
			returning = append(returning, row+`.`+c.name)
		}
		if c.field != notRead {
			read = append(read, c.reads(row))
		}
		if c.audited {
			audited = append(audited, `'`+cmp.Or(c.auditName, c.name)+`', `+c.audits(row))
		}
	}
	return aggregate{
		table: table, row: row, joins: joins, described: columns,
		columns: strings.Join(read, `, `), returning: strings.Join(returning, `, `),
		snapshot: `jsonb_build_object(` + strings.Join(audited, `, `) + `)`,
		lock:     `FOR UPDATE`,
	}
}

// noKey is the aggregate of a row whose key no change touches: what begins to refer
// to it meanwhile is not kept waiting.
func (a aggregate) noKey() aggregate {
	a.lock = `FOR NO KEY UPDATE`
	return a
}

// with is the aggregate with further columns, and the joins that they name.
func (a aggregate) with(joins string, columns ...column) aggregate {
	more := describe(a.table, a.row, a.joins+joins, slices.Concat(a.described, columns)...)
	more.lock = a.lock
	return more
}

// reads is the column's place in a SELECT list.
func (c column) reads(row string) string {
	expression := c.read
	if expression == "" {
		expression = c.stored(row)
		if c.text {
			expression = `coalesce(` + expression + `, '')`
		}
	}
	switch {
	case c.field != "":
		return expression + ` AS ` + c.field
	case c.name != "" && expression != row+`.`+c.name:
		return expression + ` AS ` + c.name
	}
	return expression
}

// audits is the column's value in a snapshot.
func (c column) audits(row string) string {
	if c.auditAs != "" {
		return c.auditAs
	}
	return c.stored(row)
}

// stored is the column itself.
func (c column) stored(row string) string {
	if c.or != "" {
		return `coalesce(` + row + `.` + c.name + `, ` + c.or + `)`
	}
	return row + `.` + c.name
}

// query reads the aggregate; a condition follows.
func (a aggregate) query() string {
	return `SELECT ` + a.columns + ` FROM ` + a.table + ` ` + a.row + a.joins
}

// judged is the CTE of that name which locks the row where a condition holds, and
// looks at the rules of its change: broken is theirs.
func (a aggregate) judged(where, broken string) string {
	return `
		judged AS (
			SELECT ` + a.row + `.id, ` + a.snapshot + ` AS before, ` + broken + ` AS broken
			FROM ` + a.table + ` ` + a.row + ` WHERE ` + where + ` ` + a.lock + `
		)`
}

// result is the row as the write's result.
func (a aggregate) result() string { return `(SELECT to_jsonb(x) FROM (SELECT ` + a.columns + `) x)` }

// updated is the CTE of that name which changes the row that was judged, by a list of
// assignments.
func (a aggregate) updated(set string) string {
	return `
		updated AS (
			UPDATE ` + a.table + ` ` + a.row + ` SET ` + set + ` FROM judged
			WHERE ` + a.row + `.id = judged.id AND judged.broken = 0 AND EXISTS (SELECT FROM actor)
			RETURNING judged.before, ` + a.returning + `
		)`
}

// change is the CTE of that name: the rows that the CTE from gives, and what they were
// before, in SQL.
func (a aggregate) change(from, before string) string {
	return `
		change AS (
			SELECT ` + a.row + `.id, ` + before + ` AS before, ` + a.snapshot + ` AS after,
				` + a.result() + ` AS result
			FROM ` + from + ` ` + a.row + a.joins + `
		)`
}

// added is change of the new rows that the CTE inserted gives.
func (a aggregate) added() string { return a.change("inserted", `NULL::jsonb`) }

// move is the whole change of a row where a condition holds, made by a list of
// assignments under rules.
func (a aggregate) move(where, broken, set string) string {
	return a.judged(where, broken) + `,` + a.updated(set) + `,` + a.change("updated", a.row+`.before`)
}

// assignment is a column of a row and what a change gives it.
type assignment struct {
	column string
	value  any
}

// assignments are given under the names of their columns: INSERT lists columns and
// values, UPDATE has set.
type assignments []assignment

func (a assignments) columns() string { return a.each(func(column string) string { return column }) }

func (a assignments) values() string {
	return a.each(func(column string) string { return `@` + column })
}

func (a assignments) set() string {
	return a.each(func(column string) string { return column + ` = @` + column })
}

func (a assignments) each(say func(column string) string) string {
	said := make([]string, len(a))
	for i, one := range a {
		said[i] = say(one.column)
	}
	return strings.Join(said, `, `)
}

// into adds the values to the arguments of a statement.
func (a assignments) into(args pgx.NamedArgs) pgx.NamedArgs {
	for _, one := range a {
		args[one.column] = one.value
	}
	return args
}
