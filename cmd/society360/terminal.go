package main

import (
	"context"

	"github.com/civoranexus/society360/data/accounts"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) terminalCommand() *cobra.Command {
	return a.group("terminal", "Manage the terminals that stand at gates", a.terminalAdd(), a.terminalSet(), a.terminalList(), a.terminalRemove())
}

func (a *app) terminalAdd() *cobra.Command {
	var letters string
	cmd := a.changesKey(&cobra.Command{
		Use:   "add GATE FILE --as ADMIN",
		Short: "Register the SSH key of a terminal that stands at a gate",
		Long: `Add registers a terminal's public key with the name of its gate. The key gives
the gate's name and the login screen, and no rights. --letters says which letters
the terminal has, where its environment says it wrongly or not at all
(society360 terminal set changes it).`,
		Args: a.takes("the name of the gate", "the file of the terminal's public key"),
	}, "The terminal with %[2]s stands at %[1]s.", func(ctx context.Context, c call) (accounts.SSHKey, error) {
		line, err := a.keyLine(c.args[1])
		if err != nil {
			return accounts.SSHKey{}, err
		}
		return c.society.Accounts.AddTerminal(ctx, c.actor, uuid.New(), c.args[0], line, letters)
	})
	choose(cmd, &letters, "letters", "letters that the terminal has", accounts.Letters()...)
	return cmd
}

// lettersTold is the word for a terminal whose letters follow from its environment.
const lettersTold = "auto"

func (a *app) terminalSet() *cobra.Command {
	var letters string
	cmd := a.changesKey(&cobra.Command{
		Use:   "set FINGERPRINT --letters WORD --as ADMIN",
		Short: "Say which letters a terminal has",
		Long: `Set says which letters the terminal with that key has; society360 terminal list
shows the fingerprints. With auto its environment says it. It holds from the
terminal's next connection on.`,
		Args: a.takes("the fingerprint of the key"),
	}, "The terminal with %[2]s at %[1]s has these letters from its next connection on.", func(ctx context.Context, c call) (accounts.SSHKey, error) {
		if letters == lettersTold {
			letters = ""
		}
		return c.society.Accounts.SetTerminal(ctx, c.actor, uuid.New(), c.args[0], letters)
	})
	choose(cmd, &letters, "letters", "letters that the terminal has", append(accounts.Letters(), lettersTold)...)
	needs(cmd, "letters")
	return cmd
}

func (a *app) terminalList() *cobra.Command {
	return a.listsKeys(&cobra.Command{
		Use:   "list",
		Short: "List the gates' terminals",
	}, "gate", func(ctx context.Context, c call) ([]accounts.SSHKey, error) {
		return c.society.Accounts.Terminals(ctx, c.actor)
	})
}

func (a *app) terminalRemove() *cobra.Command {
	return a.changesKey(&cobra.Command{
		Use:   "remove FINGERPRINT --as ADMIN",
		Short: "Take a terminal's key away",
		Args:  a.takes("the fingerprint of the key"),
	}, "The terminal with %[2]s is no longer at %[1]s.", func(ctx context.Context, c call) (accounts.SSHKey, error) {
		return c.society.Accounts.RemoveTerminal(ctx, c.actor, uuid.New(), c.args[0])
	})
}
