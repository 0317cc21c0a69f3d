package tui

import (
	"context"
	"io"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// Files is where a desk's files go to and come from: the account's own boxes over
// SSH, the current folder on this terminal. A screen names files, never places.
// Its methods run outside the event loop and may be called by many goroutines;
// their errors are Sentences.
type Files interface {
	// Put writes a file whole or not at all, at most 16 MB over SSH. where is the
	// file's path here, or the command that fetches it.
	Put(ctx context.Context, file File, write func(io.Writer) error) (where string, err error)
	// Inbox lists the files that Get takes, newest first.
	Inbox(ctx context.Context) (names []string, err error)
	// Get reads a file of at most 16 MB.
	Get(ctx context.Context, name string) (content []byte, err error)
	// Print sends a file's content to the printer that the settings name.
	Print(ctx context.Context, file File, content []byte) error
}

// File is a file that a screen writes or prints, and what the record of it says.
type File struct {
	Name string
	// Rows is how many things it lists, 1 for a paper about one.
	Rows int
	// Contacts are what of people's phones and e-mail addresses stands in it in full,
	// as their columns are called.
	Contacts []string
	// Filter is what its list was narrowed by.
	Filter map[string]string
}

// WriteFile writes a file that is at hand, and tells what became of it; what names
// it, already through the printer: "the muster list". While one is on its way no
// other is sent: a key pressed twice is meant once.
func (s *Stack) WriteFile(files Files, what string, file File, content []byte) tea.Cmd {
	return s.sendFile(what, func(ctx context.Context) (string, error) {
		return files.Put(ctx, file, func(w io.Writer) error {
			_, err := w.Write(content)
			return err
		})
	})
}

// PrintFile is WriteFile to the printer.
func (s *Stack) PrintFile(files Files, what string, file File, content []byte) tea.Cmd {
	return s.sendFile(what, func(ctx context.Context) (string, error) { return "", files.Print(ctx, file, content) })
}

// sendFile sends a file where send does; a printer is nowhere.
func (s *Stack) sendFile(what string, send func(ctx context.Context) (where string, err error)) tea.Cmd {
	if s.file != nil && s.file.Waiting() {
		return nil
	}
	s.file = NewFetch[string](s)
	s.file.Then = func(where string, err error) tea.Cmd {
		switch {
		case err != nil:
			s.env.Do(Notify{Kind: NotifyRefusal, Text: Explain(s.env, err)})
		case where == "":
			s.env.Do(Notify{Kind: NotifySuccess, Text: s.env.T("Sent %s to the printer.", what)})
		default:
			TellWritten(s.env, what, where)
		}
		return nil
	}
	return s.file.Ask(send)
}

// statusWidth is the width that is told at once: a sentence on the status line of 80
// cells.
const statusWidth = 76

// TellWritten tells where a file was written, as Files.Put says; a command that
// the status line cannot hold stands in a box, to be read whole.
func TellWritten(env *Env, what, where string) {
	text := env.T("Wrote %s: %s", what, where)
	if Width(Plain(text)) <= statusWidth {
		env.Do(Notify{Kind: NotifySuccess, Text: text})
		return
	}
	env.Do(Notify{Kind: NotifySuccess, Text: env.T("Wrote %s.", what)})
	env.Do(Info{Title: env.T("Wrote %s. Fetch it with:", what), Command: where})
}

// FileName makes a plain file name of parts, such as a document's number and a
// date: letters, digits and - . _ stay.
func FileName(parts ...string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.', r == '_':
			return r
		}
		return '-'
	}, strings.Join(parts, "-"))
}
