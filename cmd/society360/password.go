package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// onInput says where a password was looked for.
const onInput = "on standard input"

// maxPasswordLine bounds what is read of a password, which has 72 bytes at most.
const maxPasswordLine = 4096

// asksPassword gives a command the flag for scripts.
func asksPassword(cmd *cobra.Command, stdin *bool) {
	cmd.Flags().BoolVar(stdin, "password-stdin", false, "read the password from the first line of standard input")
}

// newPassword reads a password from standard input, or asks for it twice
// without echo.
func (a *app) newPassword(ctx context.Context, stdin bool) (string, error) {
	if stdin {
		return passwordLine(a.in, onInput)
	}
	file, ok := a.in.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return "", usage("there is no terminal to ask for the password on: use --password-stdin")
	}
	first, err := a.prompt(ctx, file, "Password: ")
	if err != nil {
		return "", err
	}
	second, err := a.prompt(ctx, file, "The same again: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", fail(nil, "The two passwords differ; nothing was changed. Try again.")
	}
	return first, nil
}

// prompt asks for one line without echo. A signal ends the wait and gives the
// terminal its echo back; the read itself ends with the process.
func (a *app) prompt(ctx context.Context, file *os.File, text string) (string, error) {
	before, err := term.GetState(int(file.Fd()))
	if err != nil {
		return "", fail(err, "The terminal cannot be asked for a password: use --password-stdin.")
	}
	_, _ = fmt.Fprint(a.err, text)
	type answer struct {
		secret []byte
		err    error
	}
	typed := make(chan answer, 1)
	go func() {
		secret, err := term.ReadPassword(int(file.Fd()))
		typed <- answer{secret, err}
	}()
	select {
	case <-ctx.Done():
		_ = term.Restore(int(file.Fd()), before)
		_, _ = fmt.Fprintln(a.err)
		return "", context.Cause(ctx)
	case got := <-typed:
		_, _ = fmt.Fprintln(a.err)
		if got.err != nil {
			return "", fail(got.err, "The password could not be read; nothing was changed.")
		}
		return string(got.secret), nil
	}
}

// passwordLine reads the first line, without its end, and nothing of what stands behind
// it: that may be another password.
func passwordLine(in io.Reader, from string) (string, error) {
	var text []byte
	one := make([]byte, 1)
	for len(text) < maxPasswordLine && !bytes.HasSuffix(text, []byte("\n")) {
		n, err := in.Read(one)
		text = append(text, one[:n]...)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", fail(err, "The password could not be read; nothing was changed.")
		}
	}
	line := string(text)
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	if line == "" {
		return "", fail(nil, "There is no password %s; nothing was changed.", from)
	}
	return line, nil
}
