package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/spf13/cobra"
)

// maxLog is how large the desk's log may be before the next start sets it aside.
const maxLog = 1 << 20

// logSink is where log lines go: stderr at first, then a file, or nowhere while
// a desk has the screen.
type logSink struct {
	mu    sync.Mutex
	w     io.Writer
	file  *os.File
	level slog.LevelVar
	// least is the level that somebody chose, where fixed is set.
	least slog.Level
	fixed bool
}

// newLog logs warnings to stderr: what is worth a line there besides the error.
func newLog(stderr io.Writer) (*slog.Logger, *logSink) {
	s := &logSink{w: stderr}
	s.level.Set(slog.LevelWarn)
	return slog.New(slog.NewTextHandler(s, &slog.HandlerOptions{Level: &s.level})), s
}

// logFlags are how the log is written.
type logFlags struct{ level, format string }

// The forms of a log line.
const (
	textLog = "text"
	jsonLog = "json"
)

func (f *logFlags) add(cmd *cobra.Command) {
	f.format = textLog
	for _, flag := range []struct {
		to          *string
		name, usage string
		of          []string
	}{
		{&f.level, "log-level", "log this and what is worse, in place of warn, or info in a --log-file", []string{"debug", "info", "warn", "error"}},
		{&f.format, "log-format", "what a log line is", []string{textLog, jsonLog}},
	} {
		cmd.PersistentFlags().Var(choice{flag.to, flag.of}, flag.name, flag.usage+": "+strings.Join(flag.of, ", "))
		completes(cmd, flag.name, flag.of...)
	}
}

// shapeLog has the log be written as the flags say, before anything is.
func (a *app) shapeLog() {
	if a.logs.format == jsonLog {
		a.log = slog.New(slog.NewJSONHandler(a.sink, &slog.HandlerOptions{Level: &a.sink.level}))
	}
	if a.logs.level != "" {
		_ = a.sink.least.UnmarshalText([]byte(a.logs.level)) // it is one of the flag's words
		a.sink.fixed = true
		a.sink.level.Set(a.sink.least)
	}
}

// signInRefused is the log's line of a sign-in that failed, of the SSH server's as well.
const signInRefused = "sign-in refused"

// refusedSignIn logs a sign-in at the login screen that failed, as the SSH server logs
// those before it. The name may be a password, typed where a name was asked.
func (a *app) refusedSignIn(ctx context.Context, origin role.Origin, email string, err error) {
	a.log.WarnContext(ctx, signInRefused, "peer", origin.Address, "gate", origin.Gate, "user", value.LoginName(email), "cause", err)
}

// Write writes one log line.
func (s *logSink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(p)
}

// discard ends what goes to stderr.
func (s *logSink) discard() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		s.w = io.Discard
	}
}

// open appends to a file from now on, and tells more than stderr is told.
func (s *logSink) open(path string) error {
	// A pipe that nobody reads is an error then, and not waited for.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY|syscall.O_NONBLOCK, 0o600)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file != nil {
		_ = s.file.Close()
	}
	s.w, s.file = f, f
	if !s.fixed {
		s.level.Set(slog.LevelInfo)
	}
	return nil
}

func (s *logSink) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file != nil {
		_ = s.file.Close()
		s.w, s.file = io.Discard, nil
	}
}

// openLog opens the file that --log-file names.
func (a *app) openLog() error {
	if a.logFile == "" {
		return nil
	}
	if err := a.sink.open(a.logFile); err != nil {
		return fail(err, "The log file %s cannot be written: name another with --log-file.", a.logFile)
	}
	return nil
}

// leaveScreen takes the log away from the terminal that a desk is about to draw
// on: into --log-file, else into the data folder where there is one, else
// nowhere.
func (a *app) leaveScreen(folder string) {
	defer a.sink.discard()
	if a.logFile != "" || folder == "" {
		return
	}
	path := filepath.Join(folder, "desk.log")
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		_ = os.Rename(path, path+".1") // else it grows on
	}
	_ = a.sink.open(path) // a desk works without
}
