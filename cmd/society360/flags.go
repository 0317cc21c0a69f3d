package main

import (
	"slices"

	"github.com/civoranexus/society360/data/value"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Annotations of flags, for checkFlags.
const (
	// maybeBlank marks a flag that says something when it is empty.
	maybeBlank = "society360_blank"
	// rivals are the flags beside which a flag is a contradiction.
	rivals = "society360_rivals"
)

// actsAs gives a command the flag that names who does it.
func (a *app) actsAs(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.as, "as", "", "e-mail of the account that does this, for the audit log")
}

// readsAs gives a command that only reads the flag that names whose rights it
// reads with: who can run the program on the database may read it all.
func (a *app) readsAs(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.as, "as", "", "read with the rights of the account with this e-mail, in place of the operator's")
}

// needs makes flags required; cobra knows them for completion and says which
// are missing.
func needs(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag was made a line above
		}
	}
}

// mayBeBlank marks flags of a command that may be given nothing: a note that a
// script may have or not, a field of which the register says what it lacks.
func mayBeBlank(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		annotate(cmd, name, maybeBlank, nil)
	}
}

// either says that only one of some flags of a command may be given. Cobra, which
// offers no other one beside it, would say so in terms of its own.
func either(cmd *cobra.Command, names ...string) {
	cmd.MarkFlagsMutuallyExclusive(names...)
	for _, name := range names {
		before := cmd.Flags().Lookup(name).Annotations[rivals]
		annotate(cmd, name, rivals, append(slices.Clone(before), names...))
	}
}

func annotate(cmd *cobra.Command, name, key string, values []string) {
	if err := cmd.Flags().SetAnnotation(name, key, values); err != nil {
		panic(err) // the flag was made a line above
	}
}

// checkFlags finds flags that contradict each other, and those that were given
// nothing: a script's variable that is empty would otherwise list every unit, be
// read with everybody's rights, or pay without a key.
func checkFlags(cmd *cobra.Command) (err error) {
	flags := cmd.Flags()
	flags.Visit(func(f *pflag.Flag) {
		if err != nil {
			return
		}
		for _, name := range f.Annotations[rivals] {
			if name != f.Name && flags.Changed(name) {
				err = usage("--%s and --%s contradict each other: leave one out", name, f.Name)
			}
		}
		if _, may := f.Annotations[maybeBlank]; !may && blank(f.Value) {
			err = usage("--%s was given nothing: give it a value, or leave it out", f.Name)
		}
	})
	return err
}

// blank reports whether nothing of what a flag was given can be seen.
func blank(v pflag.Value) bool {
	switch v.Type() {
	case "string":
		return value.Clean(v.String()) == ""
	case "stringArray":
		several, ok := v.(pflag.SliceValue)
		return ok && slices.ContainsFunc(several.GetSlice(), func(s string) bool { return value.Clean(s) == "" })
	}
	return false
}
