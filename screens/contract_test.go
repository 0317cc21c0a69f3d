package screens_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/health"
	"github.com/civoranexus/society360/data/role"
	datasettings "github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/screens/audit"
	"github.com/civoranexus/society360/screens/bills"
	"github.com/civoranexus/society360/screens/directory"
	"github.com/civoranexus/society360/screens/gate"
	"github.com/civoranexus/society360/screens/home"
	"github.com/civoranexus/society360/screens/notices"
	"github.com/civoranexus/society360/screens/reports"
	"github.com/civoranexus/society360/screens/screentest"
	"github.com/civoranexus/society360/screens/sessions"
	"github.com/civoranexus/society360/screens/settings"
	"github.com/civoranexus/society360/screens/tickets"
	"github.com/civoranexus/society360/screens/units"
	"github.com/civoranexus/society360/screens/upkeep"
	"github.com/civoranexus/society360/screens/users"
)

// rooms are what the screens ask of a society, of the real one or of the one in
// memory.
type rooms struct {
	Archive  settings.Archive
	Accounts interface {
		users.Accounts
		sessions.Accounts
	}
	Homes interface {
		gate.Homes
		home.Homes
		units.Homes
	}
	Directory interface {
		directory.Directory
		home.Directory
		units.Directory
	}
	Health      upkeep.Health
	Schedule    upkeep.Schedule
	Maintenance upkeep.Maintenance
	Imports     units.Imports
	Reports     reports.Reports
	Money       interface {
		bills.Money
		directory.Money
		home.Money
		reports.Money
	}
	Tickets interface {
		tickets.Tickets
		users.Tickets
	}
	Trail    audit.Trail
	Seal     audit.Seal
	Visits   gate.Visits
	Notices  notices.Notices
	Settings interface {
		settings.Settings
		Values(ctx context.Context) (datasettings.Values, error)
	}
	Settle func(ctx context.Context, actor role.Actor, key uuid.UUID) (bool, error)
}

// world is a society in which a script is played, and what it answered.
type world struct {
	rooms
	*datatest.Society // who lives in both

	// sits has somebody sit at a desk with a screen open.
	sits func(desk uuid.UUID, who role.Actor, screen string)
	// leaves has a setting hold what it does not take.
	leaves func(setting, value string)
	// older has something have been done so much longer ago.
	older func(visit uuid.UUID, by time.Duration)

	ctx    context.Context
	now    time.Time
	heard  []string
	places []string
	ids    map[uuid.UUID]int
}

// scripts are the calls by which the society in memory is held to the real one,
// room by room.
func scripts() map[string]func(w *world) {
	return map[string]func(w *world){
		"notices":  playNotices,
		"settings": playSettings,
		"health":   playHealth,
		"schedule": playSchedule,
		"homes":    playHomes,
		"units":    playUnits,
		"people":   playResidents,
		"past":     playPast,
		"imports":  playImports,
		"bills":    playBills,
		"payments": playPayments,
		"claims":   playClaims,
		"cheques":  playCheques,
		"closings": playClosings,
		"fees":     playFees,
		"reports":  playReports,
		"roles":    playRoles,
		"visits":   playVisits,
		"tickets":  playTickets,
		"accounts": playAccounts,
		"trail":    playTrail,
	}
}

