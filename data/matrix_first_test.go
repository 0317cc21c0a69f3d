package data_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
)

// mayNever are the columns for which every row of a method says no because of what the
// actor is, and not because of what became of the account since.
func mayNever() map[string][]string {
	columns, never := matrixColumns(), map[string][]string{}
	met := map[string]bool{}
	for _, area := range matrixAreas() {
		for _, r := range area.trials {
			var nos []string
			for i, answer := range strings.Fields(r.want) {
				if answer == no {
					nos = append(nos, columns[i][0])
				}
			}
			if met[r.method] {
				nos = slices.DeleteFunc(nos, func(column string) bool { return !slices.Contains(never[r.method], column) })
			}
			never[r.method], met[r.method] = nos, true
		}
	}
	for method, nos := range never {
		never[method] = slices.DeleteFunc(nos, func(column string) bool {
			return slices.Contains([]string{"barred", "exadm", "prog"}, column)
		})
	}
	return never
}

// TestTheRoleIsAskedFirst calls each method with nothing filled in, as everybody who
// may not call it at all: a complaint about what was typed, or about what it speaks
// of, would answer before it is known whether they may ask.
func TestTheRoleIsAskedFirst(t *testing.T) {
	t.Parallel()
	tw, tried := newTown(t), 0
	stores, never := reflect.ValueOf(tw.Society.Society).Elem(), mayNever()
	for room := range stores.NumField() {
		if !stores.Type().Field(room).IsExported() {
			continue
		}
		for m, method := range stores.Field(room).Methods() {
			outs := slices.Collect(method.Type().Outs())
			if !methodTakesActor(m) || outs[len(outs)-1] != reflect.TypeFor[error]() {
				continue // it can only return nothing
			}
			name := stores.Type().Field(room).Name + "." + m.Name
			for _, column := range never[name] {
				if (name == "Money.RefuseClaim" || name == "Money.ClearCheque") && column == "staff" {
					continue // a setting refuses it, in the statement
				}
				for _, actor := range tw.who[column] {
					tried++
					var e *fault.Error
					if err := callEmpty(t.Context(), method, actor); !errors.As(err, &e) || e.Kind != fault.Forbidden {
						t.Errorf("%s as %s: %v", name, column, err)
					}
				}
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d calls were tried", tried)
	}
}

// callEmpty calls a method as an actor, with nothing else given.
func callEmpty(ctx context.Context, method reflect.Value, actor role.Actor) error {
	var args []reflect.Value
	for in := range method.Type().Ins() {
		switch in {
		case reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(ctx))
		case reflect.TypeFor[role.Actor]():
			args = append(args, reflect.ValueOf(actor))
		default:
			args = append(args, reflect.Zero(in))
		}
	}
	outs := method.Call(args)
	err, _ := reflect.TypeAssert[error](outs[len(outs)-1])
	return err
}
