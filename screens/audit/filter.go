package audit

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// field names the fields of the filter's form, as data's complaints do.
type field string

const (
	personField   field = "person"
	actionField   field = "action"
	resourceField field = "resource"
	idField       field = "id"
	addressField  field = "address"
	fromField     field = "from"
	toField       field = "to"
	textField     field = "text"
	roleField     field = "role"
)

// openFilter shows the form with the filter of the trail as it stands; from a
// history it starts with that thing.
func (v *view) openFilter() tea.Cmd {
	s, env := v.s, v.s.env
	typed := v.typed
	if v.kind == history {
		typed = map[field]string{resourceField: v.filter.Resource, idField: v.filter.ResourceID.String()}
	}
	var form *tui.Form[field]
	hint := map[field]string{fromField: env.T("yesterday, Sat 22:00, 21 Nov 2025")}
	reads := func(k field) func(string) tea.Cmd {
		return func(text string) tea.Cmd {
			form.Note(k, cmp.Or(s.readAs(text), hint[k]))
			return nil
		}
	}
	check := func(read func(string) (time.Time, time.Time, error)) func(string) error {
		return func(text string) error {
			if strings.TrimSpace(text) == "" {
				return nil
			}
			_, _, err := read(text)
			return err
		}
	}
	form = tui.NewForm(
		env,
		tui.Field[field]{Key: personField, Label: env.T("Who"), Kind: tui.FieldLookup, Search: s.findPeople(), MustPick: true},
		tui.Field[field]{Key: actionField, Label: env.T("Action"), Kind: tui.FieldLookup, Search: s.among(func(w trail.Words) []string { return w.Actions }), Value: typed[actionField], Check: s.checkAction},
		tui.Field[field]{Key: resourceField, Label: env.T("Of"), Kind: tui.FieldLookup, Search: s.among(func(w trail.Words) []string { return w.Resources }), Value: typed[resourceField], Check: s.checkResource},
		tui.Field[field]{Key: idField, Label: env.T("ID"), Width: 36, MaxRunes: 36, Value: typed[idField], Check: checkID},
		tui.Field[field]{Key: addressField, Label: env.T("Address"), MaxRunes: 45, Value: typed[addressField], Check: checkAddress},
		tui.Field[field]{Key: fromField, Label: env.T("Since"), Width: 20, MaxRunes: 40, Value: typed[fromField], Check: check(env.ReadPast), OnChange: reads(fromField)},
		tui.Field[field]{Key: toField, Label: env.T("Until"), Width: 20, MaxRunes: 40, Value: typed[toField], Check: check(env.ReadPast), OnChange: reads(toField)},
		tui.Field[field]{Key: roleField, Label: env.T("By"), Kind: tui.FieldChoice, Options: byRoles(env), Value: typed[roleField]},
		tui.Field[field]{Key: textField, Label: env.T("Text"), MaxRunes: 100, Value: typed[textField]},
	)
	if v.who.Value != "" {
		form.SetPick(personField, v.who)
	}
	form.Note(personField, env.T("part of a name, or an e-mail"))
	form.Note(actionField, env.T("PAYMENT finds all that begin with it"))
	reads(fromField)(typed[fromField])
	reads(toField)(typed[toField])
	form.Note(textField, env.T("needs an ID, or 7 days at most"))
	form.SaveLabel = env.T("show")
	form.EnterSubmits = true
	form.OnSubmit = func() tea.Cmd { return s.applyFilter(form) }
	page := tui.NewFormPage(s.Stack, env.T("Filter"), env.T("Show the rows of the trail that match all of this"), form)
	return tea.Batch(s.Push(page), s.words.Again()) // the trail may have got new ones
}

// readAs says in words which day or minute was typed, nothing where it cannot be
// read.
func (s *screen) readAs(text string) string {
	from, to, err := s.env.ReadPast(text)
	switch last := to.Add(-1); {
	case err != nil:
		return ""
	case to.Sub(from) <= time.Minute:
		return s.env.Weekday(from)
	case calendar.StartOf(last).Equal(from):
		return s.env.LongDate(from)
	default:
		return s.env.T("%s to %s", s.env.LongDate(from), s.env.LongDate(last))
	}
}

// findPeople looks accounts up, deleted ones among them.
func (s *screen) findPeople() func(context.Context, string) ([]tui.Option, error) {
	store, actor, deleted := s.store, s.actor, s.env.T("deleted")
	return func(ctx context.Context, text string) ([]tui.Option, error) {
		people, err := store.Trail.People(ctx, actor, text)
		options := make([]tui.Option, len(people))
		for i, p := range people {
			options[i] = tui.Option{Value: p.ID.String(), Label: p.Name, Detail: p.Email + " " + p.Role}
			if p.Deleted {
				options[i].Detail += ", " + deleted
			}
		}
		return options, err
	}
}

