package units

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// importing is the import of a file: choosing it, its bad lines or what it would
// add, and the import itself.
type importing struct {
	s     *screen
	files *tui.Table[string]
	bad   *tui.Table[imports.BadLine]

	// name and checked are the file as it was read: what is imported is what was
	// checked. report is nil until it was.
	name    string
	checked *checked
	sorry   string
	reading tui.Ticket
	// intent is the import's key, one for each checked file: a repeat after a lost
	// answer finds what the first did.
	intent uuid.UUID
	job    tui.Ticket // the import under way
	far    progress
	done   bool

	width int
}

// checked is a file and what its import would do.
type checked struct {
	content []byte
	report  imports.Report
}

// progress is how many rows are written of how many.
type progress struct{ of, total int }

// importKey shows the files that may be imported.
func (s *screen) importKey() tea.Cmd {
	im := &importing{s: s}
	env := s.env
	im.files = tui.NewTable(env, []tui.Column{{Title: env.T("File"), Min: 20, Flex: 1}},
		func(name string) string { return name }, func(name string) []tui.Cell { return tui.Cells(name) })
	im.files.Empty = env.T("There is no CSV file. Over SSH send one: ssh ... put units.csv < units.csv")
	im.bad = tui.NewTable(env, []tui.Column{
		{Title: env.T("Line"), Min: 6, Right: true}, {Title: env.T("Column"), Min: 14}, {Title: env.T("Reason"), Min: 24, Flex: 1},
	}, badID, im.badRow)
	s.over = im
	im.setSize(s.width, s.height)
	return im.list()
}

// badID tells one complaint from another: a column of a line has one.
func badID(b imports.BadLine) string {
	return strconv.Itoa(b.Line) + " " + b.Column + " " + b.Why.Format
}

func (im *importing) badRow(b imports.BadLine) []tui.Cell {
	return tui.Cells(strconv.Itoa(b.Line), orDash(b.Column), tui.Explain(im.s.env, b.Why))
}

func (im *importing) list() tea.Cmd {
	files := im.s.files
	return im.files.Show(func(ctx context.Context, _ *string) (tui.Batch[string], error) {
		names, err := files.Inbox(ctx)
		var csv []string
		for _, name := range names {
			if strings.HasSuffix(strings.ToLower(name), ".csv") {
				csv = append(csv, name)
			}
		}
		return tui.Batch[string]{Rows: csv}, err
	})
}

// check reads the file and holds it against the register.
func (im *importing) check(name string) tea.Cmd {
	files, store, actor := im.s.files, im.s.store, im.s.actor
	var cmd tea.Cmd
	im.name, im.checked, im.sorry, im.done, im.far = name, nil, "", false, progress{}
	im.intent = uuid.Must(uuid.NewV7())
	im.reading, cmd = tui.LoadLong(im.s.env, func(ctx context.Context, _ func(progress)) (checked, error) {
		content, err := files.Get(ctx, name)
		if err != nil {
			return checked{}, err
		}
		report, err := store.Imports.Check(ctx, actor, content)
		return checked{content, report}, err
	})
	return cmd
}

// start imports the checked file.
func (im *importing) start() tea.Cmd {
	if im.job.Valid() || im.done || im.checked == nil {
		return nil
	}
	store, actor, intent, content := im.s.store, im.s.actor, im.intent, im.checked.content
	var cmd tea.Cmd
	im.sorry = ""
	im.job, cmd = tui.LoadLong(im.s.env, func(ctx context.Context, report func(progress)) (imports.Report, error) {
		return store.Imports.Import(ctx, actor, intent, content, func(done, total int) { report(progress{done, total}) })
	})
	return cmd
}

func (im *importing) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tui.Loaded[checked]:
		if msg.Ticket.Valid() && msg.Ticket == im.reading {
			im.took(msg)
		}
	case tui.Progress[progress]:
		if msg.Ticket == im.job {
			im.far = msg.Val
		}
		if msg.Ticket == im.job || msg.Ticket == im.reading {
			return msg.Next
		}
	case tui.Loaded[imports.Report]:
		if msg.Ticket.Valid() && msg.Ticket == im.job {
			return im.finished(msg)
		}
	}
	return tea.Batch(im.files.Update(msg), im.bad.Update(msg))
}

func (im *importing) took(l tui.Loaded[checked]) {
	im.reading = tui.Ticket{}
	if l.Err != nil {
		im.sorry = tui.Explain(im.s.env, l.Err)
		return
	}
	im.checked = &l.Val
	im.bad.SetRows(l.Val.report.Bad, false)
}

