package opening

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// standingMoney is what the register has of the sheets' units.
type standingMoney struct {
	dues     []knownDues
	payments map[string]bool
	tickets  map[string]bool
	closed   value.Day
}

type knownDues struct {
	UnitID uuid.UUID
	Amount value.Paise
	Since  value.Day
	Number int
}

// readMoney reads what stands of opening dues, payments and open tickets of units.
func readMoney(ctx context.Context, d connect.DB, o *opening, ids map[*openFlat]uuid.UUID) (standingMoney, error) {
	of := map[uuid.UUID]bool{}
	for _, line := range o.dues {
		of[ids[line.unit]] = true
	}
	for _, line := range o.paid {
		of[ids[line.unit]] = true
	}
	for _, line := range o.tickets {
		of[ids[line.unit]] = true
	}
	delete(of, uuid.Nil)
	units := make([]uuid.UUID, 0, len(of))
	for id := range of {
		units = append(units, id)
	}
	var s standingMoney
	s.payments, s.tickets = map[string]bool{}, map[string]bool{}
	args := pgx.NamedArgs{"units": units, "settled": settled + "%"}
	batch := &pgx.Batch{}
	intake.QueueRows(batch, &s.dues, `SELECT b.unit_id, b.amount, b.due_date AS since, coalesce(i.number, 0) AS number
		FROM bills b LEFT JOIN society360_import_rows r ON r.kind = 'bills' AND r.row_id = b.id LEFT JOIN society360_imports i ON i.id = r.import_id
		WHERE b.unit_id = ANY (@units::uuid[]) AND b.bill_type = '`+money.Opening+`' AND b.voided_at IS NULL AND coalesce(b.description, '') NOT LIKE @settled`, args)
	var payments []struct {
		UnitID    uuid.UUID
		Amount    value.Paise
		On        value.Day
		Reference string
	}
	intake.QueueRows(batch, &payments, `SELECT b.unit_id, y.amount_paid AS amount, coalesce(y.received_on, society360_counted_day(NULL, NULL, y.payment_date)) AS on, coalesce(y.transaction_reference, '') AS reference
		FROM bills b JOIN payments y ON y.bill_id = b.id WHERE b.unit_id = ANY (@units::uuid[]) AND coalesce(y.status, 'success') = 'success'`, args)
	var tickets []struct {
		UnitID uuid.UUID
		Title  string
	}
	intake.QueueRows(batch, &tickets, `SELECT t.unit_id, t.title FROM maintenance_tickets t
		WHERE t.unit_id = ANY (@units::uuid[]) AND coalesce(t.status, 'open') NOT IN ('closed', 'rejected')`, args)
	batch.Queue(`SELECT society360_closed_through()`).QueryRow(func(row pgx.Row) error {
		var day *value.Day
		err := row.Scan(&day)
		if day != nil {
			s.closed = *day
		}
		return err
	})
	if err := d.SendBatch(ctx, batch).Close(); err != nil {
		return s, connect.ReadError(err)
	}
	for _, y := range payments {
		s.payments[paymentKey(y.UnitID, y.Amount, y.On, y.Reference)] = true
	}
	for _, t := range tickets {
		s.tickets[ticketKey(t.UnitID, t.Title)] = true
	}
	return s, nil
}

func paymentKey(unit uuid.UUID, amount value.Paise, on value.Day, reference string) string {
	return unit.String() + " " + amount.String() + " " + on.String() + " " + money.ReferenceKey(reference)
}

func ticketKey(unit uuid.UUID, title string) string {
	return unit.String() + " " + strings.ToLower(title)
}

// planDues takes the dues of units that have none yet.
func (o *opening) planDues(plan *openPlan, ids map[*openFlat]uuid.UUID, standing standingMoney) {
	there := map[uuid.UUID][]knownDues{}
	for _, known := range standing.dues {
		there[known.UnitID] = append(there[known.UnitID], known)
	}
	type place struct {
		unit  *openFlat
		since value.Day
	}
	first, sheets := map[place]int{}, map[*openFlat]int{}
	for _, line := range o.dues {
		id := ids[line.unit]
		if other := sheets[line.unit]; other != 0 && o.refs[other-1].page != o.refs[line.line-1].page {
			o.blameDues(line, "%s has dues in another sheet already: %s.", line.unit.name(), o.place(other, -1))
			continue
		}
		if other := first[place{line.unit, line.since}]; other != 0 {
			o.blameDues(line, "%s has dues of this day already: %s.", line.unit.name(), o.place(other, -1))
			continue
		}
		first[place{line.unit, line.since}], sheets[line.unit] = line.line, line.line
		if known := there[id]; len(known) > 0 {
			if slices.ContainsFunc(known, func(k knownDues) bool { return k.Amount == line.amount && (line.undated || k.Since == line.since) }) {
				plan.same.Dues++
				continue
			}
			o.blameDues(line, "%s has opening dues of %s already%s: take that back, or correct its bill.", line.unit.name(), known[0].Amount, ofImport(known[0].Number))
			continue
		}
		text := line.towards
		if text == "" {
			text = "As on " + line.since.Format("2 January 2006")
		}
		plan.dues = append(plan.dues, planDues{value.NewID(), id, line.amount, line.since, text, line.unit.block})
	}
}

func (o *opening) blameDues(line openDues, format string, args ...any) {
	r := o.refs[line.line-1]
	o.blame(r.page, r.row, line.column, format, args...)
}

func ofImport(number int) string {
	if number == 0 {
		return ""
	}
	return " by import " + strconv.Itoa(number)
}

func (o *opening) planPayments(plan *openPlan, ids map[*openFlat]uuid.UUID, standing standingMoney) {
	first := map[string]int{}
	for _, line := range o.paid {
		id := ids[line.unit]
		key := paymentKey(id, line.amount, line.on, line.reference)
		if id == uuid.Nil {
			key = line.unit.key() + key
		}
		switch other := first[key]; {
		case other != 0:
			o.blameLine(line.line, paidColumn, "This payment is there already: %s.", o.place(other, -1))
			continue
		case standing.payments[key]:
			plan.same.Payments++
			continue
		case !standing.closed.IsZero() && !standing.closed.Before(line.on):
			o.blameLine(line.line, paidOnColumn, "The books are closed up to %s; a closed day takes nothing more.", standing.closed.Format("2 Jan 2006"))
			continue
		}
		first[key] = line.line
		plan.payments = append(plan.payments, planPayment{value.NewID(), id, line})
	}
}

func (o *opening) planTickets(plan *openPlan, ids map[*openFlat]uuid.UUID, standing standingMoney) {
	first := map[string]int{}
	for _, line := range o.tickets {
		id := ids[line.unit]
		key := ticketKey(id, line.title)
		if id == uuid.Nil {
			key = line.unit.key() + key
		}
		switch other := first[key]; {
		case other != 0:
			o.blameLine(line.line, titleColumn, "This ticket is there already: %s.", o.place(other, -1))
			continue
		case standing.tickets[key]:
			plan.same.Tickets++
			continue
		}
		first[key] = line.line
		plan.tickets = append(plan.tickets, planTicket{value.NewID(), id, line})
	}
}
