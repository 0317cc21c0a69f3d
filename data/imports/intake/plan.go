package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// Counts counts what an import adds, or finds there already.
type Counts struct {
	Blocks    int `json:"blocks"`
	Units     int `json:"units"`
	Accounts  int `json:"accounts"`
	Residents int `json:"residents"`
}

func (c Counts) sum() int { return c.Blocks + c.Units + c.Accounts + c.Residents }

// Rows of the register that a file names: blocks, units, accounts and residencies. A
// Key is the name, number or e-mail as it is compared (standing.fold).
type (
	knownBlock struct {
		ID  uuid.UUID
		Key string
	}
	knownUnit struct {
		ID, BlockID uuid.UUID
		Key, Type   string
		Floor       int
	}
	knownAccount struct {
		ID      uuid.UUID
		Key     string
		Name    string
		Deleted bool
	}
	knownTie struct {
		UnitID, UserID uuid.UUID
		Name, Type     string
		// NameKey is the name as it is compared, Unreached says that the account has no
		// e-mail address.
		NameKey   string
		Unreached bool
		Primary   bool
		// PrimaryAhead is set where they become it on the day of moving in.
		PrimaryAhead bool
	}
)

// Standing is what the register has of a file's blocks, units and people.
type Standing struct {
	blocks   []knownBlock
	units    []knownUnit
	accounts []knownAccount
	ties     []knownTie
	// types are those that units have, or that are billed.
	types []string
	// Residents is the role of new accounts; 0 where the roles are missing.
	Residents int
	// today is the society's day by the database's clock.
	today value.Day
	// folds is what the database folds the file's texts to.
	folds map[string]string
}

// fold is a text of the file as it is compared. The database folds it, as it folds what
// stands there: two programs that fold in two ways would make Élan Tower twice.
func (s Standing) fold(text string) string {
	if folded, ok := s.folds[text]; ok {
		return folded
	}
	return text
}

// Plan is what a file adds to the register.
type Plan struct {
	Blocks   []planBlock
	Units    []planUnit
	accounts []planAccount
	Ties     []planTie
	Added    Counts
	Same     Counts
	// The first units and residents in words, and how many accounts have no address.
	FirstUnits, FirstResidents []string
	Unreached                  int
}

// firstShown is how many of what an import adds are shown.
const firstShown = 5

// first adds a word to those that are shown.
func first(shown []string, word string) []string {
	if len(shown) < firstShown {
		shown = append(shown, word)
	}
	return shown
}

type (
	planBlock struct {
		id   uuid.UUID
		Name string
	}
	planUnit struct {
		id, block    uuid.UUID
		number, kind string
		floor        int
	}
	planAccount struct {
		id                 uuid.UUID
		name, email, phone string
	}
	planTie struct {
		id, user, unit uuid.UUID
		kind           string
		primary        bool
		from           value.Day
		// ahead says that from is to come.
		ahead bool
	}
)

// Planner builds a plan line by line.
type Planner struct {
	file *File
	Plan Plan
	reg  Standing

	blocks   map[string]*seenBlock
	Units    map[string]*seenUnit
	accounts map[string]*seenAccount
	ties     map[[2]uuid.UUID]*seenTie
	// living are the accounts in a unit by the keys of their names: who has no e-mail is
	// known by them.
	living map[uuid.UUID]map[string]*seenAccount
	types  map[string]bool
}

type seenBlock struct {
	id     uuid.UUID
	double bool
	known  bool
}

type seenUnit struct {
	ID    uuid.UUID
	line  int // the line that says it first; 0 for the register
	known bool
	kind  string
	floor int
	// Primary names who is the unit's primary contact, and on which line.
	primary     string
	primaryLine int
	// counted is set once the unit is counted among those that are there.
	counted bool
}

type seenAccount struct {
	id          uuid.UUID
	line        int // 0 for the register
	name, phone string
	deleted     bool
	counted     bool
	// Unreached is set for who has no e-mail address.
	unreached bool
}

