package gate

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// stripColumns share the room of the strip; narrow terminals lose the key.
func (s *screen) stripColumns() []tui.Column {
	return []tui.Column{
		{Min: 5},
		{Min: 13, Flex: 2, Max: 32},
		{Min: 7},
		{Min: 16, Flex: 3},
		{Min: 12, Drop: 1},
	}
}

// stripCaption says how many stand there, and as what.
func (s *screen) stripCaption() string {
	env := s.env
	var wait, enter, refused int
	for _, v := range s.board.Lists.Strip.Table.Rows() {
		r, known := s.standing(v)
		switch {
		case known && !s.onStrip(r):
		case show.AwaitsWord(v):
			wait++
		case v.Status == visits.Denied:
			refused++
		default:
			enter++
		}
	}
	var said []string
	add := func(n int, text string) {
		if n > 0 {
			said = append(said, text)
		}
	}
	add(wait, env.Count(wait, "1 waits", "%d wait"))
	add(enter, env.T("%s may enter", strconv.Itoa(enter)))
	add(refused, env.T("%s refused", strconv.Itoa(refused)))
	return " " + env.T("AT THE GATE") + "   " + strings.Join(said, ", ")
}

// stripRow is a row of the strip: how it stands with them, who they are, where they go,
// whose word it is or whom to ring for one, and the key of what comes next.
func (s *screen) stripRow(v visits.Visit) []tui.Cell {
	env := s.env
	r, known := s.standing(v)
	row := tui.Cells("", v.Name, tui.OrDash(v.Unit), "", "")
	row[1].Tail = show.Others(v.PartySize)
	switch {
	case known && !s.onStrip(r):
		row[0].Text = env.Term(v.Word())
		if r.Told {
			row[0].Text = env.T("told")
		}
		if v.Status == visits.CheckedIn && v.CheckInTime != nil {
			row[3].Text = joined(env, v.Guard, env.HM(*v.CheckInTime))
		}
	case v.Status == visits.Denied:
		row[0], row[3].Text, row[4].Text = tui.Cell{Text: env.T("NO"), Tone: tui.ToneDanger}, s.whyNot(r), env.T("Space clears")
	case show.AwaitsWord(v):
		row[0].Text, row[3].Text, row[4].Text = fmt.Sprintf("%4s", env.Since(v.WaitsSince())), s.whomToRing(r), env.T("a approves")
		if v.Lapsed() {
			row[0], row[3].Text = tui.Cell{Text: env.Term(v.Word()), Tone: tui.ToneDanger}, show.WhyLapsed(env, v)
		}
	default:
		row[0], row[3].Text, row[4].Text = tui.Cell{Text: env.T("YES"), Tone: tui.ToneStrong}, s.whoseYes(r), env.T("Space in")
	}
	return row
}

// whomToRing is who is asked for a word, and their phone.
func (s *screen) whomToRing(r visits.Standing) string {
	switch {
	case r.Ring == "" && r.CreatedAt.IsZero():
		return ""
	case r.Ring == "":
		return s.env.T("nobody to ring")
	}
	return strings.TrimSpace(r.Ring + " " + r.RingPhone)
}

// whoseYes is by whose word somebody may enter, and since when; where nobody is named it
// is how the word came.
func (s *screen) whoseYes(r visits.Standing) string {
	if r.ApprovedAt == nil {
		return ""
	}
	who := r.Approver
	if who == "" && r.Channel != visits.NoApproval {
		who = s.env.Term(r.Channel.Word())
	}
	if who == "" {
		who = r.WordBy
	}
	return joined(s.env, who, s.env.HM(*r.ApprovedAt))
}

// whyNot is who refused somebody, and why.
func (s *screen) whyNot(r visits.Standing) string {
	switch {
	case r.WordBy != "" && r.Note != "":
		return s.env.T("%s: %s", r.WordBy, r.Note)
	case r.WordAt != nil:
		return joined(s.env, r.WordBy, s.env.HM(*r.WordAt))
	}
	return r.WordBy
}

func joined(env *tui.Env, who, at string) string {
	if who == "" {
		return at
	}
	return env.T("%s, %s", who, at)
}

// became says what happened to somebody who stood at the gate.
func (s *screen) became(r visits.Standing) string {
	env := s.env
	name, _ := show.Visitor(r.Visit)
	switch {
	case r.Status == visits.CheckedIn && r.CheckInTime != nil && r.Guard != "":
		return env.T("%s came in at %s, let in by %s.", name, env.HM(*r.CheckInTime), r.Guard)
	case r.Status == visits.CheckedIn, r.Status == visits.CheckedOut:
		return env.T("%s came in.", name)
	case r.Status == visits.Denied && r.Told:
		return env.T("%s was told of the no already.", name)
	case r.Status == visits.Denied:
		return env.T("%s is turned away.", name)
	}
	return env.T("%s stands here no more.", name)
}
