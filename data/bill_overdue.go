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
	// Marks is how many bills are past their due date and not marked so yet.
	Marks int
	// Fees is how many late fees would be charged, Total in all; Lines are the
	// first 500 of them.
	Fees  int
	Total Paise
	Lines []FeeLine
}

// OverdueResult is what ChargeOverdue did.
type OverdueResult struct {
	Marks int
	Fees  int
	// Total is the sum of the fees.
	Total Paise
}

// needsMark is true of a bill b whose stored status is behind the day; needsFee
// of one on which a late fee is to be charged: once a bill, never on a late fee.
const (
	isLate    = billDue + ` > 0 AND b.due_date < ` + todaySQL
	needsMark = isLate + ` AND b.status IS DISTINCT FROM 'overdue'`
	lateFee   = `round((` + billDue + `) * @percent::text::numeric / 100, 2)`
	needsFee  = isLate + ` AND b.unit_id IS NOT NULL AND b.voided_at IS NULL AND b.late_fee_of IS NULL
		AND b.bill_type <> '` + LateFee + `' AND ` + lateFee + ` > 0
		AND NOT EXISTS (SELECT FROM bills f WHERE f.late_fee_of = b.id)`
)

// PreviewOverdue returns what ChargeOverdue would do. Admins and the program
// only.
func (s *Store) PreviewOverdue(ctx context.Context, actor Actor) (OverduePreview, error) {
	if err := actor.mayAll(manageBills); err != nil {
		return OverduePreview{}, err
	}
	settings, err := s.Settings(ctx)
	if err != nil {
		return OverduePreview{}, err
	}
	args := pgx.NamedArgs{"percent": settings.LateFeePercent()}
	var figures []struct {
		Today       Day
		Marks, Fees int
		Total       Paise
	}
	var lines []FeeLine
	batch := &pgx.Batch{}
	queueList(batch, &figures, `SELECT `+todaySQL+` AS today, m.marks, f.fees, f.total
		FROM (SELECT count(*) AS marks FROM bills b WHERE `+needsMark+`) m
		CROSS JOIN (SELECT count(*) AS fees, coalesce(sum(`+lateFee+`), 0) AS total FROM bills b WHERE `+needsFee+`) f`, args)
	queueList(batch, &lines, `SELECT b.id AS bill, b.unit_id, coalesce(u.label, u.unit_number, '') AS unit, b.bill_type AS type,
			coalesce(b.description, '') AS description, b.due_date, `+billDue+` AS base, @percent::text AS percent, `+lateFee+` AS fee
		FROM bills b`+billJoins+` WHERE `+needsFee+` ORDER BY b.due_date, b.id LIMIT 500`, args)
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return OverduePreview{}, readError(err)
	}
	f := figures[0]
	return OverduePreview{Today: f.Today, Marks: f.Marks, Fees: f.Fees, Total: f.Total, Lines: cleaned(lines)}, nil
}

// ChargeOverdue marks the bills whose due date has passed, and charges each of
// them its late fee: billing.late_fee_percentage of what is unpaid of it now, as
// a bill of type Late Fee of today, once a bill and never on a Late Fee. The fee
// keeps its principal and percentage. It works in transactions of at most 200
// bills, each with its audit rows; a stopped one is completed by the next, and
// two at once charge nothing twice. progress, where set, is told how many of how
// many bills are done. Admins and the program only. On an error the result says
// what was done before it.
func (s *Store) ChargeOverdue(ctx context.Context, actor Actor, progress func(done, total int)) (OverdueResult, error) {
	if err := actor.mayAll(manageBills); err != nil {
		return OverdueResult{}, err
	}
	settings, err := s.Settings(ctx)
	if err != nil {
		return OverdueResult{}, err
	}
	args := pgx.NamedArgs{"percent": settings.LateFeePercent(), "due_days": settings.DueDays()}
	type late struct{ ID uuid.UUID }
	var marks, fees []late
	batch := &pgx.Batch{}
	queueList(batch, &marks, `SELECT b.id FROM bills b WHERE `+needsMark+` ORDER BY b.id`, args)
	queueList(batch, &fees, `SELECT b.id FROM bills b WHERE `+needsFee+` ORDER BY b.id`, args)
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return OverdueResult{}, readError(err)
	}
	var result OverdueResult
	total := len(marks) + len(fees)
	tell := func(before int) func(done, total int) {
		return func(done, _ int) {
			if progress != nil {
				progress(before+done, total)
			}
		}
	}
	ids := func(rows []late) []uuid.UUID {
		ids := make([]uuid.UUID, len(rows))
		for i, row := range rows {
			ids[i] = row.ID
		}
		return ids
	}
	err = inChunks(ctx, ids(marks), tell(0), func(bills []uuid.UUID) error {
		marked, err := s.markOverdue(ctx, actor, bills)
		result.Marks += len(marked)
		return err
	})
	if err != nil {
		return result, err
	}
	err = inChunks(ctx, ids(fees), tell(len(marks)), func(bills []uuid.UUID) error {
		charged, err := s.chargeFees(ctx, actor, bills, args)
		result.Fees += len(charged)
		for _, fee := range charged {
			result.Total += fee
		}
		return err
	})
	return result, err
}

// markOverdue has the stored status follow the day; the trigger on bills derives
// it.
func (s *Store) markOverdue(ctx context.Context, actor Actor, bills []uuid.UUID) ([]uuid.UUID, error) {
	return run[[]uuid.UUID](ctx, s, actor, write{
		intent: newID(), action: BillOverdue, resource: "bills", many: true, payload: bills,
		change: `
			held AS (
				SELECT b.id, coalesce(b.status, 'unpaid') AS before FROM bills b
				WHERE b.id = ANY (@bills::uuid[]) AND ` + needsMark + ` AND EXISTS (SELECT FROM actor)
				ORDER BY b.id FOR NO KEY UPDATE OF b
			),
			updated AS (
				UPDATE bills b SET status = 'overdue' FROM held WHERE b.id = held.id
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
		hold: `SELECT FROM bills b WHERE b.id = ANY (@bills::uuid[]) ORDER BY b.id FOR NO KEY UPDATE`,
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
