package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// sessionsCommand lists who is on which desk, and ends desks.
func (a *app) sessionsCommand() *cobra.Command {
	return a.group("sessions", "See which desks are open, or end some", a.sessionsList(), a.sessionsEnd())
}

func (a *app) sessionsList() *cobra.Command {
	return listsAll(a, &cobra.Command{
		Use:     "list",
		Short:   "List who is on which desk, those that are open longest first",
		Example: `  society360 sessions list --json | jq -r 'select(.email == "guard@demo.example") | .id'`,
	}, sessionColumns(), func(_ context.Context, c call) (pages[accounts.Session], error) {
		return sessionPages(c), nil
	})
}

// sessionPages reads the open desks page by page, which are as large as the store
// has them, and smaller ones of those where a list ends earlier.
func sessionPages(c call) pages[accounts.Session] {
	return func(ctx context.Context, after *accounts.Session, limit int) ([]accounts.Session, bool, error) {
		rows, err := c.society.Accounts.Sessions(ctx, c.actor, after)
		if len(rows) > limit {
			return rows[:limit], true, err
		}
		return rows, len(rows) == accounts.SessionsPage, err
	}
}

func sessionColumns() []column[accounts.Session] {
	return []column[accounts.Session]{
		{name: "id", value: func(s accounts.Session) any { return s.ID.String() }},
		{name: "email", contacts: "users", value: func(s accounts.Session) any { return s.Email }, blank: "nobody yet"},
		{name: "name", wide: true, value: func(s accounts.Session) any { return s.Name }},
		{name: "role", value: func(s accounts.Session) any { return s.Role }},
		{name: "gate", value: func(s accounts.Session) any { return s.Gate }},
		{name: "address", value: func(s accounts.Session) any { return s.Address }},
		{name: "client", wide: true, value: func(s accounts.Session) any { return s.Client }},
		{name: "screen", wide: true, value: func(s accounts.Session) any { return s.Screen }},
		{name: "started_at", value: func(s accounts.Session) any { return s.StartedAt }},
		{name: "active_at", value: func(s accounts.Session) any { return s.ActiveAt }},
		{name: "ending", wide: true, value: func(s accounts.Session) any { return s.Ending }},
	}
}

func (a *app) sessionsEnd() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "end ID|EMAIL --as ADMIN",
		Short: "End one desk by its ID, or every desk of an account",
		Long: `End closes the desk of an ID, as sessions list shows it, or all those that the
account of an e-mail is at. Who sits there reads the reason. What they were typing
is lost; what they saved is not.`,
		Args: a.takes("the ID of a desk, or the e-mail of an account"),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "what the person at the desk reads")
	a.actsAs(cmd)
	needs(cmd, "as")
	a.check(cmd, func() error {
		who := cmd.Flags().Arg(0)
		if _, err := uuid.Parse(who); err != nil && !strings.Contains(who, "@") {
			return usage("sessions end takes the ID of a desk or the e-mail of an account, not %q", who)
		}
		return nil
	})
	return a.runs(cmd, func(ctx context.Context, c call) error {
		if id, err := uuid.Parse(c.args[0]); err == nil {
			if err := c.society.Accounts.EndSession(ctx, c.actor, uuid.New(), id, reason); err != nil {
				return err
			}
			fmt.Fprintln(a.out, "The desk ends.")
			return nil
		}
		return a.endDesksOf(ctx, c, reason)
	})
}

// endDesksOf ends every desk of the account that was named. One that ended by itself
// meanwhile is as well.
func (a *app) endDesksOf(ctx context.Context, c call, reason string) error {
	user, err := c.society.Accounts.ByEmail(ctx, c.actor, c.args[0], false)
	if err != nil {
		return err
	}
	open, err := deskOf(ctx, c, user.ID)
	if err != nil {
		return err
	}
	if len(open) == 0 {
		return fail(nil, "%s is at no desk.", value.Clean(user.Email))
	}
	ended := 0
	for _, id := range open {
		if err := c.society.Accounts.EndSession(ctx, c.actor, uuid.New(), id, reason); err == nil {
			ended++
		} else if ended == 0 && len(open) == 1 {
			return err
		}
	}
	fmt.Fprintf(a.out, "%s of %s.\n", count(ended, "desk ends", "desks end"), user.Email)
	return nil
}

// deskOf are the desks that an account is at, but those that end already.
func deskOf(ctx context.Context, c call, account uuid.UUID) (open []uuid.UUID, err error) {
	read := sessionPages(c)
	for after := (*accounts.Session)(nil); ; {
		rows, more, err := read(ctx, after, accounts.SessionsPage)
		if err != nil {
			return nil, err
		}
		for _, s := range rows {
			if s.UserID != nil && *s.UserID == account && !s.Ending {
				open = append(open, s.ID)
			}
		}
		if !more {
			return open, nil
		}
		after = &rows[len(rows)-1]
	}
}
