package opening

import (
	"context"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// copyAll sends the plan's rows, each table behind those it refers to.
func (p *openPlan) copyAll(ctx context.Context, c *intake.Copier, zone *time.Location, today value.Day) error {
	tables := slices.Concat(p.Tables(p.residents), p.moneyTables(c.Actor, zone), []*intake.Copied{p.ticketTable(c.Actor, zone, today)})
	for _, t := range tables {
		c.Total += 2 * len(t.Rows)
	}
	for _, t := range tables {
		if err := c.Copy(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// moneyTables are the opening bills and the payments of the past. Those of a unit settle
// one bill of their sum, which changes nothing of what it owes.
func (p *openPlan) moneyTables(actor role.Actor, zone *time.Location) []*intake.Copied {
	bills := intake.NewCopied(action.BillCreated, "bills", "id", "unit_id", "bill_type", "amount", "bill_date", "due_date", "status", "description")
	raise := func(id, unit uuid.UUID, amount value.Paise, on, due value.Day, text string) {
		bills.Add(id, map[string]any{
			"unit_id": unit, "bill_type": money.Opening, "amount": amount, "bill_date": on, "due_date": due, "description": text,
		}, id, unit, money.Opening, amount, on, due, "unpaid", text)
	}
	for _, d := range p.dues {
		raise(d.id, d.unit, d.amount, d.since, d.since, d.text)
	}
	type span struct {
		id          uuid.UUID
		sum         value.Paise
		first, last value.Day
	}
	spans := map[uuid.UUID]*span{}
	var order []uuid.UUID
	for _, y := range p.payments {
		s := spans[y.unit]
		if s == nil {
			s = &span{id: value.NewID(), first: y.pay.on, last: y.pay.on}
			spans[y.unit] = s
			order = append(order, y.unit)
		}
		s.sum += y.pay.amount
		if y.pay.on.Before(s.first) {
			s.first = y.pay.on
		}
		if s.last.Before(y.pay.on) {
			s.last = y.pay.on
		}
	}
	for _, unit := range order {
		s := spans[unit]
		raise(s.id, unit, s.sum, s.first, s.last, settled)
	}
	payments := intake.NewCopied(action.PaymentRecorded, "payments",
		"id", "bill_id", "amount_paid", "payment_method", "transaction_reference", "payment_date", "received_on", "status", "bank", "paid_by_name", "recorded_by")
	for _, y := range p.payments {
		bill := spans[y.unit].id
		payments.Add(y.id, map[string]any{
			"bill_id": bill, "amount_paid": y.pay.amount, "payment_method": string(y.pay.method), "transaction_reference": y.pay.reference,
			"received_on": y.pay.on, "status": "success", "bank": y.pay.bank, "paid_by_name": y.pay.payer,
		}, y.id, bill, y.pay.amount, string(y.pay.method), value.Tidy(y.pay.reference), y.pay.on.Noon(zone), y.pay.on, "success", value.Tidy(y.pay.bank), value.Tidy(y.pay.payer), actor.UserID)
	}
	return []*intake.Copied{bills, payments}
}

func (p *openPlan) ticketTable(actor role.Actor, zone *time.Location, today value.Day) *intake.Copied {
	rows := intake.NewCopied(action.TicketCreated, "maintenance_tickets",
		"id", "unit_id", "requester_id", "category", "title", "description", "priority", "status", "created_at", "updated_at")
	for _, t := range p.tickets {
		raised := t.ticket.raised
		if raised.IsZero() {
			raised = today
		}
		at := raised.Noon(zone)
		if now := time.Now(); at.After(now) {
			at = now
		}
		rows.Add(t.id, map[string]any{
			"unit_id": t.unit, "category": t.ticket.category, "title": t.ticket.title, "description": t.ticket.details, "priority": t.ticket.priority, "status": "open",
		}, t.id, t.unit, actor.UserID, t.ticket.category, t.ticket.title, value.Tidy(t.ticket.details), t.ticket.priority, "open", at, at)
	}
	return rows
}

// note tells the database which rows the import made, by which it may be taken back.
func note(ctx context.Context, c *intake.Copier) error {
	for _, t := range c.Made {
		if len(t.IDs) == 0 {
			continue
		}
		if _, err := c.Tx.Exec(ctx, `SELECT society360_import_made(@import, @kind, @ids)`, pgx.NamedArgs{"import": c.Intent, "kind": t.Table, "ids": t.IDs}); err != nil {
			return err
		}
	}
	return nil
}
