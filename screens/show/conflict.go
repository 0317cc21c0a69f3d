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

// valueCells is how much of a value stands in the line of a conflict.
const valueCells = 24

// Conflict is the one way in which a form that changes a thing tells that somebody
// else changed it meanwhile. The form stays. A field that the person left as it was
// takes what is now, so that the next save does not take that back; one that they
// changed keeps what was typed, and beside it stands what is now. Above the fields
// stands who changed what, and what is not saved yet.
//
// The caller then saves from the thing as it is now.
func Conflict[K ~string](env *tui.Env, sheet *tui.Sheet[K], by By, fields []Held[K]) {
	var theirs, own []string
	form := sheet.Form
	for _, h := range fields {
		typed := form.Value(h.Key)
		touched := form.Touched(h.Key) && typed != h.Was
		if touched && typed != h.Now {
			own = append(own, named(env, h.Label, form.Said(h.Key, typed)))
		}
		if h.Now == h.Was {
			continue
		}
		theirs = append(theirs, named(env, h.Label, form.Said(h.Key, h.Now)))
		note := h.Note
		if note == nil {
			note = func(text string) { form.Note(h.Key, text) }
		}
		switch {
		case touched && typed == h.Now:
			note("")
		case touched:
			note(env.T("now: %s", tui.OrDash(tui.Plain(form.Said(h.Key, h.Now)))))
		case h.Pick != nil:
			form.SetPick(h.Key, *h.Pick)
			note(env.T("changed meanwhile"))
		default:
			form.Set(h.Key, h.Now)
			note(env.T("changed meanwhile"))
		}
	}
	sheet.Tell(slices.Concat([]string{changed(env, by, theirs)}, unsaved(env, own))...)
}

// named is a field with its value, short.
func named(env *tui.Env, label, value string) string {
	value = strings.Join(strings.Fields(tui.Plain(value)), " ")
	return env.T("%s %s", label, env.Theme.Clip(tui.OrDash(value), valueCells))
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
