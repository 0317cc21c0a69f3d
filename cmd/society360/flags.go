package main

import (
	"errors"
	"slices"
	"strings"

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
	// oneOf are the flags of which a command must be given one.
	oneOf = "society360_one_of"
)

// actsAs gives a command the flag that names who does it.
func (a *app) actsAs(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.as, "as", "", "e-mail of the account that does this, for the audit log")
	a.addProof(cmd)
}

// readsAs gives a command that only reads the flag that names whose rights it
// reads with: who can run the program on the database may read it all.
func (a *app) readsAs(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.as, "as", "", "read with the rights of the account with this e-mail, in place of the operator's")
	a.addProof(cmd)
}

// needs makes flags required: cobra knows them for completion, and checkFlags says
// which are missing.
func needs(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag was made a line above
		}
	}
}

// needsOne makes one of some flags required, likewise.
func needsOne(cmd *cobra.Command, names ...string) {
	cmd.MarkFlagsOneRequired(names...)
	for _, name := range names {
		annotate(cmd, name, oneOf, names)
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

// checkFlags finds flags that are missing, that contradict each other, and that were
// given nothing: a script's variable that is empty would otherwise list every unit,
// be read with everybody's rights, or pay without a key.
func checkFlags(cmd *cobra.Command) (err error) {
	flags := cmd.Flags()
	if missing := missingFlags(flags); len(missing) > 0 {
		return usage("%s needs %s", path(cmd), strings.Join(missing, ", "))
	}
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
			err = givenNothing(f.Name)
		}
	})
	return err
}

// missingFlags are the flags that a command needs and was not given.
func missingFlags(flags *pflag.FlagSet) (missing []string) {
	flags.VisitAll(func(f *pflag.Flag) {
		if len(f.Annotations[cobra.BashCompOneRequiredFlag]) > 0 && !f.Changed {
			missing = append(missing, "--"+f.Name)
		}
		if one := f.Annotations[oneOf]; len(one) > 0 && one[0] == f.Name && !slices.ContainsFunc(one, flags.Changed) {
			missing = append(missing, "--"+strings.Join(one, " or --"))
		}
	})
	return missing
}

// flagMistake says what is wrong with a flag, as pflag found it, in the words of the
// program's other mistakes.
func flagMistake(err error) error {
	var nothing *pflag.ValueRequiredError
	if errors.As(err, &nothing) {
		return givenNothing(nothing.GetSpecifiedName())
	}
	var wrong *pflag.InvalidValueError
	if !errors.As(err, &wrong) {
		return usage("%s", err)
	}
	f := wrong.GetFlag()
	if errors.Is(err, errTwice) {
		return usage("--%s was given twice: it takes one value", f.Name)
	}
	if value.Clean(wrong.GetValue()) == "" {
		return givenNothing(f.Name)
	}
	takes := "a " + f.Value.Type()
	switch one, is := valueOf(f).(choice); {
	case is:
		takes = "one of " + strings.Join(one.of, ", ")
	case f.Value.Type() == "int":
		takes = "a whole number"
	case f.Value.Type() == "duration":
		takes = "a time such as 45s or 2m"
	case f.Value.Type() == "bool":
		takes = "true, false or nothing"
	}
	return usage("--%s takes %s, not %q", f.Name, takes, wrong.GetValue())
}

func givenNothing(flag string) error {
	return usage("--%s was given nothing: give it a value, or leave it out", flag)
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
