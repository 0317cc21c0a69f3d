package units_test

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

func (r *register) CheckImport(_ context.Context, _ data.Actor, content []byte) (data.ImportReport, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	report := r.report
	if string(content) != "bad" {
		report.Bad = nil
	}
	return report, r.Call("CheckImport")
}

func (r *register) Import(_ context.Context, _ data.Actor, key uuid.UUID, content []byte, progress func(done, total int)) (data.ImportReport, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Import"); err != nil {
		return data.ImportReport{}, err
	}
	progress(100, 300)
	// The same key imports once: a second try asks with it.
	if key != r.importKey {
		r.imports = append(r.imports, string(content))
	}
	r.importKey = key
	if r.importLost {
		r.importLost = false
		return data.ImportReport{}, &data.Error{Kind: data.Unknown, Format: "The connection was lost; it is not known yet whether this was saved."}
	}
	report := r.report
	report.Bad = nil
	return report, nil
}

// Inbox, Get, Put and Print are the person's files.
func (r *register) Inbox(context.Context) ([]string, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return slices.Sorted(func(yield func(string) bool) {
		for name := range r.files {
			if !yield(name) {
				return
			}
		}
	}), r.Call("Inbox")
}

func (r *register) Get(_ context.Context, name string) ([]byte, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return []byte(r.files[name]), r.Call("Get")
}

func (r *register) Put(context.Context, string, func(io.Writer) error) (string, error) {
	return "", errors.New("the screen writes no files")
}

func (r *register) Print(context.Context, string, []byte) error {
	return errors.New("the screen prints nothing")
}
