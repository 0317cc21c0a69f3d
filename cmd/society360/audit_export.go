package main

import (
	"context"
	"io"
	"time"

	"github.com/civoranexus/society360/data/sheet"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) auditExport() *cobra.Command {
	var of auditFlags
	format := string(trail.CSV)
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: "Write what a filter shows to a new file; the trail records it",
		Long: `Export writes the rows that audit list shows with the same flags to a new file,
or to standard output if FILE is -. The trail records the export with its filter
and its number of rows. The file is written whole or not at all.`,
		Example: `  society360 audit export november.csv --from 2026-11-01 --to 2026-11-30 --as admin@demo.example
  society360 audit export - --format jsonl --action PAYMENT | jq .action`,
		Args: a.takes("the file to write, or - for standard output"),
	}
	of.add(a, cmd)
	choose(cmd, &format, "format", "what is written", string(trail.CSV), string(trail.JSONLines))
	a.actsAs(cmd)
	return a.runs(cmd, func(ctx context.Context, c call) error {
		ctx, end := a.elsewhere(ctx, c)
		defer end()
		filter, err := of.filter(ctx, c)
		if err != nil {
			return err
		}
		name := c.args[0]
		if trail.Format(format) == trail.CSV && name != "-" {
			name += ".csv" // whatever it is called, a spreadsheet opens it
		}
		return a.exportTo(c.args[0], sheet.File(name, func(w io.Writer) error {
			said := time.Now()
			rows, err := c.society.Trail.Export(ctx, c.actor, uuid.Must(uuid.NewV7()), filter, trail.Format(format), w, func(rows int) {
				if now := time.Now(); now.Sub(said) >= sayEvery {
					said = now
					a.say("%d rows ...", rows)
				}
			})
			if err == nil && c.args[0] != "-" {
				a.say("Wrote %d rows to %s.", rows, c.args[0])
			}
			return err
		}))
	})
}

// sayEvery is how often a long export says how far it is.
const sayEvery = 2 * time.Second
