package wire

import (
	"context"
	"errors"
	"io"

	tea "github.com/charmbracelet/bubbletea"
)

// ErrInputEnded is the end of a program whose terminal types nothing any more: the
// person could neither go on nor leave.
var ErrInputEnded = errors.New("the terminal's input has ended")

// Size is a window's size in cells.
type Size struct{ Width, Height int }

// largestWidth and largestHeight are the largest window that is believed: a view is
// that big, and who starts the program may say whatever they like.
const largestWidth, largestHeight = 500, 200

// Believed is a size as far as it is believed; it may be of nothing.
func (s Size) Believed() Size {
	return Size{Width: min(s.Width, largestWidth), Height: min(s.Height, largestHeight)}
}

// Line is one terminal, wherever it stands.
type Line struct {
	// In gives what is typed, in raw mode. Run leaves off reading it when it
	// returns; only a file's read can be cancelled, a stream is its owner's to
	// close.
	In io.Reader
	// Out takes what is painted; a Write is one change of the screen.
	Out io.Writer
	// Environ is the environment of whoever sits there, as os.Getenv: TERM and the
	// locale decide what is sent. Nil says nothing.
	Environ func(name string) string
	// Size is the window at the start.
	Size Size
	// Resizes brings later sizes. It may be nil, and it may be closed.
	Resizes <-chan Size
	// Mail brings messages from outside. It may be nil.
	Mail *Mailbox
}

// Bell is the message of a command that rings the terminal's bell, once.
type Bell struct{}

// Run runs a program in the alternate screen of a terminal, with an input and
// a display between them, and returns the program's last model. Window sizes and
// mail reach it as messages; Cut tells it that input was dropped. Nothing runs
// while nothing happens: views are painted when they change, at most sixty a
// second, and not by Bubble Tea's renderer, whose clock never stops. Of the
// commands to the renderer tea.ClearScreen works; the others do nothing.
//
// Run ends when the program quits, when ctx ends (its cause is returned), when
// nothing more can be typed (ErrInputEnded), and when the program panics (a *PanicError is returned): the panic never leaves
// this program. A command of the program that gives a Charset as its message changes
// the character set from the next view and the next key on; one that gives a Bell rings. The model's View is first asked for once the size was given to
// its Update. Options that look at the model, such as a filter, see a
// wrapper around it.
func Run(ctx context.Context, line Line, model tea.Model, opts ...tea.ProgramOption) (tea.Model, error) {
	inner, end := context.WithCancelCause(ctx)
	cancel := func() { end(nil) }
	defer cancel()
	mail := line.Mail
	if mail == nil {
		mail = NewMailbox(1)
	}
	environ := line.Environ
	if environ == nil {
		environ = func(string) string { return "" }
	}
	chars := CharsetOf(environ)
	paint := newPainter(newDisplay(line.Out, line.Size, environ("TERM"), chars))
	defer paint.close()
	in := newInput(line.In, func() { mail.Post(Cut{}) })
	defer func() { _ = in.Close() }()
	in.speak(chars)
	in.over = func() { end(ErrInputEnded) }
	g := &guard{model: model, paint: paint, in: in, end: cancel}
	p := tea.NewProgram(g, append([]tea.ProgramOption{
		tea.WithContext(inner), tea.WithInput(in), tea.WithOutput(io.Discard),
		tea.WithoutRenderer(), tea.WithoutSignalHandler(),
	}, opts...)...)

	delivered := make(chan struct{})
	go func() {
		defer close(delivered)
		deliver(inner, p, paint, mail, line)
	}()
	_, err := p.Run()
	cancel()
	<-delivered

	switch caught := g.caughtPanic(); {
	case caught != nil:
		return g.model, caught
	case errors.Is(err, tea.ErrProgramPanic): // outside of the guard's reach
		return g.model, &PanicError{Value: err}
	case ctx.Err() != nil:
		return g.model, context.Cause(ctx)
	case err != nil && errors.Is(context.Cause(inner), ErrInputEnded):
		return g.model, ErrInputEnded
	}
	return g.model, err
}

// deliver sends sizes and mail to the program until it ends.
func deliver(ctx context.Context, p *tea.Program, paint *painter, mail *Mailbox, line Line) {
	resize := func(s Size) {
		paint.resize(s) // before the program draws for it
		p.Send(tea.WindowSizeMsg{Width: s.Width, Height: s.Height})
	}
	resize(line.Size)
	resizes := line.Resizes
	for {
		select {
		case <-ctx.Done():
			return
		case s, ok := <-resizes:
			if !ok {
				resizes = nil // a closed channel would spin
				continue
			}
			resize(s)
		case <-mail.wake:
			for msg, ok := mail.next(); ok; msg, ok = mail.next() {
				p.Send(msg)
			}
		}
	}
}
