package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/sheet"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) residentsExport() *cobra.Command {
	var person string
	cmd := &cobra.Command{
		Use:   "export FOLDER --person PERSON --as ADMIN",
		Short: "Write what the society holds about one person to a new folder",
		Long: `Export writes what the register holds about one person, who may have left or be deleted, to
a new folder that only you can read: account, homes, visits, tickets, bills, payments, notices
that were read, sign-ins, and the rows of the audit trail by them and about them. The folder
is there whole or not at all, and the trail says who took it. Of visits it has those that
they announced or gave their word for, and those of a visitor with their phone.`,
		Example: `  society360 residents export meera --person meera@example.com --as asha@greenpark.example
  society360 residents export meera --person '98200 55123' --as asha@greenpark.example`,
		Args: a.takes("the folder to make"),
	}
	cmd.Flags().StringVar(&person, "person", "", "the e-mail of the account, its phone, or its user_id, which society360 residents --json lists")
	a.actsAs(cmd)
	needs(cmd, "person", "as")
	return a.runs(cmd, func(ctx context.Context, c call) error {
		user, err := personOf(ctx, c, person)
		if err != nil {
			return err
		}
		return a.exportFolder(c.args[0], func(folder string) error { return a.writePerson(ctx, c, user, folder) })
	})
}

// personOf is the account that an e-mail, an ID or a phone names, also a deleted one. A
// phone is read as for a removal: most residents of a register have nothing else.
func personOf(ctx context.Context, c call, person string) (accounts.User, error) {
	if id, err := uuid.Parse(person); err == nil {
		user, _, err := c.society.Accounts.Get(ctx, c.actor, id)
		return user, err
	}
	if !strings.Contains(person, "@") {
		seen, err := c.society.Directory.Removal(ctx, c.actor, directory.Whom{Phone: person})
		switch {
		case err != nil:
			return accounts.User{}, err
		case seen.Account == nil:
			return accounts.User{}, fail(nil, "No account has the phone %s, but %s; see: society360 visitors --search '%s' --view history", value.Clean(person), count(seen.Visits, "visit", "visits"), value.Clean(person))
		}
		user, _, err := c.society.Accounts.Get(ctx, c.actor, *seen.Account)
		return user, err
	}
	user, err := c.society.Accounts.ByEmail(ctx, c.actor, person, false)
	if err != nil {
		if gone, wrong := c.society.Accounts.ByEmail(ctx, c.actor, person, true); wrong == nil {
			return gone, nil
		}
	}
	return user, err
}

// writePerson writes the files about a person into a folder.
func (a *app) writePerson(ctx context.Context, c call, user accounts.User, folder string) error {
	parts, err := c.society.Directory.Person(ctx, c.actor, uuid.New(), user.ID)
	if err != nil {
		return err
	}
	for _, part := range parts {
		name := part.Name + ".csv"
		err := writeFileIn(folder, name, sheet.File(name, func(w io.Writer) error {
			to := sheet.NewWriter(w)
			_ = to.Write(part.Columns...) // Flush reports the first error
			for _, row := range part.Rows {
				_ = to.Write(row...)
			}
			return to.Flush()
		}))
		if err != nil {
			return err
		}
	}
	for name, filter := range map[string]trail.Filter{
		"trail_by_them.csv": {Person: &user.ID}, "trail_about_them.csv": {Resource: "users", ResourceID: &user.ID, Whole: true},
	} {
		err := writeFileIn(folder, name, sheet.File(name, func(w io.Writer) error {
			_, err := c.society.Trail.Export(ctx, c.actor, uuid.Must(uuid.NewV7()), filter, trail.CSV, w, nil)
			return err
		}))
		if err != nil {
			return err
		}
	}
	return nil
}

// writeFileIn has write make a new file of a folder.
func writeFileIn(folder, name string, write func(io.Writer) error) error {
	path := filepath.Join(folder, name)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fail(err, "The file %s cannot be written.", path)
	}
	if err := write(f); err != nil {
		_ = f.Close()
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fail(err, "The file %s could not be written whole; is the disk full?", path)
	}
	return nil
}

// exportFolder has write fill a folder that is not there yet, and that only its maker can
// read: whole or not at all.
func (a *app) exportFolder(path string, write func(folder string) error) error {
	path = filepath.Clean(path)
	there := func() bool { _, err := os.Lstat(path); return !errors.Is(err, fs.ErrNotExist) }
	if there() {
		return fail(nil, "%s is there already; name another folder.", path)
	}
	aside, err := os.MkdirTemp(filepath.Dir(path), ".society360-*")
	if err != nil {
		return fail(err, "The folder %s cannot be made.", path)
	}
	defer func() { _ = os.RemoveAll(aside) }()
	if err := write(aside); err != nil {
		return err
	}
	if there() { // a rename would take the place of an empty one
		return fail(nil, "%s is there already; name another folder.", path)
	}
	if err := os.Rename(aside, path); err != nil {
		return fail(err, "The folder %s cannot be made.", path)
	}
	a.say("Wrote %s.", path)
	return nil
}
