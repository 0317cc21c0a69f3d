package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/civoranexus/society360/data/value"
)

// given reads a file that a command was given, or for "-" standard input: whose command
// works as another account, as a package's does, cannot name a file of their own. It
// reads one byte more than most, by which what is too large is known.
func (a *app) given(name string, most int64) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(a.in, most+1))
	}
	content, err := readUpTo(name, most)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, fail(err, "%s: copy it to where it may, or give - in its place and the file on standard input.", unreadable(name, err))
	case err != nil:
		return nil, fail(err, "%s.", unreadable(name, err))
	}
	return content, nil
}

// readUpTo reads at most one byte more than most of a file.
func readUpTo(name string, most int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, most+1))
}

// unreadable says why a file cannot be read, without a full stop.
func unreadable(name string, err error) string {
	name = value.Clean(name)
	var of *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Sprintf("The file %s cannot be read: it is not there", name)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("The file %s cannot be read by the account %s", name, machineAccount())
	case errors.As(err, &of):
		err = of.Err
	}
	return fmt.Sprintf("The file %s cannot be read: %s", name, err)
}
