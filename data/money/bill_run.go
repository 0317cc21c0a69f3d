package money

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// RunChunk is how many rows one transaction of a bill run or an overdue run has:
// few enough that nobody waits for it, and that a killed run loses little.
const RunChunk = 200

// RunReason says why a bill run leaves a unit out; empty where it does not.
type RunReason string

// Why a unit is left out. A vacant unit is not: its owner owes maintenance all
// the same, and so does the owner of one under maintenance.
const (
	// RunAlready: the run of this month billed it before.
	RunAlready RunReason = "already"
	// RunVoided: its bill of this month was voided, and is not raised again.
	RunVoided RunReason = "voided"
	// RunByHand: somebody raised a maintenance bill dated in this month.
	RunByHand RunReason = "by_hand"
	// RunNoFee: billing.maintenance_fee has none for its type.
	RunNoFee RunReason = "no_fee"
)

// Word says the reason in a few words.
func (r RunReason) Word() string {
	switch r {
	case RunAlready:
		return "billed already"
	case RunVoided:
		return "its bill was voided"
	case RunByHand:
		return "billed by hand"
	case RunNoFee:
		return "no fee for its type"
	}
	return string(r)
}

// RunLine is what a bill run does with one unit.
type RunLine struct {
	UnitID uuid.UUID `json:"unit_id"`
	Unit   string    `json:"unit"`
	// Type is the unit's type such as 2BHK, Fee its monthly fee.
	Type   string      `json:"type"`
	Fee    value.Paise `json:"fee"`
	Reason RunReason   `json:"reason"`
}

// RunType sums a bill run over the units of one type.
type RunType struct {
	Type  string      `json:"type"`
	Units int         `json:"units"`
	Fee   value.Paise `json:"fee"`
	Total value.Paise `json:"total"`
}

// RunPreview is what a bill run of a month would do now.
type RunPreview struct {
	// Month is the month's first day. The bills are dated on it, or today where that
	// is later, and due billing.due_days after that: no bill is late on the day it is
	// raised.
	Month, BillDate, DueDate value.Day
	// Ahead is how many months behind this one Month lies, where that is more than the
	// next: such a run is asked about.
	Ahead int
	// Units would be billed, Total in all, ByType in the order of the types.
	Units  int
	Total  value.Paise
	ByType []RunType
	// Lines are the units that would be billed, LeftOut those that would not, with
	// the reason; both in the order of their labels. Already counts those of
	// LeftOut that this month's run has billed before.
	Lines   []RunLine
	LeftOut []RunLine
	Already int
}

// monthsFrom is how many months lie between the months of two days.
func monthsFrom(from, to value.Day) int {
	return (to.Year-from.Year)*12 + int(to.Month) - int(from.Month)
}

// Description is the text of the run's bills; it names the month.
func (p RunPreview) Description() string { return Maintenance + " " + p.Month.Format("January 2006") }

// runMonths is how many months back and ahead of this one a run may be for: what is
// farther off is a slip of the finger.
const runMonths = 12

