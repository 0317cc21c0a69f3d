package money

import (
	"context"
	"encoding/binary"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

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
	DueDate     value.Day `json:"due_date"`
	// Base is what is due of the bill now and no claim holds back.
	Base    value.Paise `json:"base"`
	Percent string      `json:"percent"`
	Fee     value.Paise `json:"fee"`
}

// BillSum is a bill and an amount: the late fee that would be charged on it, or
// what of a late fee would be waived.
type BillSum struct {
	Bill uuid.UUID   `json:"bill"`
	Sum  value.Paise `json:"sum"`
}

// OverduePreview is what is overdue, and the late fees that wait to be charged.
type OverduePreview struct {
	Today value.Day
	OverdueMarks
	// Charging says who charges (billing.late_fees). Nothing waits where it is
	// FeesNone, or where From (billing.late_fee_from) is no day; dues due before
	// From, or not Grace days ago yet, get no fee.
	Charging string
	From     value.Day
	Grace    int
	// Fees is how many late fees wait, Total in all. Due is each of them, as
	// ChargeLateFees takes them; Lines tell the first 500.
	Fees  int
	Total value.Paise
	Due   []BillSum
	Lines []FeeLine
}

// needsFee is true of a late bill b on which a late fee may be charged: once a
// bill, never on a late fee nor on dues from before this register, and never on
// what was due before the society began to charge.
const (
	lateFee  = `round(` + notHeld + ` * @percent::text::numeric / 100, 2)`
	needsFee = mayNeedFee + ` AND NOT EXISTS (SELECT FROM bills f WHERE f.late_fee_of = b.id)`
	// mayNeedFee is the same of one on which no fee was charged.
	mayNeedFee = isLate + ` AND b.due_date >= @fee_from::date AND b.due_date + @grace::int < ` + settings.TodaySQL + `
		AND b.unit_id IS NOT NULL AND b.voided_at IS NULL AND b.late_fee_of IS NULL
		AND lower(b.bill_type::text) NOT IN ('late fee', 'opening') AND ` + lateFee + ` > 0`
)

// feesDue selects columns of every bill b that needs a fee, with the fee as sum. All that
// were charged are read once, and not looked up for each.
func feesDue(columns string) string {
	return `WITH charged AS MATERIALIZED (SELECT f.late_fee_of AS bill FROM bills f WHERE f.late_fee_of IS NOT NULL)
		SELECT ` + columns + ofMany(lateFee+` AS sum FROM bills b`+heldJoin+` WHERE `+mayNeedFee) + ` AND NOT EXISTS (SELECT FROM charged WHERE charged.bill = b.id)`
}

// feeRules reads the settings that the late fees rest on, and what needsFee and
// lateFee name of them. Refused: one of them cannot be read.
func (s *Store) feeRules(ctx context.Context) (settings.Values, pgx.NamedArgs, error) {
	set, err := s.settings.Values(ctx)
	if err != nil {
		return settings.Values{}, nil, err
	}
	if err := sure(set, lateFees().Setting, lateFeeFrom().Setting, lateFeeGrace().Setting, lateFeePercentage().Setting, DueDays().Setting); err != nil {
		return settings.Values{}, nil, err
	}
	from := lateFeeFrom().In(set)
	if lateFees().In(set) == FeesNone {
		from = value.Day{}
	}
	return set, pgx.NamedArgs{
		"percent": lateFeePercentage().In(set), "due_days": DueDays().In(set), "grace": lateFeeGrace().In(set), "fee_from": from,
	}, nil
}

// PreviewOverdue returns what is overdue and which late fees wait. Admins and the
// program only. Refused: a setting that the fees rest on cannot be read.
func (s *Store) PreviewOverdue(ctx context.Context, actor role.Actor) (OverduePreview, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return OverduePreview{}, err
	}
	set, args, err := s.feeRules(ctx)
	if err != nil {
		return OverduePreview{}, err
	}
	var figures []struct {
		Today         value.Day
		Marks, Clears int
	}
	p := OverduePreview{Charging: lateFees().In(set), From: lateFeeFrom().In(set), Grace: lateFeeGrace().In(set)}
	batch := &pgx.Batch{}
	queueList(batch, &figures, `SELECT `+settings.TodaySQL+` AS today, m.marks, m.clears
		FROM (SELECT count(*) FILTER (WHERE `+ofMany(needsMark)+`) AS marks, count(*) FILTER (WHERE `+ofMany(needsClear)+`) AS clears
			FROM bills b`+heldJoin+` WHERE `+billDue+` > 0) m`, nil)
	queueList(batch, &p.Due, feesDue(`b.id AS bill, `)+` ORDER BY b.due_date, b.id`, args)
	queueList(batch, &p.Lines, `SELECT b.id AS bill, b.unit_id, coalesce(u.label, u.unit_number, '') AS unit, b.bill_type AS type,
			coalesce(b.description, '') AS description, b.due_date, b.base, @percent::text AS percent, b.sum AS fee
		FROM (`+feesDue(`b.id, b.unit_id, b.bill_type, b.description, b.due_date, `+ofMany(notHeld)+` AS base, `)+` ORDER BY b.due_date, b.id LIMIT 500) b
		LEFT JOIN units u ON u.id = b.unit_id ORDER BY b.due_date, b.id`, args)
	if err := s.reg.Read(ctx, batch); err != nil {
		return OverduePreview{}, err
	}
	p.Today, p.Marks, p.Clears = figures[0].Today, figures[0].Marks, figures[0].Clears
	p.Fees, p.Total, p.Lines = len(p.Due), sumOf(p.Due), value.Cleaned(p.Lines)
	return p, nil
}

func sumOf(sums []BillSum) (total value.Paise) {
	for _, s := range sums {
		total += s.Sum
	}
	return total
}

