package settings_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/settings"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// ownPassword is the admin's.
const ownPassword = "an admin's own"

// store holds the settings in memory, with failures on demand.
type store struct {
	tuitest.Fake
	rows  []data.SettingRow
	trail []data.SettingChange
}

var errDown = &data.Error{Kind: data.Unavailable, Format: "The database cannot be reached; nothing was saved. Try again in a moment."}

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

func bad(field, format string) error {
	return &data.Error{Kind: data.Invalid, Format: format, Bad: map[string]error{field: &data.Error{Kind: data.Invalid, Format: format}}}
}

func version(v string) string { return "version of " + v }

// newStore is a society that changed its name, has an overstay that cannot be, and
// an entry of another program.
func newStore() *store {
	s := &store{}
	for _, d := range data.AllSettings() {
		s.rows = append(s.rows, d.Row())
	}
	at := tuitest.Start().Add(-3 * time.Hour)
	s.stored("general.society_name", "Green Park CHS", 1).ChangedAt = &at
	s.row("general.society_name").ChangedBy = "Vijay More"
	s.stored("security.overstay_hours", "many", 2).Value = "12"
	other := "SOC360"
	s.rows = append(s.rows, data.SettingRow{
		Key: "notifications.sms_sender", Category: "notifications", Type: "string", Description: "Who text messages come from",
		Stored: &other, Value: other, Version: version(other), ID: new(uuid.UUID),
	})
	s.trail = []data.SettingChange{
		{At: at, Who: "Vijay More", Before: "Green Park", After: "Green Park CHS"}, {At: at.Add(-time.Hour), After: "Green Park"},
	}
	return s
}

func (s *store) row(key string) *data.SettingRow {
	i := slices.IndexFunc(s.rows, func(r data.SettingRow) bool { return r.Key == key })
	return &s.rows[i]
}

func (s *store) stored(key, value string, n int) *data.SettingRow {
	r := s.row(key)
	entry := id(n)
	r.ID, r.Stored, r.Value, r.Version = &entry, &value, value, version(value)
	return r
}

// set is what somebody else does at another desk.
func (s *store) set(key, value, who string) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	r := s.stored(key, value, 40)
	at := tuitest.Start()
	r.ChangedBy, r.ChangedAt = who, &at
}

func (s *store) SettingRows(context.Context, data.Actor) ([]data.SettingRow, error) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return slices.Clone(s.rows), s.Call("SettingRows")
}

func (s *store) SettingTrail(context.Context, data.Actor, uuid.UUID) ([]data.SettingChange, error) {
	return s.trail, nil
}

func (s *store) SetSetting(_ context.Context, actor data.Actor, key uuid.UUID, own string, seen data.SettingRow, value string) (data.SettingRow, error) {
	return tuitest.Write(&s.Fake, "SetSetting", key, func() (data.SettingRow, error) {
		r := s.row(seen.Key)
		setting, _ := r.Setting()
		switch {
		case setting.Check(value) != nil:
			return data.SettingRow{}, setting.Check(value)
		case r.Guarded() && own != ownPassword:
			return data.SettingRow{}, bad("own", "This is not your own password.")
		case r.Version != seen.Version:
			return data.SettingRow{}, &data.Error{Kind: data.Refused, Format: "%s changed this at %s; look before you save. It is %s now.", Args: []any{r.ChangedBy, *r.ChangedAt, r.Value}}
		}
		r = s.stored(seen.Key, value, 30)
		at := tuitest.Start()
		r.ChangedBy, r.ChangedAt = actor.Name, &at
		return *r, nil
	})
}

func (s *store) ResetSetting(ctx context.Context, actor data.Actor, key uuid.UUID, own string, seen data.SettingRow) (data.SettingRow, error) {
	return s.SetSetting(ctx, actor, key, own, seen, seen.Default)
}

func (s *store) Settle(_ context.Context, _ data.Actor, key uuid.UUID) (bool, error) {
	return s.Settled(key)
}

// desk is the screen in a desk, as an admin sees it.
type desk struct {
	*tuitest.Driver
	*store
	audited []string
}

func open(tb testing.TB, key string) *desk {
	tb.Helper()
	d := &desk{store: newStore()}
	actor := data.Actor{UserID: id(9), Name: "Asha Rao", Role: data.RoleAdmin}
	b := tuitest.NewBackend(tui.Entry{Name: "settings", Title: "Settings", Key: 's', New: func(env *tui.Env, _ string) tui.Screen {
		return settings.New(env, d.store.stores(), actor, key)
	}}, tui.Entry{Name: "audit", Title: "Audit", Key: 'a', New: func(env *tui.Env, of string) tui.Screen {
		d.audited = append(d.audited, of)
		return settings.New(env, d.store.stores(), actor, "")
	}})
	b.Person = tui.Account{ID: id(9).String(), Name: actor.Name, Role: "admin"}
	stage := tuitest.NewStage(tb, tuitest.Terminal("xterm-256color"))
	d.Driver = stage.Run(tui.NewDesk(stage.Env, b, tui.Options{Session: b.Session()}))
	return d
}

// on puts the cursor on a setting of one of the lists, by its place.
func (d *desk) on(list, place int) {
	for range list {
		d.Keys("right")
	}
	for range place {
		d.Keys("down")
	}
}

// stores have the fake stand for every room.
func (s *store) stores() settings.Stores {
	return settings.Stores{Settings: s, Settle: s.Settle}
}
