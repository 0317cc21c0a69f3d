package units

import (
	"context"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// field names a field of the forms; data complains about fields by these names.
type field string

const (
	nameField        field = "name"
	descriptionField field = "description"
	blockField       field = "block"
	numberField      field = "number"
	floorField       field = "floor"
	typeField        field = "type"
	personField      field = "person"
	emailField       field = "email"
	phoneField       field = "phone"
	primaryField     field = "primary"
	fromField        field = "from"
	untilField       field = "until"
)

// form is what the screen's forms share.
type form struct {
	*tui.Sheet[field]
	s *screen
	// theirs looks in a refusal for what somebody else made of what the form changes,
	// nil for what is new.
	theirs func(refusal error)
}

// newForm makes a form of its fields; short is its place in the header, head the
// line above it, both already through the printer.
func (s *screen) newForm(short, head, save string, inputs ...tui.Field[field]) *form {
	inner := tui.NewForm(s.env, inputs...)
	inner.SaveLabel = save
	return &form{Sheet: tui.NewSheetPage(s.Stack, short, head, inner), s: s}
}

// value is a field's text without blanks around it.
func (f *form) value(k field) string { return strings.TrimSpace(f.Form.Value(k)) }

// send sends a form's write.
func send[T any](f *form, c tui.Change[T]) tea.Cmd {
	s := f.s
	return tui.SendSheet(f.Sheet, s.Sends, c.What, c.Write, func(out tui.Outcome[T]) tea.Cmd {
		if !out.Saved {
			f.Fail(out.Err)
			if tui.IsOutage(out.Err) {
				return nil
			}
			if f.theirs != nil {
				f.theirs(out.Err)
			}
			return s.reread()
		}
		told, follow := tui.Notify{Kind: tui.NotifySuccess, Text: s.env.T("saved: %s", c.What)}, s.Refresh
		if out.Answered {
			told.Text = c.Tell(out.Val)
			if c.Stands != nil {
				told.While = c.Stands(out.Val)
			}
			if c.Put != nil {
				c.Put(out.Val)
			}
			if c.Follow != nil {
				follow = func() tea.Cmd { return c.Follow(out.Val) }
			}
		}
		s.env.Do(told)
		return tea.Batch(f.Close(), follow())
	})
}

// overtaken has the form show what somebody else made of the thing that it changes,
// where its save is refused for that; the next save is made from what take is given.
func overtaken[T any](f *form, take func(now T, by show.By)) {
	f.theirs = func(err error) {
		if now, by, found := show.Overtaken[T](err); found && f.Open() {
			take(now, by)
		}
	}
}

// add opens the form for a new unit, or on the list of blocks for a new block.
func (l lists) add() tea.Cmd {
	if l.inBlocks() {
		return l.s.blockForm(nil)
	}
	return l.s.addUnit()
}

// addUnit opens the form for a new unit.
func (s *screen) addUnit() tea.Cmd {
	env := s.env
	var f *form
	f = s.newForm(env.T("New unit"), env.T("New unit"), env.T("add"),
		tui.Field[field]{
			Key: blockField, Label: env.T("Block"), Kind: tui.FieldLookup, Width: 30, MaxRunes: 50, Search: s.findBlocks(),
			MustPick: true, Required: true,
			OnChange: func(string) tea.Cmd { f.noteBlock(); return nil },
			OnPick:   func(tui.Option) tea.Cmd { f.noteBlock(); return nil },
		},
		s.numberInput(""), s.floorInput(""), s.typeInput(""))
	f.Form.OnSubmit = f.submitNewUnit
	if s.block != nil {
		f.Form.SetPick(blockField, tui.Option{Value: s.block.ID.String(), Label: s.block.Name})
		f.Form.Focus(numberField)
	}
	f.noteBlock()
	return s.Push(f)
}

// created is the Value of the suggestion to make what nobody has yet.
const created = "new"

func (f *form) noteBlock() {
	o, ok := f.Form.Picked(blockField)
	switch {
	case !ok:
		f.Form.Note(blockField, f.s.env.T("a new name adds a block"))
	case o.Value == created:
		f.Form.Note(blockField, f.s.env.T("a new block"))
	default:
		f.Form.Note(blockField)
	}
}

// findBlocks searches the blocks by part of a name, and offers to make one of it.
func (s *screen) findBlocks() func(context.Context, string) ([]tui.Option, error) {
	store, actor, makes := s.store, s.actor, s.env.T("a new block")
	return func(ctx context.Context, text string) ([]tui.Option, error) {
		page, err := store.Homes.Blocks(ctx, actor, homes.BlockFilter{Search: text, Limit: 8})
		options := make([]tui.Option, len(page.Blocks), len(page.Blocks)+1)
		there := strings.TrimSpace(text) == ""
		for i, b := range page.Blocks {
			options[i] = tui.Option{Value: b.ID.String(), Label: b.Name}
			there = there || strings.EqualFold(b.Name, value.Clean(text))
		}
		if !there {
			options = append(options, tui.Option{Value: created, Label: value.Clean(text), Detail: makes})
		}
		return options, err
	}
}

func (s *screen) numberInput(value string) tui.Field[field] {
	return tui.Field[field]{Key: numberField, Label: s.env.T("Number"), Width: 12, MaxRunes: 20, Required: true, Value: value}
}

func (s *screen) floorInput(value string) tui.Field[field] {
	return tui.Field[field]{
		Key: floorField, Label: s.env.T("Floor"), Width: 8, MaxRunes: 12, Required: true, Value: value,
		Check: func(v string) error {
			_, err := homes.ReadFloor(v)
			return err
		},
	}
}

func (s *screen) typeInput(value string) tui.Field[field] {
	return tui.Field[field]{
		Key: typeField, Label: s.env.T("Type"), Width: 12, MaxRunes: 20, Required: true, Value: value, Normalise: homes.UnitType,
	}
}

// unitText is what stands in a form of a unit.
func (f *form) unitText() homes.UnitText {
	floor, _ := homes.ReadFloor(f.value(floorField)) // checked
	return homes.UnitText{Number: f.value(numberField), Floor: floor, Type: homes.UnitType(f.value(typeField))}
}

func (f *form) submitNewUnit() tea.Cmd {
	s := f.s
	n := homes.UnitDraft{UnitText: f.unitText()}
	if o, _ := f.Form.Picked(blockField); o.Value == created {
		n.BlockName = o.Label
	} else {
		id, err := uuid.Parse(o.Value)
		if err != nil {
			return nil
		}
		n.BlockID = &id
	}
	store, actor := s.store, s.actor
	return send(f, tui.Change[homes.UnitRow]{
		What: s.env.T("unit %s", n.Number),
		Write: func(ctx context.Context, intent uuid.UUID) (homes.UnitRow, error) {
			return store.Homes.CreateUnit(ctx, actor, intent, n)
		},
		Tell: func(u homes.UnitRow) string { return s.env.T("Added %s. m moves somebody in.", u.Label) },
		// The key that it offers is one of the unit that is open then.
		Stands: func(u homes.UnitRow) func() bool {
			return func() bool { return s.record != nil && s.record.unit == u.ID && s.Holds(s.record) }
		},
		// It is opened: the next key means it, and in a list it may stand on a page that is
		// not there, or in none that is shown.
		Follow: func(u homes.UnitRow) tea.Cmd { return tea.Batch(s.Refresh(), s.show(u.ID, u.Label)) },
	})
}

// edit opens the form of a unit or a block.
func (l lists) edit(r row) tea.Cmd {
	if r.block != nil {
		return l.s.blockForm(r.block)
	}
	return l.s.editUnit(r.unit.Unit)
}

// edit opens the form of a resident, elsewhere that of the unit.
func (r *record) edit(l line) tea.Cmd {
	if l.resident != nil {
		return r.s.editResident(*l.resident, l.whole.Label)
	}
	return r.s.editUnit(l.whole.Unit)
}

func (s *screen) editUnit(seen homes.Unit) tea.Cmd {
	env := s.env
	f := s.newForm(env.T("%s > Edit", seen.Label), env.T("Edit %s", seen.Label), "",
		s.numberInput(seen.Number), s.floorInput(strconv.Itoa(seen.Floor)), s.typeInput(seen.Type))
	store, actor := s.store, s.actor
	overtaken(f, func(now homes.UnitRow, by show.By) {
		was, is := seen, now.Unit
		seen = is
		show.Conflict(env, f.Sheet, by, []show.Held[field]{
			{Key: numberField, Label: env.T("Number"), Was: was.Number, Now: is.Number},
			{Key: floorField, Label: env.T("Floor"), Was: strconv.Itoa(was.Floor), Now: strconv.Itoa(is.Floor)},
			{Key: typeField, Label: env.T("Type"), Was: was.Type, Now: is.Type},
		})
	})
	f.Form.OnSubmit = func() tea.Cmd {
		from, text := seen, f.unitText()
		return send(f, tui.Change[homes.UnitRow]{
			What: env.T("change of %s", from.Label),
			Write: func(ctx context.Context, intent uuid.UUID) (homes.UnitRow, error) {
				return store.Homes.UpdateUnit(ctx, actor, intent, from, text)
			},
			Tell: func(u homes.UnitRow) string { return env.T("Changed %s.", u.Label) },
			Put:  s.put,
		})
	}
	return s.Push(f)
}

// blockForm opens the form of a block, a new one for nil.
func (s *screen) blockForm(seen *homes.Block) tea.Cmd {
	env := s.env
	var was homes.Block
	name, head := env.T("New block"), env.T("New block")
	if seen != nil {
		was = *seen
		name, head = env.T("%s > Edit", was.Name), env.T("Edit %s", was.Name)
	}
	f := s.newForm(name, head, "",
		tui.Field[field]{Key: nameField, Label: env.T("Name"), Width: 30, MaxRunes: 50, Required: true, Value: was.Name},
		tui.Field[field]{Key: descriptionField, Label: env.T("About"), Kind: tui.FieldLines, Width: 46, Height: 3, MaxRunes: 500, Value: was.Description})
	if was.Units > 0 {
		f.Form.Note(nameField, env.T("its units are named after it"))
	}
	if seen != nil {
		overtaken(f, func(now homes.Block, by show.By) {
			before := was
			was = now
			show.Conflict(env, f.Sheet, by, []show.Held[field]{
				{Key: nameField, Label: env.T("Name"), Was: before.Name, Now: now.Name},
				{Key: descriptionField, Label: env.T("About"), Was: before.Description, Now: now.Description},
			})
		})
	}
	store, actor := s.store, s.actor
	f.Form.OnSubmit = func() tea.Cmd {
		from := was
		text := homes.BlockText{Name: f.value(nameField), Description: f.Form.Value(descriptionField)}
		return send(f, tui.Change[homes.Block]{
			What: env.T("block %s", text.Name),
			Write: func(ctx context.Context, intent uuid.UUID) (homes.Block, error) {
				if seen == nil {
					return store.Homes.CreateBlock(ctx, actor, intent, text)
				}
				return store.Homes.UpdateBlock(ctx, actor, intent, from, text)
			},
			Tell: func(b homes.Block) string {
				if b.Whole {
					return env.T("Saved %s. Its short name is another block's: units here are called %s-101.", b.Name, b.Code)
				}
				if seen == nil {
					return env.T("Added %s. Enter shows it, n there adds units.", b.Name)
				}
				return env.T("Changed %s.", b.Name)
			},
			Follow: func(b homes.Block) tea.Cmd { return s.lists.Lists.GoTo(s.lists.Lists.At(), b.ID.String()) },
		})
	}
	return s.Push(f)
}
