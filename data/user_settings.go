package data

import "time"

// accountSettings are what accounts and their desks obey.
func accountSettings() []Setting {
	return []Setting{bcryptCost().Setting, oneTimeLasts().Setting, desksPerAccount().Setting, desksPerAddress().Setting}
}

// bcryptCost is the cost of new password hashes.
func bcryptCost() TypedSetting[int] {
	return define("security.bcrypt_cost", "10", "Cost of password hashes (10 to 14)", numberFormat(10, 14))
}

// oneTimeLasts is how long an unused one-time password may be used.
func oneTimeLasts() TypedSetting[time.Duration] {
	return define("security.one_time_password_hours", "24", "Hours after which an unused one-time password expires (1 to 336)", durationFormat(time.Hour, 1, 336))
}

// desksPerAccount is how many desks an account may have open on one server.
func desksPerAccount() TypedSetting[int] {
	return define("security.desks_per_account", "5", "Desks an account may have open over SSH, on each server; a gate's terminal does not count (1 to 50)", numberFormat(1, 50))
}

// desksPerAddress is how many desks of residents may be open from one address on
// one server.
func desksPerAddress() TypedSetting[int] {
	return define("security.desks_per_address", "50", "Desks of residents that may be open from one address, on each server (5 to 500)", numberFormat(5, 500))
}

// DeskCaps are how many desks one account may have open, and residents from one
// address, on one server, by the settings as last read: it does not wait.
func (s *Store) DeskCaps() (perAccount, perAddress int) {
	last := s.lastSettings()
	return desksPerAccount().In(last), desksPerAddress().In(last)
}