// PreviewRun returns what RunBills would do. Admins only. Invalid: a month more
// than a year from now. Refused: a setting that it rests on cannot be read, or a run
// of the month is half taken back.
func (s *Store) PreviewRun(ctx context.Context, actor role.Actor, month value.Day) (RunPreview, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return RunPreview{}, err
	}
	set, err := s.settings.Values(ctx)
	if err != nil {
		return RunPreview{}, err
	}
	if err := sure(set, MaintenanceFee().Setting, DueDays().Setting); err != nil {
		return RunPreview{}, err
	}
	month = month.FirstOfMonth()
	var days []struct {
		Today value.Day
		Half  bool
	}
	var lines []RunLine
	batch := &pgx.Batch{}
	queueList(batch, &days, `SELECT `+settings.TodaySQL+` AS today, `+halfBack(`@month::date`)+` AS half`, pgx.NamedArgs{"month": month})
	queueList(batch, &lines, `
		SELECT u.id AS unit_id, coalesce(u.label, u.unit_number) AS unit, u.type, 0::numeric AS fee,
			CASE WHEN r.voided_at IS NOT NULL THEN 'voided' WHEN r.id IS NOT NULL THEN 'already'
				WHEN `+billedByHand+` THEN 'by_hand' ELSE '' END AS reason
		FROM units u LEFT JOIN bills r ON r.unit_id = u.id AND r.bill_type = '`+Maintenance+`' AND r.run_month = @month
		ORDER BY u.sort_key USING ~<~, u.id`, pgx.NamedArgs{"month": month})
	if err := s.reg.Read(ctx, batch); err != nil {
		return RunPreview{}, err
	}
	today := days[0].Today
	if this := today.FirstOfMonth(); month.Before(this.AddMonths(-runMonths)) || this.AddMonths(runMonths).Before(month) {
		return RunPreview{}, fault.Wrong("month", "Choose a month within a year from now.")
	}
	if days[0].Half {
		return RunPreview{}, fault.Refuse("The run of %s is being taken back, or that stopped half-way: take it back to the end first.", month.Format("January 2006"))
	}
	p := RunPreview{Month: month, BillDate: month}
	if next := today.FirstOfMonth().AddMonths(1); next.Before(month) {
		p.Ahead = monthsFrom(today, month)
	}
	if p.BillDate.Before(today) {
		p.BillDate = today
	}
	p.DueDate = p.BillDate.AddDays(DueDays().In(set))
	return p.sorted(value.Cleaned(lines), MaintenanceFee().In(set)), nil
}

// billedByHand is true of a unit u that has a maintenance bill of the month that
// no run raised.
const billedByHand = `EXISTS (SELECT FROM bills h WHERE h.unit_id = u.id AND h.bill_type = '` + Maintenance + `'
	AND h.run_month IS NULL AND h.voided_at IS NULL
	AND h.bill_date >= @month::date AND h.bill_date < @month::date + interval '1 month')`

// sorted is the preview with the units parted into those to be billed and those left
// out.
func (p RunPreview) sorted(lines []RunLine, fees FeeTable) RunPreview {
	types := map[string]*RunType{}
	for _, line := range lines {
		fee, ok := fees.For(line.Type)
		if line.Reason == "" && !ok {
			line.Reason = RunNoFee
		}
		if line.Reason != "" {
			p.LeftOut = append(p.LeftOut, line)
			if line.Reason == RunAlready {
				p.Already++
			}
			continue
		}
		line.Fee = fee
		p.Lines = append(p.Lines, line)
		p.Units++
		p.Total += fee
		t := types[line.Type]
		if t == nil {
			t = &RunType{Type: line.Type, Fee: fee}
			types[line.Type] = t
		}
		t.Units++
		t.Total += fee
	}
	for _, t := range types {
		p.ByType = append(p.ByType, *t)
	}
	slices.SortFunc(p.ByType, func(a, b RunType) int { return strings.Compare(a.Type, b.Type) })
	return p
}

// RunResult is what a bill run did.
type RunResult struct {
	Month value.Day
	// Bills were raised, Total in all.
	Bills int
	Total value.Paise
	// LeftOut are the units that were not billed, as PreviewRun lists them.
	LeftOut []RunLine
}

// RunBills raises a month's maintenance bills for every unit that has none yet,
// in transactions of at most 200, each with its audit rows: a run that is
// stopped or killed is completed by running it again, and no unit is billed
// twice for a month, whoever else runs it at the same time. progress, where set,
// is told how many of how many units are done. Admins and the program only. On
// an error the result says what was done before it.
func (s *Store) RunBills(ctx context.Context, actor role.Actor, month value.Day, progress func(done, total int)) (RunResult, error) {
	p, err := s.PreviewRun(ctx, actor, month)
	if err != nil {
		return RunResult{}, err
	}
	result := RunResult{Month: p.Month, LeftOut: p.LeftOut}
	err = InChunks(ctx, p.Lines, progress, func(lines []RunLine) error {
		raised, err := s.raiseRun(ctx, actor, p, lines)
		result.Bills += len(raised)
		for _, amount := range raised {
			result.Total += amount
		}
		return err
	})
	return result, err
}

