package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/civoranexus/society360/data/fault"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// maxInput bounds what is read of standard input for one field, in bytes.
const maxInput = 64 << 10

// writes has a command change the register for a script: it names who does it, can
// be sent again under its key, and answers with a sentence, or with what do wrote as
// its list shows it.
func writes[T any](a *app, cmd *cobra.Command, columns []column[T], do func(ctx context.Context, c call, key uuid.UUID) (written []T, said string, err error)) *cobra.Command {
	w := &writeFlags{}
	cmd.Flags().StringVar(&w.intent, "intent", "", "a key of your own: the same command repeated with it is answered as before, and not done twice")
	cmd.Flags().BoolVar(&w.json, "json", false, "answer with a JSON object")
	a.check(cmd, w.check)
	a.actsAs(cmd)
	needs(cmd, "as")
	return a.runs(cmd, func(ctx context.Context, c call) error {
		w.given = w.intent != ""
		written, said, err := do(ctx, c, w.key())
		switch {
		case err != nil:
			return w.failed(err, c.zone)
		case w.json:
			return writeRows(ctx, a, forms{json: true}, call{zone: c.zone}, columns, written)
		}
		fmt.Fprintln(a.out, said)
		return nil
	})
}

// writeFlags are the flags of every command that writes for a script.
type writeFlags struct {
	intent string
	// given says that the key is the script's own, so that this may be a repeat.
	given bool
	json  bool
}

// check finds mistakes before a database is opened.
func (w *writeFlags) check() error {
	if len(w.intent) > 200 {
		return usage("--intent takes a key of 200 bytes at most")
	}
	return nil
}

// key is the intent's key: the UUID as given, or the one that a script's own key
// always means; a new one where none was given.
func (w *writeFlags) key() uuid.UUID {
	if w.intent == "" {
		w.intent = uuid.NewString()
	}
	if key, err := uuid.Parse(w.intent); err == nil {
		return key
	}
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("society360:intent:"+w.intent))
}

// failed is err, or how to find out where it is not known what became of the
// write.
func (w *writeFlags) failed(err error, zone *time.Location) error {
	var e *fault.Error
	switch {
	case !errors.As(err, &e):
	case e.OutcomeUnknown():
		return fail(err, "%s Send it again with --intent %s: what is saved is not saved twice.", sentence(err, zone), w.intent)
	case w.given && e.Trouble != fault.Sound:
		return fail(err, "%s What was sent with --intent %s before may have been saved.", sentence(err, zone), w.intent)
	}
	return err
}

// orInput is a field's text, or what standard input has where it is "-".
func (a *app) orInput(text string) (string, error) {
	if text != "-" {
		return text, nil
	}
	read, err := io.ReadAll(io.LimitReader(a.in, maxInput+1))
	switch {
	case err != nil:
		return "", fail(err, "Standard input could not be read; nothing was saved.")
	case len(read) > maxInput:
		return "", fail(nil, "There is too much on standard input: 64 KiB fit. Nothing was saved.")
	}
	return string(read), nil
}

// idOf is an ID that a row may lack.
func idOf(id *uuid.UUID) any {
	if id == nil {
		return nil
	}
	return id.String()
}
