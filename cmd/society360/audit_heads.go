package main

import (
	"context"
	"io"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data/sheet"
)

func (a *app) auditHeads() *cobra.Command {
	var of, to string
	cmd := &cobra.Command{
		Use:   "heads",
		Short: "Give back the heads of another society's trail that were kept in this one",
		Long: `Heads writes the signed heads of another society's trail that its server put here
(ssh ... put NAME.heads), for audit verify --heads there. The rows of the trail with them
(SEAL_HEADS_KEPT) say of which society they are, and who put them.`,
		Example: `  society360 audit heads --of 0193a7c2-5d1e-7c3a-9f00-2b1c7d9e4a55 --to their.heads`,
	}
	cmd.Flags().StringVar(&of, "of", "", "the other society, by the ID that its heads have")
	cmd.Flags().StringVar(&to, "to", "-", "the file to write, or - for standard output")
	needs(cmd, "of")
	a.readsAs(cmd)
	a.check(cmd, func() error {
		if _, err := uuid.Parse(of); err != nil {
			return usage("--of needs a UUID, as rows of SEAL_HEADS_KEPT have it")
		}
		return nil
	})
	return a.runs(cmd, func(ctx context.Context, c call) error {
		return a.exportTo(to, sheet.File(to, func(w io.Writer) error {
			return c.society.Seal.Kept(ctx, c.actor, uuid.MustParse(of), w)
		}))
	})
}
