package screens_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// playRoles makes every call as every role, and hears whether the role is why it is
// refused.
func playRoles(w *world) {
	for _, actor := range []role.Actor{w.Staff, w.Guard, w.Meera, w.Stranger, {}} {
		of := reflect.ValueOf(w.rooms)
		for i := range of.NumField() {
			if room := of.Type().Field(i); room.Type.Kind() == reflect.Interface {
				for m := range room.Type.Methods() {
					call := of.Field(i).MethodByName(m.Name)
					w.hear(room.Name + "." + m.Name + " " + cmp.Or(w.tries(actor, call, accounts.Active), w.tries(actor, call, "owner")))
				}
			}
		}
	}
}

// tries makes a call with sound arguments of nothing that is there, and says how it
// is forbidden. One that an actor may make may well fail, or panic for want of a
// function to call back.
func (w *world) tries(actor role.Actor, call reflect.Value, word string) (said string) {
	defer func() {
		if recover() != nil {
			said = ""
		}
	}()
	args := make([]reflect.Value, call.Type().NumIn())
	for i := range args {
		switch in := call.Type().In(i); in {
		case reflect.TypeFor[context.Context]():
			args[i] = reflect.ValueOf(w.ctx)
		case reflect.TypeFor[role.Actor]():
			args[i] = reflect.ValueOf(actor)
		default:
			args[i] = w.sound(in, word)
		}
	}
	answers := call.Call(args)
	var e *fault.Error
	if err, failed := reflect.TypeAssert[error](answers[len(answers)-1]); failed && errors.As(err, &e) && e.Kind == fault.Forbidden {
		return fmt.Sprintf(e.Format, e.Args...)
	}
	return ""
}

// sound is an argument that nobody complains about.
func (w *world) sound(of reflect.Type, word string) reflect.Value {
	v := reflect.New(of).Elem()
	switch of {
	case reflect.TypeFor[uuid.UUID]():
		v.Set(reflect.ValueOf(uuid.New()))
	case reflect.TypeFor[value.Day]():
		v.Set(reflect.ValueOf(w.today()))
	case reflect.TypeFor[tickets.Priority]():
		v.Set(reflect.ValueOf(tickets.High))
	case reflect.TypeFor[visits.Channel]():
		v.Set(reflect.ValueOf(visits.ByPhone))
	default:
		switch of.Kind() {
		case reflect.String:
			v.SetString(word)
		case reflect.Struct:
			for i := range of.NumField() {
				if f := of.Field(i); f.IsExported() && !slices.Contains([]string{"Phone", "Seen", "Status"}, f.Name) {
					v.Field(i).Set(w.sound(f.Type, word))
				}
			}
		}
	}
	return v
}
