package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

const (
	// listLimit is how many rows a list has where nobody asks for more or fewer.
	listLimit = 100
	// listPage is how many rows are read and written at a time: a list of any
	// length takes the memory of one page.
	listPage = 500
)

// asReader explains --as where nothing is written: who can run the program on
// the database may read it all.
const asReader = "e-mail of the account whose rights this is read with, in place of the operator's"

// column is one column of a list for scripts. Its name is the key in JSON and
// the heading in CSV: scripts rely on it, so it never changes.
type column[T any] struct {
	name string
	// value is a string, bool, int, data.Paise, data.Day, time.Time or a pointer to
	// one of the last two; nil is nothing.
	value func(row T) any
	// wide columns stand in JSON and CSV alone.
	wide bool
}

// listFlags are the flags that every list has.
type listFlags struct {
	json, csv, all bool
	limit          int
	// named reports whether somebody chose the limit.
	named func() bool
}

// lists makes a command one that writes a list: its flags and its help.
func (a *app) lists(cmd *cobra.Command, f *listFlags) {
	flags := cmd.Flags()
	flags.BoolVar(&f.json, "json", false, "write a JSON object a line")
	flags.BoolVar(&f.csv, "csv", false, "write CSV with a line of headings; cells that a spreadsheet would run are marked as text")
	flags.BoolVar(&f.all, "all", false, "list every row")
	flags.IntVar(&f.limit, "limit", listLimit, "list this many rows at most")
	f.named = func() bool { return flags.Changed("limit") }
	either(cmd, "json", "csv")
	either(cmd, "all", "limit")
	a.actsAs(cmd)
	cmd.Flags().Lookup("as").Usage = asReader
}

// check finds mistakes before a database is opened.
func (f *listFlags) check() error {
	if f.limit < 1 {
		return usage("--limit needs a number of rows from 1 on, not %d", f.limit)
	}
	return nil
}

// pageOf reads the page of a list behind a row, nil for the first, and whether
// there are more behind it.
type pageOf[T any] func(ctx context.Context, after *T, limit int) (rows []T, more bool, err error)

// rowWriter writes rows in one of the forms. It buffers a page at most.
type rowWriter interface {
	row(values []any) error
	// flush ends a page.
	flush() error
}

// writeList writes a list page by page, as it is read.
func writeList[T any](ctx context.Context, a *app, f *listFlags, zone *time.Location, columns []column[T], read pageOf[T]) error {
	shown := columns
	if !f.json && !f.csv {
		shown = slices.DeleteFunc(slices.Clone(columns), func(c column[T]) bool { return c.wide })
	}
	names := make([]string, len(shown))
	for i, c := range shown {
		names[i] = c.name
	}
	more, err := copyList(ctx, f.writer(a.out, names, zone), f, shown, read)
	if err != nil {
		return err
	}
	if more && !f.named() { // who named a limit knows of it
		a.say("There are more: --all lists every one, --limit as many as you name.")
	}
	return nil
}

func copyList[T any](ctx context.Context, to rowWriter, f *listFlags, columns []column[T], read pageOf[T]) (more bool, err error) {
	left := f.limit
	var last *T
	for {
		size := listPage
		if !f.all {
			size = min(left, listPage)
		}
		rows, more, err := read(ctx, last, size)
		if err != nil {
			return false, err
		}
		for _, r := range rows {
			values := make([]any, len(columns))
			for i, c := range columns {
				values[i] = c.value(r)
			}
			if err := to.row(values); err != nil {
				return false, err
			}
		}
		if err := to.flush(); err != nil {
			return false, err
		}
		if left -= len(rows); !more || len(rows) == 0 || !f.all && left <= 0 {
			return more, nil
		}
		last = &rows[len(rows)-1]
	}
}

func (f *listFlags) writer(out io.Writer, names []string, zone *time.Location) rowWriter {
	switch {
	case f.json:
		return newJSONRows(out, names, zone)
	case f.csv:
		return newCSVRows(out, names, zone)
	}
	return newTableRows(out, names, zone)
}

// choice is a flag that takes one of a few words; another is a mistake of usage.
type choice struct {
	to *string
	of []string
}

// choose gives a command such a flag, which completes its words.
func choose(cmd *cobra.Command, to *string, name, usage string, of ...string) {
	cmd.Flags().Var(choice{to, of}, name, usage+": "+strings.Join(of, ", "))
	if err := cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(of, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag was made a line above
	}
}

// Set takes a word as typed, in any case, and with - for _ or a blank.
func (c choice) Set(word string) error {
	plain := func(s string) string { return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(s)) }
	for _, known := range c.of {
		if plain(word) == plain(known) {
			*c.to = known
			return nil
		}
	}
	return fmt.Errorf("it is one of %s", strings.Join(c.of, ", "))
}

// String is the word chosen, or the one that the flag starts with.
func (c choice) String() string {
	if c.to == nil {
		return ""
	}
	return *c.to
}

// Type names the flag's kind in a command's help.
func (c choice) Type() string { return "word" }

// span is a range of days as typed, in the society's zone.
type span struct{ from, to string }

// spans gives a command the flags of a range of days.
func spans(cmd *cobra.Command, s *span, what string) {
	cmd.Flags().StringVar(&s.from, "from", "", what+" on this day or later (2026-11-23, or today)")
	cmd.Flags().StringVar(&s.to, "to", "", what+" on this day or earlier")
}

// check finds mistakes before a database is opened.
func (s *span) check() error {
	_, _, err := s.in(time.UTC, time.Now())
	return err
}

// in is the range's first and last day, nil where it is open.
func (s *span) in(zone *time.Location, now time.Time) (first, last *data.Day, err error) {
	if first, err = dayIn(s.from, "from", zone, now); err != nil {
		return nil, nil, err
	}
	if last, err = dayIn(s.to, "to", zone, now); err != nil {
		return nil, nil, err
	}
	if first != nil && last != nil && last.In(zone).Before(first.In(zone)) {
		return nil, nil, usage("--from %s is after --to %s", s.from, s.to)
	}
	return first, last, nil
}

// instants is the range's start and its end, not included; zero where it is open.
func (s *span) instants(zone *time.Location, now time.Time) (since, until time.Time, err error) {
	first, last, err := s.in(zone, now)
	if first != nil {
		since = first.In(zone)
	}
	if last != nil {
		until = last.AddDays(1).In(zone)
	}
	return since, until, err
}

// dayIn is the day that a flag names, nil where it names none.
func dayIn(typed, flag string, zone *time.Location, now time.Time) (*data.Day, error) {
	if typed == "" {
		return nil, nil //nolint:nilnil // a range may be open
	}
	if strings.EqualFold(typed, "today") {
		today := data.DayOf(now.In(zone))
		return &today, nil
	}
	day, err := data.ParseDay(typed)
	if err != nil {
		return nil, usage("--%s needs a day such as 2026-11-23, not %q", flag, typed)
	}
	if err := data.RegisterDays().Check(day, data.DayOf(now.In(zone))); err != nil {
		return nil, usage("--%s is %s: %s", flag, typed, sentence(err))
	}
	return &day, nil
}

// checked runs checks of what was typed, then the command.
func checked(run func(*cobra.Command, []string) error, checks ...func() error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		for _, check := range checks {
			if err := check(); err != nil {
				return err
			}
		}
		return run(cmd, args)
	}
}

// zoneOf is the society's zone, in which scripts are given times.
func zoneOf(ctx context.Context, store *data.Store) (*time.Location, error) {
	settings, err := store.Settings(ctx)
	if err != nil {
		return nil, err
	}
	return settings.Zone(), nil
}