// finished tells how the import ended. After a fault the checked file and its key
// stay, to try again; lines that went bad meanwhile are shown.
func (im *importing) finished(l tui.Loaded[imports.Report]) tea.Cmd {
	s := im.s
	im.job, im.far = tui.Ticket{}, progress{}
	var e *fault.Error
	known := errors.As(l.Err, &e)
	switch {
	case l.Err == nil:
		im.done, im.checked.report = true, l.Val
		s.board.Tell(tui.NotifySuccess, s.env.T("Imported %s: %s.", im.name, im.counts(l.Val.Added)))
		s.board.Lists.Spoil()
		return nil
	case errors.Is(l.Err, imports.ErrBadLines):
		im.checked.report = l.Val
		im.bad.SetRows(l.Val.Bad, false)
	case known && e.OutcomeUnknown():
		s.tell(tui.NotifyRefusal, s.env.T("unknown whether it was imported. Ctrl+S asks, and imports it once."))
		return nil
	}
	s.tell(tui.NotifyRefusal, tui.Unsaved(s.env, l.Err))
	return nil
}

func (im *importing) key(msg tea.KeyMsg) tea.Cmd {
	shared := im.s.env.Keys
	switch {
	case im.job.Valid() || im.reading.Valid():
		return nil
	case im.checked == nil && im.sorry == "":
		if name, ok := im.files.Selected(); ok && key.Matches(msg, shared.Open, shared.Act) {
			return im.check(name)
		}
		return im.files.Update(msg)
	case key.Matches(msg, shared.Retry):
		return im.check(im.name)
	case im.checked != nil && len(im.checked.report.Bad) > 0:
		if bad, ok := im.bad.Selected(); ok && key.Matches(msg, shared.Open, shared.Act) {
			im.showBad(bad)
			return nil
		}
		return im.bad.Update(msg)
	case im.checked != nil && !im.done && key.Matches(msg, shared.Save):
		im.ask()
	}
	return nil
}

func (im *importing) ask() {
	s := im.s
	added := im.checked.report.Added
	switch {
	case im.checked.report.Lines == 0:
		s.tell(tui.NotifyInfo, s.env.T("There is nothing to import."))
		return
	case added == (imports.Counts{}):
		s.tell(tui.NotifyInfo, s.env.T("Everything of %s is there already.", im.name))
		return
	}
	s.env.Do(tui.Confirm{Text: s.env.T("Import %s?", im.counts(added)), OnYes: im.start})
}

// showBad shows a complaint whole: narrow terminals cut it.
func (im *importing) showBad(b imports.BadLine) {
	env := im.s.env
	title := env.T("Line %s", strconv.Itoa(b.Line))
	if b.Column != "" {
		title = env.T("Line %s, column %s", strconv.Itoa(b.Line), b.Column)
	}
	env.Do(tui.Info{Title: title, Lines: tui.Wrap(tui.Explain(env, b.Why), complaintWidth)})
}

// complaintWidth is the width in cells of a complaint that is shown whole.
const complaintWidth = 52

// back goes from a file to the files.
func (im *importing) back() bool {
	if im.job.Valid() || im.done || im.checked == nil && im.sorry == "" && !im.reading.Valid() {
		return false
	}
	im.checked, im.sorry, im.reading = nil, "", tui.Ticket{}
	return true
}

func (im *importing) title() string {
	if im.checked == nil {
		return im.s.env.T("Import")
	}
	return im.s.env.T("Import > %s", im.name)
}

func (im *importing) captures() bool { return false }

func (im *importing) dirty() bool { return false }

// working asks before the work is left: its result would not be told.
func (im *importing) working() bool { return im.job.Valid() }

func (im *importing) waiting() bool { return im.files.Waiting() || im.reading.Valid() }

func (im *importing) setSize(width, height int) {
	im.width = width
	im.files.SetSize(width, max(0, height-1))
	im.bad.SetSize(width, max(0, height-2))
}

func (im *importing) hints() []key.Binding {
	shared, env := im.s.env.Keys, im.s.env
	switch {
	case im.job.Valid() || im.done:
		return []key.Binding{shared.Back}
	case im.sorry != "":
		return []key.Binding{shared.Retry, shared.Back}
	case im.checked == nil:
		return []key.Binding{tui.Bind("Enter", env.T("check"), "enter"), shared.Back}
	case len(im.checked.report.Bad) > 0:
		return []key.Binding{tui.Bind("r", env.T("read the file again"), "r"), tui.Bind("Enter", env.T("whole"), "enter"), shared.PageDown, shared.Back}
	}
	return []key.Binding{tui.Bind("Ctrl+S", env.T("import"), shared.Save.Keys()...), shared.Retry, shared.Back}
}
