package units

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// inbox is the page of the files that may be imported.
type inbox struct {
	*tui.Table[string]
	s       *screen
	offered tui.Commands
	width   int
}

// importing is the page of a file: its bad lines or what it would add, and its
// import.
type importing struct {
	s       *screen
	from    *inbox
	offered tui.Commands
	bad     *tui.Table[imports.BadLine]

	// name and checked are the file as it was read: what is imported is what was
	// checked. checked is nil until it was.
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

// importFile shows the files that may be imported.
func (s *screen) importFile() tea.Cmd {
	env, in := s.env, &inbox{s: s}
	in.Table = tui.NewTable(env, []tui.Column{{Title: env.T("File"), Min: 20, Flex: 1}},
		func(name string) string { return name }, func(name string) []tui.Cell { return tui.Cells(name) })
	in.Empty = env.T("There is no CSV file. Over SSH send one: ssh ... put units.csv < units.csv")
	in.offered = tui.Commands{{in.RetryCommand(), in.OnRow(tui.Bind("Enter", env.T("check"), "enter", " "), in.check), s.BackCommand()}}
	return s.Push(in)
}

// Name is the page's place in the header.
func (in *inbox) Name() string { return in.s.env.T("Import") }

// Commands are what can be done with the files.
func (in *inbox) Commands() tui.Commands { return in.offered }

// Init lists the files.
func (in *inbox) Init() tea.Cmd {
	files := in.s.files
	return in.Show(func(ctx context.Context, _ *string) (tui.Batch[string], error) {
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

// SetSize gives the page's size in cells.
func (in *inbox) SetSize(width, height int) {
	in.width = width
	in.Table.SetSize(width, max(0, height-1))
}

// check opens a file.
func (in *inbox) check(name string) tea.Cmd {
	env := in.s.env
	im := &importing{s: in.s, from: in, name: name}
	im.bad = tui.NewTable(env, []tui.Column{
		{Title: env.T("Line"), Min: 6, Right: true}, {Title: env.T("Column"), Min: 14}, {Title: env.T("Reason"), Min: 24, Flex: 1},
	}, badID, im.badRow)
	im.offered = im.commands()
	return in.s.Push(im)
}

// Name is the page's place in the header: the file, as soon as it was read.
func (im *importing) Name() string {
	if im.checked == nil {
		return im.s.env.T("Import")
	}
	return im.s.env.T("Import > %s", im.name)
}

// Commands are what can be done with the file.
func (im *importing) Commands() tui.Commands { return im.offered }

func (im *importing) commands() tui.Commands {
	s, shared, env := im.s, im.s.env.Keys, im.s.env
	again := shared.Retry
	whole := im.bad.OnRow(tui.Bind("Enter", env.T("whole"), "enter", " "), im.showBad)
	whole.When = im.faulty
	return tui.Commands{{
		{Key: tui.Bind("Ctrl+S", env.T("import"), shared.Save.Keys()...), When: im.good, Refused: im.addsNothing, Do: im.ask, Hint: tui.Hinted},
		{Key: tui.Bind(again.Help().Key, env.T("read the file again"), again.Keys()...), When: im.faulty, Do: im.Init, Hint: tui.Hinted},
		{Key: again, When: func() bool { return im.good() || im.sorry != "" }, Do: im.Init, Hint: tui.Hinted},
		whole,
		{Key: shared.PageDown, When: func() bool { return im.faulty() && im.bad.GoesOn() }, Do: func() tea.Cmd { return im.bad.Update(tea.KeyMsg{Type: tea.KeyPgDown}) }, Hint: tui.Hinted},
		s.BackCommand(),
	}}
}

// faulty reports whether the file has bad lines, good whether it can be imported.
func (im *importing) faulty() bool { return im.checked != nil && len(im.checked.report.Bad) > 0 }

func (im *importing) good() bool {
	return im.checked != nil && !im.faulty() && !im.job.Valid() && !im.done
}

// addsNothing says of a file that there is nothing to import.
func (im *importing) addsNothing() string {
	switch report := im.checked.report; {
	case report.Lines == 0:
		return im.s.env.T("There is nothing to import.")
	case report.Added == (imports.Counts{}):
		return im.s.env.T("Everything of %s is there already.", im.name)
	}
	return ""
}

// badID tells one complaint from another: a column of a line has one.
func badID(b imports.BadLine) string {
	return strconv.Itoa(b.Line) + " " + b.Column + " " + b.Why.Format
}

func (im *importing) badRow(b imports.BadLine) []tui.Cell {
	return tui.Cells(strconv.Itoa(b.Line), tui.OrDash(b.Column), tui.Explain(im.s.env, b.Why))
}

// Init reads the file and holds it against the register.
func (im *importing) Init() tea.Cmd {
	files, store, actor, name := im.s.files, im.s.store, im.s.actor, im.name
	var cmd tea.Cmd
	im.checked, im.sorry, im.far = nil, "", progress{}
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
	im.job, cmd = tui.LoadLong(im.s.env, func(ctx context.Context, report func(progress)) (imports.Report, error) {
		return store.Imports.Import(ctx, actor, intent, content, func(done, total int) { report(progress{done, total}) })
	})
	return cmd
}

// Update takes the answers to what the page asked, and the keys of its bad lines.
func (im *importing) Update(msg tea.Msg) tea.Cmd {
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
	case tea.KeyMsg:
		if im.faulty() {
			return im.bad.Update(msg)
		}
	}
	return nil
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
		s.lists.Tell(tui.NotifySuccess, s.env.T("Imported %s: %s.", im.name, im.counts(l.Val.Added)))
		return s.Refresh()
	case errors.Is(l.Err, imports.ErrBadLines):
		im.checked.report = l.Val
		im.bad.SetRows(l.Val.Bad, false)
	case known && e.OutcomeUnknown():
		return s.lists.Tell(tui.NotifyRefusal, s.env.T("unknown whether it was imported. Ctrl+S asks, and imports it once."))
	}
	return s.lists.Tell(tui.NotifyRefusal, tui.Unsaved(s.env, l.Err))
}

func (im *importing) ask() tea.Cmd {
	return im.s.env.Do(tui.Confirm{Text: im.s.env.T("Import %s?", im.counts(im.checked.report.Added)), OnYes: im.start})
}

// showBad shows a complaint whole: narrow terminals cut it.
func (im *importing) showBad(b imports.BadLine) tea.Cmd {
	env := im.s.env
	title := env.T("Line %s", strconv.Itoa(b.Line))
	if b.Column != "" {
		title = env.T("Line %s, column %s", strconv.Itoa(b.Line), b.Column)
	}
	return env.Do(tui.Info{Title: title, Lines: tui.Wrap(tui.Explain(env, b.Why), complaintWidth)})
}

// complaintWidth is the width in cells of a complaint that is shown whole.
const complaintWidth = 52

// Back goes to the files, and from a file that is imported to the units.
func (im *importing) Back() (tea.Cmd, bool) {
	switch {
	case im.job.Valid():
		return im.s.lists.Tell(tui.NotifyRefusal, im.s.env.T("Still at work; wait until it is done.")), true
	case im.done:
		return im.s.Drop(im.from), true
	}
	return nil, false
}

// Unfinished names the import, whose outcome the person would not learn.
func (im *importing) Unfinished() string {
	if !im.job.Valid() {
		return ""
	}
	return im.s.env.T("the outcome of the import")
}

// Waiting reports whether the file is being read: the next key means what it has.
func (im *importing) Waiting() bool { return im.reading.Valid() }

// SetSize gives the page's size in cells.
func (im *importing) SetSize(width, height int) {
	im.width = width
	im.bad.SetSize(width, max(0, height-2))
}
