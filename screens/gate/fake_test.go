package gate_test

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/gate"
	"github.com/civoranexus/society360/tui/tuitest"
)

// register is an in-memory store for the screen's tests: the rules that the
// screen depends on, and failures on demand.
type register struct {
	tuitest.Fake
	clock func() time.Time

	settings  map[string]string
	visits    []data.Visit
	units     []data.Unit
	residents map[uuid.UUID][]data.Resident
	phones    map[uuid.UUID]string
	trail     map[uuid.UUID][]data.VisitStep
	page      int

	logged  []data.NewVisit
	approve []data.Approval
	reasons []string
	others  string // who moved a visit first, in refusals
}

var errDown = &data.Error{Kind: data.Unavailable, Format: "The database cannot be reached; nothing was saved. Try again in a moment."}

func refusal(format string, args ...any) error {
	return &data.Error{Kind: data.Refused, Format: format, Args: args}
}

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

func (r *register) unit(label string) data.Unit {
	for _, u := range r.units {
		if u.Label == label {
			return u
		}
	}
	panic("no unit " + label)
}

// newRegister is the society of the sketches: three inside, three expected, and
// Ramesh Kumar known from fourteen visits.
func newRegister() *register {
	r := &register{
		clock: tuitest.Start, settings: map[string]string{}, residents: map[uuid.UUID][]data.Resident{},
		phones: map[uuid.UUID]string{}, trail: map[uuid.UUID][]data.VisitStep{}, page: 50,
		others: "Imran Shaikh",
	}
	for i, label := range []string{"A-101", "A-102", "B-204", "C-302"} {
		tower, number, _ := strings.Cut(label, "-")
		r.units = append(r.units, data.Unit{ID: id(100 + i), Label: label, Block: "Tower " + tower, Number: number, Type: "2BHK", Status: "occupied"})
	}
	r.units[1].Status = "vacant"
	r.residents[r.unit("A-101").ID] = []data.Resident{
		{UserID: id(201), Name: "Meera Joshi", Type: "owner", Primary: true, Phone: "98*** **210"},
		{UserID: id(202), Name: "Arun Joshi", Type: "family_member", Phone: "98*** **377"},
	}
	r.residents[r.unit("B-204").ID] = []data.Resident{{UserID: id(203), Name: "Farah Khan", Type: "tenant", Primary: true, Phone: "99*** **001"}}
	r.phones[id(201)], r.phones[id(202)] = "+919811043210", "+919822011377"
	now := r.clock()
	r.add("Anita Desai", "98111 22233", "B-204", "Guest", "", data.VisitCheckedIn, now.Add(-27*time.Minute))
	r.add("Farid Khan", "", "A-101", "Guest", "MH01ZZ0007", data.VisitCheckedIn, now.Add(-70*time.Minute)).PartySize = 4
	r.add("Kiran (AC service)", "99300 45678", "C-302", "Service", "MH04KL8890", data.VisitCheckedIn, now.Add(-26*time.Hour)).Overstay = true
	r.add("Suresh Patil", "90040 11111", "A-101", "Delivery", "", data.VisitPending, now.Add(-12*time.Minute))
	due := now.Add(2 * time.Hour)
	dipa := r.add("Dipa Sen", "90040 22222", "B-204", "Guest", "WB02AB1111", data.VisitApproved, now.Add(-3*time.Hour))
	dipa.ExpectedArrival, dipa.ApprovedAt, dipa.Approver = &due, at(now.Add(-2*time.Hour)), "Farah Khan"
	dipa.ApproverID = uid(203)
	lapsed := r.add("Old Promise", "90040 33333", "C-302", "Guest", "", data.VisitApproved, now.Add(-30*time.Hour))
	lapsed.Lapsed, lapsed.Lapse, lapsed.ApprovedAt = true, data.LapsedUnused, at(now.Add(-30*time.Hour))
	for i := range 14 {
		r.add("Ramesh Kumar", "98200 12345", "A-101", "Delivery", "MH12AB1234", data.VisitCheckedOut, now.Add(-time.Duration(3+i*2)*24*time.Hour))
	}
	r.add("Pushy Seller", "98333 00000", "A-101", "Other", "", data.VisitDenied, now.Add(-2*time.Hour))
	return r
}

