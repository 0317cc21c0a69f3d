package settings

import (
	"time"

	"github.com/civoranexus/society360/data/fault"

	"github.com/nyaruka/phonenumbers"
)

// The keys of the settings that SQL names as well.
const (
	SocietyName = "general.society_name"
	Timezone    = "general.timezone"
)

// SocietySettings are what every desk of the society obeys.
func SocietySettings() []Setting {
	return []Setting{
		nameOfSociety().Setting, zone().Setting, country().Setting, Gates().Setting, printer().Setting, sessionTimeout().Setting, intentsKept().Setting,
	}
}

// intentsKept is how long the key of a write is remembered. It must outlive every repeat of
// the write. A desk asks by a key until it knows, for as long as its session lasts, and a
// statement that was sent is over within its ten seconds; so hours would do, and a day is
// the least. What takes longer is a script that was given a key of its own (bills pay
// --intent) and is mended and run again, which people do within days, and never in the next
// month.
func intentsKept() Typed[time.Duration] {
	const day = 24 * time.Hour
	return Define("general.intents_days", "30", "Days for which the key of a write is kept, so that a repeat does nothing twice (1 to 365)", DurationFormat(day, 1, 365))
}

// IntentsKept is how long the key of a write is remembered.
func (s Values) IntentsKept() time.Duration { return intentsKept().In(s) }

// PlatformSettings are what other programs of the platform obey.
func PlatformSettings() []Setting {
	return []Setting{emailEnabled().Setting}
}

func emailEnabled() Typed[bool] {
	return Define("notifications.email_enabled", "false", "Mail is sent (used by other programs of the platform)", SwitchFormat())
}

func nameOfSociety() Typed[string] {
	return Define(SocietyName, "Our Society", "Name in the header and on receipts", textFormat(1, 60))
}

// Society is the society's name.
func (s Values) Society() string { return nameOfSociety().In(s) }

func country() Typed[string] {
	return Define("general.country", "IN", "Country of phone numbers without a country code (ISO 3166)", Format[string]{Stored: "string", Read: func(code string) (string, error) {
		if !phonenumbers.GetSupportedRegions()[code] {
			return "", fault.Sentence("This is not the two letters of a country, such as IN for India.")
		}
		return code, nil
	}})
}

// Country is the region of phones without a country code, such as IN.
func (s Values) Country() string { return country().In(s) }

// Gates are the names of the gates.
func Gates() Typed[[]string] {
	return Define("general.gates", `["Main"]`, "Names of the gates", JSONFormat(notGates, gateNames))
}

const notGates = `This needs a list of names, such as ["Main","Service"].`

func gateNames(names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, fault.Sentence(notGates)
	}
	return Names(names, "gate", "gates")
}

// Gates are the names of the gates.
func (s Values) Gates() []string { return Gates().In(s) }

// printer takes plain names only: the name is passed to another program.
func printer() Typed[string] {
	return Define("general.printer", "", "Printer for receipts and lists, as lp knows it; empty for none", Format[string]{Stored: "string", Read: func(name string) (string, error) {
		for i, r := range name {
			plain := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || i > 0 && (r == '-' || r == '.')
			if !plain || i >= 127 {
				return "", fault.Sentence("A printer's name has letters, digits, _, - and ., such as Office_Laser; lpstat -p lists them.")
			}
		}
		return name, nil
	}})
}

// Printer is the name of the printer, empty where there is none.
func (s Values) Printer() string { return printer().In(s) }

func sessionTimeout() Typed[time.Duration] {
	return Define("security.session_timeout", "3600", "Seconds without a key until the desk locks (60 to 3600)", DurationFormat(time.Second, 60, 3600))
}

// SessionTimeout is how long no key may be pressed before the desk locks, 1 to 60
// minutes.
func (s Values) SessionTimeout() time.Duration { return sessionTimeout().In(s) }
