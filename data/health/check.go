// Package health looks for what stands in a society's database and should not: what
// an earlier version or another program accepted, and what of the server's is not as
// the program needs it. It changes nothing: each finding says where to mend it.
package health

import (
	"context"
	"slices"
	"strconv"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
)

// Severity says how much a finding matters.
type Severity string

// The severities.
const (
	// Wrong is what gives somebody a wrong answer, or lets in what should stay out.
	Wrong Severity = "wrong"
	// Odd is what works and was hardly meant.
	Odd Severity = "odd"
)

// Check is one thing that is looked for. Name never changes: scripts rely on it.
type Check struct {
	Name     string
	Severity Severity
	// Title names it in a few words.
	Title string
	// Verbatim says that a finding's Stands is a value as it stands, and not words
	// about it.
	Verbatim bool
	// Says is a sentence about what was found, Mend one about what to do. They and Title are
	// English.
	Says, Mend string
	// Screen is the one that shows the things found; empty where none does.
	Screen string

	// sql gives the findings: place, by which they are ordered, thing, stands, open
	// and command, all text.
	sql string
	// keep, where set, leaves out what is in order after all.
	keep func(f Finding, region string) bool
	// read is in place of sql.
	read func(ctx context.Context, s *Store, actor role.Actor) ([]Finding, error)
	// whole is the table that is read to its end; empty where an index or a small
	// table serves.
	whole string
}

// Finding is one thing that a check found. Strings are cleaned.
type Finding struct {
	// Place orders the findings of a check, and says where a page goes on.
	Place string
	// Thing is what it is about in words, Stands what stands there.
	Thing, Stands string
	// Open is the thing's ID for the check's screen, empty where there is none.
	Open string
	// Command is a statement or a command that mends it; empty where a person has to
	// decide.
	Command string
}

// Filter chooses findings of one check. Field names for complaints: check.
type Filter struct {
	// Check is the name of one.
	Check string
	// Deep has a large table read whole; without it such a check is Refused.
	Deep bool
	// After continues behind the last finding of the page before.
	After *Finding
	// Limit is how many at most, 50 when zero, 500 at most.
	Limit int
}

// Page is a page of findings and whether there are more behind it.
type Page struct {
	Findings []Finding
	More     bool
}

// Checks lists what is looked for, in the order of an upkeep.
func Checks() []Check {
	return slices.Concat(peopleChecks(), accessChecks(), homeChecks(), moneyChecks(), derivedChecks(), serverChecks(), operationChecks(), sealChecks())
}

// Find is the check of a name.
func Find(name string) (Check, error) {
	for _, c := range Checks() {
		if c.Name == name {
			return c, nil
		}
	}
	return Check{}, fault.Wrong("check", "There is no check of this name; see the list of all.")
}

// List returns a page of what a check found, in the order of the places. Admins only.
func (s *Store) List(ctx context.Context, actor role.Actor, f Filter) (Page, error) {
	if err := actor.PermitAll(role.ReadHealth); err != nil {
		return Page{}, err
	}
	check, err := Find(f.Check)
	if err != nil {
		return Page{}, err
	}
	if rows, err := s.cost(ctx, check); err != nil {
		return Page{}, err
	} else if rows > 0 && !f.Deep {
		return Page{}, check.leftOut(rows)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return s.page(ctx, actor, check, f.After, min(f.Limit, 500), longest(f.Deep))
}

// LeftOut is the cause where a check was not made that reads a large table whole.
type LeftOut struct {
	Check, Table string
	// Rows is about how many the table has.
	Rows int
}

func (l LeftOut) Error() string {
	return l.Check + " reads " + strconv.Itoa(l.Rows) + " rows of " + l.Table + " whole"
}

func (c Check) leftOut(rows int) error {
	return &fault.Error{
		Kind: fault.Refused, Cause: LeftOut{c.Name, c.whole, rows},
		Format: "This check reads %s rows of %s whole. It is made where somebody asks for it.", Args: []any{strconv.Itoa(rows), c.whole},
	}
}

// cost is how many rows the check would read of a large table; zero where it is quick.
func (s *Store) cost(ctx context.Context, c Check) (rows int, err error) {
	if c.whole == "" {
		return 0, nil
	}
	rows, err = s.sizeOf(ctx, c.whole)
	if rows < s.large {
		return 0, err
	}
	return rows, err
}
