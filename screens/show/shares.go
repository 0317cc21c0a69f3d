package show

import (
	"slices"

	"github.com/civoranexus/society360/data/money"

	"github.com/civoranexus/society360/tui"
)

// The least room of a share's sums, and the room of its day and between its parts.
const (
	sumCells   = 12
	dayCells   = 11
	shareGaps  = 3 + 2 + 2 + 2 + 1
	leastWords = 4
)

// Shares are the lines that show what of a payment goes to which of the open bills; of
// more than most of them the rest is counted. No sum is cut, however large, and what a
// bill is for only where the sums need the room.
func Shares(env *tui.Env, plan []money.Allocation, open []money.Bill, width, most int) []string {
	th := env.Theme
	head := []string{env.T("Due"), env.T("For"), env.T("Pays"), env.T("Left")}
	rows := make([][]string, len(plan))
	sum, words := max(tui.Width(head[2]), tui.Width(head[3])), 0
	for i, a := range plan {
		left := "-"
		if a.Due > a.Amount {
			left = (a.Due - a.Amount).String()
		}
		rows[i] = []string{Day(env, a.DueDate), tui.Plain(sharedBy(env, a, open)), a.Amount.String(), left}
		sum, words = max(sum, tui.Width(rows[i][2]), tui.Width(left)), max(words, tui.Width(rows[i][1]))
	}
	if width-shareGaps-dayCells-2*sumCells >= words {
		sum = max(sum, sumCells)
	}
	room := max(leastWords, width-shareGaps-dayCells-2*sum)
	line := func(c []string) string {
		return th.Clip("   "+th.Fit(c[0], dayCells, false)+"  "+th.Fit(c[1], room, false)+"  "+th.Fit(c[2], sum, true)+"  "+th.Fit(c[3], sum, true), width)
	}
	lines := []string{"", th.Strong.Render(line(head))}
	for i, r := range rows {
		if i == most && len(plan) > most+1 {
			return append(lines, th.Clip("   "+env.T("and %s more", env.Count(len(plan)-i, "1 bill", "%d bills")), width))
		}
		lines = append(lines, line(r))
	}
	if len(plan) == 0 {
		lines = append(lines, th.Clip("   "+env.T("nothing yet"), width))
	}
	return lines
}

// sharedBy says what a share pays, as the lists say it.
func sharedBy(env *tui.Env, a money.Allocation, open []money.Bill) string {
	if i := slices.IndexFunc(open, func(b money.Bill) bool { return b.ID == a.Bill }); i >= 0 {
		return BillFor(env, open[i])
	}
	return a.Type
}
