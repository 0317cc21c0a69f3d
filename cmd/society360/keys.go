package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/civoranexus/society360/data/accounts"

	"github.com/spf13/cobra"
)

// maxKeyLine is more than any public key's line holds, in bytes.
const maxKeyLine = 16 << 10

// changesKey has a command add or remove a key; said tells of the key's owner and
// its fingerprint.
func (a *app) changesKey(cmd *cobra.Command, said string, change func(ctx context.Context, c call) (accounts.SSHKey, error)) *cobra.Command {
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

// listsKeys has a command list keys; owner is the name of the column that says whose
// they are.
func (a *app) listsKeys(cmd *cobra.Command, owner string, read func(ctx context.Context, c call) ([]accounts.SSHKey, error)) *cobra.Command {
	columns := []column[accounts.SSHKey]{
		{name: "id", wide: true, value: func(k accounts.SSHKey) any { return k.ID.String() }},
		{name: owner, value: func(k accounts.SSHKey) any { return k.Owner }},
		// Whole: one takes a key away by it.
		{name: "fingerprint", value: func(k accounts.SSHKey) any { return prose(k.Fingerprint) }},
		{name: "comment", value: func(k accounts.SSHKey) any { return k.Comment }},
		{name: "last_used", value: func(k accounts.SSHKey) any { return k.LastUsedAt }, blank: "never"},
		{name: "created_at", wide: true, value: func(k accounts.SSHKey) any { return k.CreatedAt }},
	}
	if owner != "gate" {
		columns[1].contacts = "user_ssh_keys"
	} else {
		columns = slices.Insert(columns, 4, column[accounts.SSHKey]{name: "letters", value: func(k accounts.SSHKey) any { return k.Letters }})
	}
	listsAll(a, cmd, columns, func(ctx context.Context, c call) (pages[accounts.SSHKey], error) {
		keys, err := read(ctx, c)
		return inPages(keys), err
	})
	return cmd
}

// keyLine reads a public key from a file, or from standard input for "-".
func (a *app) keyLine(path string) (string, error) {
	line, err := a.given(path, maxKeyLine)
	return string(line), err
}
