package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/accounts"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) userTokenCommand() *cobra.Command {
	return a.group("token", "Manage the tokens by which scripts prove an account", a.userTokenAdd(), a.userTokenList(), a.userTokenRemove())
}

func (a *app) userTokenAdd() *cobra.Command {
	draft := accounts.TokenDraft{}
	cmd := &cobra.Command{
		Use:   "add EMAIL NAME --for COMMAND --as ADMIN",
		Short: "Make a token by which a script proves an account, and write it",
		Long: `Add makes a token and writes it to standard output, once: nothing keeps it but a
hash. A command that --for names has it in SOCIETY360_TOKEN, or in the file that
SOCIETY360_TOKEN_FILE names, and needs no --as. It serves through its last day, and
ends at once where its account is barred, deleted or given another role.`,
		Example: `  society360 user token add asha@greenpark.example bank-import --for 'bills pay' --for 'payments clear' --as asha@greenpark.example > token`,
		Args:    a.takes("the e-mail of the account", "a name for the token, such as what it is for"),
	}
	cmd.Flags().StringArrayVar(&draft.Commands, "for", nil, "a command that it serves, such as 'bills pay'; may be given several times")
	cmd.Flags().IntVar(&draft.Days, "days", 90, "on how many days it serves, today among them, 366 at most")
	a.actsAs(cmd)
	needs(cmd, "for", "as")
	a.check(cmd, func() error { return servable(cmd.Root(), draft.Commands) })
	return a.runs(cmd, func(ctx context.Context, c call) error {
		draft.Email, draft.Name = c.args[0], c.args[1]
		secret := accounts.NewSecret()
		token, err := c.society.Accounts.AddToken(ctx, c.actor, uuid.New(), draft, secret)
		if err != nil {
			return err
		}
		fmt.Fprintln(a.out, secret.Reveal())
		a.say("The token %s of %s serves %s until %s.", token.Name, token.Owner, strings.Join(token.Commands, ", "), token.LastDay)
		return nil
	})
}

// servable refuses what is no command that names an account, and what a token would make
// further tokens, keys or passwords with.
func servable(root *cobra.Command, commands []string) error {
	for _, name := range commands {
		cmd, rest, err := root.Find(strings.Fields(name))
		if err != nil || len(rest) > 0 || cmd == root || cmd.Flags().Lookup("as-password") == nil {
			return usage("--for takes a command that has --as, such as 'bills pay', not %q", name)
		}
		if err := servesNoToken(path(cmd)); err != nil {
			return err
		}
	}
	return nil
}

// servesNoToken refuses a command with which whoever has a token would make themselves
// another way in, or another account's rights. It is asked again where a token is used:
// one may have been made before the command was among these.
func servesNoToken(command string) error {
	if slices.Contains([]string{"user token add", "user key add", "user passwd", "user add", "user slips", "user role", "user restore"}, command) {
		return usage("no token serves %s: who has it could make itself another way in", command)
	}
	return nil
}

func (a *app) userTokenList() *cobra.Command {
	columns := []column[accounts.Token]{
		{name: "id", wide: true, value: func(t accounts.Token) any { return t.ID.String() }},
		{name: "email", contacts: "user_tokens", value: func(t accounts.Token) any { return t.Owner }},
		{name: "name", value: func(t accounts.Token) any { return t.Name }},
		{name: "commands", value: func(t accounts.Token) any { return strings.Join(t.Commands, ", ") }},
		{name: "last_day", value: func(t accounts.Token) any { return t.LastDay }},
		{name: "over", wide: true, value: func(t accounts.Token) any { return t.Over }},
		{name: "last_used", value: func(t accounts.Token) any { return t.LastUsedAt }, blank: "never"},
		{name: "created_at", wide: true, value: func(t accounts.Token) any { return t.CreatedAt }},
	}
	return listsAll(a, &cobra.Command{
		Use:   "list [EMAIL]",
		Short: "List the accounts' tokens",
		Args:  a.takesAtMost(1),
	}, columns, func(ctx context.Context, c call) (pages[accounts.Token], error) {
		email := ""
		if len(c.args) > 0 {
			email = c.args[0]
		}
		tokens, err := c.society.Accounts.Tokens(ctx, c.actor, email)
		return inPages(tokens), err
	})
}

func (a *app) userTokenRemove() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "remove EMAIL NAME --as ADMIN",
		Short: "End a token at once",
		Args:  a.takes("the e-mail of the account", "the name of the token"),
	}
	a.actsAs(cmd)
	needs(cmd, "as")
	return a.runs(cmd, func(ctx context.Context, c call) error {
		token, err := c.society.Accounts.RemoveToken(ctx, c.actor, uuid.New(), c.args[0], c.args[1])
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "The token %s of %s serves no more.\n", token.Name, token.Owner)
		return nil
	})
}
