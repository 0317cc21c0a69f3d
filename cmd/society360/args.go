package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// takes checks the number of arguments and names the missing ones.
func (a *app) takes(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		a.command = cmd.CommandPath()
		switch {
		case len(args) < len(names):
			return usage("%s needs %s", path(cmd), names[len(args)])
		case len(args) > len(names) && !cmd.HasParent():
			return usage("there is no command %q", args[0])
		case len(args) > len(names):
			return usage("%s does not take %q", path(cmd), args[len(names)])
		}
		return nil
	}
}

// takesAtMost checks the number of arguments of a command that needs none.
func (a *app) takesAtMost(most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		a.command = cmd.CommandPath()
		if len(args) > most {
			return usage("%s does not take %q", path(cmd), args[most])
		}
		return nil
	}
}

// takesOne takes one argument, in which check finds mistakes.
func (a *app) takesOne(name string, check func(arg string) error) cobra.PositionalArgs {
	return cobra.MatchAll(a.takes(name), func(_ *cobra.Command, args []string) error { return check(args[0]) })
}

// takesWord gives a command two arguments, the second of which is one of a few words
// (chosen); another is a mistake of usage. A shell is offered them.
func (a *app) takesWord(cmd *cobra.Command, first, kind string, of ...string) *cobra.Command {
	either := strings.Join(of[:len(of)-1], ", ") + " or " + of[len(of)-1]
	cmd.Args = cobra.MatchAll(a.takes(first, "a "+kind+": "+either), func(_ *cobra.Command, args []string) error {
		if _, ok := among(args[1], of); !ok {
			return usage("%q is no %s: it is %s", args[1], kind, either)
		}
		return nil
	})
	cmd.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return of, cobra.ShellCompDirectiveNoFileComp
	}
	return cmd
}

// chosen is the word that a command of takesWord was given.
func (c call) chosen(of ...string) string {
	word, _ := among(c.args[1], of)
	return word
}
