package screentest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Money is the store of bills, payments, claims and receipts.
type Money struct{ s *Society }

// as is a bill as it is read today: with what was paid of it and is claimed.
func (m Money) as(b money.Bill) money.Bill {
	b.Paid, b.Claimed, b.Held = 0, 0, 0
	for _, p := range m.s.Payments.rows {
		if p.BillID == nil || *p.BillID != b.ID {
			continue
		}
		switch p.Status {
		case money.PaymentSucceeded:
			b.Paid += p.Amount
		case money.PaymentClaimed, money.PaymentUncleared:
			b.Claimed += p.Amount
			if !b.DueDate.Before(m.asPayment(*p).ReceivedOn) {
				b.Held += p.Amount
			}
		}
	}
	switch {
	case b.VoidedAt != nil:
		b.Status = money.Void
	case b.Due() == 0:
		b.Status = money.Paid
	case m.late(b):
		b.Status = money.Overdue
	case b.Paid > 0:
		b.Status = money.PartiallyPaid
	default:
		b.Status = money.Unpaid
	}
	return b
}

// late reports whether something that no claim holds back is due of a bill whose due
// date has passed.
func (m Money) late(b money.Bill) bool {
	return b.Late() > 0 && b.DueDate.Before(m.s.today())
}

// bills are those that hold, as they are read, in the order in which they were put.
func (m Money) bills(holds func(money.Bill) bool) (bills []money.Bill) {
	for _, row := range m.s.Bills.rows {
		if b := m.as(*row); holds(b) {
			bills = append(bills, b)
		}
	}
	return bills
}

// sees reports whether an actor may see a bill: an owner all of their unit's, another
// resident those that are dated in their own time there.
func (m Money) sees(actor role.Actor, b money.Bill) bool {
	owns := func(t *Tie) bool {
		return t.UserID == actor.UserID && b.UnitID != nil && t.UnitID == *b.UnitID && t.Type == "owner" && m.s.here(t)
	}
	return m.s.lived(actor, b.UnitID, b.BillDate) || slices.ContainsFunc(m.s.Ties.rows, owns)
}

// seesPayment is sees of the bill that a payment is of.
func (m Money) seesPayment(actor role.Actor, p money.Payment) bool {
	if p.BillID == nil {
		return actor.Role != role.Resident
	}
	b := m.s.Bills.by(*p.BillID)
	return b != nil && m.sees(actor, *b)
}

// open are the bills of a unit with something due that an actor may see, the oldest
// first.
func (m Money) open(actor role.Actor, unit uuid.UUID) []money.Bill {
	open := m.bills(func(b money.Bill) bool {
		return b.UnitID != nil && *b.UnitID == unit && b.Due() > 0 && m.sees(actor, b)
	})
	slices.SortFunc(open, dueFirst)
	return open
}

// dueFirst is the order of bills by the day they are due.
func dueFirst(a, b money.Bill) int {
	return cmp.Or(a.DueDate.DaysSince(b.DueDate), cmp.Compare(a.ID.String(), b.ID.String()))
}

// account is what a unit owes, as an actor may see it.
func (m Money) account(actor role.Actor, u *Home) money.Account {
	a := money.Account{UnitID: u.ID, Unit: u.Label, Key: flat(u.Label)}
	if residents := m.s.residents(u.ID); len(residents) > 0 {
		a.Contact = residents[0].Name
	}
	for _, b := range m.open(actor, u.ID) {
		a.Due, a.Claimed, a.Bills = a.Due+b.Due(), a.Claimed+b.Claimed, a.Bills+1
		if m.late(b) {
			a.Late += b.Late()
		}
		if a.Oldest.IsZero() {
			a.Oldest = b.DueDate
		}
	}
	return a
}

