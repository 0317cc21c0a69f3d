package show

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/tui"
)

// Visits is what is read of the register of visitors.
type Visits interface {
	List(ctx context.Context, actor role.Actor, f visits.Filter) (visits.Page, error)
	Get(ctx context.Context, actor role.Actor, id uuid.UUID) (visits.Visit, error)
	Trail(ctx context.Context, actor role.Actor, id uuid.UUID) ([]visits.Step, error)
}

// VisitSource reads a list's pages, searched for term. In the history the term may
// name a day or a month: "12 nov", "ravi yesterday".
func VisitSource(env *tui.Env, store Visits, actor role.Actor, view visits.View, term string) tui.Source[visits.Visit] {
	since, until, rest := time.Time{}, time.Time{}, term
	if view == visits.History {
		since, until, rest, _ = env.FindDay(term)
	}
	return func(ctx context.Context, after *visits.Visit) (tui.Batch[visits.Visit], error) {
		f := visits.Filter{View: view, Search: rest, Since: since, Until: until}
		if after != nil {
			f.After = after.Cursor()
		}
		page, err := store.List(ctx, actor, f)
		var e *fault.Error
		if errors.As(err, &e) && e.Kind == fault.Invalid {
			// Too short to search for yet; the empty list says so.
			return tui.Batch[visits.Visit]{}, nil
		}
		return tui.Batch[visits.Visit]{Rows: page.Visits, More: page.More}, err
	}
}

// SearchedDays says in words which days a list of visits is searched for, nothing
// where the term names none.
func SearchedDays(env *tui.Env, view visits.View, term string) string {
	if view != visits.History {
		return ""
	}
	return FoundDays(env, term)
}

// FoundDays says in words which day or month a term names, nothing where it names none.
func FoundDays(env *tui.Env, term string) string {
	from, to, _, ok := env.FindDay(term)
	switch last := to.Add(-1); {
	case !ok:
		return ""
	case calendar.StartOf(last).Equal(from):
		return env.LongDate(from)
	default:
		return env.T("%s %s", env.Term(from.Format("January")), from.Format("2006"))
	}
}

// ListHolds reports whether a visit may stand in the list of a view.
func ListHolds(view visits.View, v visits.Visit) bool {
	switch view {
	case visits.Inside:
		return v.Status == visits.CheckedIn
	case visits.Expected:
		return v.Status == visits.Pending || v.Status == visits.Approved
	case visits.Today:
		return v.Came()
	case visits.Overstays:
		return v.Status == visits.CheckedIn && v.Overstay
	}
	return true
}

// Standing is what a sentence about a visit rests on.
func Standing(v visits.Visit) string {
	return fmt.Sprint(v.Status, v.Lapsed(), v.Name, v.PartySize, v.Unit)
}

// IsOver reports whether a visit left the society or never came in; such rows are
// faint.
func IsOver(v visits.Visit) bool { return v.Status == visits.CheckedOut || v.Status == visits.Denied }

// ReadVisit gives the reader of a visit and its trail.
func ReadVisit(store Visits, actor role.Actor, id string) func(context.Context) (visits.Visit, []visits.Step, error) {
	return func(ctx context.Context) (visits.Visit, []visits.Step, error) {
		visit, err := uuid.Parse(id)
		if err != nil {
			return visits.Visit{}, nil, err
		}
		v, err := store.Get(ctx, actor, visit)
		if err != nil {
			return visits.Visit{}, nil, err
		}
		trail, err := store.Trail(ctx, actor, visit)
		return v, trail, err
	}
}

// Withdrawer takes announcements back.
type Withdrawer interface {
	Withdraw(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (visits.Visit, error)
}

// AskWithdraw asks before the announcement of a visitor is taken back.
func AskWithdraw(env *tui.Env, v visits.Visit, yes func() tea.Cmd) tui.Confirm {
	name, unit := Visitor(v)
	return tui.Confirm{Text: env.T("Withdraw the announcement of %s (%s)?", name, unit), OnYes: yes}
}

// Withdrawal is the change that takes the announcement of a visitor back.
func Withdrawal(env *tui.Env, store Withdrawer, actor role.Actor, v visits.Visit) tui.Change[visits.Visit] {
	name, unit := Visitor(v)
	return tui.Change[visits.Visit]{
		What: env.T("withdrawal of %s (%s)", name, unit),
		Write: func(ctx context.Context, key uuid.UUID) (visits.Visit, error) {
			return store.Withdraw(ctx, actor, key, v.ID, "")
		},
		Tell: func(visits.Visit) string { return env.T("Withdrew the announcement of %s (%s).", name, unit) },
	}
}

// Waiting is who waits for approval: the visit on top of the list, and how many more
// there are.
type Waiting struct {
	Visit *visits.Visit
	More  int
}

// waitingPages bounds the search for who waits: a list of expected visitors longer
// than this has other troubles.
const waitingPages = 20

// FindWaiting looks through the expected visitors for those who wait.
func FindWaiting(ctx context.Context, store Visits, actor role.Actor) (Waiting, error) {
	var found Waiting
	f := visits.Filter{View: visits.Expected, Limit: 200}
	for range waitingPages {
		page, err := store.List(ctx, actor, f)
		if err != nil {
			return Waiting{}, err
		}
		for _, v := range page.Visits {
			switch {
			case v.Status != visits.Pending:
			case found.Visit == nil:
				found.Visit = &v
			default:
				found.More++
			}
		}
		if !page.More || len(page.Visits) == 0 {
			break
		}
		f.After = page.Visits[len(page.Visits)-1].Cursor()
	}
	return found, nil
}
