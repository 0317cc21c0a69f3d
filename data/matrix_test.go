package data_test

import (
	"fmt"
	"iter"
	"reflect"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
)

// The answers of the matrix.
const (
	// yes: done, and audited where it writes; or read whole.
	yes = "yes"
	// own: read, filtered to what is the reader's own.
	own = "own"
	// no: Forbidden. Nothing changes.
	no = "no"
	// none: the same words as about what does not exist. Nothing changes.
	none = "none"
	// bad: refused for what was asked for, whoever asks. Nothing changes.
	bad = "bad"
	// wrong: refused like a wrong password, which is counted and audited. Nothing
	// else changes.
	wrong = "no*"
	// until: answered as before, until the session ends: within five seconds.
	// Never a write.
	until = "5s"
	// dash: nothing to try.
	dash = "-"
)

// matrixColumns are the kinds of actors that everything is tried as, and who they
// are. The owner, the family and the tenant live in A-101, which is what everything
// is tried on; the other lives in B-204.
func matrixColumns() [][2]string {
	return [][2]string{
		{"admin", "an admin at a desk"},
		{"cli", "an admin whom the command line names with --as"},
		{"staff", "a member of staff"},
		{"guard", "a guard"},
		{"owner", "a resident of A-101 who owns it"},
		{"family", "a resident of A-101 of the owner's family"},
		{"tenant", "a resident of A-101 who rents it"},
		{"other", "a resident of another unit, B-204"},
		{"noflat", "a resident of no unit, one who moved out of A-101, one who moves in tomorrow and one whose last day was yesterday"},
		{"clown", "an account of a role that the program does not know"},
		{"norole", "an account of no role at all"},
		{"barred", "an admin made inactive, banned or deleted since the sign-in"},
		{"exadm", "an admin made a resident since the sign-in"},
		{"once", "an admin who signed in with a one-time password"},
		{"nobody", "the zero Actor"},
		{"prog", "the program's own schedule, and its command line without --as"},
	}
}

// trial is a row of the matrix: a method of a room's store, such as Visits.Log, and
// what it answers.
type trial struct {
	method string
	// as tells the rows of a method apart.
	as string
	// want are the answers under matrixColumns, from data/README.md, Roles.
	want string
	// given makes what it is tried on, as somebody who may.
	given func(c *cell)
	// One of these tries it. read changes nothing; list does neither, and returns
	// whose rows were read; write is audited, silent is a write that is not.
	read, write, silent func(c *cell) error
	list                func(c *cell) ([]string, error)
	// home is what list has to return where the answer is own, all what it has to
	// return at least where that is yes; nil for the actor's units and for every
	// unit.
	home func(c *cell) []string
	all  []string
}

// cell is one try of a row by one actor.
type cell struct {
	*town
	column string
	actor  role.Actor
	// id and name are what it is tried on; strange is a name of nothing.
	id            uuid.UUID
	name, strange string
	number        int
	// ownKey is the actor's SSH key, in the wire's form.
	ownKey []byte
	// leaves is what every table holds after the try, where that changed nothing.
	leaves contents
}

// key is the key of a new intent.
func (*cell) key() uuid.UUID { return uuid.New() }

// elsewhere is the same try on what does not exist.
func (c *cell) elsewhere() *cell {
	other := *c
	other.id, other.name = uuid.New(), c.strange
	return &other
}

// flats are the units whose rows an actor may read as its own.
func flats(c *cell) []string {
	switch c.column {
	case "owner", "family", "tenant":
		return []string{"A-101"}
	case "other":
		return []string{"B-204"}
	}
	return nil
}

// homeOfB204 is B-204 for who lives there: what others own is nothing of it.
func homeOfB204(c *cell) []string {
	if c.column == "other" {
		return flats(c)
	}
	return nil
}

// methodTakesActor reports whether a method of *data.Society works on somebody's behalf.
func methodTakesActor(m reflect.Method) bool {
	for in := range m.Type.Ins() {
		if in == reflect.TypeFor[role.Actor]() {
			return true
		}
	}
	return false
}

// area is a part of the matrix, tried in a town of its own. Where it is own, what a row is
// tried on is made for each actor.
type area struct {
	name   string
	settle func(tw *town)
	trials []trial
	own    bool
}

func matrixAreas() []area {
	return []area{
		{"visits", settleVisits, visitTrials(), false},
		{"tickets", settleTickets, ticketTrials(), false},
		{"bills", settleBills, billTrials(), false},
		{"payments", settleBills, paymentTrials(), false},
		{"notices", settleNotices, noticeTrials(), false},
		{"directory", nil, directoryTrials(), false},
		{"units", nil, unitTrials(), false},
		{"accounts", nil, accountTrials(), false},
		{"sign-in", nil, signInTrials(), true},
		{"the desk", settleFiles, deskTrials(), true},
	}
}

