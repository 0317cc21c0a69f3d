package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

func (a *app) billsPay() *cobra.Command {
	var n data.NewPayment
	var unit, bill, amount, method, payer string
	var w writeFlags
	cmd := &cobra.Command{
		Use:   "pay --unit UNIT|--bill ID --amount AMOUNT --method METHOD --as EMAIL",
		Short: "Record a payment, oldest dues first",
		Long: `Pay records a payment over the unit's dues, the oldest first, or on one bill, and
writes the receipt's number. More than is due is refused. Sent again with the
same --intent it pays nothing twice but answers as before.`,
		Example: `  society360 bills pay --unit A-101 --amount 5000 --method UPI --reference 4455667788 \
    --intent bank-2026-11-23-17 --as asha@greenpark.example`,
		Args: a.takes(),
	}
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		if err := payFor(ctx, store, actor, &n, unit, bill); err != nil {
			return err
		}
		n.Method = data.PaymentMethod(method)
		var err error
		if n.Payer, err = residentOf(ctx, store, actor, n.Unit, payer); err != nil {
			return err
		}
		done, err := store.Pay(ctx, actor, w.key(), n)
		if err != nil {
			return w.failed(err)
		}
		if w.json {
			return writeOne(ctx, a, store, paymentColumns(), done.Payments...)
		}
		var bills []string
		for _, p := range done.Payments {
			bills = append(bills, fmt.Sprintf("%s on %s", p.Amount, p.BillType))
		}
		fmt.Fprintf(a.out, "Recorded %s for %s by %s, receipt %s: %s.\n",
			n.Amount, done.Payments[0].Unit, n.Method, done.Receipt, strings.Join(bills, ", "))
		return nil
	})), w.check, func() (err error) {
		n.Amount, err = typedAmount(amount)
		return err
	}, func() error { return checkBillID(bill) })
	flags := cmd.Flags()
	flags.StringVar(&unit, "unit", "", "the unit whose dues are paid, such as A-101")
	flags.StringVar(&bill, "bill", "", "the ID of the one bill that is paid")
	flags.StringVar(&amount, "amount", "", "the amount in rupees, such as 5000 or 1,250.50")
	choose(cmd, &method, "method", "how it was paid", words(data.PaymentMethods()...)...)
	flags.StringVar(&n.Reference, "reference", "", "the transaction's reference; cash has none")
	flags.StringVar(&payer, "payer", "", "whose money it is: the name of who lives in the unit, for the receipt")
	flags.StringVar(&n.Note, "note", "", "a note for the audit log")
	mayBeBlank(cmd, "reference", "payer", "note")
	cmd.MarkFlagsOneRequired("unit", "bill")
	either(cmd, "unit", "bill")
	a.writes(cmd, &w)
	a.needs(cmd, "amount", "method")
	return cmd
}

// checkBillID finds what is no bill's ID before a database is opened.
func checkBillID(typed string) error {
	if _, err := uuid.Parse(typed); typed != "" && err != nil {
		return usage("--bill takes the ID of a bill, not %q; society360 bills --json shows them", typed)
	}
	return nil
}

// payFor says whose dues a payment is for.
func payFor(ctx context.Context, store *data.Store, actor data.Actor, n *data.NewPayment, unit, bill string) error {
	if bill == "" {
		found, err := store.UnitByLabel(ctx, actor, unit)
		n.Unit = found.ID
		return err
	}
	id, err := uuid.Parse(bill)
	if err != nil { // checked
		return err
	}
	b, err := store.Bill(ctx, actor, id)
	if err != nil {
		return err
	}
	if b.UnitID == nil {
		return fail(nil, "The unit of this bill is gone; nothing can be paid on it.")
	}
	n.Unit, n.Bills = *b.UnitID, []uuid.UUID{id}
	return nil
}

// residentOf is who of a unit has that name, nil where none was typed.
func residentOf(ctx context.Context, store *data.Store, actor data.Actor, unit uuid.UUID, name string) (*uuid.UUID, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // a payment may be without a payer
	}
	residents, err := store.Residents(ctx, actor, unit)
	if err != nil {
		return nil, err
	}
	var found []uuid.UUID
	var names []string
	for _, r := range residents {
		if strings.EqualFold(r.Name, data.Clean(name)) {
			found = append(found, r.UserID)
		}
		names = append(names, r.Name)
	}
	if len(found) != 1 {
		return nil, fail(nil, "%d of those who live there are called so: --payer takes one of %s. Nothing was saved.", len(found), strings.Join(names, ", "))
	}
	return &found[0], nil
}

// typedAmount reads an amount of rupees from a flag.
func typedAmount(typed string) (data.Paise, error) {
	amount, err := data.ParsePaise(typed)
	if err != nil || amount == 0 {
		return 0, usage("--amount takes rupees, such as 5000 or 1,250.50, not %q", typed)
	}
	return amount, nil
}

func (a *app) billsRaise() *cobra.Command {
	var n data.NewBill
	var unit, amount, date, due string
	var w writeFlags
	cmd := &cobra.Command{
		Use:   "raise --unit UNIT --type TYPE --amount AMOUNT --as EMAIL",
		Short: "Raise one bill",
		Long: `Raise raises one bill and writes its ID. It is dated today, and due after the
days that the setting billing.due_days says, where no days are given.`,
		Example: `  society360 bills raise --unit A-101 --type Water --amount 640.50 --description 'Tanker' --as asha@greenpark.example`,
		Args:    a.takes(),
	}
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		found, err := store.UnitByLabel(ctx, actor, unit)
		if err != nil {
			return err
		}
		n.Unit = found.ID
		bill, err := store.RaiseBill(ctx, actor, w.key(), n)
		if err != nil {
			return w.failed(err)
		}
		if w.json {
			return writeOne(ctx, a, store, billColumns(), bill)
		}
		fmt.Fprintf(a.out, "Raised bill %s for %s: %s, %s, due %s.\n", bill.ID, bill.Unit, bill.Type, bill.Amount, bill.DueDate)
		return nil
	})), w.check, func() (err error) {
		n.Amount, err = typedAmount(amount)
		return err
	}, func() (err error) {
		if n.BillDate, err = typedDay("date", date); err != nil {
			return err
		}
		n.DueDate, err = typedDay("due", due)
		return err
	})
	flags := cmd.Flags()
	flags.StringVar(&unit, "unit", "", "the unit, such as A-101")
	choose(cmd, &n.Type, "type", "what it is for", data.BillTypes()...)
	flags.StringVar(&amount, "amount", "", "the amount in rupees, such as 5000 or 1,250.50")
	flags.StringVar(&date, "date", "", "the bill's date, such as 2026-11-23, in place of today")
	flags.StringVar(&due, "due", "", "the day on which it is due")
	flags.StringVar(&n.Description, "description", "", "what the unit reads of it")
	mayBeBlank(cmd, "description")
	a.writes(cmd, &w)
	a.needs(cmd, "unit", "type", "amount")
	return cmd
}

// typedDay reads a day from a flag, no day where nothing was typed.
func typedDay(flag, typed string) (data.Day, error) {
	if typed == "" {
		return data.Day{}, nil
	}
	day, err := data.ParseDay(typed)
	if err != nil {
		return day, usage("--%s needs a day such as 2026-11-23, not %q", flag, typed)
	}
	if err := data.RegisterDays().Check(day, data.DayOf(time.Now())); err != nil {
		return day, usage("--%s is %s: %s", flag, typed, sentence(err))
	}
	return day, nil
}
