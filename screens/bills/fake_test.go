package bills_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/bills"
	"github.com/civoranexus/society360/tui/tuitest"
)

// books is an in-memory store for the screen's tests: units, their bills and
// payments, and failures on demand.
type books struct {
	tuitest.Fake
	units    []data.Unit
	bills    []data.Bill
	payments []data.Payment // oldest first
	settings map[string]string
	claims   []data.Claim // the oldest first

	paid    []data.NewPayment
	reasons []string
	stop    error // what a run ends with half-way
	fee     data.Paise

	files map[string]string
}

var errDown = &data.Error{Kind: data.Unavailable, Format: "The database cannot be reached; nothing was saved. Try again in a moment."}

func refused(format string, args ...any) error {
	return &data.Error{Kind: data.Refused, Format: format, Args: args}
}

func bad(field, format string, args ...any) error {
	why := &data.Error{Kind: data.Invalid, Format: format, Args: args}
	return &data.Error{Kind: data.Invalid, Format: format, Args: args, Bad: map[string]error{field: why}}
}

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

func day(year int, month time.Month, d int) data.Day {
	return data.Day{Year: year, Month: month, Day: d}
}

// newBooks has three units: A-101 owes five bills of every age, B-204 one that is
// not due yet, C-302 nothing.
func newBooks() *books {
	b := &books{
		settings: map[string]string{"general.society_name": "Green Park CHS"},
		files:    map[string]string{},
	}
	for i, label := range []string{"A-101", "B-204", "C-302"} {
		b.units = append(b.units, data.Unit{ID: id(101 + i), Label: label, Block: "Tower " + label[:1], Type: "2BHK", Status: "occupied"})
	}
	for i, month := range []time.Month{time.August, time.September, time.October, time.November} {
		first := day(2026, month, 1)
		bill := b.bill(0, "Maintenance", 5000_00, first, first.AddDays(14))
		bill.RunMonth, bill.Description = &first, "Maintenance "+first.Format("January 2006")
		if i == 0 {
			b.pay(bill, 1500_00, data.UPI, "UPI-4471", day(2026, 9, 2))
			base := data.Paise(3500_00)
			fee := b.bill(0, data.LateFee, 175_00, day(2026, 9, 3), day(2026, 9, 18))
			fee.LateFeeOf, fee.FeeBase, fee.FeePercent, fee.Description = &bill.ID, &base, "5", "Late fee on Maintenance August 2026"
		}
	}
	b.bill(1, "Parking", 1200_00, day(2026, 11, 20), day(2026, 12, 5)).Description = "Second car"
	return b
}

func (b *books) bill(unit int, kind string, amount data.Paise, date, due data.Day) *data.Bill {
	b.bills = append(b.bills, data.Bill{
		ID: id(1000 + len(b.bills)), UnitID: &b.units[unit].ID, Unit: b.units[unit].Label, Type: kind, Amount: amount,
		BillDate: date, DueDate: due, Version: "1",
	})
	return &b.bills[len(b.bills)-1]
}

// pay records a payment as another desk does.
func (b *books) pay(bill *data.Bill, amount data.Paise, method data.PaymentMethod, reference string, on data.Day) *data.Payment {
	bill.Paid += amount
	n := len(b.payments) + 1
	receipt := id(3000 + n)
	b.payments = append(b.payments, data.Payment{
		ID: id(2000 + n), BillID: &bill.ID, BillType: bill.Type, Description: bill.Description, UnitID: bill.UnitID, Unit: bill.Unit,
		Payer: "Meera Joshi", Amount: amount, Method: method, Reference: reference, At: on.In(tuitest.India()).Add(11 * time.Hour),
		Status: data.PaymentSucceeded, Recorder: "Asha Rao", ReceiptID: &receipt, Receipt: fmt.Sprintf("2026-%06d", n),
	})
	return &b.payments[len(b.payments)-1]
}

func today() data.Day { return day(2026, time.November, 21) }

// derived is a bill as it is read: with its status of today.
func derived(b data.Bill) data.Bill {
	switch {
	case b.VoidedAt != nil:
		b.Status = data.Void
	case b.Due() == 0:
		b.Status = data.Paid
	case b.DueDate.Before(today()):
		b.Status = data.Overdue
	case b.Paid > 0:
		b.Status = data.PartiallyPaid
	default:
		b.Status = data.Unpaid
	}
	return b
}