type seenTie struct {
	line    int // 0 for the register
	kind    string
	primary bool
}

// PlanOf compares the file with the register and plans what to add. Bad lines
// that it finds join the file's, which are then in the file's order.
func PlanOf(f *File, reg Standing) Plan { return Planned(f, reg).Plan }

// Planned is the planner of a file's lines, with its plan made.
func Planned(f *File, reg Standing) *Planner {
	p := &Planner{
		file: f, reg: reg, blocks: map[string]*seenBlock{}, Units: map[string]*seenUnit{},
		accounts: map[string]*seenAccount{}, ties: map[[2]uuid.UUID]*seenTie{}, living: map[uuid.UUID]map[string]*seenAccount{}, types: map[string]bool{},
	}
	p.takeIn()
	for _, l := range f.Lines {
		if unit := p.unit(l, p.block(l)); unit != nil && l.Inhabited() && !l.Spoiled {
			p.resident(l, unit)
		}
	}
	slices.SortStableFunc(f.Bad, func(a, b BadLine) int { return a.Line - b.Line })
	p.Plan.Added = Counts{len(p.Plan.Blocks), len(p.Plan.Units), len(p.Plan.accounts), len(p.Plan.Ties)}
	return p
}

// takeIn begins the plan with what the register has.
func (p *Planner) takeIn() {
	names := map[uuid.UUID]string{}
	for _, b := range p.reg.blocks {
		names[b.ID] = b.Key
		if first := p.blocks[b.Key]; first != nil {
			first.double = true
			continue
		}
		p.blocks[b.Key] = &seenBlock{id: b.ID, known: true}
	}
	at := map[uuid.UUID]*seenUnit{}
	for _, u := range p.reg.units {
		unit := &seenUnit{ID: u.ID, known: true, kind: u.Type, floor: u.Floor}
		p.Units[names[u.BlockID]+"\x00"+u.Key], at[u.ID] = unit, unit
	}
	for _, a := range p.reg.accounts {
		// Of two addresses that differ in case the one that is in use counts.
		if there := p.accounts[a.Key]; there == nil || there.deleted {
			p.accounts[a.Key] = &seenAccount{id: a.ID, name: a.Name, deleted: a.Deleted}
		}
	}
	for _, t := range p.reg.ties {
		p.ties[[2]uuid.UUID{t.UnitID, t.UserID}] = &seenTie{kind: t.Type, primary: t.Primary || t.PrimaryAhead}
		if unit := at[t.UnitID]; unit != nil && t.Primary {
			unit.primary = t.Name
		}
		p.lives(t.UnitID, t.NameKey, &seenAccount{id: t.UserID, name: t.Name, unreached: t.Unreached})
	}
	for _, t := range p.reg.types {
		p.types[strings.ToLower(value.Clean(t))] = true
	}
}

// lives notes who is in a unit under a name.
func (p *Planner) lives(unit uuid.UUID, name string, a *seenAccount) {
	if p.living[unit] == nil {
		p.living[unit] = map[string]*seenAccount{}
	}
	if p.living[unit][name] == nil {
		p.living[unit][name] = a
	}
}

// Place is what tells units apart: the block and the number, however their letters are
// cased.
func (p *Planner) Place(l Line) string {
	return p.reg.fold(l.Block) + "\x00" + p.reg.fold(l.Unit)
}

func (p *Planner) block(l Line) *seenBlock {
	key := p.reg.fold(l.Block)
	block := p.blocks[key]
	if block == nil {
		block = &seenBlock{id: value.NewID()}
		p.blocks[key] = block
		p.Plan.Blocks = append(p.Plan.Blocks, planBlock{block.id, l.Block})
	}
	if block.double {
		p.file.Blame(l.Line, BlockColumn, "Two blocks are called %s; rename one first.", l.Block)
		return nil
	}
	if block.known {
		block.known = false // counted once
		p.Plan.Same.Blocks++
	}
	return block
}

