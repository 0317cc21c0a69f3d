package money

import (
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"
)

// What a payment is given whose day is asked for, today where none is: dayReceived is
// its received_on, momentReceived its payment_date. Of an earlier day the time is not
// known: it is entered as noon.
const (
	dayReceived    = `coalesce(@received_on::date, ` + settings.TodaySQL + `)`
	momentReceived = `CASE WHEN ` + dayReceived + ` = ` + settings.TodaySQL + ` THEN now()
		ELSE (@received_on::date + time '12:00') AT TIME ZONE (SELECT society360_zone()) END`
)

// dayComplaint is what is wrong with the day in a field of a form; nil where nothing
// is.
type dayComplaint struct {
	field string
	wrong *fault.Error
}

// of completes the complaints about the other fields, nil where there are none.
func (c dayComplaint) of(bad *fault.Error) *fault.Error {
	switch {
	case c.wrong == nil:
		return bad
	case bad == nil:
		return fault.Complaints(map[string]error{c.field: c.wrong})
	}
	bad.Bad[c.field] = c.wrong
	return bad
}

// receivedDay looks at the day on which money was received; no day is today.
func receivedDay(day, today value.Day) dayComplaint {
	c := dayComplaint{field: "received_on"}
	switch {
	case today.Before(day):
		c.wrong = receivedAhead()
	default:
		c.wrong = value.RegisterDays().Wrong(day, today)
	}
	return c
}

// claimedDay looks at the day on which a resident says to have paid.
func claimedDay(day, today value.Day) dayComplaint {
	c := dayComplaint{field: "paid_on"}
	switch {
	case day.IsZero():
	case today.Before(day):
		c.wrong = paidAhead()
	case today.DaysSince(day) > claimDaysBack:
		c.wrong = &fault.Error{Kind: fault.Invalid, Format: "This is over a year ago; take the slip to the office."}
	}
	return c
}

// clearedDay looks at the day on which a cheque was cleared; no day is today.
func clearedDay(day, today value.Day) dayComplaint {
	c := dayComplaint{field: "cleared_on"}
	switch {
	case today.Before(day):
		c.wrong = clearedAhead()
	default:
		c.wrong = value.RegisterDays().Wrong(day, today)
	}
	return c
}

func clearedAhead() *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Format: "This day is yet to come; say it once the bank has paid."}
}

func paidAhead() *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Format: "This day is yet to come; say it once you have paid."}
}

func receivedAhead() *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Format: "This day is yet to come; record the money once it is here."}
}