// unitsOf are the units that a term may mean: by a label, by who lives there, or by
// their phone.
func (m Money) unitsOf(term string) (units map[uuid.UUID]bool, err error) {
	term, digits := strings.ToLower(value.Clean(term)), value.OnlyDigits(term)
	word := !value.LikePhone(term)
	_, byName := named("", term, true)
	byLabel, byName, byPhone := flat(term) != "", word && byName, !word && len(digits) >= value.ResidentPhoneDigits
	if !byLabel && !byName && !byPhone {
		return nil, Complaint("search", "Type a unit, three letters of a name, or a phone.")
	}
	units = map[uuid.UUID]bool{}
	for _, u := range m.s.Units.rows {
		units[u.ID] = byLabel && begins(u, flat(term))
		for _, r := range m.s.residents(u.ID) {
			isNamed, _ := named(r.Name, term, true)
			units[u.ID] = units[u.ID] || byName && isNamed ||
				byPhone && value.NewPhoneSearch(term, m.s.country()).Find(m.s.Accounts.by(r.UserID).Phone)
		}
	}
	return units, nil
}

// searched tells which units a search means: without one, whatever there is.
func (m Money) searched(term string) (means func(unit *uuid.UUID) bool, err error) {
	if value.Clean(term) == "" {
		return func(*uuid.UUID) bool { return true }, nil
	}
	units, err := m.unitsOf(term)
	return func(unit *uuid.UUID) bool { return unit != nil && units[*unit] }, err
}

// UnitAccounts returns a page of units with what they owe.
func (m Money) UnitAccounts(ctx context.Context, actor role.Actor, f money.AccountFilter) (money.AccountPage, error) {
	return read(ctx, m.s, actor, "Money.UnitAccounts", func() (found money.AccountPage, err error) {
		means, err := m.searched(f.Search)
		if err != nil {
			return found, err
		}
		var rows []money.Account
		for _, u := range m.s.homes(func(u *Home) bool { return m.s.may(actor, &u.ID) && means(&u.ID) }) {
			if a := m.account(actor, u); a.Due > 0 || !f.Owing && !f.MostFirst {
				rows = append(rows, a)
			}
		}
		if f.MostFirst {
			slices.SortFunc(rows, func(a, b money.Account) int {
				return cmp.Or(cmp.Compare(b.Due, a.Due), cmp.Compare(b.UnitID.String(), a.UnitID.String()))
			})
		}
		var behind func(money.Account) bool
		if f.After != nil {
			behind = func(a money.Account) bool { return a.UnitID == f.After.ID }
		}
		found.Accounts, found.More = page(rows, behind, cmp.Or(f.Limit, m.s.Page))
		return found, nil
	})
}

// UnitDues returns all that a unit owes.
func (m Money) UnitDues(ctx context.Context, actor role.Actor, unit uuid.UUID) (money.UnitDues, error) {
	return read(ctx, m.s, actor, "Money.UnitDues", func() (money.UnitDues, error) {
		u := m.s.Units.by(unit)
		if u == nil || !m.s.may(actor, &unit) {
			return money.UnitDues{}, noUnit()
		}
		dues := money.UnitDues{Account: m.account(actor, u), Block: u.Block, Residents: m.s.residents(unit), Open: m.open(actor, unit)}
		if actor.Role != role.Resident {
			dues.Former = m.former(unit)
		}
		return dues, nil
	})
}

// former are who belong to a unit and do not live there.
func (m Money) former(unit uuid.UUID) (former []money.FormerResident) {
	for _, t := range m.s.Ties.rows {
		seen := slices.ContainsFunc(former, func(f money.FormerResident) bool { return f.UserID == t.UserID })
		if t.UnitID == unit && !seen && !m.s.livesIn(t.UserID, unit) {
			former = append(former, money.FormerResident{UserID: t.UserID, Name: m.s.nameOf(&t.UserID), Until: t.MovesOut})
		}
	}
	return former
}

func noUnit() error {
	return &fault.Error{Kind: fault.NotFound, Format: "This unit is no longer there."}
}

