package units

import (
	"context"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

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
	adds   bool // a unit: what is told of it offers a key
	s      *screen
	name   string
	fields *tui.Form[field]
	sheet  *tui.Sheet[field]
}

// open puts a form of its fields over the screen; name is its place in the
// header, head the line above it, both already through the printer.
func (s *screen) openForm(name, head, save string, inputs ...tui.Field[field]) *form {
	f := &form{s: s, name: name, fields: tui.NewForm(s.env, inputs...)}
	f.sheet = tui.NewSheet(s.env, head, f.fields, func() { s.over = nil })
	f.fields.SaveLabel = save
	s.over = f
	f.setSize(s.width, s.height)
	return f
}

func (f *form) title() string              { return f.name }
func (f *form) key(msg tea.KeyMsg) tea.Cmd { return f.sheet.Key(msg) }
func (f *form) update(msg tea.Msg) tea.Cmd { return f.sheet.Update(msg) }
func (f *form) view() string               { return f.sheet.View() }
func (f *form) setSize(width, height int)  { f.sheet.SetSize(width, height) }
func (f *form) hints() []key.Binding       { return f.sheet.Keys() }
func (f *form) back() bool                 { return false }
func (f *form) captures() bool             { return true }
func (f *form) dirty() bool                { return f.sheet.Dirty() }
func (f *form) working() bool              { return false }
func (f *form) waiting() bool              { return false }

// value is a field's text without blanks around it.
func (f *form) value(k field) string { return strings.TrimSpace(f.fields.Value(k)) }

// send sends a form's write; what names it, told tells what was done. done is
// called then, and may show something else in place of what is read again.
func send[T any](f *form, what string, write func(context.Context, uuid.UUID) (T, error), told func(T) string, done func(T) tea.Cmd) tea.Cmd {
	s := f.s
	return tui.SendSheet(f.sheet, s.board.Sends, what, write, func(out tui.Outcome[T]) tea.Cmd {
		if !out.Saved {
			f.sheet.Fail(out.Err)
			if tui.IsOutage(out.Err) {
				return nil
			}
			return s.reread()
		}
		f.sheet.Close()
		if !out.Answered {
			s.board.Tell(tui.NotifySuccess, s.env.T("saved: %s", what))
			return s.reread()
		}
		said := tui.Notify{Kind: tui.NotifySuccess, Text: told(out.Val)}
		if u, ok := any(out.Val).(homes.UnitRow); ok && f.adds {
			// A key that it offers is one of the unit whose record is open.
			said.While = func() bool { return s.record != nil && s.record.unit == u.ID }
		}
		s.env.Do(said)
		if done != nil {
			if show := done(out.Val); show != nil {
				return show
			}
		}
		return s.reread()
	})
}

// newKey opens the form for a new unit, or on the list of blocks for a new block.
func (s *screen) newKey() tea.Cmd {
	if s.record == nil && tab(s.board.Lists.At()) == blocks {
		s.blockForm(nil)
		return nil
	}
	env := s.env
	var f *form
	f = s.openForm(env.T("New unit"), env.T("New unit"), env.T("add"),
		tui.Field[field]{
			Key: blockField, Label: env.T("Block"), Kind: tui.FieldLookup, Width: 30, MaxRunes: 50, Search: s.findBlocks(),
			MustPick: true, Required: true,
			OnChange: func(string) tea.Cmd { f.noteBlock(); return nil },
			OnPick:   func(tui.Option) tea.Cmd { f.noteBlock(); return nil },
		},
		s.numberInput(""), s.floorInput(""), s.typeInput(""))
	f.fields.OnSubmit = f.submitNewUnit
	if s.block != nil {
		f.fields.SetPick(blockField, tui.Option{Value: s.block.ID.String(), Label: s.block.Name})
		f.fields.Focus(numberField)
	}
	f.noteBlock()
	return nil
}

// created is the Value of the suggestion to make what nobody has yet.
const created = "new"

