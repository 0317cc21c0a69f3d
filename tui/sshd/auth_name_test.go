package sshd

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// record is a log that is read while the server goes on writing it.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// TestAUserNameIsKeptAsNamed is somebody who types the password where the client
// asks for the user name: records keep what Config.Name makes of it.
func TestAUserNameIsKeptAsNamed(t *testing.T) {
	const secret = "Monsoon-2026!"
	log := &record{}
	s := serve(t, func(c *Config) {
		c.Name = func(user string) string { return fmt.Sprintf("(%d letters)", len(user)) }
		c.Log = slog.New(slog.NewTextHandler(log, nil))
	})
	cfg := s.config(secret)
	asked := 0
	cfg.Auth = []gossh.AuthMethod{gossh.RetryableAuthMethod(gossh.PasswordCallback(func() (string, error) {
		asked++
		return fmt.Sprint("guess ", asked), nil
	}), 20)}
	if c, err := gossh.Dial("tcp", s.addr, cfg); err == nil {
		_ = c.Close()
		t.Fatal("signed in")
	}
	s.ledger.await(t, string(TooManyPasswords), "(13 letters)")
	s.ledger.mu.Lock()
	entries := strings.Join(s.ledger.entries, "\n")
	s.ledger.mu.Unlock()
	if strings.Contains(entries, secret) || strings.Contains(log.String(), secret) {
		t.Errorf("the secret stands in the records:\n%s\n%s", entries, log.String())
	}
	if !strings.Contains(log.String(), "sign-in refused") {
		t.Errorf("the refusal is not in the log: %s", log.String())
	}
}
