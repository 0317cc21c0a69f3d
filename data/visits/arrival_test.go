package visits_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/visits"
)

// TestArrivalsOfAnotherProgram: a database whose expected_arrival another program made
// is adopted whatever kind of time it is, what stands in it is left and read, and the
// desk's own arrivals are read back as what they were.
func TestArrivalsOfAnotherProgram(t *testing.T) {
	t.Parallel()
	soon := time.Now().UTC().Add(3 * time.Hour).Truncate(time.Second)
	for kind, stands := range map[string]struct {
		value string
		// read is what of it the desk reads, written what is read of its own; a zero
		// time is none.
		read, written time.Time
	}{
		"timestamptz": {"2026-01-02 10:00+05:30", time.Date(2026, 1, 2, 4, 30, 0, 0, time.UTC), soon},
		"timestamp":   {"2026-01-02 10:00", time.Date(2026, 1, 2, 10, 0, 0, 0, time.UTC), soon},
		"date":        {"2026-01-02", time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), soon.Truncate(24 * time.Hour)},
		"text":        {"2026-01-02T10:00:00+05:30", time.Date(2026, 1, 2, 4, 30, 0, 0, time.UTC), soon},
		"varchar(40)": {"2026-02-31 10:00", time.Time{}, soon},
		"varchar(60)": {"02/01/2026 after lunch", time.Time{}, soon},
		"time":        {"10:00", time.Time{}, time.Time{}},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			db := datatest.NewEmpty(t)
			datatest.RunFile(t, db, "document.sql")
			datatest.Exec(t, db.Owner, `ALTER TABLE visitor_logs ADD COLUMN expected_arrival `+kind)
			datatest.Exec(t, db.Owner, `INSERT INTO visitor_logs (visitor_name, status, expected_arrival) VALUES ('Theirs', 'denied', '`+stands.value+`')`)
			const bare = `SELECT expected_arrival::text FROM visitor_logs WHERE visitor_name = 'Theirs'`
			was := datatest.Scan[string](t, db.Owner, bare)
			datatest.Migrate(t, db.Config)
			if is := datatest.Scan[string](t, db.Owner, bare); is != was {
				t.Errorf("what stood as %q is %q", was, is)
			}
			datatest.Exec(t, db.Owner, `INSERT INTO roles (name) VALUES ('guard')`)
			datatest.Exec(t, db.Owner, `INSERT INTO units (unit_number, floor_number, type) VALUES ('1', 0, 'Shop')`)
			datatest.Exec(t, db.Owner, `INSERT INTO users (full_name, email, password_hash, role_id) SELECT 'Sunita', 'g@web.example', 'x', id FROM roles`)
			guard := role.Actor{
				UserID: datatest.Scan[uuid.UUID](t, db.Owner, `SELECT id FROM users`),
				Name:   "Sunita", Email: "g@web.example", Role: role.Guard, Epoch: accounts.AnyEpoch, Origin: datatest.Origin("local"),
			}
			s := datatest.OpenStore(t, db)
			theirs, err := s.Visits.Get(t.Context(), guard, datatest.Scan[uuid.UUID](t, db.Owner, `SELECT id FROM visitor_logs`))
			if err != nil {
				t.Fatal(err)
			}
			isArrival(t, "theirs", theirs, stands.read)
			own, err := s.Visits.Log(t.Context(), guard, uuid.New(), visits.Approved, visits.Draft{
				Text:            visits.Text{Name: "Ours", UnitID: datatest.Scan[uuid.UUID](t, db.Owner, `SELECT id FROM units`)},
				ExpectedArrival: &soon, Approval: visits.Approval{Channel: visits.ByPhone},
			})
			if err != nil {
				t.Fatal(err)
			}
			isArrival(t, "ours", own, stands.written)
			page, err := s.Visits.List(t.Context(), guard, visits.Filter{View: visits.Expected})
			if err != nil || len(page.Visits) != 1 {
				t.Fatalf("expected: %+v, %v", page, err)
			}
			isArrival(t, "listed", page.Visits[0], stands.written)
			if _, err := s.Visits.Trail(t.Context(), guard, own.ID); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("bigint", func(t *testing.T) {
		t.Parallel()
		db := datatest.NewEmpty(t)
		datatest.RunFile(t, db, "document.sql")
		datatest.Exec(t, db.Owner, `ALTER TABLE visitor_logs ADD COLUMN expected_arrival bigint`)
		_, err := setup.Migrate(t.Context(), db.Config, slog.New(slog.DiscardHandler))
		datatest.WantError(t, err, fault.Refused, "column visitor_logs.expected_arrival is of type bigint, which is no time")
	})
}

func isArrival(t *testing.T, whose string, v visits.Visit, want time.Time) {
	t.Helper()
	if (v.ExpectedArrival == nil) != want.IsZero() || v.ExpectedArrival != nil && !v.ExpectedArrival.Equal(want) {
		t.Errorf("%s is expected at %v, want %v", whose, v.ExpectedArrival, want)
	}
}
