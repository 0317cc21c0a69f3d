package data_test

import (
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/data/datatest"
)

// settleVisits has one visitor inside and one expected in A-101, and two of each
// in B-204, so that a count tells whose they are.
func settleVisits(tw *town) {
	for label, n := range map[string]int{"A-101": 1, "B-204": 2} {
		for range n {
			for _, as := range []visits.Status{visits.CheckedIn, visits.Pending} {
				datatest.LogVisit(tw.t, tw.Society, as, visits.Draft{Text: visits.Text{Name: tw.fresh("Guest"), UnitID: tw.Units[label]}})
			}
		}
	}
}

// unitsCounted tells by a count whose rows of settleVisits it is of.
func unitsCounted(n int) []string {
	return map[int][]string{0: nil, 1: {"A-101"}, 2: {"B-204"}, 3: {"A-101", "B-204"}}[n]
}

// visitor gives a cell a visit of A-101 of a status.
func visitor(as visits.Status) func(c *cell) {
	return func(c *cell) {
		c.id = datatest.LogVisit(c.t, c.Society, as, visits.Draft{Text: visits.Text{Name: c.fresh("Guest"), UnitID: c.Units["A-101"]}}).ID
	}
}

// beforeTheTenant is visitor, of the time of those who rented A-101 before the tenant.
func beforeTheTenant(as visits.Status) func(c *cell) {
	return func(c *cell) {
		visitor(as)(c)
		c.Exec(c.t, `UPDATE visitor_logs SET created_at = now() - interval '500 days' WHERE id = $1`, c.id)
	}
}

// announced gives a cell a visit of A-101 that a resident announced.
func announced(c *cell) {
	n := visits.Draft{Text: visits.Text{Name: c.fresh("Guest"), UnitID: c.Units["A-101"]}}
	c.id = must(c.Visits.Log(c.t.Context(), c.Meera, uuid.New(), visits.Approved, n))(c).ID
}

// left gives a cell a visit that was checked out just now.
func left(c *cell) {
	visitor(visits.CheckedIn)(c)
	must(c.Visits.CheckOut(c.t.Context(), c.Guard2, uuid.New(), c.id))(c)
}

// overstayed gives a cell a visitor who is inside far too long.
func overstayed(c *cell) {
	visitor(visits.CheckedIn)(c)
	c.Exec(c.t, `UPDATE visitor_logs SET check_in_time = now() - interval '3 days' WHERE id = $1`, c.id)
}

// logs tries to log a visit to A-101.
func logs(as visits.Status) func(c *cell) error {
	return func(c *cell) error {
		n := visits.Draft{Text: visits.Text{Name: c.fresh("Ramesh"), UnitID: c.id}, Insist: visits.Insist{Another: true}}
		if as == visits.Approved {
			n.Approval.Channel = visits.ByPhone
		}
		_, err := c.Visits.Log(c.t.Context(), c.actor, c.key(), as, n)
		return err
	}
}

// bars gives a cell somebody whom the staff barred from A-101, and one from B-204.
func bars(c *cell) {
	for _, label := range []string{"B-204", "A-101"} {
		unit := c.Units[label]
		d := visits.BarDraft{Kind: visits.BarredName, Value: c.fresh("Seller"), UnitID: &unit, Reason: "took parcels"}
		c.id = must(c.Visits.Bar(c.t.Context(), c.Staff, uuid.New(), d))(c).ID
	}
}

// ownBar gives a cell somebody whom a resident barred from A-101.
func ownBar(c *cell) {
	unit := c.Units["A-101"]
	d := visits.BarDraft{Kind: visits.BarredName, Value: c.fresh("Seller"), UnitID: &unit, Reason: "shouts"}
	c.id = must(c.Visits.Bar(c.t.Context(), c.Meera, uuid.New(), d))(c).ID
}

// lifts tries to lift the cell's bar.
func lifts(c *cell) error {
	_, err := c.Visits.Lift(c.t.Context(), c.actor, c.key(), c.id, "a mistake")
	return err
}

// here gives a cell the unit A-101.
func here(c *cell) { c.id = c.Units["A-101"] }

