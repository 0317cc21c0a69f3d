package value

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Search is a search term, folded for each kind of thing it may be: a name as Text,
// a phone as Digits, a plate as Plate. Region is the country of phones without a
// country code.
type Search struct{ Text, Digits, Plate, Region string }

// NewSearch folds a term of at most 60 characters.
func NewSearch(term, region string) Search {
	term = Limit(Clean(term), 60)
	t := Search{Text: term, Digits: OnlyDigits(term), Plate: PlateKey(term), Region: region}
	if strings.HasPrefix(term, "+") {
		t.Digits = strings.TrimPrefix(t.Digits, strconv.Itoa(phonenumbers.GetCountryCodeForRegion(region)))
	}
	return t
}

// Empty reports whether nothing is searched for.
func (t Search) Empty() bool { return t.Text == "" }

// Walked is a condition of which the server expects nothing: it takes half of the rows to
// meet it, and so walks a list in its order until a page is full. One by whose figures it
// expects few rows has it read all that there are, and sort them.
func Walked(condition string) string { return `coalesce((` + condition + `), false)` }
