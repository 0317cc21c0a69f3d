package audit

import (
	"context"
	"io"

	"github.com/civoranexus/society360/data/trail"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// export is one on its way.
type export struct {
	ticket tui.Ticket
	rows   int
	stop   context.CancelFunc
	ended  bool // the person stopped it
}

// written is what an export came to.
type written struct {
	where string
	rows  int
}

// state says how far an export has come.
func (e *export) state(env *tui.Env) string {
	if e.ended {
		return env.T("export: stopping")
	}
	return env.Count(e.rows, "export: 1 row, x stops", "export: %d rows, x stops")
}

// askExport asks in which form what is shown is to be written.
func (v *view) askExport() tea.Cmd {
	s, env := v.s, v.s.env
	switch {
	case s.export != nil:
		return s.tell(tui.NotifyInfo, env.T("An export is on its way. x stops it."))
	case v.kind == session:
		return s.tell(tui.NotifyRefusal, env.T("A filter's rows or a history can be exported; f sets the account and its hours."))
	}
	return env.Do(tui.Pick{
		Text: env.T("Export %s: in which form?", s.heading(v)),
		Options: []tui.Option{
			{Value: string(trail.CSV), Label: env.T("CSV"), Detail: env.T("for a spreadsheet"), Key: 'c'},
			{Value: string(trail.JSONLines), Label: env.T("JSON lines"), Detail: env.T("for a program"), Key: 'j'},
		},
		OnPick: func(o tui.Option) tea.Cmd { return s.startExport(v.filter, trail.Format(o.Value)) },
	})
}

// startExport writes what the filter shows to the desk's files, beside whatever
// the person does meanwhile.
func (s *screen) startExport(f trail.Filter, format trail.Format) tea.Cmd {
	store, actor, files := s.store, s.actor, s.files
	name := tui.FileName("audit", s.env.Now().Format("20060102-150405")) + "." + string(format)
	intent := uuid.Must(uuid.NewV7())
	stopped, stop := context.WithCancel(s.env.Context)
	ticket, cmd := tui.LoadLong(s.env, func(ctx context.Context, report func(int)) (written, error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(stopped, cancel)()
		var out written
		var err error
		out.where, err = files.Put(ctx, tui.File{Name: name}, func(w io.Writer) (err error) {
			out.rows, err = store.Trail.Export(ctx, actor, intent, f, format, w, report)
			return err
		})
		return out, err
	})
	s.export = &export{ticket: ticket, stop: stop}
	return cmd
}

// noExport says that there is none to stop.
func (s *screen) noExport() string {
	if s.export != nil {
		return ""
	}
	return s.env.T("No export is on its way.")
}

// stopExport gives an export up; no file is left of it.
func (s *screen) stopExport() tea.Cmd {
	s.export.ended = true
	s.export.stop()
	return nil
}

// exported takes an export's progress and its end.
func (s *screen) exported(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tui.Progress[int]:
		if s.export != nil && msg.Ticket == s.export.ticket {
			s.export.rows = msg.Val
			return msg.Next
		}
	case tui.Loaded[written]:
		if s.export == nil || msg.Ticket != s.export.ticket {
			return nil
		}
		ended := s.export.ended
		s.export.stop()
		s.export = nil
		switch {
		case msg.Err != nil && ended:
			s.tell(tui.NotifyInfo, s.env.T("The export was stopped; no file is kept of it."))
		case msg.Err != nil:
			s.tell(tui.NotifyRefusal, tui.Explain(s.env, msg.Err))
		default:
			tui.TellWritten(s.env, s.env.Count(msg.Val.rows, "1 row", "%d rows"), msg.Val.where)
		}
	}
	return nil
}
