package settings_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/screens/settings"
	"github.com/civoranexus/society360/tui"
)

// newSociety is one that changed its name three hours ago, has an overstay that
// cannot be, and an entry of another program.
func newSociety() *screentest.Society {
	s := screentest.New()
	s.Ago(4*time.Hour, func() { s.SetBy("", "general.society_name", "Green Park") })
	s.Ago(3*time.Hour, func() { s.SetBy("Vijay More", "general.society_name", "Green Park CHS") })
	s.Set("security.overstay_hours", "many")
	other := s.Set("notifications.sms_sender", "SOC360")
	other.Category, other.Type, other.Description = "notifications", "string", "Who text messages come from"
	return s
}

// desk is the screen in a desk, as an admin sees it.
type desk struct{ *screentest.Desk }

func open(tb testing.TB, key string) desk {
	tb.Helper()
	s := newSociety()
	rooms, actor := s.Rooms(), role.Actor{UserID: screentest.ID(9), Name: "Asha Rao", Role: role.Admin}
	return desk{s.Desk(tb, screentest.Seat{Actor: actor, Screen: "settings", Others: []string{"audit"}, New: func(env *tui.Env, _ string) tui.Screen {
		return settings.New(env, settings.Stores{Settings: rooms.Settings, Archive: rooms.Archive, Settle: s.Settle}, actor, key)
	}})}
}

// on puts the cursor on a setting of one of the lists, by its place.
func (d desk) on(list, place int) {
	for range list {
		d.Keys("right")
	}
	for range place {
		d.Keys("down")
	}
}
