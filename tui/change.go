package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"
)

// Change is one write of a board's screen, such as that which moves a row on.
type Change[W any] struct {
	// What names the change, already through the printer: "check-out of Ramesh
	// Kumar (A-101)".
	What string
	// Write is run outside the event loop, with the write's intent key.
	Write func(ctx context.Context, key uuid.UUID) (W, error)
	// Tell is the sentence for a change that is done.
	Tell func(W) string
	// Stands, where set, is the While of that sentence, Offer the key that it offers.
	Stands func(W) func() bool
	Offer  func(W) *Offer
	// Follow, where set, goes to what the change left in place of reading again.
	Follow func(W) tea.Cmd
	// Put, where set, shows what the change left before the lists are read again.
	Put func(W)
	// Refused, where set, may take an error for its own; it reports whether it did.
	Refused func(error) bool
	// Done, where set, is called when the change is in the database; its W is the
	// zero one where the answer was lost.
	Done func(W)
}

// Send sends a change whose result is the row as it is now.
func (b *Board[T, D]) Send(c Change[T]) tea.Cmd {
	c.Put = b.Put
	return SendChange(b, c)
}

// SendChange sends a change with a result of any kind.
func SendChange[W, T, D any](b *Board[T, D], c Change[W]) tea.Cmd {
	var sent *Send
	sent, cmd := Start(b.stack.Sends, c.What, c.Write, func(out Outcome[W]) tea.Cmd {
		if !out.Saved {
			if c.Refused == nil || !c.Refused(out.Err) {
				b.Tell(NotifyRefusal, Unsaved(b.env, out.Err))
			}
			return b.RereadAfter(out.Err)
		}
		if out.Answered && c.Put != nil {
			c.Put(out.Val)
		}
		// Whoever had to wait to learn the outcome has gone on meanwhile.
		waited := out.Answered && !sent.told
		told := Notify{Kind: NotifySuccess, Text: b.env.T("saved: %s", c.What)}
		if out.Answered {
			told.Text = c.Tell(out.Val)
		}
		if waited && c.Stands != nil {
			told.While = c.Stands(out.Val)
		}
		if waited && c.Offer != nil {
			told.Offer = c.Offer(out.Val)
		}
		b.env.Do(told)
		if c.Done != nil {
			c.Done(out.Val)
		}
		if waited && c.Follow != nil {
			return c.Follow(out.Val)
		}
		if b.Opened == nil {
			b.Lists.EndSearch()
		}
		return b.stack.Refresh() // the board may be covered by now, or gone
	})
	return cmd
}

// ReasonMax is how long a reason or a note may be, in characters.
const ReasonMax = 500

// Kept is a reason that was typed and is not saved yet: for one thing it is typed
// once, through any number of failed saves.
type Kept struct{ of, text string }

// Ask asks for the reason of what is done to the thing called of, which names the
// change as well where there are several; done is called in Update with it.
func (k *Kept) Ask(env *Env, of, question string, done func(reason string) tea.Cmd) {
	k.ask(env, of, Prompt{Text: question, Required: true, Max: ReasonMax}, done)
}

// AskNote is Ask where the answer may be empty.
func (k *Kept) AskNote(env *Env, of, question string, done func(note string) tea.Cmd) {
	k.ask(env, of, Prompt{Text: question, Max: ReasonMax}, done)
}

func (k *Kept) ask(env *Env, of string, p Prompt, done func(text string) tea.Cmd) {
	if k.of == of {
		p.Value = k.text
	}
	p.OnDone = func(reason string) tea.Cmd {
		*k = Kept{of, reason}
		return done(reason)
	}
	env.Do(p)
}

// Saved forgets the reason of what was done to the thing called of.
func (k *Kept) Saved(of string) {
	if k.of == of {
		*k = Kept{}
	}
}
