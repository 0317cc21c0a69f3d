package screentest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Home is a unit, and the block that it is of.
type Home struct {
	homes.Unit
	BlockID   *uuid.UUID
	CreatedAt time.Time
}

// row is a unit as a list shows it.
func (h Homes) row(home *Home) homes.UnitRow {
	row := homes.UnitRow{Unit: home.Unit, Key: flat(home.Label)}
	for _, r := range h.s.residents(home.ID) {
		if row.Residents++; r.Primary && (row.Contact == "" || r.Name < row.Contact) {
			row.Contact = r.Name
		}
	}
	return row
}

// Units returns a page of the units.
func (h Homes) Units(ctx context.Context, actor role.Actor, f homes.UnitFilter) (homes.UnitPage, error) {
	return read(ctx, h.s, actor, "Homes.Units", func() (found homes.UnitPage, err error) {
		key := flat(f.Search)
		var rows []homes.UnitRow
		for _, home := range h.s.homes(func(u *Home) bool {
			return h.s.may(actor, &u.ID) && (f.Status == "" || u.Status == f.Status) &&
				(f.BlockID == nil || u.BlockID != nil && *u.BlockID == *f.BlockID) && (f.Search == "" || key != "" && (begins(u, key) || h.livesIn(u, f.Search)))
		}) {
			rows = append(rows, h.row(home))
		}
		var behind func(homes.UnitRow) bool
		if f.After != nil {
			behind = func(u homes.UnitRow) bool { return u.ID == f.After.ID }
		}
		found.Units, found.More = page(rows, behind, cmp.Or(f.Limit, h.s.Page))
		return found, nil
	})
}

// begins reports whether a unit's label or number begins with a key.
func begins(u *Home, key string) bool {
	return strings.HasPrefix(flat(u.Label), key) || strings.HasPrefix(flat(u.Number), key)
}

// block is a block with its units counted.
func (h Homes) block(b homes.Block) homes.Block {
	b.Units, b.Occupied, b.Vacant, b.Maintenance, b.Code = 0, 0, 0, 0, strings.TrimPrefix(b.Name, "Tower ")
	for _, u := range h.s.Units.rows {
		if u.BlockID == nil || *u.BlockID != b.ID {
			continue
		}
		b.Units++
		switch u.Status {
		case "occupied":
			b.Occupied++
		case homes.UnderMaintenance:
			b.Maintenance++
		default:
			b.Vacant++
		}
	}
	return b
}

// Blocks returns a page of the blocks by name.
func (h Homes) Blocks(ctx context.Context, actor role.Actor, f homes.BlockFilter) (homes.BlockPage, error) {
	return read(ctx, h.s, actor, "Homes.Blocks", func() (found homes.BlockPage, err error) {
		var rows []homes.Block
		for _, b := range h.s.Blocks.rows {
			if is, _ := named(b.Name, f.Search, false); is || value.Clean(f.Search) == "" {
				rows = append(rows, h.block(*b))
			}
		}
		slices.SortFunc(rows, func(a, b homes.Block) int {
			return cmp.Or(cmp.Compare(flat(a.Name), flat(b.Name)), cmp.Compare(a.ID.String(), b.ID.String()))
		})
		var behind func(homes.Block) bool
		if f.After != nil {
			behind = func(b homes.Block) bool { return b.ID == f.After.ID }
		}
		found.Blocks, found.More = page(rows, behind, cmp.Or(f.Limit, h.s.Page))
		return found, nil
	})
}

// checkBlock tidies what is said of a block; but is the block that it is.
func (h Homes) checkBlock(t *homes.BlockText, but uuid.UUID) error {
	if t.Name, t.Description = value.Clean(t.Name), strings.TrimSpace(t.Description); t.Name == "" {
		return complaints(map[string]error{"name": invalid("A block needs a name, such as Tower A.")})
	}
	if b := h.called(t.Name); b != nil && b.ID != but {
		return Complaint("name", "Another block has this name already.")
	}
	return nil
}

// called is the block of a name, in whatever letters.
func (h Homes) called(name string) *homes.Block {
	for _, b := range h.s.Blocks.rows {
		if strings.EqualFold(b.Name, name) {
			return b
		}
	}
	return nil
}

// CreateBlock adds a block.
func (h Homes) CreateBlock(ctx context.Context, actor role.Actor, key uuid.UUID, t homes.BlockText) (homes.Block, error) {
	return write(ctx, h.s, actor, "Homes.CreateBlock", key, func() (homes.Block, error) {
		if err := h.checkBlock(&t, uuid.Nil); err != nil {
			return homes.Block{}, err
		}
		b := h.s.Blocks.put(homes.Block{Name: t.Name, Description: t.Description})
		h.s.told(actor, action.BlockCreated, "blocks", b.ID, b.Name, "")
		return h.block(*b), nil
	})
}

