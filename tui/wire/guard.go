package wire

import (
	"fmt"
	"reflect"
	"runtime/debug"
	"sync"

	tea "github.com/charmbracelet/bubbletea"
)

// PanicError is what Run returns when the program panicked, in its model or in
// one of its commands.
type PanicError struct {
	Value any
	Stack []byte
}

// Error names the panic without its stack.
func (e *PanicError) Error() string { return fmt.Sprintf("the program panicked: %v", e.Value) }

// guard is the model around the program's own. It catches panics before Bubble
// Tea does, which would print them over whatever screen the process itself has.
// It hands views to the painter, and none until the size is known, so that no
// frame is painted twice.
type guard struct {
	model tea.Model
	paint *painter
	in    *input
	sized bool
	end   func()

	mu     sync.Mutex
	caught *PanicError
}

// caughtPanic returns the first panic, or nil.
func (g *guard) caughtPanic() *PanicError {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.caught
}

// watch is deferred around everything that is the program's own.
func (g *guard) watch() {
	v := recover()
	if v == nil {
		return
	}
	g.mu.Lock()
	if g.caught == nil {
		g.caught = &PanicError{v, debug.Stack()}
	}
	g.mu.Unlock()
	g.end()
}

// Init starts the program.
func (g *guard) Init() (cmd tea.Cmd) {
	defer g.watch()
	return g.wrap(g.model.Init())
}

// Update hands a message to the program.
func (g *guard) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	defer g.watch()
	if _, ok := msg.(tea.WindowSizeMsg); ok {
		g.sized = true
	}
	switch chars, is := msg.(Charset); {
	case is:
		g.paint.speak(chars)
		g.in.speak(chars)
		return g, nil
	case msg == tea.ClearScreen():
		g.paint.wipe()
	case msg == Bell{}:
		g.paint.ring()
		return g, nil
	}
	g.model, cmd = g.model.Update(msg)
	return g, g.wrap(cmd)
}

// View draws the program. Bubble Tea asks for it after every message and has
// nothing to draw itself.
func (g *guard) View() string {
	defer g.watch()
	if g.sized {
		g.paint.show(g.model.View())
	}
	return ""
}

// wrap puts the watch around a command and around the commands that it may
// return: Bubble Tea's batches and sequences are slices of them.
func (g *guard) wrap(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer g.watch()
		msg = cmd()
		v := reflect.ValueOf(msg)
		if !v.IsValid() || v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
			return msg
		}
		wrapped := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			inner, _ := reflect.TypeAssert[tea.Cmd](v.Index(i))
			wrapped.Index(i).Set(reflect.ValueOf(g.wrap(inner)))
		}
		return wrapped.Interface()
	}
}
