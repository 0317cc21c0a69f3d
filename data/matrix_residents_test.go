package data_test

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"
)

// lived gives a cell a unit in which somebody new lives.
func lived(c *cell) {
	flat(c)
	who := c.account(c.fresh("Resident"), "resident").UserID
	must(c.Homes.MoveIn(c.t.Context(), c.Admin, uuid.New(), homes.MoveIn{UnitID: c.id, UserID: &who, Type: "owner"}))(c)
}

// leaving gives a cell a unit out of which somebody moved by today's date, which
// nobody has carried out.
func leaving(c *cell) {
	lived(c)
	c.Exec(c.t, `UPDATE user_units SET move_out_date = society360_today() WHERE unit_id = $1`, c.id)
}

// arriving gives a cell a unit into which somebody moves today, of whom nobody has
// turned the row.
func arriving(c *cell) {
	flat(c)
	who := c.account(c.fresh("Resident"), "resident").UserID
	must(c.Homes.MoveIn(c.t.Context(), c.Admin, uuid.New(), homes.MoveIn{
		UnitID: c.id, UserID: &who, Type: "owner", From: c.Settings.ThisDay().AddDays(3),
	}))(c)
	c.DayComes(c.t, who)
}

// withResident reads the one residency of the cell's unit for a change of it.
func withResident(change func(c *cell, seen homes.Residency) error) func(c *cell) error {
	return func(c *cell) error {
		return change(c, must(c.Directory.Record(c.t.Context(), c.Admin, c.id))(c).People[0])
	}
}

func residentTrials() []trial {
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Homes.FindResidentAccounts",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				return anything(c.Homes.FindResidentAccounts(c.t.Context(), c.actor, "meera"))
			},
		},
		{
			method: "Homes.MoveIn",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  flat,
			write: func(c *cell) error {
				_, err := c.Homes.MoveIn(c.t.Context(), c.actor, c.key(), homes.MoveIn{UnitID: c.id, UserID: &c.Tenant.UserID, Type: "tenant"})
				return err
			},
		},
		{
			method: "Homes.UpdateResidency",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  lived,
			write: withResident(func(c *cell, seen homes.Residency) error {
				_, err := c.Homes.UpdateResidency(c.t.Context(), c.actor, c.key(), seen, "tenant", value.Day{})
				return err
			}),
		},
		{
			method: "Homes.SetPrimary",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  lived,
			write: withResident(func(c *cell, seen homes.Residency) error {
				_, err := c.Homes.SetPrimary(c.t.Context(), c.actor, c.key(), seen)
				return err
			}),
		},
		{
			method: "Homes.MoveOut",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  lived,
			write: withResident(func(c *cell, seen homes.Residency) error {
				_, err := c.Homes.MoveOut(c.t.Context(), c.actor, c.key(), seen, c.Settings.ThisDay())
				return err
			}),
		},
		{
			method: "Homes.MoveInDue",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  arriving,
			write: func(c *cell) error {
				_, err := c.Homes.MoveInDue(c.t.Context(), c.actor, c.key())
				return err
			},
		},
		{
			method: "Homes.MoveOutDue",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     yes",
			given:  leaving,
			write: func(c *cell) error {
				_, err := c.Homes.MoveOutDue(c.t.Context(), c.actor, c.key())
				return err
			},
		},
	}
}
