package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/files"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/tui"
)

// saying writes a text as a file's content.
func saying(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func TestFilesHereStandBesideWhatIsThere(t *testing.T) {
	t.Chdir(t.TempDir())
	s := datatest.NewSociety(t)
	here := hereFiles{leaving{s.Society, s.Guard, slog.New(slog.DiscardHandler)}}
	for _, c := range []struct{ name, want string }{
		{"muster.txt", "muster.txt"},
		{"muster.txt", "muster-2.txt"},
		{"../../etc/muster.txt", "muster-3.txt"},
	} {
		where, err := here.Put(t.Context(), tui.File{Name: c.name}, saying("who is inside"))
		if err != nil || where != c.want {
			t.Fatalf("%s went to %q, %v", c.name, where, err)
		}
		text, err := os.ReadFile(c.want)
		if err != nil || string(text) != "who is inside" {
			t.Errorf("%s holds %q, %v", c.want, text, err)
		}
	}
	for _, name := range []string{"", "..", "/", ".profile"} {
		if where, err := here.Put(t.Context(), tui.File{Name: name}, saying("")); err == nil {
			t.Errorf("%q was written as %q", name, where)
		}
	}
	// Half a file is no file.
	where, err := here.Put(t.Context(), tui.File{Name: "half.txt"}, func(w io.Writer) error {
		return errors.Join(saying("half")(w), errors.New("the database went away"))
	})
	if err == nil {
		t.Errorf("half a file went to %q", where)
	}
	left, err := filepath.Glob("*")
	hidden, _ := filepath.Glob(".*")
	if err != nil || !slices.Equal(left, []string{"muster-2.txt", "muster-3.txt", "muster.txt"}) || len(hidden) != 0 {
		t.Errorf("the folder holds %q and %q, %v", left, hidden, err)
	}
}

func TestFilesHereAreReadByName(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	var here hereFiles
	for i, name := range []string{"old.csv", "new.csv", ".hidden"} {
		if err := os.WriteFile(name, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 11, 20+i, 0, 0, 0, 0, time.UTC)
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("folder", 0o700); err != nil {
		t.Fatal(err)
	}
	if names, err := here.Inbox(t.Context()); err != nil || !slices.Equal(names, []string{"new.csv", "old.csv"}) {
		t.Errorf("the inbox holds %q, %v", names, err)
	}
	if content, err := here.Get(t.Context(), "new.csv"); err != nil || string(content) != "new.csv" {
		t.Errorf("%q, %v", content, err)
	}
	for _, name := range []string{"none.csv", "../" + filepath.Base(dir) + "/new.csv", filepath.Join(dir, "new.csv"), ".hidden", "folder", ""} {
		if content, err := here.Get(t.Context(), name); err == nil {
			t.Errorf("%q gave %q", name, content)
		}
	}
	if err := os.Truncate("old.csv", files.MaxFile+1); err != nil {
		t.Fatal(err)
	}
	if _, err := here.Get(t.Context(), "old.csv"); err == nil || !strings.Contains(err.Error(), "larger than 16 MB") {
		t.Errorf("a file that is too large: %v", err)
	}
}

func TestFilesOverSSHGoThroughTheAccountsBoxes(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	box := boxFiles{leaving{s.Society, s.Guard, slog.New(slog.DiscardHandler)}, &net.TCPAddr{IP: net.IPv4(10, 0, 4, 2), Port: 2222}}
	where, err := box.Put(t.Context(), tui.File{Name: "muster.txt", Rows: 2, Contacts: []string{"phone"}}, saying("who is inside"))
	if want := "ssh -p 2222 " + s.Guard.Email + "@10.0.4.2 get muster.txt > muster.txt"; err != nil || where != want {
		t.Errorf("fetched with %q, want %q; %v", where, want, err)
	}
	content, err := s.Files.Fetch(t.Context(), s.Guard, uuid.New(), files.Outbox, "muster.txt")
	if err != nil || string(content) != "who is inside" {
		t.Errorf("the outbox gives %q, %v", content, err)
	}
	written := 0
	_, err = box.Put(t.Context(), tui.File{Name: "large.txt", Rows: 2, Contacts: []string{"phone"}}, func(w io.Writer) error {
		for range 20 {
			n, err := w.Write(make([]byte, 1<<20))
			if written += n; err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil || written > files.MaxFile || !strings.Contains(err.Error(), "large.txt is larger than 16 MB") {
		t.Errorf("%d bytes were taken, %v", written, err)
	}
	for _, name := range []string{"old.csv", "new.csv"} {
		if _, err := s.Files.Put(t.Context(), s.Guard, uuid.New(), files.Inbox, name, []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if names, err := box.Inbox(t.Context()); err != nil || !slices.Equal(names, []string{"new.csv", "old.csv"}) {
		t.Errorf("the inbox holds %q, %v", names, err)
	}
	if content, err := box.Get(t.Context(), "new.csv"); err != nil || string(content) != "new.csv" {
		t.Errorf("%q, %v", content, err)
	}
	if content, err := box.Get(t.Context(), "muster.txt"); err == nil {
		t.Errorf("the outbox was read as an inbox: %q", content)
	}
}

func TestTheCommandSaysWhatTheServerKnows(t *testing.T) {
	t.Parallel()
	for want, at := range map[string]net.Addr{
		"ssh a@b.example@HOST get x.txt > x.txt":                nil,
		"ssh a@b.example@10.0.4.2 get x.txt > x.txt":            &net.TCPAddr{IP: net.IPv4(10, 0, 4, 2), Port: 22},
		"ssh -p 2222 a@b.example@2001:db8::1 get x.txt > x.txt": &net.TCPAddr{IP: net.ParseIP("2001:db8::1"), Port: 2222},
	} {
		if got := fetchCommand("a@b.example", at, "x.txt"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestTheFetchCommandIsOneCommand: whatever an e-mail has in it, a shell takes it for a
// word.
func TestTheFetchCommandIsOneCommand(t *testing.T) {
	t.Parallel()
	for _, email := range []string{"a@b.example", "o'brien@b.example", "$(touch x)`id`;reboot&@b.example", `a"\ b@b.example`, "-oProxyCommand=x@b.example"} {
		command := strings.Replace(fetchCommand(email, nil, "x.txt"), "ssh ", "printf '%s\n' ", 1)
		out, err := exec.CommandContext(t.Context(), "sh", "-c", strings.TrimSuffix(command, " > x.txt")).Output()
		if strings.HasPrefix(email, "-") {
			email = "--\n" + email
		}
		if want := email + "@HOST\nget\nx.txt\n"; err != nil || string(out) != want {
			t.Errorf("%s: a shell reads %q, %v", command, out, err)
		}
	}
}

// TestPrintingHandsTheFileToLp puts a program of that name first in the PATH.
func TestPrintingHandsTheFileToLp(t *testing.T) {
	s := datatest.NewSociety(t)
	dir := t.TempDir()
	p := leaving{s.Society, s.Guard, slog.New(slog.DiscardHandler)}
	set := func(printer string) {
		t.Helper()
		if _, err := s.DB.Owner.Exec(t.Context(), `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.printer', $1, 'general')
			ON CONFLICT (config_key) DO UPDATE SET config_value = excluded.config_value`, printer); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(ctx context.Context, says string) {
		t.Helper()
		if err := p.Print(ctx, tui.File{Name: "muster.txt"}, []byte("who is inside")); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	t.Setenv("PATH", dir)
	set("")
	refused(t.Context(), "No printer is named")
	set("Office_Laser")
	refused(t.Context(), "has no lp")
	took := filepath.Join(dir, "took")
	lp := func(script string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "lp"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	lp(fmt.Sprintf("for a in \"$@\"; do echo \"[$a]\"; done >%q; /bin/cat >>%[1]q\n", took))
	if err := p.Print(t.Context(), tui.File{Name: "muster $(id); x.txt"}, []byte("who is inside")); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(took)
	if want := "[-d]\n[Office_Laser]\n[-t]\n[muster $(id); x.txt]\n[-]\nwho is inside"; err != nil || string(got) != want {
		t.Errorf("lp got %q, want %q; %v", got, want, err)
	}
	lp("echo 'lp: The printer or class does not exist.' >&2; exit 1\n")
	refused(t.Context(), "does not exist")
	gone, cancel := context.WithCancel(t.Context())
	defer cancel()
	begun := filepath.Join(dir, "begun")
	lp(fmt.Sprintf("/bin/cat >/dev/null; : >%q; exec /bin/sleep 30\n", begun))
	go func() {
		defer cancel()
		datatest.WaitUntil(t, func() bool {
			_, err := os.Stat(begun)
			return err == nil
		})
	}()
	refused(gone, "look whether it prints before you try again")
}
