package desks_test

import (
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// anothers writes as another program does, and has it counted when it returns.
func anothers(t *testing.T, s *datatest.Society, sql string) {
	t.Helper()
	if _, err := s.Owner.Exec(t.Context(), sql+`; SELECT pg_stat_force_next_flush()`, pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
}

const (
	anotherVisit  = `INSERT INTO visitor_logs (unit_id, visitor_name, status) SELECT id, 'Kiran Shah', 'pending' FROM units LIMIT 1`
	anotherNotice = `INSERT INTO announcements (title, content) VALUES ('Water', 'Off.')`
)

// announce is a desk's write, and its key.
func announce(t *testing.T, s *datatest.Society, store *data.Society) uuid.UUID {
	t.Helper()
	key := uuid.New()
	if _, err := store.Visits.Log(t.Context(), s.Guard, key, visits.Pending, visits.Draft{
		Text: visits.Text{Name: "Ramesh Kumar " + key.String(), UnitID: s.Units["A-101"]},
	}); err != nil {
		t.Fatal(err)
	}
	return key
}

func wantTold(t *testing.T, what string, told, want topic.Told) {
	t.Helper()
	if !sameTold(told, want) {
		t.Errorf("%s: told %v, want %v", what, told, want)
	}
}

// TestALookDoesNotTellOfWhatWasToldAlready: neither of the row of a write nor of
// those that triggers wrote with it, in every process.
func TestALookDoesNotTellOfWhatWasToldAlready(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	here, there := desks.Listen(t, s.Desks, s.Config), desks.Listen(t, s.Desks, s.Config)
	today := s.Settings.ThisDay()
	for _, c := range []struct {
		what  string
		about topic.Topic
		write func(key uuid.UUID) error
	}{
		{"a visit", topic.Visits, func(key uuid.UUID) error {
			_, err := s.Visits.Log(t.Context(), s.Guard, key, visits.CheckedIn, datatest.Ramesh(s))
			return err
		}},
		{"a bill", topic.Bills, func(key uuid.UUID) error {
			_, err := s.Money.RaiseBill(t.Context(), s.Admin, key, money.BillDraft{Unit: s.Units["A-101"], Type: "Water", Amount: 100_00, BillDate: today, DueDate: today})
			return err
		}},
		{"a payment, and the figures of its bill", topic.Bills, func(key uuid.UUID) error {
			_, err := s.Money.Pay(t.Context(), s.Admin, key, money.PaymentDraft{Unit: s.Units["A-101"], Amount: 10_00, Method: money.Cash})
			return err
		}},
		{"who moves out, and their unit", topic.Units, func(key uuid.UUID) error {
			_, err := s.Homes.MoveOut(t.Context(), s.Admin, key, datatest.Residency(t, s, "B-204", "Farah Khan"), today)
			return err
		}},
	} {
		key := uuid.New()
		if err := c.write(key); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		for _, ear := range []desks.Ear{here, there} {
			wantTold(t, c.what, ear.Hear(t), topic.Told{c.about: {key}})
			wantTold(t, c.what+", at the next look", ear.Look(t), topic.Told{})
		}
	}
}

// TestWhatIsArchivedIsToldOnce: not of each step, however many rows it took away, but when
// the run is over.
func TestWhatIsArchivedIsToldOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO system_config (config_key, config_value, category) VALUES ('general.archive_visits_months', '6', 'general')`)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time) SELECT 'v' || n, 'denied', '2020-01-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 1500) n`)
	anothers(t, s, `SELECT 1`)
	ear := desks.Listen(t, s.Desks, s.Config)
	done, err := s.Archive.Run(t.Context(), role.Program(), nil)
	if err != nil || len(done) != 1 || done[0].Rows != 1500 {
		t.Fatalf("archived %v, %v", done, err)
	}
	told := ear.Hear(t)
	for len(told) == 0 { // what was moved, and tells nobody anything
		told = ear.Hear(t)
	}
	if by, is := told.Of(topic.Visits); !is || len(by) != 1 || len(told) != 1 {
		t.Errorf("told %v, want the visits once, by the run", told)
	}
	wantTold(t, "the next look", ear.Look(t), topic.Told{})
}

