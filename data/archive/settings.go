package archive

import "github.com/civoranexus/society360/data/settings"

// Settings are what the archive obeys. Its functions read them in SQL, by the same keys
// (society360_archive_rule), and take nobody else's word for a span.
func Settings() []settings.Setting {
	return []settings.Setting{visitsKept().Setting, ticketsKept().Setting, auditKept().Setting}
}

// How many months a kind stays in the register; 0 is for ever.
func visitsKept() settings.Typed[int] {
	return settings.Define(Visits.Key(), "0", "Months after which visits that are over go to the archive; 0 for never", span())
}

func ticketsKept() settings.Typed[int] {
	return settings.Define(Tickets.Key(), "0", "Months after which tickets that are closed or rejected go to the archive; 0 for never", span())
}

func auditKept() settings.Typed[int] {
	return settings.Define(Audit.Key(), "0", "Months after which rows of the audit log go to the archive; 0 for never", span())
}

// MostMonths is the longest that a kind can be kept, but for ever.
const MostMonths = 240

func span() settings.Format[int] { return settings.NumberFormat(0, MostMonths) }

// kept is the setting of a kind.
func (k Kind) kept() settings.Typed[int] {
	switch k {
	case Tickets:
		return ticketsKept()
	case Audit:
		return auditKept()
	}
	return visitsKept()
}
