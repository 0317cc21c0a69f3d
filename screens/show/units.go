// Package show is what several screens show alike of a unit, a visit, a bill and a
// conflict.
package show

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/tui"
)

// UnitFinder finds units by number however it is written.
type UnitFinder interface {
	FindUnits(ctx context.Context, actor role.Actor, term string) ([]homes.Unit, error)
}

// FindUnits searches the units that the actor may see, by what they are called and by
// who lives there, for a tui.FieldLookup. A
// suggestion's Value is the unit's ID.
func FindUnits(env *tui.Env, store UnitFinder, actor role.Actor) func(context.Context, string) ([]tui.Option, error) {
	// The search runs outside the event loop; the words are made here.
	states := map[string]string{"vacant": env.T("vacant"), "under_maintenance": env.T("under maintenance")}
	return func(ctx context.Context, text string) ([]tui.Option, error) {
		units, err := store.FindUnits(ctx, actor, text)
		options := make([]tui.Option, len(units))
		for i, u := range units {
			options[i] = tui.Option{Value: u.ID.String(), Label: u.Label, Detail: Joined(", ", u.Block, u.Type, states[u.Status])}
		}
		return options, err
	}
}

// Joined puts the parts that say something into a line.
func Joined(between string, parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, between)
}

// UnitState is a unit's status in words; another program may have written one of its
// own.
func UnitState(env *tui.Env, status string) string {
	switch status {
	case "occupied":
		return env.T("occupied")
	case "vacant":
		return env.T("vacant")
	case "under_maintenance":
		return env.T("under maintenance")
	}
	return status
}

// Relation is how a resident belongs to the unit.
func Relation(env *tui.Env, kind string) string {
	switch kind {
	case "owner":
		return env.T("owner")
	case "tenant":
		return env.T("tenant")
	case "family_member":
		return env.T("family")
	}
	return kind
}

// Resident says who somebody is in their unit: "owner, primary".
func Resident(env *tui.Env, r homes.Resident) string {
	if r.Primary {
		return env.T("%s, primary", Relation(env, r.Type))
	}
	return Relation(env, r.Type)
}
