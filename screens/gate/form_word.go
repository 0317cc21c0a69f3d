package gate

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/visits"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// word is what saving the correction that stands in the form does to the approval
// of its visit, as that was last shown.
type word struct {
	shown bool
	// taken is an approval that is taken back; again says that the form can bring
	// a new one.
	taken, again bool
	// anew says that saving has the unit asked anew.
	anew bool
	unit string
}

// followWord says beside the approval what saving a correction will do to it,
// before it is saved.
func (f *visitForm) followWord() {
	if f.seen == nil {
		return
	}
	c, unit := f.correctionInView()
	w := word{shown: true, taken: c.TakesWordBack(f.s.region()), again: c.MayApprove(f.s.region()), unit: unit}
	w.anew = w.taken && f.seen.Status == visits.Approved && (!w.again || f.Form.Value(approvalField) == "")
	if w == f.word {
		return
	}
	f.word = w
	f.Form.Hide(approvalField, !w.taken)
	f.Form.SaveLabel = f.s.env.T("save")
	if w.anew {
		f.Form.SaveLabel = f.s.env.T("save, ask anew")
	}
	if w.taken {
		f.Form.SetOptions(approvalField, f.newApprovals())
		f.Form.Note(approvalField, f.takenBack())
	}
}

// correctionInView is the correction as it would be saved now, and the label of
// its unit; a unit that is still being typed counts as the one that was.
func (f *visitForm) correctionInView() (c visits.Correction, unit string) {
	n := f.newVisit()
	o, picked := f.Form.Picked(unitField)
	if !picked {
		o, _ = f.Form.Suggested(unitField)
	}
	n.UnitID = f.unitInView()
	if n.UnitID != uuid.Nil {
		unit = o.Label
	} else if unit = tui.OrDash(f.seen.Unit); f.seen.UnitID != nil {
		n.UnitID = *f.seen.UnitID
	}
	c, _ = f.correction(*f.seen, n)
	return c, unit
}

// newApprovals are the ways a new approval can come with a correction; the first
// is none.
func (f *visitForm) newApprovals() []tui.Option {
	env := f.s.env
	if f.seen.Status == visits.CheckedIn {
		return f.approvals()
	}
	none := tui.Option{Label: env.T("%s is asked anew", f.word.unit), Key: 'n'}
	if f.width < printWidth {
		none.Label = env.T("asked anew")
	}
	if !f.word.again {
		return []tui.Option{none}
	}
	return append([]tui.Option{none}, f.s.channels()...)
}

// takenBack says whose word the correction takes back.
func (f *visitForm) takenBack() string {
	if f.seen.Approver == "" {
		return f.s.env.T("what was approved is taken back")
	}
	return f.s.env.T("taken back: the word of %s", f.seen.Approver)
}

// corrected is the sentence for a correction that is saved.
func (f *visitForm) corrected(v visits.Visit) string {
	env := f.s.env
	name, unit := show.Visitor(v)
	was := f.seen.Status == visits.Approved || f.seen.ApprovedAt != nil || f.seen.ApproverID != nil
	switch {
	case v.Status == visits.Pending && f.seen.Status == visits.Approved:
		return env.T("Corrected %s (%s). The unit is asked anew.", name, unit)
	case v.Status == visits.CheckedIn && was && v.ApprovedAt == nil && v.ApproverID == nil:
		return env.T("Corrected %s (%s). The approval is taken back.", name, unit)
	}
	return env.T("Corrected %s (%s).", name, unit)
}
