package data_test

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports/opening"
)

// named gives a cell A-101 by its label.
func named(c *cell) { c.id, c.name, c.strange = c.Units["A-101"], "A-101", "A-999" }

// directoryTrials: guards, staff and admins find who lives where, a resident who
// lives in own units. A revealed phone is the desk's: no screen of a resident
// asks for one, so that data gives none.
func directoryTrials() []trial {
	unit := func(u homes.Unit) string { return u.Label }
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Homes.FindUnits",
			want:   "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				all, err := c.Homes.FindUnits(c.t.Context(), c.actor, "a")
				if err != nil {
					return nil, err
				}
				more, err := c.Homes.FindUnits(c.t.Context(), c.actor, "b")
				return unitsNamed(append(all, more...), err, unit)
			},
		},
		{
			method: "Homes.Units",
			want:   "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Homes.Units(c.t.Context(), c.actor, homes.UnitFilter{})
				return unitsNamed(page.Units, err, func(u homes.UnitRow) string { return u.Label })
			},
		},
		{
			method: "Homes.AllResidents",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Homes.AllResidents(c.t.Context(), c.actor, homes.ResidentFilter{})
				return err
			},
		},
		{
			method: "Homes.MyUnits",
			want:   "own    own    own    own    own    own    own    own    own    no     no     5s     5s     no     no     own",
			list: func(c *cell) ([]string, error) {
				units, err := c.Homes.MyUnits(c.t.Context(), c.actor)
				return unitsNamed(units, err, unit)
			},
		},
		{
			method: "Directory.MyArrivals",
			want:   "own    own    own    own    own    own    own    own    own    no     no     5s     5s     no     no     own",
			home:   func(c *cell) []string { return c.arrivals(c.actor) },
			list: func(c *cell) ([]string, error) {
				ahead, err := c.Directory.MyArrivals(c.t.Context(), c.actor)
				return unitsNamed(ahead, err, func(a directory.Arrival) string { return a.Unit })
			},
		},
		{
			method: "Directory.List",
			want:   "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Directory.List(c.t.Context(), c.actor, directory.Filter{})
				return unitsNamed(page.Households, err, func(h directory.Household) string { return h.Label })
			},
		},
		{
			method: "Directory.MyArrivals",
			want:   "own    own    own    own    own    own    own    own    own    no     no     5s     5s     no     no     own",
			home:   func(c *cell) []string { return c.arrivals(c.actor) },
			list: func(c *cell) ([]string, error) {
				ahead, err := c.Directory.MyArrivals(c.t.Context(), c.actor)
				return unitsNamed(ahead, err, func(a directory.Arrival) string { return a.Unit })
			},
		},
		{
			method: "Directory.List", as: "by a name",
			want: "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				people, err := c.Directory.List(c.t.Context(), c.actor, directory.Filter{Search: "joshi"})
				if err != nil {
					return nil, err
				}
				others, err := c.Directory.List(c.t.Context(), c.actor, directory.Filter{Search: "omar"})
				return unitsNamed(append(people.Households, others.Households...), err, func(h directory.Household) string { return h.Label })
			},
		},
		{
			method: "Homes.UnitByLabel",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  named,
			read: func(c *cell) error {
				_, err := c.Homes.UnitByLabel(c.t.Context(), c.actor, c.name)
				return err
			},
		},
		{
			method: "Homes.Residents",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  here,
			read:   func(c *cell) error { return anything(c.Homes.Residents(c.t.Context(), c.actor, c.id)) },
		},
		{
			method: "Directory.Unit",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  here,
			read: func(c *cell) error {
				_, err := c.Directory.Unit(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Homes.RevealPhone",
			want:   "yes    yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no",
			given:  here,
			write: func(c *cell) error {
				_, err := c.Homes.RevealPhone(c.t.Context(), c.actor, c.key(), c.id, c.Meera.UserID)
				return err
			},
		},
	}
}

// block gives a cell an empty block.
func block(c *cell) {
	c.name = c.fresh("Wing")
	c.id = must(c.Homes.CreateBlock(c.t.Context(), c.Admin, uuid.New(), homes.BlockText{Name: c.name}))(c).ID
}

// flat gives a cell an empty unit.
func flat(c *cell) {
	block(c)
	id := c.id
	c.id = must(c.Homes.CreateUnit(c.t.Context(), c.Admin, uuid.New(), homes.UnitDraft{
		BlockID: &id, UnitText: homes.UnitText{Number: "1", Floor: 1, Type: "2BHK"},
	}))(c).ID
}

