package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/imports/opening"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// importList lists the openings.
func (a *app) importList() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List openings: rehearsed, taken in and taken back",
		Long: `List lists the openings, the latest first: their number, where they were taken in,
who rehearsed, signed, took in and took back, and their sums.`,
		Example: `  society360 import list
  society360 import list --json`,
	}
	return lists(a, cmd, openingColumns(), func(_ context.Context, c call) (pages[opening.Import], error) {
		return func(ctx context.Context, after *opening.Import, limit int) ([]opening.Import, bool, error) {
			page, err := c.society.Openings.List(ctx, c.actor, opening.Filter{After: behind(after, opening.Import.Cursor), Limit: limit})
			return page.Imports, page.More, err
		}, nil
	})
}

func openingColumns() []column[opening.Import] {
	type row = opening.Import
	return []column[row]{
		{name: "id", wide: true, value: func(i row) any { return i.ID.String() }},
		{name: "number", value: func(i row) any {
			if i.Number == nil {
				return nil
			}
			return *i.Number
		}},
		{name: "state", value: func(i row) any { return openingState(i) }},
		{name: "rehearsed_at", value: func(i row) any { return i.RehearsedAt }},
		{name: "rehearsed_by", wide: true, value: func(i row) any { return i.RehearsedBy }},
		{name: "files", value: func(i row) any { return strings.Join(i.Files, ", ") }},
		{name: "units", value: func(i row) any { return i.Report.Added.Units }},
		{name: "residents", wide: true, value: func(i row) any { return i.Report.Added.Residents }},
		{name: "payments", wide: true, value: func(i row) any { return i.Report.Added.Payments }},
		{name: "tickets", wide: true, value: func(i row) any { return i.Report.Added.Tickets }},
		{name: "dues", value: func(i row) any { return i.Report.Whole.Dues }},
		{name: "credits", value: func(i row) any { return i.Report.Whole.Credits }},
		{name: "paid", wide: true, value: func(i row) any { return i.Report.Whole.Paid }},
		{name: "signed_by", value: func(i row) any { return i.SignedBy }},
		{name: "committed_at", wide: true, value: func(i row) any { return i.CommittedAt }},
		{name: "committed_by", wide: true, value: func(i row) any { return i.CommittedBy }},
		{name: "taken_back_at", wide: true, value: func(i row) any { return i.TakenBackAt }},
		{name: "taken_back_by", wide: true, value: func(i row) any { return i.TakenBackBy }},
		{name: "reason", wide: true, value: func(i row) any { return i.Reason }},
	}
}

// openingState is how an opening stands, in a word.
func openingState(i opening.Import) string {
	switch {
	case i.TakenBackAt != nil:
		return "taken_back"
	case i.CommittedAt != nil:
		return "in_force"
	}
	return "rehearsed"
}

// importTakeBack takes an opening back whole.
func (a *app) importTakeBack() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "take-back NUMBER --reason REASON --as EMAIL",
		Short: "Take an opening back whole",
		Long: `Take-back takes back all that an opening made: blocks, units, residents, bills,
payments and tickets, while nothing has touched it. Where something has, nothing is
done, and what has touched it is listed. The reason stays in the audit trail.`,
		Example: `  society360 import take-back 1 --reason 'the sheet of last year' --as asha@greenpark.example`,
		Args: a.takesOne("the number of the import", func(arg string) error {
			if n, err := strconv.Atoi(arg); err != nil || n < 1 {
				return usage("%q is no number of an import; import list has them", arg)
			}
			return nil
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; it stays in the audit trail")
	needs(cmd, "reason")
	return writes(a, cmd, openingColumns(), func(ctx context.Context, c call, key uuid.UUID) ([]opening.Import, string, error) {
		number, _ := strconv.Atoi(c.args[0]) // it was checked
		back, err := c.society.Openings.TakeBack(ctx, c.actor, key, number, reason)
		var touched *opening.TouchedError
		if errors.As(err, &touched) {
			// A reader that has gone takes nothing back.
			_ = writeRows(ctx, a, forms{}, c, touchColumns(), touched.By)
		}
		return []opening.Import{back}, fmt.Sprintf("Took back import %d: %s.", number, openingCounts(back.Report.Added)), err
	})
}

func touchColumns() []column[opening.Touch] {
	return []column[opening.Touch]{
		{name: "of", value: func(t opening.Touch) any { return t.Kind }},
		{name: "touched_by", value: func(t opening.Touch) any { return t.By }},
		{name: "rows", value: func(t opening.Touch) any { return t.Count }},
		{name: "one_of_them", value: func(t opening.Touch) any { return prose(t.Name) }},
	}
}
