package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
)

// failed2ban are the expressions of the packages' filter, as Go reads them, with what
// stands for an address there.
func failed2ban(t *testing.T) []*regexp.Regexp {
	t.Helper()
	text, err := os.ReadFile("../../.dist/etc/fail2ban-filter.conf")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "failregex = ")
	rest, _, ended := strings.Cut(rest, "\nignoreregex")
	if !found || !ended {
		t.Fatalf("the filter has no expressions:\n%s", text)
	}
	var all []*regexp.Regexp
	for line := range strings.Lines(rest) {
		all = append(all, regexp.MustCompile(strings.ReplaceAll(strings.TrimSpace(line), "<ADDR>", `([0-9a-fA-F.:]+)`)))
	}
	return all
}

// banned are the addresses that a log would have banned, a line each.
func banned(filter []*regexp.Regexp, log string) (found []string) {
	for line := range strings.Lines(log) {
		for _, expression := range filter {
			if m := expression.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
				found = append(found, m[1])
			}
		}
	}
	return found
}

// TestFail2banCountsWhoGuesses: the filter of the packages reads the lines that the
// server writes, and counts each failure once.
func TestFail2banCountsWhoGuesses(t *testing.T) {
	t.Parallel()
	s := newSociety(t)
	log := filepath.Join(t.TempDir(), "log")
	server := serveUnder(t, s.Config, nil, "--log-file", log, "--max-passwords", "1")
	key, _ := newClientKey(t)
	for _, method := range []gossh.AuthMethod{
		gossh.Password("not the password"),
		key,
		gossh.RetryableAuthMethod(gossh.Password("not the password"), 2),
	} {
		if _, err := server.dial("guard@demo.example", method); err == nil {
			t.Fatal("signed in")
		}
	}
	client, err := server.dial("guard@demo.example", password())
	if err != nil {
		t.Fatal(err)
	}
	_ = client.Close()
	server.end()
	server.wait()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	// The last connection's second password is one too many.
	if found := banned(failed2ban(t), string(text)); !slices.Equal(found, []string{"127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"}) {
		t.Errorf("counted: %q of\n%s", found, text)
	}
}

// TestFail2banBansNobodyElse: not who was refused by a database that is away, not a
// gate's terminal, and no address that somebody typed as a name.
func TestFail2banBansNobodyElse(t *testing.T) {
	t.Parallel()
	away := fault.Away.Unread(errors.New("connection refused"))
	for _, c := range []struct {
		origin role.Origin
		email  string
		err    error
		want   []string
	}{
		{role.Origin{Address: "10.0.0.7"}, "guard@demo.example", accounts.ErrWrongPassword, []string{"10.0.0.7"}},
		{role.Origin{Address: "2001:db8::7"}, "a b@demo.example", accounts.ErrWrongPassword, []string{"2001:db8::7"}},
		{role.Origin{Address: "10.0.0.7", Gate: "Main"}, "guard@demo.example", accounts.ErrWrongPassword, nil},
		{role.Origin{Address: "10.0.0.7"}, "guard@demo.example", away, nil},
		{role.Origin{Address: "10.0.0.7"}, "guard@demo.example", errors.New("a fault"), nil},
		{role.Origin{Address: "10.0.0.7"}, "x peer=10.9.9.9 user=y cause=\"wrong password\"\ntime=x level=WARN msg=\"too many tries to sign in\" peer=10.9.9.9 user=", away, nil},
	} {
		var stderr bytes.Buffer
		a := newApp(nil, nil, &stderr, os.Getenv)
		a.refusedSignIn(t.Context(), c.origin, c.email, c.err)
		a.close()
		if found := banned(failed2ban(t), stderr.String()); !slices.Equal(found, c.want) || stderr.Len() == 0 {
			t.Errorf("counted: %q of %s", found, stderr.String())
		}
	}
}
