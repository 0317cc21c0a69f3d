package screens_test

import (
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/accounts"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

// The words for a look are those that the kit knows.
func TestTheWordsOfALookAreOne(t *testing.T) {
	t.Parallel()
	if !slices.Equal(accounts.Themes(), tui.Themes()) || !slices.Equal(accounts.Letters(), tui.Letters()) {
		t.Errorf("data has %q and %q, the kit %q and %q", accounts.Themes(), accounts.Letters(), tui.Themes(), tui.Letters())
	}
}

// Who signs in, with a password or a key, has the desk that they chose.
func TestADeskOpensAsItsAccountChose(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	want := tui.Look{Theme: "light", Letters: "ascii"}
	keeper, _ := opened(t, s, s.Guard).(shell.LookKeeper)
	if keeper.Look() != (tui.Look{}) {
		t.Errorf("at first %+v", keeper.Look())
	}
	key := uuid.New()
	if kept, err := keeper.KeepLook(t.Context(), key, want); err != nil || kept != want {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	if saved, err := keeper.SettleLook(t.Context(), key); err != nil || !saved {
		t.Errorf("settled %v, %v", saved, err)
	}
	backend := screens.NewBackend(s.Society, s.Guard.Origin, screens.Options{})
	signed, err := backend.SignIn(t.Context(), s.Guard.Email, datatest.Password)
	if err != nil {
		t.Fatal(err)
	}
	for way, session := range map[string]shell.Session{"a password": signed, "a key": backend.Opened(t.Context(), s.Guard)} {
		if k, _ := session.(shell.LookKeeper); k.Look() != want {
			t.Errorf("by %s: %+v", way, k.Look())
		}
	}
}
