package screentest

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/tui"
)

// Files are an account's files: what it may fetch, and what was written and printed.
// Its calls fail and are counted with the society's, as "Files.Put".
type Files struct {
	s *Society

	// In are the files to fetch, Written and Printed what went out, by name.
	In, Written, Printed map[string]string
}

// Inbox lists the files to fetch.
func (f *Files) Inbox(ctx context.Context) ([]string, error) {
	return read(ctx, f.s, role.Actor{}, "Files.Inbox", func() ([]string, error) { return slices.Sorted(maps.Keys(f.In)), nil })
}

// Get fetches a file.
func (f *Files) Get(ctx context.Context, name string) ([]byte, error) {
	return read(ctx, f.s, role.Actor{}, "Files.Get", func() ([]byte, error) { return []byte(f.In[name]), nil })
}

// Put writes a file; one whose writing fails is not kept.
func (f *Files) Put(ctx context.Context, file tui.File, write func(io.Writer) error) (string, error) {
	var text strings.Builder
	if err := write(&text); err != nil {
		return "", err
	}
	return read(ctx, f.s, role.Actor{}, "Files.Put", func() (string, error) {
		f.Written[file.Name] = text.String()
		return "./" + file.Name, nil
	})
}

// Print prints a file.
func (f *Files) Print(ctx context.Context, file tui.File, content []byte) error {
	_, err := read(ctx, f.s, role.Actor{}, "Files.Print", func() (string, error) {
		f.Printed[file.Name] = string(content)
		return "", nil
	})
	return err
}
