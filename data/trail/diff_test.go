package trail_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/civoranexus/society360/data/trail"
)

func TestDiffReadsDetailsOfAnyShape(t *testing.T) {
	t.Parallel()
	changed := func(field, before, after string) trail.Change {
		return trail.Change{Field: field, Before: before, After: after, Kind: trail.FieldChanged}
	}
	added := func(field, after string) trail.Change {
		return trail.Change{Field: field, After: after, Kind: trail.FieldAdded}
	}
	removed := func(field, before string) trail.Change {
		return trail.Change{Field: field, Before: before, Kind: trail.FieldRemoved}
	}
	said := func(field, after string) trail.Change { return trail.Change{Field: field, After: after} }
	for details, want := range map[string][]trail.Change{
		`{"before": {"status": "open"}, "after": {"status": "resolved", "resolved_at": "2026-11-21T14:12:10+00:00"}, "notes": "Relay replaced"}`: {
			added("resolved_at", "2026-11-21T14:12:10+00:00"), changed("status", "open", "resolved"), said("notes", "Relay replaced"),
		},
		`{"before": {"assigned_to_id": "x", "same": 1}, "after": {"assigned_to_id": null, "same": 1}}`: {removed("assigned_to_id", "x")},
		`{"after": {"amount": 1234567890.10, "paid": false, "empty": ""}}`:                             {added("amount", "1234567890.10"), added("empty", ""), added("paid", "false")},
		`{"before": {"gone": [1, "<b>"]}}`:                                                             {removed("gone", `[1,"<b>"]`)},
		`{"before": {"sla": {"high": 24, "low": 168}}, "after": {"sla": {"high": 12, "low": 168}}}`:    {changed("sla.high", "24", "12")},
		`{"before": "5000", "after": "6000"}`:                                                          {changed("value", "5000", "6000")},
		`{"before": ["a"], "after": {"b": 1}}`:                                                         {added("b", "1"), removed("value", `["a"]`)},
		`{"before": null, "after": null}`:                                                              nil,
		`{"actor": {"name": "Asha"}, "gate": "Main", "why": {"deep": {"er": 1}}}`:                      {said("why.deep.er", "1")},
		`{"before": {"n": "5", "c": "a"}, "after": {"n": 5, "c": "a\u0007\u202e"}}`:                    {changed("c", `"a"`, `"a\u0007\u202e"`), changed("n", `"5"`, "5")},
		`{"before": {"a.b": 1, "a": {"b": 2}}, "after": {"a.b": 1, "a": {"b": 3}}}`:                    {changed("a.b", "2", "3")},
		`{"actor": {"name": "Asha", "role": "admin", "email": "a@b.example", "id": 7}}`:                {said("actor.id", "7")},
		`{"actor": "Asha", "gate": 3}`:                                                                 {said("actor", "Asha"), said("gate", "3")},
		`"text\u0007 of\nsomebody"`:                                                                    {said("details", "text of somebody")},
		`[1, {"a": null}]`:                                                                             {said("details", `[1,{"a":null}]`)},
		`12`:                                                                                           {said("details", "12")},
		`null`:                                                                                         nil,
		``:                                                                                             nil,
		`{broken`:                                                                                      {said("details", "{broken")},
		`{"after": {"na\u202eme": "o\u001b[2Jne"}}`:                                                    {added("name", "o[2Jne")},
		`{"after": {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}}`:                                {added("a.b.c.d.e.f", `{"g":1}`)},
	} {
		if got := trail.Diff([]byte(details)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%+v, want\n%+v", details, got, want)
		}
	}
}

// TestDiffLosesNothing: a change is told however many fields stand around it, and
// none is told that there was not.
func TestDiffLosesNothing(t *testing.T) {
	t.Parallel()
	before, after := map[string]any{}, map[string]any{"field 0000 new": true}
	for i := range 5000 {
		name := fmt.Sprintf("field %04d", i)
		before[name], after[name] = i, i
	}
	after["field 4990"] = "another"
	raw, err := json.Marshal(map[string]any{"before": before, "after": after, "more": before})
	if err != nil {
		t.Fatal(err)
	}
	changes := trail.Diff(raw)
	if len(changes) != 2+5000 {
		t.Fatalf("%d fields", len(changes))
	}
	want := []trail.Change{
		{Field: "field 0000 new", After: "true", Kind: trail.FieldAdded},
		{Field: "field 4990", Before: "4990", After: "another", Kind: trail.FieldChanged},
	}
	if !reflect.DeepEqual(changes[:2], want) {
		t.Errorf("%+v", changes[:2])
	}
}