// UpdateBlock changes what is said of a block; its units' labels follow.
func (h Homes) UpdateBlock(ctx context.Context, actor role.Actor, key uuid.UUID, seen homes.Block, t homes.BlockText) (homes.Block, error) {
	return write(ctx, h.s, actor, "Homes.UpdateBlock", key, func() (homes.Block, error) {
		b := h.s.Blocks.by(seen.ID)
		switch {
		case b == nil:
			return homes.Block{}, gone()
		case value.Clean(t.Name) != "" && (b.Name != seen.Name || b.Description != seen.Description):
			return homes.Block{}, overtaken(h.s, b.ID, h.block(*b), b.Name)
		}
		if err := h.checkBlock(&t, b.ID); err != nil {
			return homes.Block{}, err
		}
		b.Name, b.Description = t.Name, t.Description
		for _, u := range h.s.Units.rows {
			if u.BlockID != nil && *u.BlockID == b.ID {
				h.name(u, b)
			}
		}
		h.s.told(actor, action.BlockUpdated, "blocks", b.ID, b.Name, "")
		return h.block(*b), nil
	})
}

// name gives a unit its block's name, and its label.
func (h Homes) name(u *Home, b *homes.Block) {
	u.Block, u.Label = b.Name, strings.TrimPrefix(b.Name, "Tower ")+"-"+u.Number
}

// DeleteBlock removes a block that has no units.
func (h Homes) DeleteBlock(ctx context.Context, actor role.Actor, key, id uuid.UUID) (string, error) {
	return write(ctx, h.s, actor, "Homes.DeleteBlock", key, func() (string, error) {
		row := h.s.Blocks.by(id)
		if row == nil {
			return "", gone()
		}
		switch b := h.block(*row); b.Units {
		case 0:
			h.s.Blocks.take(row)
			h.s.told(actor, action.BlockDeleted, "blocks", id, b.Name, "")
			return b.Name, nil
		case 1:
			return "", Refusal("%s cannot be deleted: it has 1 unit.", b.Name)
		default:
			return "", Refusal("%s cannot be deleted: it has %d units.", b.Name, b.Units)
		}
	})
}

// checkUnit tidies what is said of a unit, and gives the complaints about it.
func checkUnit(t *homes.UnitText) map[string]error {
	bad := map[string]error{}
	if t.Number, t.Type = value.Clean(t.Number), homes.UnitType(t.Type); t.Number == "" {
		bad["number"] = invalid("A unit needs a number, such as 101.")
	}
	if t.Type == "" {
		bad["type"] = invalid("Which type? Such as 2BHK or Shop.")
	}
	return bad
}

// numbered reports whether a block has a unit of a number besides that one.
func (h Homes) numbered(block *uuid.UUID, number string, but uuid.UUID) bool {
	return slices.ContainsFunc(h.s.Units.rows, func(u *Home) bool {
		return u.ID != but && block != nil && u.BlockID != nil && *u.BlockID == *block && strings.EqualFold(u.Number, number)
	})
}

func numberTaken() error {
	return Complaint("number", "This block has a unit of that number already.")
}

// CreateUnit adds a vacant unit, and its block where that is new.
func (h Homes) CreateUnit(ctx context.Context, actor role.Actor, key uuid.UUID, n homes.UnitDraft) (homes.UnitRow, error) {
	return write(ctx, h.s, actor, "Homes.CreateUnit", key, func() (homes.UnitRow, error) {
		bad := checkUnit(&n.UnitText)
		if n.BlockName = value.Clean(n.BlockName); n.BlockID == nil && n.BlockName == "" {
			bad["block"] = invalid("Which block? Type its name of 1 to 50 characters.")
		}
		switch err := complaints(bad); {
		case err != nil:
			return homes.UnitRow{}, err
		case n.BlockID == nil && h.called(n.BlockName) != nil:
			return homes.UnitRow{}, Complaint("block", "There is a block of this name already; choose it.")
		case n.BlockID != nil && h.s.Blocks.by(*n.BlockID) == nil:
			return homes.UnitRow{}, Complaint("block", "There is no such block any more.")
		case h.numbered(n.BlockID, n.Number, uuid.Nil):
			return homes.UnitRow{}, numberTaken()
		}
		return h.row(h.build(actor, n)), nil
	})
}

