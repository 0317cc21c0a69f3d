package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// maxKeyLine is more than any public key's line holds, in bytes.
const maxKeyLine = 16 << 10

func (a *app) userKeyCommand() *cobra.Command {
	add := &cobra.Command{
		Use:   "add EMAIL FILE --as ADMIN",
		Short: "Let an account sign in over SSH with a public key",
		Long:  "Add reads one line of a public key file (such as id_ed25519.pub), or standard input where FILE is -.",
		Args:  a.takes("the e-mail of the account", "the file of the public key"),
	}
	add.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		line, err := a.keyLine(args[1])
		if err != nil {
			return err
		}
		key, err := store.AddUserKey(ctx, actor, uuid.New(), args[0], line)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s may sign in with %s.\n", key.Owner, key.Fingerprint)
		return nil
	}))
	list := &cobra.Command{Use: "list [EMAIL] --as ADMIN", Short: "List the accounts' keys", Args: a.takesAtMost(1)}
	list.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		email := ""
		if len(args) > 0 {
			email = args[0]
		}
		keys, err := store.UserKeys(ctx, actor, email)
		if err != nil {
			return err
		}
		return a.printKeys("E-MAIL", keys)
	}))
	remove := &cobra.Command{
		Use: "remove FINGERPRINT --as ADMIN", Short: "Take a key from its account; its open desks end", Args: a.takes("the fingerprint of the key"),
	}
	remove.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		key, err := store.RemoveUserKey(ctx, actor, uuid.New(), args[0])
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s can no longer sign in with %s.\n", key.Owner, key.Fingerprint)
		return nil
	}))
	a.needActor(add, list, remove)
	return a.group("key", "Keep the SSH keys of accounts", add, list, remove)
}

func (a *app) terminalCommand() *cobra.Command {
	add := &cobra.Command{
		Use:   "add GATE FILE --as ADMIN",
		Short: "Register the SSH key of a terminal that stands at a gate",
		Long: `Add registers a terminal's public key with the name of its gate. The key gives
the gate's name and the login screen, and no rights.`,
		Args: a.takes("the name of the gate", "the file of the terminal's public key"),
	}
	add.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		line, err := a.keyLine(args[1])
		if err != nil {
			return err
		}
		key, err := store.AddTerminal(ctx, actor, uuid.New(), args[0], line)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "The terminal with %s stands at %s.\n", key.Fingerprint, key.Owner)
		return nil
	}))
	list := &cobra.Command{Use: "list --as ADMIN", Short: "List the gates' terminals", Args: a.takes()}
	list.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		keys, err := store.Terminals(ctx, actor)
		if err != nil {
			return err
		}
		return a.printKeys("GATE", keys)
	}))
	remove := &cobra.Command{
		Use: "remove FINGERPRINT --as ADMIN", Short: "Take a terminal's key away", Args: a.takes("the fingerprint of the key"),
	}
	remove.RunE = a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, args []string) error {
		key, err := store.RemoveTerminal(ctx, actor, uuid.New(), args[0])
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "The terminal with %s is no longer at %s.\n", key.Fingerprint, key.Owner)
		return nil
	}))
	a.needActor(add, list, remove)
	return a.group("terminal", "Keep the terminals that stand at gates", add, list, remove)
}

func (a *app) needActor(commands ...*cobra.Command) {
	for _, cmd := range commands {
		a.actsAs(cmd)
		a.needs(cmd, "as")
	}
}

// keyLine reads a public key from a file, or from standard input for "-".
func (a *app) keyLine(path string) (string, error) {
	from := a.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return "", fail(err, "The key file %s cannot be read.", path)
		}
		defer func() { _ = f.Close() }()
		from = f
	}
	line, err := io.ReadAll(io.LimitReader(from, maxKeyLine))
	if err != nil {
		return "", fail(err, "The key file %s cannot be read.", path)
	}
	return string(line), nil
}

func (a *app) printKeys(owner string, keys []data.SSHKey) error {
	table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s\tFINGERPRINT\tCOMMENT\tLAST USED\n", owner)
	for _, k := range keys {
		used := "never"
		if k.LastUsedAt != nil {
			used = k.LastUsedAt.UTC().Format("2006-01-02 15:04 UTC")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", data.Clean(k.Owner), k.Fingerprint, data.Clean(k.Comment), used)
	}
	return table.Flush()
}
