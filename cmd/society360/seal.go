package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/schedule"
	"github.com/civoranexus/society360/data/seal"
)

const (
	// sealFolderName is the variable of the folder of the trail's seal.
	sealFolderName = "SOCIETY360_SEAL_DIR"
	// sealToName and sealCommandName are those of where its heads are shipped to.
	sealToName      = "SOCIETY360_SEAL_TO"
	sealCommandName = "SOCIETY360_SEAL_COMMAND"
	// ownSeal is the folder in that of a private database.
	ownSeal = "seal"
	// sealingTurn is the turn (desks.Alone) of whoever seals.
	sealingTurn = "sealing"
)

// sealing is where the seal of the trail lies, and where its heads are shipped to.
type sealing struct {
	folder string
	to     seal.Places
}

// sealFlag gives a command the flag of the seal's folder.
func (a *app) sealFlag(cmd *cobra.Command, s *sealing) {
	cmd.Flags().StringVar(&s.folder, "seal", "", "the folder of the trail's seal, with its key and heads (default "+sealFolderName+", or that of the private database)")
}

// sealFlags gives a server the flags of the seal.
func (a *app) sealFlags(cmd *cobra.Command, s *sealing) {
	a.sealFlag(cmd, s)
	cmd.Flags().StringVar(&s.to.File, "seal-to", "", "a file, best on another machine, that the seal's heads are added to (default "+sealToName+")")
	cmd.Flags().StringVar(&s.to.Command, "seal-command", "", "a command that is given new heads on its standard input (default "+sealCommandName+")")
}

// at is the folder of the seal for a database, and where heads go; the folder is empty
// where nobody named one.
func (s sealing) at(a *app, folder string) sealing {
	for _, part := range []struct {
		value *string
		name  string
	}{{&s.folder, sealFolderName}, {&s.to.File, sealToName}, {&s.to.Command, sealCommandName}} {
		if *part.value == "" {
			*part.value = a.getenv(part.name)
		}
	}
	if s.folder == "" && folder != "" {
		s.folder = filepath.Join(folder, ownSeal)
	}
	return s
}

// openSeal opens the folder of the seal that a command was told of, where there is one.
func (a *app) openSeal(s sealing, folder string) (*seal.Folder, error) {
	s = s.at(a, folder)
	if s.folder == "" {
		return nil, nil //nolint:nilnil // there may be none
	}
	if _, err := os.Stat(s.folder); err != nil {
		if folder != "" && s.folder == filepath.Join(folder, ownSeal) {
			return nil, nil //nolint:nilnil // a private database that was never served
		}
		return nil, fail(err, "There is no seal of a trail in %s.", s.folder)
	}
	return seal.OpenFolder(s.folder)
}

// startSealing seals the trail in the background until stop is called.
func (a *app) startSealing(ctx context.Context, db database, society *data.Society, s sealing) (stop func(), err error) {
	s = s.at(a, db.folder)
	if s.folder == "" {
		a.log.InfoContext(ctx, "the trail is not sealed: --seal or "+sealFolderName+" names a folder for its key and heads")
		return func() {}, nil
	}
	folder, err := seal.OpenFolder(s.folder)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		society.Seal.Sealer(folder, a.log).Serve(ctx, s.to, func(ctx context.Context, work func(context.Context) error) (bool, error) {
			return desks.Alone(ctx, society.Desks, db.Config, sealingTurn, work)
		})
	}()
	return func() { cancel(); <-done; folder.Close() }, nil
}

// sealBeside seals the trail beside a desk on this terminal: at a society that is never
// served, nobody else does. A folder that cannot be used keeps nobody from the desk.
func (a *app) sealBeside(ctx context.Context, db database, society *data.Society) (stop func()) {
	stop, err := a.startSealing(ctx, db, society, sealing{})
	if err != nil {
		a.log.WarnContext(ctx, "the trail is not sealed from here", "error", err)
		return func() {}
	}
	return stop
}

// scheduledSeal is what the schedule does of the seal: it seals what waits, looks for rows
// that came around the sealer, and holds all rows against the heads; nil where there is no
// folder.
func (a *app) scheduledSeal(c call) func(ctx context.Context) (schedule.SealDone, error) {
	s := sealing{}.at(a, c.folder)
	if s.folder == "" {
		return nil
	}
	return func(ctx context.Context) (done schedule.SealDone, err error) {
		folder, err := seal.OpenFolder(s.folder)
		if err != nil {
			return done, err
		}
		defer folder.Close()
		z := c.society.Seal.Sealer(folder, a.log)
		if done.Rows, done.Unseen, err = z.All(ctx); err != nil {
			return done, err
		}
		if err := z.Ship(ctx, s.to); err != nil {
			return done, err
		}
		if done.Verdict, err = c.society.Seal.Verify(ctx, c.actor, seal.Check{Folder: folder}); err != nil {
			return done, err
		}
		return done, c.society.Seal.Keep(ctx, done.Verdict)
	}
}