// Bill returns one bill.
func (m Money) Bill(ctx context.Context, actor role.Actor, id uuid.UUID) (money.Bill, error) {
	return read(ctx, m.s, actor, "Money.Bill", func() (money.Bill, error) {
		if b := m.s.Bills.by(id); b != nil && m.sees(actor, *b) {
			return m.as(*b), nil
		}
		return money.Bill{}, gone()
	})
}

// Bills returns a page of bills, newest first.
func (m Money) Bills(ctx context.Context, actor role.Actor, f money.BillFilter) (money.BillPage, error) {
	return read(ctx, m.s, actor, "Money.Bills", func() (found money.BillPage, err error) {
		means, err := m.searched(f.Search)
		if err != nil {
			return found, err
		}
		rows := m.bills(func(b money.Bill) bool {
			return m.sees(actor, b) && (f.Unit == nil || b.UnitID != nil && *b.UnitID == *f.Unit) &&
				(len(f.Types) == 0 || slices.Contains(f.Types, b.Type)) && (len(f.Statuses) == 0 || slices.Contains(f.Statuses, b.Status)) &&
				means(b.UnitID)
		})
		slices.SortFunc(rows, func(a, b money.Bill) int {
			return cmp.Or(b.BillDate.DaysSince(a.BillDate), cmp.Compare(b.ID.String(), a.ID.String()))
		})
		var behind func(money.Bill) bool
		if f.After != nil {
			behind = func(b money.Bill) bool { return b.ID == f.After.ID }
		}
		found.Bills, found.More = page(rows, behind, cmp.Or(f.Limit, m.s.Page))
		return found, nil
	})
}

// age adds a late bill to what is owed, by its age.
func (m Money) age(a *money.Aged, b money.Bill) {
	of := &a.Older
	switch days := m.s.today().DaysSince(b.DueDate); {
	case days <= 30:
		of = &a.Days30
	case days <= 60:
		of = &a.Days60
	case days <= 90:
		of = &a.Days90
	}
	*of += b.Late()
	a.Total, a.Bills = a.Total+b.Late(), a.Bills+1
	if a.Oldest.IsZero() || b.DueDate.Before(a.Oldest) {
		a.Oldest = b.DueDate
	}
}

// Defaulters returns a page of the units that are late, those that owe most first.
func (m Money) Defaulters(ctx context.Context, actor role.Actor, f money.AgeingFilter) (money.AgeingPage, error) {
	return read(ctx, m.s, actor, "Money.Defaulters", func() (found money.AgeingPage, err error) {
		var rows []money.AgeingRow
		for _, u := range m.s.homes(func(u *Home) bool { return f.Block == nil || u.BlockID != nil && *u.BlockID == *f.Block }) {
			row := money.AgeingRow{UnitID: u.ID, Unit: u.Label, Block: u.Block, Contact: m.account(actor, u).Contact}
			for _, b := range m.open(actor, u.ID) {
				if m.late(b) {
					m.age(&row.Aged, b)
				}
			}
			if row.Total > 0 {
				rows = append(rows, row)
			}
		}
		slices.SortFunc(rows, func(a, b money.AgeingRow) int {
			return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(b.UnitID.String(), a.UnitID.String()))
		})
		var behind func(money.AgeingRow) bool
		if f.After != nil {
			behind = func(r money.AgeingRow) bool { return r.UnitID == f.After.ID }
		}
		found.Units, found.More = page(rows, behind, cmp.Or(f.Limit, m.s.Page))
		return found, nil
	})
}