// FeesWaiting is how many late fees wait for an admin, Total their sum.
type FeesWaiting struct {
	Fees  int
	Total value.Paise
}

// FeesWaiting returns how many late fees wait for somebody to charge them: none
// where the calendar charges, or nobody. Admins and the program only.
func (s *Store) FeesWaiting(ctx context.Context, actor role.Actor) (FeesWaiting, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return FeesWaiting{}, err
	}
	settings, args, err := s.feeRules(ctx)
	if err != nil || lateFees().In(settings) != FeesAsked || lateFeeFrom().In(settings).IsZero() {
		return FeesWaiting{}, err
	}
	return register.One[FeesWaiting](ctx, s.reg,
		`SELECT count(*) AS fees, coalesce(sum(w.sum), 0) AS total FROM (`+feesDue(``)+`) w`, args)
}

// FeesCharged is what ChargeLateFees did: Fees charged, Total in all. Left is how
// many were shown and not charged, because what they rest on changed meanwhile.
type FeesCharged struct {
	Fees  int
	Total value.Paise
	Left  int
}

// ChargeLateFees charges the late fees that a preview showed, and no others: each
// as a bill of type Late Fee of today that keeps its principal and percentage,
// once a bill. A bill that was paid, voided or charged meanwhile, or whose fee is
// another now, is left. It works in transactions of at most 200 bills under keys
// made of the intent, each with its audit rows: a stopped one is completed by the
// same again. progress is told as in MarkOverdue. Admins; the program only where
// billing.late_fees is automatic. Refused, with nothing charged: a setting that
// the fees rest on cannot be read, or says that there are none. On an error the
// result says what was done before it.
func (s *Store) ChargeLateFees(ctx context.Context, actor role.Actor, intent uuid.UUID, shown []BillSum, progress func(done, total int)) (FeesCharged, error) {
	if err := actor.PermitAll(role.ManageBills); err != nil {
		return FeesCharged{}, err
	}
	settings, args, err := s.feeRules(ctx)
	switch {
	case err != nil:
		return FeesCharged{}, err
	case lateFees().In(settings) == FeesNone:
		return FeesCharged{}, fault.Refuse("Late fees are off (billing.late_fees is no). Nothing was charged.")
	case lateFeeFrom().In(settings).IsZero():
		return FeesCharged{}, fault.Refuse("No day is set from which late fees are charged (billing.late_fee_from). Nothing was charged.")
	case actor.IsProgram() && lateFees().In(settings) != FeesAutomatic:
		return FeesCharged{}, fault.Refuse("An admin charges late fees here (billing.late_fees is ask). Nothing was charged.")
	}
	var result FeesCharged
	done := 0
	err = InChunks(ctx, shown, progress, func(chunk []BillSum) error {
		charged, err := s.chargeFees(ctx, actor, partOf(intent, done), chunk, args)
		done += len(chunk)
		result.Fees += len(charged)
		for _, fee := range charged {
			result.Total += fee
		}
		return err
	})
	result.Left = done - result.Fees
	return result, err
}

// partOf is the key of the part that begins at some row of what one intent does in
// several transactions: the same intent again gives each part the same key.
func partOf(intent uuid.UUID, at int) uuid.UUID {
	return uuid.NewSHA1(intent, binary.BigEndian.AppendUint64(nil, uint64(at))) //nolint:gosec // a place in a list
}

// split parts sums into two lists of one length, as the database takes them.
func split(sums []BillSum) (bills []uuid.UUID, amounts []value.Paise) {
	for _, s := range sums {
		bills, amounts = append(bills, s.Bill), append(amounts, s.Sum)
	}
	return bills, amounts
}

// chargeFees charges the late fees of some bills, where each is under its lock
// what was shown, and returns the fees.
func (s *Store) chargeFees(ctx context.Context, actor role.Actor, key uuid.UUID, shown []BillSum, rules pgx.NamedArgs) ([]value.Paise, error) {
	bills, amounts := split(shown)
	fees := make([]uuid.UUID, len(bills))
	for i := range fees {
		fees[i] = value.NewID()
	}
	return register.Run[[]value.Paise](ctx, s.reg, actor, register.Write{
		Intent: key, Action: action.LateFeeCharged, Resource: "bills", Many: true, Payload: shown,
		Hold: holdBills,
		Change: `
			inserted AS (
				INSERT INTO bills AS b (id, unit_id, bill_type, amount, bill_date, due_date, status, description, created_at,
					late_fee_of, fee_base, fee_percent, fee_due_date)
				SELECT f.id, b.unit_id, '` + LateFee + `', ` + lateFee + `, ` + settings.TodaySQL + `, ` + settings.TodaySQL + ` + @due_days::int, 'unpaid',
					left('Late fee on ' || coalesce(nullif(b.description, ''), b.bill_type), 500), statement_timestamp(),
					b.id, ` + notHeld + `, @percent::text::numeric, b.due_date
				FROM bills b JOIN unnest(@bills::uuid[], @fees::uuid[], @amounts::numeric[]) AS f(bill, id, fee) ON f.bill = b.id
				WHERE ` + needsFee + ` AND ` + lateFee + ` = f.fee AND EXISTS (SELECT FROM actor)
				ORDER BY b.id
				ON CONFLICT (late_fee_of) WHERE late_fee_of IS NOT NULL DO NOTHING
				RETURNING ` + billRow.Returning + `
			),
			` + manyBills(),
		Args: pgx.NamedArgs{
			"bills": bills, "fees": fees, "amounts": amounts, "percent": rules["percent"], "due_days": rules["due_days"],
			"grace": rules["grace"], "fee_from": rules["fee_from"],
		},
		Explain: nothingLeft,
	})
}
