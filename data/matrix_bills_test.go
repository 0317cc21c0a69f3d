package data_test

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/data/datatest"
)

// settleBills has a paid bill and one that is late in A-101 and in B-204.
func settleBills(tw *town) {
	datatest.Setting(tw.t, tw.Society, "billing.staff_records_payments", "false")
	datatest.ChargesAutomatically(tw.t, tw.Society)
	due := tw.Settings.ThisDay().AddDays(-3)
	for _, label := range []string{"A-101", "B-204"} {
		for range 2 {
			if _, err := tw.Money.RaiseBill(tw.t.Context(), tw.Admin, uuid.New(), money.BillDraft{
				Unit: tw.Units[label], Type: "Water", Amount: 100_00, BillDate: due.AddDays(-15), DueDate: due,
			}); err != nil {
				tw.t.Fatal(err)
			}
		}
		if _, err := tw.Money.Pay(tw.t.Context(), tw.Admin, uuid.New(), money.PaymentDraft{
			Unit: tw.Units[label], Amount: 100_00, Method: money.Cash,
		}); err != nil {
			tw.t.Fatal(err)
		}
	}
}

// owed gives a cell a bill of A-101 with something due.
func owed(c *cell) { c.id = datatest.RaiseBill(c.t, c.Society, 100_00, 5).ID }

// late gives a cell a bill of A-101 that is late, and has no fee yet.
func late(c *cell) { c.id = datatest.RaiseBill(c.t, c.Society, 100_00, -5).ID }

// charged gives a cell a late fee of 5.00 on a bill of A-101.
func charged(c *cell) {
	late(c)
	must(c.Money.ChargeLateFees(c.t.Context(), c.Admin, c.key(), []money.BillSum{{Bill: c.id, Sum: 5_00}}, nil))(c)
	if err := c.Owner.QueryRow(c.t.Context(), `SELECT id FROM bills WHERE late_fee_of = $1`, c.id).Scan(&c.id); err != nil {
		c.t.Fatal(err)
	}
}

// unmarked gives a cell a late bill that is not marked so.
func unmarked(c *cell) {
	late(c)
	c.Exec(c.t, `ALTER TABLE bills DISABLE TRIGGER society360_bills_derive`)
	c.Exec(c.t, `UPDATE bills SET status = 'unpaid' WHERE id = $1`, c.id)
	c.Exec(c.t, `ALTER TABLE bills ENABLE TRIGGER society360_bills_derive`)
}

// unbilled gives a cell a unit that no run has billed yet.
func unbilled(c *cell) {
	c.id = uuid.New()
	c.Exec(c.t, `INSERT INTO units (id, block_id, unit_number, floor_number, type, status)
		SELECT $1, u.block_id, $2, 1, '2BHK', 'vacant' FROM units u WHERE u.id = $3`, c.id, c.fresh("R"), c.Units["A-102"])
}

// billedMonth is a month that nothing else in the matrix bills.
func billedMonth(c *cell) value.Day { return c.Settings.ThisDay().FirstOfMonth().AddMonths(-3) }

