package money

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// BillRun is a monthly run that raised bills: in force, or taken back.
type BillRun struct {
	// ID is nil for the run in force of a month that an earlier version billed.
	ID *uuid.UUID `json:"id"`
	// Month is the month's first day.
	Month value.Day `json:"month"`
	// RaisedBy is who raised its first bills at RaisedAt. For the program it is empty,
	// and RaisedAs says on whose behalf.
	RaisedAt time.Time `json:"raised_at"`
	RaisedBy string    `json:"raised_by"`
	RaisedAs string    `json:"raised_as"`
	// Bills stand, Total in all; something is paid or claimed on Paid of them. Void
	// were voided one by one. Of a run that was taken back Bills and Total are what
	// was taken back with it.
	Bills int         `json:"bills"`
	Total value.Paise `json:"total"`
	Paid  int         `json:"paid"`
	Void  int         `json:"void"`
	// TakenBackAt is set on a run that was taken back, by TakenBackBy with a Reason.
	// Unfinished says that this stopped half-way: the month is not free before it is
	// done to the end.
	TakenBackAt *time.Time `json:"taken_back_at"`
	TakenBackBy string     `json:"taken_back_by"`
	Reason      string     `json:"reason"`
	Unfinished  bool       `json:"unfinished"`
}

// InForce reports whether the run's bills stand.
func (r BillRun) InForce() bool { return r.TakenBackAt == nil }

// Raiser is who raised it: the person, or on whose behalf the program did.
func (r BillRun) Raiser() string {
	if r.RaisedBy == "" {
		return r.RaisedAs
	}
	return r.RaisedBy
}

// RunFilter chooses runs: the latest months first, of one month the one in force and
// then those that were taken back, the last one first.
type RunFilter struct {
	// Month keeps to the runs of one month; nil for all.
	Month *value.Day
	// After continues behind the last row of the page before.
	After *RunCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// RunCursor is the place of a run in the list's order.
type RunCursor struct {
	Month       value.Day
	TakenBackAt *time.Time
}

// Cursor is the run's own place.
func (r BillRun) Cursor() *RunCursor { return &RunCursor{Month: r.Month, TakenBackAt: r.TakenBackAt} }

// RunPage is a page of runs and whether there are more behind it.
type RunPage struct {
	Runs []BillRun
	More bool
}

// BillRuns returns a page of the runs, in force and taken back. Admins and the
// program only.
func (s *Store) BillRuns(ctx context.Context, actor role.Actor, f RunFilter) (RunPage, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return RunPage{}, err
	}
	f.Limit = pageSize(f.Limit)
	where, args := `true`, pgx.NamedArgs{"limit": f.Limit + 1}
	if f.Month != nil {
		where += ` AND t.month = @month`
		args["month"] = f.Month.FirstOfMonth()
	}
	if f.After != nil {
		where += ` AND (t.month, t.until) < (@after_month::date, coalesce(@after_at::timestamptz, 'infinity'))`
		args["after_month"], args["after_at"] = f.After.Month, f.After.TakenBackAt
	}
	runs, err := register.List[BillRun](ctx, s.reg, runsQuery(where), args)
	if err != nil {
		return RunPage{}, err
	}
	runs, more := cutPage(runs, f.Limit)
	return RunPage{Runs: runs, More: more}, nil
}

// standsBill is true of a bill b that was not voided, moneyWaits of a payment y that
// is a claim or a cheque, paidOrClaimed of a bill b on which something was paid or
// waits, keepsRun of one that keeps its run from being
// taken back: it is paid or claimed itself, or the late fee on it is.
const (
	standsBill    = `b.voided_at IS NULL`
	moneyWaits    = `y.status = 'pending' AND (y.claim_id IS NOT NULL OR y.cheque_date IS NOT NULL)`
	paidOrClaimed = `(b.amount_paid <> 0 OR EXISTS (SELECT FROM payments y WHERE y.bill_id = b.id AND ` + moneyWaits + `))`
	keepsRun      = `(` + paidOrClaimed + ` OR EXISTS (SELECT FROM bills f WHERE f.late_fee_of = b.id AND (f.amount_paid <> 0
		OR EXISTS (SELECT FROM payments y WHERE y.bill_id = f.id AND ` + moneyWaits + `))))`
)

// waiting is true of a payment y where moneyWaits is, as idx_payments_not_counted has it.
const waiting = `coalesce(y.status, 'success') <> 'success' AND ` + paymentStatus + ` IN ('claimed', 'uncleared', 'pending')`

