package money

import (
	"context"
	"errors"
	"strconv"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// RunBack is what taking a run back would do now.
type RunBack struct {
	Run BillRun
	// Fees are the late fees on its bills that go with them, FeesTotal in all.
	Fees      int
	FeesTotal value.Paise
	// Kept is how many bills keep the run from being taken back, because something is
	// paid or claimed on them or on their late fee; KeptBills tells the first 20.
	Kept      int
	KeptBills []Bill
}

// runBills are the bills of a month's run and the late fees on them.
const runBills = `SELECT b.id FROM bills b WHERE b.run_month = @month
	UNION ALL SELECT f.id FROM bills b JOIN bills f ON f.late_fee_of = b.id WHERE b.run_month = @month`

// PreviewTakeBack returns what TakeBackRun would do with the run in force of a
// month. Admins and the program only. NotFound: the month has none.
func (s *Store) PreviewTakeBack(ctx context.Context, actor role.Actor, month value.Day) (RunBack, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return RunBack{}, err
	}
	month = month.FirstOfMonth()
	args := pgx.NamedArgs{"month": month, "limit": 1}
	var runs []BillRun
	var fees []struct {
		Fees      int
		FeesTotal value.Paise
		Kept      int
	}
	var back RunBack
	batch := &pgx.Batch{}
	queueList(batch, &runs, runsQuery(`t.month = @month AND t.until = 'infinity'`), args)
	queueList(batch, &fees, `SELECT count(*) FILTER (WHERE b.run_month IS NULL AND `+standsBill+`) AS fees,
			coalesce(sum(`+billDue+`) FILTER (WHERE b.run_month IS NULL AND `+standsBill+`), 0) AS fees_total,
			count(*) FILTER (WHERE `+paidOrClaimed+`) AS kept
		FROM bills b WHERE b.id IN (`+runBills+`)`, args)
	queueList(batch, &back.KeptBills, billRow.Query()+` WHERE b.id IN (`+runBills+`) AND `+paidOrClaimed+`
		ORDER BY u.sort_key USING ~<~, b.id LIMIT 20`, args)
	if err := s.reg.Read(ctx, batch); err != nil {
		return RunBack{}, err
	}
	if len(runs) == 0 {
		return RunBack{}, noRun(month)
	}
	back.Run, back.Fees, back.FeesTotal, back.Kept = runs[0], fees[0].Fees, fees[0].FeesTotal, fees[0].Kept
	return value.Cleaned(back), nil
}

func noRun(month value.Day) *fault.Error {
	return fault.Missing("No run of %s is in force.", month.Format("January 2006"))
}

// RunTakenBack is what TakeBackRun did.
type RunTakenBack struct {
	Month value.Day
	// Bills were voided, Total in all, and Fees late fees on them. Left were paid or
	// claimed while it was under way, and stand.
	Bills int
	Total value.Paise
	Fees  int
	Left  int
}

// TakeBackRun takes back the run in force of a month, as it was seen, while nothing
// is paid or claimed on any of its bills: they are voided, the late fees on them too,
// with one reason, and the month is free to be billed anew. What was voided by itself
// before is billed anew as well; what was raised by hand is none of the run's. It
// decides first, under the lock of all the bills, and then works in transactions of
// at most 200, each with its audit rows; one that was stopped is completed by the
// same again. A bill that is paid while it is under way stands. progress is told as
// in RunBills. Admins only. Refused, with nothing done: something is paid or claimed
// on a bill, which it names, or the run is another than was seen. Invalid: no reason,
// field "reason". On an error the result says what was done before it.
func (s *Store) TakeBackRun(ctx context.Context, actor role.Actor, intent uuid.UUID, seen BillRun, reason string, progress func(done, total int)) (RunTakenBack, error) {
	result := RunTakenBack{Month: seen.Month.FirstOfMonth()}
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return result, err
	}
	if actor.IsProgram() { // it raises runs; to take one back is a person's word
		return result, role.Unnamed()
	}
	reason, err := reasonGiven(reason, "Why? The reason stays with every bill of the run; 500 characters fit.")
	if err != nil {
		return result, err
	}
	if !seen.Unfinished {
		if _, err := s.decideBack(ctx, actor, intent, seen, reason); err != nil && !fault.WasSaved(err) {
			return result, err
		}
	}
	return result, s.voidRun(ctx, actor, reason, &result, progress)
}

