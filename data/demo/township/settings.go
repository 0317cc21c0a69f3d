package township

import (
	"context"
	"encoding/json"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// setting is a setting that the township has otherwise than seeded.
type setting struct {
	ID         uuid.UUID
	Key, Value string
	after      string
}

// changedSettings are the settings that become the township's.
func (t *town) changedSettings(ctx context.Context, d connect.DB) ([]setting, error) {
	wanted := map[string]string{
		settings.SocietyName:          "Green Park Township",
		settings.Gates().Key:          string(value.MustJSON(json.Marshal(t.gates))),
		money.MaintenanceFee().Key:    `{"1BHK":2500,"2BHK":3500,"3BHK":4500}`,
		money.LateFeeFromKey:          t.date(0).Format("2006-01-02"),
		money.StaffRecordsPaymentsKey: "true",
	}
	stand, err := register.List[setting](ctx, d, `SELECT id, config_key AS key, config_value AS value FROM system_config ORDER BY config_key`, nil)
	var changed []setting
	for _, s := range stand {
		if after, is := wanted[s.Key]; is && after != s.Value {
			s.after = after
			changed = append(changed, s)
		}
	}
	return changed, err
}

// configure gives the society its name, gates and fees.
func (f *filling) configure(ctx context.Context, tx pgx.Tx) error {
	for _, s := range f.town.settings {
		if _, err := tx.Exec(ctx, `UPDATE system_config SET config_value = $2, updated_at = $3 WHERE id = $1`, s.ID, s.after, f.town.now); err != nil {
			return err
		}
	}
	return nil
}

// settingEntries are the trail's of the settings, by the program.
func (t *town) settingEntries() []entry {
	var list []entry
	for _, s := range t.settings {
		d := by(nil, "")
		d.begin("before").text("config_value", s.Value).end()
		list = append(list, entry{
			at: at(t.now), did: action.SettingChanged, table: "system_config", resource: s.ID, address: programAddress,
			details: d.begin("after").text("config_value", s.after).end().done(),
		})
	}
	return list
}
