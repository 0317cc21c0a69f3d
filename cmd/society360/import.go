package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/imports"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// importCommand takes blocks, units and residents from a file.
func (a *app) importCommand() *cobra.Command {
	var dry bool
	var f forms
	cmd := &cobra.Command{
		Use:   "import FILE --as EMAIL",
		Short: "Import blocks, units and residents from a CSV file",
		Long: `Import adds the blocks, units and residents of a CSV file that are not there yet:
all of them, or none if a line is bad, and then it lists every bad line.
What is there already is left as it is, so a corrected file can be imported
again. Its columns, named on the first line, are

  ` + strings.Join(imports.Columns(), ", ") + `

A line is a unit with one of its residents. A unit with several residents has a
line for each; one without has those columns empty. resident_type is owner, tenant
or family_member, primary yes or no, move_in a date. Who has no e-mail address is
known by name and phone, and signs in nowhere until an admin gives them an address.
New accounts have no password.
Cells are separated by commas, semicolons or tabs; the file is in UTF-8. Where FILE
is - it is read from standard input.`,
		Example: `  society360 import units.csv --as asha@greenpark.example --dry-run
  society360 import units.csv --as asha@greenpark.example`,
		Args: a.takes("the file to import"),
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be added or is wrong, and add nothing")
	f.add(cmd)
	a.actsAs(cmd)
	needs(cmd, "as")
	cmd.AddCommand(a.importOpening(), a.importList(), a.importTakeBack())
	return a.runs(cmd, func(ctx context.Context, c call) error {
		content, err := a.given(c.args[0], files.MaxFile)
		switch {
		case err != nil:
			return err
		case len(content) > files.MaxFile:
			return tooLarge(c.args[0])
		}
		did := "Would add"
		var report imports.Report
		if dry {
			report, err = c.society.Imports.Check(ctx, c.actor, content)
		} else {
			did = "Added"
			report, err = c.society.Imports.Import(ctx, c.actor, uuid.New(), content, a.progress("rows"))
		}
		if err != nil && !errors.Is(err, imports.ErrBadLines) {
			return err
		}
		return a.printImport(ctx, c, f, did, report)
	})
}

// mostNames is how many new blocks are named, to find one that is mistyped.
const mostNames = 12

// mostBadShown is how many mistakes a person is shown, who mends a page at a time.
const mostBadShown = 40

// printImport lists the bad lines and fails, or says what was added in a page: how many of
// each, the first of them, and what is left as it is.
func (a *app) printImport(ctx context.Context, c call, f forms, did string, report imports.Report) error {
	if len(report.Bad) > 0 || !f.plain() {
		bad := report.Bad
		if f.plain() {
			bad = bad[:min(len(bad), mostBadShown)]
		}
		// A reader that has gone makes nothing imported.
		_ = writeRows(ctx, a, f, c, badLineColumns(), bad)
		if n := len(report.Bad) - len(bad); n > 0 {
			a.say("%d more mistakes are not shown; --csv lists all of them.", n)
		}
	}
	if len(report.Bad) > 0 {
		return fail(nil, "Bad lines: %d of %d. Nothing was imported.", report.BadLines(), report.Lines)
	}
	a.tell(f, "%s %s.", did, importCounts(report.Added))
	if names := report.NewBlocks; len(names) > 0 {
		more := ""
		if n := len(names) - mostNames; n > 0 {
			names, more = names[:mostNames], fmt.Sprintf(" and %d more", n)
		}
		a.tell(f, "New blocks: %s%s.", strings.Join(names, ", "), more)
	}
	for _, shown := range []struct {
		what  string
		first []string
		all   int
	}{{"units", report.FirstUnits, report.Added.Units}, {"residents", report.FirstResidents, report.Added.Residents}} {
		if len(shown.first) > 0 {
			more := ""
			if n := shown.all - len(shown.first); n > 0 {
				more = fmt.Sprintf(" and %d more", n)
			}
			a.tell(f, "New %s: %s%s.", shown.what, strings.Join(shown.first, ", "), more)
		}
	}
	if report.Unreached > 0 {
		a.tell(f, "Without an e-mail address, who cannot sign in until they have one: %d.", report.Unreached)
	}
	if report.Same != (imports.Counts{}) {
		a.tell(f, "There already, and left as they are: %s.", importCounts(report.Same))
	}
	return nil
}

func badLineColumns() []column[imports.BadLine] {
	return []column[imports.BadLine]{
		{name: "line", value: func(b imports.BadLine) any { return b.Line }},
		{name: "column", value: func(b imports.BadLine) any { return b.Column }},
		{name: "reason", value: func(b imports.BadLine) any { return prose(sentence(b.Why, time.UTC)) }},
	}
}

func importCounts(c imports.Counts) string {
	return strings.Join([]string{
		count(c.Blocks, "block", "blocks"), count(c.Units, "unit", "units"),
		count(c.Accounts, "account", "accounts"), count(c.Residents, "resident", "residents"),
	}, ", ")
}
