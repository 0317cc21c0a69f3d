package home

import (
	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/show"
)

// visitPage shows a visit whole.
func (s *screen) visitPage() show.VisitPage {
	return show.VisitPage{Env: s.env, Region: s.settings.Val.Country()}
}

// lines are what there is to say about a visit.
func (s *screen) lines(v visits.Visit, trail []visits.Step, width int) []string {
	return s.visitPage().Lines(v, trail, width)
}

// facts are the fields of a visit, a line each.
func (s *screen) facts(v visits.Visit, width int) []string {
	return s.visitPage().Facts(v, width)
}
