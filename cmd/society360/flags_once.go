package main

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// errTwice is a flag that was given a second value, of which it has one.
var errTwice = errors.New("it was given twice")

// once is a flag that may be given once. The second of two would silently take the
// first one's place: a host key that clients know, a database, a filter.
type once struct {
	pflag.Value
	given bool
}

// Set takes the value that was typed, unless there is one.
func (o *once) Set(typed string) error {
	if o.given {
		return errTwice
	}
	o.given = true
	return o.Value.Set(typed)
}

// onlyOnce makes every flag of a command and of those under it one that may be given
// once, but for those that gather what they are given and those that say only yes.
func onlyOnce(cmd *cobra.Command) {
	for _, flags := range []*pflag.FlagSet{cmd.PersistentFlags(), cmd.Flags()} {
		flags.VisitAll(func(f *pflag.Flag) {
			_, several := f.Value.(pflag.SliceValue)
			if _, done := f.Value.(*once); !done && !several && f.Value.Type() != "bool" {
				f.Value = &once{Value: f.Value}
			}
		})
	}
	for _, sub := range cmd.Commands() {
		onlyOnce(sub)
	}
}

// valueOf is what a flag holds.
func valueOf(f *pflag.Flag) pflag.Value {
	if o, is := f.Value.(*once); is {
		return o.Value
	}
	return f.Value
}
