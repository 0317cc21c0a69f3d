package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/screens"
)

// TestFailedSignInsAreLogged with where they came from, over SSH and at the login
// screen; never with what was typed as the password, nor with a name that may be one.
func TestFailedSignInsAreLogged(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	log := filepath.Join(t.TempDir(), "log")
	server := serveUnder(t, s.Config, nil, "--log-file", log, "--log-format", "json", "--log-level", "warn")
	for _, user := range []string{"guard@demo.example", "nobody@demo.example"} {
		if _, err := server.dial(user, gossh.Password("not the password")); err == nil {
			t.Fatalf("%s signed in", user)
		}
	}
	server.end()
	server.wait()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for line := range strings.Lines(string(text)) {
		var row struct {
			Level string `json:"level"`
			Msg   string `json:"msg"`
			Peer  string `json:"peer"`
			User  string `json:"user"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Errorf("%q: %v", line, err)
		}
		if row.Level == "INFO" {
			t.Errorf("below the level that was asked for: %s", line)
		}
		if row.Msg == "sign-in refused" && row.Peer == "127.0.0.1" && strings.HasSuffix(row.User, "@demo.example") {
			told++
		}
	}
	if told != 2 || strings.Contains(string(text), "not the password") {
		t.Errorf("%d of 2 are told:\n%s", told, text)
	}
}

// TestALogThatNobodyReadsIsRefused: a command does not wait for somebody to read the
// pipe that is to be its log.
func TestALogThatNobodyReadsIsRefused(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, said bytes.Buffer
	code := run(t.Context(), []string{"user", "list", "--database-url", "postgres://nobody@127.0.0.1:1/none", "--log-file", pipe},
		strings.NewReader(""), &out, &said, func(string) string { return "" })
	if code != 1 || !strings.Contains(said.String(), "The log file "+pipe+" cannot be written") {
		t.Errorf("%d: %s", code, said.String())
	}
}

func TestFailedSignInsAtTheLoginScreenAreLogged(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	var stderr bytes.Buffer
	a := newApp(nil, nil, &stderr, os.Getenv)
	defer a.close()
	backend := screens.NewBackend(soc.Society, role.Origin{Address: "10.0.0.7", Gate: "Main"}, screens.Options{Refused: a.refusedSignIn})
	if _, err := backend.SignIn(t.Context(), soc.Guard.Email, "not the password"); err == nil {
		t.Fatal("signed in")
	}
	if line := stderr.String(); !strings.Contains(line, `msg="sign-in refused" peer=10.0.0.7 gate=Main user=`+soc.Guard.Email) || strings.Contains(line, "not the password") {
		t.Errorf("the log has %q", line)
	}
}

// TestSSHLimitsAreSettable, and what makes no sense is refused before anything starts.
func TestSSHLimitsAreSettable(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	server := serveUnder(t, s.Config, nil, "--max-passwords", "1", "--sign-in-time", "45s")
	tries := 0
	_, err := server.dial("guard@demo.example", gossh.RetryableAuthMethod(gossh.PasswordCallback(func() (string, error) {
		tries++
		return "not the password", nil
	}), 3))
	if err == nil || tries > 2 {
		t.Errorf("%d passwords were taken, %v", tries, err)
	}
	sh := console{}
	for flag, says := range map[string]string{
		"--max-connections=0":       "--max-connections takes a number, 1 or more, not 0",
		"--max-connections=many":    "--max-connections takes a whole number",
		"--max-unauthenticated=700": "is more than --max-connections 600",
		"--sign-in-time=5ms":        "--sign-in-time takes a second or more",
		"--sign-in-time=long":       "--sign-in-time takes a time such as 45s",
		"--log-level=loud":          "--log-level takes one of debug, info, warn, error",
		"--log-format=xml":          "--log-format takes one of text, json",
	} {
		sh.refuses(t, exitUsage, []string{says}, "serve", "--host-key", "x", flag)
	}
}
