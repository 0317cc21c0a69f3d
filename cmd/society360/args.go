package main

import (
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
