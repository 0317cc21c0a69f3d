package tickets

import (
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/settings"
)

// Settings are what tickets obey.
func Settings() []settings.Setting {
	return []settings.Setting{autoAssign().Setting, Targets().Setting}
}

const autoAssignKey = "maintenance.auto_assign"

// autoAssignSQL is the setting autoAssign, read where it is applied.
const autoAssignSQL = `coalesce((SELECT config_value = 'true' FROM system_config WHERE config_key = '` + autoAssignKey + `'), false)`

// autoAssign says that a new ticket goes to somebody at once.
func autoAssign() settings.Typed[bool] {
	return settings.Define(autoAssignKey, "false", "A new ticket goes to the member of staff with the fewest open ones", settings.SwitchFormat())
}

// TargetTable is how long a ticket may take to be resolved, by its priority.
type TargetTable map[Priority]time.Duration

// For is how long a ticket of a priority may take; an unknown priority counts as
// medium.
func (t TargetTable) For(p Priority) time.Duration {
	if !p.valid() {
		p = Medium
	}
	return t[p]
}

// Targets is how long tickets may take to be resolved.
func Targets() settings.Typed[TargetTable] {
	return settings.Define("maintenance.sla_hours", `{"critical":4,"high":24,"medium":72,"low":168}`, "Hours to resolve a ticket, by priority",
		settings.JSONFormat(`This needs hours by priority, such as {"critical":4,"high":24,"medium":72,"low":168}.`, targetTable))
}

func targetTable(hours map[Priority]int) (TargetTable, error) {
	targets := TargetTable{}
	for _, p := range Priorities() {
		if h := hours[p]; h < 1 || h > 8760 {
			return nil, fault.Sentence("Each of critical, high, medium and low needs 1 to 8760 hours.")
		}
		targets[p] = time.Duration(hours[p]) * time.Hour
	}
	return targets, nil
}
