package audit

import (
	"strings"
	"time"

	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// stamp is a row's time in the society's zone; another program may have written
// none.
func (s *screen) stamp(at time.Time) string {
	if at.IsZero() {
		return s.env.T("no time")
	}
	return s.env.Stamp(at)
}

// whoDid names who did it as the trail knew them.
func (s *screen) whoDid(r trail.Row) string {
	switch {
	case r.Who != "":
		return r.Who
	case r.Scheduled():
		return s.env.T("the program")
	}
	return "-"
}

// toldMost is how long details may be, in bytes, to be told in a list's cell: they
// are taken apart whenever it is drawn.
const toldMost = 1 << 10

// what names the row's thing: in words, or where the trail has none by its kind.
// What is of no one thing, as an import, has its figures for a name.
func (s *screen) what(r trail.Row) string {
	switch {
	case r.Label != "":
		return r.Label
	case r.ResourceID != nil:
		return strings.TrimSpace(r.Resource + " " + short(*r.ResourceID))
	}
	if len(r.Details) <= toldMost {
		var told []string
		for _, c := range trail.Diff(r.Details) {
			if c.After != "" {
				told = append(told, strings.TrimSpace(c.Field+" "+c.After))
			}
		}
		if len(told) > 0 {
			return strings.Join(told, ", ")
		}
	}
	return tui.OrDash(r.Resource)
}

// short is the end of an ID, which tells rows of the same minute apart; its
// beginning is their time.
func short(id uuid.UUID) string { return id.String()[28:] }

// value shows a value of details: a time in the society's zone, an ID with what
// it names.
func (s *screen) value(text string, names map[string]string) string {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return s.stamp(at)
	}
	if id, err := uuid.Parse(text); err == nil && len(text) == 36 {
		if name := names[id.String()]; name != "" {
			return s.env.T("%s (%s)", name, short(id))
		}
	}
	return text
}

// described is a filter in words; person is the account's name.
func (s *screen) described(f trail.Filter, person, action string) string {
	env := s.env
	var words []string
	if f.Person != nil {
		words = append(words, person)
	}
	switch {
	case f.Program:
		words = append(words, env.T("by the program"))
	case f.Role != "":
		words = append(words, env.T("by role %s", string(f.Role)))
	}
	switch len(f.Actions) {
	case 0:
	case 1:
		words = append(words, string(f.Actions[0]))
	default:
		words = append(words, env.T("actions %s", action))
	}
	switch {
	case f.ResourceID != nil:
		words = append(words, env.T("of %s %s", f.Resource, short(*f.ResourceID)))
	case f.Resource != "":
		words = append(words, env.T("of %s", f.Resource))
	case len(f.Resources) > 0:
		words = append(words, env.T("of %s", strings.Join(f.Resources, ", ")))
	}
	if f.Address != "" {
		words = append(words, env.T("from %s", f.Address))
	}
	if !f.From.IsZero() {
		words = append(words, env.T("since %s", env.DateTime(f.From)))
	}
	if !f.To.IsZero() {
		words = append(words, env.T("before %s", env.DateTime(f.To)))
	}
	if f.Text != "" {
		words = append(words, env.T(`"%s" in details`, f.Text))
	}
	return strings.Join(words, "; ")
}
