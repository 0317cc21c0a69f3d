package setup

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEverySettingIsListed: one that is defined and not listed would be read, and
// shown to no editor.
func TestEverySettingIsListed(t *testing.T) {
	t.Parallel()
	defined := 0
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		defined += strings.Count(string(source), "return settings.Define(") + strings.Count(string(source), "return Define(")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if listed := len(AllSettings()); listed != defined {
		t.Errorf("%d settings are defined, %d are listed", defined, listed)
	}
}
