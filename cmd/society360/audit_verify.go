package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data/seal"
	"github.com/civoranexus/society360/data/sheet"
	"github.com/civoranexus/society360/data/value"
)

// verifying is what a verification was told.
type verifying struct {
	sealing

	since, key, heads, row, proof string
	// removed says that the proof may have what was removed of a person.
	removed bool
}

func (a *app) auditVerify() *cobra.Command {
	var v verifying
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Hold the audit trail against the heads that were signed of it",
		Long: `Verify reads every row of the trail, archived ones too, and holds it against what was
sealed. It rests on the folder of the seal, which lies outside of the database: its key's
public half, the heads that were signed, and the hash of each row. The first row that was
changed, removed or put in is named, and the command ends with status 1. A row is sealed
within half a minute; what came since the newest head is told as waiting.

Without a folder the database's own copy of the heads serves, and that is said: who may
change everything in the database may have changed them too. --key trusts one public key
alone, such as one that was noted elsewhere, and those that it handed over to.

--heads holds the trail against heads that were kept elsewhere, such as by another society
(audit heads) or with serve --seal-to: whoever rewrote the database together with the folder,
its heads and its key, has not rewritten those. Without --key the first of them says its own.

--since reads only the rows behind a head: its number of rows, or a file with it. --row with
--proof writes a file by which anybody proves that one row stands in the trail (audit
check-proof). The file has the row as it was sealed: where something of it was removed since
(residents remove), it is written with --with-removed alone.`,
		Example: `  society360 audit verify --private
  society360 audit verify --since 120400
  society360 audit verify --heads /mnt/office/society.heads --key society.pub
  society360 audit verify --row 0193a7c2-5d1e-7c3a-9f00-2b1c7d9e4a55 --proof row.proof`,
	}
	a.sealFlag(cmd, &v.sealing)
	flags := cmd.Flags()
	flags.StringVar(&v.since, "since", "", "only rows behind this head: its number of rows, or a file that has it")
	flags.StringVar(&v.key, "key", "", "the public key to trust, or a file that has it (default those of the folder)")
	flags.StringVar(&v.heads, "heads", "", "heads that were kept elsewhere, a file, in place of those of the folder")
	flags.StringVar(&v.row, "row", "", "the row to prove, by its ID")
	flags.StringVar(&v.proof, "proof", "", "the file to write its proof to, or - for standard output")
	flags.BoolVar(&v.removed, "with-removed", false, "write the proof though the row names somebody who was removed")
	either(cmd, "row", "since")
	either(cmd, "row", "heads")
	a.readsAs(cmd)
	a.check(cmd, func() error {
		if (v.row == "") != (v.proof == "") {
			return usage("--row and --proof are given together")
		}
		if _, err := uuid.Parse(v.row); v.row != "" && err != nil {
			return usage("--row needs a UUID, as audit list --json has it under id")
		}
		if v.key != "" {
			if _, err := trusted(v.key); err != nil {
				return usage("--key: %s", sentence(err, time.UTC))
			}
		}
		return nil
	})
	return a.runs(cmd, func(ctx context.Context, c call) error {
		folder, err := a.openSeal(v.sealing, c.folder)
		if err != nil {
			return err
		}
		if folder != nil {
			defer folder.Close()
		}
		if v.row != "" {
			return a.prove(ctx, c, folder, v)
		}
		return a.verify(ctx, c, folder, v)
	})
}

// trusted are the public keys in a text, or in the file that it names.
func trusted(key string) (*seal.Keys, error) {
	if content, err := os.ReadFile(key); err == nil {
		key = string(content)
	}
	return seal.KeysOf(strings.Fields(key)...)
}

// prove writes the proof of a row.
func (a *app) prove(ctx context.Context, c call, folder *seal.Folder, v verifying) error {
	if folder == nil {
		return fail(nil, "A proof needs the folder of the seal: name it with --seal.")
	}
	masked, err := c.society.Trail.Masked(ctx, c.actor, uuid.MustParse(v.row))
	if err == nil && masked && !v.removed {
		err = fail(nil, "This row names somebody who was removed since, and a proof has it as it was sealed: to write it all the same, add --with-removed.")
	}
	if err != nil {
		return err
	}
	p, err := c.society.Seal.Prove(ctx, c.actor, folder, uuid.MustParse(v.row))
	if err != nil {
		return err
	}
	return a.exportTo(v.proof, sheet.File(v.proof, func(w io.Writer) error {
		lines := json.NewEncoder(w)
		lines.SetIndent("", "  ")
		if err := lines.Encode(p); err != nil {
			return err
		}
		if v.proof != "-" {
			fmt.Fprintf(a.out, "Wrote the proof of row %d to %s: society360 audit check-proof %s --key %s\n", p.Leaf+1, v.proof, shellWord(v.proof), folder.Keys()[0])
		}
		return nil
	}))
}