// build adds a unit that was checked.
func (h Homes) build(actor role.Actor, n homes.UnitDraft) *Home {
	if n.BlockID == nil {
		b := h.s.Blocks.put(homes.Block{Name: n.BlockName})
		h.s.told(actor, action.BlockCreated, "blocks", b.ID, b.Name, "")
		n.BlockID = &b.ID
	}
	u := h.s.Units.put(Home{BlockID: n.BlockID, CreatedAt: h.s.Clock(), Unit: homes.Unit{Number: n.Number, Floor: n.Floor, Type: n.Type, Status: "vacant"}})
	h.name(u, h.s.Blocks.by(*n.BlockID))
	h.s.told(actor, action.UnitCreated, "units", u.ID, u.Label, "")
	return u
}

// change changes one unit.
func (h Homes) change(ctx context.Context, call string, actor role.Actor, key, id uuid.UUID, did action.Action, note string, may func(*Home) error, edit func(*Home)) (homes.UnitRow, error) {
	return write(ctx, h.s, actor, call, key, func() (homes.UnitRow, error) {
		u := h.s.Units.by(id)
		if u == nil {
			return homes.UnitRow{}, gone()
		}
		if err := may(u); err != nil {
			return homes.UnitRow{}, err
		}
		edit(u)
		h.s.told(actor, did, "units", id, u.Label, value.Clean(note))
		return h.row(u), nil
	})
}

// UpdateUnit changes a unit's number, floor and type.
func (h Homes) UpdateUnit(ctx context.Context, actor role.Actor, key uuid.UUID, seen homes.Unit, t homes.UnitText) (homes.UnitRow, error) {
	bad := complaints(checkUnit(&t))
	return h.change(ctx, "Homes.UpdateUnit", actor, key, seen.ID, action.UnitUpdated, "", func(u *Home) error {
		switch {
		case bad != nil:
			return bad
		case u.Number != seen.Number || u.Floor != seen.Floor || u.Type != seen.Type:
			return overtaken(h.s, u.ID, h.row(u), u.Label)
		case h.numbered(u.BlockID, t.Number, u.ID):
			return numberTaken()
		}
		return nil
	}, func(u *Home) {
		u.Number, u.Floor, u.Type = t.Number, t.Floor, t.Type
		h.name(u, h.s.Blocks.by(*u.BlockID))
	})
}

// SetMaintenance puts a unit under maintenance, or ends that.
func (h Homes) SetMaintenance(ctx context.Context, actor role.Actor, key, id uuid.UUID, under bool, note string) (homes.UnitRow, error) {
	return h.change(ctx, "Homes.SetMaintenance", actor, key, id, action.UnitStatusChanged, note, func(u *Home) error {
		switch is := u.Status == homes.UnderMaintenance; {
		case is && under:
			return Refusal("%s is under maintenance already.", u.Label)
		case !is && !under:
			return Refusal("%s is not under maintenance.", u.Label)
		}
		return nil
	}, func(u *Home) {
		if u.Status = homes.UnderMaintenance; !under {
			u.Status = ""
			h.s.follow(u.ID)
		}
	})
}

// follow has a unit's status follow who lives there, unless it is under maintenance.
func (s *Society) follow(unit uuid.UUID) {
	u := s.Units.by(unit)
	switch {
	case u.Status == homes.UnderMaintenance:
	case len(s.residents(unit)) > 0:
		u.Status = "occupied"
	default:
		u.Status = "vacant"
	}
}

// hangs counts what refers to a unit.
func (s *Society) hangs(unit uuid.UUID) (h homes.UnitHangs) {
	of := func(id *uuid.UUID) int {
		if id != nil && *id == unit {
			return 1
		}
		return 0
	}
	for _, v := range s.Visits.rows {
		h.Visits += of(v.UnitID)
	}
	for _, b := range s.Bills.rows {
		h.Bills += of(b.UnitID)
	}
	for _, t := range s.Tickets.rows {
		h.Tickets += of(t.UnitID)
	}
	for _, t := range s.Ties.rows {
		h.Ties += of(&t.UnitID)
	}
	return h
}

// DeleteUnit removes a unit on which nothing hangs.
func (h Homes) DeleteUnit(ctx context.Context, actor role.Actor, key, id uuid.UUID) (string, error) {
	return write(ctx, h.s, actor, "Homes.DeleteUnit", key, func() (string, error) {
		u := h.s.Units.by(id)
		if u == nil {
			return "", gone()
		}
		if hangs := h.s.hangs(id); !hangs.None() {
			return "", Refusal("%s cannot be deleted: %s.", u.Label, hangs.String())
		}
		h.s.Units.take(u)
		h.s.told(actor, action.UnitDeleted, "units", id, u.Label, "")
		return u.Label, nil
	})
}