// TestPromiseNoPathFromOneRoleToAnothersData tries every exported method of
// *data.Society as everybody who may call it, on state of its own, and holds what it
// answers against what is written out in the tables: a method that is in none of
// them is an error.
func TestPromiseNoPathFromOneRoleToAnothersData(t *testing.T) {
	t.Parallel()
	areas := matrixAreas()
	tables := make([][]string, len(areas))
	covered, done := withoutActor(), map[string]bool{}
	t.Run("areas", func(t *testing.T) {
		for i, area := range areas {
			for _, r := range area.trials {
				covered[r.method] = "in the matrix"
				done[r.method] = done[r.method] || strings.Contains(r.want, yes) || strings.Contains(r.want, own)
			}
			t.Run(area.name, func(t *testing.T) {
				t.Parallel()
				tw := newTown(t)
				tw.own = area.own
				if area.settle != nil {
					area.settle(tw)
				}
				for _, r := range area.trials {
					tables[i] = append(tables[i], r.run(t, tw))
				}
			})
		}
	})
	for method, somebody := range done {
		if !somebody {
			t.Errorf("%s: nobody may; then nothing shows that it was tried rightly", method)
		}
	}
	for method := range offers() {
		if covered[method] != "in the matrix" {
			t.Errorf("screens offer %s, which is in no table", method)
		}
	}
	coversTheStore(t, covered)
	t.Log(drawn(tables))
}

// storeMethods are the methods of the society and of each room's store, by their
// names as a caller writes them after "society.": Settle, Visits.Log.
func storeMethods() iter.Seq2[string, reflect.Method] {
	return func(yield func(string, reflect.Method) bool) {
		for m := range reflect.TypeFor[*data.Society]().Methods() {
			if !yield(m.Name, m) {
				return
			}
		}
		for room := range reflect.TypeFor[data.Society]().Fields() {
			if !room.IsExported() {
				continue
			}
			for m := range room.Type.Methods() {
				if !yield(room.Name+"."+m.Name, m) {
					return
				}
			}
		}
	}
}

// coversTheStore holds that every method is in a table, and nothing else.
func coversTheStore(t *testing.T, covered map[string]string) {
	t.Helper()
	for name, m := range storeMethods() {
		switch why, known := covered[name]; {
		case !known:
			t.Errorf("%s is in no table: write out who may call it", name)
		case why != "in the matrix" && methodTakesActor(m):
			t.Errorf("%s works on somebody's behalf: it belongs into a table", name)
		}
		delete(covered, name)
	}
	for name := range covered {
		t.Errorf("there is no method %s", name)
	}
}

// run tries the row as everybody, and returns it as it is shown.
func (r trial) run(t *testing.T, tw *town) string {
	t.Helper()
	name, columns, want := strings.TrimSpace(r.method+" "+r.as), matrixColumns(), strings.Fields(r.want)
	if len(want) != len(columns) {
		t.Fatalf("%s has %d answers for %d kinds of actors", name, len(want), len(columns))
	}
	var last *cell
	for i, column := range columns {
		if want[i] == dash {
			continue
		}
		for _, actor := range tw.who[column[0]] {
			c := &cell{town: tw, column: column[0], actor: actor}
			got := r.answer(t, c, last)
			last = c
			r.isOffered(t, c, got)
			expected := want[i]
			if expected == until { // as an admin is answered
				expected = want[0]
				if r.write != nil || r.silent != nil {
					t.Errorf("%s as %s: a write is refused at once", name, column[0])
				}
			}
			if got != expected {
				t.Errorf("%s as %s (%s): %s, want %s", name, column[0], actor.Name, got, want[i])
			}
		}
	}
	return fmt.Sprintf("%-36s%s", name, fixed(want))
}

// withoutActor are the methods that work on nobody's behalf, each with the reason.
func withoutActor() map[string]string {
	return map[string]string{
		"Accounts.ProvedByPassword": "whoever proves the account becomes it (accounts/prove_test.go)",
		"Accounts.ProvedByKey":      "whoever proves the account becomes it (accounts/prove_test.go)",
		"Accounts.ProvedByToken":    "whoever proves the account becomes it (accounts/token_test.go)",
		"Close":                     "lets go of the connections",
		"Ping":                      "tells whether the database answers",
		"Hears":                     "tells whether the database is heard of",
		"Pool":                      "counts connections",
		"Observe":                   "is told how long writes take",
		"Elsewhere":                 "tells where a list is read; reading it asks for the role",
		"Accounts.DeskCaps":         "what the server obeys before anybody has a desk",
		"Settings.Values":           "what every desk obeys, the login screen's too",
		"Settings.Today":            "the society's day",
		"Settings.ThisDay":          "the society's day",
		"Setup.HasAccounts":         "what the program asks before it serves",
		"Demo.PasswordWorks":        "what the program asks before it serves a network",
		"Accounts.Attend":           "a server registers its own desks",
		"Settings.ConfirmBy":        "the accounts tell the settings how a password is asked",
		"Settings.Last":             "the settings as last read",
		"Files.Days":                "the settings as last read",
		"Settings.Region":           "the country of phones",
		"Accounts.ComparePassword":  "what sign-in and the demo compare with",
		"Tickets.Targets":           "the hours of the settings, as arguments",
		"Accounts.SignInPlaces":     "a server learns who comes often",
		"Accounts.RefuseKeys":       "a server audits keys that let nobody in",
		"Trail.NoteHours":           "notes words that a search reads, and shows nothing",
		"Seal.Forget":               "forgets what waits for no seal",
		"Seal.Keep":                 "keeps what a verification found, and gives nobody anything",
		"Seal.Sealer":               "is done by the server and the schedule, and gives nobody anything",
		"Maintenance.Slow":          "tells of statements, without what they were given",
		"Maintenance.Measure":       "notes how large tables are",
		"Schedule.Serve":            "a server does what the calendar asks for",
		"Schedule.Maintain":         "does what the calendar asks for",
		"Accounts.RefuseSession":    "a server audits a connection that it closed",
	}
}