func (f *form) noteBlock() {
	o, ok := f.fields.Picked(blockField)
	switch {
	case !ok:
		f.fields.Note(blockField, f.s.env.T("a new name adds a block"))
	case o.Value == created:
		f.fields.Note(blockField, f.s.env.T("a new block"))
	default:
		f.fields.Note(blockField)
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
		Key: floorField, Label: s.env.T("Floor"), Width: 6, MaxRunes: 4, Value: value,
		Check: func(v string) error {
			if _, err := strconv.Atoi(strings.TrimSpace(v)); err != nil {
				return complaint("A whole number: 0 is the ground floor, -1 below it.")
			}
			return nil
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
	floor, _ := strconv.Atoi(f.value(floorField)) // checked
	return homes.UnitText{Number: f.value(numberField), Floor: floor, Type: homes.UnitType(f.value(typeField))}
}

func (f *form) submitNewUnit() tea.Cmd {
	s := f.s
	n := homes.UnitDraft{UnitText: f.unitText()}
	if o, _ := f.fields.Picked(blockField); o.Value == created {
		n.BlockName = o.Label
	} else {
		id, err := uuid.Parse(o.Value)
		if err != nil {
			return nil
		}
		n.BlockID = &id
	}
	store, actor := s.store, s.actor
	f.adds = true
	return send(f, s.env.T("unit %s", n.Number), func(ctx context.Context, intent uuid.UUID) (homes.UnitRow, error) {
		return store.Homes.CreateUnit(ctx, actor, intent, n)
	}, func(u homes.UnitRow) string { return s.env.T("Added %s. m moves somebody in.", u.Label) }, s.showAdded)
}

// editKey opens the form of what the cursor is on: a resident, a unit or a block.
func (s *screen) editKey() tea.Cmd {
	if r, ok := s.residentMeant(); ok {
		return s.editResident(r)
	}
	if b, ok := s.blockMeant(); ok {
		s.blockForm(&b)
		return nil
	}
	u, ok := s.unitMeant()
	if !ok {
		return nil
	}
	env, seen := s.env, u.Unit
	f := s.openForm(env.T("%s > Edit", u.Label), env.T("Edit %s", u.Label), "",
		s.numberInput(u.Number), s.floorInput(strconv.Itoa(u.Floor)), s.typeInput(u.Type))
	store, actor := s.store, s.actor
	f.fields.OnSubmit = func() tea.Cmd {
		text := f.unitText()
		return send(f, env.T("change of %s", seen.Label), func(ctx context.Context, intent uuid.UUID) (homes.UnitRow, error) {
			return store.Homes.UpdateUnit(ctx, actor, intent, seen, text)
		}, func(u homes.UnitRow) string { return env.T("Changed %s.", u.Label) }, func(u homes.UnitRow) tea.Cmd {
			s.put(u)
			return nil
		})
	}
	return nil
}

// blockForm opens the form of a block, a new one for nil.
func (s *screen) blockForm(seen *homes.Block) {
	env := s.env
	var was homes.Block
	name, head := env.T("New block"), env.T("New block")
	if seen != nil {
		was = *seen
		name, head = env.T("%s > Edit", was.Name), env.T("Edit %s", was.Name)
	}
	f := s.openForm(name, head, "",
		tui.Field[field]{Key: nameField, Label: env.T("Name"), Width: 30, MaxRunes: 50, Required: true, Value: was.Name},
		tui.Field[field]{Key: descriptionField, Label: env.T("About"), Kind: tui.FieldLines, Width: 46, Height: 3, MaxRunes: 500, Value: was.Description})
	if was.Units > 0 {
		f.fields.Note(nameField, env.T("its units are named after it"))
	}
	store, actor := s.store, s.actor
	f.fields.OnSubmit = func() tea.Cmd {
		text := homes.BlockText{Name: f.value(nameField), Description: f.fields.Value(descriptionField)}
		return send(f, env.T("block %s", text.Name), func(ctx context.Context, intent uuid.UUID) (homes.Block, error) {
			if seen == nil {
				return store.Homes.CreateBlock(ctx, actor, intent, text)
			}
			return store.Homes.UpdateBlock(ctx, actor, intent, was, text)
		}, func(b homes.Block) string {
			if seen == nil {
				return env.T("Added %s. Enter shows it, n there adds units.", b.Name)
			}
			return env.T("Changed %s.", b.Name)
		}, func(b homes.Block) tea.Cmd {
			return s.board.Lists.GoTo(s.board.Lists.At(), b.ID.String())
		})
	}
}

// showAdded opens a unit that was just added: the next key means it, and in a list
// it may stand on a page that is not there, or in none that is shown.
func (s *screen) showAdded(u homes.UnitRow) tea.Cmd {
	root := s.record != nil && s.record.root
	s.board.Lists.Spoil()
	s.record = s.newRecord(u.ID, u.Label, root)
	return s.record.show()
}
