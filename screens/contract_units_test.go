package screens_test

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
)

func playUnits(w *world) {
	blocks := func(f homes.BlockFilter) []homes.Block {
		page, err := w.Homes.Blocks(w.ctx, w.Admin, f)
		w.hear(page, err)
		return page.Blocks
	}
	block := func(b homes.Block, err error) homes.Block {
		w.hear(b, err)
		return b
	}
	unit := func(u homes.UnitRow, err error) homes.UnitRow {
		w.hear(u, err)
		return u
	}
	list := func(actor role.Actor, f homes.UnitFilter) []homes.UnitRow {
		page, err := w.Homes.Units(w.ctx, actor, f)
		w.hear(page, err)
		return page.Units
	}
	first := blocks(homes.BlockFilter{Limit: 1})
	blocks(homes.BlockFilter{After: &first[0]})
	blocks(homes.BlockFilter{Search: "b"})
	for _, f := range []homes.UnitFilter{{}, {Search: "a 1"}, {Search: "102"}, {Search: "joshi me"}, {Search: "far"}, {Search: "-"}, {Status: "vacant"}, {Status: "occupied"}, {BlockID: &first[0].ID}} {
		list(w.Admin, f)
	}
	list(w.Meera, homes.UnitFilter{})
	two := list(w.Admin, homes.UnitFilter{Limit: 2})
	list(w.Admin, homes.UnitFilter{After: two[1].Cursor()})

	c := block(w.Homes.CreateBlock(w.ctx, w.Admin, key(), homes.BlockText{Name: " Tower  C", Description: "Six floors\nlift 1 \n"}))
	block(w.Homes.CreateBlock(w.ctx, w.Admin, key(), homes.BlockText{Name: "tower c"}))
	block(w.Homes.CreateBlock(w.ctx, w.Admin, key(), homes.BlockText{}))
	c301 := unit(w.Homes.CreateUnit(w.ctx, w.Admin, key(), homes.UnitDraft{BlockID: &c.ID, UnitText: homes.UnitText{Number: " 301", Floor: 3, Type: "2 bhk"}}))
	unit(w.Homes.CreateUnit(w.ctx, w.Admin, key(), homes.UnitDraft{BlockID: &c.ID, UnitText: homes.UnitText{Number: "301", Type: "Shop"}}))
	unit(w.Homes.CreateUnit(w.ctx, w.Admin, key(), homes.UnitDraft{BlockName: "Tower C", UnitText: homes.UnitText{Number: "302", Type: "Shop"}}))
	gone := uuid.New()
	unit(w.Homes.CreateUnit(w.ctx, w.Admin, key(), homes.UnitDraft{BlockID: &gone, UnitText: homes.UnitText{Number: "302", Type: "Shop"}}))
	unit(w.Homes.CreateUnit(w.ctx, w.Admin, key(), homes.UnitDraft{}))
	d1 := unit(w.Homes.CreateUnit(w.ctx, w.Admin, key(), homes.UnitDraft{BlockName: "Tower D", UnitText: homes.UnitText{Number: "1", Type: "Shop"}}))
	block(w.Homes.UpdateBlock(w.ctx, w.Admin, key(), c, homes.BlockText{Name: "Tower C1", Description: c.Description}))
	block(w.Homes.UpdateBlock(w.ctx, w.Admin, key(), c, homes.BlockText{Name: "Tower C2"}))
	c.Name = "Tower C1"
	block(w.Homes.UpdateBlock(w.ctx, w.Admin, key(), c, homes.BlockText{Name: "Tower A"}))
	block(w.Homes.UpdateBlock(w.ctx, w.Admin, key(), c, homes.BlockText{}))
	block(w.Homes.UpdateBlock(w.ctx, w.Admin, key(), homes.Block{ID: uuid.New()}, homes.BlockText{Name: "Tower Z"}))
	blocks(homes.BlockFilter{})
	w.hear(w.Homes.DeleteBlock(w.ctx, w.Admin, key(), c.ID))
	w.hear(w.Homes.DeleteBlock(w.ctx, w.Admin, key(), first[0].ID))
	w.hear(w.Homes.DeleteBlock(w.ctx, w.Admin, key(), uuid.New()))

	edited := unit(w.Homes.UpdateUnit(w.ctx, w.Admin, key(), c301.Unit, homes.UnitText{Number: "303", Floor: 3, Type: "3BHK"}))
	unit(w.Homes.UpdateUnit(w.ctx, w.Admin, key(), c301.Unit, homes.UnitText{Number: "304", Floor: 3, Type: "3BHK"}))
	unit(w.Homes.UpdateUnit(w.ctx, w.Admin, key(), edited.Unit, homes.UnitText{}))
	unit(w.Homes.UpdateUnit(w.ctx, w.Admin, key(), homes.Unit{ID: uuid.New()}, homes.UnitText{Number: "1", Type: "Shop"}))
	unit(w.Homes.SetMaintenance(w.ctx, w.Admin, key(), w.Units["A-101"], true, " new pipes "))
	unit(w.Homes.SetMaintenance(w.ctx, w.Admin, key(), w.Units["A-101"], true, ""))
	unit(w.Homes.SetMaintenance(w.ctx, w.Admin, key(), w.Units["A-101"], false, ""))
	unit(w.Homes.SetMaintenance(w.ctx, w.Admin, key(), w.Units["A-101"], false, ""))
	unit(w.Homes.SetMaintenance(w.ctx, w.Admin, key(), edited.ID, true, ""))
	w.hear(w.Directory.Record(w.ctx, w.Admin, edited.ID))
	unit(w.Homes.SetMaintenance(w.ctx, w.Admin, key(), edited.ID, false, ""))
	w.hear(w.Homes.DeleteUnit(w.ctx, w.Admin, key(), w.Units["A-101"]))
	w.hear(w.Homes.DeleteUnit(w.ctx, w.Admin, key(), edited.ID))
	w.hear(w.Homes.DeleteUnit(w.ctx, w.Admin, key(), edited.ID))
	w.hear(w.Homes.DeleteUnit(w.ctx, w.Admin, key(), d1.ID))
	w.hear(w.Homes.DeleteBlock(w.ctx, w.Admin, key(), c.ID))
	list(w.Admin, homes.UnitFilter{})
	blocks(homes.BlockFilter{})
}

const importFile = `block,unit,floor,type,resident_name,resident_email,resident_phone,resident_type,primary,move_in
Tower A,101,1,2BHK,,,,,,
Tower E,1,0,Shop,Ravi Iyer,ravi@test.example,,owner,yes,
Tower E,2,0,Shop,,,,,,
`

func playImports(w *world) {
	w.hear(w.Imports.Check(w.ctx, w.Admin, []byte(importFile)))
	once := key()
	for range 2 {
		w.hear(w.Imports.Import(w.ctx, w.Admin, once, []byte(importFile), func(int, int) {}))
	}
	w.hear(w.Homes.Blocks(w.ctx, w.Admin, homes.BlockFilter{}))
}
