package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/files"
	"github.com/civoranexus/society360/data/imports"
	"github.com/civoranexus/society360/data/imports/opening"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// opens is what was typed for an opening.
type opens struct {
	maps     []string
	asOn     string
	options  opening.Options
	commit   bool
	signedBy string
	forms    forms
	writes   writeFlags
}

// importOpening rehearses the sheets of a society that opens, and takes them in.
func (a *app) importOpening() *cobra.Command {
	var o opens
	cmd := &cobra.Command{
		Use:   "opening FILE... --as EMAIL",
		Short: "Rehearse and take in a society as its own sheets have it",
		Long: `Opening reads the sheets of a society as they are: blocks, units, residents, dues
and credits, past payments of the year and open complaints, from a workbook (xlsx)
or CSV files in UTF-8. It finds the headings below titles, knows columns by the
names that such sheets give them (Flat No, Wing, Owner Name, Mobile No., O/S, Cr/Dr),
and --map says what others mean: --map "Our Amt=dues", or --map "Remarks=-" for one
that is not read. Columns are

  ` + columnLines(opening.Columns()) + `

It rehearses: every cell that cannot be taken is told with its sheet and reason;
where there is none, it writes the sums by block and by age, which the treasurer
signs. The same command with --commit and --signed-by takes in exactly these sheets,
all or nothing, and gives the import its number. What is there already is left as it
is. "import take-back" takes the whole back while nothing has touched it.`,
		Example: `  society360 import opening society.xlsx --unit-type 2BHK --as asha@greenpark.example
  society360 import opening flats.csv dues.csv --map 'Our Amt=dues' --as asha@greenpark.example
  society360 import opening society.xlsx --unit-type 2BHK --commit --signed-by 'Meena Rao' --as asha@greenpark.example`,
		Args: func(cmd *cobra.Command, args []string) error {
			a.command = cmd.CommandPath()
			if len(args) == 0 {
				return usage("%s needs the files to read", path(cmd))
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.maps, "map", nil, "what a heading means, as Heading=column; may be given several times")
	flags.StringVar(&o.asOn, "as-on", "", "the day on which dues stood that have no day of their own, in place of today")
	flags.StringVar(&o.options.Block, "block", "", "the block of flats whose sheets name none")
	flags.StringVar(&o.options.Type, "unit-type", "", "the type of units whose sheets give none, such as 2BHK")
	flags.BoolVar(&o.commit, "commit", false, "take in what was rehearsed")
	flags.StringVar(&o.signedBy, "signed-by", "", "who signed the sums")
	flags.StringVar(&o.writes.intent, "intent", "", "a key of your own: the same command repeated with it is answered as before, and not done twice")
	o.forms.add(cmd)
	a.actsAs(cmd)
	needs(cmd, "as")
	a.check(cmd, func() (err error) {
		if o.commit != (o.signedBy != "") {
			return usage("--commit and --signed-by go together: who signed the sums is kept with the import")
		}
		if o.options.Mapping, err = opening.ReadMapping(o.maps); err != nil {
			return usage("%s", sentence(err, time.UTC))
		}
		if _, err = typedDay("as-on", o.asOn, value.UTCToday(), calendar.Last); err != nil {
			return err
		}
		return o.writes.check()
	})
	return a.runs(cmd, func(ctx context.Context, c call) error { return a.openOrRehearse(ctx, c, &o) })
}

// columnLines writes names in lines that fit a terminal.
func columnLines(names []string) string {
	var b strings.Builder
	width := 0
	for i, name := range names {
		switch {
		case i == 0:
		case width+len(name) > 72:
			b.WriteString(",\n  ")
			width = 0
		default:
			b.WriteString(", ")
		}
		b.WriteString(name)
		width += len(name) + 2
	}
	return b.String()
}

// openOrRehearse reads the files, and rehearses or takes them in.
func (a *app) openOrRehearse(ctx context.Context, c call, o *opens) error {
	var err error
	if o.options.AsOn, err = typedDay("as-on", o.asOn, c.society.Settings.ThisDay(), calendar.Last); err != nil {
		return err
	}
	all := make([]opening.File, len(c.args))
	for i, name := range c.args {
		content, err := a.given(name, files.MaxFile)
		switch {
		case err != nil:
			return err
		case len(content) > files.MaxFile:
			return tooLarge(name)
		}
		if name == "-" {
			name = "standard input"
		}
		all[i] = opening.File{Name: name, Content: content}
	}
	o.writes.given = o.writes.intent != ""
	var report opening.Report
	if o.commit {
		report, err = c.society.Openings.Open(ctx, c.actor, o.writes.key(), all, o.options, o.signedBy, a.progress("rows"))
	} else {
		report, err = c.society.Openings.Rehearse(ctx, c.actor, uuid.New(), all, o.options)
	}
	if err != nil && !errors.Is(err, imports.ErrBadLines) {
		return o.writes.failed(err, c.zone)
	}
	return a.printOpening(ctx, c, o, report)
}

// printOpening lists the bad cells and fails, or tells what is added and its sums.
func (a *app) printOpening(ctx context.Context, c call, o *opens, report opening.Report) error {
	f := o.forms
	if len(report.Bad) > 0 {
		a.tellNotes(f, report)
		// A reader that has gone makes nothing right.
		_ = writeRows(ctx, a, f, c, badCellColumns(), report.Bad)
		return fail(nil, "Bad lines: %d of %d. Nothing was kept.", report.BadLines(), report.Lines)
	}
	did := "Would add"
	if o.commit {
		did = "Added"
	}
	a.tell(f, "%s %s.", did, openingCounts(report.Added))
	if len(report.NewBlocks) > 0 {
		a.tell(f, "New blocks: %s.", strings.Join(report.NewBlocks[:min(len(report.NewBlocks), mostNames)], ", "))
	}
	if report.Same != (opening.Counts{}) {
		a.tell(f, "There already, and left as they are: %s.", openingCounts(report.Same))
	}
	a.tellNotes(f, report)
	if !o.commit && f.plain() && report.Added == (opening.Counts{}) {
		a.tell(f, "All that these sheets have stands already; there is nothing to take in.")
		return nil
	}
	if err := a.writeSums(ctx, c, f, report.Today, append(report.Blocks, report.Whole)); err != nil {
		return err
	}
	if o.commit {
		a.tell(f, "Import %d, signed by %s.", report.Number, o.signedBy)
	} else {
		a.tell(f, "Rehearsed. Have the treasurer sign these sums; then the same command with --commit --signed-by NAME takes the sheets in.")
	}
	return nil
}

// writeSums writes what the treasurer signs; for a person in two tables, which fit a
// terminal.
func (a *app) writeSums(ctx context.Context, c call, f forms, day value.Day, sums []opening.Sum) error {
	all := openingSumColumns()
	if !f.plain() {
		return writeRows(ctx, a, f, c, all, sums)
	}
	of := func(names ...string) (some []column[opening.Sum]) {
		for _, one := range all {
			if slices.Contains(names, one.name) {
				some = append(some, one)
			}
		}
		return some
	}
	a.tell(f, "To sign, by block; UNITS are those with dues or credits:")
	if err := writeRows(ctx, a, f, c, of("block", "units", "dues", "credits", "paid"), sums); err != nil {
		return err
	}
	a.tell(f, "Of the dues, late by so many days on %s:", day.Format("2 January 2006"))
	return writeRows(ctx, a, f, c, of("block", "not_late", "days_30", "days_60", "days_90", "older"), sums)
}

// tellNotes tells what was read in a way that a person should see.
func (a *app) tellNotes(f forms, report opening.Report) {
	for _, n := range report.Notes {
		more := ""
		if rest := n.Count - len(n.Where); rest > 0 {
			more = fmt.Sprintf(", and %d more", rest)
		}
		a.tell(f, "Note: %s: %d (%s%s).", n.Says, n.Count, strings.Join(n.Where, "; "), more)
	}
}

func badCellColumns() []column[imports.BadLine] {
	return []column[imports.BadLine]{
		{name: "sheet", value: func(b imports.BadLine) any { return b.Sheet }},
		{name: "cell", value: func(b imports.BadLine) any {
			if b.Cell == "" {
				return "row " + strconv.Itoa(b.Line)
			}
			return b.Cell
		}},
		{name: "column", wide: true, value: func(b imports.BadLine) any { return b.Column }},
		{name: "reason", value: func(b imports.BadLine) any { return prose(sentence(b.Why, time.UTC)) }},
	}
}

func openingSumColumns() []column[opening.Sum] {
	return []column[opening.Sum]{
		{name: "block", blank: "All", value: func(s opening.Sum) any { return s.Block }},
		{name: "units", value: func(s opening.Sum) any { return s.Units }},
		{name: "dues", value: func(s opening.Sum) any { return s.Dues }},
		{name: "not_late", value: func(s opening.Sum) any { return s.NotYet }},
		{name: "days_30", value: func(s opening.Sum) any { return s.Days30 }},
		{name: "days_60", value: func(s opening.Sum) any { return s.Days60 }},
		{name: "days_90", value: func(s opening.Sum) any { return s.Days90 }},
		{name: "older", value: func(s opening.Sum) any { return s.Older }},
		{name: "credits", value: func(s opening.Sum) any { return s.Credits }},
		{name: "paid", value: func(s opening.Sum) any { return s.Paid }},
	}
}

func openingCounts(c opening.Counts) string {
	return strings.Join([]string{
		importCounts(c.Counts), count(c.Dues, "opening due", "opening dues"), count(c.Credits, "credit", "credits"),
		count(c.Payments, "payment", "payments"), count(c.Tickets, "ticket", "tickets"),
	}, ", ")
}