// TestContract makes the same calls on the stores in memory, with which the screens
// are tested, and on the real ones, and compares what they answer and how they
// refuse. Every method of every store in memory is called.
func TestContract(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	called, played := map[string]bool{}, 0
	t.Run("scripts", func(t *testing.T) {
		for name, play := range scripts() {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				society := datatest.NewSociety(t)
				if name == "health" {
					// Its accounts stood before the database held desks to the trail: no program made them beside it.
					society.Exec(t, `UPDATE users SET created_at = '2020-01-01'`)
				}
				now := time.Now()
				truth := enter(t, society, now, ofStore(society))
				memory := inMemory(t, society)
				in := memory.Rooms()
				fake := enter(t, society, now, rooms{Accounts: in.Accounts, Archive: in.Archive, Directory: in.Directory, Health: in.Health, Homes: in.Homes, Imports: in.Imports, Maintenance: in.Maintenance, Money: in.Money, Notices: in.Notices, Reports: in.Reports, Schedule: in.Schedule, Settings: in.Settings, Tickets: in.Tickets, Trail: in.Trail, Seal: in.Seal, Visits: in.Visits, Settle: memory.Settle})
				var present []accounts.Presence
				truth.sits = func(desk uuid.UUID, who role.Actor, screen string) {
					present = append(present, accounts.Presence{ID: desk, UserID: &who.UserID, Role: who.Role, Origin: who.Origin, Screen: screen, ActiveAt: time.Now(), Epoch: who.Epoch})
					if err := society.Accounts.Attend(t.Context(), uuid.Nil, present); err != nil {
						t.Fatal(err)
					}
				}
				fake.sits = func(desk uuid.UUID, who role.Actor, screen string) {
					memory.Desks.Put(accounts.Session{
						ID: desk, UserID: &who.UserID, Name: who.Name, Email: who.Email, Role: string(who.Role), Gate: who.Origin.Gate,
						Address: who.Origin.Address, Client: who.Origin.Client, Screen: screen, StartedAt: time.Now(), ActiveAt: time.Now(),
					})
				}
				truth.leaves = func(setting, value string) {
					society.Exec(t, `INSERT INTO system_config (config_key, config_value, category, data_type) VALUES ($1::text, $2, split_part($1::text, '.', 1), 'number')
						ON CONFLICT (config_key) DO UPDATE SET config_value = excluded.config_value`, setting, value)
				}
				fake.leaves = func(setting, value string) {
					memory.Odd["settings"] = append(memory.Odd["settings"], health.Finding{Place: setting, Thing: setting, Stands: value, Open: setting})
				}
				truth.older = func(visit uuid.UUID, by time.Duration) {
					society.Exec(t, `UPDATE visitor_logs SET created_at = created_at - $2::interval, check_in_time = check_in_time - $2::interval,
						approved_at = approved_at - $2::interval, check_out_time = check_out_time - $2::interval WHERE id = $1`, visit, by)
				}
				fake.older = func(visit uuid.UUID, by time.Duration) {
					v := memory.Visits.Row(visit)
					v.CreatedAt = v.CreatedAt.Add(-by)
					for _, at := range []*time.Time{v.CheckInTime, v.ApprovedAt, v.CheckOutTime} {
						if at != nil {
							*at = at.Add(-by)
						}
					}
				}
				play(truth)
				play(fake)
				for i := range max(len(truth.heard), len(fake.heard)) {
					if i >= len(truth.heard) || i >= len(fake.heard) || truth.heard[i] != fake.heard[i] || truth.places[i] != fake.places[i] {
						t.Errorf("%s\n  real: %s\nmemory: %s", nth(truth.places, i), nth(truth.heard, i), nth(fake.heard, i))
					}
				}
				mu.Lock()
				defer mu.Unlock()
				played++
				for _, call := range memory.Calls {
					called[call] = true
				}
			})
		}
	})
	for _, call := range screentest.Calls() {
		if played == len(scripts()) && !called[call] && !strings.HasPrefix(call, "Files.") {
			t.Errorf("no script calls %s", call)
		}
	}
}

func ofStore(s *datatest.Society) rooms {
	return rooms{Accounts: s.Accounts, Archive: s.Archive, Directory: s.Directory, Health: s.Health, Homes: s.Homes, Imports: s.Imports, Maintenance: s.Maintenance, Money: s.Money, Notices: s.Notices, Reports: s.Reports, Schedule: s.Schedule, Settings: s.Settings, Tickets: s.Tickets, Trail: s.Trail, Seal: s.Seal, Visits: s.Visits, Settle: s.Settle}
}

func nth(of []string, i int) string {
	if i < len(of) {
		return of[i]
	}
	return "(nothing)"
}

func enter(t *testing.T, society *datatest.Society, now time.Time, in rooms) *world {
	return &world{rooms: in, Society: society, ctx: t.Context(), now: now, ids: map[uuid.UUID]int{}}
}

// inMemory is the same society in memory, with the same accounts and units, whose
// people have phones here and there.
func inMemory(t *testing.T, of *datatest.Society) *screentest.Society {
	t.Helper()
	s := screentest.New()
	s.Clock, s.Password = time.Now, datatest.Password
	for label, id := range of.Units {
		u := s.Unit(label)
		u.ID, u.CreatedAt = id, time.Now()
	}
	for i, who := range []role.Actor{of.Admin, of.Staff, of.Guard, of.Guard2, of.Meera, of.Arun, of.Tenant, of.Stranger} {
		phone := fmt.Sprintf("+91 98110 4321%d", i)
		of.Exec(t, `UPDATE users SET phone_number = $2 WHERE id = $1`, who.UserID, phone)
		s.Accounts.Put(accounts.User{ID: who.UserID, Name: who.Name, Email: who.Email, Role: string(who.Role), Status: accounts.Active, Phone: phone, CreatedAt: time.Now()})
	}
	s.Lives(of.Meera, "A-101", "owner")
	s.Lives(of.Arun, "A-101", "family_member")
	s.Lives(of.Tenant, "B-204", "tenant")
	return s
}

