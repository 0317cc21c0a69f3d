//go:build unix

package wire

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/term"
)

// RunTerminal is Run on the terminal that this process was started on, whose
// TERM and locale are in the environment. in and out are usually os.Stdin and os.Stdout and
// must be terminals; anything else is an error. The terminal is in raw mode
// meanwhile and as before afterwards. mail may be nil.
func RunTerminal(ctx context.Context, in, out *os.File, environ func(string) string, mail *Mailbox, model tea.Model, opts ...tea.ProgramOption) (tea.Model, error) {
	size, err := windowSize(out)
	if err != nil {
		return model, err
	}
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return model, fmt.Errorf("cannot put the terminal into raw mode: %w", err)
	}
	defer func() { _ = term.Restore(int(in.Fd()), before) }()

	resizes, stop := watchWindow(out)
	defer stop()
	return Run(ctx, Line{In: in, Out: out, Environ: environ, Size: size, Resizes: resizes, Mail: mail}, model, opts...)
}

// windowSize asks a terminal for its size. One that does not know, as on a
// serial line, has the 80x24 that everything is designed for.
func windowSize(f *os.File) (Size, error) {
	w, h, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return Size{}, fmt.Errorf("not a terminal: %w", err)
	}
	if w <= 0 || h <= 0 {
		return Size{80, 24}, nil
	}
	return Size{w, h}.Believed(), nil
}

// watchWindow reports every new size of a terminal until stop is called.
func watchWindow(f *os.File) (resizes <-chan Size, stop func()) {
	changed := make(chan os.Signal, 1)
	signal.Notify(changed, syscall.SIGWINCH)
	sizes, done, ended := make(chan Size), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-changed:
			case <-done:
				return
			}
			s, err := windowSize(f)
			if err != nil {
				continue
			}
			select {
			case sizes <- s:
			case <-done:
				return
			}
		}
	}()
	return sizes, func() {
		signal.Stop(changed)
		close(done)
		<-ended
	}
}
