package data_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/demo/township"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// plannedUnits is the size of the township that plans are made for: some tens of
// thousands of visits, and as many rows of the trail.
const plannedUnits = 150

// aPage is how many pages of 8 KB a statement may read for a list of ten rows with the
// names that they refer to.
const aPage = 300

// aSearch is how many pages a search may read for as many: the newest of its list, what an
// index has of a term, and the visits of each name.
const aSearch = 800

// readsMore says of the reads that may read more how many pages it may be, in a township
// of plannedUnits, and of what.
func readsMore() map[string]int {
	const (
		twoHundredRows = 1400
		openTickets    = 400
		dueOfUnits     = 1400
		ofOneUnit      = 700
		figures        = 400
		hoursOfMonths  = 4000
	)
	return map[string]int{
		"Visits.Muster": twoHundredRows, "Visits.Muster, deep": twoHundredRows,
		"Tickets.Counts a category": openTickets, "Tickets.List own queue": openTickets,
		"Money.Payments of a unit": ofOneUnit, "Money.Payments own": ofOneUnit, "Money.MissedClaims own": ofOneUnit,
		"Money.UnitAccounts owing": dueOfUnits, "Money.PreviewOverdue": dueOfUnits, "Money.FeesWaiting": dueOfUnits,
		// Of fifty rows of a session that ends among the archived ones.
		"Trail.Session": ofOneUnit,
		// Of a search by every term: the payments of some units, those of one amount, visits of
		// three digits or with a plate of one state.
		"Money.Payments searched": 4000, "Visits.List searched": 1600, "Directory.List searched": 2500, "Tickets.List searched": 2500,
		"Money.PreviewClosing": figures, "Reports.Stays": figures, "Reports.Visits": hoursOfMonths,
	}
}

// TestPlansOfWhatIsAwaited: no statement that somebody waits for reads more than its rows
// ask for, whether it is planned for its arguments or for any.
func TestPlansOfWhatIsAwaited(t *testing.T) {
	t.Parallel()
	db := datatest.Copy(t, "planned", func(ctx context.Context, cfg data.Config) error {
		_, err := township.Seed(ctx, cfg, time.Now(), plannedUnits, township.Options{})
		return err
	})
	for _, sql := range adoptedRows() {
		datatest.Exec(t, db.Owner, sql)
	}
	datatest.Exec(t, db.Owner, archiveOldest)
	datatest.Exec(t, db.Owner, `VACUUM ANALYZE`)
	more, tried := readsMore(), map[string]bool{}
	for _, mode := range []string{datatest.Custom, datatest.Generic} {
		p := datatest.PlansOf(t, db, mode)
		f := find(t, p.Society, db.Owner)
		if _, err := p.Society.Reports.RefreshAll(t.Context(), f.admin, true); err != nil {
			t.Fatal(err)
		}
		for _, a := range append(f.reads(), f.archivedReads(findGone(t, db.Owner))...) {
			method, _, _ := strings.Cut(a.name, " ")
			tried[strings.TrimSuffix(method, ",")] = true
			if readsWithin(t, p, mode, a, max(aPage, more[a.name])) == 0 {
				t.Errorf("%s, %s: nothing was heard of it", a.name, mode)
			}
		}
		heard := map[string]int{}
		for _, a := range f.searches(findTerms(t, db.Owner)) {
			method, _, _ := strings.Cut(a.name, " ")
			heard[method] += readsWithin(t, p, mode, a, max(aSearch, more[method+" searched"])) // of some terms nothing is asked
		}
		for method, statements := range heard {
			if statements == 0 {
				t.Errorf("%s, %s: nothing was heard of its searches", method, mode)
			}
		}
	}
	for _, area := range matrixAreas() {
		for _, r := range area.trials {
			if (r.read != nil || r.list != nil) && !tried[r.method] && notAwaited()[r.method] == "" {
				t.Errorf("%s is a read whose plans nobody looks at", r.method)
			}
		}
	}
}

// readsWithin complains of each statement of a read that reads more than so many pages, and
// returns how many statements it has.
func readsWithin(t *testing.T, p *datatest.Plans, mode string, a awaited, pages int) int {
	t.Helper()
	executed := p.Of(t, func(s *data.Society) error { return a.read(t.Context(), s) })
	for _, e := range executed {
		if e.Buffers > pages {
			t.Errorf("%s, %s: %d pages\n%s\n%s", a.name, mode, e.Buffers, e.SQL, e.Plan)
		}
	}
	return len(executed)
}