// Unit finds or plans the line's unit; nil where the line is bad.
func (p *Planner) unit(l Line, block *seenBlock) *seenUnit {
	if block == nil {
		return nil
	}
	unit := p.Units[p.Place(l)]
	if unit == nil {
		return p.newUnit(l, block)
	}
	label := l.Block + " " + l.Unit
	where := "It is in the register already: %s has %s."
	args := func(what string) []any { return []any{label, what} }
	if unit.line > 0 {
		where = "%s has %s with %s."
		args = func(what string) []any { return []any{p.file.place(unit.line), label, what} }
	}
	bad := false
	if l.HasFloor && l.Floor != unit.floor {
		p.file.Blame(l.Line, FloorColumn, where, args("floor "+strconv.Itoa(unit.floor))...)
		bad = true
	}
	if l.Kind != "" && !strings.EqualFold(l.Kind, unit.kind) {
		p.file.Blame(l.Line, TypeColumn, where, args("type "+unit.kind)...)
		bad = true
	}
	if unit.known && !unit.counted {
		unit.counted = true
		p.Plan.Same.Units++
	}
	if !bad && unit.line > 0 && !l.Inhabited() && !l.Spoiled {
		p.file.Blame(l.Line, UnitColumn, "%s has %s already.", p.file.place(unit.line), label)
		bad = true
	}
	if bad {
		return nil
	}
	return unit
}

func (p *Planner) newUnit(l Line, block *seenBlock) *seenUnit {
	switch {
	case !l.HasFloor:
		p.file.Blame(l.Line, FloorColumn, "The floor is missing.")
	case l.Kind == "":
		p.file.Blame(l.Line, TypeColumn, "The unit's type is missing.")
	case !p.knownType(l.Kind):
		p.file.Blame(l.Line, TypeColumn, "%s is no type of unit; types are such as 2BHK, 1RK, Shop.", l.Kind)
	default:
		unit := &seenUnit{ID: value.NewID(), line: l.Line, kind: l.Kind, floor: l.Floor}
		p.Units[p.Place(l)] = unit
		p.Plan.FirstUnits = first(p.Plan.FirstUnits, l.Block+" "+l.Unit)
		p.Plan.Units = append(p.Plan.Units, planUnit{unit.ID, block.id, l.Unit, l.Kind, l.Floor})
		return unit
	}
	return nil
}

// knownType reports whether a unit may be of a type: one that counts rooms, one
// that buildings usually have, or one that this society has or bills already. A
// file of thousands of lines must not make a new type of a slip of the finger.
func (p *Planner) knownType(kind string) bool {
	if homes.IsRooms(kind) || p.types[strings.ToLower(kind)] {
		return true
	}
	switch strings.ToLower(kind) {
	case "studio", "duplex", "penthouse", "villa", "row house", "shop", "office", "servant room":
		return true
	}
	return false
}

