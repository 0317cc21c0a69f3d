package receipt

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/civoranexus/society360/data/value"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// fontFiles are the embedded fonts; their licence lies beside them.
//
//go:embed fonts
var fontFiles embed.FS

// The fonts of letters that need no shaping, and so are written as text.
const (
	plainFont = "NotoSans-Regular"
	boldFont  = "NotoSans-Bold"
)

// scriptFonts names the font of each script whose letters join, in which names
// in Indian societies are written.
func scriptFonts() map[string]*unicode.RangeTable {
	return map[string]*unicode.RangeTable{
		"NotoSansDevanagari-Regular": unicode.Devanagari, "NotoSansBengali-Regular": unicode.Bengali,
		"NotoSansGujarati-Regular": unicode.Gujarati, "NotoSansGurmukhi-Regular": unicode.Gurmukhi,
		"NotoSansKannada-Regular": unicode.Kannada, "NotoSansMalayalam-Regular": unicode.Malayalam,
		"NotoSansOriya-Regular": unicode.Oriya, "NotoSansTamil-Regular": unicode.Tamil,
		"NotoSansTelugu-Regular": unicode.Telugu, "NotoSansArabic-Regular": unicode.Arabic,
	}
}

// typeface is an embedded font.
type typeface struct {
	name string
	raw  []byte
	*font.Face
}

// joins reports whether the font's letters depend on their neighbours.
func (f *typeface) joins() bool { return f.name != plainFont && f.name != boldFont }

// typesetter finds a glyph for every letter, and the place of every glyph. It
// serves one document.
type typesetter struct {
	faces   map[string]*typeface
	scripts map[string]*unicode.RangeTable
	shaper  shaping.HarfbuzzShaper
	cut     shaping.Segmenter
	// err is the first font that could not be read: a mistake of the build.
	err error
}

func newTypesetter() *typesetter {
	return &typesetter{faces: map[string]*typeface{}, scripts: scriptFonts()}
}

// face reads a font when the first text needs it.
func (t *typesetter) face(name string) *typeface {
	if f, ok := t.faces[name]; ok {
		return f
	}
	raw, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
	if err == nil {
		var f *font.Font
		if f, err = parse(name, raw); err == nil {
			t.faces[name] = &typeface{name, raw, font.NewFace(f)}
			return t.faces[name]
		}
	}
	if t.err == nil {
		t.err = fmt.Errorf("receipt: the font %s: %w", name, err)
	}
	t.faces[name] = nil
	return nil
}

// parsed holds the fonts that were parsed, by name. All documents share them: they
// are the same for every one, only read, and parsing them is a quarter of the work.
var parsed sync.Map //nolint:gochecknoglobals // see above

func parse(name string, raw []byte) (*font.Font, error) {
	if f, ok := parsed.Load(name); ok {
		return f.(*font.Font), nil //nolint:forcetypeassert // stored below
	}
	face, err := font.ParseTTF(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	parsed.Store(name, face.Font)
	return face.Font, nil
}

// faceOf is the font that has a letter, nil if none does.
func (t *typesetter) faceOf(r rune, bold bool) *typeface {
	names := []string{plainFont}
	if bold {
		names = []string{boldFont, plainFont}
	}
	for name, script := range t.scripts {
		if unicode.Is(script, r) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if f := t.face(name); f != nil {
			if _, has := f.NominalGlyph(r); has {
				return f
			}
		}
	}
	return nil
}

// spell writes a letter that no font has as its number, such as U+4E2D, so that
// nothing is missing.
func (t *typesetter) spell(text string) string {
	var b strings.Builder
	for _, r := range value.Clean(text) {
		switch {
		case unicode.Is(unicode.Variation_Selector, r): // chooses between shapes that the fonts do not have
		case t.faceOf(r, false) == nil && r != '\u200c' && r != '\u200d':
			fmt.Fprintf(&b, "U+%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// run is a stretch of text in one font. Its glyphs are in units of a thousandth
// of the letters' size, in the order in which they stand on the line.
type run struct {
	face   *typeface
	text   string
	glyphs []shaping.Glyph
	// advance is the width of all, in the same unit.
	advance float64
	right   bool
}

// units is the size at which texts are shaped.
const units = 1000

// chooser gives the segmenter its fonts.
type chooser struct {
	t    *typesetter
	bold bool
	used map[*font.Face]*typeface
}

// ResolveFace is the font of a letter; spell has left none without.
func (c chooser) ResolveFace(r rune) *font.Face {
	f := c.t.faceOf(r, c.bold)
	if f == nil {
		f = c.t.face(plainFont)
	}
	c.used[f.Face] = f
	return f.Face
}

// set finds the glyphs of one line of text. What was spelt before stays so.
func (t *typesetter) set(text string, bold bool) []run {
	letters := []rune(t.spell(text))
	if len(letters) == 0 || t.face(plainFont) == nil || t.face(boldFont) == nil {
		return nil
	}
	choose := chooser{t, bold, map[*font.Face]*typeface{}}
	var runs []run
	for _, in := range t.cut.Split(shaping.Input{
		Text: letters, RunEnd: len(letters), Direction: di.DirectionLTR, Size: fixed.I(units),
	}, choose) {
		r := run{
			face: choose.used[in.Face], text: string(letters[in.RunStart:in.RunEnd]),
			right: in.Direction == di.DirectionRTL,
		}
		if !r.face.joins() {
			// Written as text without kerning, and so measured.
			r.text = strings.NewReplacer("\u200c", "", "\u200d", "").Replace(r.text)
			for _, letter := range r.text {
				id, _ := r.face.NominalGlyph(letter)
				r.glyphs = append(r.glyphs, shaping.Glyph{GlyphID: id})
				r.advance += float64(r.face.HorizontalAdvance(id)) * units / float64(r.face.Upem())
			}
		} else {
			out := t.shaper.Shape(in)
			r.glyphs, r.advance = out.Glyphs, inUnits(out.Advance)
		}
		runs = append(runs, r)
	}
	return leftToRight(runs)
}

// inUnits turns the shaper's numbers into plain ones.
func inUnits(n fixed.Int26_6) float64 { return float64(n) / 64 }

// leftToRight turns neighbours that are written from the right around.
func leftToRight(runs []run) []run {
	for i := 0; i < len(runs); i++ {
		end := i
		for end < len(runs) && runs[end].right {
			end++
		}
		for a, b := i, end-1; a < b; a, b = a+1, b-1 {
			runs[a], runs[b] = runs[b], runs[a]
		}
		i = max(i, end-1)
	}
	return runs
}

// width measures a text of a size, in the size's unit.
func (t *typesetter) width(text string, size float64, bold bool) float64 {
	sum := 0.0
	for _, r := range t.set(text, bold) {
		sum += r.advance
	}
	return sum * size / units
}