// notAwaited are reads of which no plan is held, each with the reason.
func notAwaited() map[string]string {
	return map[string]string{
		"Money.PaymentMethodsFor": "reads nothing",
		"Money.PreviewTakeBack":   "reads the bills of a whole run, before it is taken back",
		"Imports.Check":           "reads what stands for each line of a file",
		"Openings.List":           "reads a table of a few rows",
		"Openings.Find":           "reads one of them",
		"Openings.Touched":        "reads all that an import made, before it is taken back",
		"Accounts.KeyHolder":      "finds a key by its own key",
		"Visits.GetBar":           "finds a bar by its own key",
		"Backups.Last":            "is asked by doctor and the schedule; no key waits for it",
		"Health.Look":             "looks for what should not be, in all that there is",
		"Schedule.List":           "reads the last runs of a few jobs, of a table of a few thousand rows",
		"Maintenance.Sizes":       "asks the disk how large each table is",
		"Schedule.History":        "reads a page of the same table",
		"Health.List":             "lists what Health.Look found, in the same way",
		"Archive.Due":             "counts all that is as old as a setting says, and has as long as it takes",
		"Archive.List":            "counts all that is archived, and has as long as it takes",
		"Directory.Removal":       "counts all that there is of one person, before it is removed",
		"Directory.ForgetNames":   "looks through all names of visitors, behind a removal",
		"Trail.Masked":            "finds one row and what was removed, before it is proved",
		"Seal.Verify":             "reads the whole trail, and has as long as it takes",
		"Seal.Kept":               "reads all heads that were kept of another society, once for a file",
		"Seal.Prove":              "reads all leaves of the seal, once for a proof",
		"Reports.Table":           "is one of the reports, or of the lists of dues",
	}
}

// adoptedRows leaves out, here and there, what other programs leave out.
func adoptedRows() []string {
	const some = ` WHERE right(id::text, 2) IN ('37', 'b3')`
	return []string{
		`UPDATE visitor_logs SET status = NULL, check_in_time = NULL` + some,
		`UPDATE maintenance_tickets SET status = NULL, priority = NULL, created_at = NULL` + some,
		`UPDATE bills SET status = NULL, created_at = NULL` + some,
		`UPDATE payments SET payment_date = NULL` + some + ` AND coalesce(status, 'success') = 'success'`,
		`UPDATE users SET created_at = NULL` + some,
		`UPDATE user_units SET status = NULL, move_in_date = NULL` + some,
		`INSERT INTO audit_logs (action, resource_type, resource_id, details, created_at)
			SELECT 'PARKING_SET', NULL, gen_random_uuid(), NULL, NULL FROM generate_series(1, 100)`,
	}
}

// find looks up what reads are tried with.
func find(tb testing.TB, s *data.Society, owner *pgxpool.Pool) found {
	tb.Helper()
	f := found{day: s.Settings.ThisDay().AddDays(-1)}
	for i, of := range []*role.Actor{&f.guard, &f.staff, &f.admin, &f.resident} {
		var err error
		*of, err = s.Accounts.ActorByEmail(tb.Context(), role.Origin{Address: "10.0.4.21", Client: "plans", Gate: "Main"}, demo.Emails()[i])
		if err != nil {
			tb.Fatal(err)
		}
	}
	err := owner.QueryRow(tb.Context(), `SELECT l.unit_id, u.block_id, u.label,
			(SELECT b.id FROM bills b WHERE b.unit_id = l.unit_id ORDER BY b.amount_paid DESC, b.bill_date LIMIT 1),
			(SELECT y.id FROM payments y JOIN bills b ON b.id = y.bill_id WHERE b.unit_id = l.unit_id ORDER BY y.payment_date LIMIT 1),
			(SELECT id FROM receipts ORDER BY id LIMIT 1), (SELECT id FROM maintenance_tickets WHERE resolved_at IS NOT NULL ORDER BY id LIMIT 1),
			(SELECT id FROM visitor_logs WHERE check_out_time IS NOT NULL ORDER BY id LIMIT 1), (SELECT id FROM announcements ORDER BY id LIMIT 1),
			(SELECT id FROM audit_logs WHERE created_at IS NOT NULL AND user_id IS NOT NULL ORDER BY id LIMIT 1), now() - interval '1 year',
			(SELECT visitor_phone FROM visitor_logs WHERE length(visitor_phone) >= 10 ORDER BY id LIMIT 1),
			(SELECT year || '-' || lpad(number::text, 6, '0') FROM receipts ORDER BY id LIMIT 1)
		FROM user_units l JOIN units u ON u.id = l.unit_id WHERE l.user_id = $1 LIMIT 1`, f.resident.UserID).
		Scan(&f.unit, &f.block, &f.label, &f.bill, &f.payment, &f.receipt, &f.ticket, &f.visit, &f.notice, &f.thing, &f.deep, &f.phone, &f.number)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}
