package money

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"
)

// The keys of those settings that SQL names as well.
const (
	lateFeesKey             = "billing.late_fees"
	lateFeeGraceKey         = "billing.late_fee_grace_days"
	StaffRecordsPaymentsKey = "billing.staff_records_payments"
	PaymentsByResidentsKey  = "billing.resident_payments"
)

// Settings are what bills and payments obey.
func Settings() []settings.Setting {
	return []settings.Setting{
		MaintenanceFee().Setting, lateFeePercentage().Setting, lateFees().Setting, lateFeeGrace().Setting, lateFeeFrom().Setting,
		DueDays().Setting, furtherHeads().Setting, staffRecordsPayments().Setting, PaymentsByResidents().Setting,
	}
}

// sure is the refusal where the stored value of one of these settings cannot be read:
// a default is no answer to what the society charges.
func sure(s settings.Values, set ...settings.Setting) error {
	for _, setting := range set {
		if text, ok := s.Unread(setting); ok {
			return fault.Refuse("The setting %s is %q, which cannot be read: correct it under Settings, then try again. Nothing was charged.", setting.Key, value.Limit(value.Clean(text), 40))
		}
	}
	return nil
}

// DueDays is how many days after its date a bill is due.
func DueDays() settings.Typed[int] {
	return settings.Define("billing.due_days", "15", "Days from a bill's date to its due date", settings.NumberFormat(0, 365))
}

// staffRecordsPayments says that staff may record payments, other than cash.
func staffRecordsPayments() settings.Typed[bool] {
	return settings.Define(StaffRecordsPaymentsKey, "false", "Staff may record payments", settings.SwitchFormat())
}

// ResidentPayments is what becomes of a payment that a resident enters.
type ResidentPayments string

// A resident's payment is a claim that the office confirms, is not taken, or is
// simulated: it counts though no money was paid, as in a demo.
const (
	ResidentsClaim    ResidentPayments = "claim"
	ResidentsDoNot    ResidentPayments = "no"
	ResidentsSimulate ResidentPayments = "simulated"
)

// PaymentsByResidents says what becomes of a payment that a resident enters.
func PaymentsByResidents() settings.Typed[ResidentPayments] {
	return settings.Define(PaymentsByResidentsKey, string(ResidentsClaim),
		"What a resident pays: claim (the office confirms it), no (residents enter none) or simulated (no money, for a demo)",
		settings.ChoiceFormat(ResidentsClaim, ResidentsDoNot, ResidentsSimulate))
}

// These two settings in SQL, for statements that rest on them: each with its default
// where the database has no valid value.
const (
	staffMayRecord = `coalesce((SELECT config_value = 'true' FROM system_config WHERE config_key = '` + StaffRecordsPaymentsKey + `'), false)`
	residentsPay   = `coalesce((SELECT c.config_value::text FROM system_config c WHERE c.config_key = '` + PaymentsByResidentsKey + `'
	AND c.config_value IN ('` + string(ResidentsDoNot) + `', '` + string(ResidentsSimulate) + `')), '` + string(ResidentsClaim) + `')`
)

// Who charges late fees (billing.late_fees): an admin who was shown them, the
// calendar, or nobody.
const (
	FeesAsked     = "ask"
	FeesAutomatic = "automatic"
	FeesNone      = "no"
)

// lateFees says who charges late fees: FeesAsked, FeesAutomatic or FeesNone.
func lateFees() settings.Typed[string] {
	return settings.Define(lateFeesKey, FeesAsked, "Who charges late fees: ask (an admin, from a preview), automatic (the calendar) or no (nobody)",
		settings.ChoiceFormat(FeesAsked, FeesAutomatic, FeesNone))
}

// lateFeePercentage is the late fee in per cent of the unpaid principal, with at
// most two decimals. A society that charges 2.5 must not be read as one that never
// set it.
func lateFeePercentage() settings.Typed[string] {
	return settings.Define("billing.late_fee_percentage", "5", "Late fee in per cent of the unpaid principal, such as 5 or 2.5", settings.Format[string]{Stored: "number", Read: func(text string) (string, error) {
		if p, err := value.ParsePaise(text); err != nil || p > 100_00 || strings.Trim(text, "0123456789.") != "" {
			return "", fault.Sentence("This needs a number from 0 to 100, such as 5 or 2.5.")
		}
		return text, nil
	}})
}

// lateFeeGrace is how many days behind its due date a bill gets no late fee yet.
func lateFeeGrace() settings.Typed[int] {
	return settings.Define(lateFeeGraceKey, "0", "Days behind the due date before a late fee may be charged", settings.NumberFormat(0, 365))
}

// LateFeeFromKey is the key of the first due date with a late fee, which seed sets.
const LateFeeFromKey = "billing.late_fee_from"

// lateFeeFrom is the first due date on which a late fee may be charged, within the
// range of a register's days; no day where none may.
func lateFeeFrom() settings.Typed[value.Day] {
	return settings.Define(LateFeeFromKey, "", "First due date whose dues may get a late fee, such as 2026-12-01; empty for none", settings.Format[value.Day]{Stored: "string", Read: func(text string) (value.Day, error) {
		if text == "" {
			return value.Day{}, nil
		}
		day, err := value.ParseDay(text)
		if err != nil {
			return value.Day{}, fault.Sentence("This needs a day such as 2026-12-01, or nothing.")
		}
		if e := value.RegisterDays().Wrong(day, value.UTCToday()); e != nil {
			return value.Day{}, fault.Sentence(fmt.Sprintf(e.Format, e.Args...))
		}
		return day, nil
	}})
}

// FeeTable is the monthly fee of a unit, one for all or by its type.
type FeeTable struct {
	all    value.Paise
	byType map[string]value.Paise // by unitTypeKey; nil for one for all
}

// For is the monthly fee of a unit of a type; ok is false where the table has none
// for it, or has nothing to pay. Types are compared as people write them: "2bhk" is
// 2BHK.
func (t FeeTable) For(unitType string) (fee value.Paise, ok bool) {
	fee = t.all
	if t.byType != nil {
		fee = t.byType[unitTypeKey(unitType)]
	}
	return fee, fee > 0
}

func unitTypeKey(name string) string { return strings.ToUpper(value.Clean(name)) }

// MaintenanceFee is what a bill run bills each unit.
func MaintenanceFee() settings.Typed[FeeTable] {
	const otherwise = `This needs an amount, or amounts by unit type such as {"2BHK":5000}.`
	byType := settings.JSONFormat(otherwise, func(fees map[string]json.Number) (FeeTable, error) {
		table := FeeTable{byType: make(map[string]value.Paise, len(fees))}
		if len(fees) == 0 {
			return table, fault.Sentence(otherwise)
		}
		for name, amount := range fees {
			fee, err := value.ParsePaise(amount.String())
			if err != nil {
				return table, fault.Sentence("Every amount needs to be a number of rupees.")
			}
			table.byType[unitTypeKey(name)] = fee
		}
		if len(table.byType) != len(fees) {
			return table, fault.Sentence("One type of unit stands there twice.")
		}
		return table, nil
	})
	return settings.Define("billing.maintenance_fee", "5000", "Monthly maintenance in rupees, or an amount for each unit type", settings.Format[FeeTable]{Stored: byType.Stored, Read: func(text string) (FeeTable, error) {
		if fee, err := value.ParsePaise(text); err == nil {
			return FeeTable{all: fee}, nil
		}
		return byType.Read(text)
	}})
}
