package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/imports"
	"github.com/civoranexus/society360/data/value"
)

// The buildings that init makes by itself: taller ones, and such with more units on a
// floor than two digits number, come from a file.
const (
	mostFloors   = 99
	mostPerFloor = 99
)

// checkBuilding reports a building that init cannot number.
func checkBuilding(floors, perFloor int) error {
	if floors < 1 || floors > mostFloors || perFloor < 1 || perFloor > mostPerFloor {
		return usage("--floors takes 1 to %d and --per-floor 1 to %d; other buildings come from a file (--units)", mostFloors, mostPerFloor)
	}
	return nil
}

// foundUnits makes blocks, units and residents: from a file, or as buildings of equal
// floors. Where blocks stand, nothing is asked; a file that is named is taken all the
// same, because what it has and stands is left as it is.
func (a *app) foundUnits(ctx context.Context, c call, f *founding) error {
	page, err := c.society.Homes.Blocks(ctx, c.actor, homes.BlockFilter{Limit: 500})
	if err != nil {
		return err
	}
	units := 0
	for _, block := range page.Blocks {
		units += block.Units
	}
	if units == 0 {
		if err := a.foundArchive(ctx, c, f); err != nil {
			return err
		}
	}
	switch {
	case f.units != "":
		return f.ask.until(ctx, "units", "CSV file of blocks, units and residents", "", f.units, func(file string) error { return a.importUnits(ctx, c, f, file) })
	case len(f.blocks) > 0:
		return a.build(ctx, c, f, building{f.blocks, f.floors, f.perFloor, f.kind})
	case units > 0:
		fmt.Fprintf(a.out, "Units: %s in %s.\n", count(units, "unit", "units"), count(len(page.Blocks), "block", "blocks"))
		return nil
	case !f.ask.asks():
		fmt.Fprintln(a.out, "Units: none yet.")
		return nil
	}
	return f.ask.until(ctx, "", "CSV file of blocks and units (nothing: by questions, or later)", "", "", func(file string) error {
		if file == "" {
			return a.askForBuilding(ctx, c, f)
		}
		return a.importUnits(ctx, c, f, file)
	})
}

// importUnits imports a file, all of it or nothing.
func (a *app) importUnits(ctx context.Context, c call, f *founding, file string) error {
	content, err := readUpTo(file, files.MaxFile)
	switch {
	case err != nil:
		return fail(err, "%s.", unreadable(file, err))
	case len(content) > files.MaxFile:
		return tooLarge(file)
	}
	report, err := a.foundImport(ctx, c, f, content)
	if err != nil && !errors.Is(err, imports.ErrBadLines) {
		return err
	}
	return a.printImport(ctx, c, forms{}, "Units: added", report)
}

// foundImport imports a file, unless all of it stands: then nobody has to answer for it.
func (a *app) foundImport(ctx context.Context, c call, f *founding, content []byte) (imports.Report, error) {
	report, err := c.society.Imports.Check(ctx, c.actor, content)
	if err != nil || len(report.Bad) == 0 && report.Added == (imports.Counts{}) {
		return report, err
	}
	admin, err := f.admin()
	if err != nil {
		return report, err
	}
	return c.society.Imports.Import(ctx, admin, uuid.New(), content, a.progress("rows"))
}

// building is blocks of equal floors.
type building struct {
	blocks           []string
	floors, perFloor int
	kind             string
}

// build imports the blocks' units. They are numbered as houses are: 101 is the first on
// the first floor.
func (a *app) build(ctx context.Context, c call, f *founding, b building) error {
	var content bytes.Buffer
	w := csv.NewWriter(&content)
	rows := [][]string{imports.Columns()[:4]}
	for _, block := range b.blocks {
		for floor := 1; floor <= b.floors; floor++ {
			for n := 1; n <= b.perFloor; n++ {
				rows = append(rows, []string{value.Clean(block), strconv.Itoa(floor*100 + n), strconv.Itoa(floor), value.Clean(b.kind)})
			}
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	report, err := a.foundImport(ctx, c, f, content.Bytes())
	switch {
	case errors.Is(err, imports.ErrBadLines) && len(report.Bad) > 0:
		// They are alike, and nobody has seen the lines.
		return fail(err, "%s", sentence(report.Bad[0].Why, a.zone))
	case err != nil:
		return err
	}
	return a.printImport(ctx, c, forms{}, "Units: added", report)
}

// askForBuilding asks for blocks of equal floors; no block is none for now.
func (a *app) askForBuilding(ctx context.Context, c call, f *founding) error {
	ask := f.ask
	names, err := ask.line(ctx, "Names of the blocks, with commas between (nothing: later)", "")
	if err != nil || names == "" {
		return err
	}
	b := building{blocks: strings.Split(names, ",")}
	number := func(question string, most int, to *int) error {
		return ask.until(ctx, "", question, "", "", func(text string) (err error) {
			if *to, err = strconv.Atoi(text); err != nil || *to < 1 || *to > most {
				return fail(err, "This takes a number, 1 to %d.", most)
			}
			return nil
		})
	}
	if err := number("Floors of each block", mostFloors, &b.floors); err != nil {
		return err
	}
	if err := number("Units on each floor", mostPerFloor, &b.perFloor); err != nil {
		return err
	}
	return ask.until(ctx, "", "Type of the units", "2BHK", "", func(text string) error {
		b.kind = text
		return a.build(ctx, c, f, b)
	})
}
