package data

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// FeeLine is a late fee to be charged, with its arithmetic: Fee is Percent per
// cent of Base, rounded to a paisa.
type FeeLine struct {
	Bill        uuid.UUID `json:"bill"`
	UnitID      uuid.UUID `json:"unit_id"`
	Unit        string    `json:"unit"`
	Type        string    `json:"type"`
	Description string    `json:"description"`
	DueDate     Day       `json:"due_date"`
	// Base is what is due of the bill now.
	Base    Paise  `json:"base"`
	Percent string `json:"percent"`
	Fee     Paise  `json:"fee"`
}

// OverduePreview is what ChargeOverdue would do now.
type OverduePreview struct {
	Today Day
	// Marks is how many bills are past their due date and not marked so yet, Clears
	// how many are not, and have another status than follows from their figures: one
	// marked before the society's zone was changed, or that another program left so.
	Marks, Clears int
	// Fees is how many late fees would be charged, Total in all; Lines are the
	// first 500 of them.
	Fees  int
	Total Paise
	Lines []FeeLine
}

// OverdueResult is what ChargeOverdue did.
type OverdueResult struct {
	Marks, Clears int
	Fees          int
	// Total is the sum of the fees.
	Total Paise
}

// needsMark is true of a late bill b whose stored status is behind the day,
// needsClear of one that is not late and says otherwise; needsFee of one on which
// a late fee is to be charged: once a bill, never on a late fee.
const (
	isLate     = billDue + ` > 0 AND b.due_date < ` + todaySQL + ` AND NOT ` + heldBills
	needsMark  = isLate + ` AND b.status IS DISTINCT FROM 'overdue'`
	needsClear = billDue + ` > 0 AND (b.due_date >= ` + todaySQL + ` OR ` + heldBills + `) AND coalesce(b.status, 'unpaid')
		<> CASE WHEN b.amount_paid > 0 THEN 'partially_paid' ELSE 'unpaid' END`
	lateFee  = `round((` + billDue + `) * @percent::text::numeric / 100, 2)`
	needsFee = isLate + ` AND b.unit_id IS NOT NULL AND b.voided_at IS NULL AND b.late_fee_of IS NULL
		AND b.bill_type <> '` + LateFee + `' AND ` + lateFee + ` > 0
		AND NOT EXISTS (SELECT FROM bills f WHERE f.late_fee_of = b.id)`
)

// PreviewOverdue returns what ChargeOverdue would do. Admins and the program
// only. Refused: a setting that the fees rest on cannot be read.
func (s *Store) PreviewOverdue(ctx context.Context, actor Actor) (OverduePreview, error) {
	if err := actor.mayAll(manageBills); err != nil {
		return OverduePreview{}, err
	}
	settings, err := s.Settings(ctx)
	if err != nil {
		return OverduePreview{}, err
	}
	if err := settings.sure(lateFeePercentage, dueDays); err != nil {
		return OverduePreview{}, err
	}
	args := pgx.NamedArgs{"percent": settings.LateFeePercent()}
	var figures []struct {
		Today               Day
		Marks, Clears, Fees int
		Total               Paise
	}
	var lines []FeeLine
	batch := &pgx.Batch{}
	queueList(batch, &figures, `SELECT `+todaySQL+` AS today, m.marks, c.clears, f.fees, f.total
		FROM (SELECT count(*) AS marks FROM bills b WHERE `+needsMark+`) m
		CROSS JOIN (SELECT count(*) AS clears FROM bills b WHERE `+needsClear+`) c
		CROSS JOIN (SELECT count(*) AS fees, coalesce(sum(`+lateFee+`), 0) AS total FROM bills b WHERE `+needsFee+`) f`, args)
	queueList(batch, &lines, `SELECT b.id AS bill, b.unit_id, coalesce(u.label, u.unit_number, '') AS unit, b.bill_type AS type,
			coalesce(b.description, '') AS description, b.due_date, `+billDue+` AS base, @percent::text AS percent, `+lateFee+` AS fee
		FROM bills b`+billJoins+` WHERE `+needsFee+` ORDER BY b.due_date, b.id LIMIT 500`, args)
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return OverduePreview{}, readError(err)
	}
	f := figures[0]
	return OverduePreview{
		Today: f.Today, Marks: f.Marks, Clears: f.Clears, Fees: f.Fees, Total: f.Total, Lines: cleaned(lines),
	}, nil
}

