package data_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWhoIsActiveIsSaidOnce: a condition that is written out where it is used is one
// that the next change of the rule forgets.
func TestWhoIsActiveIsSaidOnce(t *testing.T) {
	t.Parallel()
	written := regexp.MustCompile(`coalesce\((\w+\.)?status, 'active'\)\s*(=|<>)\s*'active'`)
	read := 0
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		read++
		source, err := os.ReadFile(path)
		for _, found := range written.FindAll(source, -1) {
			t.Errorf("%s: %s is register.ActiveUser of an account, homes.NotMovedOut of a residency", path, found)
		}
		return err
	})
	if err != nil || read == 0 {
		t.Errorf("%d files were read: %v", read, err)
	}
}
