package main

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"
)

const (
	// listLimit is how many rows a list has where nobody asks for more or fewer.
	listLimit = 100
	// listPage is how many rows are read and written at a time: a list of any
	// length takes the memory of one page.
	listPage = 500
)

// column is one column of a list for scripts. Its name is the key in JSON and
// the heading in CSV: scripts rely on it, so it never changes.
type column[T any] struct {
	name string
	// value is a string, prose, object, bool, int, value.Paise, value.Day, time.Time or a
	// pointer to one of the last two; nil is nothing.
	value func(row T) any
	// wide columns stand in JSON and CSV alone.
	wide bool
	// blank is what a table says where there is nothing.
	blank string
	// contacts names the table whose phones or e-mail addresses the column gives in full:
	// a list that shows it is recorded in the trail.
	contacts string
}

// prose is a text that a table shows whole, because it says what to do.
type prose string

// object is a JSON value, which stands in JSON as it is.
type object []byte

// forms are the flags of every command that writes rows.
type forms struct{ json, csv bool }

func (f *forms) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.json, "json", false, "write a JSON object a line")
	cmd.Flags().BoolVar(&f.csv, "csv", false, "write CSV with a line of headings; cells that a spreadsheet would run are marked as text")
	either(cmd, "json", "csv")
}

// plain reports whether a table for a person is written.
func (f *forms) plain() bool { return !f.json && !f.csv }

// previews gives a command whose --dry-run shows rows their forms.
func (a *app) previews(cmd *cobra.Command, f *forms, dry *bool) {
	f.add(cmd)
	a.check(cmd, func() error {
		if !f.plain() && !*dry {
			return usage("--json and --csv are forms of what --dry-run shows: add it, or leave them out")
		}
		return nil
	})
}

// listFlags are the flags that every list has.
type listFlags struct {
	forms
	all   bool
	limit int
	// named says that somebody chose the limit.
	named bool
}

// listFlags gives a command that lists rows its flags. One that lists all ends only
// at a limit that somebody names.
func (a *app) listFlags(cmd *cobra.Command, all bool) *listFlags {
	f, flags, limit := &listFlags{}, cmd.Flags(), listLimit
	if all {
		limit = 0
	}
	f.add(cmd)
	flags.BoolVar(&f.all, "all", false, "list every row")
	flags.IntVar(&f.limit, "limit", limit, "list this many rows at most")
	either(cmd, "all", "limit")
	a.readsAs(cmd)
	a.check(cmd, func() error {
		f.named = flags.Changed("limit")
		if f.named && f.limit < 1 {
			return usage("--limit needs a number of rows, 1 or more, not %d", f.limit)
		}
		f.all = f.all || all && !f.named
		return nil
	})
	return f
}

// lists has a command list rows; read reads them as what was typed narrows them, from
// the standby where there is one.
func lists[T any](a *app, cmd *cobra.Command, columns []column[T], read func(ctx context.Context, c call) (pages[T], error)) *cobra.Command {
	return listing(a, cmd, false, columns, read)
}

// listsAll has a command list rows, every one unless somebody names a limit. They are
// few, and as they are now.
func listsAll[T any](a *app, cmd *cobra.Command, columns []column[T], read func(ctx context.Context, c call) (pages[T], error)) *cobra.Command {
	return listing(a, cmd, true, columns, read)
}

func listing[T any](a *app, cmd *cobra.Command, all bool, columns []column[T], read func(ctx context.Context, c call) (pages[T], error)) *cobra.Command {
	f := a.listFlags(cmd, all)
	return a.runs(cmd, func(ctx context.Context, c call) error {
		if !all {
			there, end := a.elsewhere(ctx, c)
			defer end()
			ctx = there
		}
		rows, err := read(ctx, c)
		if err != nil {
			return err
		}
		return writeList(ctx, a, f, c, columns, rows)
	})
}

// pages reads the page of a list behind a row, nil for the first, and says whether
// there are more behind it.
type pages[T any] func(ctx context.Context, after *T, limit int) (rows []T, more bool, err error)

// behind is the place of a row, nil for the first page of all.
func behind[T, C any](row *T, place func(T) *C) *C {
	if row == nil {
		return nil
	}
	return place(*row)
}

// inPages reads rows that are there already page by page.
func inPages[T any](rows []T) pages[T] {
	return func(_ context.Context, _ *T, limit int) (page []T, more bool, err error) {
		n := min(limit, len(rows))
		page, rows = rows[:n], rows[n:]
		return page, len(rows) > 0, nil
	}
}

// rowWriter writes rows in one of the forms. It buffers a page at most.
type rowWriter interface {
	row(values []any) error
	// flush ends a page.
	flush() error
}

// writeList writes a list page by page, as it is read, and records it in the trail where
// it gives contacts of people.
func writeList[T any](ctx context.Context, a *app, f *listFlags, c call, columns []column[T], read pages[T]) error {
	if f.plain() {
		columns = tableColumns(columns)
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	record := readingOf(a, c, columns)
	more, rows, err := copyList(ctx, f.writer(a.out, names, c.zone), f, columns, read)
	if untold := record.ended(ctx, rows, err); untold != nil && err == nil {
		err = untold
	}
	if more && !f.named { // who named a limit knows of it
		a.say("There are more: --all lists every one, --limit as many as you name.")
	}
	return err
}

// writeRows writes rows that are there already, every one.
func writeRows[T any](ctx context.Context, a *app, f forms, c call, columns []column[T], rows []T) error {
	return writeList(ctx, a, &listFlags{forms: f, all: true}, c, columns, inPages(rows))
}

// tableColumns are the columns that a table shows.
func tableColumns[T any](columns []column[T]) (shown []column[T]) {
	for _, c := range columns {
		if c.wide {
			continue
		}
		if value := c.value; c.blank != "" {
			c.value = func(row T) any {
				if v := value(row); plainText(v, time.UTC) != "" {
					return v
				}
				return c.blank
			}
		}
		shown = append(shown, c)
	}
	return shown
}

// copyList writes rows as they are read; written is how many, and more says that there
// are others behind them.
func copyList[T any](ctx context.Context, to rowWriter, f *listFlags, columns []column[T], read pages[T]) (more bool, written int, err error) {
	left := f.limit
	var last *T
	for {
		size := listPage
		if !f.all {
			size = min(left, listPage)
		}
		rows, more, err := read(ctx, last, size)
		if err != nil {
			return false, written, err
		}
		for _, r := range rows {
			values := make([]any, len(columns))
			for i, c := range columns {
				values[i] = c.value(r)
			}
			if err := to.row(values); err != nil {
				return false, written, err
			}
			written++
		}
		if err := to.flush(); err != nil {
			return false, written, err
		}
		if left -= len(rows); !more || len(rows) == 0 || !f.all && left <= 0 {
			return more, written, nil
		}
		last = &rows[len(rows)-1]
	}
}

func (f *forms) writer(out io.Writer, names []string, zone *time.Location) rowWriter {
	switch {
	case f.json:
		return newJSONRows(out, names, zone)
	case f.csv:
		return newCSVRows(out, names, zone)
	}
	return newTableRows(out, names, zone)
}
