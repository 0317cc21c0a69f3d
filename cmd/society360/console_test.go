package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// console runs the program in this process, with its own environment.
type console struct {
	env   map[string]string
	stdin io.Reader
}

// on is a console whose environment names a test's database.
func on(db *datatest.DB) console {
	return console{env: map[string]string{
		"DATABASE_URL": db.Config.URL, "DATABASE_OWNER_URL": db.Config.OwnerURL, "TERM": "xterm",
	}}
}

// types gives standard input.
func (s console) types(text string) console {
	s.stdin = strings.NewReader(text)
	return s
}

type result struct {
	code     int
	out, err string
}

func (s console) run(ctx context.Context, args ...string) result {
	in := s.stdin
	if in == nil {
		in = strings.NewReader("")
	}
	var out, err bytes.Buffer
	code := run(ctx, args, in, &out, &err, func(name string) string { return s.env[name] })
	return result{code, out.String(), err.String()}
}

// ok runs a command that must succeed, silently on stderr.
func (s console) ok(t *testing.T, args ...string) string {
	t.Helper()
	r := s.run(t.Context(), args...)
	if r.code != exitOK || r.err != "" {
		t.Fatalf("%s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

// refuses runs a command that must fail with that code and one line on stderr
// that has each of the texts.
func (s console) refuses(t *testing.T, code int, texts []string, args ...string) {
	t.Helper()
	r := s.run(t.Context(), args...)
	line := strings.TrimSuffix(r.err, "\n")
	if r.code != code || strings.Contains(line, "\n") || !strings.HasPrefix(line, "society360: ") || r.out != "" {
		t.Errorf("%s: exit %d, want %d and one line\nstdout: %q\nstderr: %q", strings.Join(args, " "), r.code, code, r.out, r.err)
	}
	for _, text := range texts {
		if !strings.Contains(line, text) {
			t.Errorf("%s: %q does not say %q", strings.Join(args, " "), line, text)
		}
	}
}

func number(t *testing.T, db *datatest.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.Owner.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}
