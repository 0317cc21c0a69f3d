// Package settings is the settings, typed: each room defines its own, and here they
// are read and changed.
package settings

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
)

// Setting is one entry of system_config that the program reads or seeds: its key,
// type, default and what it does.
type Setting struct {
	Key         string
	Type        string // string, number, boolean or json
	Default     string
	Description string
	// check refuses a value that the program could not live with; the error is
	// an English sentence.
	check func(value string) error
	// plain, where set, chooses one of several spellings of a valid value.
	plain func(value string) string
}

// Category is the key's first part, one of system_config's categories.
func (s Setting) Category() string {
	category, _, _ := strings.Cut(s.Key, ".")
	return category
}

// Check reports why the setting cannot have a value, as an Invalid error.
func (s Setting) Check(value string) error {
	if err := s.check(value); err != nil {
		return fault.Wrong("value", err.Error())
	}
	return nil
}

// Range is what a number may be, as the setting's own complaint says it; ok is
// false for a setting that is no number.
func (s Setting) Range() (least, most int, ok bool) {
	var e outOfRange
	if !errors.As(s.check(""), &e) {
		return 0, 0, false
	}
	return e.least, e.most, true
}

// Choices are the words that the setting takes, as its own complaint names them;
// none for a setting that takes other values.
func (s Setting) Choices() []string {
	var e notOne
	if !errors.As(s.check(""), &e) {
		return nil
	}
	return slices.Clone(e.words)
}

// Typed is a setting whose value is a T. The room that obeys it defines it, and
// reads it by this definition alone.
type Typed[T any] struct {
	Setting
	read func(text string) (T, error)
}

// Define defines a setting, with its default as it would be stored.
func Define[T any](key, standard, description string, f Format[T]) Typed[T] {
	return Typed[T]{
		Setting: Setting{
			Key: key, Type: f.Stored, Default: standard, Description: description,
			check: func(text string) error { _, err := f.Read(text); return err }, plain: f.Plain,
		},
		read: f.Read,
	}
}

// In is the setting's value among those that were read: its default where the
// database has no value, or one that Check refuses.
func (t Typed[T]) In(s Values) T {
	if text, ok := s.stored[t.Key]; ok {
		if value, err := t.read(text); err == nil {
			return value
		}
	}
	value, _ := t.read(t.Default) // every default checks
	return value
}

// Values are the values of all settings, as they were read together. Typed.In reads
// one out of them.
type Values struct {
	stored map[string]string
}

// Of makes Values of stored ones by key.
func Of(raw map[string]string) Values { return Values{maps.Clone(raw)} }

// Unread is the stored value of a setting that Check refuses; ok is false where
// there is none, or one that it takes.
func (s Values) Unread(of Setting) (text string, ok bool) {
	text, ok = s.stored[of.Key]
	return text, ok && of.check(text) != nil
}

// Stored is the text of a setting as the database has it; nil where it has none.
func (s Values) Stored(of Setting) *string {
	if text, ok := s.stored[of.Key]; ok {
		return &text
	}
	return nil
}

// Values reads the values of all settings, and keeps them for Last. Every role may,
// and the login screen before there is one.
func (s *Store) Values(ctx context.Context) (Values, error) {
	rows, err := register.List[struct{ Key, Value string }](ctx, s.reg,
		`SELECT config_key AS key, config_value AS value FROM system_config`, nil)
	if err != nil {
		return Values{}, err
	}
	raw := make(map[string]string, len(rows))
	for _, r := range rows {
		raw[r.Key] = r.Value
	}
	settings := Values{raw}
	s.read.Store(&settings)
	return settings, nil
}

// Last are the settings as last read by this process.
func (s *Store) Last() Values { return *s.read.Load() }

// Region is the country of phones typed without a country code.
func (s *Store) Region() string { return s.Last().Country() }