// today is the day in the society's zone.
func (w *world) today() value.Day { return value.DayOf(w.now.In(time.FixedZone("IST", 5*3600+1800))) }

// set changes a setting.
func (w *world) set(name, value string) {
	rows, err := w.Settings.List(w.ctx, w.Admin)
	w.hear(err)
	for _, r := range rows {
		if r.Key == name {
			w.hear(w.Settings.Set(w.ctx, w.Admin, key(), datatest.Password, r, value))
		}
	}
}

// key is a new intent's.
func key() uuid.UUID { return uuid.New() }

// hear notes what a call answered: its values and its error, in words that are the
// same in both worlds. IDs are numbered as they come up, times are hours from now.
func (w *world) hear(answer ...any) {
	words := make([]string, len(answer))
	for i, a := range answer {
		if err, is := a.(error); is {
			words[i] = w.refusal(err)
			continue
		}
		words[i] = w.words(reflect.ValueOf(a))
	}
	w.heard = append(w.heard, strings.Join(words, " | "))
	w.places = append(w.places, place())
}

// place is where in its script a call stands.
func place() string {
	var lines []string
	stack := make([]uintptr, 8)
	frames := runtime.CallersFrames(stack[:runtime.Callers(3, stack)])
	for {
		f, more := frames.Next()
		if strings.HasSuffix(f.File, "/contract_test.go") || !more {
			return strings.Join(lines, " < ")
		}
		lines = append(lines, fmt.Sprintf("%s:%d", f.File[strings.LastIndex(f.File, "/")+1:], f.Line))
	}
}

// refusal is an error by its kind, its sentence, its complaints, and the cause that
// screens ask for.
func (w *world) refusal(err error) string {
	var e *fault.Error
	if !errors.As(err, &e) {
		return "no data.Error: " + err.Error()
	}
	args := make([]any, len(e.Args))
	for i, a := range e.Args {
		args[i] = w.words(reflect.ValueOf(a))
	}
	said := fmt.Sprintf("kind %d: %s", e.Kind, fmt.Sprintf(strings.ReplaceAll(e.Format, "%d", "%s"), args...))
	for _, known := range []error{visits.ErrDuplicateInside, visits.ErrVehicleInside, visits.ErrExpected, visits.ErrLapsed, visits.ErrBarred} {
		if errors.Is(err, known) {
			said += " (" + known.Error() + ")"
		}
	}
	fields := make([]string, 0, len(e.Bad))
	for field, why := range e.Bad {
		fields = append(fields, field+": "+w.refusal(why))
	}
	slices.Sort(fields)
	// A conflict of whatever it is about.
	if cause := reflect.Indirect(reflect.ValueOf(e.Cause)); cause.Kind() == reflect.Struct && cause.FieldByName("Now").IsValid() {
		said += " now " + w.words(cause)
	}
	return strings.Join(append([]string{said}, fields...), "; ")
}

// uncompared are fields that say nothing to compare: what a row's version is called,
// and details that only the real store keeps.
func uncompared() []string { return []string{"Version", "Details", "Cut", "Names", "Key"} }

// words are a value's exported fields that are not empty.
func (w *world) words(v reflect.Value) string {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return "-"
	}
	switch known := v.Interface().(type) {
	case uuid.UUID:
		if known == uuid.Nil {
			return "no ID"
		}
		if w.ids[known] == 0 {
			w.ids[known] = len(w.ids) + 1
		}
		return fmt.Sprintf("#%d", w.ids[known])
	case time.Time:
		if known.IsZero() {
			return "never"
		}
		return fmt.Sprintf("%+.0fh", math.Round(known.Sub(w.now).Hours())+0)
	case fmt.Stringer:
		return known.String()
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		all := make([]string, v.Len())
		for i := range all {
			all[i] = w.words(v.Index(i))
		}
		return "[" + strings.Join(all, ", ") + "]"
	case reflect.Struct:
		var all []string
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() || v.Field(i).IsZero() || f.Type.Kind() == reflect.Slice && v.Field(i).Len() == 0 || slices.Contains(uncompared(), f.Name) {
				continue
			}
			if f.Anonymous {
				all = append(all, strings.Trim(w.words(v.Field(i)), "{}"))
				continue
			}
			all = append(all, f.Name+":"+w.words(v.Field(i)))
		}
		return "{" + strings.Join(all, " ") + "}"
	}
	return fmt.Sprint(v.Interface())
}