// unitTrials: units are an admin's. The moves of a day are the schedule's as
// well, and a write from the command line names who makes it.
func unitTrials() []trial {
	file := func(c *cell) []byte {
		return []byte("block,unit,floor,type\n" + c.name + ",9,1,2BHK\n")
	}
	newcomer := func(c *cell) { c.name = c.fresh("Wing") }
	sheets := func(c *cell) []opening.File {
		return []opening.File{{Name: "flats.csv", Content: []byte("Wing,Flat No,Type,Dues\n" + c.name + ",101,2BHK,500\n")}}
	}
	rehearsed := func(c *cell) {
		newcomer(c)
		must(c.Openings.Rehearse(c.t.Context(), c.Admin, c.key(), sheets(c), opening.Options{}))(c)
	}
	opened := func(c *cell) {
		rehearsed(c)
		c.number = must(c.Openings.Open(c.t.Context(), c.Admin, c.key(), sheets(c), opening.Options{}, "Meena Rao", nil))(c).Number
	}
	return append(residentTrials(), []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Homes.Blocks",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Homes.Blocks(c.t.Context(), c.actor, homes.BlockFilter{})
				return err
			},
		},
		{
			method: "Homes.CreateBlock",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  newcomer,
			write: func(c *cell) error {
				_, err := c.Homes.CreateBlock(c.t.Context(), c.actor, c.key(), homes.BlockText{Name: c.name})
				return err
			},
		},
		{
			method: "Homes.UpdateBlock",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  block,
			write: func(c *cell) error {
				seen := must(c.Homes.Blocks(c.t.Context(), c.Admin, homes.BlockFilter{Search: c.name}))(c).Blocks[0]
				_, err := c.Homes.UpdateBlock(c.t.Context(), c.actor, c.key(), seen, homes.BlockText{Name: seen.Name, Description: "the north side"})
				return err
			},
		},
		{
			method: "Homes.DeleteBlock",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  block,
			write: func(c *cell) error {
				_, err := c.Homes.DeleteBlock(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "Directory.Record",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  here,
			read: func(c *cell) error {
				_, err := c.Directory.Record(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Homes.CreateUnit",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  block,
			write: func(c *cell) error {
				_, err := c.Homes.CreateUnit(c.t.Context(), c.actor, c.key(), homes.UnitDraft{
					BlockID: &c.id, UnitText: homes.UnitText{Number: "2", Floor: 1, Type: "2BHK"},
				})
				return err
			},
		},
		{
			method: "Homes.UpdateUnit",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  flat,
			write: func(c *cell) error {
				seen := must(c.Directory.Record(c.t.Context(), c.Admin, c.id))(c).Unit
				_, err := c.Homes.UpdateUnit(c.t.Context(), c.actor, c.key(), seen, homes.UnitText{Number: "3", Floor: 1, Type: "2BHK"})
				return err
			},
		},
		{
			method: "Homes.SetMaintenance",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  flat,
			write: func(c *cell) error {
				_, err := c.Homes.SetMaintenance(c.t.Context(), c.actor, c.key(), c.id, true, "painting")
				return err
			},
		},
		{
			method: "Homes.DeleteUnit",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  flat,
			write: func(c *cell) error {
				_, err := c.Homes.DeleteUnit(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "Imports.Check",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  newcomer,
			read: func(c *cell) error {
				_, err := c.Imports.Check(c.t.Context(), c.actor, file(c))
				return err
			},
		},
		{
			method: "Imports.Import",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  newcomer,
			write: func(c *cell) error {
				_, err := c.Imports.Import(c.t.Context(), c.actor, c.key(), file(c), nil)
				return err
			},
		},
		{
			method: "Openings.Rehearse",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  newcomer,
			write: func(c *cell) error {
				_, err := c.Openings.Rehearse(c.t.Context(), c.actor, c.key(), sheets(c), opening.Options{})
				return err
			},
		},
		{
			method: "Openings.Open",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  rehearsed,
			write: func(c *cell) error {
				_, err := c.Openings.Open(c.t.Context(), c.actor, c.key(), sheets(c), opening.Options{}, "Meena Rao", nil)
				return err
			},
		},
		{
			method: "Openings.List",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  rehearsed,
			read: func(c *cell) error {
				_, err := c.Openings.List(c.t.Context(), c.actor, opening.Filter{})
				return err
			},
		},
		{
			method: "Openings.Find",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  opened,
			read: func(c *cell) error {
				_, err := c.Openings.Find(c.t.Context(), c.actor, c.number)
				return err
			},
		},
		{
			method: "Openings.Touched",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  opened,
			read: func(c *cell) error {
				_, err := c.Openings.Touched(c.t.Context(), c.actor, c.number, 10)
				return err
			},
		},
		{
			method: "Openings.TakeBack",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  opened,
			write: func(c *cell) error {
				_, err := c.Openings.TakeBack(c.t.Context(), c.actor, c.key(), c.number, "the wrong sheet")
				return err
			},
		},
	}...)
}