// read is a call whose value is made under the lock.
func read[T any](b *books, method string, value func() T) (T, error) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	var none T
	if err := b.Call(method); err != nil {
		return none, err
	}
	return value(), nil
}

func (b *books) Settle(_ context.Context, _ data.Actor, key uuid.UUID) (bool, error) {
	return b.Settled(key)
}

func (b *books) Settings(context.Context) (data.Settings, error) {
	return read(b, "Settings", func() data.Settings { return data.SettingsOf(b.settings) })
}

func flat(s string) string { return strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(s)) }

func (b *books) FindUnits(_ context.Context, _ data.Actor, term string) ([]data.Unit, error) {
	return read(b, "FindUnits", func() []data.Unit {
		return slices.DeleteFunc(slices.Clone(b.units), func(u data.Unit) bool { return !strings.HasPrefix(flat(u.Label), flat(term)) })
	})
}

func (b *books) account(u data.Unit) data.Account {
	a := data.Account{UnitID: u.ID, Unit: u.Label, Contact: "Meera Joshi", Key: u.Label}
	if u.Label != "A-101" {
		a.Contact = "Arun Nair"
	}
	for _, bill := range b.open(u.ID) {
		a.Due += bill.Due()
		a.Claimed += bill.Claimed
		a.Bills++
		if bill.DueDate.Before(today()) {
			a.Late += bill.Due()
		}
		if a.Oldest.IsZero() {
			a.Oldest = bill.DueDate
		}
	}
	return a
}

// means reports whether a search finds a unit, by its label or its contact.
func means(a data.Account, term string) bool {
	return strings.HasPrefix(flat(a.Unit), flat(term)) || len(term) > 2 && strings.Contains(flat(a.Contact), flat(term))
}

func (b *books) open(unit uuid.UUID) []data.Bill {
	var open []data.Bill
	for _, bill := range b.bills {
		if bill.UnitID != nil && *bill.UnitID == unit && bill.Due() > 0 && bill.VoidedAt == nil {
			open = append(open, derived(bill))
		}
	}
	slices.SortStableFunc(open, func(a, b data.Bill) int { return cmp.Compare(a.DueDate.String(), b.DueDate.String()) })
	return open
}

func (b *books) UnitAccounts(_ context.Context, _ data.Actor, f data.AccountFilter) (data.AccountPage, error) {
	return read(b, "UnitAccounts", func() (page data.AccountPage) {
		for _, u := range b.units {
			a := b.account(u)
			if means(a, f.Search) && (!f.MostFirst || a.Due > 0) {
				page.Accounts = append(page.Accounts, a)
			}
		}
		if f.MostFirst {
			slices.SortStableFunc(page.Accounts, func(a, b data.Account) int { return cmp.Compare(b.Due, a.Due) })
		}
		return page
	})
}

func (b *books) UnitDues(_ context.Context, _ data.Actor, unit uuid.UUID) (data.UnitDues, error) {
	return read(b, "UnitDues", func() data.UnitDues {
		for _, u := range b.units {
			if u.ID == unit {
				return data.UnitDues{
					Account: b.account(u), Block: u.Block, Today: today(), Open: b.open(unit),
					Residents: []data.Resident{
						{UserID: id(301), Name: "Meera Joshi", Type: "owner", Primary: true},
						{UserID: id(302), Name: "Arun Joshi", Type: "family_member"},
					},
				}
			}
		}
		return data.UnitDues{}
	})
}

func (b *books) Bill(_ context.Context, _ data.Actor, id uuid.UUID) (data.Bill, error) {
	return read(b, "Bill", func() data.Bill {
		for _, bill := range b.bills {
			if bill.ID == id {
				return derived(bill)
			}
		}
		return data.Bill{}
	})
}

func (b *books) Bills(_ context.Context, _ data.Actor, f data.BillFilter) (data.BillPage, error) {
	return read(b, "Bills", func() (page data.BillPage) {
		for _, bill := range slices.Backward(b.bills) {
			if (f.Unit == nil || *bill.UnitID == *f.Unit) && (len(f.Types) == 0 || slices.Contains(f.Types, bill.Type) && bill.Due() > 0) {
				page.Bills = append(page.Bills, derived(bill))
			}
		}
		return page
	})
}

