package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// TestTheScheduleSaysWhatFailed: a connection that was tried at several servers is one
// failure of each job in the log, with its class, and not a line for each of the tries.
func TestTheScheduleSaysWhatFailed(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	cfg := s.Config
	cfg.DirectURL = "postgres://x@127.0.0.1:1,127.0.0.1:2/none?sslmode=disable"
	log := filepath.Join(t.TempDir(), "log")
	at := serveUnder(t, cfg, nil, "--no-schedule=false", "--log-file", log)
	var said string
	datatest.WaitUntil(t, func() bool {
		text, _ := os.ReadFile(log) // which is there soon
		said = string(text)
		return strings.Contains(said, `msg="the schedule"`)
	})
	at.end()
	at.wait()
	for line := range strings.Lines(said) {
		if strings.Contains(line, `msg="the schedule"`) && (!strings.Contains(line, "trouble=away") || !strings.Contains(line, "job=")) {
			t.Errorf("the log: %s", line)
		}
	}
}
