package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/localpg"
)

const (
	// privateDatabase is the database's name on the private server.
	privateDatabase = "society360"
	// slowStart is how long the private server may take before the person who
	// waits is told.
	slowStart = 700 * time.Millisecond
	// stopTime bounds the stop of the private server.
	stopTime = 30 * time.Second
)

// database is where a command works.
type database struct {
	data.Config
	// folder is the private database's, empty where somebody named a database.
	folder string
	// private is its server, nil where somebody named a database.
	private *localpg.Server
	// release lets go of the private server, which stops with its last user.
	release func()
}

// place is the database that a command was told to work on.
type place struct {
	data.Config
	// folder is the private database's, empty where somebody named another.
	folder string
	// makes says that the private database may be made where there is none.
	makes bool
}

// String names the place in a sentence, without a password.
func (p place) String() string {
	if p.folder != "" {
		return "the private database in " + p.folder
	}
	return p.Where()
}

// locate finds the database that the flags or else the environment name. Where
// nothing names one, only a desk on a terminal may have the private one unasked:
// a script without its DATABASE_URL would do its work where nobody looks.
func (a *app) locate(unasked bool) (place, error) {
	if !a.private && a.dataDir == "" {
		cfg, err := data.ConfigFromEnv(a.getenv, a.databaseURL)
		switch {
		case err != nil:
			return place{}, err
		case cfg.Named():
			return place{Config: cfg}, nil
		case !unasked:
			return place{}, usage("%s needs a database: set DATABASE_URL or give --database-url, or --private for the private one of this machine, or --data-dir for that of another folder",
				strings.TrimPrefix(a.command, programName+" "))
		}
	}
	folder, err := a.folder(a.dataDir)
	if err != nil {
		return place{}, err
	}
	a.again = " --private"
	if a.dataDir != "" {
		a.again = " --data-dir " + shellWord(a.dataDir)
	}
	return place{folder: folder, makes: unasked}, nil
}

// calledName is the variable by which a command that runs this one with settings of its
// own, as a package's society360ctl does, is the one that people are told to type.
const calledName = "SOCIETY360_CALLED"

// typed is a command as one types it to work on the same database.
func (a *app) typed(command string) string {
	if called := a.getenv(calledName); called != "" {
		return called + " " + command
	}
	return programName + " " + command + a.again
}

// shellWord is a text as one word of a shell's command.
func shellWord(text string) string {
	if strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// open connects to nothing yet where somebody named a database, and starts the
// private one. A folder that was mistyped holds none, and gets none by a command
// that would find nothing in it.
func (a *app) open(ctx context.Context, at place) (database, error) {
	switch {
	case at.folder == "":
		return database{Config: at.Config, release: func() {}}, nil
	case !at.makes && localpg.Missing(at.folder) && !localpg.Missing(demoFolder(at.folder)):
		return database{}, fail(nil, "There is no private database in %[1]s but the demo's, which is in %[2]s: give --data-dir %[3]s for that one, or make one here: %[4]s.",
			at.folder, demoFolder(at.folder), shellWord(demoFolder(at.folder)), a.typed("init"))
	case !at.makes && localpg.Missing(at.folder):
		return database{}, fail(nil, "There is no private database in %s. Correct the folder, or make one: %s.", at.folder, a.typed("init"))
	}
	return a.openPrivate(ctx, at.folder)
}

// openPrivate starts the private server, or joins it, and readies its database.
func (a *app) openPrivate(ctx context.Context, dir string) (database, error) {
	slow := time.AfterFunc(slowStart, func() { a.say("Waiting for the private database in %s ...", dir) })
	defer slow.Stop()
	server, err := localpg.Start(ctx, localpg.Options{Dir: dir, Roles: setup.PrivateRoles(), Log: a.log, Getenv: a.getenv})
	if err != nil {
		return database{}, err
	}
	// A server that is killed under a desk comes back without anybody's doing.
	keep, unkeep := context.WithCancel(context.WithoutCancel(ctx))
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		server.Keep(keep)
	}()
	release := func() {
		unkeep()
		<-kept
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			a.log.WarnContext(ctx, "the private database may still be running", "folder", dir, "error", err)
		}
	}
	cfg, err := setup.Bootstrap(ctx, server.URL("postgres", "postgres"), privateDatabase)
	if err != nil {
		release()
		return database{}, err
	}
	return database{Config: cfg, folder: dir, private: server, release: release}, nil
}

// folder is the data folder, the platform's usual one where dir is empty.
func (a *app) folder(dir string) (string, error) {
	if dir == "" {
		var err error
		if dir, err = localpg.DefaultDir(a.getenv); err != nil {
			return "", err
		}
	}
	return filepath.Abs(dir)
}

// openSociety opens the society. Where that fails, or tables of this program are
// missing, it says what to run first.
func (a *app) openSociety(ctx context.Context, cfg data.Config) (*data.Society, error) {
	// Asked for at the same time, because a desk's start waits for both.
	behind := make(chan error, 1)
	go func() { behind <- a.checkMigrated(ctx, cfg) }()
	society, err := data.Open(ctx, cfg, a.log)
	if old := <-behind; old != nil {
		if errors.Is(err, data.ErrElsewhere) {
			return nil, err // there is no use in tables where nobody meant to look
		}
		if err == nil {
			society.Close()
		}
		return nil, old
	}
	return society, err
}

// checkMigrated says what to run where the database lacks a step. What cannot
// be found out is no reason to stop: the next statement tells.
func (a *app) checkMigrated(ctx context.Context, cfg data.Config) error {
	states, err := setup.MigrationStatus(ctx, cfg)
	var known *fault.Error
	if errors.Is(err, data.ErrPlanted) || errors.Is(err, data.ErrElsewhere) {
		return err
	}
	if err != nil {
		if !errors.As(err, &known) || known.Kind != fault.Unavailable {
			a.log.WarnContext(ctx, "the schema's version is not known", "error", err)
		}
		return nil
	}
	pending, ahead := 0, int64(0)
	for _, s := range states {
		if s.AppliedAt.IsZero() {
			pending++
		} else if s.Name == "" {
			ahead = s.Version
		}
	}
	switch pending {
	case 0:
		if ahead != 0 {
			return fail(nil, "The database is newer than this program: it has had step %d, which this program does not know. Use the release that made it, or a later one.", ahead)
		}
		return nil
	case len(states):
		return fail(nil, "The database has no tables yet: run %s. To look around first, run society360 demo.", a.typed("init"))
	}
	return fail(errOlder, "The database is older than this program: run %s.", a.typed("migrate up"))
}

// errOlder is the cause where the database lacks steps that this program knows.
const errOlder = fault.Sentence("the database lacks steps of this program's schema")

// actor is who does what a command does: the account that --as names, or the
// program itself.
func (a *app) actor(ctx context.Context, society *data.Society) (role.Actor, error) {
	program := a.program()
	switch cmd := a.names; {
	case cmd != nil && a.hasToken() && a.proof == (proof{}):
		return a.byToken(ctx, society, program.Origin, path(cmd))
	case a.as == "":
		return program, nil
	}
	return a.account(ctx, society, program.Origin, a.as)
}

// program is the program itself, run as a command on this machine.
func (a *app) program() role.Actor {
	program := role.Program()
	program.Origin.Operator = operator(a.getenv)
	return program
}
