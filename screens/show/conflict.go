package show

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"

	"github.com/civoranexus/society360/tui"
)

// Overtaken finds in the refusal of a change what somebody else made of the thing
// meanwhile, and who did; false where it was refused for something else.
func Overtaken[T any](err error) (now T, by By, found bool) {
	var c *fault.Conflict[T]
	if !errors.As(err, &c) {
		return now, by, false
	}
	return c.Now, By{Who: c.Who, At: c.At}, true
}

// By is who changed a thing meanwhile, and when; empty what is not known, for other
// programs leave no name.
type By struct {
	Who string
	At  time.Time
}

// Held is what a thing holds in a field of the form that changes it, as the field
// writes it.
type Held[K ~string] struct {
	Key   K
	Label string
	// Was is what the person was shown, Now what somebody else saved.
	Was, Now string
	// Pick is Now of a tui.FieldLookup, nil of other fields.
	Pick *tui.Option
	// Note puts a line beside the field, where the form does so itself.
	Note func(string)
}

// At most mostCells of a value are told of a conflict, and at least leastCells where
// there is no room for more.
const mostCells, leastCells = 120, 24

// Conflict is the one way in which a form that changes a thing tells that somebody
// else changed it meanwhile. The form stays. A field that the person left as it was
// takes what is now, so that the next save does not take that back; one that they
// changed keeps what was typed, and beside it stands what is now. Above the fields
// stands who changed what, and what is not saved yet.
//
// The caller then saves from the thing as it is now.
func Conflict[K ~string](env *tui.Env, sheet *tui.Sheet[K], by By, fields []Held[K]) {
	var theirs, own []told
	form := sheet.Form
	for _, h := range fields {
		typed := form.Value(h.Key)
		touched := form.Touched(h.Key) && typed != h.Was
		if touched && typed != h.Now {
			own = append(own, told{h.Label, form.Said(h.Key, typed)})
		}
		if h.Now == h.Was {
			continue
		}
		theirs = append(theirs, told{h.Label, form.Said(h.Key, h.Now)})
		note := h.Note
		if note == nil {
			note = func(text string) { form.Note(h.Key, text) }
		}
		switch {
		case touched && typed == h.Now:
			note("")
		case touched:
			note(env.T("now: %s", short(env, form.Said(h.Key, h.Now), mostCells)))
		case h.Pick != nil:
			form.SetPick(h.Key, *h.Pick)
			note(env.T("changed meanwhile"))
		default:
			form.Set(h.Key, h.Now)
			note(env.T("changed meanwhile"))
		}
	}
	lines := func(cells int) []string {
		return slices.Concat([]string{changed(env, by, named(env, theirs, cells))}, unsaved(env, named(env, own, cells)))
	}
	cells := mostCells
	for cells > leastCells && !sheet.Fits(lines(cells)...) {
		cells--
	}
	sheet.Tell(lines(cells)...)
}

// told is a field of which a conflict speaks, with its value.
type told struct{ label, value string }

// named are fields with their values, of each at most so many cells.
func named(env *tui.Env, fields []told, cells int) (out []string) {
	for _, f := range fields {
		out = append(out, env.T("%s %s", f.label, short(env, f.value, cells)))
	}
	return out
}

// short is a value in one line of at most so many cells; a dash for none.
func short(env *tui.Env, value string, cells int) string {
	return env.Theme.Clip(tui.OrDash(strings.Join(strings.Fields(tui.Plain(value)), " ")), cells)
}

// changed says who changed what.
func changed(env *tui.Env, by By, fields []string) string {
	text := env.T("Changed meanwhile")
	if by.Who != "" {
		text = env.T("Changed meanwhile by %s", by.Who)
	}
	if !by.At.IsZero() {
		text = env.T("%s at %s", text, env.Moment(by.At))
	}
	if len(fields) == 0 {
		// Something that this form does not show.
		return text + "."
	}
	return ended(env.T("%s, now: %s", text, strings.Join(fields, "; ")))
}

// unsaved says what the next save will save.
func unsaved(env *tui.Env, fields []string) []string {
	if len(fields) == 0 {
		return nil
	}
	return []string{ended(env.T("Not saved: %s", strings.Join(fields, "; ")))}
}

// ended puts a full stop behind a line, unless what was typed, or cut, ends with one.
func ended(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "…") {
		return text
	}
	return text + "."
}
