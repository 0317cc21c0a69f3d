package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// removedPerson is what a command removed.
type removedPerson struct {
	seen   directory.Removal
	visits int
}

func removedColumns() []column[removedPerson] {
	return []column[removedPerson]{
		{name: "id", value: func(r removedPerson) any { return idOf(r.seen.Account) }},
		{name: "visits", value: func(r removedPerson) any { return r.visits }},
		{name: "archived", value: func(r removedPerson) any { return r.seen.Archived }},
		{name: "payments", value: func(r removedPerson) any { return r.seen.Payments }},
		{name: "keys", value: func(r removedPerson) any { return r.seen.Keys }},
		{name: "tokens", value: func(r removedPerson) any { return r.seen.Tokens }},
		{name: "files", value: func(r removedPerson) any { return r.seen.Files }},
	}
}

func (a *app) residentsRemove() *cobra.Command {
	var person, reason string
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove --person PERSON --reason REASON --as ADMIN",
		Short: "Remove a person from the register where the law asks for it",
		Long: `Remove takes a person who has left, or who only visited, out of the register for good: name,
phone and e-mail of the account are replaced, its keys, tokens, files and sign-ins go, and
the visits with their phone, archived ones too, lose name, phone and vehicle. What was billed
and paid stays, and so do the texts of tickets and notices as somebody typed them. Rows of
the audit trail are not changed; what was removed is masked wherever they are shown. Backups
have it until they are dropped: after a restore, remove the person again.

It says what it would replace and asks. It is refused while they live somewhere, have a desk
open, owe as an owner, have an open ticket, are inside or expected, or are the last admin.
The reason stays in the trail; leave out who it is.`,
		Example: `  society360 residents remove --person meera@example.com --reason 'asked for by letter' --as asha@greenpark.example
  society360 residents remove --person '98200 55123' --reason 'asked for at the gate' --as asha@greenpark.example`,
	}
	flags := cmd.Flags()
	flags.StringVar(&person, "person", "", "the e-mail of the account, its user_id, or the phone that an account has or a visitor had")
	flags.StringVar(&reason, "reason", "", "why, for the trail")
	flags.BoolVar(&yes, "yes", false, "remove them without asking")
	needs(cmd, "person", "reason")
	return writes(a, cmd, removedColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]removedPerson, string, error) {
		whom, err := whomOf(ctx, c, person)
		if err != nil {
			return nil, "", err
		}
		seen, err := c.society.Directory.Removal(ctx, c.actor, whom)
		switch {
		case err != nil && seen.Gone(err):
			// A repeat is answered as before; what stopped behind a removal goes on.
			visits, again := c.society.Directory.Remove(ctx, c.actor, key, seen, reason)
			if _, forgot := c.society.Directory.ForgetNames(ctx, c.actor); forgot != nil {
				return nil, "", forgot
			}
			if again != nil {
				return nil, "", err
			}
			return []removedPerson{{seen, visits}}, "They were removed.", nil
		case err != nil:
			return nil, "", err
		}
		a.tellRemoval(seen)
		if err := a.hinders(seen); err != nil {
			return nil, "", err
		}
		if err := a.sureToRemove(ctx, yes); err != nil {
			return nil, "", err
		}
		visits, err := c.society.Directory.Remove(ctx, c.actor, key, seen, reason)
		if err != nil {
			return nil, "", err
		}
		said := fmt.Sprintf("They were removed, with %s.", count(visits, "visit", "visits"))
		if _, err := c.society.Directory.ForgetNames(ctx, c.actor); err != nil {
			said += " Names that no visit has any more could not be forgotten now: give the same command again."
		}
		return []removedPerson{{seen, visits}}, said, nil
	})
}

// whomOf is whom an e-mail, an ID or a phone names.
func whomOf(ctx context.Context, c call, person string) (directory.Whom, error) {
	_, noID := uuid.Parse(person)
	if noID != nil && !strings.Contains(person, "@") {
		return directory.Whom{Phone: person}, nil
	}
	user, err := personOf(ctx, c, person)
	return directory.Whom{Account: &user.ID}, err
}

// tellRemoval says what would be replaced, and what stays.
func (a *app) tellRemoval(r directory.Removal) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(a.err, format+"\n", args...) }
	if r.Account != nil {
		say("Account:   %s", value.Clean(strings.Join(strings.Fields(r.Name+" "+r.Email+" "+r.Role), " ")))
		say("Replaced:  its name, e-mail and phone; %s in their name", count(r.Payments, "payment", "payments"))
		say("Gone:      its password, %s, %s, %s", count(r.Keys, "key", "keys"), count(r.Tokens, "token", "tokens"), count(r.Files, "file", "files"))
	}
	switch {
	case r.Shared != "":
		say("Visits:    as they are, for %s has the same phone", value.Clean(r.Shared))
	case r.Visits > 0:
		say("Visits:    %s with their phone lose name, phone and vehicle, %d of them in the archive: %s", count(r.Visits, "visit", "visits"), r.Archived, calledAs(r.Called))
	}
	say("Kept:      homes, bills, payments, receipts; texts of tickets and notices as typed; the trail, masked when shown")
}

// mostCalled is how many names of visits are told.
const mostCalled = 8

func calledAs(names []string) string {
	more := ""
	if len(names) > mostCalled {
		more = fmt.Sprintf(" and %d more", len(names)-mostCalled)
		names = names[:mostCalled]
	}
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = value.Clean(name)
	}
	return strings.Join(shown, ", ") + more
}

// hinders refuses a removal that something stands in the way of, with what ends it.
func (a *app) hinders(r directory.Removal) error {
	if len(r.Hinders) == 0 {
		return nil
	}
	for _, h := range r.Hinders {
		_, _ = fmt.Fprintf(a.err, "Not yet:   %s: %s\n", value.Clean(h.String()), value.Clean(endedBy(h, r)))
	}
	return fail(nil, "Nothing was removed: %s.", value.Clean(r.Hinders[0].String()))
}

// endedBy is what ends a hindrance.
func endedBy(h directory.Hindrance, r directory.Removal) string {
	who := r.Email
	if who == "" {
		who = r.Name
	}
	switch h.Kind {
	case directory.HindersOwn:
		return "another admin gives the command"
	case directory.HindersHome:
		return "society360 units move-out --unit " + shellWord(h.What) + " --resident " + shellWord(who)
	case directory.HindersDesk:
		return "society360 sessions end " + h.What
	case directory.HindersDues:
		return "society360 bills pay --unit " + shellWord(h.What) + ", or waive it at the desk under Bills"
	case directory.HindersTicket:
		return "close or reassign it at the desk under Tickets"
	case directory.HindersBar:
		return "lift it at the desk under Visitors, and remove them then"
	case directory.HindersVisit:
		return "check them out, or withdraw the visit, at the desk under Visitors"
	}
	return "society360 user role EMAIL admin, for another account"
}

// sureToRemove asks whether to go on.
func (a *app) sureToRemove(ctx context.Context, yes bool) error {
	if yes {
		return nil
	}
	ask := a.asker()
	if !ask.asks() {
		return &fault.Error{Kind: fault.Refused, Format: "Nothing was removed: what is removed cannot be brought back. Look at the above, and give the command with --yes."}
	}
	typed, err := ask.line(ctx, "What is removed cannot be brought back. Type remove to go on", "")
	if err == nil && !strings.EqualFold(typed, "remove") {
		err = fail(nil, "Nothing was removed.")
	}
	return err
}