// verify holds the trail against its heads.
func (a *app) verify(ctx context.Context, c call, folder *seal.Folder, v verifying) error {
	check := seal.Check{Folder: folder}
	var err error
	if v.key != "" {
		if check.Keys, err = trusted(v.key); err != nil {
			return err
		}
	}
	if v.heads != "" {
		if check.Kept, err = os.ReadFile(v.heads); err != nil {
			return fail(err, "The heads in %s cannot be read.", v.heads)
		}
	}
	if check.Since, err = sinceHead(v.since); err != nil {
		return err
	}
	if tell := a.progress("rows"); tell != nil {
		check.Progress = func(done, total uint64) { tell(int(min(done, total)), int(total)) } //nolint:gosec // far below 2^63
	}
	began := time.Now()
	verdict, err := c.society.Seal.Verify(ctx, c.actor, check)
	if err != nil {
		return err
	}
	a.tellVerdict(verdict, time.Since(began))
	if err := c.society.Seal.Keep(ctx, verdict); err != nil {
		return err
	}
	if verdict.Sound() {
		return nil
	}
	return fail(nil, "The trail is not as it was sealed: %s.", verdict.First[0].In(c.zone))
}

// sinceHead is the size of a head that is named by it or by a file.
func sinceHead(since string) (uint64, error) {
	if since == "" {
		return 0, nil
	}
	if n, err := strconv.ParseUint(since, 10, 63); err == nil {
		return n, nil
	}
	content, err := os.ReadFile(since)
	if err != nil {
		return 0, fail(err, "--since is no number of rows, and there is no file %s.", value.Clean(since))
	}
	size, err := seal.SizeOf(string(content))
	if err != nil {
		return 0, err
	}
	return size, nil
}

// tellVerdict says what a verification found.
func (a *app) tellVerdict(v seal.Verdict, took time.Duration) {
	zone := a.zone
	fmt.Fprintf(a.out, "%s held against their seal in %s, to the head of %s.\n", count(int(v.Rows), "row was", "rows were"), seconds(took), v.Head.At.In(zone).Format("2 Jan 2006 15:04:05")) //nolint:gosec // far below 2^63
	if !v.Outside {
		fmt.Fprintln(a.out, "There are no heads here from outside of the database, only its own copy: whoever may change all of it may have changed them too.")
	}
	if v.Before > 0 {
		fmt.Fprintf(a.out, "Of the rows sealed %s there before sealing began: nothing proves how those stood until then.\n", count(int(v.Before), "was", "were")) //nolint:gosec // far below 2^63
	}
	if v.Stage != seal.StageDone {
		fmt.Fprintln(a.out, "Older rows are still being sealed.")
	}
	if v.Waiting > 0 {
		fmt.Fprintf(a.out, "%s sealed yet.\n", count(v.Waiting, "row is not", "rows are not"))
	}
	if v.Unseen > 0 {
		fmt.Fprintf(a.out, "%s put in behind the seal and sealed later, by an admin's word (SEAL_CONTINUED).\n", count(int(v.Unseen), "row was", "rows were")) //nolint:gosec // far below 2^63
	}
	if v.FirstDated != nil {
		said := v.FirstDated.In(zone)
		fmt.Fprintf(a.out, "%s later than they say, as programs other than the desk may write them. The first: %s.\n", count(v.Dated, "row came", "rows came"), value.Clean(said))
	}
	if v.Abandoned > 0 {
		fmt.Fprintf(a.out, "%s given up, as by a restore (SEAL_CONTINUED).\n", count(int(v.Abandoned), "sealed row was", "sealed rows were")) //nolint:gosec // far below 2^63
	}
	for _, c := range v.Keys {
		if c.Lost {
			a.tellAnew(c, zone)
			continue
		}
		fmt.Fprintf(a.out, "The key of the seal was changed on %s behind row %d, signed over by the one before.\n", c.At.In(zone).Format("2 Jan 2006 15:04:05"), c.Rows)
	}
	for _, f := range v.First {
		said := f.In(zone)
		fmt.Fprintf(a.out, "%s%s.\n", strings.ToUpper(said[:1]), value.Clean(said[1:]))
		if n := v.Count[f.Wrong]; n > 1 {
			fmt.Fprintf(a.out, "%d rows in all were %s.\n", n, f.Wrong)
		}
	}
	if v.Sound() {
		fmt.Fprintln(a.out, "Nothing was changed, removed or put in.")
	}
}