// TestAnAccountsChangeIsToldOnce: of everything, for names stand everywhere, and with its
// key: who made it has read it.
func TestAnAccountsChangeIsToldOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ear := desks.Listen(t, s.Desks, s.Config)
	user, _, err := s.Accounts.Get(t.Context(), s.Admin, s.Meera.UserID)
	if err != nil {
		t.Fatal(err)
	}
	key := uuid.New()
	if _, err := s.Accounts.Edit(t.Context(), s.Admin, key, user, accounts.Edit{Name: "Meera Rao", Email: user.Email, Phone: user.Phone}); err != nil {
		t.Fatal(err)
	}
	told := topic.Told{}
	for len(told) < 2 {
		maps.Copy(told, ear.Hear(t))
	}
	wantTold(t, "the change", told, topic.Told{topic.Everything: {key}, topic.Accounts: {key}})
	wantTold(t, "the next look", ear.Look(t), topic.Told{})
	for _, about := range topic.All() {
		if by, is := told.Of(about); !is || !slices.Contains(by, key) {
			t.Errorf("of %s: %v, %v", about, by, is)
		}
	}
}

// TestALookTellsOfEachRowThatNobodyTold: beside those that somebody did, in the same
// table at the same time.
func TestALookTellsOfEachRowThatNobodyTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ear := desks.Listen(t, s.Desks, s.Config)
	for what, c := range map[string]struct {
		write func()
		want  topic.Told
	}{
		"an INSERT": {func() { anothers(t, s, anotherNotice) }, topic.Told{topic.Notices: nil}},
		"an UPDATE": {func() { anothers(t, s, `UPDATE blocks SET name = name WHERE name = 'Tower A'`) }, topic.Told{topic.Units: nil}},
		"a DELETE beside a write": {func() {
			anothers(t, s, anotherVisit)
			ear.Look(t)
			announce(t, s, s.Society)
			ear.Hear(t)
			anothers(t, s, `DELETE FROM visitor_logs WHERE visitor_name = 'Kiran Shah'`)
		}, topic.Told{topic.Visits: nil}},
		"a name": {func() { anothers(t, s, `UPDATE users SET full_name = full_name WHERE email = 'arun@test.example'`) }, topic.Told{topic.Everything: nil}},
		"what a program tells that knows of topics alone": {func() {
			anothers(t, s, anotherVisit)
			anothers(t, s, `SELECT pg_notify('society360', current_schema() || ' visits')`)
			ear.Hear(t)
		}, topic.Told{topic.Visits: nil}},
	} {
		c.write()
		wantTold(t, what, ear.Look(t), c.want)
		wantTold(t, what+", once more", ear.Look(t), topic.Told{})
	}
}

// TestAWriteThatIsHeardOfLateExcusesNobodyElses: the look that comes between a write
// and its notification tells of it. As many rows of another program's are told all
// the same.
func TestAWriteThatIsHeardOfLateExcusesNobodyElses(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ear := desks.Listen(t, s.Desks, s.Config)
	key := announce(t, s, s.Society)
	wantTold(t, "before it is heard of", ear.Look(t), topic.Told{topic.Visits: nil})
	wantTold(t, "then", ear.Hear(t), topic.Told{topic.Visits: {key}})
	anothers(t, s, anotherVisit)
	wantTold(t, "another's", ear.Look(t), topic.Told{topic.Visits: nil})
	announce(t, s, s.Society)
	ear.Hear(t)
	wantTold(t, "the next write", ear.Look(t), topic.Told{})
}

// TestAWriteExplainsItsOwnRowsAlone: the server counts for it at last what its
// connection wrote before it, and told nobody.
func TestAWriteExplainsItsOwnRowsAlone(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ear := desks.Listen(t, s.Desks, s.Config)
	announce(t, s, s.Society)
	ear.Hear(t)
	desks.Unsaid(t, s.Desks, `UPDATE visitor_logs SET purpose = 'Guest'`)
	announce(t, s, s.Society)
	ear.Hear(t)
	wantTold(t, "what the connection wrote besides", ear.Look(t), topic.Told{topic.Visits: nil})
}