// billed gives a cell a run of that month.
func billed(c *cell) {
	unbilled(c)
	c.Exec(c.t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, run_month) VALUES ($1, 'Maintenance', 100, $2, $2, $2)`, c.id, billedMonth(c))
}

// withBill reads the cell's bill for a change of it.
func withBill(change func(c *cell, seen money.Bill) error) func(c *cell) error {
	return func(c *cell) error {
		return change(c, must(c.Money.Bill(c.t.Context(), c.Admin, c.id))(c))
	}
}

// billTrials: staff look bills up, an admin does everything, residents read those
// of own units, a guard none. Overdue marks, late fees and the bill run are the
// schedule's as well.
func billTrials() []trial {
	return append(billReads(), []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Money.RaiseBill",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  here,
			write: func(c *cell) error {
				_, err := c.Money.RaiseBill(c.t.Context(), c.actor, c.key(), money.BillDraft{Unit: c.id, Type: "Water", Amount: 100_00})
				return err
			},
		},
		{
			method: "Money.CorrectBill",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  owed,
			write: withBill(func(c *cell, b money.Bill) error {
				_, err := c.Money.CorrectBill(c.t.Context(), c.actor, c.key(), c.id, money.BillCorrection{
					Amount: 90_00, BillDate: b.BillDate, DueDate: b.DueDate, Reason: "mistyped", Seen: b,
				})
				return err
			}),
		},
		{
			method: "Money.VoidBill",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  owed,
			write: func(c *cell) error {
				_, err := c.Money.VoidBill(c.t.Context(), c.actor, c.key(), c.id, "raised twice")
				return err
			},
		},
		{
			method: "Money.WaiveBill",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  owed,
			write: func(c *cell) error {
				_, err := c.Money.WaiveBill(c.t.Context(), c.actor, c.key(), c.id, 10_00, "goodwill")
				return err
			},
		},
		{
			method: "Money.RunBills",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  unbilled,
			write: func(c *cell) error {
				_, err := c.Money.RunBills(c.t.Context(), c.actor, c.Settings.ThisDay(), nil)
				return err
			},
		},
		{
			method: "Money.TakeBackRun",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  billed,
			write: func(c *cell) error {
				seen := must(c.Money.PreviewTakeBack(c.t.Context(), c.Admin, billedMonth(c)))(c)
				_, err := c.Money.TakeBackRun(c.t.Context(), c.actor, c.key(), seen.Run, "the wrong fee", nil)
				return err
			},
		},
		{
			method: "Money.ChargeOverdue",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  late,
			write: func(c *cell) error {
				_, err := c.Money.ChargeOverdue(c.t.Context(), c.actor, nil)
				return err
			},
		},
		{
			method: "Money.MarkOverdue",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  unmarked,
			write: func(c *cell) error {
				_, err := c.Money.MarkOverdue(c.t.Context(), c.actor, nil)
				return err
			},
		},
		{
			// The program only where billing.late_fees is automatic, as here.
			method: "Money.ChargeLateFees",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  late,
			write: func(c *cell) error {
				_, err := c.Money.ChargeLateFees(c.t.Context(), c.actor, c.key(), []money.BillSum{{Bill: c.id, Sum: 5_00}}, nil)
				return err
			},
		},
		{
			method: "Money.WaiveLateFees",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  charged,
			write: func(c *cell) error {
				_, err := c.Money.WaiveLateFees(c.t.Context(), c.actor, c.key(), []money.BillSum{{Bill: c.id, Sum: 5_00}}, "goodwill", nil)
				return err
			},
		},
	}...)
}

func billReads() []trial {
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Money.Bills",
			want:   "yes    yes    yes    no     own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Money.Bills(c.t.Context(), c.actor, money.BillFilter{})
				return unitsNamed(page.Bills, err, func(b money.Bill) string { return b.Unit })
			},
		},
		{
			method: "Money.Bills", as: "of who lives in B-204",
			want: "yes    yes    yes    no     own    own    own    own    own    no     no     5s     5s     no     no     yes",
			home: homeOfB204, all: []string{"B-204"},
			list: func(c *cell) ([]string, error) {
				page, err := c.Money.Bills(c.t.Context(), c.actor, money.BillFilter{Search: "omar"})
				return unitsNamed(page.Bills, err, func(b money.Bill) string { return b.Unit })
			},
		},
		{
			method: "Money.UnitAccounts",
			want:   "yes    yes    yes    no     own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Money.UnitAccounts(c.t.Context(), c.actor, money.AccountFilter{})
				return unitsNamed(page.Accounts, err, func(a money.Account) string { return a.Unit })
			},
		},
		{
			method: "Money.UnitAccounts", as: "that owe most",
			want: "yes    yes    yes    no     own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Money.UnitAccounts(c.t.Context(), c.actor, money.AccountFilter{MostFirst: true})
				return unitsNamed(page.Accounts, err, func(a money.Account) string { return a.Unit })
			},
		},
		{
			method: "Money.Bill",
			want:   "yes    yes    yes    no     yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  owed,
			read: func(c *cell) error {
				_, err := c.Money.Bill(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			// An owner owes all that the unit owes, its family what is of its own time.
			method: "Money.Bill", as: "from before the tenant",
			want: "yes    yes    yes    no     yes    yes    none   none   none   no     no     5s     5s     no     no     yes",
			given: func(c *cell) {
				owed(c)
				c.Exec(c.t, `UPDATE bills SET bill_date = society360_today() - 500 WHERE id = $1`, c.id)
			},
			read: func(c *cell) error {
				_, err := c.Money.Bill(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Money.UnitDues",
			want:   "yes    yes    yes    no     yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  here,
			read: func(c *cell) error {
				_, err := c.Money.UnitDues(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Money.Defaulters",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Money.Defaulters(c.t.Context(), c.actor, money.AgeingFilter{})
				return unitsNamed(page.Units, err, func(r money.AgeingRow) string { return r.Unit })
			},
		},
		{
			method: "Money.Ageing",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Money.Ageing(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Money.PreviewRun",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Money.PreviewRun(c.t.Context(), c.actor, c.Settings.ThisDay())
				return err
			},
		},
		{
			method: "Money.BillRuns",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Money.BillRuns(c.t.Context(), c.actor, money.RunFilter{})
				return err
			},
		},
		{
			method: "Money.PreviewTakeBack",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  billed,
			read: func(c *cell) error {
				_, err := c.Money.PreviewTakeBack(c.t.Context(), c.actor, billedMonth(c))
				return err
			},
		},
		{
			method: "Money.PreviewOverdue",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Money.PreviewOverdue(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Money.FeesWaiting",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Money.FeesWaiting(c.t.Context(), c.actor)
				return err
			},
		},
		{
			method: "Money.FeeFates",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  owed,
			read: func(c *cell) error {
				_, err := c.Money.FeeFates(c.t.Context(), c.actor, money.FeeCause{Void: &c.id})
				return err
			},
		},
		{
			method: "Money.ChargedFees",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Money.ChargedFees(c.t.Context(), c.actor, c.Settings.ThisDay())
				return err
			},
		},
	}
}
