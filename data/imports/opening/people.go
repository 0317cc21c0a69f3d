package opening

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports/intake"
	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"
)

// readFlat reads what a line says of its unit, and of who lives there.
func (o *opening) readFlat(p *page, row pageRow, line int, unit *openFlat) {
	if at := p.at(intake.FloorColumn); at >= 0 && value.Clean(row.cell(at).Shown) != "" {
		floor, err := homes.ReadFloor(row.cell(at).Shown)
		var wrong *fault.Error
		switch {
		case errors.As(err, &wrong):
			o.blameFor(p, row.number, at, wrong)
		case unit.hasFloor && unit.floor != floor:
			o.blame(p, row.number, at, "%s is on floor %d by %s.", unit.name(), unit.floor, o.place(unit.first, -1))
		default:
			unit.floor, unit.hasFloor = floor, true
		}
	}
	if at := p.at(intake.TypeColumn); at >= 0 {
		kind := homes.UnitType(row.cell(at).Shown)
		if folded := strings.ToUpper(strings.ReplaceAll(kind, "-", "")); homes.IsRooms(strings.ReplaceAll(folded, " ", "")) {
			kind = strings.ReplaceAll(folded, " ", "")
		}
		switch {
		case kind == "":
		case utf8.RuneCountInString(kind) > 20:
			o.blame(p, row.number, at, "“%s” is longer than the %d characters that fit here.", value.Limit(kind, 40), 20)
		case unit.kind != "" && !strings.EqualFold(unit.kind, kind):
			o.blame(p, row.number, at, "%s is a %s by %s.", unit.name(), unit.kind, o.place(unit.first, -1))
		default:
			unit.kind = kind
		}
	}
	tie, tenanted := o.tie(p, row)
	from, _ := o.day(p, row, line, intake.MoveInColumn, func(day value.Day) *fault.Error { return value.MoveDays().Wrong(day, o.today) })
	primary, ok := intake.ReadYes(p.textOf(row, intake.PrimaryColumn))
	if !ok {
		o.blame(p, row.number, p.at(intake.PrimaryColumn), "“%s” is neither yes nor no.", value.Limit(p.textOf(row, intake.PrimaryColumn), 40))
	}
	o.readPerson(p, row, unit, intake.Line{Line: line, Tie: tie, Primary: primary, From: from}, intake.NameColumn, intake.EmailColumn, intake.PhoneColumn)
	if !tenanted {
		o.readPerson(p, row, unit, intake.Line{Line: line, Tie: "tenant"}, tenantColumn, tenantMail, tenantPhone)
	}
}

// Name is a unit as a complaint names it.
func (u *openFlat) name() string { return u.block + " " + u.number }

// Tie reads how the named person is tied to the unit: an owner where nothing is said.
// tenanted says that the line's person is the tenant.
func (o *opening) tie(p *page, row pageRow) (tie string, tenanted bool) {
	at := p.at(intake.KindColumn)
	text := strings.ToLower(p.textOf(row, intake.KindColumn))
	switch strings.NewReplacer("_", " ", "-", " ").Replace(text) {
	case "", "owner", "self", "self occupied", "owner occupied", "own", "o", "vacant", "locked", "closed", "owned", "occupied":
		return "owner", false
	case "tenant", "rented", "rent", "on rent", "t", "lessee", "licensee", "let out", "tenanted", "leased":
		// Where the tenant has columns of their own, the name is the owner's.
		return map[bool]string{true: "owner", false: "tenant"}[p.at(tenantColumn) >= 0], p.at(tenantColumn) < 0
	case "family", "family member", "f":
		return "family_member", false
	}
	o.blame(p, row.number, at, "“%s” is no kind of resident: owner, tenant or family_member.", value.Limit(p.textOf(row, intake.KindColumn), 40))
	return "owner", false
}

