package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// ticketsCommand lists tickets; its subcommands change them.
func (a *app) ticketsCommand() *cobra.Command {
	var f listFlags
	var view, status, category, unit, search string
	cmd := &cobra.Command{
		Use:   "tickets",
		Short: "List tickets, or raise one",
		Long: `Tickets lists what is to be done, the most urgent and then the oldest first.
With --status, or with --view all or closed, it lists the newest first.`,
		Example: `  society360 tickets --view unassigned
  society360 tickets --status resolved --category plumbing --csv
  society360 tickets --view mine --as vijay@greenpark.example --json`,
		Args: a.takes(),
	}
	a.lists(cmd, &f)
	choose(cmd, &view, "view", "one of the lists", "queue", "mine", "unassigned", "all", "closed")
	choose(cmd, &status, "status", "only tickets of this status", words(data.TicketOpen, data.TicketInProgress, data.TicketFixed, data.TicketDone, data.TicketTurnedDown)...)
	cmd.Flags().StringVar(&category, "category", "", "only tickets of this category, such as Plumbing")
	cmd.Flags().StringVar(&unit, "unit", "", "only tickets of this unit, such as A-101")
	cmd.Flags().StringVar(&search, "search", "", "part of a title, or a unit")
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		filter := data.TicketFilter{View: ticketView(view, status), Category: category, Search: search}
		if status != "" {
			filter.Statuses = []data.TicketStatus{data.TicketStatus(status)}
		}
		zone, err := narrowed(ctx, store, actor, unit, &filter.UnitID)
		if err != nil {
			return err
		}
		return writeList(ctx, a, &f, zone, ticketColumns(), func(ctx context.Context, after *data.Ticket, limit int) ([]data.Ticket, bool, error) {
			filter.Limit = limit
			if after != nil {
				filter.After = after.Cursor()
			}
			page, err := store.Tickets(ctx, actor, filter)
			return page.Tickets, page.More, err
		})
	})), f.check, func() error {
		if view == "mine" && a.as == "" {
			return usage("--view mine needs --as EMAIL, whose tickets they are")
		}
		return nil
	})
	cmd.AddCommand(a.ticketsAdd())
	return cmd
}

func ticketView(name, status string) data.TicketView {
	switch name {
	case "mine":
		return data.TicketsMine
	case "unassigned":
		return data.TicketsUnassigned
	case "closed":
		return data.TicketsClosed
	case "queue":
		return data.TicketsQueue
	}
	if name == "all" || status != "" {
		return data.TicketsAll
	}
	return data.TicketsQueue
}

func ticketColumns() []column[data.Ticket] {
	return []column[data.Ticket]{
		{name: "id", wide: true, value: func(t data.Ticket) any { return t.ID.String() }},
		{name: "created_at", value: func(t data.Ticket) any { return t.CreatedAt }},
		{name: "unit", value: func(t data.Ticket) any { return t.Unit }},
		{name: "priority", value: func(t data.Ticket) any { return string(t.Priority) }},
		{name: "status", value: func(t data.Ticket) any { return string(t.Status) }},
		{name: "category", value: func(t data.Ticket) any { return t.Category }},
		{name: "title", value: func(t data.Ticket) any { return t.Title }},
		{name: "assignee", value: func(t data.Ticket) any { return t.Assignee }},
		{name: "target", value: func(t data.Ticket) any { return t.Due }},
		{name: "requester", wide: true, value: func(t data.Ticket) any { return t.Requester }},
		{name: "description", wide: true, value: func(t data.Ticket) any { return t.Description }},
		{name: "updated_at", wide: true, value: func(t data.Ticket) any { return t.UpdatedAt }},
		{name: "resolved_at", wide: true, value: func(t data.Ticket) any { return t.ResolvedAt }},
	}
}

func (a *app) ticketsAdd() *cobra.Command {
	var n data.NewTicket
	var unit, priority string
	var w writeFlags
	cmd := &cobra.Command{
		Use:   "add --unit UNIT --category CATEGORY --title TITLE --as EMAIL",
		Short: "Raise a ticket for a unit",
		Long: `Add raises a ticket and writes its ID. The account of --as is who asks for it.
--description - reads the description from standard input.`,
		Example: `  society360 tickets add --unit A-101 --category Plumbing --title 'Tap drips' --as vijay@greenpark.example`,
		Args:    a.takes(),
	}
	cmd.RunE = checked(a.does(a.withStore(func(ctx context.Context, store *data.Store, actor data.Actor, _ []string) error {
		found, err := store.UnitByLabel(ctx, actor, unit)
		if err != nil {
			return err
		}
		if n.Description, err = a.orInput(n.Description); err != nil {
			return err
		}
		n.UnitID, n.Priority = found.ID, data.Priority(priority)
		ticket, err := store.RaiseTicket(ctx, actor, w.key(), n)
		if err != nil {
			return w.failed(err)
		}
		if w.json {
			return writeOne(ctx, a, store, ticketColumns(), ticket)
		}
		fmt.Fprintf(a.out, "Raised ticket %s for %s: %s\n", ticket.ID, ticket.Unit, ticket.Title)
		return nil
	})), w.check)
	flags := cmd.Flags()
	flags.StringVar(&unit, "unit", "", "the unit, such as A-101")
	flags.StringVar(&n.Category, "category", "", "Plumbing, Electrical, Cleaning or other words")
	flags.StringVar(&n.Title, "title", "", "what is wrong, in a few words")
	flags.StringVar(&n.Description, "description", "", "more about it; - reads standard input")
	choose(cmd, &priority, "priority", "how urgent it is (default medium)", words(data.Priorities()...)...)
	mayBeBlank(cmd, "category", "title", "description")
	a.writes(cmd, &w)
	a.needs(cmd, "unit", "category", "title")
	return cmd
}