// visitTrials: guards, staff and admins log, approve for a resident, check in and
// out, and deny; a resident announces, approves, denies and looks back for own
// units. Staff may close a forgotten one.
func visitTrials() []trial {
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Visits.List",
			want:   "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Visits.List(c.t.Context(), c.actor, visits.Filter{View: visits.History})
				return unitsNamed(page.Visits, err, func(v visits.Visit) string { return v.Unit })
			},
		},
		{
			method: "Visits.Missed",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Visits.Missed(c.t.Context(), c.actor, time.Now().AddDate(0, 0, -1))
				return err
			},
		},
		{
			method: "Visits.List", as: "of B-204",
			want: "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			home: homeOfB204, all: []string{"B-204"},
			list: func(c *cell) ([]string, error) {
				unit := c.Units["B-204"]
				page, err := c.Visits.List(c.t.Context(), c.actor, visits.Filter{View: visits.History, UnitID: &unit})
				return unitsNamed(page.Visits, err, func(v visits.Visit) string { return v.Unit })
			},
		},
		{
			method: "Visits.Counts",
			want:   "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				counts, err := c.Visits.Counts(c.t.Context(), c.actor)
				if counts.Inside != counts.Expected || counts.Inside != counts.Today {
					c.t.Errorf("as %s: counts of different visits: %+v", c.column, counts)
				}
				return unitsCounted(counts.Inside), err
			},
		},
		{
			method: "Visits.Muster",
			want:   "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Visits.Muster(c.t.Context(), c.actor, nil)
				return unitsNamed(page.Lines, err, func(l visits.MusterLine) string { return l.Unit })
			},
		},
		{
			method: "Visits.AtGate",
			want:   "yes    yes    yes    yes    no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Visits.AtGate(c.t.Context(), c.actor, uuid.Nil)
				return err
			},
		},
		{
			method: "Visits.Get",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  visitor(visits.Pending),
			read: func(c *cell) error {
				_, err := c.Visits.Get(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Visits.Get", as: "from before the tenant",
			want:  "yes    yes    yes    yes    yes    yes    none   none   none   no     no     5s     5s     no     no     yes",
			given: beforeTheTenant(visits.Pending),
			read: func(c *cell) error {
				_, err := c.Visits.Get(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Visits.Trail", as: "from before the tenant",
			want:  "yes    yes    yes    yes    yes    yes    none   none   none   no     no     5s     5s     no     no     yes",
			given: beforeTheTenant(visits.Pending),
			read:  func(c *cell) error { return anything(c.Visits.Trail(c.t.Context(), c.actor, c.id)) },
		},
		{
			method: "Visits.Trail",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  visitor(visits.Pending),
			read:   func(c *cell) error { return anything(c.Visits.Trail(c.t.Context(), c.actor, c.id)) },
		},
		{
			method: "Visits.KnownVisitor",
			want:   "yes    yes    yes    yes    no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Visits.KnownVisitor(c.t.Context(), c.actor, "98200 12345")
				return err
			},
		},
		{
			method: "Visits.Log", as: "checked in",
			want:  "yes    yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no",
			given: here, write: logs(visits.CheckedIn),
		},
		{
			method: "Visits.Log", as: "pending",
			want:  "yes    yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no",
			given: here, write: logs(visits.Pending),
		},
		{
			method: "Visits.Log", as: "denied",
			want:  "yes    yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no",
			given: here, write: logs(visits.Denied),
		},
		{
			method: "Visits.Log", as: "announced",
			want:  "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given: here, write: logs(visits.Approved),
		},
		{
			method: "Visits.Approve",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  visitor(visits.Pending),
			write: func(c *cell) error {
				_, err := c.Visits.Approve(c.t.Context(), c.actor, c.key(), c.id, visits.Approval{Channel: visits.ByIntercom})
				return err
			},
		},
		{
			method: "Visits.Deny", as: "from before the tenant",
			want:  "yes    yes    yes    yes    yes    yes    none   none   none   no     no     no     no     no     no     no",
			given: beforeTheTenant(visits.Pending),
			write: func(c *cell) error {
				_, err := c.Visits.Deny(c.t.Context(), c.actor, c.key(), c.id, "nobody knows them")
				return err
			},
		},
		{
			method: "Visits.Deny",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  visitor(visits.Pending),
			write: func(c *cell) error {
				_, err := c.Visits.Deny(c.t.Context(), c.actor, c.key(), c.id, "not expected")
				return err
			},
		},
		{
			method: "Visits.TellDenied",
			want:   "yes    yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no",
			given:  visitor(visits.Denied),
			write: func(c *cell) error {
				_, err := c.Visits.TellDenied(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "Visits.Withdraw",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  announced,
			write: func(c *cell) error {
				_, err := c.Visits.Withdraw(c.t.Context(), c.actor, c.key(), c.id, "another day")
				return err
			},
		},
		{
			method: "Visits.CheckIn",
			want:   "yes    yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no",
			given:  visitor(visits.Approved),
			write: func(c *cell) error {
				_, err := c.Visits.CheckIn(c.t.Context(), c.actor, c.key(), visits.Visit{ID: c.id}, visits.Entry{})
				return err
			},
		},
		{
			method: "Visits.CheckOut",
			want:   "yes    yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no",
			given:  visitor(visits.CheckedIn),
			write: func(c *cell) error {
				_, err := c.Visits.CheckOut(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "Visits.UndoCheckOut",
			want:   "yes    yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no",
			given:  left,
			write: func(c *cell) error {
				_, err := c.Visits.UndoCheckOut(c.t.Context(), c.actor, c.key(), c.id, visits.Insist{})
				return err
			},
		},
		{
			method: "Visits.PresumeLeft",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  overstayed,
			write: func(c *cell) error {
				_, err := c.Visits.PresumeLeft(c.t.Context(), c.actor, c.key(), c.id, "nobody saw them leave")
				return err
			},
		},
		{
			method: "Visits.Correct",
			want:   "yes    yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no",
			given:  visitor(visits.CheckedIn),
			write: func(c *cell) error {
				seen := must(c.Visits.Get(c.t.Context(), c.Admin, c.id))(c)
				_, err := c.Visits.Correct(c.t.Context(), c.actor, c.key(), visits.Correction{
					Text: visits.Text{Name: seen.Name + " Shah", UnitID: c.Units["A-101"], PartySize: 1},
					Seen: seen,
				})
				return err
			},
		},
		{
			method: "Visits.Bars",
			want:   "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			given:  bars, all: []string{"A-101", "B-204"},
			list: func(c *cell) ([]string, error) {
				page, err := c.Visits.Bars(c.t.Context(), c.actor, visits.BarFilter{})
				return unitsNamed(page.Bars, err, func(b visits.Bar) string { return b.Unit })
			},
		},
		{
			method: "Visits.GetBar",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  bars,
			read: func(c *cell) error {
				_, err := c.Visits.GetBar(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Visits.BarredOf",
			want:   "yes    yes    yes    yes    yes    yes    yes    yes    yes    no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Visits.BarredOf(c.t.Context(), c.actor, visits.Text{Phone: "98200 12345"})
				return err
			},
		},
		{
			method: "Visits.Bar",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  here,
			write: func(c *cell) error {
				_, err := c.Visits.Bar(c.t.Context(), c.actor, c.key(), visits.BarDraft{Kind: visits.BarredName, Value: c.fresh("Seller"), UnitID: &c.id, Reason: "shouts"})
				return err
			},
		},
		{
			method: "Visits.Bar", as: "from the society",
			want: "yes    yes    yes    yes    none   none   none   none   none   no     no     no     no     no     no     no",
			write: func(c *cell) error {
				_, err := c.Visits.Bar(c.t.Context(), c.actor, c.key(), visits.BarDraft{Kind: visits.BarredName, Value: c.fresh("Seller"), Reason: "shouts"})
				return err
			},
		},
		{
			method: "Visits.Lift",
			want:   "yes    yes    yes    bad    bad    bad    bad    none   none   no     no     no     no     no     no     no",
			given:  bars, write: lifts,
		},
		{
			method: "Visits.Lift", as: "of a resident",
			want:  "yes    yes    yes    bad    yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given: ownBar, write: lifts,
		},
	}
}
