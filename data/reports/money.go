package reports

import (
	"context"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"
)

// CollectionMonth is what was billed and what came in within a month, as far as
// the report's range covers it.
type CollectionMonth struct {
	// Month is its first day.
	Month value.Day `json:"month"`
	// Billed is the sum of the bills dated in it, less what was waived or voided in it, of
	// bills of any month; Bills is how many.
	Billed value.Paise `json:"billed"`
	Bills  int         `json:"bills"`
	// Collected is the sum of the payments that came in, for bills of any month, less
	// those that were reversed in it, whenever they came in.
	Collected value.Paise `json:"collected"`
	Payments  int         `json:"payments"`
}

// CollectionReport is what was billed and what came in, by month.
type CollectionReport struct {
	table.Age
	// Months are all that the range touches, the oldest first.
	Months []CollectionMonth
	// Billed and Collected are sums over the range.
	Billed    value.Paise `db:"-"`
	Collected value.Paise `db:"-"`
}

// Collection adds up bills and payments by month. Admins only; Invalid for
// a range that Check refuses.
func (s *Store) Collection(ctx context.Context, actor role.Actor, within Range) (CollectionReport, error) {
	r, err := readFigures[CollectionReport](ctx, s, actor, within, figures{
		of: Collection,
		columns: asList(`SELECT date_trunc('month', c.day)::date AS month, sum(c.billed) AS billed, sum(c.bills) AS bills,
				sum(c.collected) AS collected, sum(c.payments) AS payments
			FROM society360_report_collection c WHERE c.day BETWEEN @from AND @to GROUP BY 1`, `f.month`) + ` AS months`,
	})
	if err != nil {
		return CollectionReport{}, err
	}
	read := make(map[value.Day]CollectionMonth, len(r.Months))
	for _, m := range r.Months {
		read[m.Month] = m
		r.Billed += m.Billed
		r.Collected += m.Collected
	}
	r.Months = nil
	for month := within.From.FirstOfMonth(); !within.To.Before(month); month = month.AddMonths(1) {
		m := read[month]
		m.Month = month
		r.Months = append(r.Months, m)
	}
	return r, nil
}
