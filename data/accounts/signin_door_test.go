package accounts_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
)

// TestANeighboursGuessesHoldUpNobodyInside: whoever guesses at an account is slowed at
// its network, and with it nobody at a registered terminal or an open desk there; each of
// these slows down by itself who guesses at it.
func TestANeighboursGuessesHoldUpNobodyInside(t *testing.T) {
	t.Parallel()
	const router = "203.0.113.7"
	at := func(terminal string) role.Origin {
		o := datatest.Origin(router)
		o.Terminal = terminal
		return o
	}
	guard := func(s *datatest.Society) role.Actor {
		a := s.Guard
		a.Origin = at("")
		return a
	}
	signIn := func(terminal string) func(*datatest.Society, string) error {
		return func(s *datatest.Society, password string) error {
			_, err := s.Accounts.SignIn(t.Context(), at(terminal), s.Guard.Email, password)
			return err
		}
	}
	unlock := func(s *datatest.Society, password string) error {
		return s.Accounts.Unlock(t.Context(), guard(s), password)
	}
	own := func(s *datatest.Society, password string) error {
		_, err := s.Accounts.ChangeOwnPassword(t.Context(), guard(s), uuid.New(), password, "yet another password")
		return err
	}
	const gate1, gate2 = "SHA256:gate1", "SHA256:gate2"
	for name, c := range map[string]struct {
		guessed, beside func(*datatest.Society, string) error
	}{
		"from the network, a terminal":       {signIn(""), signIn(gate1)},
		"from the network, a locked desk":    {signIn(""), unlock},
		"from the network, the own password": {signIn(""), own},
		"at a terminal, the network":         {signIn(gate1), signIn("")},
		"at a terminal, another":             {signIn(gate1), signIn(gate2)},
		"at a locked desk, the network":      {unlock, signIn("")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			for range 5 {
				datatest.Kind(t, c.guessed(s, "a guess"), fault.Forbidden)
			}
			datatest.WantError(t, c.guessed(s, datatest.Password), fault.Refused, "Too many wrong passwords; try again in ")
			if err := c.beside(s, datatest.Password); err != nil {
				t.Errorf("who is elsewhere is held up: %v", err)
			}
			// A right password beside does not set the guesses free.
			s.Exec(t, `UPDATE sign_in_attempts SET last_failed_at = now() WHERE failures > 0`)
			datatest.WantError(t, c.guessed(s, datatest.Password), fault.Refused, "Too many wrong passwords; try again in ")
			if n := s.Count(t, `sign_in_attempts WHERE pending > 0`); n != 0 {
				t.Errorf("%d rows keep an attempt that is over", n)
			}
		})
	}
}

// TestARegisteredTerminalIsNoStranger: guesses from everywhere slow down who comes from
// elsewhere, and nobody at a terminal that the society has registered.
func TestARegisteredTerminalIsNoStranger(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO sign_in_attempts (account, address, failures, last_failed_at) VALUES ($1, '*', 60, now())`, s.Guard.Email)
	origin := datatest.Origin("203.0.113.9")
	_, err := s.Accounts.SignIn(t.Context(), origin, s.Guard.Email, datatest.Password)
	datatest.WantError(t, err, fault.Refused, "Too many wrong passwords; try again in ")
	origin.Terminal = "SHA256:gate"
	if _, err := s.Accounts.SignIn(t.Context(), origin, s.Guard.Email, datatest.Password); err != nil {
		t.Errorf("at the terminal: %v", err)
	}
	if n := s.Count(t, `sign_in_places WHERE user_id = $1 AND network = '203.0.113.9'`, s.Guard.UserID); n != 1 {
		t.Error("where the terminal stands is not noted")
	}
}

// TestNobodyAtATerminalWaitsBehindStrangers: each guess under another name has its
// password checked, and the guard's is checked before those that wait.
func TestNobodyAtATerminalWaitsBehindStrangers(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	release := accounts.HoldChecks(s.Accounts)
	var guesses sync.WaitGroup
	for i := range 3 {
		guesses.Go(func() {
			_, _ = guess(t, s, fmt.Sprintf("198.51.100.%d", i), fmt.Sprintf("nobody%d@test.example", i), "a guess")
		})
	}
	gate := datatest.Origin("203.0.113.9")
	gate.Terminal = "SHA256:gate"
	signedIn := make(chan error)
	go func() {
		_, err := s.Accounts.SignIn(t.Context(), gate, s.Guard.Email, datatest.Password)
		signedIn <- err
	}()
	for {
		if known, strange := accounts.WaitingChecks(s.Accounts); known+strange == 4 {
			if known != 1 {
				t.Errorf("%d are known", known)
			}
			break
		}
		runtime.Gosched()
	}
	release()
	if err := <-signedIn; err != nil {
		t.Error(err)
	}
	guesses.Wait()
}
