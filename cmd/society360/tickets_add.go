package main

import (
	"context"
	"fmt"

	"github.com/civoranexus/society360/data/tickets"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) ticketsAdd() *cobra.Command {
	var n tickets.Draft
	var unit, priority string
	cmd := &cobra.Command{
		Use:   "add --unit UNIT --category CATEGORY --title TITLE --as EMAIL",
		Short: "Raise a ticket for a unit",
		Long: `Add raises a ticket and writes its ID and its number. The account of --as is who asks for it.
--description - reads the description from standard input.`,
		Example: `  society360 tickets add --unit A-101 --category Plumbing --title 'Tap drips' --as vijay@greenpark.example`,
	}
	flags := cmd.Flags()
	flags.StringVar(&unit, "unit", "", "the unit, such as A-101")
	flags.StringVar(&n.Category, "category", "", "Plumbing, Electrical, Cleaning or other words")
	flags.StringVar(&n.Title, "title", "", "what is wrong, in a few words")
	flags.StringVar(&n.Description, "description", "", "more about it; - reads standard input")
	choose(cmd, &priority, "priority", "how urgent it is (default medium)", words(tickets.Priorities()...)...)
	mayBeBlank(cmd, "category", "title", "description")
	needs(cmd, "unit", "category", "title")
	return writes(a, cmd, ticketColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]tickets.Ticket, string, error) {
		found, err := c.society.Homes.UnitByLabel(ctx, c.actor, unit)
		if err != nil {
			return nil, "", err
		}
		if n.Description, err = a.orInput(n.Description); err != nil {
			return nil, "", err
		}
		n.UnitID, n.Priority = found.ID, tickets.Priority(priority)
		ticket, err := c.society.Tickets.Raise(ctx, c.actor, key, n)
		return []tickets.Ticket{ticket}, fmt.Sprintf("Raised ticket %s (%s) for %s: %s", ticket.ID, ticket.Called(), ticket.Unit, ticket.Title), err
	})
}
