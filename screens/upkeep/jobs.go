package upkeep

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/schedule"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// scheduleID opens the screen with the jobs of the schedule.
const scheduleID = "schedule"

// newJobs is the page of what is done by the calendar; Enter opens one with its runs.
func (s *screen) newJobs() *tui.Board[schedule.Status, []schedule.Run] {
	env := s.env
	table := tui.NewTable(env, s.jobColumns(), func(j schedule.Status) string { return j.Job.Name }, s.jobRow)
	lists := tui.NewLists(env, table)
	lists.Name = func(int) string { return env.T("Schedule") }
	lists.Source = func(_ int, term string) tui.Source[schedule.Status] {
		store, actor := s.store, s.actor
		return func(ctx context.Context, _ *schedule.Status) (tui.Batch[schedule.Status], error) {
			jobs, err := store.Schedule.List(ctx, actor)
			var found []schedule.Status
			for _, j := range jobs {
				if holds(j, term) {
					found = append(found, j)
				}
			}
			return tui.Batch[schedule.Status]{Rows: found}, err
		}
	}
	lists.Empty = func(_ int, term string) string { return env.T("No job matches %s. Esc shows all.", term) }
	b := tui.NewBoardPage[schedule.Status, []schedule.Run](s.Stack, lists)
	b.OpenedName = env.T("job")
	b.Holds = func(int, schedule.Status) bool { return true }
	b.Read, b.Lines, b.State = s.readJob, s.jobLines, func(j schedule.Status) string { return s.jobState(j).Text }
	again := tui.Bind("r", env.T("read again"), "r")
	b.Offered = tui.Commands{
		{
			b.OpenCommand(env.T("its runs")),
			b.OnRow(tui.Bind("x", env.T("run it now"), "x"), s.askRun(b)),
			{Key: again, When: b.InList, Do: b.Reread, Hint: tui.Hinted},
			{Key: again, When: b.InOpened, Do: b.Reread},
		},
		append(b.ListCommands(tui.HelpOnly), b.BackCommand()),
	}
	return b
}

// holds reports whether a job is found by a term.
func holds(j schedule.Status, term string) bool {
	return strings.Contains(strings.ToLower(j.Job.Name+" "+j.Job.Title), strings.ToLower(term))
}

func (s *screen) jobColumns() []tui.Column {
	env := s.env
	return []tui.Column{
		{Title: env.T("Job"), Min: 16, Flex: 1, Max: 26},
		{Title: "", Min: 9},
		{Title: env.T("Last"), Min: 13},
		{Title: env.T("Took"), Min: 5, Right: true, Drop: 2},
		{Title: env.T("Next"), Min: 13},
		{Title: env.T("Result"), Min: 14, Flex: 2, Drop: 1},
	}
}

func (s *screen) jobRow(j schedule.Status) []tui.Cell {
	env := s.env
	last, took, result := env.T("never"), "", ""
	if j.Last != nil {
		last, took, result = s.when(*j.Last.StartedAt), span(j.Last.Took(env.Clock())), j.Last.Result
	}
	next := env.T("not yet served")
	if !j.Next.IsZero() {
		next = s.when(j.Next)
	}
	return []tui.Cell{{Text: env.Term(j.Job.Title)}, s.jobState(j), {Text: last}, {Text: took}, {Text: next}, {Text: tui.OrDash(result)}}
}

// jobState is how a job stands: what has to be looked at before what runs.
func (s *screen) jobState(j schedule.Status) tui.Cell {
	env := s.env
	switch {
	case j.Wanted != nil:
		return tui.Cell{Text: env.T("asked")}
	case j.Late(env.Clock()):
		return tui.Cell{Text: env.T("late!"), Tone: tui.ToneDanger}
	case j.Last == nil:
		return tui.Cell{Text: "-"}
	}
	return s.runState(j.Last.State)
}

func (s *screen) runState(state schedule.State) tui.Cell {
	env := s.env
	switch state {
	case schedule.Asked:
		return tui.Cell{Text: env.T("asked")}
	case schedule.Running:
		return tui.Cell{Text: env.T("running")}
	case schedule.Done:
		return tui.Cell{Text: env.T("done")}
	case schedule.Failed:
		return tui.Cell{Text: env.T("failed!"), Tone: tui.ToneDanger}
	case schedule.BrokenOff:
		return tui.Cell{Text: env.T("broken off"), Tone: tui.ToneDanger}
	case schedule.Leftover:
		return tui.Cell{Text: env.T("left")}
	}
	return tui.Cell{Text: string(state)}
}