// Ageing returns what the society is owed too late, in all and by block.
func (m Money) Ageing(ctx context.Context, actor role.Actor) (money.Ageing, error) {
	return read(ctx, m.s, actor, "Money.Ageing", func() (all money.Ageing, err error) {
		for _, k := range m.s.Blocks.rows {
			block := money.BlockAgeing{BlockID: &k.ID, Block: k.Name}
			for _, u := range m.s.homes(func(u *Home) bool { return u.BlockID != nil && *u.BlockID == k.ID }) {
				late := 0
				for _, b := range m.open(actor, u.ID) {
					if m.late(b) {
						m.age(&block.Aged, b)
						m.age(&all.Aged, b)
						late = 1
					}
				}
				block.Units, all.Units = block.Units+late, all.Units+late
			}
			if block.Units > 0 {
				all.Blocks = append(all.Blocks, block)
			}
		}
		slices.SortFunc(all.Blocks, func(a, b money.BlockAgeing) int { return cmp.Compare(flat(a.Block), flat(b.Block)) })
		return all, nil
	})
}

// asPayment is a payment as it is read, with what its bill says.
func (m Money) asPayment(p money.Payment) money.Payment {
	if p.BillID != nil {
		if b := m.s.Bills.by(*p.BillID); b != nil {
			p.BillType, p.Description, p.UnitID, p.Unit = b.Type, b.Description, b.UnitID, b.Unit
		}
	}
	if p.ReceivedOn.IsZero() {
		p.ReceivedOn = value.DayOf(p.At.In(m.s.Zone))
	}
	if p.CountedOn.IsZero() {
		p.CountedOn = p.ReceivedOn
	}
	return p
}

// moment is the payment_date of what was received on a day: noon of a day before
// today's.
func (m Money) moment(received value.Day) time.Time {
	if received.IsZero() || received == m.s.today() {
		return m.s.Clock()
	}
	return m.noon(received)
}

// Payments returns a page of payments, newest first.
func (m Money) Payments(ctx context.Context, actor role.Actor, f money.PaymentFilter) (money.PaymentPage, error) {
	return read(ctx, m.s, actor, "Money.Payments", func() (found money.PaymentPage, err error) {
		receipt := len(f.Search) > 5 && f.Search[4] == '-' && value.OnlyDigits(f.Search) != ""
		means := func(*uuid.UUID) bool { return true }
		key, sum := money.ReferenceKey(f.Search), value.Paise(-1)
		if amount, err := value.ReadAmount(f.Search); err == nil {
			sum = amount
		}
		other := func(p money.Payment) bool {
			return len(key) >= 4 && strings.HasPrefix(money.ReferenceKey(p.Reference), key) || p.Amount == sum
		}
		if !receipt {
			if means, err = m.searched(f.Search); err != nil && len(key) < 4 && sum < 0 {
				return found, err
			} else if err != nil {
				means = func(*uuid.UUID) bool { return false }
			}
		}
		var rows []money.Payment
		for _, row := range m.s.Payments.rows {
			p := m.asPayment(*row)
			own := p.RecordedBy != nil && p.PayerID != nil && *p.RecordedBy == *p.PayerID
			if m.seesPayment(actor, p) && (f.Unit == nil || p.UnitID != nil && *p.UnitID == *f.Unit) && (f.Bill == nil || *p.BillID == *f.Bill) &&
				(!receipt || p.Receipt == f.Search) && (means(p.UnitID) || !receipt && other(p)) && (f.Status == "" || p.Status == f.Status) &&
				(f.From == nil || !value.DayOf(p.At.In(m.s.Zone)).Before(*f.From)) &&
				(f.To == nil || !f.To.Before(value.DayOf(p.At.In(m.s.Zone)))) &&
				(!f.Elsewhere || p.Status == money.PaymentSucceeded && p.DecidedAt == nil && (p.RecordedBy == nil || own)) {
				rows = append(rows, p)
			}
		}
		slices.SortStableFunc(rows, func(a, b money.Payment) int {
			return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID.String(), a.ID.String()))
		})
		var behind func(money.Payment) bool
		if f.After != nil {
			behind = func(p money.Payment) bool { return p.ID == f.After.ID }
		}
		found.Payments, found.More = page(rows, behind, cmp.Or(f.Limit, m.s.Page))
		return found, nil
	})
}

