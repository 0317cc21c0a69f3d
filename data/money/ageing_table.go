package money

import (
	"slices"

	"github.com/civoranexus/society360/data/table"
)

// Tables are the ageing as a report's one table, a row a block; the last is of
// the whole society.
func (a Ageing) Tables() []table.Table {
	all := a.BlockAgeing
	all.Block = "all"
	return []table.Table{table.Of(table.Dues, nil, "block units bills days_0_30 days_31_60 days_61_90 over_90 total oldest", append(slices.Clone(a.Blocks), all),
		func(b BlockAgeing) []any {
			return []any{b.Block, b.Units, b.Bills, b.Days30, b.Days60, b.Days90, b.Older, b.Total, b.Oldest}
		})}
}
