package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// plainName is the last part of a file's name: a screen names files, not places.
func plainName(name string) (string, error) {
	name = filepath.Base(filepath.Clean("/" + name))
	if name == "/" || strings.HasPrefix(name, ".") {
		return "", fmt.Errorf("no file name: %q", name)
	}
	return name, nil
}

// moveBeside gives the whole file at from its name in the current folder; where
// there is one of that name already, name-2 and so on.
func moveBeside(from, name string) (where string, err error) {
	if name, err = plainName(name); err != nil {
		return "", err
	}
	end := filepath.Ext(name)
	for n := 1; n < 1000; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, end), n, end)
		}
		// A link, unlike a rename, never takes the place of another file.
		err := os.Link(from, try)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			err = reserve(from, try) // this file system may know no links
		}
		if !errors.Is(err, fs.ErrExist) {
			return try, err
		}
	}
	return "", fs.ErrExist
}

// reserve takes the name with an empty file, then puts the whole one there.
func reserve(from, name string) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Close(), os.Rename(from, name)); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}