// noName are the words that such sheets have where there is nobody.
func noName(name string) bool {
	return slices.Contains([]string{"", "-", "--", "na", "n/a", "nil", "vacant", "none", ".", "builder", "unsold"}, strings.ToLower(name))
}

// readPerson reads one of a line's people.
func (o *opening) readPerson(p *page, row pageRow, unit *openFlat, l intake.Line, nameOf, mailOf, phoneCol string) {
	l.Name, l.Email = p.textOf(row, nameOf), p.textOf(row, mailOf)
	said := l.Name // vacant, or nothing at all
	if noName(l.Name) {
		l.Name = ""
	}
	if noName(l.Email) {
		l.Email = ""
	}
	phoneAt := o.phoneAt(p, row, phoneCol)
	if p.at(nameOf) < 0 && o.unnamed(p, row, nameOf, phoneAt, p.at(mailOf)) {
		return
	}
	phone, left, wrong := phoneOf(row.cell(phoneAt), o.region)
	if l.Name == "" && l.Email == "" {
		o.nobody(p, row, l, said, phoneAt)
		return
	}
	if wrong != nil {
		o.blameFor(p, row.number, phoneAt, wrong)
	}
	if left != "" {
		o.tell("cells have a second phone, which is left out", o.place(l.Line, phoneAt)+": "+value.Limit(left, 30))
	}
	l.Phone = phone
	bad := fault.Fields{}
	accounts.CheckPerson(bad, l.Name, l.Email, "", o.region)
	for _, f := range [][2]string{{"name", nameOf}, {"email", mailOf}} {
		var e *fault.Error
		if errors.As(bad[f[0]], &e) {
			o.blameFor(p, row.number, p.at(f[1]), e)
		}
	}
	unit.people = append(unit.people, l)
}

// unnamed blames, once a sheet, a column of phones or addresses where no column is one of
// names: not its lines are wrong but how its headings were read.
func (o *opening) unnamed(p *page, row pageRow, nameOf string, columns ...int) bool {
	i := slices.IndexFunc(columns, func(at int) bool { return !noName(strings.Trim(value.Clean(row.cell(at).Shown), " -–—._0")) })
	if i < 0 {
		return false
	}
	if !slices.Contains(p.unnamed, nameOf) {
		head := value.Limit(p.heads[columns[i]], 40)
		o.blame(p, row.number, columns[i], "“%s” has no column of names in this sheet: give one its meaning with --map \"Heading=%s\", or leave it out with --map \"%s=-\".", head, nameOf, head)
		p.unnamed = append(p.unnamed, nameOf)
	}
	return true
}

// nobody tells what a line says of somebody whom it does not name.
func (o *opening) nobody(p *page, row pageRow, l intake.Line, said string, phoneAt int) {
	if phone := value.Clean(row.cell(phoneAt).Shown); phone != "" && strings.Trim(phone, " -–—._0") != "" && !noName(phone) {
		if said == "" {
			o.blame(p, row.number, phoneAt, "Whose number is “%s”? Give the name beside it.", value.Limit(phone, 40))
		} else {
			o.tell("phones stand beside nobody's name, and are not read", o.place(l.Line, phoneAt)+": "+value.Limit(phone, 30)+" of "+value.Limit(said, 30))
		}
	}
	if l.Primary || !l.From.IsZero() {
		o.tell("days of moving in, or a primary contact, stand beside nobody's name and are not read", o.place(l.Line, -1))
	}
}

// phoneAt is the column of a row's phone: the first of those that have one.
func (o *opening) phoneAt(p *page, row pageRow, column string) int {
	first := p.at(column)
	for i, name := range p.columns {
		if name != column || value.Clean(row.cell(i).Shown) == "" {
			continue
		}
		if value.Clean(row.cell(first).Shown) == "" {
			first = i
		} else if i != first {
			o.tell("lines have a phone in a second column, which is left out", p.name+" "+workbook.Place(i, row.number))
		}
	}
	return first
}
