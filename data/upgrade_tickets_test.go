package data_test

import (
	"context"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// TestTicketsAreNumberedByTheUpgrade: those that are there in the order in which they
// were raised, from 1 and without gaps, and no ticket is changed by it; those that come
// after them, from whichever program, go on behind.
func TestTicketsAreNumberedByTheUpgrade(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "last_release.sql")
	datatest.Exec(t, db.Owner, `INSERT INTO maintenance_tickets (category, title, description, priority, created_at, updated_at)
		SELECT 'Lift', 'Ticket ' || i, 'x', 'low', CASE WHEN i % 7 > 0 THEN '2026-01-01'::timestamptz + (i * 7919 % 5000) * interval '1 minute' END, '2026-02-02'
		FROM generate_series(1, 4500) i`)
	columns := datatest.Scan[string](t, db.Owner, `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
		WHERE attrelid = 'maintenance_tickets'::regclass AND attnum > 0 AND NOT attisdropped`)
	was := datatest.Checksum(t, db.Owner, "maintenance_tickets", columns)
	datatest.Migrate(t, db.Config)
	if is := datatest.Checksum(t, db.Owner, "maintenance_tickets", columns); is != was {
		t.Errorf("tickets were changed: %s, was %s", is, was)
	}
	if wrong := datatest.Number(t, db, `SELECT count(*) FROM (
			SELECT ticket_number, row_number() OVER (ORDER BY created_at NULLS FIRST, id) AS place FROM maintenance_tickets) t WHERE ticket_number IS DISTINCT FROM place`); wrong > 0 {
		t.Errorf("%d tickets are not called by their place", wrong)
	}
	count := datatest.Number(t, db, `SELECT count(*) FROM maintenance_tickets`)
	super, program := db.As(t, "postgres"), datatest.RoleName(t)
	datatest.Exec(t, super, `CREATE ROLE `+program+` LOGIN`)
	t.Cleanup(func() { _, _ = super.Exec(context.Background(), `DROP OWNED BY `+program+`; DROP ROLE `+program) })
	datatest.Exec(t, super, `GRANT SELECT, INSERT, UPDATE ON maintenance_tickets TO `+program)
	other := db.As(t, program)
	for n, sql := range []string{
		`INSERT INTO maintenance_tickets (category, title, description, priority) VALUES ('Plumbing', 'Drips', 'x', 'high')`,
		`INSERT INTO maintenance_tickets (category, title, description, priority, created_at) VALUES ('Plumbing', 'An old one', 'x', 'high', '2020-01-01')`,
	} {
		datatest.Exec(t, other, sql)
		if got := datatest.Number(t, db, `SELECT ticket_number FROM maintenance_tickets WHERE title = ANY ('{Drips,An old one}') ORDER BY 1 DESC LIMIT 1`); got != count+1+n {
			t.Errorf("another program's ticket is called %d, want %d", got, count+1+n)
		}
	}
	// A number that came in with a row is passed over.
	datatest.Exec(t, db.Owner, `INSERT INTO maintenance_tickets (category, title, description, priority, ticket_number) VALUES ('Lift', 'Restored', 'x', 'low', $1)`, count+3)
	datatest.Exec(t, other, `INSERT INTO maintenance_tickets (category, title, description, priority) VALUES ('Plumbing', 'Behind it', 'x', 'high')`)
	datatest.Exec(t, other, `UPDATE maintenance_tickets SET status = 'closed', updated_at = now() WHERE title = 'Behind it'`)
	if got := datatest.Number(t, db, `SELECT ticket_number FROM maintenance_tickets WHERE title = 'Behind it' AND status = 'closed' AND updated_at > '2026-02-02'`); got != count+4 {
		t.Errorf("behind a restored number comes %d, want %d", got, count+4)
	}
}