// most is how many suggestions a field offers.
const most = 8

// among suggests those of the trail's words that hold what was typed, as they are
// by then.
func (s *screen) among(list func(trail.Words) []string) func(context.Context, string) ([]tui.Option, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context, text string) ([]tui.Option, error) {
		words, err := store.Trail.Words(ctx, actor)
		var options []tui.Option
		for _, w := range list(words) {
			if strings.Contains(strings.ToUpper(w), folded(text)) && len(options) < most {
				options = append(options, tui.Option{Value: w, Label: w})
			}
		}
		return options, err
	}
}

// folded is what was typed, as actions are written.
func folded(text string) string {
	return strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(text), " ", "_"))
}

// noSuch is a complaint about a word that the trail does not have.
type noSuch struct{ format, word string }

func (n noSuch) Error() string                         { return n.word + " is nowhere in the trail" }
func (n noSuch) Sentence() (format string, args []any) { return n.format, []any{n.word} }

// checkAction refuses what no row of the trail has. Until its words are known
// everything may be one.
func (s *screen) checkAction(text string) error {
	if named, ok := s.words.Val.ActionsNamed(text); !ok && len(s.words.Val.Actions) > 0 {
		return noSuch{"The trail has no action %s.", string(named[0])}
	}
	return nil
}

// checkResource refuses what no row is about, likewise.
func (s *screen) checkResource(text string) error {
	if named, ok := s.words.Val.ResourcesNamed(text); !ok && len(s.words.Val.Resources) > 0 {
		return noSuch{"The trail has nothing of %s.", named[0]}
	}
	return nil
}

func checkAddress(text string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return trail.CheckAddress(text)
}

// byProgram is the choice of what the program did by itself.
const byProgram = "program"

// byRoles are by whom a row may be: an account of a role, or the program.
func byRoles(env *tui.Env) []tui.Option {
	return []tui.Option{
		{Label: env.T("anybody"), Key: 'a'},
		{Value: string(role.Admin), Label: env.T("admin"), Key: 'd'},
		{Value: string(role.Staff), Label: env.T("staff"), Key: 's'},
		{Value: string(role.Guard), Label: env.T("guard"), Key: 'g'},
		{Value: string(role.Resident), Label: env.T("resident"), Key: 'r'},
		{Value: byProgram, Label: env.T("the program"), Key: 'p'},
	}
}

func checkID(text string) error {
	if _, err := uuid.Parse(strings.TrimSpace(text)); err != nil && strings.TrimSpace(text) != "" {
		return noSuch{"%s is not an ID.", text}
	}
	return nil
}

// applyFilter shows what the form asks for, in place of all that lay on the
// trail; a filter that the database would refuse is refused beside its field.
func (s *screen) applyFilter(form *tui.Form[field]) tea.Cmd {
	f, who := s.filterOf(form)
	if err := f.Check(s.env.Now()); err != nil {
		if form.Fail(err) {
			return nil
		}
		return s.tell(tui.NotifyRefusal, tui.Explain(s.env, err))
	}
	v := &view{kind: log, filter: f, typed: form.Values(), who: who}
	v.words = s.described(f, who.Label, folded(form.Value(actionField)))
	return s.Restart(s.fill(v))
}

// filterOf reads the form, whose fields were each checked.
func (s *screen) filterOf(form *tui.Form[field]) (f trail.Filter, who tui.Option) {
	if picked, ok := form.Picked(personField); ok {
		if id, err := uuid.Parse(picked.Value); err == nil {
			f.Person, who = &id, picked
		}
	}
	f.Actions, _ = s.words.Val.ActionsNamed(form.Value(actionField))
	kinds, _ := s.words.Val.ResourcesNamed(form.Value(resourceField))
	f = f.Of(kinds)
	if by := form.Value(roleField); by == byProgram {
		f.Program = true
	} else {
		f.Role = role.Role(by)
	}
	f.Address, f.Text = form.Value(addressField), form.Value(textField)
	if id, err := uuid.Parse(strings.TrimSpace(form.Value(idField))); err == nil {
		f.ResourceID = &id
	}
	if from, _, err := s.env.ReadPast(form.Value(fromField)); err == nil {
		f.From = from
	}
	if _, to, err := s.env.ReadPast(form.Value(toField)); err == nil {
		f.To = to
	}
	return f, who
}
