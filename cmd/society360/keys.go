package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
)

// maxKeyLine is more than any public key's line holds, in bytes.
const maxKeyLine = 16 << 10

// changesKey has a command add or remove a key; said tells of the key's owner and
// its fingerprint.
func (a *app) changesKey(cmd *cobra.Command, said string, change func(ctx context.Context, c call) (data.SSHKey, error)) *cobra.Command {
	a.actsAs(cmd)
	needs(cmd, "as")
	return a.runs(cmd, func(ctx context.Context, c call) error {
		key, err := change(ctx, c)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, said+"\n", key.Owner, key.Fingerprint)
		return nil
	})
}

// listsKeys has a command list keys; owner is the heading of the column that says
// whose they are.
func (a *app) listsKeys(cmd *cobra.Command, owner string, read func(ctx context.Context, c call) ([]data.SSHKey, error)) *cobra.Command {
	a.actsAs(cmd)
	needs(cmd, "as")
	return a.runs(cmd, func(ctx context.Context, c call) error {
		keys, err := read(ctx, c)
		if err != nil {
			return err
		}
		return a.printKeys(owner, keys)
	})
}

// keyLine reads a public key from a file, or from standard input for "-".
func (a *app) keyLine(path string) (string, error) {
	from := a.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return "", fail(err, "The key file %s cannot be read.", path)
		}
		defer func() { _ = f.Close() }()
		from = f
	}
	line, err := io.ReadAll(io.LimitReader(from, maxKeyLine))
	if err != nil {
		return "", fail(err, "The key file %s cannot be read.", path)
	}
	return string(line), nil
}

func (a *app) printKeys(owner string, keys []data.SSHKey) error {
	table := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s\tFINGERPRINT\tCOMMENT\tLAST USED\n", owner)
	for _, k := range keys {
		used := "never"
		if k.LastUsedAt != nil {
			used = k.LastUsedAt.UTC().Format("2006-01-02 15:04 UTC")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", data.Clean(k.Owner), k.Fingerprint, data.Clean(k.Comment), used)
	}
	return table.Flush()
}
