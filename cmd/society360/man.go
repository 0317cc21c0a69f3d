package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"
)

// manCommand writes the manual of the whole command line, for a package.
func (a *app) manCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "man FOLDER",
		Short: "Write the manual page of every command",
		Long: `Man writes a page for each command, in section 1 of the manual, into a folder that
it makes: man ./FOLDER/society360.1 shows the first. A package has them already.`,
		Args: a.takes("the folder to write into"),
	}
	cmd.RunE = a.does(func(_ context.Context, args []string) error {
		pages, err := writeManual(cmd.Root(), args[0], a.builtAt())
		if err != nil {
			return fail(err, "The manual cannot be written into %s: name a folder of yours.", args[0])
		}
		fmt.Fprintf(a.out, "%s written to %s.\n", count(pages, "page was", "pages were"), args[0])
		return nil
	})
	return cmd
}

// builtAt is the day that the pages carry: that of the sources where a build says it
// (SOURCE_DATE_EPOCH, in seconds since 1970), else today.
func (a *app) builtAt() time.Time {
	if at, err := strconv.ParseInt(a.getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(at, 0).UTC()
	}
	return a.clock()
}

// writeManual writes the pages of a command and of those under it, and says how many.
func writeManual(cmd *cobra.Command, folder string, day time.Time) (pages int, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // anybody may read a manual
		return 0, err
	}
	for _, sub := range cmd.Commands() {
		if !sub.IsAvailableCommand() {
			continue
		}
		n, err := writeManual(sub, folder, day)
		if err != nil {
			return pages, err
		}
		pages += n
	}
	file := filepath.Join(folder, manName(cmd)+".1")
	if err := os.WriteFile(file, []byte(manPage(cmd, day)), 0o644); err != nil { //nolint:gosec // the same
		return pages, fmt.Errorf("writing %s: %w", file, err)
	}
	return pages + 1, nil
}