// when is a moment as a list has it: the clock of today, else the day with it.
func (s *screen) when(t time.Time) string {
	env := s.env
	if day := env.Date(t); day != env.Date(env.Clock()) {
		return env.T("%s %s", day, env.HM(t))
	}
	return env.HM(t)
}

// span is how long something took, in its largest unit but one.
func span(d time.Duration) string {
	switch {
	case d < time.Second:
		return "<1s"
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + "s"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	}
	return strconv.Itoa(int(d/time.Hour)) + "h" + strconv.Itoa(int(d%time.Hour/time.Minute)) + "m"
}

// readJob reads a job and its last runs.
func (s *screen) readJob(name string) func(context.Context) (schedule.Status, []schedule.Run, error) {
	store, actor := s.store, s.actor
	return func(ctx context.Context) (schedule.Status, []schedule.Run, error) {
		jobs, err := store.Schedule.List(ctx, actor)
		if err != nil {
			return schedule.Status{}, nil, err
		}
		for _, j := range jobs {
			if j.Job.Name == name {
				page, err := store.Schedule.History(ctx, actor, name, nil, 0)
				return j, page.Runs, err
			}
		}
		return schedule.Status{}, nil, &fault.Error{Kind: fault.NotFound, Format: "There is no such job."}
	}
}

// jobLines are all there is to say about a job, and its runs.
func (s *screen) jobLines(j schedule.Status, runs []schedule.Run, width int) []string {
	env := s.env
	next := env.T("when a server serves")
	if !j.Next.IsZero() {
		next = env.DateTime(j.Next)
	}
	done := env.T("never")
	if j.SucceededAt != nil {
		done = env.DateTime(*j.SucceededAt)
	}
	facts := [][2]string{
		{env.T("Does"), env.Term(j.Job.Does)},
		{env.T("Due"), env.Term(j.Job.When.String())},
		{env.T("Next"), next},
		{env.T("Last done"), done},
	}
	if j.Failures > 0 {
		facts = append(facts, [2]string{env.T("Failures"), env.Count(j.Failures, "%d since", "%d since")})
	}
	lines := append(env.Theme.Facts(env.Term(j.Job.Title), s.jobState(j), facts, width), "")
	for _, r := range runs {
		at, by := env.T("asked for"), ""
		if r.StartedAt != nil {
			at = env.Stamp(*r.StartedAt)
		}
		if r.AskedBy != "" {
			by = env.T(", asked by %s", r.AskedBy)
		}
		said := at + "  " + s.runState(r.State).Text
		if r.StartedAt != nil {
			said += " " + span(r.Took(env.Clock()))
		}
		if r.Result != "" {
			said += "  " + r.Result
		}
		for i, line := range tui.Wrap(tui.Plain(said+by), max(1, width-5)) {
			indent := "   "
			if i > 0 {
				indent = "     "
			}
			lines = append(lines, env.Theme.Clip(indent+line, width))
		}
	}
	return lines
}

// askRun asks before a job is done now.
func (s *screen) askRun(b *tui.Board[schedule.Status, []schedule.Run]) func(schedule.Status) tea.Cmd {
	return func(j schedule.Status) tea.Cmd {
		env := s.env
		if j.Wanted != nil {
			return b.Tell(tui.NotifyInfo, env.T("It is asked for already."))
		}
		return env.Do(tui.Confirm{
			Text:  env.T("Do %s now? %s", env.Term(j.Job.Title), env.Term(j.Job.Does)),
			OnYes: func() tea.Cmd { return s.run(b, j) },
		})
	}
}

func (s *screen) run(b *tui.Board[schedule.Status, []schedule.Run], j schedule.Status) tea.Cmd {
	store, actor, env, title := s.store, s.actor, s.env, s.env.Term(j.Job.Title)
	return tui.SendChange(b, tui.Change[schedule.Run]{
		What: env.T("the run of %s", title),
		Write: func(ctx context.Context, key uuid.UUID) (schedule.Run, error) {
			return store.Schedule.Ask(ctx, actor, key, j.Job.Name)
		},
		Tell: func(schedule.Run) string {
			return env.T("Asked for %s; the server that does the schedule begins within half a minute.", title)
		},
	})
}