// halfBack is true of a month that has bills of no run in force, though its last run
// was taken back and nothing keeps them: that did not come to its end.
func halfBack(month string) string {
	return `NOT EXISTS (SELECT FROM society360_bill_runs r WHERE r.month = ` + month + ` AND r.taken_back_at IS NULL)
		AND EXISTS (SELECT FROM society360_bill_runs r WHERE r.month = ` + month + `)
		AND EXISTS (SELECT FROM bills b WHERE b.run_month = ` + month + ` AND NOT ` + keepsRun + `)`
}

// earlierRun is true where @month was billed by an earlier version, which left no row
// of its run: what is missing is raised as a part of that.
const earlierRun = `EXISTS (SELECT FROM bills WHERE run_month = @month)
	AND NOT EXISTS (SELECT FROM society360_bill_runs WHERE month = @month)`

// raisedAs says on whose behalf the program raises a run; empty for a person.
func raisedAs(actor role.Actor) string {
	if !actor.IsProgram() {
		return ""
	}
	return value.Limit(value.Clean(actor.Origin.Client), 200)
}

// runsQuery reads BillRuns under a condition on t, a run by its month, and until
// when it was in force. The months that have bills are found one by one from the end
// of idx_bills_run, and what a run sums up is read for those of the page alone.
func runsQuery(where string) string {
	return `
		WITH RECURSIVE months (month) AS (
			SELECT max(b.run_month) FROM bills b WHERE b.run_month IS NOT NULL
			UNION ALL
			SELECT (SELECT max(b.run_month) FROM bills b WHERE b.run_month < m.month) FROM months m WHERE m.month IS NOT NULL
		),
		page AS (
			SELECT t.month, t.id, t.until FROM (
				SELECT m.month, r.id, 'infinity'::timestamptz AS until FROM months m
				LEFT JOIN society360_bill_runs r ON r.month = m.month AND r.taken_back_at IS NULL WHERE m.month IS NOT NULL
				UNION ALL
				SELECT r.month, r.id, r.taken_back_at FROM society360_bill_runs r WHERE r.taken_back_at IS NOT NULL
			) t WHERE ` + where + ` ORDER BY t.month DESC, t.until DESC LIMIT @limit
		)
		SELECT t.id, t.month, coalesce(r.raised_at, first.at, 'epoch') AS raised_at,
			coalesce(CASE WHEN t.id IS NULL THEN first.who ELSE rp.full_name END, '') AS raised_by, coalesce(r.raised_as, '') AS raised_as,
			coalesce(r.bills, sums.bills, 0) AS bills, coalesce(r.total, sums.total, 0) AS total,
			coalesce(sums.paid, 0) AS paid, coalesce(sums.void, 0) AS void,
			r.taken_back_at, coalesce(tp.full_name, '') AS taken_back_by, coalesce(r.reason, '') AS reason,
			t.id IS NULL AND ` + halfBack(`t.month`) + ` AS unfinished
		FROM page t
		LEFT JOIN society360_bill_runs r ON r.id = t.id
		LEFT JOIN users rp ON rp.id = r.raised_by LEFT JOIN users tp ON tp.id = r.taken_back_by
		LEFT JOIN LATERAL (
			SELECT count(*) FILTER (WHERE ` + standsBill + `) AS bills, sum(b.amount) FILTER (WHERE ` + standsBill + `) AS total,
				count(*) FILTER (WHERE ` + standsBill + ` AND (b.amount_paid <> 0 OR b.id IN (SELECT y.bill_id FROM payments y WHERE ` + waiting + ` AND ` + moneyWaits + `))) AS paid, count(*) FILTER (WHERE NOT ` + standsBill + `) AS void
			FROM bills b WHERE b.run_month = t.month
		) sums ON t.until = 'infinity'
		LEFT JOIN LATERAL (
			SELECT f.created_at AS at, a.who FROM (SELECT b.id, b.created_at FROM bills b WHERE b.run_month = t.month ORDER BY b.id LIMIT 1) f
			LEFT JOIN LATERAL (
				SELECT ` + register.Who(`l`, `u`) + ` AS who FROM audit_logs l LEFT JOIN users u ON u.id = l.user_id
				WHERE l.resource_type = 'bills' AND l.resource_id = f.id AND l.action = 'BILL_CREATED' LIMIT 1
			) a ON true
		) first ON t.id IS NULL
		ORDER BY t.month DESC, t.until DESC`
}
