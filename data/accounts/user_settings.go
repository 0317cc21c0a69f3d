package accounts

import (
	"time"

	"github.com/civoranexus/society360/data/settings"
)

// Settings are what accounts and their desks obey.
func Settings() []settings.Setting {
	return []settings.Setting{BcryptCost().Setting, oneTimeLasts().Setting, desksPerAccount().Setting, desksPerAddress().Setting, commandLine().Setting}
}

// BcryptCost is the cost of new password hashes.
func BcryptCost() settings.Typed[int] {
	return settings.Define("security.bcrypt_cost", "10", "Cost of password hashes (10 to 14)", settings.NumberFormat(10, 14))
}

// OneTimeLongest is for how long at most an unused one-time password may be used.
const OneTimeLongest = 336 * time.Hour

// oneTimeLasts is how long an unused one-time password may be used.
func oneTimeLasts() settings.Typed[time.Duration] {
	return settings.Define("security.one_time_password_hours", "24", "Hours after which an unused one-time password expires (1 to 336)", settings.DurationFormat(time.Hour, 1, int(OneTimeLongest/time.Hour)))
}

// desksPerAccount is how many desks an account may have open on one server.
func desksPerAccount() settings.Typed[int] {
	return settings.Define("security.desks_per_account", "5", "Desks an account may have open over SSH, on each server; a gate's terminal does not count (1 to 50)", settings.NumberFormat(1, 50))
}

// desksPerAddress is how many desks of residents may be open from one address on
// one server.
func desksPerAddress() settings.Typed[int] {
	return settings.Define("security.desks_per_address", "50", "Desks of residents that may be open from one address, on each server (5 to 500)", settings.NumberFormat(5, 500))
}

// What security.command_line may say.
const (
	proofNeeded = "proved"
	claimEnough = "claimed"
)

// CommandLineKey is the setting that Founded gives another value than its default.
const CommandLineKey = "security.command_line"

// commandLine says whether a command may name an account that it does not prove.
func commandLine() settings.Typed[string] {
	return settings.Define(CommandLineKey, claimEnough, "Whether the account that a command names with --as has to be proved (proved), or is taken as claimed (claimed)", settings.ChoiceFormat(proofNeeded, claimEnough))
}

// CommandLineFounded is what security.command_line is in a society that init makes.
const CommandLineFounded = proofNeeded

// DeskCaps are how many desks one account, and residents from one address, may have
// open on one server, by the settings as last read: it asks no database.
func (s *Store) DeskCaps() (perAccount, perAddress int) {
	last := s.settings.Last()
	return desksPerAccount().In(last), desksPerAddress().In(last)
}
