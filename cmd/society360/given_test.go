package main

import (
	"io/fs"
	"strings"
	"syscall"
	"testing"
)

// TestAFileThatCannotBeReadSaysWhy: a person who is root does not think of the account
// that their command becomes.
func TestAFileThatCannotBeReadSaysWhy(t *testing.T) {
	t.Parallel()
	for cause, says := range map[syscall.Errno]string{
		syscall.EACCES: "cannot be read by ", syscall.ENOENT: "it is not there", syscall.EIO: syscall.EIO.Error(),
	} {
		said := unreadable("units\x1b.csv", &fs.PathError{Op: "open", Path: "units.csv", Err: cause})
		if !strings.HasPrefix(said, "The file units") || !strings.Contains(said, says) || strings.Contains(said, "\x1b") {
			t.Errorf("%v: %q", cause, said)
		}
	}
}
