package receipt

import (
	"fmt"
	"io"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// Places and sizes on an A4 page, in millimetres; letters in points.
const (
	pageLeft, pageRight = 20.0, 190.0
	pageTop, pageBottom = 22.0, 275.0
	pageFoot            = 283.0
	valueLeft           = 58.0
	dateLeft            = 128.0
	body                = 10.0
	small               = 8.5
	// leading is a line's height for a letter's.
	leading = 1.5
	point   = 25.4 / 72
)

// PDF writes a receipt as an A4 document. Times are shown in zone, the
// society's. The same receipt gives the same bytes.
//
// Every letter of a name has a glyph: Latin, Greek and Cyrillic ones and those of
// Arabic and the larger Indian scripts have an embedded font, and a letter that
// none of these has is written as its number (U+4E2D). fpdf itself knows nothing
// of letters that join, so those scripts are shaped here and drawn as outlines;
// under them lies the same text unseen, which can be searched and copied. Bold
// is for Latin letters alone.
//
// Of several pages each says which it is and of how many, and those behind the first
// whose receipt they go on with.
func PDF(w io.Writer, r money.Receipt, zone *time.Location) error {
	d := lay(r, zone, 1)
	if pages := d.pdf.PageCount(); pages > 1 {
		d = lay(r, zone, pages)
	}
	if d.letters.err != nil {
		return d.letters.err
	}
	return d.pdf.Output(w)
}

// lay lays a receipt out that is known to have so many pages.
func lay(r money.Receipt, zone *time.Location, pages int) *document {
	d := newDocument(r, zone, pages)
	d.heading(r)
	d.fields(heads(r, zone))
	d.bills(r, zone)
	d.gap(1)
	d.fields(feet(r))
	d.gap(2)
	d.grey()
	d.paragraph(closing(r), pageLeft, pageRight, small)
	return d
}

// rupeeSign stands before amounts; the fonts have it.
const rupeeSign = "₹"

// document is a PDF as it is laid out from the top down.
type document struct {
	pdf     *fpdf.Fpdf
	letters *typesetter
	// y is the top of the next line.
	y float64
	// pages is how many there are, as far as that is known.
	pages int
	// running stands above every page but the first, and across every one; empty
	// for none.
	running, across string
	// columns draws the headings of the table that is continued on the next page, nil
	// outside of one.
	columns func()
	// fonts has the names of those that are in the document.
	fonts map[string]bool
}

func newDocument(r money.Receipt, zone *time.Location, pages int) *document {
	d := &document{
		pdf: fpdf.New("P", "mm", "A4", ""), letters: newTypesetter(), pages: pages,
		running: "Receipt " + r.Number + ", " + r.Society, across: stamp(r), fonts: map[string]bool{},
	}
	d.pdf.SetAutoPageBreak(false, 0)
	d.pdf.SetCreationDate(r.IssuedAt.In(zone))
	d.pdf.SetModificationDate(r.IssuedAt.In(zone))
	d.pdf.SetCatalogSort(true)
	d.pdf.SetProducer("Society360 Desk", true)
	d.pdf.SetTitle("Receipt "+value.Clean(r.Number), true)
	d.page()
	return d
}

// page begins a page, with what stands on every one; the text goes on in its colour.
func (d *document) page() {
	red, green, blue := d.pdf.GetTextColor()
	d.pdf.AddPage()
	d.y = pageTop
	d.stamp()
	if d.pages > 1 {
		d.grey()
		number := fmt.Sprintf("Page %d of %d", d.pdf.PageNo(), d.pages)
		d.write(number, pageRight-d.letters.width(number, small, false)*point, pageFoot, small, false)
	}
	d.black()
	if d.pdf.PageNo() > 1 {
		d.line(d.wrap(d.running, pageRight-pageLeft, body, true)[0], pageLeft, body, true)
		d.y += body * leading * point
		d.rule()
		if d.columns != nil {
			d.columns()
		}
	}
	d.pdf.SetTextColor(red, green, blue)
}

// stamp writes what stands across the page, under its text.
func (d *document) stamp() {
	if d.across == "" {
		return
	}
	const size = 60.0
	d.pdf.SetTextColor(238, 190, 190)
	middle, half := (pageLeft+pageRight)/2, d.letters.width(d.across, size, true)*point/2
	d.pdf.TransformBegin()
	d.pdf.TransformRotate(35, middle, 120)
	d.write(d.across, middle-half, 120, size, true)
	d.pdf.TransformEnd()
}

func (d *document) black() { d.pdf.SetTextColor(0, 0, 0) }
func (d *document) grey()  { d.pdf.SetTextColor(90, 90, 90) }

// gap leaves so many lines free.
func (d *document) gap(lines float64) { d.y += lines * body * point }

// room begins a page where a line no longer fits on this one.
func (d *document) room(size float64) {
	if d.y+size*leading*point > pageBottom {
		d.page()
	}
}

func (d *document) rule() {
	d.room(body)
	d.y += body * point * 0.4
	d.pdf.SetLineWidth(0.2)
	d.pdf.Line(pageLeft, d.y, pageRight, d.y)
	d.y += body * point * 0.4
}

func (d *document) heading(r money.Receipt) {
	for _, line := range []struct {
		text string
		size float64
	}{{r.Society, 15}, {"RECEIPT", 12}} {
		for _, text := range d.wrap(line.text, pageRight-pageLeft, line.size, true) {
			d.room(line.size)
			middle := (pageLeft + pageRight - d.letters.width(text, line.size, true)*point) / 2
			d.line(text, middle, line.size, true)
			d.y += line.size * leading * point
		}
	}
	d.rule()
}

func (d *document) fields(fields []field) {
	for _, f := range fields {
		d.room(body)
		d.line(f.label, pageLeft, body, true)
		d.paragraph(f.value, valueLeft, pageRight, body)
	}
}

// bills is the table of what was paid, and its sums.
func (d *document) bills(r money.Receipt, zone *time.Location) {
	d.rule()
	headings := func() {
		d.line("For", pageLeft, body, true)
		d.line("Bill date", dateLeft, body, true)
		d.right("Amount ("+rupeeSign+")", body, true)
		d.y += body * leading * point
		d.rule()
	}
	headings()
	d.columns = headings
	for _, l := range r.Lines {
		d.room(body)
		d.line(date(l.BillDate), dateLeft, body, false)
		d.right(l.Amount.String(), body, false)
		d.paragraph(title(l), pageLeft, dateLeft-3, body)
		d.grey()
		for _, note := range notes(l, zone, rupeeSign) {
			d.paragraph(note, pageLeft+3, dateLeft-3, small)
		}
		d.black()
	}
	d.columns = nil
	d.rule()
	for _, s := range sums(r) {
		d.room(body)
		d.line(s.label, pageLeft, body, true)
		d.right(moneyOf(s.amount, rupeeSign), body, true)
		d.y += body * leading * point
	}
	d.rule()
}

// paragraph writes a text between two edges, on as many lines as it needs.
func (d *document) paragraph(text string, left, right, size float64) {
	for _, line := range d.wrap(text, right-left, size, false) {
		d.room(size)
		d.line(line, left, size, false)
		d.y += size * leading * point
	}
}

// wrap breaks a text into lines that fit.
func (d *document) wrap(text string, millimetres, size float64, bold bool) []string {
	return wrap(d.letters.spell(text), millimetres, func(s string) float64 { return d.letters.width(s, size, bold) * point })
}

func (d *document) right(text string, size float64, bold bool) {
	d.line(text, pageRight-d.letters.width(text, size, bold)*point, size, bold)
}

// line writes on the line at y; the letters stand on its lower third.
func (d *document) line(text string, x, size float64, bold bool) {
	d.write(text, x, d.y+size*point*1.1, size, bold)
}

// write writes a text whose letters stand on y.
func (d *document) write(text string, x, y, size float64, bold bool) {
	for _, r := range d.letters.set(text, bold) {
		d.use(r.face, size)
		if r.face.joins() {
			d.outlines(r, x, y, size)
			d.pdf.SetTextRenderingMode(invisible)
		}
		d.pdf.Text(x, y, r.text)
		d.pdf.SetTextRenderingMode(filled)
		x += r.advance * size / units * point
	}
}

// Text rendering modes of PDF.
const (
	filled    = 0
	invisible = 3
)

// use sets the font, and puts it into the document at its first use.
func (d *document) use(f *typeface, size float64) {
	if !d.fonts[f.name] {
		d.pdf.AddUTF8FontFromBytes(f.name, "", f.raw)
		d.fonts[f.name] = true
	}
	d.pdf.SetFont(f.name, "", size)
}

// outlines draws the glyphs of a run in the colour of its text.
func (d *document) outlines(r run, x, y, size float64) {
	d.pdf.SetFillColor(d.pdf.GetTextColor())
	scale := size * point / units
	for _, g := range r.glyphs {
		outline, _ := r.face.GlyphData(g.GlyphID).(font.GlyphOutline)
		left, base := x+inUnits(g.XOffset)*scale, y-inUnits(g.YOffset)*scale
		d.outline(outline.Segments, left, base, size*point/float64(r.face.Upem()))
		x += inUnits(g.XAdvance) * scale
	}
}

func (d *document) outline(segments []opentype.Segment, left, base, scale float64) {
	if len(segments) == 0 {
		return // a blank
	}
	at := func(p opentype.SegmentPoint) (x, y float64) {
		return left + float64(p.X)*scale, base - float64(p.Y)*scale
	}
	for i, s := range segments {
		x, y := at(s.Args[0])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				d.pdf.ClosePath()
			}
			d.pdf.MoveTo(x, y)
		case opentype.SegmentOpLineTo:
			d.pdf.LineTo(x, y)
		case opentype.SegmentOpQuadTo:
			// PDF has cubic curves alone: both their handles lie two thirds of the
			// way to the one of a quadratic.
			x0, y0 := d.pdf.GetXY()
			x1, y1 := at(s.Args[1])
			d.pdf.CurveBezierCubicTo(x0+(x-x0)*2/3, y0+(y-y0)*2/3, x1+(x-x1)*2/3, y1+(y-y1)*2/3, x1, y1)
		case opentype.SegmentOpCubeTo:
			x1, y1 := at(s.Args[1])
			x2, y2 := at(s.Args[2])
			d.pdf.CurveBezierCubicTo(x, y, x1, y1, x2, y2)
		}
	}
	d.pdf.ClosePath()
	d.pdf.DrawPath("F")
}