// runLock serialises what raises the bills of runs and what takes them back.
const runLock = "bill_runs"

// raisedFirst is who raised the first bill of @month, as the trail knows it.
const raisedFirst = `SELECT u.id FROM (SELECT b.id FROM bills b WHERE b.run_month = @month ORDER BY b.id LIMIT 1) b
	JOIN audit_logs l ON l.resource_type = 'bills' AND l.resource_id = b.id AND l.action = 'BILL_CREATED'
	JOIN users u ON u.id = l.user_id LIMIT 1`

// decideBack marks a run as taken back, under the lock of its bills, with the audit
// row of the whole.
func (s *Store) decideBack(ctx context.Context, actor role.Actor, intent uuid.UUID, seen BillRun, reason string) (uuid.UUID, error) {
	month := seen.Month.FirstOfMonth()
	may := register.Rules[BillRun]{
		{Holds: `EXISTS (SELECT FROM bills WHERE run_month = @month)`, Says: noRun(month)},
		{
			Holds: `(SELECT id FROM society360_bill_runs WHERE month = @month AND taken_back_at IS NULL) IS NOT DISTINCT FROM @seen::uuid
				AND (@seen::uuid IS NOT NULL OR NOT EXISTS (SELECT FROM society360_bill_runs WHERE month = @month))`,
			Says: fault.Refuse("This run was taken back meanwhile, or is another by now; look again."),
		},
		{
			Holds: `NOT EXISTS (SELECT FROM bills b WHERE b.id IN (` + runBills + `) AND ` + paidOrClaimed + `)`,
			Ask:   func(ctx context.Context, d connect.DB, _ BillRun) error { return keptBy(ctx, d, month) },
		},
	}
	return register.Run[uuid.UUID](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.BillRunTakenBack, Resource: "society360_bill_runs", Lock: runLock, Notes: reason,
		Payload: []any{month, seen.ID, reason},
		Hold:    `SELECT FROM bills WHERE id IN (` + runBills + `) ORDER BY id FOR NO KEY UPDATE`,
		Change: may.Judged() + `,
			sums AS (
				SELECT count(*) AS bills, coalesce(sum(b.amount), 0) AS total, min(b.created_at) AS at
				FROM bills b WHERE b.run_month = @month AND ` + standsBill + `
			),
			updated AS (
				INSERT INTO society360_bill_runs AS r (id, month, raised_at, raised_by, taken_back_at, taken_back_by, reason, bills, total)
				SELECT coalesce(@seen, @id), @month, coalesce(sums.at, now()), (` + raisedFirst + `), now(), actor.id, @reason, sums.bills, sums.total
				FROM actor, judged, sums WHERE judged.broken = 0
				ON CONFLICT (id) DO UPDATE SET taken_back_at = excluded.taken_back_at, taken_back_by = excluded.taken_back_by,
					reason = excluded.reason, bills = excluded.bills, total = excluded.total
				RETURNING r.id, r.month, r.bills, r.total
			),
			change AS (
				SELECT r.id, '{}'::jsonb AS before, jsonb_build_object('month', r.month, 'bills', r.bills, 'total', r.total) AS after,
					to_jsonb(r.id) AS result
				FROM updated r
			)`,
		Args:   pgx.NamedArgs{"month": month, "seen": seen.ID, "id": value.NewID(), "reason": reason},
		Refuse: may.Refuse,
	})
}

// keptBy refuses to take back a run on whose bills something is paid or claimed, and
// names the first.
func keptBy(ctx context.Context, d connect.DB, month value.Day) error {
	kept, err := register.List[Bill](ctx, d, billRow.Query()+` WHERE b.id IN (`+runBills+`) AND `+paidOrClaimed+`
		ORDER BY u.sort_key USING ~<~, b.id LIMIT 500`, pgx.NamedArgs{"month": month})
	if err != nil || len(kept) == 0 {
		return err
	}
	return KeptRun(kept[0], len(kept)-1)
}

