package data_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

// town is the society in which an area of the matrix is tried.
type town struct {
	*datatest.Society
	t *testing.T
	// who are the actors of each column.
	who map[string][]role.Actor
	// counting reads contents.
	counting string
	made     int
	// own says that what is tried is each actor's own.
	own bool
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := datatest.NewSociety(t)
	tw := &town{Society: s, t: t}
	named, err := s.Accounts.ActorByEmail(t.Context(), role.Program().Origin, s.Admin.Email)
	if err != nil {
		t.Fatal(err)
	}
	once, exAdmin := tw.account("One Time", "admin"), tw.account("Ex Admin", "admin")
	once.PasswordDue = true
	s.Exec(t, `UPDATE users SET must_change_password = true WHERE id = $1`, once.UserID)
	s.Exec(t, `UPDATE users SET role_id = (SELECT id FROM roles WHERE name = 'resident') WHERE id = $1`, exAdmin.UserID)
	noRole := tw.account("No Role", "")
	var barred []role.Actor
	today := s.Settings.ThisDay()
	for name, set := range map[string]string{"Inactive": `status = 'inactive'`, "Banned": `status = 'banned'`, "Deleted": `deleted_at = now()`} {
		a := tw.account(name+" Admin", "admin")
		s.Exec(t, `UPDATE users SET `+set+` WHERE id = $1`, a.UserID)
		barred = append(barred, a)
	}
	tw.who = map[string][]role.Actor{
		"admin": {s.Admin}, "cli": {named}, "staff": {s.Staff}, "guard": {s.Guard},
		"owner": {s.Meera}, "family": {s.Arun}, "tenant": {tw.between("Tara Nair", "A-101", "tenant", today.AddDays(-30), value.Day{})},
		"other": {tw.resident("Omar Ali", "B-204", "owner", "active")},
		"noflat": {
			tw.account("Nita Flatless", "resident"), tw.resident("Ravi Gone", "A-101", "tenant", "moved_out"),
			tw.between("Kiran Ahead", "A-101", "owner", today.AddDays(1), value.Day{}),
			tw.between("Lata Leaving", "A-101", "tenant", today.AddDays(-1), today),
		},
		"clown": {s.Stranger}, "norole": {noRole}, "barred": barred, "exadm": {exAdmin}, "once": {once},
		"nobody": {{}}, "prog": {role.Program()},
	}
	rows, err := s.Owner.Query(t.Context(), `SELECT format('SELECT %L AS name, count(*) AS rows, coalesce(sum(xmin::text::bigint), 0)::bigint AS versions FROM %I', c.relname, c.relname)
		FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	if len(tables) < 20 {
		t.Fatalf("only %d tables are looked at", len(tables))
	}
	tw.counting = strings.Join(tables, " UNION ALL ")
	return tw
}

// account makes an account as it would be after signing in; role may be empty.
func (tw *town) account(name, as string) role.Actor {
	a := role.Actor{
		UserID: uuid.New(), Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@test.example",
		Role: role.Role(as), Epoch: tw.Admin.Epoch, Origin: tw.Admin.Origin,
	}
	tw.Exec(tw.t, `INSERT INTO users (id, full_name, email, password_hash, phone_number, role_id, status)
		SELECT $1, $2, $3, m.password_hash, '98200 77777', (SELECT id FROM roles WHERE name = $4), 'active' FROM users m WHERE m.id = $5`,
		a.UserID, a.Name, a.Email, as, tw.Admin.UserID)
	return a
}

func (tw *town) resident(name, unit, kind, status string) role.Actor {
	a := tw.account(name, "resident")
	tw.Exec(tw.t, `INSERT INTO user_units (user_id, unit_id, resident_type, status) VALUES ($1, $2, $3, $4)`,
		a.UserID, tw.Units[unit], kind, status)
	return a
}

// between makes a resident whose row stands as active, whatever its days say.
func (tw *town) between(name, unit, kind string, in, out value.Day) role.Actor {
	a := tw.resident(name, unit, kind, "active")
	tw.Exec(tw.t, `UPDATE user_units SET move_in_date = $2, move_out_date = $3 WHERE user_id = $1`, a.UserID, in, out)
	return a
}

// arrivals are the units that an actor is to move into.
func (tw *town) arrivals(a role.Actor) []string {
	if a.Name == "Kiran Ahead" {
		return []string{"A-101"}
	}
	return nil
}

// fresh is a name that nothing has yet.
func (tw *town) fresh(name string) string {
	tw.made++
	return fmt.Sprint(name, " ", tw.made)
}

// must is what an arrangement needs.
func must[T any](v T, err error) func(c *cell) T {
	return func(c *cell) T {
		c.t.Helper()
		if err != nil {
			c.t.Fatalf("arrange: %v", err)
		}
		return v
	}
}

// contents is what every table holds, as far as a change of it shows.
type contents map[string]struct{ rows, versions int64 }

// contents reads every table of the society: a row added, removed or changed in
// place makes another sum.
func (tw *town) contents(t *testing.T) contents {
	t.Helper()
	rows, err := tw.Owner.Query(t.Context(), tw.counting)
	if err != nil {
		t.Fatal(err)
	}
	all := contents{}
	var name string
	var count, versions int64
	if _, err := pgx.ForEachRow(rows, []any{&name, &count, &versions}, func() error {
		all[name] = struct{ rows, versions int64 }{count, versions}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// changed are the tables that differ.
func (before contents) changed(after contents) []string {
	var names []string
	for name, was := range before {
		if after[name] != was {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// anything is the answer of a read that found nothing, where that is no error.
func anything[T any](rows []T, err error) error {
	if err == nil && len(rows) == 0 {
		return &fault.Error{Kind: fault.NotFound, Format: "an empty answer"}
	}
	return err
}

// unitsNamed are the units that rows speak of.
func unitsNamed[T any](rows []T, err error, unit func(T) string) ([]string, error) {
	units := make([]string, len(rows))
	for i, row := range rows {
		units[i] = unit(row)
	}
	return units, err
}
