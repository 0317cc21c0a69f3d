package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/civoranexus/society360/data/datatest"
)

// program is the program in a process of its own, on a test's database.
func program(t *testing.T, db *datatest.DB, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = []string{
		asProgram + "=1", "HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LANG=C.UTF-8",
		"DATABASE_URL=" + db.Config.URL,
	}
	return cmd
}

// TestHeadOfAList: the program ends in order, and says nothing, when head has
// read its line and goes.
func TestHeadOfAList(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	soc.Exec(t, `INSERT INTO visitor_logs (id, visitor_name, status, check_in_time)
		SELECT uuid_generate_v4(), 'V' || n, 'checked_out', timestamptz '2026-01-01' - make_interval(mins => n) FROM generate_series(1, 4000) n`)
	cmd := program(t, soc.DB, "visitors", "--all", "--json")
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReaderSize(out, 256).ReadString('\n')
	if err != nil || !strings.Contains(line, `"name":"V1"`) {
		t.Errorf("the first line is %q, %v", line, err)
	}
	_ = out.Close()
	if err := cmd.Wait(); err != nil || said.Len() > 0 {
		t.Errorf("it ended with %v and said %q", err, said.String())
	}
}

// TestTerminalAndPipeReadTheSame: a list on a terminal is the one in a pipe, and
// neither has a byte that a terminal acts on.
func TestTerminalAndPipeReadTheSame(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	register(t, soc)
	piped, err := program(t, soc.DB, "visitors").Output()
	if err != nil {
		t.Fatal(err)
	}
	terminal, err := pty.StartWithSize(program(t, soc.DB, "visitors"), &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = terminal.Close() }()
	shown, _ := io.ReadAll(terminal) // ends with an error when the program does
	if got := strings.ReplaceAll(string(shown), "\r\n", "\n"); got != string(piped) || strings.Contains(got, "\x1b") {
		t.Errorf("the terminal reads\n%q\nthe pipe\n%q", got, piped)
	}
}

// TestWordsAreCompleted: a shell offers the words that a flag takes.
func TestWordsAreCompleted(t *testing.T) {
	t.Parallel()
	s := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	for args, want := range map[string]string{
		"visitors --status": "checked_in", "visitors --view": "expected", "tickets --view": "unassigned", "tickets add --priority": "critical",
		"bills --status": "partially_paid", "bills pay --method": "UPI", "bills raise --type": "Opening", "payments --status": "reversed",
		"notices --audience": "tenants", "units --status": "vacant",
		"user list --role": "guard", "user add --role": "resident",
	} {
		r := s.run(t.Context(), append(append([]string{"__complete"}, strings.Fields(args)...), "")...)
		if r.code != exitOK || !strings.Contains("\n"+r.out, "\n"+want+"\n") {
			t.Errorf("%s: exit %d, offers\n%s", args, r.code, r.out)
		}
	}
}
