package wire

import (
	"math"
	"unicode"
	"unicode/utf8"
)

// cell is one column of a row. A cluster of several runes is kept in the
// writer's table, and ch is then the negative of its place there less one.
type cell struct {
	ch    int32
	style uint16 // place in the writer's table of styles
	width uint8  // columns, 0 for the rest of a wide cluster
	// vague marks text on whose width terminals disagree: the cursor's place
	// after it is not known.
	vague bool
}

// blank is a space in the terminal's own colours.
func blank() cell { return cell{ch: ' ', width: 1} }

// grid is a screen's cells, row by row.
type grid struct {
	w, h  int
	cells []cell
}

func newGrid(w, h int) grid {
	g := grid{w: w, h: h, cells: make([]cell, w*h)}
	for i := range g.cells {
		g.cells[i] = blank()
	}
	return g
}

func (g *grid) row(y int) []cell { return g.cells[y*g.w : (y+1)*g.w] }

// clear sets cells from up to to. A wide cluster that is cut becomes spaces.
func (g *grid) clear(from, to int, c cell) {
	for _, at := range []int{from, to} {
		if at < len(g.cells) && g.cells[at].width == 0 {
			g.unwiden(g.row(at/g.w), at%g.w)
		}
	}
	part := g.cells[from:to]
	for i := range part {
		part[i] = c
	}
}

// scrollUp moves every row up by one and fills the last.
func (g *grid) scrollUp(fill cell) {
	copy(g.cells, g.cells[g.w:])
	g.clear((g.h-1)*g.w, g.h*g.w, fill)
}

// put writes a cell of a cluster, as a terminal does: what is left of a wide
// cluster that is half overwritten becomes spaces.
func (g *grid) put(x, y int, c cell) {
	row := g.row(y)
	width := int(c.width)
	if x+width > g.w { // no room: a terminal shows spaces
		c = cell{ch: ' ', style: c.style, width: 1}
		width = 1
	}
	g.unwiden(row, x)
	if x+width < g.w {
		g.unwiden(row, x+width)
	}
	row[x] = c
	for i := 1; i < width; i++ {
		row[x+i] = cell{style: c.style}
	}
}

// unwiden blanks the wide cluster that has x in its middle, if there is one.
func (g *grid) unwiden(row []cell, x int) {
	if row[x].width != 0 {
		return
	}
	lead := x
	for lead > 0 && row[lead].width == 0 {
		lead--
	}
	for i := lead; i < len(row) && (i == lead || row[i].width == 0); i++ {
		row[i] = cell{ch: ' ', style: row[lead].style, width: 1}
	}
}

// tables are the styles and clusters that the cells of a writer refer to.
type tables struct {
	styles   []style
	styleIDs map[style]uint16
	clusters []string
	ids      map[string]int32
}

// maxTable bounds both tables. A desk uses some dozens of entries; one that
// shows more than this in its life has them collected.
const maxTable = 4096

// styleID returns the place of a style; 0 is the terminal's own.
func (t *tables) styleID(s style) uint16 {
	if t.styleIDs == nil {
		t.styles, t.styleIDs = []style{{}}, map[style]uint16{{}: 0}
	}
	id, ok := t.styleIDs[s]
	if !ok && len(t.styles) <= math.MaxUint16 {
		id = uint16(len(t.styles)) //nolint:gosec // bounded in the line above
		t.styles = append(t.styles, s)
		t.styleIDs[s] = id
	}
	return id
}

// cell makes the cell of a cluster that is width columns wide.
func (t *tables) cell(cluster []byte, width int, s style) cell {
	r, n := utf8.DecodeRune(cluster)
	if r == ' ' && n == len(cluster) {
		s = s.onBlank()
	}
	c := cell{ch: r, style: t.styleID(s), width: uint8(width)} //nolint:gosec // a cluster is a few columns wide
	if n == len(cluster) {
		c.vague = vagueWidth(r)
		return c
	}
	if t.ids == nil {
		t.ids = map[string]int32{}
	}
	id, ok := t.ids[string(cluster)]
	if !ok {
		id = int32(min(len(t.clusters), math.MaxInt32-1))
		t.clusters = append(t.clusters, string(cluster))
		t.ids[string(cluster)] = id
	}
	c.ch, c.vague = -id-1, true
	return c
}

// vagueWidth reports whether terminals differ about a single rune's width:
// marks that stand alone, pictographs, private characters.
func vagueWidth(r rune) bool {
	switch {
	case r < 0x300:
		return r == 0xad
	case r >= 0x2500 && r < 0x2600: // lines and blocks
		return false
	case r >= 0x2600 && r < 0x2800, r >= 0x1f000:
		return true
	case r >= 0x1100 && r < 0x1200, r >= 0xa960 && r < 0xa980, r >= 0xd7b0 && r < 0xd800: // jamo join their neighbours
		return true
	}
	return unicode.In(r, unicode.M, unicode.Cf, unicode.Co)
}

// joins reports whether a cell's text would join what was written before it,
// as a mark that stands alone would.
func (t *tables) joins(c cell) bool {
	if !c.vague {
		return false
	}
	r := c.ch
	if r < 0 {
		r, _ = utf8.DecodeRuneInString(t.clusters[-r-1])
	}
	return unicode.In(r, unicode.M, unicode.Cf)
}

// append adds the text of a cell.
func (t *tables) append(dst []byte, c cell) []byte {
	if c.ch < 0 {
		return append(dst, t.clusters[-c.ch-1]...)
	}
	return utf8.AppendRune(dst, c.ch)
}

// collect drops entries that no cell of these grids uses, once a table has
// grown past its bound.
func (t *tables) collect(grids ...*grid) {
	if len(t.styles) <= maxTable && len(t.clusters) <= maxTable {
		return
	}
	old := *t
	*t = tables{}
	for _, g := range grids {
		for i, c := range g.cells {
			c.style = t.styleID(old.styles[c.style])
			if c.ch < 0 {
				text := old.clusters[-c.ch-1]
				c.ch = t.cell([]byte(text), int(c.width), style{}).ch
			}
			g.cells[i] = c
		}
	}
}