func uid(n int) *uuid.UUID {
	u := id(n)
	return &u
}

func at(t time.Time) *time.Time { return &t }

// add puts a visit into the register as it would stand there.
func (r *register) add(name, phone, unit, purpose, plate string, status data.VisitStatus, when time.Time) *data.Visit {
	u := r.unit(unit)
	v := data.Visit{
		ID: id(1000 + len(r.visits)), UnitID: &u.ID, Unit: u.Label, Name: name, Phone: phone, Purpose: purpose,
		Plate: plate, Status: status, At: when, CreatedAt: when, PartySize: 1, Guard: "Sunita Pawar", Version: "1",
	}
	if status == data.VisitCheckedIn || status == data.VisitCheckedOut {
		v.CheckInTime, v.EntryGate = at(when), "Main"
	}
	if status == data.VisitCheckedOut {
		v.CheckOutTime, v.ExitGate = at(when.Add(20*time.Minute)), "Main"
	}
	r.visits = append(r.visits, v)
	return &r.visits[len(r.visits)-1]
}

// name is the resident of an ID.
func (r *register) name(user *uuid.UUID) string {
	for _, residents := range r.residents {
		for _, o := range residents {
			if user != nil && o.UserID == *user {
				return o.Name
			}
		}
	}
	return ""
}

func (r *register) find(name string) data.Visit {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	for _, v := range slices.Backward(r.visits) {
		if v.Name == name {
			return v
		}
	}
	return data.Visit{}
}

func (r *register) change(name string, edit func(*data.Visit)) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	for i := range slices.Backward(r.visits) {
		if r.visits[i].Name == name {
			edit(&r.visits[i])
			r.visits[i].Version += "+"
			return
		}
	}
	panic("no visit of " + name)
}

func (r *register) Settle(_ context.Context, _ data.Actor, key uuid.UUID) (bool, error) {
	return r.Settled(key)
}

func (r *register) Settings(context.Context) (data.Settings, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return data.SettingsOf(r.settings), r.Call("Settings")
}

func (r *register) Visits(_ context.Context, _ data.Actor, f data.VisitFilter) (data.VisitPage, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Visits"); err != nil {
		return data.VisitPage{}, err
	}
	if f.View == data.VisitsHistory && f.Search != "" && len(f.Search) < 3 {
		return data.VisitPage{}, &data.Error{Kind: data.Invalid, Format: "Type three letters at least, or a unit, or part of a phone."}
	}
	rows := slices.Clone(r.visits)
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].At.After(rows[j].At) })
	var page data.VisitPage
	passed := f.After == nil
	for _, v := range rows {
		if !passed {
			passed = v.ID == f.After.ID
			continue
		}
		if !r.inView(v, f.View) || !matches(v, f.Search) {
			continue
		}
		if len(page.Visits) == r.page {
			page.More = true
			break
		}
		page.Visits = append(page.Visits, v)
	}
	return page, nil
}

func (r *register) inView(v data.Visit, view data.VisitView) bool {
	switch view {
	case data.VisitsInside:
		return v.Status == data.VisitCheckedIn
	case data.VisitsExpected:
		return v.Status == data.VisitPending || v.Status == data.VisitApproved
	case data.VisitsToday:
		return v.At.In(tuitest.India()).YearDay() == r.clock().In(tuitest.India()).YearDay()
	}
	return true
}

func flat(s string) string {
	return strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(s))
}

