package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) billsRaise() *cobra.Command {
	var n money.BillDraft
	var unit, kind, amount, date, due string
	cmd := &cobra.Command{
		Use:   "raise --unit UNIT --type TYPE --amount AMOUNT --as EMAIL",
		Short: "Raise one bill",
		Long: `Raise raises one bill and writes its ID. Unless flags say otherwise it is dated
today, and due as many days later as the setting billing.due_days says.`,
		Example: `  society360 bills raise --unit A-101 --type Water --amount 640.50 --description 'Tanker' --as asha@greenpark.example`,
	}
	flags := cmd.Flags()
	flags.StringVar(&unit, "unit", "", "the unit, such as A-101")
	billType(cmd, &kind, "what it is for")
	flags.StringVar(&amount, "amount", "", "the amount in rupees, such as 5000 or 1,250.50")
	flags.StringVar(&date, "date", "", "the bill's date, such as 2026-11-23 or 23 nov, in place of today")
	flags.StringVar(&due, "due", "", "the day on which it is due")
	flags.StringVar(&n.Description, "description", "", "what the bill is for, in words that the unit reads")
	mayBeBlank(cmd, "description")
	needs(cmd, "unit", "type", "amount")
	days := func(today value.Day) (err error) {
		if n.BillDate, err = typedDay("date", date, today, calendar.Nearest); err != nil {
			return err
		}
		n.DueDate, err = typedDay("due", due, today, calendar.Nearest)
		return err
	}
	a.check(cmd, func() (err error) {
		if n.Amount, err = typedAmount(amount); err != nil {
			return err
		}
		return days(value.UTCToday())
	})
	return writes(a, cmd, billColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]money.Bill, string, error) {
		found, err := c.society.Homes.UnitByLabel(ctx, c.actor, unit)
		if err != nil {
			return nil, "", err
		}
		n.Unit = found.ID
		n.Type = c.billType(kind)
		if err := days(c.society.Settings.ThisDay()); err != nil {
			return nil, "", err
		}
		bill, err := c.society.Money.RaiseBill(ctx, c.actor, key, n)
		return []money.Bill{bill}, fmt.Sprintf("Raised bill %s for %s: %s, %s, dated %s, due %s.",
			bill.ID, bill.Unit, bill.Type, bill.Amount, bill.BillDate, bill.DueDate.Format(longDate)), err
	})
}
