package main

import (
	"errors"
	"fmt"
	"io"
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

// exportTo has write make a file that is not there yet, whole or not at all.
// Standard output, too, gets nothing before write has succeeded.
func (a *app) exportTo(path string, write func(w io.Writer) error) error {
	folder, aside := filepath.Dir(path), path == "-"
	if aside {
		folder = ""
	} else if _, err := os.Lstat(path); err == nil {
		return fail(nil, "The file %s is there already; name another one.", path)
	}
	file, err := os.CreateTemp(folder, ".society360-*")
	if err != nil {
		return fail(err, "The file %s cannot be written.", path)
	}
	defer func() { _, _ = file.Close(), os.Remove(file.Name()) }()
	if err := write(file); err != nil {
		return err
	}
	if aside {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		_, err := io.Copy(a.out, file)
		return err
	}
	// A link, unlike a rename, never takes the place of a file made meanwhile.
	err = errors.Join(file.Sync(), os.Link(file.Name(), path))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = reserve(file.Name(), path) // this file system may know no links
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return fail(err, "The file %s is there already; name another one.", path)
	case err != nil:
		return fail(err, "The file %s could not be written whole; is the disk full?", path)
	}
	return nil
}
