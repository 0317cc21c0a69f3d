package trail

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/value"
)

// ChangeKind says what became of a field of an audit row's details.
type ChangeKind uint8

// The kinds of Change.
const (
	// FieldSaid stands beside the change, such as notes: it has no before.
	FieldSaid ChangeKind = iota
	// FieldAdded had no value before, FieldRemoved has none any more, FieldChanged
	// has another.
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

// diffDepth is how deep details that another program wrote are taken apart; what
// lies deeper is one value.
const diffDepth = 6

// leaf is a value of details under its path.
type leaf struct {
	// name is the path to read, text the value.
	name, text string
	// value tells apart what has the same text, such as 5 and "5".
	value any
}

// raw is the value as JSON.
func (l leaf) raw() string { return string(compactJSON(l.value)) }

// Diff reads audit_logs.details of any shape, whole: the fields that differ
// between before and after in the order of their names, then whatever else stands
// there. A side that is absent, a text or a list counts as one value without a
// name. Who acted, at which gate and by what command are Row's, and left out where they have
// the form in which it reads them.
func Diff(details []byte) []Change {
	v, ok := decoded(details)
	if !ok {
		if text := value.Clean(string(details)); text != "" {
			return []Change{{Field: "details", After: text}}
		}
		return nil
	}
	whole, ok := v.(map[string]any)
	if !ok {
		if v == nil {
			return nil
		}
		return []Change{{Field: "details", After: valueText(v)}}
	}
	changes := sides(flat(whole["before"]), flat(whole["after"]))
	said := map[string]leaf{}
	for name, inner := range whole {
		switch name {
		case "before", "after":
			continue
		case "gate", "operator", "identity":
			if _, read := inner.(string); read {
				continue
			}
		case "actor":
			inner = beyondActor(inner)
		}
		flatten(said, "", value.Clean(name), name, inner, 1)
	}
	for _, key := range inOrder(said, nil) {
		changes = append(changes, Change{Field: said[key].name, After: said[key].text})
	}
	return changes
}

// beyondActor is what details say of who acted besides what Row reads.
func beyondActor(actor any) any {
	object, ok := actor.(map[string]any)
	if !ok {
		return actor
	}
	for _, read := range []string{"name", "role", "email"} {
		if _, text := object[read].(string); text {
			delete(object, read)
		}
	}
	if len(object) == 0 {
		return nil
	}
	return object
}

// sides compares the fields of before and after.
func sides(before, after map[string]leaf) []Change {
	var changes []Change
	for _, key := range inOrder(after, before) {
		old, had := before[key]
		now, has := after[key]
		c := Change{Field: cmp.Or(now.name, old.name), Before: old.text, After: now.text, Kind: FieldChanged}
		switch {
		case had && has && reflect.DeepEqual(old.value, now.value):
			continue
		case had && has && old.text == now.text:
			c.Before, c.After = visible(old.raw()), visible(now.raw())
		case !had:
			c.Kind = FieldAdded
		case !has:
			c.Kind = FieldRemoved
		}
		changes = append(changes, c)
	}
	return changes
}

// inOrder are the keys of fields, and of those in others alone, in the order of their
// names.
func inOrder(fields, others map[string]leaf) []string {
	keys := slices.AppendSeq(make([]string, 0, len(fields)+len(others)), maps.Keys(fields))
	for key := range others {
		if _, has := fields[key]; !has {
			keys = append(keys, key)
		}
	}
	name := func(key string) string {
		if l, has := fields[key]; has {
			return l.name
		}
		return others[key].name
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(strings.Compare(name(a), name(b)), strings.Compare(a, b)) })
	return keys
}

// visible is a value's JSON with every invisible character written as an escape.
func visible(raw string) string {
	var b strings.Builder
	for _, r := range raw {
		if r >= ' ' && r <= '~' {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
	}
	return b.String()
}

// decoded reads JSON with its numbers as they were written.
func decoded(raw []byte) (value any, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return value, dec.Decode(&value) == nil
}

// flat gives one side's fields by their paths. null is no value: a column that
// became empty has none.
func flat(side any) map[string]leaf {
	fields := map[string]leaf{}
	if object, ok := side.(map[string]any); ok {
		for name, inner := range object {
			flatten(fields, "", value.Clean(name), name, inner, 1)
		}
		return fields
	}
	flatten(fields, "", "value", "", side, diffDepth)
	return fields
}

// flatten puts a value's leaves under the path that leads to it: path and key are
// as they were written, so that no two names become one, and name is to be read.
func flatten(into map[string]leaf, path, name, key string, v any, depth int) {
	path += "\x00" + key
	object, ok := v.(map[string]any)
	switch {
	case v == nil:
	case ok && len(object) > 0 && depth < diffDepth:
		for part, inner := range object {
			flatten(into, path, name+"."+value.Clean(part), part, inner, depth+1)
		}
	default:
		into[path] = leaf{name: name, text: valueText(v), value: v}
	}
}

// valueText is a value on one line.
func valueText(v any) string {
	switch v := v.(type) {
	case string:
		return value.Clean(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return value.Clean(string(compactJSON(v)))
}

// compactJSON writes a decoded value without escaping what HTML would.
func compactJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	value.MustJSON(nil, enc.Encode(v))
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
		return value.CleanText(v)
	case []any:
		for i := range v {
			v[i] = cleanedJSON(v[i])
		}
		return v
	case map[string]any:
		clean := make(map[string]any, len(v))
		for name, inner := range v {
			clean[value.CleanText(name)] = cleanedJSON(inner)
		}
		return clean
	}
	return v
}

// Changes tells the row's changes on one line: "status: -open +resolved".
func (r Row) Changes() string {
	var told []string
	for _, c := range Diff(r.Details) {
		switch c.Kind {
		case FieldAdded:
			told = append(told, c.Field+": +"+c.After)
		case FieldRemoved:
			told = append(told, c.Field+": -"+c.Before)
		case FieldChanged:
			told = append(told, c.Field+": -"+c.Before+" +"+c.After)
		case FieldSaid:
			told = append(told, c.Field+": "+c.After)
		}
	}
	return strings.Join(told, "; ")
}

// Plain are the row's details as an export has them: JSON whose strings are cleaned.
func (r Row) Plain() json.RawMessage { return cleanJSON(r.Details) }
