package wire

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cell is one column of a row. A cluster of several runes is kept in the
// display's table, and ch is then the negative of its place there less one.
type cell struct {
	ch    int32
	style uint16 // place in the display's table of styles
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

// tables are the styles and clusters that the cells of a display refer to.
type tables struct {
	styles   []style
	styleIDs map[style]uint16
	clusters []string
	ids      map[string]int32
}

// maxTable bounds both tables. A desk uses some dozens of entries; one that
// shows more than this in its life has them collected.
const maxTable = 4096

// newTables has the terminal's own style, in place 0, and no cluster.
func newTables() tables {
	return tables{styles: []style{{}}, styleIDs: map[style]uint16{{}: 0}, ids: map[string]int32{}}
}

// styleID returns the place of a style.
func (t *tables) styleID(s style) uint16 {
	id, ok := t.styleIDs[s]
	if !ok && len(t.styles) <= math.MaxUint16 {
		id = uint16(len(t.styles)) //nolint:gosec // bounded in the line above
		t.styles = append(t.styles, s)
		t.styleIDs[s] = id
	}
	return id
}

// cell makes the cell of a cluster that is width columns wide, in the style of
// that place.
func (t *tables) cell(cluster string, width int, styleID uint16) cell {
	r, n := utf8.DecodeRuneInString(cluster)
	c := cell{ch: r, style: styleID, width: uint8(width)} //nolint:gosec // a cluster is a few columns wide
	if n == len(cluster) {
		c.vague = vagueWidth(r)
		return c
	}
	c.ch, c.vague = t.clusterID(cluster), true
	return c
}

// clusterID returns a cluster's place, as a cell refers to it.
func (t *tables) clusterID(cluster string) int32 {
	id, ok := t.ids[cluster]
	if !ok {
		id = int32(min(len(t.clusters), math.MaxInt32-1))
		cluster = strings.Clone(cluster) // it must not keep its view in memory
		t.clusters = append(t.clusters, cluster)
		t.ids[cluster] = id
	}
	return -id - 1
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

// plain reports whether a cell's text is ASCII: one cell on whatever terminal.
func (c cell) plain() bool { return c.ch >= 0 && c.ch < utf8.RuneSelf }

// appendText adds the text of a cell, as the terminal's character set has it.
func (d *display) appendText(dst []byte, c cell) []byte {
	if c.ch >= 0 {
		return d.chars.encode(dst, c.ch)
	}
	for _, r := range d.clusters[-c.ch-1] {
		dst = d.chars.encode(dst, r)
	}
	return dst
}

// collect drops entries that no cell of these grids uses, once a table has
// grown past its bound.
func (t *tables) collect(grids ...*grid) {
	if len(t.styles) <= maxTable && len(t.clusters) <= maxTable {
		return
	}
	old := *t
	*t = newTables()
	for _, g := range grids {
		for i, c := range g.cells {
			c.style = t.styleID(old.styles[c.style])
			if c.ch < 0 {
				c.ch = t.clusterID(old.clusters[-c.ch-1])
			}
			g.cells[i] = c
		}
	}
}