func matches(v data.Visit, term string) bool {
	t := flat(term)
	return t == "" || strings.Contains(flat(v.Name), t) || strings.Contains(flat(v.Phone), t) ||
		strings.Contains(flat(v.Plate), t) || strings.HasPrefix(flat(v.Unit), t)
}

func (r *register) VisitCounts(context.Context, data.Actor) (data.VisitCounts, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("VisitCounts"); err != nil {
		return data.VisitCounts{}, err
	}
	var c data.VisitCounts
	for _, v := range r.visits {
		if r.inView(v, data.VisitsInside) {
			c.Inside++
			if c.LongestSince == nil || v.At.Before(*c.LongestSince) {
				c.Longest, c.LongestSince = v.Name, at(v.At)
			}
			if v.Overstay {
				c.Overstays++
			}
		}
		if r.inView(v, data.VisitsExpected) {
			c.Expected++
			if v.Status == data.VisitPending {
				c.Waiting++
			}
		}
		if r.inView(v, data.VisitsToday) {
			c.Today++
		}
	}
	return c, nil
}

func (r *register) Visit(_ context.Context, _ data.Actor, id uuid.UUID) (data.Visit, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Visit"); err != nil {
		return data.Visit{}, err
	}
	for _, v := range r.visits {
		if v.ID == id {
			return v, nil
		}
	}
	return data.Visit{}, &data.Error{Kind: data.NotFound, Format: "This is not there any more."}
}

func (r *register) VisitTrail(_ context.Context, _ data.Actor, id uuid.UUID) ([]data.VisitStep, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return r.trail[id], r.Call("VisitTrail")
}

func (r *register) KnownVisitor(_ context.Context, _ data.Actor, phone string) (data.KnownVisitor, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	var k data.KnownVisitor
	if err := r.Call("KnownVisitor"); err != nil {
		return k, err
	}
	rows := slices.Clone(r.visits)
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].At.After(rows[j].At) })
	for _, v := range rows {
		if !data.SamePhone(v.Phone, phone, "IN") {
			continue
		}
		switch {
		case v.Status == data.VisitDenied && k.Visits == 0:
			k.Denied = &v
		case v.Status == data.VisitCheckedIn && k.Inside == nil:
			k.Inside = &v
		case v.Status.Open() && k.Expected == nil && v.Lapse != data.LapsedUnused:
			k.Expected = &v
		}
		if k.Last == nil && v.Status != data.VisitDenied {
			k.Last = &v
		}
		k.Visits++
	}
	return k, nil
}

func (r *register) FindUnits(_ context.Context, _ data.Actor, term string) ([]data.Unit, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("FindUnits"); err != nil {
		return nil, err
	}
	var found []data.Unit
	for _, u := range r.units {
		if strings.HasPrefix(flat(u.Label), flat(term)) || strings.HasPrefix(u.Number, term) {
			found = append(found, u)
		}
	}
	return found, nil
}

func (r *register) Residents(_ context.Context, _ data.Actor, unit uuid.UUID) ([]data.Resident, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return r.residents[unit], r.Call("Residents")
}

func (r *register) RevealPhone(_ context.Context, _ data.Actor, _, _, user uuid.UUID) (string, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return r.phones[user], r.Call("RevealPhone")
}

func (r *register) LogVisit(_ context.Context, _ data.Actor, key uuid.UUID, as data.VisitStatus, n data.NewVisit) (data.Visit, error) {
	return tuitest.Write(&r.Fake, "LogVisit", key, func() (data.Visit, error) {
		if n.Name == "" || n.UnitID == uuid.Nil {
			panic("a nameless half was sent")
		}
		if as == data.VisitCheckedIn && r.settings["security.require_approval"] == "true" && n.Approval.Channel == data.NoApproval {
			return data.Visit{}, &data.Error{Kind: data.Invalid, Format: "see the marked fields", Bad: map[string]error{
				"approval": refusal("A resident has to approve first: by phone, intercom or in person."),
			}}
		}
		if as == data.VisitCheckedIn && !n.SecondVisit && n.Phone != "" {
			for _, v := range r.visits {
				if v.Status == data.VisitCheckedIn && data.SamePhone(v.Phone, n.Phone, "IN") {
					return data.Visit{}, &data.Error{Kind: data.Refused, Format: "Someone with this phone is inside already.", Cause: data.ErrDuplicateInside}
				}
			}
		}
		label := ""
		for _, u := range r.units {
			if u.ID == n.UnitID {
				label = u.Label
			}
		}
		r.logged = append(r.logged, n)
		v := r.add(n.Name, n.Phone, label, n.Purpose, n.Plate, as, r.clock())
		v.PartySize, v.EntryGate = max(1, n.PartySize), n.Gate
		return *v, nil
	})
}

