package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// createBeside makes a new file of that name in the current folder; where there
// is one already, name-2 and so on. Only the name's last part counts: a screen
// names files, not places.
func createBeside(name string) (*os.File, error) {
	name = filepath.Base(filepath.Clean("/" + name))
	if name == "/" || strings.HasPrefix(name, ".") {
		return nil, fmt.Errorf("no file name: %q", name)
	}
	end := filepath.Ext(name)
	for n := 1; n < 1000; n++ {
		try := name
		if n > 1 {
			try = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, end), n, end)
		}
		file, err := os.OpenFile(try, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
	return nil, fs.ErrExist
}
