package tuitest

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"
)

//nolint:gochecknoglobals // the testing package parses flags before any test runs
var update = flag.Bool("update", false, "write the golden archives anew")

// Where the golden archives of a package lie.
const (
	goldenFolder = "testdata"
	goldenSuffix = ".txtar"
)

// gallery is the golden views of the package under test: an archive a scene, a
// member a view.
type gallery struct {
	mu     sync.Mutex
	scenes map[string]*scene
	// inMain tells that Main will look after it.
	inMain bool
}

// scene is one archive: what its file holds, and what tests showed.
type scene struct{ want, got map[string]string }

// golden is the one gallery of this test process; TestMain and tests have no
// other way to share it.
var golden gallery //nolint:gochecknoglobals // see above

// Main runs a package's tests, then looks after their golden archives: a view
// that no test asked for fails. With -update it writes them. TestMain gives it
// m.Run, and passes its result to os.Exit.
func Main(run func() int) int {
	golden.inMain = true
	code := run()
	if err := golden.finish(code == 0 && everyTest(), *update); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return max(code, 1)
	}
	return code
}

// everyTest reports whether this process was to run all tests of its package.
func everyTest() bool {
	for _, name := range []string{"run", "skip", "list", "fuzz"} {
		if f := flag.Lookup("test." + name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return true
}

// Golden compares text with a view of the scene's archive, the member view of
// testdata/NAME.txtar in the test's package. With -update the archive is written
// when all tests are through. A missing view fails.
func Golden(tb testing.TB, name, view, got string) {
	tb.Helper()
	want, err := golden.show(name, view, got, *update)
	if err != nil {
		tb.Fatalf("golden view: %v", err)
	}
	if got != want {
		tb.Errorf("%s of %s differs\n--- want\n%s\n--- got\n%s", view, goldenFile(name), want, got)
	}
}

// show notes what a test shows, and gives what it should be.
func (g *gallery) show(name, view, got string, write bool) (want string, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.inMain {
		return "", errors.New("call tuitest.Main from this package's TestMain")
	}
	s, err := g.scene(name)
	if err != nil {
		return "", err
	}
	before, again := s.got[view]
	s.got[view] = got
	want, ok := s.want[view]
	switch {
	case again && before != got:
		return "", fmt.Errorf("%s is shown twice, and differs, as %s of %s", got, view, goldenFile(name))
	case write:
		return got, nil
	case !ok:
		return "", fmt.Errorf("%s has no %s (write it with -update)", goldenFile(name), view)
	}
	return want, nil
}

// scene reads an archive when it is first asked for. One that is not there is
// empty.
func (g *gallery) scene(name string) (*scene, error) {
	if s := g.scenes[name]; s != nil {
		return s, nil
	}
	text, err := os.ReadFile(goldenFile(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	s := &scene{want: map[string]string{}, got: map[string]string{}}
	for _, member := range txtar.Parse(text).Files {
		s.want[member.Name] = string(member.Data)
	}
	if g.scenes == nil {
		g.scenes = map[string]*scene{}
	}
	g.scenes[name] = s
	return s, nil
}

// finish writes the archives, or looks for views that no test asked for. Where
// not all tests ran, what the others ask for stays.
func (g *gallery) finish(all, write bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if all {
		names, err := goldenNames()
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, err := g.scene(name); err != nil {
				return err
			}
		}
	}
	var bad []error
	for _, name := range slices.Sorted(maps.Keys(g.scenes)) {
		s := g.scenes[name]
		switch {
		case write:
			bad = append(bad, s.write(name, all))
		case all:
			bad = append(bad, s.unasked(name))
		}
	}
	return errors.Join(bad...)
}

// unasked complains about views that no test asked for.
func (s *scene) unasked(name string) error {
	var bad []error
	for _, view := range views(s.want) {
		if _, ok := s.got[view]; !ok {
			bad = append(bad, fmt.Errorf("no test asks for %s of %s (-update drops it)", view, goldenFile(name)))
		}
	}
	return errors.Join(bad...)
}

// write puts what was shown into the archive; all says that nothing else belongs
// there.
func (s *scene) write(name string, all bool) error {
	path, archive := goldenFile(name), &txtar.Archive{}
	shown := maps.Clone(s.got)
	for view, text := range s.want {
		if _, ok := shown[view]; !ok && !all {
			shown[view] = text
		}
	}
	if len(shown) == 0 {
		return os.Remove(path)
	}
	for _, view := range views(shown) {
		archive.Files = append(archive.Files, txtar.File{Name: view, Data: []byte(shown[view])})
	}
	text := txtar.Format(archive)
	same := func(a, b txtar.File) bool { return a.Name == b.Name && bytes.Equal(a.Data, b.Data) }
	if !slices.EqualFunc(txtar.Parse(text).Files, archive.Files, same) {
		return fmt.Errorf("%s cannot hold what is shown: a line looks like a member's name, or the last has no end", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// views are the names of an archive's members, the smaller terminals first.
func views(of map[string]string) []string {
	return slices.SortedFunc(maps.Keys(of), func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
}

func goldenFile(name string) string {
	return filepath.Join(goldenFolder, filepath.FromSlash(name)+goldenSuffix)
}

// goldenNames finds the archives that the package has.
func goldenNames() (names []string, err error) {
	err = filepath.WalkDir(goldenFolder, func(path string, _ fs.DirEntry, err error) error {
		if name, ok := strings.CutSuffix(path, goldenSuffix); err == nil && ok {
			rel, relErr := filepath.Rel(goldenFolder, name)
			names, err = append(names, filepath.ToSlash(rel)), relErr
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return names, err
}
