package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
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
}

// newLog logs warnings to stderr: what is worth a line there besides the error.
func newLog(stderr io.Writer) (*slog.Logger, *logSink) {
	s := &logSink{w: stderr}
	s.level.Set(slog.LevelWarn)
	return slog.New(slog.NewTextHandler(s, &slog.HandlerOptions{Level: &s.level})), s
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
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file != nil {
		_ = s.file.Close()
	}
	s.w, s.file = f, f
	s.level.Set(slog.LevelInfo)
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
