package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/backup"
	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/data/localpg/backrest"
)

const (
	// rehearsalFolder is where a rehearsal restores, in the data folder.
	rehearsalFolder = "rehearsal"
	// markTime bounds how long the log of changes may take to the folder of the backups.
	markTime = 5 * time.Minute
)

// rehearse restores the society beside itself, up to a moment of now, and compares.
func (a *app) rehearse(ctx context.Context, c call) error {
	p, err := a.physical(c)
	if err != nil {
		return err
	}
	return a.alone(p, func() error {
		began := time.Now()
		done, err := a.rehearseOnce(ctx, c, p)
		if err != nil {
			return err
		}
		took := time.Since(began)
		fmt.Fprintf(a.out, "Rehearsed: the society of now was restored and taken down again in %s.\n", seconds(took))
		a.tellCensus(done.census)
		return c.society.Backups.Record(ctx, c.actor, uuid.New(), action.RestoreRehearsed, backup.Done{
			Folder: p.Repository(), Seconds: took.Seconds(), Counted: &done.census,
		})
	})
}

func (a *app) rehearseOnce(ctx context.Context, c call, p physical) (done restored, err error) {
	dir := filepath.Join(p.folder.Dir(), rehearsalFolder)
	if err := a.clearRehearsal(ctx, dir); err != nil {
		return done, err
	}
	defer func() {
		if removed := os.RemoveAll(dir); err == nil && removed != nil {
			err = fail(removed, "What the rehearsal restored could not be removed: %s.", removed)
		}
	}()
	before, err := backup.Count(ctx, c.config)
	if err != nil {
		return done, err
	}
	point := "society360 rehearsal " + time.Now().UTC().Format(time.RFC3339Nano)
	marking, cancel := context.WithTimeout(ctx, markTime)
	defer cancel()
	if err := backup.Mark(marking, c.private.URL("postgres", "postgres"), point); err != nil {
		return done, err
	}
	after, err := backup.Count(ctx, c.config)
	if err != nil {
		return done, err
	}
	if done, err = a.restoreInto(ctx, p.Repository(), dir, backrest.Target{Name: point}, ends{}); err != nil {
		return done, err
	}
	if differs := done.census.Differ(before, after); len(differs) > 0 {
		return done, fail(nil, "What was restored is not what stood in the database: %s.", strings.Join(differs, ", "))
	}
	return done, nil
}

// clearRehearsal removes what a rehearsal left that was killed, with its server. Nobody
// else is at one.
func (a *app) clearRehearsal(ctx context.Context, dir string) error {
	if !localpg.Missing(dir) {
		if server, err := localpg.Start(ctx, localpg.Options{Dir: dir, Log: a.log, Getenv: a.getenv}); err == nil {
			err = server.Stop(ctx)
			if err != nil {
				return err
			}
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		return fail(err, "%s cannot be removed, where a rehearsal restores.", dir)
	}
	return nil
}
