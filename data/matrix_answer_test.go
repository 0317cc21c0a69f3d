package data_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
)

// answer tries the row as the cell's actor and reads which of the answers it is;
// an answer that is none of them says what is wrong. last is the row's cell before it,
// nil for the first: what that left as it was need not be made anew, unless it is each
// actor's own.
func (r trial) answer(t *testing.T, c, last *cell) string {
	t.Helper()
	var before contents
	switch {
	case last != nil && last.leaves != nil && (r.given == nil || !c.own):
		c.id, c.name, c.strange, c.number, before = last.id, last.name, last.strange, last.number, last.leaves
	case r.given != nil:
		r.given(c)
	}
	if before == nil {
		before = c.contents(t)
	}
	seen, err := r.try(c)
	after := c.contents(t)
	if len(before.changed(after)) == 0 {
		c.leaves = after
	}
	if err == nil {
		return r.granted(c, seen, before, after)
	}
	kind := fault.Internal
	var e *fault.Error
	if errors.As(err, &e) {
		kind = e.Kind
	}
	changed := before.changed(after)
	switch {
	case (kind == fault.Forbidden || about(err, "own")) && counted(changed):
		return wrong
	case len(changed) > 0:
		return fmt.Sprintf("refused (%v), and yet changed %v", err, changed)
	case kind == fault.Forbidden:
		return no
	case kind == fault.NotFound || kind == fault.Refused || about(err, "unit"):
		nowhere := c.elsewhere()
		c.leaves = nil // which this is not looked at for
		_, missing := r.try(nowhere)
		if missing != nil && nowhere.told(missing) == c.told(err) {
			return none
		}
		return bad
	case kind == fault.Invalid:
		return bad
	}
	return err.Error()
}

// about reports whether an error complains about a field.
func about(err error, field string) bool {
	var e *fault.Error
	return errors.As(err, &e) && e.Kind == fault.Invalid && e.Bad[field] != nil
}

// counted reports whether what changed is what a failed attempt leaves.
func counted(changed []string) bool {
	left := []string{"audit_logs", "sign_in_attempts", "write_intents"}
	return slices.Contains(changed, "sign_in_attempts") && !slices.ContainsFunc(changed, func(table string) bool { return !slices.Contains(left, table) })
}

// try calls the method. A list's rows are named once each, in their alphabet.
func (r trial) try(c *cell) (seen []string, err error) {
	for _, call := range []func(*cell) error{r.read, r.write, r.silent} {
		if call != nil {
			return nil, call(c)
		}
	}
	seen, err = r.list(c)
	slices.Sort(seen)
	return slices.Compact(seen), err
}

// granted reads which answer a try is that was not refused.
func (r trial) granted(c *cell, seen []string, before, after contents) string {
	changed := before.changed(after)
	switch {
	case r.write != nil && after["audit_logs"].rows <= before["audit_logs"].rows:
		return fmt.Sprintf("done without an audit row; changed %v", changed)
	case r.silent != nil && len(changed) == 0:
		return "nothing was done"
	case r.write != nil || r.silent != nil:
		return yes
	case len(changed) > 0:
		return fmt.Sprintf("a read that changed %v", changed)
	case r.list == nil:
		return yes
	}
	home, all := flats, []string{"A-101", "B-204"}
	if r.home != nil {
		home = r.home
	}
	if r.all != nil {
		all = r.all
	}
	switch missing := slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(seen, s) }); {
	case slices.Equal(seen, slices.Sorted(slices.Values(home(c)))):
		return own
	case len(missing) == 0:
		return yes
	}
	return fmt.Sprintf("read %q", seen)
}

// told is an error's words, without what was asked for.
func (c *cell) told(err error) string {
	var e *fault.Error
	if !errors.As(err, &e) {
		return fmt.Sprintf("%v", err)
	}
	words := fmt.Sprint(e.Kind, " ", e.Error())
	for _, field := range slices.Sorted(maps.Keys(e.Bad)) {
		words += fmt.Sprint("; ", field, ": ", e.Bad[field])
	}
	for _, asked := range []string{c.id.String(), c.name} {
		if asked != "" {
			words = strings.ReplaceAll(words, asked, "(it)")
		}
	}
	return words
}
