package trail

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/value"
)

// Of the trail's last two months it is noted which words each hour has, once it is over
// (migrations/00246_trail_words.sql). A text stands in no hour that lacks one of its words:
// a search for it reads the other hours alone. What is noted decides nothing else, and where
// it is missing the hour is read.

// NoteHours notes the words of the hours that are over, and says of how many. It may be
// broken off, and repeated; several at once do no harm.
func (s *Store) NoteHours(ctx context.Context) (hours int, err error) {
	for calls := 1; ; calls++ {
		var noted int
		err := s.reg.QueryRow(ctx, `SELECT society360_trail_note_words()`).Scan(&noted)
		hours += noted
		if err != nil || noted == 0 && calls > 1 { // what one call begins is for the next
			return hours, connect.WriteError(err)
		}
	}
}

// span is a part of the trail's time, Until not included; zero for open.
type span struct{ since, until time.Time }

// spans are the parts of the filter's time in which what it looks for may stand, the newest
// first.
func (s *Store) spans(ctx context.Context, f Filter) ([]span, error) {
	whole := span{f.From, f.To}
	if f.Text == "" || f.From.IsZero() || register.MayBeArchived(f.From) {
		return []span{whole}, nil
	}
	if f.After != nil {
		if until := f.After.At.Add(time.Microsecond); whole.until.IsZero() || until.Before(whole.until) {
			whole.until = until
		}
	}
	args := pgx.NamedArgs{"text": wordsIn(withinJSON(f.Text)), "since": whole.since, "until": whole.until}
	if whole.until.IsZero() {
		args["until"] = time.Now().Add(time.Hour)
	}
	without, err := bounded[struct{ Hour time.Time }](ctx, s, `WITH sought AS MATERIALIZED (SELECT x.word FROM unnest(society360_trail_words_of(@text)) x (word) WHERE x.word <> '')
		SELECT w.hour FROM society360_trail_words w
		WHERE w.hour > @since::timestamptz - interval '1 hour' AND w.hour < @until AND w.words IS NOT NULL
			AND EXISTS (SELECT FROM sought x WHERE strpos(w.words, x.word) = 0)
			AND NOT EXISTS (SELECT FROM society360_trail_late l WHERE l.hour = w.hour)
		ORDER BY w.hour DESC`, args)
	if err != nil {
		return nil, err
	}
	return whole.outside(without), nil
}

// wordsIn is a text without its signs beyond ASCII, which may be folded in more than one way:
// its other signs stand wherever the text does.
func wordsIn(text string) string {
	return strings.Map(func(r rune) rune {
		if r > '~' {
			return ' '
		}
		return r
	}, text)
}

// outside are the parts of a span outside of some hours, the latest first.
func (s span) outside(hours []struct{ Hour time.Time }) (parts []span) {
	until := s.until
	for _, h := range hours {
		if end := h.Hour.Add(time.Hour); until.IsZero() || end.Before(until) {
			parts = append(parts, span{end, until})
		}
		until = h.Hour
	}
	if until.IsZero() || s.since.Before(until) {
		parts = append(parts, span{s.since, until})
	}
	return parts
}

// hasText is the condition that the details of l have a text @sought, and that argument. Each of
// many rows is asked: where the text folds as ASCII does, that takes a fifth of the time.
func hasText(text string) (condition, sought string) {
	const details = `(` + slimDetails + `)::text`
	for _, r := range text {
		if r > unicode.MaxASCII && unicode.SimpleFold(r) != r {
			return details + ` ILIKE @sought`, `%` + value.LikeEscape(text) + `%`
		}
	}
	return `strpos(lower(` + details + ` COLLATE "C"), lower(@sought::text COLLATE "C")) > 0`, text
}
