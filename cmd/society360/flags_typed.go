package main

import (
	"errors"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/calendar"
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
type span struct {
	from, to string
	// say tells a person how a day was read that they typed their own way.
	say func(format string, args ...any)
}

// spans gives a command the flags of a range of days.
func (a *app) spans(cmd *cobra.Command, s *span, what string) {
	s.say = a.say
	a.check(cmd, s.check)
	cmd.Flags().StringVar(&s.from, "from", "", what+" on this day or later (2026-11-23, 23/11/26, 23 nov, yesterday)")
	cmd.Flags().StringVar(&s.to, "to", "", what+" on this day or earlier; a month is all of it")
}

// check finds mistakes before a database is opened.
func (s *span) check() error {
	silent := span{from: s.from, to: s.to} // today may be another day in the society's zone
	_, _, err := silent.in(time.UTC, time.Now())
	return err
}

// in is the range's first and last day, nil where it is open.
func (s *span) in(zone *time.Location, now time.Time) (first, last *value.Day, err error) {
	now = now.In(zone)
	if s.from != "" {
		from, _, err := typedDays("from", s.from, now)
		if err != nil {
			return nil, nil, err
		}
		first = &from
		s.tell("from", s.from, from)
	}
	if s.to != "" {
		_, to, err := typedDays("to", s.to, now)
		if err != nil {
			return nil, nil, err
		}
		last = &to
		s.tell("to", s.to, to)
	}
	if first != nil && last != nil && last.Before(*first) {
		return nil, nil, usage("--from %s is after --to %s", s.from, s.to)
	}
	return first, last, nil
}

// tell says which day was read, where it was not typed as the program writes days.
func (s *span) tell(flag, typed string, day value.Day) {
	if s.say != nil && typed != day.String() && !strings.EqualFold(typed, "today") {
		s.say("--%s %s is %s.", flag, value.Clean(typed), day.Format(longDate))
	}
}

// longDate is a day in words.
const longDate = "Monday 2 January 2006"

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

// typedDays reads the first and the last day that a flag names: one, or a month's.
// Without its year it is the last such.
func typedDays(flag, typed string, now time.Time) (first, last value.Day, err error) {
	from, to, err := calendar.Reader{Now: now}.Days(typed, calendar.Last)
	if err != nil {
		return first, last, usage("--%s needs a day such as 2026-11-23, 23/11/26 or yesterday, or a month, not %q", flag, typed)
	}
	first, last = value.DayOf(from), value.DayOf(to.Add(-1))
	return first, last, withinDays(flag, typed, first, value.DayOf(now))
}

// typedDay reads one day from a flag, no day where nothing was typed; lean says which
// is meant where its year is not named.
func typedDay(flag, typed string, today value.Day, lean calendar.Lean) (value.Day, error) {
	if typed == "" {
		return value.Day{}, nil
	}
	at, err := calendar.Reader{Now: today.Noon(time.UTC)}.Day(typed, lean)
	if err != nil {
		return value.Day{}, usage("--%s needs a day such as 2026-11-23, 23/11/26 or tomorrow, not %q", flag, typed)
	}
	day := value.DayOf(at)
	return day, withinDays(flag, typed, day, today)
}

// withinDays refuses a day outside those that the register keeps.
func withinDays(flag, typed string, day, today value.Day) error {
	if err := value.RegisterDays().Check(day, today); err != nil {
		return usage("--%s is %s: %s", flag, typed, sentence(err, time.UTC))
	}
	return nil
}

// typedAmount reads an amount of rupees from the flag --amount.
func typedAmount(typed string) (value.Paise, error) {
	amount, err := value.ReadAmount(typed)
	if err != nil {
		return 0, usage("--amount takes rupees, such as 5000 or 1,250.50, not %q: %s", typed, sentence(err, time.UTC))
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
