package receipt

import (
	"strings"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"
)

const (
	// width is what printers and terminals have had for half a century.
	width = 80
	// labelWidth and amountWidth are the columns of the labels and the amounts.
	labelWidth  = 16
	amountWidth = 18
	dateWidth   = 13
)

// Text sets a receipt as plain text in lines of at most 80 columns, the last of
// which ends with a line feed. Times are shown in zone, the society's; rupee
// stands before amounts: "₹", or "Rs " for printers and terminals that have only
// ASCII, where nothing but what people typed is anything else.
func Text(r money.Receipt, zone *time.Location, rupee string) string {
	var t page
	t.stamped(stamp(r))
	t.rule('=')
	t.center(r.Society)
	t.center("RECEIPT")
	t.rule('=')
	t.fields(heads(r, zone))
	t.rule('-')
	t.bill("For", "Bill date", "Amount ("+strings.TrimSpace(rupee)+")")
	t.rule('-')
	for _, l := range r.Lines {
		t.bill(title(l), date(l.BillDate), l.Amount.String())
		for _, note := range notes(l, zone, rupee) {
			for _, line := range wrap(note, width-amountWidth-dateWidth-2, columns) {
				t.line("  " + line)
			}
		}
	}
	t.rule('-')
	for _, s := range sums(r) {
		t.apart(s.label, moneyOf(s.amount, rupee))
	}
	t.rule('-')
	t.fields(feet(r))
	t.rule('-')
	t.line(closing(r))
	t.stamped(stamp(r))
	return t.String()
}

// page is a receipt's text as it grows.
type page struct{ strings.Builder }

// line adds a line; blanks at its end are left off.
func (p *page) line(s string) { p.WriteString(strings.TrimRight(s, " ") + "\n") }

func (p *page) rule(r rune) { p.line(strings.Repeat(string(r), width)) }

func (p *page) center(s string) {
	for _, line := range wrap(value.Clean(s), width, columns) {
		p.line(strings.Repeat(" ", (width-cells(line))/2) + line)
	}
}

// stamped writes the word across the page, from edge to edge.
func (p *page) stamped(word string) {
	if word == "" {
		return
	}
	const between = " *** "
	times := (width - 2*len(between)) / (len(word) + len(between))
	band := between + strings.Repeat(word+between, times)
	stars := width - len(band)
	p.line(strings.Repeat("*", stars/2) + band[1:len(band)-1] + strings.Repeat("*", stars-stars/2+2))
}

// apart puts one text at the left edge and one at the right.
func (p *page) apart(left, right string) {
	p.line(left + blanks(width-cells(left)-cells(right)) + right)
}

func (p *page) fields(fields []field) {
	for _, f := range fields {
		label := f.label
		for _, line := range wrap(f.value, width-labelWidth, columns) {
			p.line(label + blanks(labelWidth-cells(label)) + line)
			label = ""
		}
	}
}

// bill adds a row of three columns; a long first one goes on below.
func (p *page) bill(what, date, amount string) {
	lines := wrap(what, width-amountWidth-dateWidth, columns)
	left := lines[0] + blanks(width-amountWidth-dateWidth-cells(lines[0])) + date
	p.apart(left, amount)
	for _, line := range lines[1:] {
		p.line(line)
	}
}

func blanks(n int) string { return strings.Repeat(" ", max(1, n)) }
