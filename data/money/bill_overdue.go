package money

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// OverdueMarks counts the bills whose stored status follows the day.
type OverdueMarks struct {
	// Marks counts the late bills that were not marked overdue. Clears counts those
	// that are not late and had another status than their figures give: marked before
	// the society's zone was changed, or by another program.
	Marks, Clears int
}

// OverdueResult is what ChargeOverdue did.
type OverdueResult struct {
	OverdueMarks
	FeesCharged
}

// Of a bill b with something due: notHeld is what of it no claim holds back, and
// isHeld is true where that is nothing.
const (
	notHeld = `(` + billDue + ` - CASE WHEN ` + heldBills + ` THEN ` + heldOf + ` ELSE 0 END)`
	isHeld  = `(` + heldBills + ` AND ` + billDue + ` <= ` + heldOf + `)`
)

// Conditions of a bill b: isPastDue that its due date has passed, isLate that
// something is due besides which no claim holds back, notHeld; needsMark that it is
// late and its stored status does not say so yet, needsClear that it is not late and
// its stored status says something else than its figures.
const (
	isPastDue  = `b.due_date < ` + settings.TodaySQL + ` AND NOT ` + isHeld
	isLate     = billDue + ` > 0 AND ` + isPastDue
	needsMark  = isLate + ` AND b.status IS DISTINCT FROM 'overdue'`
	needsClear = billDue + ` > 0 AND (b.due_date >= ` + settings.TodaySQL + ` OR ` + isHeld + `) AND coalesce(b.status, 'unpaid')
		<> CASE WHEN b.amount_paid > 0 THEN 'partially_paid' ELSE 'unpaid' END`
)

// What claims hold back of many bills is read once and joined to them, for of many each
// would be looked up: heldJoin joins hold to a bill b, ofMany is a condition or a sum of b
// with it.
const (
	heldJoin = ` LEFT JOIN (SELECT y.bill_id, sum(y.amount_paid) AS sum FROM payments y JOIN bills c ON c.id = y.bill_id
		WHERE ` + openClaim + ` AND ` + receivedOn + ` <= c.due_date GROUP BY y.bill_id) hold ON hold.bill_id = b.id`
	heldSum = `coalesce(hold.sum, 0)`
)

func ofMany(sql string) string {
	return strings.NewReplacer(notHeld, `(`+billDue+` - `+heldSum+`)`, isHeld, `(`+billDue+` <= `+heldSum+`)`).Replace(sql)
}

// MarkOverdue marks the bills whose due date has passed, and takes a wrong mark off
// those that are not late. It moves no money. It works in transactions of at most 200
// bills, each with its audit rows; the next run completes one that was stopped.
// progress, where set, is told how many of how many bills are done. Admins and the
// program only. On an error the result says what was done before it.
func (s *Store) MarkOverdue(ctx context.Context, actor role.Actor, progress func(done, total int)) (OverdueMarks, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return OverdueMarks{}, err
	}
	var result OverdueMarks
	steps := []struct {
		needs  string
		action action.Action
		count  *int
		bills  []struct{ ID uuid.UUID }
	}{
		{needs: needsMark, action: action.BillOverdue, count: &result.Marks},
		{needs: needsClear, action: action.BillNotOverdue, count: &result.Clears},
	}
	batch := &pgx.Batch{}
	for i := range steps {
		queueList(batch, &steps[i].bills, `SELECT b.id FROM bills b`+heldJoin+` WHERE `+ofMany(steps[i].needs)+` ORDER BY b.id`, nil)
	}
	if err := s.reg.Read(ctx, batch); err != nil {
		return OverdueMarks{}, err
	}
	before, total := 0, len(steps[0].bills)+len(steps[1].bills)
	for _, step := range steps {
		ids := make([]uuid.UUID, len(step.bills))
		for i, b := range step.bills {
			ids[i] = b.ID
		}
		tell := func(done, _ int) {
			if progress != nil {
				progress(before+done, total)
			}
		}
		if err := InChunks(ctx, ids, tell, func(bills []uuid.UUID) error {
			followed, err := s.followDay(ctx, actor, step.action, step.needs, bills)
			*step.count += len(followed)
			return err
		}); err != nil {
			return result, err
		}
		before += len(ids)
	}
	return result, nil
}

// ChargeOverdue does what is due by the calendar: MarkOverdue, and where
// billing.late_fees is automatic, and only there, ChargeLateFees. Two at once
// charge nothing twice. Admins and the program only. Refused, with nothing
// charged: a setting that the fees rest on cannot be read. On an error the result
// says what was done before it.
func (s *Store) ChargeOverdue(ctx context.Context, actor role.Actor, progress func(done, total int)) (OverdueResult, error) {
	var result OverdueResult
	var err error
	if result.OverdueMarks, err = s.MarkOverdue(ctx, actor, progress); err != nil {
		return result, err
	}
	preview, err := s.PreviewOverdue(ctx, actor)
	if err != nil || preview.Charging != FeesAutomatic || preview.Fees == 0 {
		return result, err
	}
	result.FeesCharged, err = s.ChargeLateFees(ctx, actor, value.NewID(), preview.Due, progress)
	return result, err
}

// holdBills locks some bills, in the order in which everything locks them.
const holdBills = `SELECT FROM bills b WHERE b.id = ANY (@bills::uuid[]) ORDER BY b.id FOR NO KEY UPDATE`

// followDay brings the stored status of some bills up to date where the condition
// needs says so; the trigger on bills derives it.
func (s *Store) followDay(ctx context.Context, actor role.Actor, did action.Action, needs string, bills []uuid.UUID) ([]uuid.UUID, error) {
	return register.Run[[]uuid.UUID](ctx, s.reg, actor, register.Write{
		Intent: value.NewID(), Action: did, Resource: "bills", Many: true, Payload: bills,
		Hold: holdBills,
		Change: `
			held AS (
				SELECT b.id, coalesce(b.status, 'unpaid') AS before FROM bills b
				WHERE b.id = ANY (@bills::uuid[]) AND ` + needs + ` AND EXISTS (SELECT FROM actor)
				ORDER BY b.id FOR NO KEY UPDATE OF b
			),
			updated AS (
				UPDATE bills b SET status = b.status FROM held WHERE b.id = held.id
				RETURNING b.id, b.status, held.before
			),
			change AS (
				SELECT b.id, jsonb_build_object('status', b.before) AS before, jsonb_build_object('status', b.status) AS after,
					to_jsonb(b.id) AS result, b.id AS ord
				FROM updated b
			)`,
		Args:    pgx.NamedArgs{"bills": bills},
		Explain: nothingLeft,
	})
}
