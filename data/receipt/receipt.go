// Package receipt sets a payment's receipt as 80-column text and as PDF, with
// the amount in figures and in words.
package receipt

import (
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"
)

// The words that stand across a receipt for which no money was paid, or whose
// payments were reversed.
const (
	simulated      = "SIMULATED"
	reversed       = "REVERSED"
	partlyReversed = "PARTLY REVERSED"
)

// stamp is what stands across a receipt, empty on one in force.
func stamp(r money.Receipt) string {
	switch {
	case r.Simulated:
		return simulated
	case r.Reversed == 0:
		return ""
	case r.Cancelled():
		return reversed
	}
	return partlyReversed
}

// field is one labelled line of a receipt.
type field struct{ label, value string }

// heads are the fields above the bills. What is not known is left out.
func heads(r money.Receipt, zone *time.Location) []field {
	unit := value.Clean(r.Unit)
	if block := value.Clean(r.Block); block != "" && unit != "" {
		unit += ", " + block
	}
	return present([]field{
		{"Receipt no.", value.Clean(r.Number)},
		{"Date", paidOn(r, zone)},
		{"Received from", value.Clean(r.Payer)},
		{"Unit", unit},
	})
}

// paidOn is when it was paid: the day, where no more is known.
func paidOn(r money.Receipt, zone *time.Location) string {
	if r.DayOnly {
		return when(r).In(zone).Format("2 January 2006")
	}
	return moment(when(r), zone)
}

// when is the time of the payment; of one that another program recorded without
// a time, which reads as 1970, that of its receipt.
func when(r money.Receipt) time.Time {
	if r.PaidAt.Unix() <= 0 {
		return r.IssuedAt
	}
	return r.PaidAt
}

// feet are the fields below the bills.
func feet(r money.Receipt) []field {
	method := value.Clean(string(r.Method))
	if reference := value.Clean(r.Reference); reference != "" {
		method = strings.TrimPrefix(method+", reference "+reference, ", ")
	}
	if bank := value.Clean(r.Bank); bank != "" {
		method += ", " + bank
	}
	received := "Received by"
	if r.Confirmed {
		received = "Confirmed by"
	}
	return present([]field{
		{"In words", Words(r.Total)},
		{"Paid by", method},
		{received, value.Clean(r.ReceivedBy)},
	})
}

// present are the fields that have a value.
func present(fields []field) []field {
	var all []field
	for _, f := range fields {
		if f.value != "" {
			all = append(all, f)
		}
	}
	return all
}

// title names what a line pays: the bill's type and the month of its run, or
// its description.
func title(l money.ReceiptLine) string {
	name := value.Clean(l.BillType)
	if name == "" {
		name = "Bill"
	}
	if l.Month != nil {
		return name + ", " + l.Month.Format("January 2006")
	}
	return name
}

// named reports whether a line's title says all that a description says: the
// bills of a run are described by their type and month.
func named(l money.ReceiptLine, description string) bool {
	words := func(s string) []string { return strings.Fields(strings.ReplaceAll(s, ",", " ")) }
	return slices.Equal(words(title(l)), words(description))
}

// notes are the lines below a line's title: the bill's description, its amount
// where this is a part of it, and why the payment was taken back.
func notes(l money.ReceiptLine, zone *time.Location, rupee string) []string {
	var all []string
	if d := value.Clean(l.Description); d != "" && !named(l, d) {
		all = append(all, d)
	}
	// What is due on the bill now is left out: a receipt printed again must read
	// as it did.
	if l.BillID != nil && l.Amount < l.BillAmount {
		all = append(all, "part of "+moneyOf(l.BillAmount, rupee))
	}
	if l.ReversedAt != nil {
		why := reversed + " on " + moment(*l.ReversedAt, zone)
		if reason := value.Clean(l.Reason); reason != "" {
			why += ": " + reason
		}
		all = append(all, why)
	}
	return all
}

// sum is one of the amounts below the bills.
type sum struct {
	label  string
	amount value.Paise
}

// sums are the total, and what is left of it after reversals.
func sums(r money.Receipt) []sum {
	if r.Reversed == 0 {
		return []sum{{"Total", r.Total}}
	}
	return []sum{{"Total", r.Total}, {"Reversed", -r.Reversed}, {"Remains", r.Total - r.Reversed}}
}

// moneyOf writes an amount with its minus sign before the rupee's.
func moneyOf(amount value.Paise, rupee string) string {
	if amount < 0 {
		return "-" + rupee + (-amount).String()
	}
	return rupee + amount.String()
}

// closing is the last line of a receipt.
func closing(r money.Receipt) string {
	if r.Simulated {
		return "SIMULATED: no money was paid. This is no proof of payment."
	}
	return "Made by computer; valid without a signature."
}

// moment is a date and a time in the society's zone, with the zone's name.
func moment(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2 January 2006, 15:04 MST")
}

// date is a bill's date, empty where it has none.
func date(d value.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.Format("2 Jan 2006")
}
