package value

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/civoranexus/society360/data/value/lately"

	"github.com/nyaruka/phonenumbers"
)

// Whose number it is must never be guessed: the end of a number with one digit too
// many is somebody else's number. So PhoneNumber reads a phone once, and whoever
// looks at one compares what it gives; the database has the same rule.

// PhoneNumber is the one writing of a phone that all spellings of the same number
// share, as one of region (setting general.country): 9820012345 for +91 98200 12345
// and 098200 12345. What dials into the country is taken off only where a number of
// full length is left; otherwise all digits count. Numbers of other countries keep
// their code: +442079460958. Empty where there is no digit but noughts.
func PhoneNumber(phone, region string) string { return dialPlanOf(region).number(phone) }

// SamePhone reports whether two spellings are one number; no phone is nobody's.
func SamePhone(a, b, region string) bool {
	number := PhoneNumber(a, region)
	return number != "" && number == PhoneNumber(b, region)
}

// WholePhone reports whether a phone is a number that somebody can be called at: all
// its digits and none too many.
func WholePhone(phone, region string) bool {
	return Clean(phone) != "" && OddPhone(phone, region) == nil
}

// dialPlan is what tells a country's own numbers: its calling code, what is dialled
// before a number within the country, and how many digits mobile numbers and those of
// a place have without either.
type dialPlan struct {
	region, code, trunk string
	digits              []int
}

// dialPlans keeps the plan of each region that was asked for: it is read anew from
// tables, and every look for a phone asks.
var dialPlans sync.Map //nolint:gochecknoglobals // what a region dials does not change while the program runs

func dialPlanOf(region string) dialPlan {
	if kept, ok := dialPlans.Load(region); ok {
		return kept.(dialPlan) //nolint:forcetypeassert // nothing else is kept
	}
	p := readDialPlan(region)
	if phonenumbers.GetSupportedRegions()[region] {
		dialPlans.Store(region, p) // never what is no region, of which there is no end
	}
	return p
}

func readDialPlan(region string) dialPlan {
	p := dialPlan{
		region: region, code: strconv.Itoa(phonenumbers.GetCountryCodeForRegion(region)),
		trunk: phonenumbers.GetNddPrefixForRegion(region, true),
	}
	for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE} {
		example := phonenumbers.GetExampleNumberForType(region, kind)
		if example == nil {
			continue
		}
		if n := len(phonenumbers.GetNationalSignificantNumber(example)); !slices.Contains(p.digits, n) {
			p.digits = append(p.digits, n)
		}
	}
	return p
}

// prefixes are what may stand before a number to dial into the country, longer ones
// before those that they begin with.
func (p dialPlan) prefixes() []string {
	all := []string{"+" + p.code, p.code}
	if p.trunk == "0" {
		all = append(all, "0"+p.code)
	}
	if p.trunk != "" && p.trunk != p.code {
		all = append(all, p.trunk)
	}
	return all
}

func (p dialPlan) number(phone string) string {
	phone = ASCIIDigits(phone)
	digits := OnlyDigits(phone)
	if strings.Trim(digits, "0") == "" {
		return ""
	}
	abroad := strings.HasPrefix(digits, "00")
	digits = strings.TrimPrefix(digits, "00")
	if first := strings.IndexAny(phone, "+0123456789"); abroad || phone[first] == '+' {
		digits = "+" + digits
	}
	for _, prefix := range p.prefixes() {
		if own, ok := strings.CutPrefix(digits, prefix); ok && slices.Contains(p.digits, len(own)) {
			return own
		}
	}
	return digits
}

// FormatPhone spaces a phone for reading: within region as it is written there, a
// mobile number of India in two halves ("98200 12345") and one of a place behind its
// code ("022 2345 6789"); internationally elsewhere. A phone that is no whole number
// comes back as it was: nothing about it may look as if it were.
func FormatPhone(phone, region string) string { return shownPhones.Of(phone, region, formatPhone) }

// A list spaces the phones of its rows anew in each frame, and to read one takes as long
// as all else that the frame has: what was shown lately is kept. Long are bytes; a column
// of the platform's has half of that.
//
//nolint:gochecknoglobals // how a number is written does not change while the program runs
var shownPhones = lately.Texts{Most: 4096, Long: 40}

func formatPhone(phone, region string) string {
	if !WholePhone(phone, region) {
		return phone
	}
	n, err := phonenumbers.Parse(PhoneNumber(phone, region), region)
	if err != nil {
		return phone
	}
	national := phonenumbers.GetNationalSignificantNumber(n)
	switch {
	case int(n.GetCountryCode()) != phonenumbers.GetCountryCodeForRegion(region):
		return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	case region == "IN" && phonenumbers.GetNumberType(n) == phonenumbers.MOBILE && len(national) == 10:
		return national[:5] + " " + national[5:]
	}
	return phonenumbers.Format(n, phonenumbers.NATIONAL)
}

// MaskPhone is a phone as it is shown before it is asked for: the first two and the
// last three of its digits, as FormatPhone spaces them, "98*** **345". Of a short one
// nothing is told.
func MaskPhone(phone, region string) string {
	shown := ASCIIDigits(FormatPhone(phone, region))
	digits, seen := len(OnlyDigits(shown)), 0
	if digits < 8 {
		return strings.Repeat("*", digits)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			if seen++; seen > 2 && seen <= digits-3 {
				return '*'
			}
		case !strings.ContainsRune(phoneSigns, r):
			return -1 // what is no phone may hide one in letters
		}
		return r
	}, shown)
}
