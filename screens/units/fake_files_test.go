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
	r.mu.Lock()
	defer r.mu.Unlock()
	report := r.report
	if string(content) != "bad" {
		report.Bad = nil
	}
	return report, r.call("CheckImport")
}

func (r *register) Import(_ context.Context, _ data.Actor, key uuid.UUID, content []byte, progress func(done, total int)) (data.ImportReport, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.call("Import"); err != nil {
		return data.ImportReport{}, err
	}
	progress(100, 300)
	if !r.intents[key] {
		r.imports = append(r.imports, string(content))
	}
	r.intents[key] = true
	if r.lost["Import"] > 0 {
		r.lost["Import"]--
		return data.ImportReport{}, errLost
	}
	report := r.report
	report.Bad = nil
	return report, nil
}

// Inbox, Get, Put and Print are the person's files.
func (r *register) Inbox(context.Context) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(func(yield func(string) bool) {
		for name := range r.files {
			if !yield(name) {
				return
			}
		}
	}), r.call("Inbox")
}

func (r *register) Get(_ context.Context, name string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return []byte(r.files[name]), r.call("Get")
}

func (r *register) Put(context.Context, string, func(io.Writer) error) (string, error) {
	return "", errors.New("the screen writes no files")
}

func (r *register) Print(context.Context, string, []byte) error {
	return errors.New("the screen prints nothing")
}
