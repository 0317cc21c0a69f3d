package reports_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/reports"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("%08d-0000-7000-8000-000000000000", n)) }

// books is an in-memory store for the screen's tests.
type books struct {
	tuitest.Fake
	asked []data.ReportRange
	age   data.ReportAge
	made  []data.Report
	keys  []uuid.UUID
	empty bool
	gate  chan struct{} // holds a refresh until it is closed
}

func newBooks() *books {
	at := time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC) // 02:30 of the 21st in the society's zone
	return &books{age: data.ReportAge{MadeAt: &at}}
}

// read notes what was asked for.
func (b *books) read(within data.ReportRange) error {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	b.asked = append(b.asked, within)
	return b.Call("read")
}

func (b *books) last() data.ReportRange {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	return b.asked[len(b.asked)-1]
}

func (b *books) VisitReport(_ context.Context, _ data.Actor, within data.ReportRange) (data.VisitReport, error) {
	r := data.VisitReport{ReportAge: b.age}
	for h := range 24 {
		r.Hours = append(r.Hours, data.HourFigures{Hour: h})
		if h >= 6 && h < 23 && !b.empty {
			r.Hours[h].Entries, r.Hours[h].Denied = 40+(h*37)%90, h%3
		}
	}
	for d := within.From; !within.To.Before(d); d = d.AddDays(1) {
		day := data.DayFigures{Day: d}
		if !b.empty {
			day.Entries, day.Denied = 30+(d.Day*13)%25, d.Day%4/3
		}
		r.Days = append(r.Days, day)
		r.Entries += day.Entries
		r.Denied += day.Denied
	}
	if !b.empty {
		r.Channels = []data.ChannelFigures{{Channel: data.ChannelNone, Entries: 418}, {Channel: data.ByIntercom, Entries: 202}, {Channel: data.ByPhone, Entries: 121}, {Channel: data.ChannelOther, Entries: 1}}
	}
	return r, b.read(within)
}

func (b *books) StayReport(_ context.Context, _ data.Actor, within data.ReportRange) (data.StayReport, error) {
	r := data.StayReport{ReportAge: b.age}
	now := tuitest.Start()
	for i, s := range []struct {
		name, unit, purpose, plate string
		minutes                    int
		inside, presumed           bool
	}{
		{"Kiran (AC service)", "C-302", "Service", "MH04KL8890", 26*60 + 5, true, false},
		{"Manoj Gupta", "A-101", "Guest", "", 937, false, true},
		{"=Agnelo Lobo", "B-204", "Guest", "MH12AB1234", 93, false, false},
		{"Swati Sawant", "D-404", "Delivery", "", 42, false, false},
	} {
		if b.empty {
			break
		}
		stay := data.Stay{VisitID: id(i + 1), Name: s.name, Unit: s.unit, Purpose: s.purpose, Plate: s.plate, Minutes: s.minutes, PresumedLeft: s.presumed, Status: data.VisitCheckedIn}
		stay.In = now.Add(-time.Duration(s.minutes) * time.Minute)
		if !s.inside {
			stay.In = stay.In.AddDate(0, 0, -i)
			out := stay.In.Add(time.Duration(s.minutes) * time.Minute)
			stay.Out, stay.Status = &out, data.VisitCheckedOut
		}
		r.Stays = append(r.Stays, stay)
	}
	return r, b.read(within)
}

func (b *books) TicketReport(_ context.Context, _ data.Actor, within data.ReportRange) (data.TicketReport, error) {
	minutes := func(n int) *int { return &n }
	r := data.TicketReport{
		ReportAge: b.age, All: data.TicketFigures{Opened: 34, Resolved: 30, Over: 3, Median: minutes(1571)},
		Categories: []data.TicketFigures{
			{Category: "Plumbing", Opened: 16, Resolved: 14, Over: 1, Median: minutes(55)},
			{Category: "Electrical", Opened: 11, Resolved: 11, Over: 2, Median: minutes(26 * 60)},
			{Category: "Cleaning", Opened: 6, Resolved: 5, Median: minutes(6 * 24 * 60)},
			{Category: "Pest control and gardens", Opened: 1},
		},
		OpenNow: 12, OverNow: 2,
	}
	if b.empty {
		r = data.TicketReport{ReportAge: b.age}
	}
	for d := within.From; !within.To.Before(d); d = d.AddDays(1) {
		day := data.TicketDay{Day: d}
		if !b.empty {
			day.Opened, day.Resolved = d.Day%4, d.Day%3
		}
		r.Days = append(r.Days, day)
	}
	return r, b.read(within)
}

func (b *books) CollectionReport(_ context.Context, _ data.Actor, within data.ReportRange) (data.CollectionReport, error) {
	r := data.CollectionReport{ReportAge: b.age}
	for m := within.From.FirstOfMonth(); !within.To.Before(m); m = m.AddMonths(1) {
		month := data.CollectionMonth{Month: m}
		if !b.empty {
			month.Billed, month.Bills = 480_000_00, 96
			month.Collected, month.Payments = data.Paise(300_000_00+int64(m.Month)*16_450_50), 80
		}
		r.Months = append(r.Months, month)
		r.Billed += month.Billed
		r.Collected += month.Collected
	}
	return r, b.read(within)
}

