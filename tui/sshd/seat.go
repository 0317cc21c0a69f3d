package sshd

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// yield is how a session is asked to give way to another of its account.
type yield struct {
	mu    sync.Mutex
	rests func() (since time.Time, free bool)
	msg   tea.Msg
	asked bool
}

// Yields lets the session give way when its account opens more desks than it may
// have. rests tells since when no key was pressed, and whether ending the session
// would lose nothing. Of an account's sessions the one that has rested longest is
// sent msg, and ends itself if it still rests. rests is called from other
// goroutines and must not block. A session that never calls Yields never gives way.
func (s *Session) Yields(rests func() (since time.Time, free bool), msg tea.Msg) {
	s.yield.mu.Lock()
	defer s.yield.mu.Unlock()
	s.yield.rests, s.yield.msg = rests, msg
}

// rested is since when a session rests that may give way.
func (s *Session) rested(least time.Duration) (since time.Time, ok bool) {
	s.yield.mu.Lock()
	rests, asked := s.yield.rests, s.yield.asked
	s.yield.mu.Unlock()
	if rests == nil || asked {
		return time.Time{}, false
	}
	since, free := rests()
	return since, free && time.Since(since) >= least
}

// askToYield sends a session its message, once.
func (s *Session) askToYield() {
	s.yield.mu.Lock()
	msg, asked := s.yield.msg, s.yield.asked
	s.yield.asked = true
	s.yield.mu.Unlock()
	if !asked {
		s.Post(msg)
	}
}

// stays notes that a session which was asked to give way did not.
func (s *Session) stays() {
	s.yield.mu.Lock()
	defer s.yield.mu.Unlock()
	s.yield.asked = false
}

// seat gives a session its place: a free one, or that of the account's desk which
// has rested longest and on which nothing would be lost. why says to the person why
// there is none.
func (s *Session) seat(ctx context.Context) (why string) {
	srv := s.server
	for {
		caps := srv.caps()
		switch srv.admission.seat(s.conn, caps) {
		case roomFree:
			return ""
		case roomNoneAtAddress:
			return fmt.Sprintf("%d desks of residents are open from your address, the most there may be. Leave one of them and connect again.", caps.PerAddress)
		case roomNoneForResidents:
			return "All places for residents are taken. Please try again in a few minutes."
		case roomNoneForAccount:
		}
		other := srv.longestRested(s)
		if other == nil {
			return s.tooMany(caps)
		}
		other.askToYield()
		select {
		case <-other.ended:
		case <-time.After(yieldTime):
			other.stays()
			return s.tooMany(caps)
		case <-ctx.Done():
			return "The connection has ended."
		}
	}
}

// yieldTime is how long a session may take to give way.
const yieldTime = 5 * time.Second

func (s *Session) tooMany(caps Caps) string {
	rest := s.server.limits.Rest
	if s.identity.Kind == Terminal {
		return fmt.Sprintf("%d desks are open with the key of this terminal, the most there may be. Leave one of them, or let one rest for %s, and connect again.", perTerminal, spell(rest))
	}
	desks := fmt.Sprintf("%d desks", caps.PerAccount)
	if caps.PerAccount == 1 {
		desks = "1 desk"
	}
	return fmt.Sprintf("You have %s open already, the most an account may have. Leave one of them, or let one rest for %s: it closes when you connect again.", desks, spell(rest))
}

// spell says a duration in words, in whole minutes where it is that.
func spell(d time.Duration) string {
	switch {
	case d == time.Minute:
		return "a minute"
	case d > 0 && d%time.Minute == 0:
		return fmt.Sprintf("%d minutes", d/time.Minute)
	}
	return d.String()
}

// longestRested is the session of s's holder that gives way first, nil for none.
func (srv *Server) longestRested(s *Session) *Session {
	var first *Session
	var at time.Time
	for _, other := range srv.Sessions() {
		if other == s || other.identity.holder() != s.identity.holder() {
			continue
		}
		if since, ok := other.rested(srv.limits.Rest); ok && (first == nil || since.Before(at)) {
			first, at = other, since
		}
	}
	return first
}

// seated runs what a session was started for, once it has its place.
func (s *Session) seated(ctx context.Context, to io.Writer, run func(context.Context) uint32) uint32 {
	why := s.seat(ctx)
	if why == "" {
		return run(ctx)
	}
	s.server.refused(s.conn, s.user, TooMany, "")
	s.stall.start()
	defer s.stall.stop()
	_, _ = io.WriteString(to, printable(why, len(why))+"\r\n")
	return exitBad
}
