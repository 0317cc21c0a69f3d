package screentest

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/setup"

	"github.com/google/uuid"
)

// Settings is the store of system_config.
type Settings struct{ s *Society }

// Set has the register hold a setting, as somebody set it long ago.
func (s *Society) Set(key, value string) *settings.Row {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return s.set(key, value)
}

func (s *Society) set(key, value string) *settings.Row {
	row := s.Config.named(key)
	if row == nil {
		id := s.newID()
		row = s.Config.put(settings.Row{ID: &id, Key: key})
	}
	row.Stored, row.Value, row.Version = &value, value, "version of "+value
	return row
}

// setting is an entry as an editor shows it.
func setting(known settings.Setting, stored *settings.Row) settings.Row {
	row := known.Row()
	if stored == nil {
		return row
	}
	row.ID, row.Stored, row.Version = stored.ID, stored.Stored, stored.Version
	row.ChangedBy, row.ChangedAt = stored.ChangedBy, stored.ChangedAt
	if known.Check(*stored.Stored) == nil {
		row.Value = *stored.Stored
	}
	return row
}

// Values are the values that the register has.
func (c Settings) Values(ctx context.Context) (settings.Values, error) {
	return read(ctx, c.s, role.Actor{}, "Settings.Values", func() (settings.Values, error) { return c.s.settings(), nil })
}

func (s *Society) settings() settings.Values {
	raw := map[string]string{}
	for _, row := range s.Config.rows {
		raw[row.Key] = *row.Stored
	}
	return settings.Of(raw)
}

// country is the one whose phones are typed without its code.
func (s *Society) country() string { return s.settings().Country() }

// value is a setting's value in force.
func (s *Society) value(key string) string {
	known := setup.AllSettings()
	return setting(known[slices.IndexFunc(known, func(d settings.Setting) bool { return d.Key == key })], s.Config.named(key)).Value
}

// hours is a setting of that many hours.
func (s *Society) hours(key string) time.Duration {
	n, err := strconv.Atoi(s.value(key))
	if err != nil {
		panic(err)
	}
	return time.Duration(n) * time.Hour
}

// List returns every setting, the program's first and then other programs'.
func (c Settings) List(ctx context.Context, actor role.Actor) ([]settings.Row, error) {
	return read(ctx, c.s, actor, "Settings.List", func() (rows []settings.Row, err error) {
		known := setup.AllSettings()
		for _, d := range known {
			rows = append(rows, setting(d, c.s.Config.named(d.Key)))
		}
		mine := len(rows)
		for _, row := range c.s.Config.rows {
			if !slices.ContainsFunc(known, func(d settings.Setting) bool { return d.Key == row.Key }) {
				rows = append(rows, *row)
			}
		}
		slices.SortFunc(rows[mine:], func(a, b settings.Row) int { return cmp.Compare(a.Key, b.Key) })
		return rows, nil
	})
}

// Set changes a setting that nobody else changed since it was seen.
func (c Settings) Set(ctx context.Context, actor role.Actor, key uuid.UUID, own string, seen settings.Row, value string) (settings.Row, error) {
	return write(ctx, c.s, actor, "Settings.Set", key, func() (settings.Row, error) { return c.put(actor, own, seen, value) })
}

// Reset is Settings.Set to the default.
func (c Settings) Reset(ctx context.Context, actor role.Actor, key uuid.UUID, own string, seen settings.Row) (settings.Row, error) {
	return write(ctx, c.s, actor, "Settings.Reset", key, func() (settings.Row, error) { return c.put(actor, own, seen, seen.Default) })
}

func (c Settings) put(actor role.Actor, own string, seen settings.Row, value string) (settings.Row, error) {
	known, ok := seen.Setting()
	if !ok {
		return settings.Row{}, Refusal("%s belongs to another program of the platform; it is not changed here.", seen.Key)
	}
	value = strings.TrimSpace(value)
	if err := known.Check(value); err != nil {
		return settings.Row{}, err
	}
	if seen.Stored != nil && *seen.Stored == value {
		return settings.Row{}, Complaint("value", "The setting has this value already.")
	}
	if seen.Guarded() && own != c.s.Password {
		return settings.Row{}, c.s.wrongOwn()
	}
	before := known.Default
	if now := c.s.Config.named(seen.Key); now != nil {
		if before = *now.Stored; now.Version != seen.Version {
			last := c.s.lastTold(*now.ID)
			no := Refusal("%s changed this at %s; look before you save. It is %s now.", last.Who, last.At, before)
			no.Cause = &fault.Conflict[settings.Row]{Now: setting(known, now), Who: last.Who, At: last.At}
			return settings.Row{}, no
		}
	}
	row := c.s.set(seen.Key, value)
	c.s.changedSetting(actor, row, before)
	return setting(known, row), nil
}

// changedSetting notes who changed a setting.
func (s *Society) changedSetting(actor role.Actor, row *settings.Row, before string) {
	row.ChangedBy, row.ChangedAt = actor.Name, at(s.Clock())
	s.told(actor, action.SettingChanged, "system_config", *row.ID, row.Key, "", change{"config_value": {before, *row.Stored}})
}

// SetBy is what another admin does to a setting at another desk.
func (s *Society) SetBy(who, key, value string) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	before := ""
	if row := s.Config.named(key); row != nil {
		before = *row.Stored
	}
	s.changedSetting(role.Actor{Name: who, Role: role.Admin}, s.set(key, value), before)
}

// Trail returns the changes of one setting, newest first.
func (c Settings) Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]settings.Change, error) {
	return read(ctx, c.s, actor, "Settings.Trail", func() (all []settings.Change, err error) {
		for _, r := range c.s.history(id) {
			before, after := fieldOf(r, "config_value")
			all = append(all, settings.Change{At: r.At, Who: r.Who, Before: before, After: after})
		}
		slices.Reverse(all)
		return all, nil
	})
}
