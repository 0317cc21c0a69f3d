package screens_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/role"

	"pgregory.net/rapid"

	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// struck are the keys that a hand may hit anywhere.
func struck() []string {
	return []string{
		"enter", "enter", "esc", "esc", "tab", "shift+tab", "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "ctrl+s", "f2",
		" ", "y", "n", "backspace", "delete", "/", "?", "ctrl+k", "ctrl+p", "ctrl+t", "ctrl+l", "ctrl+a", "ctrl+e", "ctrl+u", "ctrl+w", "a", "d", "o", "r", "x", "c", "e", "p", "v", "b", "L",
	}
}

// pasted are texts that come all at once, from a clipboard or a stuck key.
func pasted() []string {
	return []string{
		strings.Repeat("x", 64<<10), "\x00\x1b[31m\x9b2J\u202e\u200b\ufeff", "a\r\nb\r\nc\r\n", "5000", "a101", "०१/०१/०००१", "9999-12-31", "1e9", "-0", "98765432109876543210",
		"Farah", "98200 43210", "late", "\u0301\u0301\u0301", strings.Repeat("👩‍👩‍👧‍👦", 40), "2026-12", "today", "Cash", "नमस्ते",
	}
}

// TestAnythingAtAnyTime strikes the keys of any screen in any order, those that the
// page in front hints among them, while rows go and change, the register is away,
// forgets to answer and comes back, and the window has any size: nothing panics, and
// every view fits.
func TestAnythingAtAnyTime(t *testing.T) {
	t.Parallel()
	entries := entriesByRole()
	rapid.Check(t, func(rt *rapid.T) {
		as := rapid.SampledFrom([]role.Role{role.Admin, role.Admin, role.Staff, role.Guard, role.Resident}).Draw(rt, "role")
		s := fullSociety()
		w := &walker{screen: rapid.SampledFrom(entries[as]).Draw(rt, "screen"), role: as, society: func() *screentest.Society { return s }}
		m := &monkey{visit: w.open(t, 80, 24), rt: rt, width: 80, height: 24}
		for range rapid.IntRange(1, 50).Draw(rt, "steps") {
			m.does()
			if m.Quit() {
				return
			}
			if m.width >= 60 && m.height >= 16 {
				if tuitest.Fits(t, m.Raw(), m.width, m.height); t.Failed() {
					rt.Fatal("a view does not fit")
				}
			} else {
				_ = m.Raw()
			}
		}
	})
}

// monkey is who strikes.
type monkey struct {
	*visit
	rt            *rapid.T
	width, height int
}

func (m *monkey) does() {
	switch rapid.IntRange(0, 20).Draw(m.rt, "what") {
	case 0, 1, 2:
		m.befalls()
	case 3:
		m.Refresh()
	case 4:
		m.Advance(time.Duration(rapid.IntRange(1, 90).Draw(m.rt, "seconds")) * time.Second)
	case 5:
		m.Pause()
	case 6, 7:
		m.Resume()
	case 8:
		m.width, m.height = rapid.IntRange(1, 200).Draw(m.rt, "width"), rapid.IntRange(1, 60).Draw(m.rt, "height")
		m.Resize(m.width, m.height)
	case 9:
		m.width, m.height = 80, 24
		m.Resize(m.width, m.height)
	case 10, 11:
		m.Paste(rapid.SampledFrom(pasted()).Draw(m.rt, "paste"))
	case 12:
		m.Type(rapid.SampledFrom(pasted()[2:]).Draw(m.rt, "type"))
	case 13, 14, 15, 16:
		var hinted []string
		for _, b := range slices.Concat(m.screen.ShortHelp(), slices.Concat(m.screen.FullHelp()...)) {
			hinted = append(hinted, b.Keys()...)
		}
		if len(hinted) > 0 {
			m.Keys(rapid.SampledFrom(hinted).Draw(m.rt, "hinted"))
		}
	default:
		m.Keys(rapid.SampledFrom(struck()).Draw(m.rt, "key"))
	}
}

// befalls does what happens to a society beside the desk.
func (m *monkey) befalls() {
	call := rapid.SampledFrom(screentest.Calls())
	s := m.Society
	switch rapid.IntRange(0, 4).Draw(m.rt, "befalls") {
	case 0:
		s.Down = screentest.Down()
	case 1:
		s.Down = nil
	case 2:
		s.Lose(call.Draw(m.rt, "lost"))
	case 3:
		why := []error{screentest.Down(), tuitest.Unsure{}, screentest.Refusal("No.")}
		s.Fail(call.Draw(m.rt, "failed"), rapid.SampledFrom(why).Draw(m.rt, "why"))
	case 4:
		rapid.SampledFrom([]func(){
			func() { s.Payments.Clear(); s.Bills.Clear() },
			s.Payments.Clear, s.Visits.Clear, s.Tickets.Clear, s.Notices.Clear, s.Trail.Clear, s.Desks.Clear, s.SSHKeys.Clear, s.Ties.Clear,
		}).Draw(m.rt, "cleared")()
	}
}
