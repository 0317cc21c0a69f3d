package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"
)

// asker asks the person at a terminal; where there is none it has no terminal, and
// what it would ask for is wrong or missing for good.
type asker struct {
	app      *app
	terminal *os.File
}

func (a *app) asker() asker {
	file, ok := a.in.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		file = nil
	}
	return asker{a, file}
}

func (q asker) asks() bool { return q.terminal != nil }

// until asks until accept takes what was typed; usual stands for an empty line, where
// there is one. told is an answer that was given beforehand: it is tried first, and
// where nobody can be asked its refusal is the end.
func (q asker) until(ctx context.Context, flag, question, usual, told string, accept func(text string) error) error {
	if told != "" || !q.asks() {
		text := told
		if text == "" {
			text = usual
		}
		err := accept(text)
		switch {
		case err == nil:
			return nil
		case !q.asks() || !mendable(err):
			return q.blame(flag, err)
		}
		q.say("%s: %s", value.Clean(text), sentence(err, q.app.zone))
	}
	for {
		text, err := q.line(ctx, question, usual)
		if err != nil {
			return err
		}
		if err = accept(text); err == nil || !mendable(err) {
			return err
		}
		q.say("%s", sentence(err, q.app.zone))
	}
}

// blame names the flag that was wrong.
func (q asker) blame(flag string, err error) error {
	if flag == "" || !mendable(err) {
		return err
	}
	return fail(err, "--%s: %s", flag, sentence(err, q.app.zone))
}

// say tells the person something between two questions.
func (q asker) say(format string, args ...any) {
	_, _ = fmt.Fprintf(q.app.err, "  "+format+"\n", args...)
}

// line asks for one line. A terminal hands lines out one at a time, so that what was
// typed ahead waits for its own question, a password's too.
func (q asker) line(ctx context.Context, question, usual string) (string, error) {
	if usual != "" {
		question += " [" + usual + "]"
	}
	_, _ = fmt.Fprint(q.app.err, question+": ")
	type answer struct {
		text string
		err  error
	}
	typed := make(chan answer, 1)
	go func() {
		text, err := oneTerminalLine(q.terminal)
		typed <- answer{text, err}
	}()
	select {
	case <-ctx.Done():
		_, _ = fmt.Fprintln(q.app.err)
		return "", context.Cause(ctx)
	case got := <-typed:
		if got.err != nil {
			_, _ = fmt.Fprintln(q.app.err)
			return "", fail(got.err, "Nothing more was typed. What stands stays; the same command goes on from here.")
		}
		if text := strings.TrimSpace(value.Clean(got.text)); text != "" {
			return text, nil
		}
		return usual, nil
	}
}

// mostTyped bounds one answer, in bytes; a terminal takes no longer line.
const mostTyped = 4096

func oneTerminalLine(file *os.File) (string, error) {
	line := make([]byte, 0, 128)
	for len(line) < mostTyped {
		part := make([]byte, mostTyped)
		n, err := file.Read(part)
		line = append(line, part[:n]...)
		if strings.HasSuffix(string(line), "\n") {
			return string(line), nil
		}
		if err != nil || n == 0 {
			return "", errors.Join(io.EOF, err)
		}
	}
	return string(line), nil
}

// mendable reports whether an error is about what was typed, so that typing something
// else may help.
func mendable(err error) bool {
	var known *fault.Error
	if errors.As(err, &known) {
		return known.Kind == fault.Invalid || known.Kind == fault.Refused || known.Kind == fault.NotFound
	}
	var told failure
	return errors.As(err, &told)
}
