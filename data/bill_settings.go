package data

import (
	"encoding/json"
	"fmt"
	"strings"
)

// The settings that bills rest on.
const (
	maintenanceFee       = "billing.maintenance_fee"
	lateFeePercentage    = "billing.late_fee_percentage"
	dueDays              = "billing.due_days"
	staffRecordsPayments = "billing.staff_records_payments"
	residentPayments     = "billing.resident_payments"
	lateFees             = "billing.late_fees"
	lateFeeGraceDays     = "billing.late_fee_grace_days"
	lateFeeFrom          = "billing.late_fee_from"
)

// Who charges late fees (billing.late_fees): an admin who was shown them, the
// calendar, or nobody.
const (
	FeesAsked     = "ask"
	FeesAutomatic = "automatic"
	FeesNone      = "no"
)

// ResidentPayments is what becomes of a payment that a resident enters
// (billing.resident_payments).
type ResidentPayments string

// A resident's payment is a claim that the office confirms, is not taken, or is
// simulated: it counts though no money was paid, as in a demo.
const (
	ResidentsClaim    ResidentPayments = "claim"
	ResidentsDoNot    ResidentPayments = "no"
	ResidentsSimulate ResidentPayments = "simulated"
)

// residentsPay is that setting in SQL, its default where it has no value of its
// own.
const residentsPay = `coalesce((SELECT c.config_value::text FROM system_config c WHERE c.config_key = '` + residentPayments + `'
	AND c.config_value IN ('` + string(ResidentsDoNot) + `', '` + string(ResidentsSimulate) + `')), '` + string(ResidentsClaim) + `')`

// DueDays is how many days after its date a bill is due.
func (s Settings) DueDays() int { return s.number(dueDays) }

// StaffRecordsPayments reports whether staff may record payments, other than cash.
func (s Settings) StaffRecordsPayments() bool { return s.values[staffRecordsPayments] == "true" }

// ResidentPayments says what becomes of a payment that a resident enters.
func (s Settings) ResidentPayments() ResidentPayments {
	return ResidentPayments(s.values[residentPayments])
}

// LateFeePercent is the late fee in per cent of the unpaid principal, such as "5".
func (s Settings) LateFeePercent() string { return s.values[lateFeePercentage] }

// LateFees says who charges late fees: FeesAsked, FeesAutomatic or FeesNone.
func (s Settings) LateFees() string { return s.values[lateFees] }

// LateFeeGrace is how many days behind its due date a bill gets no late fee yet.
func (s Settings) LateFeeGrace() int { return s.number(lateFeeGraceDays) }

// LateFeeFrom is the first due date on which a late fee may be charged; no day
// where none may.
func (s Settings) LateFeeFrom() Day {
	day, err := ParseDay(s.values[lateFeeFrom])
	if err != nil { // empty: every other checked value is a day
		return Day{}
	}
	return day
}

// MaintenanceFee is the monthly fee of a unit of a type; ok is false where the
// setting has none for it, or has nothing to pay. Types are compared as people
// write them: "2bhk" is 2BHK.
func (s Settings) MaintenanceFee(unitType string) (fee Paise, ok bool) {
	value := s.values[maintenanceFee]
	if fee, err := ParsePaise(value); err == nil {
		return fee, fee > 0
	}
	var byType map[string]json.Number
	if json.Unmarshal([]byte(value), &byType) != nil { // checked
		return 0, false
	}
	for name, amount := range byType {
		if unitTypeKey(name) == unitTypeKey(unitType) {
			fee, err := ParsePaise(amount.String())
			return fee, err == nil && fee > 0
		}
	}
	return 0, false
}

func unitTypeKey(name string) string { return strings.ToUpper(Clean(name)) }

// percentage refuses what is no percentage with at most two decimals. A society
// that charges 2.5 must not be read as one that never set it.
func percentage(v string) error {
	if p, err := ParsePaise(v); err != nil || p > 100_00 || strings.Trim(v, "0123456789.") != "" {
		return sentence("This needs a number from 0 to 100, such as 5 or 2.5.")
	}
	return nil
}

// feeDay takes a day within the range of a register's days, or nothing.
func feeDay(v string) error {
	if v == "" {
		return nil
	}
	day, err := ParseDay(v)
	if err != nil {
		return sentence("This needs a day such as 2026-12-01, or nothing.")
	}
	if e := RegisterDays().wrong(day, utcToday()); e != nil {
		return sentence(fmt.Sprintf(e.Format, e.Args...))
	}
	return nil
}