// TestALostNotificationIsFound: of a process whose connection went silent behind the
// write.
func TestALostNotificationIsFound(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	line := datatest.Proxy(t, s.DB)
	far, err := data.Open(t.Context(), line.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(far.Close)
	ear := desks.Listen(t, s.Desks, s.Config)
	line.FallSilentAt("pg_notify")
	announce(t, s, far)
	wantTold(t, "the write that nobody hears of", ear.Look(t), topic.Told{topic.Visits: nil})
	key := announce(t, s, s.Society)
	wantTold(t, "the next", ear.Hear(t), topic.Told{topic.Visits: {key}})
	wantTold(t, "the next, at the look", ear.Look(t), topic.Told{})
	line.Cut() // nobody need wait for its end
}

// TestWhatANotificationMayExplain: rows of this run of the server, of transactions
// that cannot have been counted before. It may be of any process, and of any program.
func TestWhatANotificationMayExplain(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ear := desks.Listen(t, s.Desks, s.Config)
	var run, before string
	err := s.Owner.QueryRow(t.Context(), `SELECT extract(epoch FROM pg_postmaster_start_time())::text, pg_current_xact_id()::text`).Scan(&run, &before)
	if err != nil {
		t.Fatal(err)
	}
	ear.Look(t)
	for what, c := range map[string]struct {
		says string
		want topic.Told
	}{
		"what was written":              {`{"rows":{"visitor_logs":1},"run":"` + run + `","first":999999999}`, topic.Told{}},
		"more than was":                 {`{"rows":{"visitor_logs":2},"run":"` + run + `","first":999999999}`, topic.Told{topic.Visits: nil}},
		"of another table":              {`{"rows":{"bills":1},"run":"` + run + `","first":999999999}`, topic.Told{topic.Visits: nil}},
		"of before the last look":       {`{"rows":{"visitor_logs":1},"run":"` + run + `","first":` + before + `}`, topic.Told{topic.Visits: nil}},
		"of a topic that is not told":   {`{"rows":{"users":1,"bills":1,"visitor_logs":1},"run":"` + run + `","first":999999999}`, topic.Told{}},
		"of a server that failed since": {`{"rows":{"visitor_logs":1},"run":"1764443000.123456","first":999999999}`, topic.Told{topic.Visits: nil}},
		"nothing that can be read":      {`{"rows":{"visitor_logs":1},"run":"` + run, topic.Told{topic.Visits: nil}},
	} {
		anothers(t, s, anotherVisit)
		s.Exec(t, `SELECT pg_notify('society360', current_schema() || ' visits written=' || $1)`, c.says)
		ear.Hear(t)
		wantTold(t, what, ear.Look(t), c.want)
	}
}

// TestNothingIsMissedInAnyOrder of writes, hearing of them, other programs' writes
// and looks; and nothing is told again whose news all came before the look.
func TestNothingIsMissedInAnyOrder(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ear := desks.Listen(t, s.Desks, s.Config)
	seed := rand.Uint64()
	draw := rand.New(rand.NewPCG(seed, 0))
	var unheard []uuid.UUID
	var another, late bool
	for step := range 300 {
		switch draw.IntN(4) {
		case 0:
			unheard = append(unheard, announce(t, s, s.Society))
		case 1:
			for len(unheard) > 0 {
				heard := ear.Hear(t)[topic.Visits]
				unheard = slices.DeleteFunc(unheard, func(key uuid.UUID) bool { return slices.Contains(heard, key) })
			}
		case 2:
			anothers(t, s, anotherVisit)
			another = true
		case 3:
			_, told := ear.Look(t)[topic.Visits]
			// What waits may come together with what is written next, and then neither
			// of them explains anything.
			again := len(unheard) > 0 || late
			if told != another && (another || !again) {
				t.Fatalf("step %d of seed %d: told %v where another program wrote: %v", step, seed, told, another)
			}
			another, late = false, len(unheard) > 0
		}
	}
}

// TestADeskBehindAPoolerSavesAndIsToldOnce in each statement mode for poolers.
func TestADeskBehindAPoolerSavesAndIsToldOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ear := desks.Listen(t, s.Desks, s.Config)
	for _, mode := range []string{connect.StatementDescribed, connect.StatementExec} {
		cfg := s.Config
		cfg.StatementMode = mode
		store, err := data.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(store.Close)
		key := announce(t, s, store)
		wantTold(t, mode, ear.Hear(t), topic.Told{topic.Visits: {key}})
		wantTold(t, mode+", at the look", ear.Look(t), topic.Told{})
	}
}
