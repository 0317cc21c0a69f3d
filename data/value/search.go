package value

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// VisitSearch is a search term, folded for each kind of thing it may be.
type VisitSearch struct{ Text, Digits, Plate, Region string }

// NewVisitSearch folds a term, within a region of phones.
func NewVisitSearch(term, region string) VisitSearch {
	term = Limit(Clean(term), 60)
	t := VisitSearch{Text: term, Digits: OnlyDigits(term), Plate: PlateKey(term), Region: region}
	if strings.HasPrefix(term, "+") {
		t.Digits = strings.TrimPrefix(t.Digits, strconv.Itoa(phonenumbers.GetCountryCodeForRegion(region)))
	}
	return t
}

// Empty reports whether nothing was asked.
func (t VisitSearch) Empty() bool { return t.Text == "" }
