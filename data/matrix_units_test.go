package data_test

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/homes"
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
			method: "FindUnits",
			want:   "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				all, err := c.Store.Homes.FindUnits(c.t.Context(), c.actor, "a")
				if err != nil {
					return nil, err
				}
				more, err := c.Store.Homes.FindUnits(c.t.Context(), c.actor, "b")
				return unitsNamed(append(all, more...), err, unit)
			},
		},
		{
			method: "Units",
			want:   "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Store.Homes.Units(c.t.Context(), c.actor, homes.UnitFilter{})
				return unitsNamed(page.Units, err, func(u homes.UnitRow) string { return u.Label })
			},
		},
		{
			method: "MyUnits",
			want:   "own    own    own    own    own    own    own    own    own    no     no     5s     5s     no     no     own",
			list: func(c *cell) ([]string, error) {
				units, err := c.Store.Homes.MyUnits(c.t.Context(), c.actor)
				return unitsNamed(units, err, unit)
			},
		},
		{
			method: "MyArrivals",
			want:   "own    own    own    own    own    own    own    own    own    no     no     5s     5s     no     no     own",
			home:   func(c *cell) []string { return c.arrivals(c.actor) },
			list: func(c *cell) ([]string, error) {
				ahead, err := c.Store.Directory.MyArrivals(c.t.Context(), c.actor)
				return unitsNamed(ahead, err, func(a directory.Arrival) string { return a.Unit })
			},
		},
		{
			method: "Directory",
			want:   "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Store.Directory.Directory(c.t.Context(), c.actor, directory.Filter{})
				return unitsNamed(page.Households, err, func(h directory.Household) string { return h.Label })
			},
		},
		{
			method: "MyArrivals",
			want:   "own    own    own    own    own    own    own    own    own    no     no     5s     5s     no     no     own",
			home:   func(c *cell) []string { return c.arrivals(c.actor) },
			list: func(c *cell) ([]string, error) {
				ahead, err := c.Store.Directory.MyArrivals(c.t.Context(), c.actor)
				return unitsNamed(ahead, err, func(a directory.Arrival) string { return a.Unit })
			},
		},
		{
			method: "Directory", as: "by a name",
			want: "yes    yes    yes    yes    own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				people, err := c.Store.Directory.Directory(c.t.Context(), c.actor, directory.Filter{Search: "joshi"})
				if err != nil {
					return nil, err
				}
				others, err := c.Store.Directory.Directory(c.t.Context(), c.actor, directory.Filter{Search: "omar"})
				return unitsNamed(append(people.Households, others.Households...), err, func(h directory.Household) string { return h.Label })
			},
		},
		{
			method: "UnitByLabel",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  named,
			read: func(c *cell) error {
				_, err := c.Store.Homes.UnitByLabel(c.t.Context(), c.actor, c.name)
				return err
			},
		},
		{
			method: "Residents",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  here,
			read:   func(c *cell) error { return anything(c.Store.Homes.Residents(c.t.Context(), c.actor, c.id)) },
		},
		{
			method: "DirectoryUnit",
			want:   "yes    yes    yes    yes    yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  here,
			read: func(c *cell) error {
				_, err := c.Store.Directory.DirectoryUnit(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "RevealPhone",
			want:   "yes    yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no",
			given:  here,
			write: func(c *cell) error {
				_, err := c.Store.Homes.RevealPhone(c.t.Context(), c.actor, c.key(), c.id, c.Meera.UserID)
				return err
			},
		},
	}
}

// block gives a cell an empty block.
func block(c *cell) {
	c.name = c.fresh("Wing")
	c.id = must(c.Store.Homes.CreateBlock(c.t.Context(), c.Admin, uuid.New(), homes.BlockText{Name: c.name}))(c).ID
}

// flat gives a cell an empty unit.
func flat(c *cell) {
	block(c)
	id := c.id
	c.id = must(c.Store.Homes.CreateUnit(c.t.Context(), c.Admin, uuid.New(), homes.UnitDraft{
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
	return append(residentTrials(), []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Blocks",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Store.Homes.Blocks(c.t.Context(), c.actor, homes.BlockFilter{})
				return err
			},
		},
		{
			method: "CreateBlock",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  newcomer,
			write: func(c *cell) error {
				_, err := c.Store.Homes.CreateBlock(c.t.Context(), c.actor, c.key(), homes.BlockText{Name: c.name})
				return err
			},
		},
		{
			method: "UpdateBlock",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  block,
			write: func(c *cell) error {
				seen := must(c.Store.Homes.Blocks(c.t.Context(), c.Admin, homes.BlockFilter{Search: c.name}))(c).Blocks[0]
				_, err := c.Store.Homes.UpdateBlock(c.t.Context(), c.actor, c.key(), seen, homes.BlockText{Name: seen.Name, Description: "the north side"})
				return err
			},
		},
		{
			method: "DeleteBlock",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  block,
			write: func(c *cell) error {
				_, err := c.Store.Homes.DeleteBlock(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "UnitRecord",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  here,
			read: func(c *cell) error {
				_, err := c.Store.Directory.UnitRecord(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "CreateUnit",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  block,
			write: func(c *cell) error {
				_, err := c.Store.Homes.CreateUnit(c.t.Context(), c.actor, c.key(), homes.UnitDraft{
					BlockID: &c.id, UnitText: homes.UnitText{Number: "2", Floor: 1, Type: "2BHK"},
				})
				return err
			},
		},
		{
			method: "UpdateUnit",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  flat,
			write: func(c *cell) error {
				seen := must(c.Store.Directory.UnitRecord(c.t.Context(), c.Admin, c.id))(c).Unit
				_, err := c.Store.Homes.UpdateUnit(c.t.Context(), c.actor, c.key(), seen, homes.UnitText{Number: "3", Floor: 1, Type: "2BHK"})
				return err
			},
		},
		{
			method: "SetMaintenance",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  flat,
			write: func(c *cell) error {
				_, err := c.Store.Homes.SetMaintenance(c.t.Context(), c.actor, c.key(), c.id, true, "painting")
				return err
			},
		},
		{
			method: "DeleteUnit",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  flat,
			write: func(c *cell) error {
				_, err := c.Store.Homes.DeleteUnit(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "CheckImport",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  newcomer,
			read: func(c *cell) error {
				_, err := c.Store.Imports.CheckImport(c.t.Context(), c.actor, file(c))
				return err
			},
		},
		{
			method: "Import",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  newcomer,
			write: func(c *cell) error {
				_, err := c.Store.Imports.Import(c.t.Context(), c.actor, c.key(), file(c), nil)
				return err
			},
		},
	}...)
}