// raiseRun raises the bills of some units in one transaction, and returns their
// amounts. Units that were billed meanwhile are passed over.
func (s *Store) raiseRun(ctx context.Context, actor role.Actor, p RunPreview, lines []RunLine) ([]value.Paise, error) {
	ids, units, fees := make([]uuid.UUID, len(lines)), make([]uuid.UUID, len(lines)), make([]value.Paise, len(lines))
	for i, line := range lines {
		ids[i], units[i], fees[i] = value.NewID(), line.UnitID, line.Fee
	}
	return register.Run[[]value.Paise](ctx, s.reg, actor, register.Write{
		Intent: value.NewID(), Action: action.BillCreated, Resource: "bills", Many: true, Lock: runLock, Payload: []any{p.Month, units, fees},
		Change: `
			inserted AS (
				INSERT INTO bills AS b (id, unit_id, bill_type, amount, bill_date, due_date, status, description, created_at, run_month)
				SELECT l.id, u.id, '` + Maintenance + `', l.fee, @bill_date, @due_date, 'unpaid', @description, now(), @month
				FROM unnest(@ids::uuid[], @units::uuid[], @fees::numeric[]) AS l(id, unit, fee) JOIN units u ON u.id = l.unit
				WHERE EXISTS (SELECT FROM actor) AND NOT ` + billedByHand + ` AND NOT (` + halfBack(`@month::date`) + `)
				ORDER BY l.id
				ON CONFLICT (unit_id, bill_type, run_month) WHERE run_month IS NOT NULL DO NOTHING
				RETURNING ` + billRow.Returning + `
			),
			run AS (
				INSERT INTO society360_bill_runs (id, month, raised_by, raised_as)
				SELECT @run, @month, actor.id, nullif(@raised_as, '') FROM actor
				WHERE EXISTS (SELECT FROM inserted) AND NOT (` + earlierRun + `)
				ON CONFLICT (month) WHERE taken_back_at IS NULL DO NOTHING
			),
			` + manyBills(),
		Args: pgx.NamedArgs{
			"run": value.NewID(), "raised_as": raisedAs(actor), "ids": ids, "units": units, "fees": fees, "month": p.Month, "bill_date": p.BillDate, "due_date": p.DueDate,
			"description": p.Description(),
		},
		Explain: nothingLeft,
	})
}

// manyBills is the change that many inserted bills are; each one's result is its
// amount.
func manyBills() string {
	return `change AS (
				SELECT b.id, NULL::jsonb AS before, ` + billRow.Snapshot + ` AS after, to_jsonb(b.amount) AS result, b.id AS ord
				FROM inserted b
			)`
}

// errNothingLeft is the cause where a chunk's rows were all done by somebody else.
const errNothingLeft = fault.Sentence("nothing was left to do")

func nothingLeft(context.Context, connect.DB) error {
	return &fault.Error{Kind: fault.Refused, Done: true, Format: "This was done already.", Cause: errNothingLeft}
}

// InChunks calls work with RunChunk rows at a time. That nothing was left to do in a
// chunk is no error. Where a chunk was saved but its result cannot be read, the others
// are done all the same, and the error at the end is Unshown.
func InChunks[T any](ctx context.Context, rows []T, progress func(done, total int), work func([]T) error) error {
	done := 0
	var unshown error
	for chunk := range slices.Chunk(rows, RunChunk) {
		if err := ctx.Err(); err != nil {
			return stopped(err)
		}
		switch err := work(chunk); {
		case fault.WasSaved(err):
			unshown = err
		case err != nil && !errors.Is(err, errNothingLeft):
			if ctx.Err() != nil {
				return stopped(err)
			}
			return err
		}
		done += len(chunk)
		if progress != nil {
			progress(done, len(rows))
		}
	}
	return unshown
}

// stopped says that long work was told to stop half-way.
func stopped(cause error) error {
	return &fault.Error{Kind: fault.Refused, Cause: cause, Format: "Stopped half-way. What is done stays; run it again to do the rest."}
}
