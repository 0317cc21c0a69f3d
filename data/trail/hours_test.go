package trail_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/trail"
)

// noteHours notes the words of all hours that are over: as soon as what other tests had
// begun meanwhile has ended.
func noteHours(t *testing.T, s *datatest.Society) {
	t.Helper()
	datatest.WaitUntil(t, func() bool {
		if _, err := s.Trail.NoteHours(t.Context()); err != nil {
			t.Fatal(err)
		}
		return s.Count(t, `society360_trail_words WHERE words IS NULL`) == 0 && s.Count(t, `society360_trail_late`) == 0
	})
}

// writeAt writes a row of the trail as another program does, with notes.
func writeAt(t *testing.T, s *datatest.Society, at time.Time, notes string) {
	t.Helper()
	s.Exec(t, `INSERT INTO audit_logs (action, details, created_at) VALUES ('PARKING_SET', jsonb_build_object('notes', $1::text), $2)`, notes, at)
}

// finds complains unless so many rows of a week have a text in their details.
func finds(t *testing.T, s *datatest.Society, text string, want int) {
	t.Helper()
	if rows := datatest.All(t, s, trail.Filter{From: time.Now().AddDate(0, 0, -6), Text: text}); len(rows) != want {
		t.Errorf("%q: %d rows, not %d", text, len(rows), want)
	}
}

// TestHoursWithoutAWordAreNotRead: of an hour that is noted, its words decide whether it is
// read; and they say nothing of it any more where another program added a row.
func TestHoursWithoutAWordAreNotRead(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	day, hour := time.Now().AddDate(0, 0, -1), time.Now().Add(-3*time.Hour)
	writeAt(t, s, day, "a grey umbrella")
	writeAt(t, s, hour, "another umbrella")
	finds(t, s, "umbrella", 2)
	noteHours(t, s)
	finds(t, s, "umbrella", 2)

	// Only what is noted can hide a row.
	super := s.As(t, "postgres")
	datatest.Exec(t, super, `UPDATE society360_trail_words SET words = replace(words, 'umbrella', '') WHERE hour = date_trunc('hour', $1::timestamptz, 'UTC')`, day)
	finds(t, s, "umbrella", 1)
	writeAt(t, s, day, "a parasol")
	finds(t, s, "parasol", 1)
	finds(t, s, "umbrella", 2)
	noteHours(t, s)
	finds(t, s, "parasol", 1)
	finds(t, s, "umbrella", 2)
}

// TestAnHourWaitsForWhatIsUnderWay: a transaction that began in an hour and ends after it may
// still add rows to it.
func TestAnHourWaitsForWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	at := time.Now().Add(-2 * time.Hour)
	tx, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	// A row of the desk's, which no trigger tells of: it had its time when it was written.
	if _, err := tx.Exec(t.Context(), `ALTER TABLE users ADD COLUMN held int`); err != nil { // has a number from now on
		t.Fatal(err)
	}
	for range 3 {
		if _, err := s.Trail.NoteHours(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.Count(t, `society360_trail_words WHERE words IS NOT NULL`); n != 0 {
		t.Errorf("%d hours are noted while a transaction goes on that may add to them", n)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	noteHours(t, s)
	if n := s.Count(t, `society360_trail_words WHERE words IS NOT NULL AND hour = date_trunc('hour', $1::timestamptz, 'UTC')`, at); n != 1 {
		t.Errorf("the hour is noted %d times", n)
	}
	if n := s.Count(t, `society360_trail_words WHERE hour > now() - interval '70 minutes' AND words IS NOT NULL`); n != 0 {
		t.Errorf("%d hours are noted that are not over by ten minutes", n)
	}
}

// TestTextsAreFoundHoweverTheyAreWritten: a text is found across words, signs and cases,
// where its hour is noted and where it is not.
func TestTextsAreFoundHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	at := time.Now().AddDate(0, 0, -2)
	writeAt(t, s, at, `MH-12 AB 1234, "Élodie D'Souza" <e.souza@example.org> पाटील C:\gate`+"\n2nd line")
	texts := map[string]int{
		"mh-12 ab": 1, "2 ab 12": 1, "H-1": 1, "élodie d'": 1, "ÉLODIE": 1, "Lodie": 1, "souza@EXAMPLE": 1, "पाटील c": 1, "पाटी": 1, `c:\gate`: 1,
		"souza\" <e": 1, "line": 1, "mh 12": 0, "elodie": 0, "पाटिल": 0, `c:\\gate`: 0, "%": 0, "mh_12": 0,
	}
	for text, want := range texts {
		finds(t, s, text, want)
	}
	noteHours(t, s)
	for text, want := range texts {
		finds(t, s, text, want)
	}
}

// TestTheDeskNotesNoWords: who holds the desk's rights cannot hide rows from a search.
func TestTheDeskNotesNoWords(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	desk := s.Conn(t, connect.DeskRole)
	for _, sql := range []string{
		`INSERT INTO society360_trail_words (hour, after, words) VALUES (now(), 0, '')`, `UPDATE society360_trail_words SET words = ''`,
		`DELETE FROM society360_trail_words`, `INSERT INTO society360_trail_late VALUES (now())`, `DELETE FROM society360_trail_late`,
	} {
		if _, err := desk.Exec(t.Context(), sql); datatest.SQLState(err) != "42501" {
			t.Errorf("%s: %v", sql, err)
		}
	}
}
