package data

import "time"

// visitSettings are what visits obey. Their rules read them in SQL, with the
// statement that applies them.
func visitSettings() []Setting {
	return []Setting{RequireApproval().Setting, approvalLasts().Setting, Overstay().Setting}
}

// RequireApproval says that nobody enters without a resident's word.
func RequireApproval() TypedSetting[bool] {
	return define("security.require_approval", "false", "A visitor may enter only with a resident's approval", switchFormat())
}

// approvalLasts is how long an approval that nobody used holds.
func approvalLasts() TypedSetting[time.Duration] {
	return define("security.approval_hours", "24", "Hours after which an unused approval lapses", durationFormat(time.Hour, 1, 720))
}

// Overstay is how long a visitor may be inside before the list says so.
func Overstay() TypedSetting[time.Duration] {
	return define("security.overstay_hours", "12", "Hours after which a visitor inside is flagged", durationFormat(time.Hour, 1, 720))
}
