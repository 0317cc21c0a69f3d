package trail

import (
	"context"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/jackc/pgx/v5"
)

// What no index knows of the rows, such as a text in their details, is looked for in
// slices of the trail, the newest first, each read by a statement of its own: what was
// found in one is shown before the next is read, and no statement reads a whole week.
const (
	// sliceRows is how many rows a slice has.
	sliceRows = 5000
	// sliceTime bounds the search for a page's first row.
	sliceTime = 5 * time.Second
)

// indexed is the filter without what no index knows.
func (f Filter) indexed() Filter {
	f.Text, f.Role = "", ""
	if _, whole := wholeAddress(f.Address); !whole {
		f.Address = ""
	}
	return f
}

// sliced reports whether the filter asks of each of many rows what no index knows: of one
// thing there are few, and so there are of several actions by which one looks.
func (f Filter) sliced() bool {
	known := f.indexed()
	return (f.Text != known.Text || f.Role != known.Role || f.Address != known.Address) && f.ResourceID == nil && len(f.Actions) <= 1
}

// page reads a page of the filter's rows, without those in which what was looked for is
// masked.
func (s *Store) page(ctx context.Context, f Filter) (Page, error) {
	for began := time.Now(); ; {
		page, err := s.met(ctx, f)
		if err != nil || len(page.Rows) == 0 {
			return page, err
		}
		last := *page.Rows[len(page.Rows)-1].Cursor()
		if page.Rows, err = s.found(ctx, f, page.Rows); err != nil || len(page.Rows) > 0 || !page.More {
			return page, err
		}
		if time.Since(began) > sliceTime {
			return Page{}, s.nothingTo(last)
		}
		f.After = &last
	}
}

// nothingTo refuses to look further than to a row.
func (s *Store) nothingTo(row Cursor) error {
	return fault.Refuse("Nothing was found back to %s, and to look further would take too long. Look in fewer days, or name an account, an action or one thing.",
		row.At.In(s.settings.Last().Zone()).Format("2 January 2006, 15:04"))
}

// met reads a page of the filter's rows. Of a filter that is read
// in slices it has what the first slice with a row has, which may be less than its limit
// though there is more. Refused: there was none for so long that it says how far it looked.
func (s *Store) met(ctx context.Context, f Filter) (Page, error) {
	if !f.sliced() {
		args := pgx.NamedArgs{}
		return s.auditPage(ctx, func(table string) string { return f.auditKeys(table, args) }, f.archived(), args, f)
	}
	spans, err := s.spans(ctx, f)
	began := time.Now()
	for i, span := range spans {
		f.From, f.To = span.since, span.until
		page, err := s.spanPage(ctx, f, began)
		if err != nil || len(page.Rows) > 0 {
			page.More = page.More || i+1 < len(spans)
			return page, err
		}
	}
	return Page{}, err
}

// spanPage is page within the filter's time, for a search that began then.
func (s *Store) spanPage(ctx context.Context, f Filter, began time.Time) (Page, error) {
	for {
		end, err := s.sliceEnd(ctx, f)
		if err != nil {
			return Page{}, err
		}
		args, within := pgx.NamedArgs{}, []string{}
		if end != nil {
			within = append(within, `(l.created_at, l.id) >= (@end_at, @end_id)`)
			args["end_at"], args["end_id"] = end.At, end.ID
		}
		page, err := s.auditPage(ctx, func(table string) string { return f.auditKeys(table, args, within...) }, f.archived(), args, f)
		if err != nil || end == nil || len(page.Rows) > 0 {
			page.More = page.More || end != nil
			return page, err
		}
		if time.Since(began) > sliceTime {
			return Page{}, s.nothingTo(*end)
		}
		f.After = end
	}
}

// sliceEnd is the last row of the slice behind the filter's place, of whichever trail has so
// many rows first; nil where neither has.
func (s *Store) sliceEnd(ctx context.Context, f Filter) (*Cursor, error) {
	args, known := pgx.NamedArgs{"skip": sliceRows - 1}, f.indexed()
	dated, _ := known.placed(known.where(args), args)
	end := func(table string) string {
		return `(SELECT l.created_at AS at, l.id FROM ` + table + ` l WHERE ` + strings.Join(dated, ` AND `) + ` ORDER BY l.created_at DESC, l.id DESC OFFSET @skip LIMIT 1)`
	}
	both := end(register.Trail.Live)
	if f.From.IsZero() || register.MayBeArchived(f.From) {
		both += ` UNION ALL ` + end(known.archived())
	}
	// That of the two trails' which comes first: behind it, the other may have more.
	ends, err := bounded[Cursor](ctx, s, `SELECT e.at, e.id FROM (`+both+`) e ORDER BY e.at DESC, e.id DESC LIMIT 1`, args)
	if err != nil || len(ends) == 0 {
		return nil, err
	}
	return &ends[0], nil
}
