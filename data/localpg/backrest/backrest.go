// Package backrest has pgBackRest back a private Postgres up: whole backups and what
// changed since, each with its checksums, and the log of every change as it is written,
// so that the database can be had as it was at any moment since the oldest backup.
//
// It drives the program and speaks no SQL. Where the backups lie is all that a restore
// needs: the society's own folder may be gone.
package backrest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/civoranexus/society360/data/localpg"
)

const (
	// Program is the name of pgBackRest's program and of its package.
	Program = "pgbackrest"
	// stanza is what pgBackRest calls a server's backups; a folder of backups has one.
	stanza = "society360"
	// keptDays is for how many days the database can be had as it was.
	keptDays = 30
	// configName is pgBackRest's configuration, beside the server's data.
	configName = "pgbackrest.conf"
	// aboutName tells in a folder of backups what a restore must know beforehand.
	aboutName = "society360.json"
)

// Postgres is a data folder whose private Postgres is backed up, or is to be.
type Postgres struct {
	folder *localpg.Folder
	// repository is the folder of the backups, empty where there is none yet.
	repository string
	tool       string
}

// About is what a folder of backups tells of itself.
type About struct {
	// Zone is the society's, in which moments are named.
	Zone string `json:"zone"`
	// Database is the folder of the society.
	Database string `json:"database"`
	// Program is the version that made the last backup.
	Program string `json:"program"`
}

// Of is the Postgres of a data folder, as Enable left it. A machine without pgBackRest
// is an *localpg.Error that says how to install it.
func Of(folder *localpg.Folder) (*Postgres, error) {
	p := &Postgres{folder: folder, tool: folder.Program(Program)}
	if p.tool == "" {
		return nil, &Missing{Command: folder.Installs(Program)}
	}
	repository, err := repositoryOf(folder)
	p.repository = repository
	return p, err
}

// Repository is the folder of the backups, empty where there is none yet.
func (p *Postgres) Repository() string { return p.repository }

// Missing is a machine without pgBackRest.
type Missing struct {
	// Command installs it.
	Command string
}

func (m *Missing) Error() string {
	return fmt.Sprintf(missing, m.Command)
}

// Sentence returns what may be shown.
func (m *Missing) Sentence() (format string, args []any) { return missing, []any{m.Command} }

const missing = "There is no pgBackRest on this machine, which makes the backups: install it with %q."

// Enabled reports whether a data folder's Postgres is backed up, and where.
func Enabled(folder *localpg.Folder) (repository string, enabled bool, err error) {
	if _, err := os.Stat(folder.File(localpg.BackupSettings)); errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	repository, err = repositoryOf(folder)
	return repository, repository != "" && err == nil, err
}

var repositoryLine = regexp.MustCompile(`(?m)^repo1-path=(.*)$`)

func repositoryOf(folder *localpg.Folder) (string, error) {
	text, err := os.ReadFile(folder.File(configName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", failed(err, "%s cannot be read.", folder.File(configName))
	}
	found := repositoryLine.FindSubmatch(text)
	if found == nil {
		return "", failed(nil, "%s does not say where the backups are: run society360 backup enable again.", folder.File(configName))
	}
	return string(found[1]), nil
}

// configuration is what pgBackRest is told of a server and of its backups; what it needs
// besides (its locks) lies beside the server's data, where no other account's is in the way.
func configuration(folder *localpg.Folder, repository, cluster, socket, port string) string {
	lines := []string{
		"# Written by society360 at every backup.",
		"[global]",
		"repo1-path=" + repository,
		"repo1-retention-full-type=time",
		fmt.Sprintf("repo1-retention-full=%d", keptDays),
		"compress-type=gz",
		"compress-level=3",
		"process-max=2",
		"start-fast=y",
		"lock-path=" + folder.File("pgbackrest.lock"),
		"spool-path=" + folder.File("pgbackrest.spool"),
		"log-level-file=off",
		"log-level-stderr=off",
		"",
		"[" + stanza + "]",
		"pg1-path=" + cluster,
		"pg1-user=postgres",
	}
	if socket != "" {
		lines = append(lines, "pg1-socket-path="+socket, "pg1-port="+port)
	}
	return strings.Join(lines, "\n") + "\n"
}

// archiving is how the server hands over the log of changes: what is full at once, and
// what is not after a minute.
func (p *Postgres) archiving() string {
	command := shell(p.tool) + " --config=" + shell(p.folder.File(configName)) + " --stanza=" + stanza + ` archive-push "%p"`
	return strings.Join([]string{
		"# Written by society360 backup enable.",
		"archive_mode = on",
		"archive_timeout = 60",
		"archive_command = " + localpg.Quote(command),
	}, "\n") + "\n"
}

// shell is a path as a word of archive_command, in which % is not itself.
func shell(path string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(path, "%", "%%"), "'", `'\''`) + "'"
}

// run runs a command of pgBackRest's by the configuration of a name beside the server's
// data. line is given each line that it writes.
func (p *Postgres) run(ctx context.Context, config string, line func(string), command string, args ...string) error {
	args = append([]string{"--config=" + p.folder.File(config), "--stanza=" + stanza, command}, args...)
	var why string
	err := p.folder.Run(ctx, func(text string) {
		if found := errorLine.FindStringSubmatch(text); found != nil && why == "" {
			why = found[1]
		}
		line(text)
	}, p.tool, args...)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return &commandError{says: why, cause: err}
}

var errorLine = regexp.MustCompile(`ERROR: \[\d+\]: (.*)$`)

// commandError is a failure of pgBackRest's, with what it said first.
type commandError struct {
	says  string
	cause error
}

func (e *commandError) Error() string {
	if e.says == "" {
		return e.cause.Error()
	}
	return e.says
}

func (e *commandError) Unwrap() error { return e.cause }

func failed(cause error, format string, args ...any) *localpg.Error {
	return &localpg.Error{Kind: localpg.Failed, Format: format, Args: args, Cause: cause}
}

// failedAs is failed with what pgBackRest said at the end of the sentence.
func failedAs(ctx context.Context, cause error, what string, args ...any) error {
	if ctx.Err() != nil {
		return cause
	}
	return failed(cause, what+": %s", append(args, cause.Error())...)
}

// ReadAbout reads what a folder of backups tells of itself. ok is false where the folder
// is none of pgBackRest's.
func ReadAbout(repository string) (about About, ok bool, err error) {
	text, err := os.ReadFile(filepath.Join(repository, aboutName))
	if errors.Is(err, fs.ErrNotExist) {
		return about, false, nil
	}
	if err != nil {
		return about, false, failed(err, "The backups in %s cannot be read.", repository)
	}
	if err := json.Unmarshal(text, &about); err != nil {
		return about, false, failed(err, "%s does not say whose backups these are.", filepath.Join(repository, aboutName))
	}
	return about, true, nil
}

// tell writes what the folder of backups tells of itself.
func (p *Postgres) tell(about About) error {
	text, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return err
	}
	if err := p.folder.WriteTo(filepath.Join(p.repository, aboutName), string(text)+"\n"); err != nil {
		return failed(err, "The folder of backups %s cannot be written to.", p.repository)
	}
	return nil
}
