package tui_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/desktest"
	"github.com/civoranexus/society360/tui/tuitest"
)

// folder takes files for a test.
type folder struct {
	where string
	fail  error
	took  bytes.Buffer
}

func (f *folder) Put(_ context.Context, _ tui.File, write func(io.Writer) error) (string, error) {
	if f.fail != nil {
		return "", f.fail
	}
	return f.where, write(&f.took)
}
func (f *folder) Inbox(context.Context) ([]string, error)     { return nil, nil }
func (f *folder) Get(context.Context, string) ([]byte, error) { return nil, nil }
func (f *folder) Print(_ context.Context, _ tui.File, content []byte) error {
	f.took.Write(content)
	return f.fail
}

// newClerk makes a screen that sends one file: p writes, P prints.
func newClerk(env *tui.Env, files tui.Files) tui.Screen {
	stack, content := tui.NewStack(env, "Clerk", nil), []byte("who is inside")
	stack.Push(&desktest.Leaf{Table: tui.Commands{{
		{Key: tui.Bind("p", "file", "p"), Do: func() tea.Cmd { return stack.WriteFile(files, "the list", tui.File{Name: "list.txt"}, content) }},
		{Key: tui.Bind("P", "print", "P"), Do: func() tea.Cmd { return stack.PrintFile(files, "the list", tui.File{Name: "list.txt"}, content) }},
	}}})
	return stack
}

func TestSentFilesAreTold(t *testing.T) {
	t.Parallel()
	const command = "ssh -p 2222 staff@demo.example@society.example get muster-2026-11-21-1407.txt"
	for _, c := range []struct {
		key  string
		f    folder
		says string
	}{
		{"p", folder{where: "list.txt"}, "Wrote the list: list.txt"},
		{"p", folder{where: command}, "Wrote the list. Fetch it with:"},
		{"p", folder{fail: tuitest.Sentence("The disk is full.")}, "! The disk is full."},
		{"P", folder{}, "Sent the list to the printer."},
		{"P", folder{fail: tuitest.Sentence("No printer is named.")}, "! No printer is named."},
	} {
		d := tuitest.NewDesk(t, desktest.Xterm(), func(env *tui.Env, _ string) tui.Screen {
			return newClerk(env, &c.f)
		})
		d.Resize(60, 16)
		d.Keys(c.key)
		d.See(c.says)
		if c.f.fail == nil && c.f.took.String() != "who is inside" {
			t.Errorf("%s took %q", c.key, c.f.took.String())
		}
		if c.f.where != command {
			continue
		}
		// A command is read whole on the narrowest desk, no word of it broken, and
		// copied as it stands a shell takes it.
		copied := strings.ReplaceAll(d.View(), " \\\n", " ")
		if !strings.Contains(copied, "\n"+command+"\n") {
			t.Errorf("not to be copied:\n%s", d.View())
		}
	}
}

func TestAKeyPressedTwicePrintsOnce(t *testing.T) {
	t.Parallel()
	f := &folder{where: "list.txt"}
	d := tuitest.NewDesk(t, desktest.Xterm(), func(env *tui.Env, _ string) tui.Screen { return newClerk(env, f) })
	d.Pause()
	d.Keys("P", "P")
	d.Resume()
	d.Keys("p")
	d.See("Wrote the list: list.txt")
	if got := f.took.String(); got != "who is insidewho is inside" {
		t.Errorf("took %q", got)
	}
}

func TestFileNamesArePlain(t *testing.T) {
	t.Parallel()
	if got := tui.FileName("receipt", "2026/0001 ../é", "x.pdf"); got != "receipt-2026-0001-..---x.pdf" {
		t.Errorf("%q", got)
	}
}

func TestLoadLongTellsTheNewestProgressAndTheAnswer(t *testing.T) {
	t.Parallel()
	stage := tuitest.NewStage(t, desktest.Xterm())
	begun, go1, told := make(chan struct{}), make(chan struct{}), make(chan tea.Msg)
	ticket, cmd := tui.LoadLong(stage.Env, func(_ context.Context, report func(int)) (string, error) {
		report(1)
		report(2) // 1 was not told yet
		close(begun)
		<-go1
		report(3)
		return "done", nil
	})
	cmds, ok := cmd().(tea.BatchMsg)
	if !ok || len(cmds) != 2 {
		t.Fatalf("%T", cmd())
	}
	go func() { told <- cmds[0]() }()
	<-begun
	p, ok := cmds[1]().(tui.Progress[int])
	if !ok || p.Val != 2 || p.Ticket != ticket {
		t.Fatalf("told %v", p)
	}
	close(go1)
	if l, ok := (<-told).(tui.Loaded[string]); !ok || l.Val != "done" || l.Ticket != ticket || l.Err != nil {
		t.Errorf("answered %v", l)
	}
	if p, ok := p.Next().(tui.Progress[int]); !ok || p.Val != 3 || p.Next() != nil {
		t.Errorf("the last progress is %v", p)
	}
}
