package screens_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
)

func TestMain(m *testing.M) { os.Exit(datatest.Main(m)) }

func TestUnlockTellsAWrongPasswordFromOneThatNobodyChecked(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	session := screens.NewBackend(s.Store, s.Guard.Origin, screens.Options{}).Opened(s.Guard)
	if err := session.Unlock(t.Context(), datatest.Password); err != nil {
		t.Errorf("the right password: %v", err)
	}
	if _, wrong := errors.AsType[tui.WrongPassword](session.Unlock(t.Context(), "wrong")); !wrong {
		t.Error("a wrong password is not told from other trouble")
	}
	away, cancel := context.WithCancel(t.Context())
	cancel()
	err := session.Unlock(away, "wrong")
	if _, wrong := errors.AsType[tui.WrongPassword](err); err == nil || wrong {
		t.Errorf("a password that nobody looked at: %v", err)
	}
}
