package main

import (
	"context"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"

	"github.com/spf13/cobra"
)

// ticketsCommand lists tickets; its subcommands change them.
func (a *app) ticketsCommand() *cobra.Command {
	var view, status, category, unit, search string
	cmd := &cobra.Command{
		Use:   "tickets",
		Short: "List tickets, or raise one",
		Long: `Tickets lists what is to be done: what is over its target first, then the most urgent
and the oldest.
With --status, or with --view all or closed, it lists the newest first.`,
		Example: `  society360 tickets --view unassigned
  society360 tickets --status resolved --category plumbing --csv
  society360 tickets --view mine --as vijay@greenpark.example --json`,
	}
	choose(cmd, &view, "view", "one of the lists", "queue", "mine", "unassigned", "all", "closed")
	choose(cmd, &status, "status", "only tickets of this status", words(tickets.Open, tickets.InProgress, tickets.Resolved, tickets.Closed, tickets.Rejected)...)
	cmd.Flags().StringVar(&category, "category", "", "only tickets of this category, such as Plumbing")
	cmd.Flags().StringVar(&unit, "unit", "", "only tickets of this unit, such as A-101")
	cmd.Flags().StringVar(&search, "search", "", "part of a title, a unit, or a number such as 123 or #123")
	a.check(cmd, func() error {
		if view == "mine" && !a.isNamed() {
			return usage("--view mine needs --as EMAIL, whose tickets they are")
		}
		return nil
	})
	cmd.AddCommand(a.ticketsAdd())
	return lists(a, cmd, ticketColumns(), func(ctx context.Context, c call) (pages[tickets.Ticket], error) {
		filter := tickets.Filter{View: ticketView(view, status), Search: search}
		if status != "" {
			filter.Statuses = []tickets.Status{tickets.Status(status)}
		}
		var err error
		if filter.Category, err = c.category(ctx, category); err != nil {
			return nil, err
		}
		if filter.UnitID, err = c.unit(ctx, unit); err != nil {
			return nil, err
		}
		return func(ctx context.Context, after *tickets.Ticket, limit int) ([]tickets.Ticket, bool, error) {
			filter.After, filter.Limit = behind(after, tickets.Ticket.Cursor), limit
			page, err := c.society.Tickets.List(ctx, c.actor, filter)
			return page.Tickets, page.More, err
		}, nil
	})
}

// manyCategories is where the register stops naming those in use.
const manyCategories = 60

// category is the one of the tickets' categories that a text names, in any case or by
// its beginning; empty where there is no text. What no ticket has is refused with what
// there is.
func (c call) category(ctx context.Context, typed string) (string, error) {
	if typed == "" {
		return "", nil
	}
	known, err := c.society.Tickets.Categories(ctx, c.actor)
	if err != nil {
		return "", err
	}
	if name, ok := among(typed, known); ok {
		return name, nil
	}
	var begin []string
	for _, name := range known {
		if strings.HasPrefix(strings.ToLower(name), strings.ToLower(value.Clean(typed))) {
			begin = append(begin, name)
		}
	}
	switch {
	case len(begin) == 1:
		return begin[0], nil
	case len(begin) > 1:
		return "", fail(nil, "Several categories begin with %s; name one: %s.", value.Clean(typed), strings.Join(begin, ", "))
	case len(known) >= manyCategories:
		return typed, nil
	}
	return "", fail(nil, "--category %s finds nothing: the categories are %s.", value.Clean(typed), strings.Join(known, ", "))
}

func ticketView(name, status string) tickets.View {
	switch name {
	case "mine":
		return tickets.ViewMine
	case "unassigned":
		return tickets.ViewUnassigned
	case "closed":
		return tickets.ViewClosed
	case "queue":
		return tickets.ViewQueue
	}
	if name == "all" || status != "" {
		return tickets.ViewAll
	}
	return tickets.ViewQueue
}

// dated is a moment that goes by when a ticket was raised: nothing where nobody noted that.
func dated(t tickets.Ticket, at time.Time) any {
	if t.Undated {
		return nil
	}
	return at
}

func ticketColumns() []column[tickets.Ticket] {
	return []column[tickets.Ticket]{
		{name: "id", wide: true, value: func(t tickets.Ticket) any { return t.ID.String() }},
		{name: "number", value: func(t tickets.Ticket) any { return t.Number }},
		{name: "created_at", value: func(t tickets.Ticket) any { return dated(t, t.CreatedAt) }},
		{name: "unit", value: func(t tickets.Ticket) any { return t.Unit }},
		{name: "priority", value: func(t tickets.Ticket) any { return string(t.Priority) }},
		{name: "status", value: func(t tickets.Ticket) any { return string(t.Status) }},
		{name: "category", value: func(t tickets.Ticket) any { return t.Category }},
		{name: "title", value: func(t tickets.Ticket) any { return t.Title }},
		{name: "assignee", value: func(t tickets.Ticket) any { return t.Assignee }},
		{name: "target", value: func(t tickets.Ticket) any { return dated(t, t.Due) }},
		{name: "requester", wide: true, value: func(t tickets.Ticket) any { return t.Requester }},
		{name: "description", wide: true, value: func(t tickets.Ticket) any { return t.Description }},
		{name: "updated_at", wide: true, value: func(t tickets.Ticket) any { return t.UpdatedAt }},
		{name: "resolved_at", wide: true, value: func(t tickets.Ticket) any { return t.ResolvedAt }},
		{name: "archived", wide: true, value: func(t tickets.Ticket) any { return t.Archived }},
	}
}