func (b *books) OccupancyReport(_ context.Context, _ data.Actor, within data.ReportRange) (data.OccupancyReport, error) {
	r := data.OccupancyReport{MovedIn: 3, MovedOut: 2}
	if !b.empty {
		for i, name := range []string{"Tower A", "Tower B", "Tower C"} {
			block := id(50 + i)
			r.Blocks = append(r.Blocks, data.BlockOccupancy{BlockID: &block, Block: name, Units: 24, Occupied: 22 - i, Vacant: 1 + i, Maintenance: 1, Owners: 20, Tenants: 5, Family: 31})
		}
		r.Blocks = append(r.Blocks, data.BlockOccupancy{Units: 1, Vacant: 1})
		r.All = data.BlockOccupancy{Units: 73, Occupied: 63, Vacant: 7, Maintenance: 3}
	}
	return r, b.read(within)
}

func (b *books) Ageing(context.Context, data.Actor) (data.Ageing, error) {
	var a data.Ageing
	if !b.empty {
		aged := func(scale data.Paise) data.Aged {
			return data.Aged{Days30: 50_000_00 * scale, Days60: 20_000_00 * scale, Days90: 5_250_50 * scale, Older: 48_205_00 * scale, Total: 123_455_50 * scale, Bills: int(10 * scale), Oldest: data.Day{Year: 2026, Month: 3, Day: 16}}
		}
		for i, name := range []string{"Tower A", "Tower B"} {
			block := id(50 + i)
			a.Blocks = append(a.Blocks, data.BlockAgeing{BlockID: &block, Block: name, Units: 8 + i, Aged: aged(data.Paise(i + 1))})
		}
		a.BlockAgeing = data.BlockAgeing{Units: 17, Aged: aged(3)}
	}
	return a, b.read(data.ReportRange{})
}

func (b *books) RefreshReport(ctx context.Context, _ data.Actor, intent uuid.UUID, name data.Report) (data.Refreshed, error) {
	if b.gate != nil {
		select {
		case <-b.gate:
		case <-ctx.Done():
			return data.Refreshed{}, ctx.Err()
		}
	}
	b.Mu.Lock()
	defer b.Mu.Unlock()
	if err := b.Call("RefreshReport"); err != nil {
		return data.Refreshed{}, err
	}
	b.made, b.keys = append(b.made, name), append(b.keys, intent)
	at := tuitest.Start()
	b.age = data.ReportAge{MadeAt: &at}
	return data.Refreshed{Report: name, MadeAt: at}, nil
}

// desk is a reports screen on a driver, beside the screens that it goes on to.
type desk struct {
	*tuitest.Driver
	*books
	opened []string
	wrote  map[string]string
}

func (d *desk) Put(_ context.Context, name string, write func(io.Writer) error) (string, error) {
	var b strings.Builder
	err := write(&b)
	d.wrote[name] = b.String()
	return "./" + name, err
}
func (d *desk) Inbox(context.Context) ([]string, error)     { return nil, nil }
func (d *desk) Get(context.Context, string) ([]byte, error) { return nil, errors.New("no files") }

func (d *desk) Print(context.Context, string, []byte) error { return errors.New("no printer") }

func open(tb testing.TB) *desk { return openOn(tb, newBooks(), "", "xterm-256color") }

func openOn(tb testing.TB, b *books, at string, term ...string) *desk {
	tb.Helper()
	d := &desk{books: b, wrote: map[string]string{}}
	actor := data.Actor{UserID: id(8), Name: "Asha Rao", Role: data.RoleAdmin}
	build := func(env *tui.Env, to string) tui.Screen { return reports.New(env, d.books.stores(), actor, d, to) }
	entries := []tui.Entry{{Name: "reports", Title: "Reports", Key: 'r', New: func(env *tui.Env, _ string) tui.Screen { return build(env, at) }}}
	for _, name := range []string{"gate", "tickets", "bills", "units"} {
		entries = append(entries, tui.Entry{Name: name, Title: strings.ToUpper(name[:1]) + name[1:], Key: rune(name[0]), New: func(env *tui.Env, to string) tui.Screen {
			d.opened = append(d.opened, strings.TrimSuffix(name+"/"+to, "/"))
			return build(env, "")
		}})
	}
	stage := tuitest.NewStage(tb, tuitest.Terminal(term[0], term[1:]...))
	backend := tuitest.NewBackend(entries...)
	d.Driver = stage.Run(tui.NewDesk(stage.Env, backend, tui.Options{Session: backend.Session()}))
	return d
}

func (d *desk) files() []string {
	var names []string
	for name := range d.wrote {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// stores have the fake stand for every room.
func (b *books) stores() reports.Stores {
	return reports.Stores{Money: b, Reports: b}
}
