package screentest

import (
	"context"
	"encoding/csv"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
)

// Imports is the store that reads files of blocks, units and residents.
type Imports struct{ s *Society }

// Check says what a file's import would do.
func (i Imports) Check(ctx context.Context, actor role.Actor, content []byte) (imports.Report, error) {
	return read(ctx, i.s, actor, "Imports.Check", func() (imports.Report, error) { return i.plan(actor, string(content), false) })
}

// Import adds what a file has and the register lacks, once a key.
func (i Imports) Import(ctx context.Context, actor role.Actor, key uuid.UUID, content []byte, progress func(done, total int)) (imports.Report, error) {
	i.s.Mu.Lock()
	_, done := i.s.answers[key]
	i.s.Mu.Unlock()
	report, err := again(ctx, i.s, actor, "Imports.Import", key, func() (imports.Report, error) {
		report, err := i.plan(actor, string(content), false)
		switch n := report.BadLines(); {
		case err != nil:
			return report, err
		case n == 1:
			return report, &fault.Error{Kind: fault.Invalid, Cause: imports.ErrBadLines, Format: "1 line is bad; nothing was imported."}
		case n > 1:
			return report, &fault.Error{Kind: fault.Invalid, Cause: imports.ErrBadLines, Format: "%d lines are bad; nothing was imported.", Args: []any{n}}
		}
		progress(report.Lines/3, report.Lines)
		i.s.sent(Imported(content))
		i.s.told(actor, action.UnitsImported, "units", uuid.Nil, "", "")
		return i.plan(actor, string(content), true)
	})
	if done {
		report.NewBlocks, report.FirstUnits, report.FirstResidents = nil, nil, nil // told once
	}
	return report, err
}

// Imported is the content of a file that was imported.
type Imported string

// plan is what a file says: what a test prepared for its content, or what its lines
// add. Where they are carried out, the register has it afterwards.
func (i Imports) plan(actor role.Actor, content string, out bool) (r imports.Report, err error) {
	if report, ok := i.s.Plans[content]; ok {
		return report, nil
	}
	lines, err := csv.NewReader(strings.NewReader(content)).ReadAll()
	if err != nil {
		return r, err
	}
	flats, columns := Homes(i), imports.Columns()
	blocks, units, people := map[string]bool{}, map[string]bool{}, map[string]bool{}
	var made *Home
	for _, line := range lines[1:] {
		cell := map[string]string{}
		for at, name := range lines[0] {
			cell[name] = line[at]
		}
		block, number, email := cell[columns[0]], cell[columns[1]], cell[columns[5]]
		r.Lines++
		b := flats.called(block)
		if b == nil && !blocks[block] {
			r.Added.Blocks, r.NewBlocks = r.Added.Blocks+1, append(r.NewBlocks, block)
		} else if b != nil && !blocks[block] {
			r.Same.Blocks++
		}
		switch there := b != nil && flats.numbered(&b.ID, number, uuid.Nil); {
		case units[block+"-"+number]:
		case there:
			r.Same.Units++
		default:
			r.Added.Units++
			r.FirstUnits = append(r.FirstUnits, block+" "+number)
			if out {
				n := homes.UnitDraft{BlockName: block, UnitText: homes.UnitText{Number: number, Type: cell[columns[3]]}}
				if b != nil {
					n.BlockID = &b.ID
				}
				made = flats.build(actor, n)
			}
		}
		if blocks[block], units[block+"-"+number] = true, true; email != "" && !people[email] {
			people[email] = true
			r.Added.Accounts++
		}
		if email != "" {
			r.Added.Residents++
			r.FirstResidents = append(r.FirstResidents, block+" "+number+" "+cell[columns[4]]+" ("+cell[columns[7]]+")")
		}
		if out && email != "" {
			m := homes.MoveIn{UnitID: made.ID, Name: cell[columns[4]], Email: email, Type: cell[columns[7]], Primary: cell[columns[8]] != ""}
			if _, err := flats.moveIn(actor, m); err != nil {
				return r, err
			}
		}
	}
	r.FirstUnits, r.FirstResidents = r.FirstUnits[:min(len(r.FirstUnits), firstShown)], r.FirstResidents[:min(len(r.FirstResidents), firstShown)]
	return r, nil
}

// firstShown is how many units and residents of an import a report names.
const firstShown = 5
