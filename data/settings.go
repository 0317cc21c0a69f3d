package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a gate terminal may have no zone files

	"github.com/nyaruka/phonenumbers"
)

// Setting is one entry of system_config that the program reads or seeds: its key,
// type, default and what it does.
type Setting struct {
	Key         string
	Type        string // string, number, boolean or json
	Default     string
	Description string
	// check refuses a value that the program could not live with; the error is
	// an English sentence.
	check func(value string) error
}

// Category is the key's first part, one of system_config's categories.
func (s Setting) Category() string {
	category, _, _ := strings.Cut(s.Key, ".")
	return category
}

// The keys of the settings that the program reads.
const (
	societyName     = "general.society_name"
	timezone        = "general.timezone"
	country         = "general.country"
	gates           = "general.gates"
	printer         = "general.printer"
	sessionTimeout  = "security.session_timeout"
	requireApproval = "security.require_approval"
	approvalHours   = "security.approval_hours"
	overstayHours   = "security.overstay_hours"
	bcryptCost      = "security.bcrypt_cost"
	oneTimeHours    = "security.one_time_password_hours"
	desksPerAccount = "security.desks_per_account"
	desksPerAddress = "security.desks_per_address"
	ticketHours     = "maintenance.sla_hours"
)

// AllSettings lists every setting, in the order an editor shows them.
func AllSettings() []Setting {
	return []Setting{
		{societyName, "string", "Our Society", "Name in the header and on receipts", textOf(1, 60)},
		{timezone, "string", "Asia/Kolkata", "Time zone of every time shown (IANA name)", zoneName},
		{country, "string", "IN", "Country of phone numbers without a country code (ISO 3166)", countryCode},
		{gates, "json", `["Main"]`, "Names of the gates", gateNames},
		{printer, "string", "", "Printer for receipts and lists, as lp knows it; empty for none", printerName},
		{sessionTimeout, "number", "3600", "Seconds without a key until the desk locks (60 to 3600)", numberIn(60, 3600)},
		{requireApproval, "boolean", "false", "A visitor may enter only with a resident's approval", boolean},
		{approvalHours, "number", "24", "Hours after which an unused approval lapses", numberIn(1, 720)},
		{overstayHours, "number", "12", "Hours after which a visitor inside is flagged", numberIn(1, 720)},
		{bcryptCost, "number", "10", "Cost of password hashes (10 to 14)", numberIn(10, 14)},
		{oneTimeHours, "number", "24", "Hours after which an unused one-time password expires (1 to 336)", numberIn(1, 336)},
		{desksPerAccount, "number", "5", "Desks an account may have open over SSH, on each server; a gate's terminal does not count (1 to 50)", numberIn(1, 50)},
		{desksPerAddress, "number", "50", "Desks of residents that may be open from one address, on each server (5 to 500)", numberIn(5, 500)},
		{maintenanceFee, "json", "5000", "Monthly maintenance in rupees, or an amount for each unit type", feeTable},
		{lateFeePercentage, "number", "5", "Late fee in per cent of the unpaid principal, such as 5 or 2.5", percentage},
		{lateFees, "string", FeesAsked, "Who charges late fees: ask (an admin, from a preview), automatic (the calendar) or no (nobody)", wordOf(FeesAsked, FeesAutomatic, FeesNone)},
		{lateFeeGraceDays, "number", "0", "Days behind the due date before a late fee may be charged", numberIn(0, 365)},
		{lateFeeFrom, "string", "", "First due date whose dues may get a late fee, such as 2026-12-01; empty for none", feeDay},
		{dueDays, "number", "15", "Days from a bill's date to its due date", numberIn(0, 365)},
		{staffRecordsPayments, "boolean", "false", "Staff may record payments", boolean},
		{
			residentPayments, "string", string(ResidentsClaim),
			"What a resident pays: claim (the office confirms it), no (residents enter none) or simulated (no money, for a demo)",
			wordOf(string(ResidentsClaim), string(ResidentsDoNot), string(ResidentsSimulate)),
		},
		{"maintenance.auto_assign", "boolean", "false", "A new ticket goes to the member of staff with the fewest open ones", boolean},
		{ticketHours, "json", `{"critical":4,"high":24,"medium":72,"low":168}`, "Hours to resolve a ticket, by priority", hoursByPriority},
		{"notifications.email_enabled", "boolean", "false", "Mail is sent (used by other programs of the platform)", boolean},
	}
}

// Check reports why value is not one of the setting's, as an Invalid error.
func (s Setting) Check(value string) error {
	if err := s.check(value); err != nil {
		return invalid("value", err.Error())
	}
	return nil
}

