package gate

import (
	"github.com/civoranexus/society360/data/visits"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/screens/show"
)

// correct opens the form on a visit.
func (s *screen) correct(v visits.Visit) tea.Cmd { return s.openForm(&v) }

// closed says of a visit that is over that it cannot be corrected.
func (s *screen) closed(v visits.Visit) string {
	if v.Status.Open() {
		return ""
	}
	return s.env.T("A visit can be corrected while it is open; this one is closed.")
}

// visitPage shows a visit whole.
func (s *screen) visitPage() show.VisitPage {
	return show.VisitPage{Env: s.env, Region: s.region(), AtGate: true}
}

// lines are what there is to say about a visit.
func (s *screen) lines(v visits.Visit, trail []visits.Step, width int) []string {
	return s.visitPage().Lines(v, trail, width)
}

// facts are the fields of a visit, a line each.
func (s *screen) facts(v visits.Visit, width int) []string {
	return s.visitPage().Facts(v, width)
}