// resident plans that the line's person lives in the unit.
func (p *Planner) resident(l Line, unit *seenUnit) {
	account, ok := p.account(l, unit)
	if !ok {
		return
	}
	place := [2]uuid.UUID{unit.ID, account.id}
	tie := p.ties[place]
	// Who is to move in does not stand in the way of who is the contact until then.
	ahead := p.reg.today.Before(l.From)
	now := l.Primary && !ahead
	switch {
	case tie != nil && tie.line > 0:
		column := EmailColumn
		if l.Email == "" {
			column = NameColumn
		}
		p.file.Blame(l.Line, column, "%s is in this unit already: %s.", l.Name, p.file.place(tie.line))
		return
	case tie != nil && tie.kind != l.Tie:
		p.file.Blame(l.Line, KindColumn, "%s lives there already as %s.", l.Name, tie.kind)
		return
	case now && unit.primary != "" && unit.primaryLine > 0:
		p.file.Blame(l.Line, PrimaryColumn, "%s has %s as this unit's primary contact.", p.file.place(unit.primaryLine), unit.primary)
		return
	case now && unit.primary != "" && (tie == nil || !tie.primary):
		p.file.Blame(l.Line, PrimaryColumn, "This unit's primary contact is %s.", unit.primary)
		return
	case l.Primary && tie != nil && !tie.primary:
		p.file.Blame(l.Line, PrimaryColumn, "%s lives there already, not as the primary contact.", l.Name)
		return
	case tie != nil:
		p.Plan.Same.Residents++
		return
	}
	if now {
		unit.primary, unit.primaryLine = l.Name, l.Line
	}
	p.ties[place] = &seenTie{line: l.Line, kind: l.Tie, primary: l.Primary}
	p.lives(unit.ID, p.reg.fold(l.Name), account)
	p.Plan.FirstResidents = first(p.Plan.FirstResidents, l.Block+" "+l.Unit+" "+l.Name+" ("+l.Tie+")")
	p.Plan.Ties = append(p.Plan.Ties, planTie{value.NewID(), account.id, unit.ID, l.Tie, l.Primary, l.From, ahead})
}

// person is by what the line's person is known in a file: the e-mail, or without one the
// name with the phone; with neither they are known in their unit alone.
func (p *Planner) person(l Line) string {
	switch {
	case l.Email != "":
		return p.reg.fold(l.Email)
	case l.Phone != "":
		return "\x00" + p.reg.fold(l.Name) + "\x00" + value.PhoneNumber(l.Phone, p.file.Region)
	}
	return ""
}

// account finds or plans the line's person; false where the line is bad.
func (p *Planner) account(l Line, unit *seenUnit) (*seenAccount, bool) {
	key := p.person(l)
	var a *seenAccount
	if key != "" {
		a = p.accounts[key]
	}
	there := p.living[unit.ID][p.reg.fold(l.Name)]
	switch {
	case a == nil && there != nil && l.Email == "":
		a = there
	case a == nil && there != nil && there.unreached && there.line == 0:
		p.file.Blame(l.Line, EmailColumn, "%s lives there already without an e-mail address: give it to that account first.", l.Name)
		return nil, false
	}
	if a == nil {
		if p.reg.Residents == 0 {
			p.file.Blame(l.Line, "", "The roles are missing; run: society360 seed")
			return nil, false
		}
		a = &seenAccount{id: value.NewID(), line: l.Line, name: l.Name, phone: l.Phone, unreached: l.Email == ""}
		if key != "" {
			p.accounts[key] = a
		}
		if a.unreached {
			p.Plan.Unreached++
		}
		p.Plan.accounts = append(p.Plan.accounts, planAccount{a.id, l.Name, cmp.Or(l.Email, value.ReservedEmail(a.id)), l.Phone})
		return a, true
	}
	if key != "" && p.accounts[key] == nil {
		p.accounts[key] = a
	}
	switch {
	case a.deleted:
		p.file.Blame(l.Line, EmailColumn, "“%s” is the address of a deleted account; restore it first.", l.Email)
	case !strings.EqualFold(value.Clean(a.name), l.Name) && a.line > 0:
		p.file.Blame(l.Line, NameColumn, "%s has %s for %s, and not for %s.", p.file.place(a.line), l.Email, a.name, l.Name)
	case !strings.EqualFold(value.Clean(a.name), l.Name):
		p.file.Blame(l.Line, NameColumn, "%s is the account of %s, and not of %s.", l.Email, a.name, l.Name)
	case a.line > 0 && l.Email != "" && l.Phone != "" && !value.SamePhone(l.Phone, a.phone, p.file.Region):
		p.file.Blame(l.Line, PhoneColumn, "%s has %s for %s, and not %s.", p.file.place(a.line), a.phone, a.name, l.Phone)
	default:
		if a.line == 0 && !a.counted {
			a.counted = true
			p.Plan.Same.Accounts++
		}
		return a, true
	}
	return nil, false
}