// KeptRun refuses to take back a run because of what was paid or claimed on one of
// its bills, and on so many more.
func KeptRun(b Bill, more int) *fault.Error {
	says, sum := "Nothing was taken back: %s is paid on the bill of %s", b.Paid
	switch {
	case b.Type == LateFee:
		says, sum = "Nothing was taken back: %s is paid or claimed on the late fee of %s", b.Paid+b.Claimed
	case b.Paid == 0 && b.Claimed == 0:
		says, sum = "Nothing was taken back: a cheque waits for what is due, %s, on the bill of %s", b.Due()
	case b.Paid == 0:
		says, sum = "Nothing was taken back: %s is claimed on the bill of %s", b.Claimed
	}
	if more > 0 {
		return fault.Refuse(says+", and something on %s more. Reverse or refuse that first.", sum, b.Unit, strconv.Itoa(more))
	}
	return fault.Refuse(says+". Reverse or refuse that first.", sum, b.Unit)
}

// voidRun voids the bills of the month whose run was taken back.
func (s *Store) voidRun(ctx context.Context, actor role.Actor, reason string, result *RunTakenBack, progress func(done, total int)) error {
	bills, err := register.List[struct{ ID uuid.UUID }](ctx, s.reg,
		`SELECT b.id FROM bills b WHERE b.run_month = @month AND `+halfBack(`@month::date`)+` ORDER BY b.id`, pgx.NamedArgs{"month": result.Month})
	if err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(bills))
	for i, b := range bills {
		ids[i] = b.ID
	}
	err = InChunks(ctx, ids, progress, func(chunk []uuid.UUID) error {
		voided, err := s.voidChunk(ctx, actor, result.Month, chunk, reason)
		freed := 0
		for _, v := range voided {
			switch {
			case v.Fee:
				result.Fees++
				continue
			case !v.Void:
				result.Bills++
				result.Total += v.Amount
			}
			freed++
		}
		if err == nil || errors.Is(err, errNothingLeft) {
			result.Left += len(chunk) - freed
		}
		return err
	})
	return err
}

// voided is a bill that went with its run: a late fee, or one that was void before.
type voided struct {
	Amount    value.Paise
	Fee, Void bool
}

// voidChunk voids some bills of a run that was taken back, with their late fees, and
// frees their month. What was paid or claimed meanwhile stands.
func (s *Store) voidChunk(ctx context.Context, actor role.Actor, month value.Day, bills []uuid.UUID, reason string) ([]voided, error) {
	return register.Run[[]voided](ctx, s.reg, actor, register.Write{
		Intent: value.NewID(), Action: action.BillVoided, Resource: "bills", Many: true, Lock: runLock, Notes: reason,
		Payload: []any{month, bills, reason},
		Hold: `SELECT FROM bills b WHERE b.id = ANY (@bills::uuid[]) OR b.late_fee_of = ANY (@bills::uuid[])
			ORDER BY b.id FOR NO KEY UPDATE`,
		Change: `
			run AS (
				SELECT id FROM society360_bill_runs WHERE month = @month AND taken_back_at IS NOT NULL ORDER BY taken_back_at DESC LIMIT 1
			),
			freed AS (
				SELECT b.id FROM bills b
				WHERE b.id = ANY (@bills::uuid[]) AND b.run_month = @month AND NOT ` + keepsRun + ` AND EXISTS (SELECT FROM actor)
					AND NOT EXISTS (SELECT FROM society360_bill_runs r WHERE r.month = @month AND r.taken_back_at IS NULL)
			),
			held AS (
				SELECT b.id, b.voided_at AS was, ` + billRow.Snapshot + ` AS before FROM bills b
				WHERE b.id IN (SELECT id FROM freed
					UNION ALL SELECT f.id FROM freed JOIN bills f ON f.late_fee_of = freed.id WHERE f.voided_at IS NULL)
			),
			updated AS (
				UPDATE bills b SET waived_amount = greatest(b.amount, 0), voided_at = coalesce(b.voided_at, now()),
					void_reason = coalesce(b.void_reason, @reason), run_month = NULL, run_id = run.id
				FROM held CROSS JOIN run WHERE b.id = held.id
				RETURNING held.before, held.was, ` + billRow.Returning + `
			),
			change AS (
				SELECT b.id, b.before, ` + billRow.Snapshot + ` AS after, b.id AS ord,
					jsonb_build_object('Amount', b.amount, 'Fee', b.late_fee_of IS NOT NULL, 'Void', b.was IS NOT NULL) AS result
				FROM updated b
			)`,
		Args:    pgx.NamedArgs{"bills": bills, "month": month, "reason": reason},
		Explain: nothingLeft,
	})
}