// Settings are the values the program reads, each its default where the
// database has none or one that does not check.
type Settings struct {
	values map[string]string
	// unread are those that the database has and that do not check, by key.
	unread map[string]string
}

// SettingsOf makes Settings from raw values by key.
func SettingsOf(raw map[string]string) Settings {
	values, unread := make(map[string]string), make(map[string]string)
	for _, s := range AllSettings() {
		values[s.Key] = s.Default
		if v, ok := raw[s.Key]; ok && s.check(v) == nil {
			values[s.Key] = v
		} else if ok {
			unread[s.Key] = v
		}
	}
	return Settings{values, unread}
}

// sure refuses what one of some settings decides where the database has it and it
// does not check: a default is no answer to what the society charges.
func (s Settings) sure(keys ...string) error {
	for _, key := range keys {
		if v, ok := s.unread[key]; ok {
			return refused("The setting %s is %q, which cannot be read: correct it under Settings, then try again. Nothing was charged.", key, limit(Clean(v), 40))
		}
	}
	return nil
}

// Society is the society's name.
func (s Settings) Society() string { return Clean(s.values[societyName]) }

// Zone is the society's time zone.
func (s Settings) Zone() *time.Location {
	zone, err := time.LoadLocation(s.values[timezone])
	if err != nil { // the default and every checked value load
		return time.UTC
	}
	return zone
}

// Country is the region of phones without a country code, such as IN.
func (s Settings) Country() string { return s.values[country] }

// Gates are the names of the gates.
func (s Settings) Gates() []string {
	var names []string
	if json.Unmarshal([]byte(s.values[gates]), &names) != nil { // checked
		return nil
	}
	for i := range names {
		names[i] = Clean(names[i])
	}
	return names
}

// Printer is the name of the printer, empty where there is none.
func (s Settings) Printer() string { return s.values[printer] }

// SessionTimeout is how long a keyboard may rest, 1 to 60 minutes.
func (s Settings) SessionTimeout() time.Duration { return s.duration(sessionTimeout, time.Second) }

// RequireApproval reports whether nobody enters without a resident's word.
func (s Settings) RequireApproval() bool { return s.values[requireApproval] == "true" }

// Overstay is how long a visitor may be inside before the list says so.
func (s Settings) Overstay() time.Duration { return s.duration(overstayHours, time.Hour) }

// BcryptCost is the cost of new password hashes.
func (s Settings) BcryptCost() int { return s.number(bcryptCost) }

// OneTimeLasts is how long an unused one-time password may be used.
func (s Settings) OneTimeLasts() time.Duration { return s.duration(oneTimeHours, time.Hour) }

// DesksPerAccount is how many desks an account may have open on one server.
func (s Settings) DesksPerAccount() int { return s.number(desksPerAccount) }

// DesksPerAddress is how many desks of residents may be open from one address on
// one server.
func (s Settings) DesksPerAddress() int { return s.number(desksPerAddress) }

// TicketTarget is how long a ticket of a priority may take to be resolved; a
// priority that the setting does not know is medium.
func (s Settings) TicketTarget(p Priority) time.Duration {
	var hours map[Priority]int
	if json.Unmarshal([]byte(s.values[ticketHours]), &hours) != nil { // checked
		return 0
	}
	if !p.valid() {
		p = PriorityMedium
	}
	return time.Duration(hours[p]) * time.Hour
}

func (s Settings) number(key string) int {
	n, err := strconv.Atoi(s.values[key])
	if err != nil { // the default and every checked value parse
		return 0
	}
	return n
}

func (s Settings) duration(key string, unit time.Duration) time.Duration {
	return time.Duration(s.number(key)) * unit
}

// Settings reads the settings that every desk needs; any signed-in role, and
// the login screen before it, may read them.
func (s *Store) Settings(ctx context.Context) (Settings, error) {
	rows, err := list[struct{ Key, Value string }](ctx, s.pool,
		`SELECT config_key AS key, config_value AS value FROM system_config`, nil)
	if err != nil {
		return Settings{}, err
	}
	raw := make(map[string]string, len(rows))
	for _, r := range rows {
		raw[r.Key] = r.Value
	}
	settings := SettingsOf(raw)
	s.read.Store(&settings)
	return settings, nil
}

// lastSettings are the settings as last read by this process.
func (s *Store) lastSettings() Settings { return *s.read.Load() }

// DeskCaps are how many desks one account may have open, and residents from one
// address, on one server, by the settings as last read: it does not wait.
func (s *Store) DeskCaps() (perAccount, perAddress int) {
	last := s.lastSettings()
	return last.DesksPerAccount(), last.DesksPerAddress()
}

// region is the country of phones typed without a country code.
func (s *Store) region() string { return s.lastSettings().Country() }

