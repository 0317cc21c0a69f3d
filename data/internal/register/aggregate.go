package register

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Column is a line of an aggregate's description.
type Column struct {
	// Name is the table's column; empty where the field is made of other tables.
	Name string
	// Field is what it is read into, where that has another name; NotRead for a column
	// that a changed row returns and nobody reads.
	Field string
	// Read is the expression that is read, where it is not the column as it stands.
	Read string
	// Or is what stands for a NULL, in SQL, wherever the column is read or audited.
	Or string
	// Text has a NULL read as an empty text; it is audited as it stands.
	Text bool
	// Audited says that audit rows keep the column; AuditName and AuditAs under which
	// name and by which expression, where these are not the column's.
	Audited            bool
	AuditName, AuditAs string
}

// NotRead marks a column that is not read into the struct.
const NotRead = "-"

// Aggregate is a table's row as it is read, changed and audited: whatever of its SQL
// has to agree is drawn from the one description.
type Aggregate struct {
	table, row string
	// Columns is the SELECT list of the fields, on the table's row and joins.
	Columns, Joins string
	// Returning are the columns that a changed row gives, from which Columns reads.
	Returning string
	// Snapshot is what audit rows keep.
	Snapshot string
	// lock is how a row is locked before it is changed.
	lock string

	described []Column
}

// Describe describes the aggregate of a table, whose row has the name by which the
// expressions of its columns call it; joins are the further tables that they name.
func Describe(table, row, joins string, columns ...Column) Aggregate {
	var read, returning, audited []string
	for _, c := range columns {
		if c.Name != "" {
			returning = append(returning, row+`.`+c.Name)
		}
		if c.Field != NotRead {
			read = append(read, c.reads(row))
		}
		if c.Audited {
			audited = append(audited, `'`+cmp.Or(c.AuditName, c.Name)+`', `+c.audits(row))
		}
	}
	return Aggregate{
		table: table, row: row, Joins: joins, described: columns,
		Columns: strings.Join(read, `, `), Returning: strings.Join(returning, `, `),
		Snapshot: `jsonb_build_object(` + strings.Join(audited, `, `) + `)`,
		lock:     `FOR UPDATE`,
	}
}

// NoKey is the aggregate for changes that leave the row's key alone: rows that begin
// to refer to it meanwhile need not wait for the lock.
func (a Aggregate) NoKey() Aggregate {
	a.lock = `FOR NO KEY UPDATE`
	return a
}

// With is the aggregate with further columns, and the joins that they name.
func (a Aggregate) With(joins string, columns ...Column) Aggregate {
	more := Describe(a.table, a.row, a.Joins+joins, slices.Concat(a.described, columns)...)
	more.lock = a.lock
	return more
}

// reads is the column's place in a SELECT list.
func (c Column) reads(row string) string {
	expression := c.Read
	if expression == "" {
		expression = c.stored(row)
		if c.Text {
			expression = `coalesce(` + expression + `, '')`
		}
	}
	switch {
	case c.Field != "":
		return expression + ` AS ` + c.Field
	case c.Name != "" && expression != row+`.`+c.Name:
		return expression + ` AS ` + c.Name
	}
	return expression
}

// audits is the column's value in a snapshot.
func (c Column) audits(row string) string {
	if c.AuditAs != "" {
		return c.AuditAs
	}
	return c.stored(row)
}

// stored is the column itself.
func (c Column) stored(row string) string {
	if c.Or != "" {
		return `coalesce(` + row + `.` + c.Name + `, ` + c.Or + `)`
	}
	return row + `.` + c.Name
}

// Query is the SELECT of the aggregate; a WHERE may follow.
func (a Aggregate) Query() string {
	return `SELECT ` + a.Columns + ` FROM ` + a.table + ` ` + a.row + a.Joins
}

// Judged is the CTE of that name: it locks the row that where chooses and says which
// rule of its change is broken (Rules.Broken).
func (a Aggregate) Judged(where, broken string) string {
	return `
		judged AS (
			SELECT ` + a.row + `.id, ` + a.Snapshot + ` AS before, ` + broken + ` AS broken
			FROM ` + a.table + ` ` + a.row + ` WHERE ` + where + ` ` + a.lock + `
		)`
}

// Result is the row as the write's result.
func (a Aggregate) Result() string { return `(SELECT to_jsonb(x) FROM (SELECT ` + a.Columns + `) x)` }

// Updated is the CTE of that name: it changes the row that was judged, by the list of
// assignments set. With none of them the row stays as it is: only the audit row is
// written.
func (a Aggregate) Updated(set string) string {
	if set == "" {
		return `
		updated AS (
			SELECT judged.before, ` + a.Returning + ` FROM ` + a.table + ` ` + a.row + ` JOIN judged ON ` + a.row + `.id = judged.id
			WHERE judged.broken = 0 AND EXISTS (SELECT FROM actor)
		)`
	}
	return `
		updated AS (
			UPDATE ` + a.table + ` ` + a.row + ` SET ` + set + ` FROM judged
			WHERE ` + a.row + `.id = judged.id AND judged.broken = 0 AND EXISTS (SELECT FROM actor)
			RETURNING judged.before, ` + a.Returning + `
		)`
}

// Change is the CTE of that name: the rows that the CTE from gives; before is what
// they were before, in SQL.
func (a Aggregate) Change(from, before string) string {
	return `
		change AS (
			SELECT ` + a.row + `.id, ` + before + ` AS before, ` + a.Snapshot + ` AS after,
				` + a.Result() + ` AS result
			FROM ` + from + ` ` + a.row + a.Joins + `
		)`
}

// Added is Change of the new rows that the CTE inserted gives.
func (a Aggregate) Added() string { return a.Change("inserted", `NULL::jsonb`) }

// Move is the whole change of the row that where chooses: Judged, Updated and Change.
func (a Aggregate) Move(where, broken, set string) string {
	return a.Judged(where, broken) + `,` + a.Updated(set) + `,` + a.Change("updated", a.row+`.before`)
}

// assignment is a column of a row and what a change gives it.
type assignment struct {
	Column string
	Value  any
}

// Assignments are columns with what they are given: for an INSERT as Columns and
// Values, for an UPDATE as Set. Each value is an argument named as its column.
type Assignments []assignment

// Columns is the list of columns of an INSERT.
func (a Assignments) Columns() string { return a.each(func(column string) string { return column }) }

// Values is the list of values of an INSERT.
func (a Assignments) Values() string {
	return a.each(func(column string) string { return `@` + column })
}

// Set is the list of assignments of an UPDATE.
func (a Assignments) Set() string {
	return a.each(func(column string) string { return column + ` = @` + column })
}

func (a Assignments) each(say func(column string) string) string {
	said := make([]string, len(a))
	for i, one := range a {
		said[i] = say(one.Column)
	}
	return strings.Join(said, `, `)
}

// Into adds the values to the arguments of a statement, and returns them.
func (a Assignments) Into(args pgx.NamedArgs) pgx.NamedArgs {
	for _, one := range a {
		args[one.Column] = one.Value
	}
	return args
}
