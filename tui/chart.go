package tui

import (
	"slices"
	"strings"
)

// Bar is one line of a Chart: what it is of, its figures, and its length.
type Bar struct {
	// Label and Figures are already through the printer; the figures stand in
	// columns between the label and the bar.
	Label   string
	Figures []string
	// Value is the bar's length, in whatever the chart counts. Of, where greater,
	// is the whole that Value is a part of: the rest is drawn with a lighter sign.
	Value, Of int64
}

// Chart is bars under a line of labels. It says everything in figures, and draws
// it besides: nothing in it needs colour, and a terminal without more than ASCII
// loses nothing.
type Chart struct {
	// Heads name the labels and each column of figures, already through the
	// printer. Key says at the right what the bars are.
	Heads []string
	Key   string
	Bars  []Bar
	// Most is the value of the longest bar, where several charts share a scale;
	// zero takes the greatest value of this chart.
	Most int64
}

// The least room in which a bar still tells something, and what stands between
// the columns of a chart.
const (
	barLeast = 4
	chartGap = 2
)

// Chart draws a chart in lines of at most width cells, the line of labels first.
func (t *Theme) Chart(c Chart, width int) []string {
	label, columns := c.columns(max(10, width/4))
	rest := 1 + label
	for _, w := range columns {
		rest += chartGap + w
	}
	room := width - rest - chartGap
	line := func(name string, figures []string, bar string) string {
		gap := strings.Repeat(" ", chartGap)
		cells := []string{" " + t.Fit(Plain(name), label, false)}
		for i, w := range columns {
			figure := ""
			if i < len(figures) {
				figure = Plain(figures[i])
			}
			cells = append(cells, t.Fit(figure, w, true))
		}
		return t.Clip(strings.TrimRight(strings.Join(append(cells, bar), gap), " "), width)
	}
	head, figures := "", c.Heads
	if len(c.Heads) > 0 {
		head, figures = c.Heads[0], c.Heads[1:]
	}
	// Half a legend tells nothing.
	legend := Plain(c.Key)
	if Width(legend) > room {
		legend = ""
	}
	lines := []string{Render(t.Muted, line(head, figures, legend))}
	most := c.most()
	for _, b := range c.Bars {
		lines = append(lines, line(b.Label, b.Figures, t.bar(b, most, room)))
	}
	return lines
}

// columns are the widths of the labels, which is at most widest, and of the
// columns of figures.
func (c Chart) columns(widest int) (label int, figures []int) {
	measure := func(name string, values []string) {
		label = max(label, Width(Plain(name)))
		for i, v := range values {
			if i == len(figures) {
				figures = append(figures, 0)
			}
			figures[i] = max(figures[i], Width(Plain(v)))
		}
	}
	if len(c.Heads) > 0 {
		measure(c.Heads[0], c.Heads[1:])
	}
	for _, b := range c.Bars {
		measure(b.Label, b.Figures)
	}
	return min(label, widest), figures
}

func (c Chart) most() int64 {
	most := c.Most
	if most == 0 {
		for _, b := range c.Bars {
			most = max(most, b.Value, b.Of)
		}
	}
	return most
}

// bar draws a bar in room cells, which a value of most would fill. A value above
// zero takes a cell at least, so that little can be told from nothing.
func (t *Theme) bar(b Bar, most int64, room int) string {
	if room < barLeast || most <= 0 {
		return ""
	}
	cells := func(value int64) int {
		if value <= 0 {
			return 0
		}
		return min(room, max(1, int(float64(value)/float64(most)*float64(room)+0.5)))
	}
	full, whole := cells(b.Value), cells(b.Of)
	if b.Of > b.Value && b.Value > 0 && full == whole && full > 1 {
		full-- // something is missing to the whole
	}
	return strings.Repeat(t.Glyphs.bar, full) + strings.Repeat(t.Glyphs.Rest, max(0, whole-full))
}

// Abreast puts blocks of lines beside each other, each the same share of width.
func (t *Theme) Abreast(width int, blocks ...[]string) []string {
	if len(blocks) == 0 {
		return nil
	}
	share := BlockWidth(width, len(blocks))
	out := slices.Clone(blocks[0])
	for i, block := range blocks[1:] {
		out = Pad(out, max(len(out), len(block)))
		out = strings.Split(t.Beside(strings.Join(out, "\n"), (share+paneGap)*(i+1)-paneGap, block, share), "\n")
	}
	return out
}

// BlockWidth is how wide each of n blocks of Abreast is.
func BlockWidth(width, n int) int { return max(1, (width-paneGap*(n-1))/n) }

// Phrases lays short phrases out in lines of at most width cells, never breaking
// one that a line holds.
func (t *Theme) Phrases(width int, phrases ...string) []string {
	var lines []string
	line := ""
	for _, p := range phrases {
		if p = Plain(p); p == "" {
			continue
		}
		next := line + "   " + p
		if line == "" {
			next = " " + p
		}
		if Width(next) > width && line != "" {
			lines = append(lines, line)
			next = " " + p
		}
		line = next
	}
	if line != "" {
		lines = append(lines, line)
	}
	for i, l := range lines {
		lines[i] = t.Clip(l, width)
	}
	return lines
}
