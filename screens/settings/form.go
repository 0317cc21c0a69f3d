package settings

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// field names a field of the form; data complains about value and own.
type field string

const (
	valueField  field = "value"
	modeField   field = "mode"
	amountField field = "amount"
	typesField  field = "types"
	ownField    field = "own"
)

// The two ways of a fee.
const (
	oneAmount = "one"
	byType    = "types"
)

// The longest values, and the longest password with a line end and one byte more.
const (
	textMax  = 200
	linesMax = 2000
	ownMax   = 75
)

// form changes one setting.
type form struct {
	*tui.Sheet[field]
	s    *screen
	seen settings.Row
	// value puts what was typed together as it is stored.
	value func() string
	// write is the form's write, of the value as it is stored.
	write func(ctx context.Context, key uuid.UUID, own string, seen settings.Row, value string) (settings.Row, error)

	about         []string
	width, height int
}

func (s *screen) newForm(r settings.Row, title, save string, fields []tui.Field[field]) *form {
	f := &form{s: s, seen: r}
	if r.Guarded() {
		fields = append(fields, tui.Field[field]{
			Key: ownField, Label: s.env.T("Your password"), Kind: tui.FieldPassword, Width: 40, MaxBytes: ownMax, Required: true,
		})
	}
	inner := tui.NewForm(s.env, fields...)
	inner.SaveLabel = save
	inner.OnSubmit = f.submit
	f.Sheet = tui.NewSheetPage(s.Stack, s.env.T("Change"), title, inner)
	return f
}

// resetForm asks for the own password before a guarded setting goes back to its
// default.
func (s *screen) resetForm(r settings.Row) tea.Cmd {
	f := s.newForm(r, s.env.T("Set %s back to %s", short(r), s.value(r, r.Default)), s.env.T("use the default"), nil)
	f.value = func() string { return r.Default }
	store, actor := s.store, s.actor
	f.write = func(ctx context.Context, key uuid.UUID, own string, seen settings.Row, _ string) (settings.Row, error) {
		return store.Settings.Reset(ctx, actor, key, own, seen)
	}
	return s.Push(f)
}

// edit opens the editor of a setting.
func (s *screen) edit(r settings.Row) tea.Cmd {
	env, store, actor := s.env, s.store, s.actor
	setting, _ := r.Setting()
	var f *form
	title, save := env.T("Change %s", short(r)), env.T("save")
	text := func(fields ...tui.Field[field]) {
		f = s.newForm(r, title, save, fields)
		f.value = func() string { return strings.TrimSpace(f.Form.Value(valueField)) }
	}
	switch kindOf(r) {
	case kindNumber:
		least, most, _ := setting.Range()
		text(tui.Field[field]{
			Key: valueField, Label: env.T("Value"), Kind: tui.FieldNumber, Width: 10, MaxRunes: 9, Value: r.Value, Check: setting.Check,
		})
		f.Form.Note(valueField, env.T("%s to %s", strconv.Itoa(least), strconv.Itoa(most)))
	case kindBoolean:
		text(tui.Field[field]{
			Key: valueField, Label: env.T("Value"), Kind: tui.FieldChoice, Value: r.Value,
			Options: []tui.Option{{Value: "true", Label: env.T("yes"), Key: 'y'}, {Value: "false", Label: env.T("no"), Key: 'n'}},
		})
	case kindChoice:
		var options []tui.Option
		for _, word := range setting.Choices() {
			options = append(options, tui.Option{Value: word, Label: env.Term(word)})
		}
		text(tui.Field[field]{Key: valueField, Label: env.T("Value"), Kind: tui.FieldChoice, Value: r.Value, Options: options})
	case kindNames:
		f = s.newForm(r, title, save, []tui.Field[field]{{
			Key: valueField, Label: env.T("Names"), Kind: tui.FieldLines, Width: 40, Height: 6, MaxRunes: linesMax,
			Value: strings.Join(names(r.Value), "\n"), Check: func(v string) error { return setting.Check(namesJSON(r.Key, v)) },
		}})
		f.Form.Note(valueField, env.T("one a line"))
		f.value = func() string { return namesJSON(r.Key, f.Form.Value(valueField)) }
	case kindHours:
		f = s.hoursEditor(r, title, save)
	case kindFee:
		f = s.feeEditor(r, setting, title, save)
	case kindDay:
		f = s.dayEditor(r, setting, title, save)
	case kindZone, kindText, kindJSON:
		text(tui.Field[field]{
			Key: valueField, Label: env.T("Value"), Width: 58, MaxRunes: max(textMax, len(r.Value)*2), Value: r.Value,
			Check: func(v string) error { return setting.Check(strings.TrimSpace(v)) }, OnChange: func(v string) tea.Cmd { f.checkAsTyped(setting, v); return nil },
		})
		f.checkAsTyped(setting, r.Value)
	}
	f.write = func(ctx context.Context, key uuid.UUID, own string, seen settings.Row, value string) (settings.Row, error) {
		return store.Settings.Set(ctx, actor, key, own, seen, value)
	}
	return s.Push(f)
}

// checkAsTyped says beside the field, while somebody types, whether the value is
// valid; of a time zone it says what the time is there.
func (f *form) checkAsTyped(setting settings.Setting, value string) {
	value = strings.TrimSpace(value)
	note := ""
	if err := setting.Check(value); err != nil {
		note = tui.Explain(f.s.env, err)
	} else if kindOf(f.seen) == kindZone {
		if zone, err := time.LoadLocation(settings.ZoneName(value)); err == nil {
			note = f.s.env.T("it is %s there", f.s.env.Clock().In(zone).Format("15:04"))
		}
	}
	if note == "" {
		f.Form.Note(valueField)
		return
	}
	f.Form.Note(valueField, note)
}

