package removed

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/value"
)

// Masked is what may be shown of a row.
type Masked struct {
	// Details are the row's own where nothing in them was masked.
	Details json.RawMessage
	// Texts are those of the row, in their order.
	Texts []string
	// By says that somebody who was removed did it, and Changed that something was masked.
	By, Changed bool
}

// Mask masks a row that was among those that the masks were loaded for.
func (m *Masks) Mask(row Row) Masked {
	details, ok := decoded(row.Details)
	people := m.about(row, details)
	masked := Masked{Details: row.Details, By: m.concerns(people, row.UserID)}
	for _, text := range row.Texts {
		shown := m.text(text, row.At, people)
		masked.Changed = masked.Changed || shown != text
		masked.Texts = append(masked.Texts, shown)
	}
	if !ok {
		return masked
	}
	w := walker{masks: m, at: row.At, people: people, by: masked.By, of: m.concerns(people, row.ResourceID)}
	if shown := w.masked(details, nil); w.changed {
		masked.Details, masked.Changed = written(shown), true
	}
	return masked
}

// walker masks the details of a row.
type walker struct {
	masks  *Masks
	at     time.Time
	people []uuid.UUID
	// by says that who did it was removed, of that it is about what was theirs.
	by, of, changed bool
}

// personal are the fields of a thing of a person's that say who they are, and what stands in
// their place.
func personal(field string) string {
	switch field {
	case "full_name", "visitor_name", "paid_by_name":
		return Name
	case "email", "phone_number", "visitor_phone", "vehicle_number", "profile_picture_url", "value":
		return Word
	}
	return ""
}

// masked is a value at the path of fields that leads to it.
func (w *walker) masked(v any, path []string) any {
	switch v := v.(type) {
	case string:
		return w.text(v, path)
	case json.Number:
		if shown := w.text(v.String(), path); shown != v.String() {
			return shown
		}
	case []any:
		for i := range v {
			v[i] = w.masked(v[i], path)
		}
	case map[string]any:
		shown := make(map[string]any, len(v))
		for field, inner := range v {
			shown[w.word(field, w.masks.text(field, w.at, w.people))] = w.masked(inner, append(slices.Clip(path), field))
		}
		return shown
	}
	return v
}

func (w *walker) text(text string, path []string) string {
	if text == "" {
		return text
	}
	field, actor := "", len(path) > 0 && path[0] == "actor"
	if len(path) > 0 {
		field = path[len(path)-1]
	}
	switch in := personal(field); {
	case actor && w.by && field == "name":
		return w.word(text, Name)
	case actor && w.by && field == "email", !actor && w.of && in == Word:
		return w.word(text, Word)
	case !actor && w.of && in == Name:
		return w.word(text, Name)
	}
	return w.word(text, w.masks.text(text, w.at, w.people))
}

func (w *walker) word(was, shown string) string {
	w.changed = w.changed || was != shown
	return shown
}

// written is a value as JSON, without escaping what HTML would.
func written(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	value.MustJSON(nil, enc.Encode(v))
	return bytes.TrimSpace(b.Bytes())
}
