package main

import (
	"errors"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// choice is a flag that takes one of a few words; another is a mistake of usage.
type choice struct {
	to *string
	of []string
}

// choose gives a command such a flag, which completes its words.
func choose(cmd *cobra.Command, to *string, name, usage string, of ...string) {
	cmd.Flags().Var(choice{to, of}, name, usage+": "+strings.Join(of, ", "))
	completes(cmd, name, of...)
}

// completes offers a shell words that a flag takes, where it may take others too.
func completes(cmd *cobra.Command, name string, of ...string) {
	if err := cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(of, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag was made a line above
	}
}

// Set takes a word as typed.
func (c choice) Set(word string) error {
	known, ok := among(word, c.of)
	if !ok {
		return errors.New("it is none of its words") // flagMistake names them
	}
	*c.to = known
	return nil
}

// among is the one of some words that was typed, in any case, and with - for _ or a
// blank.
func among(word string, of []string) (known string, ok bool) {
	plain := func(s string) string { return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(s)) }
	for _, known := range of {
		if plain(word) == plain(known) {
			return known, true
		}
	}
	return "", false
}

// String is the word chosen, or the one that the flag starts with.
func (c choice) String() string {
	if c.to == nil {
		return ""
	}
	return *c.to
}

// Type names the flag's kind in a command's help.
func (c choice) Type() string { return "word" }

// span is a range of days as typed, in the society's zone.
type span struct{ from, to string }

// spans gives a command the flags of a range of days.
func (a *app) spans(cmd *cobra.Command, s *span, what string) {
	a.check(cmd, s.check)
	cmd.Flags().StringVar(&s.from, "from", "", what+" on this day or later (2026-11-23, or today)")
	cmd.Flags().StringVar(&s.to, "to", "", what+" on this day or earlier")
}

// check finds mistakes before a database is opened.
func (s *span) check() error {
	_, _, err := s.in(time.UTC, time.Now())
	return err
}

// in is the range's first and last day, nil where it is open.
func (s *span) in(zone *time.Location, now time.Time) (first, last *value.Day, err error) {
	if first, err = dayIn(s.from, "from", zone, now); err != nil {
		return nil, nil, err
	}
	if last, err = dayIn(s.to, "to", zone, now); err != nil {
		return nil, nil, err
	}
	if first != nil && last != nil && last.In(zone).Before(first.In(zone)) {
		return nil, nil, usage("--from %s is after --to %s", s.from, s.to)
	}
	return first, last, nil
}

// instants is the range's start and its end, not included; zero where it is open.
func (s *span) instants(zone *time.Location, now time.Time) (since, until time.Time, err error) {
	first, last, err := s.in(zone, now)
	if first != nil {
		since = first.In(zone)
	}
	if last != nil {
		until = last.AddDays(1).In(zone)
	}
	return since, until, err
}

// dayIn is the day that a flag names, nil where it names none.
func dayIn(typed, flag string, zone *time.Location, now time.Time) (*value.Day, error) {
	if typed == "" {
		return nil, nil //nolint:nilnil // a range may be open
	}
	if strings.EqualFold(typed, "today") {
		today := value.DayOf(now.In(zone))
		return &today, nil
	}
	day, err := typedDay(flag, typed, value.DayOf(now.In(zone)))
	return &day, err
}

// typedDay reads a day from a flag, no day where nothing was typed.
func typedDay(flag, typed string, today value.Day) (value.Day, error) {
	if typed == "" {
		return value.Day{}, nil
	}
	day, err := value.ParseDay(typed)
	if err != nil {
		return day, usage("--%s needs a day such as 2026-11-23, not %q", flag, typed)
	}
	if err := value.RegisterDays().Check(day, today); err != nil {
		return day, usage("--%s is %s: %s", flag, typed, sentence(err, time.UTC))
	}
	return day, nil
}

// typedAmount reads an amount of rupees from the flag --amount.
func typedAmount(typed string) (value.Paise, error) {
	amount, err := value.ParsePaise(typed)
	if err != nil || amount == 0 {
		return 0, usage("--amount takes rupees, such as 5000 or 1,250.50, not %q", typed)
	}
	return amount, nil
}

// typedBill reads a bill's ID from the flag --bill, nil where nothing was typed.
func typedBill(typed string) (*uuid.UUID, error) {
	if typed == "" {
		return nil, nil //nolint:nilnil // it may be of no one bill
	}
	id, err := uuid.Parse(typed)
	if err != nil {
		return nil, usage("--bill takes the ID of a bill, not %q; society360 bills --json shows them", typed)
	}
	return &id, nil
}

// words are the words of an enumeration, for a flag that takes one.
func words[T ~string](values ...T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}
