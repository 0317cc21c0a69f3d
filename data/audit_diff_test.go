package data_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/civoranexus/society360/data"
)

func TestDiffReadsDetailsOfAnyShape(t *testing.T) {
	t.Parallel()
	changed := func(field, before, after string) data.Change {
		return data.Change{Field: field, Before: before, After: after, Kind: data.FieldChanged}
	}
	added := func(field, after string) data.Change {
		return data.Change{Field: field, After: after, Kind: data.FieldAdded}
	}
	removed := func(field, before string) data.Change {
		return data.Change{Field: field, Before: before, Kind: data.FieldRemoved}
	}
	said := func(field, after string) data.Change { return data.Change{Field: field, After: after} }
	for details, want := range map[string][]data.Change{
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
		`"text\u0007 of\nsomebody"`:                                                                    {said("details", "text of somebody")},
		`[1, {"a": null}]`:                                                                             {said("details", `[1,{"a":null}]`)},
		`12`:                                                                                           {said("details", "12")},
		`null`:                                                                                         nil,
		``:                                                                                             nil,
		`{broken`:                                                                                      {said("details", "{broken")},
		`{"after": {"na\u202eme": "o\u001b[2Jne"}}`:                                                    {added("name", "o[2Jne")},
		`{"after": {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}}`: {added("a.b.c.d.e.f", `{"g":1}`)},
	} {
		if got := data.Diff([]byte(details)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n%+v, want\n%+v", details, got, want)
		}
	}
}

func TestDiffOfVeryMuchIsBounded(t *testing.T) {
	t.Parallel()
	wide := map[string]any{}
	for i := range 5000 {
		wide[fmt.Sprint(i)] = i
	}
	raw, err := json.Marshal(map[string]any{"after": wide, "more": wide})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(data.Diff(raw)); n != 200 {
		t.Errorf("%d fields", n)
	}
}