// step moves one visit on, or refuses as the register does.
func (r *register) step(method string, key, id uuid.UUID, from []data.VisitStatus, edit func(*data.Visit)) (data.Visit, error) {
	return tuitest.Write(&r.Fake, method, key, func() (data.Visit, error) {
		for i := range r.visits {
			v := &r.visits[i]
			if v.ID != id {
				continue
			}
			if !slices.Contains(from, v.Status) {
				word := strings.ReplaceAll(string(v.Status), "_", " ")
				return data.Visit{}, refusal("%s was %s already by %s at %s.", v.Name, word, r.others, r.clock())
			}
			edit(v)
			v.Version += "+"
			return *v, nil
		}
		return data.Visit{}, &data.Error{Kind: data.NotFound, Format: "This is not there any more."}
	})
}

func (r *register) Approve(_ context.Context, _ data.Actor, key, id uuid.UUID, a data.Approval) (data.Visit, error) {
	return r.step("Approve", key, id, []data.VisitStatus{data.VisitPending, data.VisitApproved}, func(v *data.Visit) {
		r.approve = append(r.approve, a)
		v.Status, v.ApprovedAt, v.Lapsed, v.Lapse = data.VisitApproved, at(r.clock()), false, data.NotLapsed
		v.ApproverID, v.Approver = a.By, r.name(a.By)
	})
}

func (r *register) Deny(_ context.Context, _ data.Actor, key, id uuid.UUID, reason string) (data.Visit, error) {
	return r.step("Deny", key, id, []data.VisitStatus{data.VisitPending, data.VisitApproved}, func(v *data.Visit) {
		r.reasons = append(r.reasons, reason)
		v.Status = data.VisitDenied
	})
}

func (r *register) CheckIn(_ context.Context, _ data.Actor, key uuid.UUID, visit data.Visit, second bool) (data.Visit, error) {
	for _, v := range r.visits {
		if !second && v.Status == data.VisitCheckedIn && v.Phone != "" && v.Phone == visit.Phone {
			return data.Visit{}, &data.Error{Kind: data.Refused, Format: "Someone with this phone is inside already.", Cause: data.ErrDuplicateInside}
		}
	}
	for _, v := range r.visits {
		if v.ID == visit.ID && v.Lapsed {
			format, args := v.WhyLapsed()
			return data.Visit{}, &data.Error{Kind: data.Refused, Format: format, Args: args, Cause: data.ErrLapsed}
		}
	}
	return r.step("CheckIn", key, visit.ID, []data.VisitStatus{data.VisitApproved}, func(v *data.Visit) {
		v.Status, v.CheckInTime, v.At, v.EntryGate = data.VisitCheckedIn, at(r.clock()), r.clock(), "Main"
	})
}

func (r *register) CheckOut(_ context.Context, _ data.Actor, key, id uuid.UUID) (data.Visit, error) {
	return r.step("CheckOut", key, id, []data.VisitStatus{data.VisitCheckedIn}, func(v *data.Visit) {
		v.Status, v.CheckOutTime = data.VisitCheckedOut, at(r.clock())
	})
}