// tellAnew says that a key was begun anew.
func (a *app) tellAnew(c seal.KeyChange, zone *time.Location) {
	stand := "are signed with " + c.Old + ", which vouches for none behind it"
	if c.Old == "" {
		stand = "were taken from the database by its word: nothing proves how they stood until then"
	}
	fmt.Fprintf(a.out, "The key of the seal was lost, and begun anew on %s: rows 1 to %d %s.\n", c.At.In(zone).Format("2 Jan 2006 15:04:05 MST"), c.Rows, stand)
}

func (a *app) auditCheckProof() *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use:   "check-proof FILE",
		Short: "Check the proof of a row of an audit trail, without a database",
		Long: `Check-proof tells whether a row stands in a trail that was signed with a key: whoever
was given the file and, by another way, the public key needs neither the society's database
nor its word. It shows the row as it was sealed, and ends with status 1 where the file proves
nothing.`,
		Example: `  society360 audit check-proof row.proof --key society.pub`,
		Args:    a.takes("the file with the proof, or - for standard input"),
	}
	cmd.Flags().StringVar(&key, "key", "", "the public key that is trusted, as audit key shows it, or a file that has it; several where one was lost")
	needs(cmd, "key")
	cmd.RunE = a.does(func(_ context.Context, args []string) error { return a.checkProof(args[0], key) })
	return cmd
}

func (a *app) checkProof(path, key string) error {
	keys, err := trusted(key)
	if err != nil {
		return err
	}
	from := a.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return fail(err, "The proof %s cannot be read.", path)
		}
		defer func() { _ = f.Close() }() // only read
		from = f
	}
	p, err := seal.ReadProof(from)
	if err != nil {
		return err
	}
	proved, err := p.Check(keys)
	if err != nil {
		return err
	}
	for _, head := range proved.Heads {
		fmt.Fprintf(a.out, "Row %d stands in the trail of the society %s, as it was signed on %s over %d rows.\n", p.Leaf+1, head.Society, head.At.Format("2 Jan 2006 15:04:05 UTC"), head.Size)
	}
	for _, anew := range proved.Anew {
		a.tellAnew(seal.KeyChange{At: anew.At, Rows: anew.Anew, Lost: true, Old: anew.OldKey}, time.UTC)
	}
	if len(proved.Anew) == 0 && len(p.Lost) > 0 {
		fmt.Fprintln(a.out, "The trail has newer heads, signed with a key that was begun anew when this one was lost: whoever trusts that one as well gives both with --key.")
	}
	for _, f := range proved.Row.Shown() {
		fmt.Fprintf(a.out, "%-14s %s\n", f[0], value.Clean(f[1]))
	}
	return nil
}

func (a *app) auditGoOn() *cobra.Command {
	var s sealing
	var reason string
	cmd := &cobra.Command{
		Use:   "go-on",
		Short: "Go on with a seal that stands still, as behind a restore",
		Long: `Go-on is an admin's word that the trail is as it should be though it is not as it was
sealed: the database was restored to a moment before the newest head, or rows were put into
the trail behind the seal that belong there. The heads of what is not there any more are
given up, and such rows are sealed as put in later; both stands in the trail with the reason
and in the next head, for ever. What was changed or removed cannot be gone on with.`,
		Example: `  society360 audit go-on --as admin@demo.example --reason "restored to Monday 18:00 after the disk failed"`,
	}
	a.sealFlag(cmd, &s)
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the trail")
	needs(cmd, "reason")
	a.actsAs(cmd)
	return a.runs(cmd, func(ctx context.Context, c call) error {
		folder, err := a.openSeal(s, c.folder)
		if err != nil {
			return err
		}
		if folder == nil {
			return fail(nil, "Going on needs the folder of the seal: name it with --seal.")
		}
		defer folder.Close()
		head, err := c.society.Seal.GoOn(ctx, c.actor, folder, uuid.New(), reason)
		if err == nil {
			fmt.Fprintf(a.out, "The seal goes on: %d rows are sealed.\n", head.Size)
		}
		return err
	})
}