// ChargeOverdue marks the bills whose due date has passed, takes a wrong status
// off those that are not late, and charges each late one its late fee:
// billing.late_fee_percentage of what is unpaid of it now, as a bill of type Late
// Fee of today, once a bill and never on a Late Fee. The fee keeps its principal
// and percentage. It works in transactions of at most 200 bills, each with its
// audit rows; a stopped one is completed by the next, and two at once charge
// nothing twice. progress, where set, is told how many of how many bills are done.
// Admins and the program only. Refused, with nothing done: a setting that the fees
// rest on cannot be read. On an error the result says what was done before it.
func (s *Store) ChargeOverdue(ctx context.Context, actor Actor, progress func(done, total int)) (OverdueResult, error) {
	if err := actor.mayAll(manageBills); err != nil {
		return OverdueResult{}, err
	}
	settings, err := s.Settings(ctx)
	if err != nil {
		return OverdueResult{}, err
	}
	if err := settings.sure(lateFeePercentage, dueDays); err != nil {
		return OverdueResult{}, err
	}
	args := pgx.NamedArgs{"percent": settings.LateFeePercent(), "due_days": settings.DueDays()}
	var result OverdueResult
	steps := []struct {
		needs string
		bills []struct{ ID uuid.UUID }
		do    func(bills []uuid.UUID) error
	}{
		{needs: needsMark, do: func(bills []uuid.UUID) error {
			marked, err := s.followDay(ctx, actor, BillOverdue, needsMark, bills)
			result.Marks += len(marked)
			return err
		}},
		{needs: needsClear, do: func(bills []uuid.UUID) error {
			cleared, err := s.followDay(ctx, actor, BillNotOverdue, needsClear, bills)
			result.Clears += len(cleared)
			return err
		}},
		{needs: needsFee, do: func(bills []uuid.UUID) error {
			charged, err := s.chargeFees(ctx, actor, bills, args)
			result.Fees += len(charged)
			for _, fee := range charged {
				result.Total += fee
			}
			return err
		}},
	}
	batch := &pgx.Batch{}
	for i := range steps {
		queueList(batch, &steps[i].bills, `SELECT b.id FROM bills b WHERE `+steps[i].needs+` ORDER BY b.id`, args)
	}
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return OverdueResult{}, readError(err)
	}
	before, total := 0, 0
	for _, step := range steps {
		total += len(step.bills)
	}
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
		if err := inChunks(ctx, ids, tell, step.do); err != nil {
			return result, err
		}
		before += len(ids)
	}
	return result, nil
}

// holdBills locks some bills, in the order in which everything locks them.
const holdBills = `SELECT FROM bills b WHERE b.id = ANY (@bills::uuid[]) ORDER BY b.id FOR NO KEY UPDATE`

// followDay has the stored status of those of some bills that need it follow the
// day; the trigger on bills derives it.
func (s *Store) followDay(ctx context.Context, actor Actor, action Action, needs string, bills []uuid.UUID) ([]uuid.UUID, error) {
	return run[[]uuid.UUID](ctx, s, actor, write{
		intent: newID(), action: action, resource: "bills", many: true, payload: bills,
		hold: holdBills,
		change: `
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
		args:    pgx.NamedArgs{"bills": bills},
		explain: nothingLeft,
	})
}

// chargeFees charges the late fees of some bills, on what is due of them under
// their locks, and returns the fees.
func (s *Store) chargeFees(ctx context.Context, actor Actor, bills []uuid.UUID, settings pgx.NamedArgs) ([]Paise, error) {
	fees := make([]uuid.UUID, len(bills))
	for i := range fees {
		fees[i] = newID()
	}
	return run[[]Paise](ctx, s, actor, write{
		intent: newID(), action: LateFeeCharged, resource: "bills", many: true, payload: bills,
		hold: holdBills,
		change: `
			inserted AS (
				INSERT INTO bills AS b (id, unit_id, bill_type, amount, bill_date, due_date, status, description, created_at,
					late_fee_of, fee_base, fee_percent)
				SELECT f.id, b.unit_id, '` + LateFee + `', ` + lateFee + `, ` + todaySQL + `, ` + todaySQL + ` + @due_days::int, 'unpaid',
					left('Late fee on ' || coalesce(nullif(b.description, ''), b.bill_type), 500), now(),
					b.id, ` + billDue + `, @percent::text::numeric
				FROM bills b JOIN unnest(@bills::uuid[], @fees::uuid[]) AS f(bill, id) ON f.bill = b.id
				WHERE ` + needsFee + ` AND EXISTS (SELECT FROM actor)
				ORDER BY b.id
				ON CONFLICT (late_fee_of) WHERE late_fee_of IS NOT NULL DO NOTHING
				RETURNING ` + billReturning + `
			),
			` + manyBills,
		args: pgx.NamedArgs{
			"bills": bills, "fees": fees, "percent": settings["percent"], "due_days": settings["due_days"],
		},
		explain: nothingLeft,
	})
}
