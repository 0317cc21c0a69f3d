package money

import (
	"context"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ChequeToClear is a cheque that the office took and that was neither cleared nor
// bounced, for one or more bills of a unit.
type ChequeToClear struct {
	// ID is Payment.ClaimID of each of its payments.
	ID      uuid.UUID   `json:"id"`
	UnitID  *uuid.UUID  `json:"unit_id"`
	Unit    string      `json:"unit"`
	PayerID *uuid.UUID  `json:"payer_id"`
	Payer   string      `json:"payer"`
	Amount  value.Paise `json:"amount"`
	// Number is printed on it; Date is its own date, from which it can be deposited.
	Number string    `json:"number"`
	Bank   string    `json:"bank"`
	Date   value.Day `json:"date"`
	// TakenAt is when it was recorded, Taker by whom.
	TakenAt time.Time `json:"taken_at"`
	Taker   string    `json:"taker"`
	// Bills is how many bills it is for. Fits is how much of Amount is due on them now:
	// a cheque with less than all of it cannot be cleared.
	Bills int         `json:"bills"`
	Fits  value.Paise `json:"fits"`
}

// ChequeFilter chooses cheques, the earliest date first.
type ChequeFilter struct {
	// Search is as BillFilter has it, part of a number, or the whole amount; empty for
	// all.
	Search string
	// After continues behind the last row of the page before.
	After *ChequeCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// ChequeCursor is the place of a cheque in the list's order.
type ChequeCursor struct {
	Date value.Day
	ID   uuid.UUID
}

// Cursor is the cheque's own place.
func (c ChequeToClear) Cursor() *ChequeCursor { return &ChequeCursor{Date: c.Date, ID: c.ID} }

// ChequePage is a page of cheques, whether there are more behind it, and how many in
// all can be deposited: their date has come.
type ChequePage struct {
	Cheques   []ChequeToClear
	More      bool
	ToDeposit int
}

// Cheques returns a page of the cheques that wait, also those whose date lies ahead,
// to whoever looks up the bills of the whole society.
func (s *Store) Cheques(ctx context.Context, actor role.Actor, f ChequeFilter) (ChequePage, error) {
	if err := actor.PermitAll(role.ReadBills); err != nil {
		return ChequePage{}, err
	}
	f.Limit = pageSize(f.Limit)
	where, args := []string{openClaim, isCheque}, pgx.NamedArgs{"limit": f.Limit + 1}
	if f.After != nil {
		where = append(where, `(y.cheque_date, y.claim_id) > (@after_date, @after_id)`)
		args["after_date"], args["after_id"] = f.After.Date, f.After.ID
	}
	if found := s.findPending(f.Search, args); found != "" {
		where = append(where, found)
	}
	var ready []struct{ ToDeposit int }
	var cheques []ChequeToClear
	batch := &pgx.Batch{}
	queueList(batch, &ready, `SELECT count(DISTINCT y.claim_id) AS to_deposit FROM payments y
		WHERE `+openClaim+` AND y.cheque_date <= `+settings.TodaySQL, nil)
	queueList(batch, &cheques, `
		SELECT q.id, q.unit_id, coalesce(u.label, u.unit_number, '') AS unit, q.payer_id, coalesce(p.full_name, q.paid_by_name, '') AS payer,
			q.amount, q.number, q.bank, q.date, q.taken_at, coalesce(w.full_name, '') AS taker, q.bills, q.fits
		FROM (SELECT y.claim_id AS id, y.cheque_date AS date, min(y.claimed_at) AS taken_at, (array_agg(b.unit_id))[1] AS unit_id,
				(array_agg(y.payer_id))[1] AS payer_id, min(y.paid_by_name) AS paid_by_name, (array_agg(y.recorded_by))[1] AS taker_id, sum(y.amount_paid) AS amount,
				coalesce(min(y.transaction_reference), '') AS number, coalesce(min(y.bank), '') AS bank, count(*) AS bills,
				coalesce(sum(least(y.amount_paid, greatest(`+billDue+`, 0))), 0) AS fits
			FROM payments y LEFT JOIN bills b ON b.id = y.bill_id
			WHERE `+strings.Join(where, ` AND `)+`
			GROUP BY y.cheque_date, y.claim_id ORDER BY y.cheque_date, y.claim_id LIMIT @limit) q
		LEFT JOIN units u ON u.id = q.unit_id LEFT JOIN users p ON p.id = q.payer_id LEFT JOIN users w ON w.id = q.taker_id
		ORDER BY q.date, q.id`, args)
	if err := s.reg.Read(ctx, batch); err != nil {
		return ChequePage{}, err
	}
	cheques, more := cutPage(value.Cleaned(cheques), f.Limit)
	return ChequePage{Cheques: cheques, More: more, ToDeposit: ready[0].ToDeposit}, nil
}

// dayCleared is the day on which a cheque was cleared, today where none is named.
const dayCleared = `coalesce(@cleared_on::date, ` + settings.TodaySQL + `)`

// ClearCheque is the office's word that the bank paid a cheque: its payments count from
// now on, under one receipt, in the takings and the collection of the day on which it
// was cleared, today where on is no day. id is the cheque's or that of one of its
// payments. Whoever records payments clears them. Refused, with nothing changed: it
// was cleared or bounced already, or no longer fits what is due. Invalid, field
// "cleared_on": a day to come, or before the cheque's own.
func (s *Store) ClearCheque(ctx context.Context, actor role.Actor, intent, id uuid.UUID, on value.Day) (PaymentDone, error) {
	if err := actor.PermitAll(role.RecordPayments); err != nil {
		return PaymentDone{}, err
	}
	if bad := clearedDay(on, s.settings.ThisDay()).of(nil); bad != nil {
		return PaymentDone{}, bad
	}
	rules := append(mayBeDecided(actor), register.Rules[claimState]{
		{Holds: dayCleared + ` <= ` + settings.TodaySQL, Says: fault.Complaints(map[string]error{"cleared_on": clearedAhead()})},
		{Holds: isOpen(dayCleared), Says: dayClosed("cleared_on")},
		{
			Holds: `NOT EXISTS (SELECT FROM held WHERE held.received > ` + dayCleared + `)`,
			Says:  fault.Wrong("cleared_on", "It could not be deposited before its own date, nor before it was handed in."),
		},
	}...)
	return s.settle(ctx, actor, intent, id, settlement{
		action: action.ChequeCleared, payload: []any{id, on}, of: isCheque, counts: dayCleared,
		rules: append(rules, fitsDues("cheque")...), args: pgx.NamedArgs{"cleared_on": on},
	})
}

// BounceCheque is the office's word that a cheque was not paid, with the reason: its
// payments are failed, and hold back no overdue mark and no late fee any more. Refused:
// it was cleared or bounced already.
func (s *Store) BounceCheque(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) ([]Payment, error) {
	if err := actor.PermitAll(role.RecordPayments); err != nil {
		return nil, err
	}
	reason, err := reasonGiven(reason, "Why? The payer reads the reason; 500 characters fit.")
	if err != nil {
		return nil, err
	}
	return s.failClaim(ctx, actor, intent, id, failedClaim{
		action: action.ChequeBounced, reason: reason, whose: isCheque, of: isCheque, rules: mayBeDecided(actor),
	})
}