func (r *register) UndoCheckOut(_ context.Context, _ data.Actor, key, id uuid.UUID) (data.Visit, error) {
	return r.step("UndoCheckOut", key, id, []data.VisitStatus{data.VisitCheckedOut}, func(v *data.Visit) {
		v.Status, v.CheckOutTime, v.PresumedLeft = data.VisitCheckedIn, nil, false
	})
}

func (r *register) PresumeLeft(_ context.Context, _ data.Actor, key, id uuid.UUID, _ string) (data.Visit, error) {
	return r.step("PresumeLeft", key, id, []data.VisitStatus{data.VisitCheckedIn}, func(v *data.Visit) {
		v.Status, v.CheckOutTime, v.PresumedLeft, v.Overstay = data.VisitCheckedOut, at(r.clock()), true, false
	})
}

func (r *register) Correct(_ context.Context, _ data.Actor, key uuid.UUID, c data.Correction) (data.Visit, error) {
	open := []data.VisitStatus{data.VisitPending, data.VisitApproved, data.VisitCheckedIn}
	for _, v := range r.visits {
		if v.ID == c.Seen.ID && v.Version != c.Seen.Version && v.Status.Open() {
			return data.Visit{}, refusal("%s was corrected meanwhile; look again, then save.", v.Name)
		}
	}
	taken, given := c.TakesWordBack("IN"), c.Approval.Channel != data.NoApproval
	if given && !c.MayApprove("IN") {
		panic("an approval came with a correction that has none")
	}
	if taken && !given && c.Seen.Status == data.VisitCheckedIn && r.settings["security.require_approval"] == "true" {
		return data.Visit{}, &data.Error{Kind: data.Invalid, Format: "see the marked fields", Bad: map[string]error{
			"approval": refusal("A resident has to approve first: by phone, intercom or in person."),
		}}
	}
	return r.step("Correct", key, c.Seen.ID, open, func(v *data.Visit) {
		if taken {
			v.ApproverID, v.Approver, v.ApprovedAt = nil, "", nil
		}
		switch {
		case taken && given:
			r.approve = append(r.approve, c.Approval)
			v.ApproverID, v.Approver, v.ApprovedAt = c.Approval.By, r.name(c.Approval.By), at(r.clock())
		case taken && v.Status == data.VisitApproved:
			v.Status, v.AskedAt = data.VisitPending, at(r.clock())
		}
		v.Name, v.Phone, v.Purpose, v.Plate, v.PartySize = c.Name, c.Phone, c.Purpose, c.Plate, c.PartySize
		for _, u := range r.units {
			if u.ID == c.UnitID {
				v.UnitID, v.Unit = &u.ID, u.Label
			}
		}
	})
}

func (r *register) Muster(_ context.Context, _ data.Actor, after *data.MusterLine) (data.MusterPage, error) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	if err := r.Call("Muster"); err != nil {
		return data.MusterPage{}, err
	}
	var lines []data.MusterLine
	for _, v := range r.visits {
		if v.Status == data.VisitCheckedIn {
			lines = append(lines, data.MusterLine{
				ID: v.ID, Block: "Tower " + v.Unit[:1], Unit: v.Unit, Name: v.Name, Phone: v.Phone,
				Plate: v.Plate, PartySize: v.PartySize, At: v.At,
			})
		}
	}
	sort.Slice(lines, func(i, j int) bool { return lines[i].Unit+lines[i].Name < lines[j].Unit+lines[j].Name })
	if after != nil {
		i := slices.IndexFunc(lines, func(l data.MusterLine) bool { return l.ID == after.ID })
		lines = lines[i+1:]
	}
	if len(lines) > r.page {
		return data.MusterPage{Lines: lines[:r.page], More: true}, nil
	}
	return data.MusterPage{Lines: lines}, nil
}

// stores have the fake stand for every room.
func (r *register) stores() gate.Stores {
	return gate.Stores{Settings: r, Homes: r, Visits: r, Settle: r.Settle}
}
