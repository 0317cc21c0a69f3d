// Package tui is the shell of the desk and the kit its screens are made of:
// the root model with its screen stack, dialogs, table, form, theme and keys.
// It knows neither the database nor any particular screen.
package tui

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/text/message"
)

// Env holds what one session shares among its screens. It never holds an
// entity or a current screen; a process serves many sessions, each with its own.
type Env struct {
	// Context ends with the session; Load and Save derive their timeouts from it.
	Context context.Context
	// Theme is built from the session's own renderer.
	Theme *Theme
	// Keys are the bindings that mean the same on every screen.
	Keys *KeyMap
	// Printer turns English sentences into the session's language.
	Printer *message.Printer
	// Clock tells the time; tests give a fixed one.
	Clock func() time.Time
	// Zone is the society's time zone.
	Zone *time.Location
	// Log takes the causes of errors whose sentences the desk shows.
	Log *slog.Logger
	// Gate is the gate this terminal stands at, empty away from a gate.
	Gate string
}