// Takings returns what was taken on a day, by person and method.
func (m Money) Takings(ctx context.Context, actor role.Actor, day value.Day) ([]money.Taking, error) {
	return read(ctx, m.s, actor, "Money.Takings", func() (all []money.Taking, err error) {
		seen := map[string]bool{}
		for _, p := range m.s.Payments.rows {
			back := p.ReversedAt != nil
			taken := m.asPayment(*p).CountedOn == day && (back || p.Status == money.PaymentSucceeded)
			returned := back && value.DayOf(p.ReversedAt.In(m.s.Zone)) == day
			if !taken && !returned {
				continue
			}
			t := m.takingOf(p)
			i := slices.IndexFunc(all, func(o money.Taking) bool { return o.Person == t.Person && o.Self == t.Self && o.Method == t.Method })
			if i < 0 {
				i, all = len(all), append(all, t)
			}
			if receipt := cmp.Or(p.Receipt, p.ID.String()); taken {
				if !seen[receipt] {
					all[i].Count++
				}
				seen[receipt], all[i].Amount = true, all[i].Amount+p.Amount
				if p.AfterClosing {
					all[i].AfterClosing += p.Amount
				}
			}
			if returned {
				all[i].Reversed += p.Amount
			}
		}
		methods := money.PaymentMethods()
		slices.SortFunc(all, func(a, b money.Taking) int {
			return cmp.Or(compareBool(a.PersonID == nil, b.PersonID == nil), -compareBool(a.Self, b.Self), cmp.Compare(a.Person, b.Person),
				slices.Index(methods, a.Method)-slices.Index(methods, b.Method))
		})
		return all, nil
	})
}

// takingOf is the line of the takings that a payment belongs to.
func (m Money) takingOf(p *money.Payment) money.Taking {
	if by := p.RecordedBy; by != nil && m.s.Accounts.by(*by) != nil && m.s.Accounts.by(*by).Role == string(role.Resident) {
		for _, decider := range m.s.Accounts.rows {
			if decider.Name == p.Decider { // who confirmed it
				return money.Taking{PersonID: &decider.ID, Person: decider.Name, Method: p.Method}
			}
		}
		return money.Taking{Self: true, Method: p.Method}
	}
	return money.Taking{PersonID: p.RecordedBy, Person: p.Recorder, Method: p.Method}
}

// PaymentMethodsFor are the methods that the actor may record or claim by.
func (m Money) PaymentMethodsFor(actor role.Actor) []money.PaymentMethod {
	methods, _ := read(context.Background(), m.s, actor, "Money.PaymentMethodsFor", func() ([]money.PaymentMethod, error) {
		switch {
		case !actor.May(role.RecordPayments):
			return nil, nil
		case actor.Role == role.Admin:
			return money.PaymentMethods(), nil
		case m.mayRecord(actor) == nil || actor.Role == role.Resident && m.residents() != money.ResidentsDoNot:
			return slices.DeleteFunc(money.PaymentMethods(), func(way money.PaymentMethod) bool {
				return way == money.Cash || way.OnPaper() && actor.Role == role.Resident
			}), nil
		}
		return nil, nil
	})
	return methods
}

// residents is what becomes of a payment that a resident enters.
func (m Money) residents() money.ResidentPayments {
	return money.PaymentsByResidents().In(m.s.settings())
}

// mayRecord refuses who may not record payments here, as the settings have it.
func (m Money) mayRecord(actor role.Actor) error {
	switch {
	case actor.Role == role.Staff && m.s.value("billing.staff_records_payments") != "true":
		return &fault.Error{Kind: fault.Forbidden, Format: "Staff may not record payments here; an admin may, or may allow it in the settings."}
	case actor.Role == role.Resident && m.residents() != money.ResidentsSimulate:
		return &fault.Error{Kind: fault.Forbidden, Format: "Residents do not pay in this way here. Nothing was saved."}
	}
	return nil
}

// noon is the moment of a day of which only the day is known.
func (m Money) noon(day value.Day) time.Time { return day.In(m.s.Zone).Add(12 * time.Hour) }
