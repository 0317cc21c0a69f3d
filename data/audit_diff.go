package data

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// ChangeKind says how a field of an audit row's details is meant.
type ChangeKind uint8

// The kinds of Change.
const (
	// FieldSaid is a word beside the change, such as notes: neither old nor new.
	FieldSaid ChangeKind = iota
	// FieldAdded has a value that it had not before, FieldRemoved none any more,
	// FieldChanged another one.
	FieldAdded
	FieldRemoved
	FieldChanged
)

// Change is one field of what an audit row tells.
type Change struct {
	// Field is the column's name; parts of a nested value are named by a path
	// such as "sla.high".
	Field string
	// Before and After are the values as text, cleaned; empty where there is none.
	Before, After string
	Kind          ChangeKind
}

// How much of details that another program wrote is taken apart.
const (
	diffDepth  = 6
	diffFields = 200
)

// Diff reads audit_logs.details (SCHEMA.md 3.11) of any shape: the fields that
// differ between before and after in the order of their names, then whatever
// else stands there. A side that is absent, a text or a list counts as one value
// without a name. Who acted and at which gate are AuditRow's, and left out.
func Diff(details []byte) []Change {
	value, ok := decoded(details)
	if !ok {
		if text := Clean(string(details)); text != "" {
			return []Change{{Field: "details", After: text}}
		}
		return nil
	}
	whole, ok := value.(map[string]any)
	if !ok {
		if value == nil {
			return nil
		}
		return []Change{{Field: "details", After: valueText(value)}}
	}
	changes := sides(flat(whole["before"]), flat(whole["after"]))
	said := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(whole)) {
		switch name {
		case "before", "after", "actor", "gate":
		default:
			flatten(said, Clean(name), whole[name], 1)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(said)) {
		changes = append(changes, Change{Field: name, After: said[name]})
	}
	return changes[:min(len(changes), diffFields)]
}

// sides compares the fields of before and after.
func sides(before, after map[string]string) []Change {
	names := maps.Clone(before)
	maps.Copy(names, after)
	var changes []Change
	for _, name := range slices.Sorted(maps.Keys(names)) {
		old, had := before[name]
		now, has := after[name]
		c := Change{Field: name, Before: old, After: now, Kind: FieldChanged}
		switch {
		case had && has && old == now:
			continue
		case !had:
			c.Kind = FieldAdded
		case !has:
			c.Kind = FieldRemoved
		}
		changes = append(changes, c)
	}
	return changes
}

// decoded reads JSON with its numbers as they were written.
func decoded(raw []byte) (value any, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return value, dec.Decode(&value) == nil
}

// flat gives one side's fields as text. null is no value: a column that became
// empty has none.
func flat(side any) map[string]string {
	fields := map[string]string{}
	if object, ok := side.(map[string]any); ok {
		for _, name := range slices.Sorted(maps.Keys(object)) {
			flatten(fields, Clean(name), object[name], 1)
		}
		return fields
	}
	flatten(fields, "value", side, diffDepth)
	return fields
}

func flatten(into map[string]string, name string, v any, depth int) {
	if len(into) >= diffFields {
		return
	}
	switch v := v.(type) {
	case nil:
	case map[string]any:
		if depth >= diffDepth || len(v) == 0 {
			into[name] = valueText(v)
			return
		}
		for _, part := range slices.Sorted(maps.Keys(v)) {
			flatten(into, name+"."+Clean(part), v[part], depth+1)
		}
	default:
		into[name] = valueText(v)
	}
}

// valueText is a value on one line.
func valueText(v any) string {
	switch v := v.(type) {
	case string:
		return Clean(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return Clean(string(compactJSON(v)))
}

// compactJSON writes a decoded value without escaping what HTML would.
func compactJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	mustJSON(nil, enc.Encode(v))
	return bytes.TrimSpace(b.Bytes())
}

// cleanJSON cleans every string of a JSON value, names included, and leaves what
// is no JSON out.
func cleanJSON(raw []byte) json.RawMessage {
	value, ok := decoded(raw)
	if !ok {
		return json.RawMessage("null")
	}
	return compactJSON(cleanedJSON(value))
}

func cleanedJSON(v any) any {
	switch v := v.(type) {
	case string:
		return CleanText(v)
	case []any:
		for i := range v {
			v[i] = cleanedJSON(v[i])
		}
		return v
	case map[string]any:
		clean := make(map[string]any, len(v))
		for name, inner := range v {
			clean[CleanText(name)] = cleanedJSON(inner)
		}
		return clean
	}
	return v
}
