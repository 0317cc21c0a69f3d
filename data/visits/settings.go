package visits

import (
	"time"

	"github.com/civoranexus/society360/data/settings"
)

// Settings are what visits obey. Their rules read them in SQL, with the
// statement that applies them.
func Settings() []settings.Setting {
	return []settings.Setting{RequireApproval().Setting, approvalLasts().Setting, Overstay().Setting}
}

// What is named in SQL as well: the keys, and the hours that are the default.
const (
	requireApprovalKey = "security.require_approval"
	approvalHoursKey   = "security.approval_hours"
	approvalHours      = "24"
	overstayHoursKey   = "security.overstay_hours"
	overstayHours      = "12"
)

// Settings that a rule needs are read where the rule is applied: a change is in
// force with the next statement. A value that does not check reads as its default,
// as it does in Go.
const (
	ApprovalSQL = hoursSQL + approvalHoursKey + `'), ` + approvalHours + `))`
	OverstaySQL = hoursSQL + overstayHoursKey + `'), ` + overstayHours + `))`
	// hoursSQL is how a setting of 1 to 720 hours begins in SQL, up to its key.
	hoursSQL = `make_interval(hours => coalesce((SELECT CASE WHEN config_value !~ '^[+]?0*[0-9]{1,3}$' THEN NULL
			WHEN config_value::int BETWEEN 1 AND 720 THEN config_value::int END
		FROM system_config WHERE config_key = '`
	approvalRequiredSQL = `coalesce((SELECT config_value = 'true' FROM system_config WHERE config_key = '` + requireApprovalKey + `'), false)`
)

// RequireApproval says that nobody enters without a resident's word.
func RequireApproval() settings.Typed[bool] {
	return settings.Define(requireApprovalKey, "false", "A visitor may enter only with a resident's approval", settings.SwitchFormat())
}

// approvalLasts is how long an unused approval stays valid.
func approvalLasts() settings.Typed[time.Duration] {
	return settings.Define(approvalHoursKey, approvalHours, "Hours after which an unused approval lapses", settings.DurationFormat(time.Hour, 1, 720))
}

// Overstay is how long a visitor may be inside before the list says so.
func Overstay() settings.Typed[time.Duration] {
	return settings.Define(overstayHoursKey, overstayHours, "Hours after which a visitor inside is flagged", settings.DurationFormat(time.Hour, 1, 720))
}