func textOf(least, most int) func(string) error {
	return func(v string) error {
		if n := len([]rune(Clean(v))); n < least || n > most {
			return sentence(fmt.Sprintf("This needs %d to %d characters.", least, most))
		}
		return nil
	}
}

func numberIn(least, most int) func(string) error {
	return func(v string) error {
		if n, err := strconv.Atoi(v); err != nil || n < least || n > most {
			return outOfRange{least, most}
		}
		return nil
	}
}

// outOfRange is the complaint about a number that a setting does not take.
type outOfRange struct{ least, most int }

func (e outOfRange) Error() string {
	return fmt.Sprintf("This needs a whole number from %d to %d.", e.least, e.most)
}

// Range is what a number may be, as the setting's own complaint says it; ok is
// false for a setting that is no number.
func (s Setting) Range() (least, most int, ok bool) {
	var e outOfRange
	if !errors.As(s.check(""), &e) {
		return 0, 0, false
	}
	return e.least, e.most, true
}

// wordOf takes one of some words.
func wordOf(words ...string) func(string) error {
	return func(v string) error {
		if !slices.Contains(words, v) {
			return notOne{words}
		}
		return nil
	}
}

// notOne is the complaint about a word that a setting does not take.
type notOne struct{ words []string }

func (e notOne) Error() string {
	last := len(e.words) - 1
	return "This is one of " + strings.Join(e.words[:last], ", ") + " and " + e.words[last] + "."
}

// Choices are the words that the setting may be, as its own complaint names them;
// none for a setting that is no choice.
func (s Setting) Choices() []string {
	var e notOne
	if !errors.As(s.check(""), &e) {
		return nil
	}
	return slices.Clone(e.words)
}

func boolean(v string) error {
	if v != "true" && v != "false" {
		return sentence("This is either true or false.")
	}
	return nil
}

// zoneName takes the names that society360_local_date takes, UTC and those with a
// place in them: a zone that only one of the two knew would give the desk and the
// database different days.
func zoneName(v string) error {
	area, place, _ := strings.Cut(v, "/")
	if _, err := time.LoadLocation(v); err != nil || v != "UTC" && (area == "" || place == "" || strings.ContainsAny(area, "0123456789+-")) {
		return sentence("This is not a time zone; one is Asia/Kolkata.")
	}
	return nil
}

func countryCode(v string) error {
	if !phonenumbers.GetSupportedRegions()[v] {
		return sentence("This is not a country's two letters; India is IN.")
	}
	return nil
}

func gateNames(v string) error {
	var names []string
	if json.Unmarshal([]byte(v), &names) != nil || len(names) == 0 {
		return sentence(`This needs a list of names, such as ["Main","Service"].`)
	}
	seen := map[string]bool{}
	for _, name := range names {
		name = Clean(name)
		if n := len([]rune(name)); n == 0 || n > 50 {
			return sentence("A gate's name has 1 to 50 characters.")
		}
		seen[strings.ToLower(name)] = true
	}
	if len(seen) != len(names) {
		return sentence("One of the gates stands there twice.")
	}
	return nil
}

// printerName takes plain names only: the name is an argument of another program.
func printerName(v string) error {
	for i, r := range v {
		plain := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || i > 0 && (r == '-' || r == '.')
		if !plain || i >= 127 {
			return sentence("A printer's name has letters, digits, _, - and ., such as Office_Laser; lpstat -p lists them.")
		}
	}
	return nil
}

func feeTable(v string) error {
	if _, err := ParsePaise(v); err == nil {
		return nil
	}
	var byType map[string]json.Number
	if json.Unmarshal([]byte(v), &byType) != nil || len(byType) == 0 {
		return sentence(`This needs an amount, or amounts by unit type such as {"2BHK":5000}.`)
	}
	seen := map[string]bool{}
	for name, fee := range byType {
		if _, err := ParsePaise(fee.String()); err != nil {
			return sentence("Every amount needs to be a number of rupees.")
		}
		seen[unitTypeKey(name)] = true
	}
	if len(seen) != len(byType) {
		return sentence("One of the unit types stands there twice.")
	}
	return nil
}

func hoursByPriority(v string) error {
	var hours map[string]int
	if json.Unmarshal([]byte(v), &hours) != nil {
		return sentence(`This needs hours by priority, such as {"critical":4,"high":24,"medium":72,"low":168}.`)
	}
	for _, priority := range []string{"critical", "high", "medium", "low"} {
		if h := hours[priority]; h < 1 || h > 8760 {
			return sentence("Each of critical, high, medium and low needs 1 to 8760 hours.")
		}
	}
	return nil
}

// sentence is an error whose text is shown to a person as it is.
type sentence string

func (s sentence) Error() string { return string(s) }
