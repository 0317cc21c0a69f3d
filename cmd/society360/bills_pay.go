package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) billsPay() *cobra.Command {
	var n money.PaymentDraft
	var bill *uuid.UUID
	var unit, billID, amount, method, payer, date, chequeDate string
	cmd := &cobra.Command{
		Use:   "pay --unit UNIT|--bill ID --amount AMOUNT --method METHOD --as EMAIL",
		Short: "Record a payment, oldest dues first",
		Long: `Pay records a payment over the unit's dues, the oldest first, or on one bill, and
writes the receipt's number. More than is due is refused. Money that came in on
an earlier day is of that day (--date), also where it is late. A cheque pays
nothing until it was cleared (payments clear). Repeated with the
same --intent it pays nothing twice, and answers as before.`,
		Example: `  society360 bills pay --unit A-101 --amount 5000 --method UPI --reference 4455667788 \
    --intent bank-2026-11-23-17 --as asha@greenpark.example`,
	}
	flags := cmd.Flags()
	flags.StringVar(&unit, "unit", "", "the unit whose dues are paid, such as A-101")
	flags.StringVar(&billID, "bill", "", "the ID of the one bill that is paid")
	flags.StringVar(&amount, "amount", "", "the amount in rupees, such as 5000 or 1,250.50")
	choose(cmd, &method, "method", "how it was paid", words(money.PaymentMethods()...)...)
	flags.StringVar(&n.Reference, "reference", "", "the transaction's reference, or the number of a cheque or draft; cash has none")
	flags.StringVar(&n.Bank, "bank", "", "the bank that a cheque or draft is drawn on")
	flags.StringVar(&date, "date", "", "the day on which the money was received, such as 2026-11-28 or yesterday, in place of today")
	flags.StringVar(&chequeDate, "cheque-date", "", "a cheque's own date, such as 2026-12-05, in place of today; it may lie ahead")
	flags.StringVar(&payer, "payer", "", "who paid, for the receipt: the name of somebody who lives or lived in the unit")
	flags.StringVar(&n.PaidBy, "paid-by", "", "who paid, for the receipt: the name of somebody who never lived there")
	flags.StringVar(&n.Note, "note", "", "a note for the audit log")
	flags.BoolVar(&n.Again, "again", false, "record it though its reference is on another payment")
	mayBeBlank(cmd, "reference", "bank", "payer", "paid-by", "note")
	needsOne(cmd, "unit", "bill")
	either(cmd, "unit", "bill")
	either(cmd, "payer", "paid-by")
	needs(cmd, "amount", "method")
	day := func(today value.Day) (err error) {
		if n.ReceivedOn, err = typedDay("date", date, today, calendar.Nearest); err != nil {
			return err
		}
		n.ChequeDate, err = typedDay("cheque-date", chequeDate, today, calendar.Nearest)
		return err
	}
	a.check(cmd, func() (err error) {
		if n.Amount, err = typedAmount(amount); err != nil {
			return err
		}
		if err := day(value.UTCToday()); err != nil {
			return err
		}
		if chequeDate != "" && money.PaymentMethod(method) != money.Cheque {
			return usage("--cheque-date is for --method Cheque")
		}
		bill, err = typedBill(billID)
		return err
	})
	return writes(a, cmd, paymentColumns(), func(ctx context.Context, c call, key uuid.UUID) (_ []money.Payment, _ string, err error) {
		if err := day(c.society.Settings.ThisDay()); err != nil {
			return nil, "", err
		}
		if err := c.payFor(ctx, &n, unit, bill); err != nil {
			return nil, "", err
		}
		n.Method = money.PaymentMethod(method)
		if n.Payer, err = c.resident(ctx, n.Unit, payer); err != nil {
			return nil, "", err
		}
		done, err := c.society.Money.Pay(ctx, c.actor, key, n)
		var repeated *money.Repeated
		if errors.As(err, &repeated) {
			return nil, "", fail(err, "%s Nothing was saved: add --again if it is another payment.", sentence(err, c.zone))
		}
		if err != nil {
			return nil, "", asFlag(err, "received_on", "date")
		}
		return done.Payments, paid(n, done), nil
	})
}

// payFor says whose dues a payment is for.
func (c call) payFor(ctx context.Context, n *money.PaymentDraft, unit string, bill *uuid.UUID) error {
	if bill == nil {
		found, err := c.society.Homes.UnitByLabel(ctx, c.actor, unit)
		n.Unit = found.ID
		return err
	}
	b, err := c.society.Money.Bill(ctx, c.actor, *bill)
	if err != nil {
		return err
	}
	if b.UnitID == nil {
		return fail(nil, "The unit of this bill is gone; nothing can be paid on it.")
	}
	n.Unit, n.Bills = *b.UnitID, []uuid.UUID{*bill}
	return nil
}

// resident is who of a unit, now or before, has that name, nil where none was typed.
func (c call) resident(ctx context.Context, unit uuid.UUID, name string) (*uuid.UUID, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // a payment may be without a payer
	}
	dues, err := c.society.Money.UnitDues(ctx, c.actor, unit)
	if err != nil {
		return nil, err
	}
	var found []uuid.UUID
	var names []string
	add := func(id uuid.UUID, called string) {
		if strings.EqualFold(called, value.Clean(name)) {
			found = append(found, id)
		}
		names = append(names, called)
	}
	for _, r := range dues.Residents {
		add(r.UserID, r.Name)
	}
	for _, f := range dues.Former {
		add(f.UserID, f.Name)
	}
	switch len(found) {
	case 0:
		return nil, fail(nil, "Nobody who lives or lived there is named %s: --payer takes one of %s, --paid-by the name of anybody else. Nothing was saved.", value.Clean(name), strings.Join(names, ", "))
	case 1:
		return &found[0], nil
	}
	return nil, fail(nil, "%d of those who live or lived there are named %s: name the one who paid with --paid-by. Nothing was saved.", len(found), value.Clean(name))
}

// paid says what became of a payment.
func paid(n money.PaymentDraft, done money.PaymentDone) string {
	var bills []string
	for _, p := range done.Payments {
		bills = append(bills, fmt.Sprintf("%s on %s", p.Amount, p.BillType))
	}
	unit, on := done.Payments[0].Unit, strings.Join(bills, ", ")
	if n.Method == money.Cheque {
		return fmt.Sprintf("Took cheque %s of %s for %s, dated %s: %s. It counts once it is cleared.",
			n.Reference, n.Amount, unit, done.Payments[0].ChequeDate, on)
	}
	return fmt.Sprintf("Recorded %s for %s by %s, receipt %s: %s.", n.Amount, unit, n.Method, done.Receipt, on)
}