func (b *books) age(open []data.Bill) (a data.Aged) {
	for _, bill := range open {
		days := today().DaysSince(bill.DueDate)
		if days <= 0 {
			continue
		}
		switch {
		case days <= 30:
			a.Days30 += bill.Due()
		case days <= 60:
			a.Days60 += bill.Due()
		case days <= 90:
			a.Days90 += bill.Due()
		default:
			a.Older += bill.Due()
		}
		if a.Bills++; a.Oldest.IsZero() {
			a.Oldest = bill.DueDate
		}
		a.Total += bill.Due()
	}
	return a
}

func (b *books) Defaulters(_ context.Context, _ data.Actor, f data.AgeingFilter) (data.AgeingPage, error) {
	return read(b, "Defaulters", func() (page data.AgeingPage) {
		for _, u := range b.units {
			if a := b.age(b.open(u.ID)); a.Total > 0 && f.After == nil {
				page.Units = append(page.Units, data.AgeingRow{UnitID: u.ID, Unit: u.Label, Contact: b.account(u).Contact, Aged: a})
			}
		}
		return page
	})
}

func (b *books) Ageing(context.Context, data.Actor) (data.Ageing, error) {
	return read(b, "Ageing", func() (all data.Ageing) {
		for _, u := range b.units {
			if a := b.age(b.open(u.ID)); a.Total > 0 {
				all.Units++
				all.Days30, all.Days60, all.Days90, all.Older = all.Days30+a.Days30, all.Days60+a.Days60, all.Days90+a.Days90, all.Older+a.Older
				all.Total, all.Bills = all.Total+a.Total, all.Bills+a.Bills
			}
		}
		return all
	})
}

func (b *books) Payments(_ context.Context, _ data.Actor, f data.PaymentFilter) (data.PaymentPage, error) {
	return read(b, "Payments", func() (page data.PaymentPage) {
		for _, p := range slices.Backward(b.payments) {
			at := slices.IndexFunc(b.units, func(u data.Unit) bool { return u.ID == *p.UnitID })
			if (f.Unit == nil || *p.UnitID == *f.Unit) && (f.Bill == nil || *p.BillID == *f.Bill) &&
				(f.Search == p.Receipt || means(b.account(b.units[at]), f.Search)) && (!f.Elsewhere || p.Recorder == "") {
				page.Payments = append(page.Payments, p)
			}
		}
		return page
	})
}

func (b *books) Takings(_ context.Context, _ data.Actor, on data.Day) ([]data.Taking, error) {
	return read(b, "Takings", func() (all []data.Taking) {
		for _, p := range b.payments {
			if data.DayOf(p.At.In(tuitest.India())) != on {
				continue
			}
			at := slices.IndexFunc(all, func(t data.Taking) bool { return t.Method == p.Method })
			if at < 0 {
				person := id(1)
				at = len(all)
				all = append(all, data.Taking{PersonID: &person, Person: p.Recorder, Method: p.Method})
			}
			if p.Status != data.PaymentSucceeded {
				all[at].Reversed += p.Amount
				continue
			}
			all[at].Count++
			all[at].Amount += p.Amount
		}
		return all
	})
}

func (b *books) Claims(_ context.Context, _ data.Actor, f data.ClaimFilter) (data.ClaimPage, error) {
	return read(b, "Claims", func() data.ClaimPage {
		page := data.ClaimPage{Waiting: len(b.claims)}
		for _, c := range b.claims {
			if strings.Contains(flat(c.Unit+c.Reference), flat(f.Search)) {
				page.Claims = append(page.Claims, c)
			}
		}
		return page
	})
}

func (b *books) PaymentMethodsFor(actor data.Actor) []data.PaymentMethod {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	switch {
	case actor.Role == data.RoleAdmin:
		return data.PaymentMethods()
	case b.settings["billing.staff_records_payments"] == "true":
		return data.PaymentMethods()[1:]
	}
	return nil
}

// stores have the fake stand for every room.
func (b *books) stores() bills.Stores {
	return bills.Stores{Settings: b, Homes: b, Money: b, Settle: b.Settle}
}