// namesJSON makes a list of the names of a setting, one a line. Gates are told one
// from another by commas as well: nobody calls a gate "Main, Service", and who types
// that means two.
func namesJSON(key, text string) string {
	if key == settings.Gates().Key {
		text = strings.ReplaceAll(text, ",", "\n")
	}
	list := []string{}
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, l)
		}
	}
	return object(list)
}

// object is v as JSON; only values that always have one come here.
func object(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

// hoursEditor asks for the hours of each priority.
func (s *screen) hoursEditor(r settings.Row, title, save string) *form {
	env, hours := s.env, hoursOf(r.Value)
	var fields []tui.Field[field]
	for _, p := range priorities() {
		fields = append(fields, tui.Field[field]{
			Key: field(p), Label: env.Term(p), Kind: tui.FieldNumber, Width: 8, MaxRunes: 4, Value: strconv.Itoa(hours[p]),
			Check: func(v string) error {
				if n, err := strconv.Atoi(v); err != nil || n < 1 || n > hoursMost {
					return complaint("This needs %s to %s hours.", "1", strconv.Itoa(hoursMost))
				}
				return nil
			},
		})
	}
	f := s.newForm(r, title, save, fields)
	for _, p := range priorities() {
		f.Form.Note(field(p), env.T("hours"))
	}
	f.value = func() string {
		set := hoursOf(f.seen.Value) // another program may know more of them
		for _, p := range priorities() {
			set[p], _ = f.Form.Int(field(p))
		}
		return object(set)
	}
	return f
}

// hoursMost is a year, in hours; data holds to it.
const hoursMost = 8760

func complaint(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Format: format, Args: args}
}

// feeFields are a fee as the fields write it: one amount, or one a line by unit type.
func feeFields(r settings.Row) map[field]string {
	types := fees(r.Value)
	if types == nil {
		amount := ""
		if p, err := value.ParsePaise(r.Value); err == nil {
			amount = p.String()
		}
		return map[field]string{modeField: oneAmount, amountField: amount}
	}
	var lines []string
	for _, t := range slices.Sorted(maps.Keys(types)) {
		lines = append(lines, t+" "+types[t].String())
	}
	return map[field]string{modeField: byType, typesField: strings.Join(lines, "\n")}
}

// feeEditor asks for one amount, or for one by unit type.
func (s *screen) feeEditor(r settings.Row, setting settings.Setting, title, save string) *form {
	env, was := s.env, feeFields(r)
	mode := was[modeField]
	var f *form
	f = s.newForm(r, title, save, []tui.Field[field]{
		{
			Key: modeField, Label: env.T("Fee"), Kind: tui.FieldChoice, Value: mode,
			Options:  []tui.Option{{Value: oneAmount, Label: env.T("one amount"), Key: 'o'}, {Value: byType, Label: env.T("by unit type"), Key: 't'}},
			OnChange: func(mode string) tea.Cmd { f.feeMode(mode); return nil },
		},
		{
			Key: amountField, Label: env.T("Amount"), Width: 16, MaxRunes: 20, Value: was[amountField], Required: true,
			Check: func(v string) error {
				_, err := value.ParsePaise(v)
				return err
			},
		},
		{
			Key: typesField, Label: env.T("Amounts"), Kind: tui.FieldLines, Width: 30, Height: 8, MaxRunes: linesMax,
			Value: was[typesField],
			Check: func(v string) error {
				table, err := feesJSON(v)
				if err != nil {
					return err
				}
				return setting.Check(table)
			},
		},
	})
	f.Form.Note(amountField, env.T("a month, for every unit"))
	f.Form.Note(typesField, env.T("one a line, such as 2BHK 5000"))
	f.feeMode(mode)
	f.value = func() string {
		if f.Form.Value(modeField) == byType {
			table, _ := feesJSON(f.Form.Value(typesField))
			return table
		}
		p, _ := value.ParsePaise(f.Form.Value(amountField))
		return strings.TrimSuffix(object(p), ".00")
	}
	return f
}

func (f *form) feeMode(mode string) {
	f.Form.Hide(amountField, mode == byType)
	f.Form.Hide(typesField, mode != byType)
}

// feesJSON makes an object of the amounts by unit type, one a line.
func feesJSON(text string) (string, error) {
	table, seen := map[string]value.Paise{}, map[string]bool{}
	for l := range strings.Lines(text) {
		words := strings.Fields(l)
		if len(words) == 0 {
			continue
		}
		last := len(words) - 1
		amount, err := value.ParsePaise(words[last])
		// Rs. 5000 is one amount, and Rs. no part of the type's name.
		if both, of := value.ParsePaise(words[max(0, last-1)] + " " + words[last]); of == nil && last > 1 && value.OnlyDigits(words[last-1]) == "" {
			amount, last = both, last-1
		}
		name := strings.Join(words[:last], " ")
		switch key := strings.ToUpper(name); {
		case err != nil || name == "":
			return "", complaint("%s is not a unit type and its amount, such as 2BHK 5000.", strings.Join(words, " "))
		case seen[key]:
			return "", complaint("%s is there twice.", name)
		default:
			seen[key] = true
		}
		table[name] = amount
	}
	return object(table), nil
}
