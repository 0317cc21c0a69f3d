package imports

import (
	"cmp"
	"slices"
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

// standing is what the register has of a file's blocks, units and people.
type standing struct {
	blocks   []knownBlock
	units    []knownUnit
	accounts []knownAccount
	ties     []knownTie
	// types are those that units have, or that are billed.
	types []string
	// residents is the role of new accounts; 0 where the roles are missing.
	residents int
	// today is the society's day by the database's clock.
	today value.Day
	// folds is what the database folds the file's texts to.
	folds map[string]string
}

// fold is a text of the file as it is compared. The database folds it, as it folds what
// stands there: two programs that fold in two ways would make Élan Tower twice.
func (s standing) fold(text string) string {
	if folded, ok := s.folds[text]; ok {
		return folded
	}
	return text
}

// importPlan is what a file adds to the register.
type importPlan struct {
	blocks   []planBlock
	units    []planUnit
	accounts []planAccount
	ties     []planTie
	added    Counts
	same     Counts
	// The first units and residents in words, and how many accounts have no address.
	firstUnits, firstResidents []string
	unreached                  int
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

// report tells what the plan of a file adds, and the file's bad lines.
func (p importPlan) report(f *importFile) Report {
	r := Report{Lines: f.count, Bad: f.bad, Added: p.added, Same: p.same, FirstUnits: p.firstUnits, FirstResidents: p.firstResidents, Unreached: p.unreached}
	for _, b := range p.blocks {
		r.NewBlocks = append(r.NewBlocks, b.name)
	}
	return r
}

type (
	planBlock struct {
		id   uuid.UUID
		name string
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

// planner builds a plan line by line.
type planner struct {
	file *importFile
	plan importPlan
	reg  standing

	blocks   map[string]*seenBlock
	units    map[string]*seenUnit
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
	id    uuid.UUID
	line  int // the line that says it first; 0 for the register
	known bool
	kind  string
	floor int
	// primary names who is the unit's primary contact, and on which line.
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
	// unreached is set for who has no e-mail address.
	unreached bool
}

type seenTie struct {
	line    int // 0 for the register
	kind    string
	primary bool
}

// planImport compares the file with the register and plans what to add. Bad lines
// that it finds join the file's, which are then in the file's order.
func planImport(f *importFile, reg standing) importPlan { return planned(f, reg).plan }

// planned is the planner of a file's lines, with its plan made.
func planned(f *importFile, reg standing) *planner {
	p := &planner{
		file: f, reg: reg, blocks: map[string]*seenBlock{}, units: map[string]*seenUnit{},
		accounts: map[string]*seenAccount{}, ties: map[[2]uuid.UUID]*seenTie{}, living: map[uuid.UUID]map[string]*seenAccount{}, types: map[string]bool{},
	}
	p.takeIn()
	for _, l := range f.lines {
		if unit := p.unit(l, p.block(l)); unit != nil && l.inhabited() && !l.spoiled {
			p.resident(l, unit)
		}
	}
	slices.SortStableFunc(f.bad, func(a, b BadLine) int { return a.Line - b.Line })
	p.plan.added = Counts{len(p.plan.blocks), len(p.plan.units), len(p.plan.accounts), len(p.plan.ties)}
	return p
}

// takeIn begins the plan with what the register has.
func (p *planner) takeIn() {
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
		unit := &seenUnit{id: u.ID, known: true, kind: u.Type, floor: u.Floor}
		p.units[names[u.BlockID]+"\x00"+u.Key], at[u.ID] = unit, unit
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
func (p *planner) lives(unit uuid.UUID, name string, a *seenAccount) {
	if p.living[unit] == nil {
		p.living[unit] = map[string]*seenAccount{}
	}
	if p.living[unit][name] == nil {
		p.living[unit][name] = a
	}
}

// place is what tells units apart: the block and the number, however their letters are
// cased.
func (p *planner) place(l importLine) string {
	return p.reg.fold(l.block) + "\x00" + p.reg.fold(l.unit)
}

func (p *planner) block(l importLine) *seenBlock {
	key := p.reg.fold(l.block)
	block := p.blocks[key]
	if block == nil {
		block = &seenBlock{id: value.NewID()}
		p.blocks[key] = block
		p.plan.blocks = append(p.plan.blocks, planBlock{block.id, l.block})
	}
	if block.double {
		p.file.blame(l.line, blockColumn, "Two blocks are called %s; rename one first.", l.block)
		return nil
	}
	if block.known {
		block.known = false // counted once
		p.plan.same.Blocks++
	}
	return block
}

// unit finds or plans the line's unit; nil where the line is bad.
func (p *planner) unit(l importLine, block *seenBlock) *seenUnit {
	if block == nil {
		return nil
	}
	unit := p.units[p.place(l)]
	if unit == nil {
		return p.newUnit(l, block)
	}
	label := l.block + " " + l.unit
	where := "It is in the register already: %s has %s."
	args := func(what string) []any { return []any{label, what} }
	if unit.line > 0 {
		where = "%s has %s with %s."
		args = func(what string) []any { return []any{p.file.place(unit.line), label, what} }
	}
	bad := false
	if l.hasFloor && l.floor != unit.floor {
		p.file.blame(l.line, floorColumn, where, args("floor "+itoa(unit.floor))...)
		bad = true
	}
	if l.kind != "" && !strings.EqualFold(l.kind, unit.kind) {
		p.file.blame(l.line, typeColumn, where, args("type "+unit.kind)...)
		bad = true
	}
	if unit.known && !unit.counted {
		unit.counted = true
		p.plan.same.Units++
	}
	if !bad && unit.line > 0 && !l.inhabited() && !l.spoiled {
		p.file.blame(l.line, unitColumn, "%s has %s already.", p.file.place(unit.line), label)
		bad = true
	}
	if bad {
		return nil
	}
	return unit
}

func (p *planner) newUnit(l importLine, block *seenBlock) *seenUnit {
	switch {
	case !l.hasFloor:
		p.file.blame(l.line, floorColumn, "The floor is missing.")
	case l.kind == "":
		p.file.blame(l.line, typeColumn, "The unit's type is missing.")
	case !p.knownType(l.kind):
		p.file.blame(l.line, typeColumn, "%s is no type of unit; types are such as 2BHK, 1RK, Shop.", l.kind)
	default:
		unit := &seenUnit{id: value.NewID(), line: l.line, kind: l.kind, floor: l.floor}
		p.units[p.place(l)] = unit
		p.plan.firstUnits = first(p.plan.firstUnits, l.block+" "+l.unit)
		p.plan.units = append(p.plan.units, planUnit{unit.id, block.id, l.unit, l.kind, l.floor})
		return unit
	}
	return nil
}

// knownType reports whether a unit may be of a type: one that counts rooms, one
// that buildings usually have, or one that this society has or bills already. A
// file of thousands of lines must not make a new type of a slip of the finger.
func (p *planner) knownType(kind string) bool {
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
func (p *planner) resident(l importLine, unit *seenUnit) {
	account, ok := p.account(l, unit)
	if !ok {
		return
	}
	place := [2]uuid.UUID{unit.id, account.id}
	tie := p.ties[place]
	// Who is to move in does not stand in the way of who is the contact until then.
	ahead := p.reg.today.Before(l.from)
	now := l.primary && !ahead
	switch {
	case tie != nil && tie.line > 0:
		column := emailColumn
		if l.email == "" {
			column = nameColumn
		}
		p.file.blame(l.line, column, "%s is in this unit already: %s.", l.name, p.file.place(tie.line))
		return
	case tie != nil && tie.kind != l.tie:
		p.file.blame(l.line, kindColumn, "%s lives there already as %s.", l.name, tie.kind)
		return
	case now && unit.primary != "" && unit.primaryLine > 0:
		p.file.blame(l.line, primaryColumn, "%s has %s as this unit's primary contact.", p.file.place(unit.primaryLine), unit.primary)
		return
	case now && unit.primary != "" && (tie == nil || !tie.primary):
		p.file.blame(l.line, primaryColumn, "This unit's primary contact is %s.", unit.primary)
		return
	case l.primary && tie != nil && !tie.primary:
		p.file.blame(l.line, primaryColumn, "%s lives there already, not as the primary contact.", l.name)
		return
	case tie != nil:
		p.plan.same.Residents++
		return
	}
	if now {
		unit.primary, unit.primaryLine = l.name, l.line
	}
	p.ties[place] = &seenTie{line: l.line, kind: l.tie, primary: l.primary}
	p.lives(unit.id, p.reg.fold(l.name), account)
	p.plan.firstResidents = first(p.plan.firstResidents, l.block+" "+l.unit+" "+l.name+" ("+l.tie+")")
	p.plan.ties = append(p.plan.ties, planTie{value.NewID(), account.id, unit.id, l.tie, l.primary, l.from, ahead})
}

// person is by what the line's person is known in a file: the e-mail, or without one the
// name with the phone; with neither they are known in their unit alone.
func (p *planner) person(l importLine) string {
	switch {
	case l.email != "":
		return p.reg.fold(l.email)
	case l.phone != "":
		return "\x00" + p.reg.fold(l.name) + "\x00" + value.PhoneNumber(l.phone, p.file.region)
	}
	return ""
}

// account finds or plans the line's person; false where the line is bad.
func (p *planner) account(l importLine, unit *seenUnit) (*seenAccount, bool) {
	key := p.person(l)
	var a *seenAccount
	if key != "" {
		a = p.accounts[key]
	}
	there := p.living[unit.id][p.reg.fold(l.name)]
	switch {
	case a == nil && there != nil && l.email == "":
		a = there
	case a == nil && there != nil && there.unreached && there.line == 0:
		p.file.blame(l.line, emailColumn, "%s lives there already without an e-mail address: give it to that account first.", l.name)
		return nil, false
	}
	if a == nil {
		if p.reg.residents == 0 {
			p.file.blame(l.line, "", "The roles are missing; run: society360 seed")
			return nil, false
		}
		a = &seenAccount{id: value.NewID(), line: l.line, name: l.name, phone: l.phone, unreached: l.email == ""}
		if key != "" {
			p.accounts[key] = a
		}
		if a.unreached {
			p.plan.unreached++
		}
		p.plan.accounts = append(p.plan.accounts, planAccount{a.id, l.name, cmp.Or(l.email, value.ReservedEmail(a.id)), l.phone})
		return a, true
	}
	if key != "" && p.accounts[key] == nil {
		p.accounts[key] = a
	}
	switch {
	case a.deleted:
		p.file.blame(l.line, emailColumn, "“%s” is the address of a deleted account; restore it first.", l.email)
	case !strings.EqualFold(value.Clean(a.name), l.name) && a.line > 0:
		p.file.blame(l.line, nameColumn, "%s has %s for %s, and not for %s.", p.file.place(a.line), l.email, a.name, l.name)
	case !strings.EqualFold(value.Clean(a.name), l.name):
		p.file.blame(l.line, nameColumn, "%s is the account of %s, and not of %s.", l.email, a.name, l.name)
	case a.line > 0 && l.email != "" && l.phone != "" && !value.SamePhone(l.phone, a.phone, p.file.region):
		p.file.blame(l.line, phoneColumn, "%s has %s for %s, and not %s.", p.file.place(a.line), a.phone, a.name, l.phone)
	default:
		if a.line == 0 && !a.counted {
			a.counted = true
			p.plan.same.Accounts++
		}
		return a, true
	}
	return nil, false
}
