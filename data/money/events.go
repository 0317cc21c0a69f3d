package money

import (
	"github.com/civoranexus/society360/data/event"
	"github.com/civoranexus/society360/data/value"
)

// Waits is the event that a resident says to have paid, one of so many claims that wait
// for the office.
func (c Claim) Waits(all int) event.Event {
	e := event.Event{ID: c.ID, Format: "%s says to have paid %s for %s: it waits to be confirmed.", Args: []any{c.Payer, c.Amount, c.Unit}}
	if all > 1 {
		e.Format, e.Args = "%s says to have paid %s for %s: %d wait to be confirmed.", append(e.Args, all)
	}
	return e
}

// Decided is the event that the office confirmed or refused a claim, by one of its
// payments and the sum of all of them; false where it did neither.
func (p Payment) Decided(sum value.Paise) (event.Event, bool) {
	e := event.Event{ID: p.ID, Args: []any{sum, p.Unit}}
	switch {
	case p.Status == PaymentSucceeded && p.Receipt != "":
		e.Tone, e.Format, e.Args = event.Yes, "The office confirmed %s for %s: receipt %s.", append(e.Args, p.Receipt)
	case p.Status == PaymentSucceeded:
		e.Tone, e.Format = event.Yes, "The office confirmed %s for %s."
	case p.Status == PaymentRefused:
		e.Tone, e.Format, e.Args = event.No, "The office refused %s for %s: %s", append(e.Args, p.RefusalReason)
	default:
		return e, false
	}
	return e, true
}
