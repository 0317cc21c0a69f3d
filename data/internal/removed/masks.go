package removed

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/value"
)

// KeySQL is the key of the marks for a statement that reads the trail: NULL while nobody
// was removed, and nothing has to be masked.
const KeySQL = `(SELECT k.key FROM society360_removal_key k WHERE EXISTS (SELECT FROM society360_removals))`

// Row is what masking has to know of a row of the trail.
type Row struct {
	// At is when it was done; the zero time is not known. UserID did it, to the thing
	// ResourceID.
	At                 time.Time
	UserID, ResourceID *uuid.UUID
	// Details are of any shape, Texts what else is shown of the row.
	Details json.RawMessage
	Texts   []string
}

// Masks are what is known of those who were removed, as far as some rows need it.
type Masks struct {
	key    []byte
	region string
	// of is whose a thing was; any are the marks that count wherever they are met, with
	// until when, and theirs those that count in what is about a person.
	of     map[uuid.UUID][]uuid.UUID
	any    map[string]time.Time
	theirs map[uuid.UUID]person
	// until is when each was removed: a row from later is not about them, for their phone
	// may be somebody else's by then.
	until map[uuid.UUID]time.Time
}

// person are the marks of one: names by the number of their words, and plates.
type person struct {
	names  map[int]map[string]bool
	plates map[string]bool
}

// Load reads what some rows need to be masked by. key is what KeySQL gave.
func Load(ctx context.Context, d connect.DB, key []byte, region string, rows []Row) (*Masks, error) {
	m := &Masks{key: key, region: region, of: map[uuid.UUID][]uuid.UUID{}, any: map[string]time.Time{}, theirs: map[uuid.UUID]person{}, until: map[uuid.UUID]time.Time{}}
	var ids []uuid.UUID
	var marks [][]byte
	for _, row := range rows {
		ids = append(ids, row.ids()...)
		for _, text := range row.Texts {
			marks = append(marks, m.asked(text)...)
		}
		if details, ok := decoded(row.Details); ok {
			walk(details, func(text string) {
				marks = append(marks, m.asked(text)...)
				if id, err := uuid.Parse(text); err == nil {
					ids = append(ids, id)
				}
			})
		}
	}
	found, err := register.List[struct {
		Kind      string
		Thing     *uuid.UUID
		RemovalID uuid.UUID
		Words     int
		Mark      []byte
		Until     time.Time
	}](ctx, d, `
		SELECT f.kind, f.thing, f.removal_id, f.words, f.mark, r.removed_at AS until FROM (
			SELECT 'thing' AS kind, t.thing, t.removal_id, 0 AS words, NULL::bytea AS mark FROM society360_removal_things t WHERE t.thing = ANY (@ids::uuid[])
			UNION ALL SELECT 'any', NULL, m.removal_id, m.words, m.mark FROM society360_removal_marks m WHERE m.kind IN ('phone', 'email') AND m.mark = ANY (@marks::bytea[])
			UNION ALL SELECT m.kind, NULL, m.removal_id, m.words, m.mark FROM society360_removal_marks m
				WHERE m.kind IN ('name', 'plate') AND m.removal_id IN (SELECT t.removal_id FROM society360_removal_things t WHERE t.thing = ANY (@ids::uuid[]))
		) f JOIN society360_removals r ON r.id = f.removal_id`,
		pgx.NamedArgs{"ids": ids, "marks": marks})
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		m.until[f.RemovalID] = f.Until
		switch {
		case f.Thing != nil:
			m.of[*f.Thing] = append(m.of[*f.Thing], f.RemovalID)
		case f.Kind == "any":
			if sum := string(f.Mark); m.any[sum].Before(f.Until) {
				m.any[sum] = f.Until
			}
		default:
			m.note(f.RemovalID, kind(f.Kind), f.Words, f.Mark)
		}
	}
	return m, nil
}

func (m *Masks) note(whose uuid.UUID, k kind, words int, mark []byte) {
	p, ok := m.theirs[whose]
	if !ok {
		p = person{names: map[int]map[string]bool{}, plates: map[string]bool{}}
		m.theirs[whose] = p
	}
	if k == plate {
		p.plates[string(mark)] = true
		return
	}
	if p.names[words] == nil {
		p.names[words] = map[string]bool{}
	}
	p.names[words][string(mark)] = true
}

// ids are those that the row itself names.
func (r Row) ids() (ids []uuid.UUID) {
	for _, id := range []*uuid.UUID{r.UserID, r.ResourceID} {
		if id != nil {
			ids = append(ids, *id)
		}
	}
	return ids
}

// asked are the marks of what in a text may be a phone or an address.
func (m *Masks) asked(text string) (marks [][]byte) {
	runes := []rune(text)
	for _, c := range candidates(runes, m.region) {
		for _, normal := range c.forms {
			marks = append(marks, sum(m.key, c.kind, normal))
		}
	}
	return marks
}

// candidate is a part of a text that may be a phone or an address.
type candidate struct {
	span

	kind  kind
	forms []string
}

func candidates(text []rune, region string) []candidate {
	return append(addresses(text), numbers(text, region)...)
}

// addresses are what may be e-mail addresses.
func addresses(text []rune) (all []candidate) {
	part := func(r rune) bool { return r > ' ' && !unicode.IsSpace(r) && !strings.ContainsRune(`<>()[]{}"',;:|`, r) }
	for at, r := range text {
		if r != '@' {
			continue
		}
		start, end := at, at+1
		for start > 0 && part(text[start-1]) {
			start--
		}
		for end < len(text) && part(text[end]) {
			end++
		}
		for end > at && strings.ContainsRune(".!?", text[end-1]) {
			end--
		}
		if normal := emailOf(string(text[start:end])); normal != "" {
			all = append(all, candidate{span{start, end, Word}, email, []string{normal}})
		}
	}
	return all
}

// numbers are what may be phones: digits, and what people write between them.
func numbers(text []rune, region string) (all []candidate) {
	ascii := []rune(value.ASCIIDigits(string(text)))
	if len(ascii) != len(text) {
		ascii = text
	}
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	between := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("+-().\u2010\u2011\u2013", r) }
	var chunks []span // of digits, one behind the other
	tell := func() {
		for i := range chunks {
			digits := 0
			for _, last := range chunks[i:] {
				if digits += last.end - last.start; digits > mostDigits {
					break
				}
				start := chunks[i].start
				if start > 0 && ascii[start-1] == '+' {
					start--
				}
				if forms := phonesOf(string(ascii[start:last.end]), region); forms != nil {
					all = append(all, candidate{span{start, last.end, Word}, phone, forms})
				}
			}
		}
		chunks = nil
	}
	for i := 0; i < len(ascii); {
		start := i
		for i < len(ascii) && digit(ascii[i]) {
			i++
		}
		switch {
		case i > start:
			chunks = append(chunks, span{start: start, end: i})
			continue
		case !between(ascii[i]):
			tell()
		}
		i++
	}
	tell()
	return all
}

// about are those whom a row concerns: who did it, to what, and whose IDs its details name.
func (m *Masks) about(row Row, details any) []uuid.UUID {
	var people []uuid.UUID
	add := func(id uuid.UUID) {
		for _, p := range m.of[id] {
			if !slices.Contains(people, p) && !row.At.After(m.until[p]) {
				people = append(people, p)
			}
		}
	}
	for _, id := range row.ids() {
		add(id)
	}
	walk(details, func(text string) {
		if id, err := uuid.Parse(text); err == nil {
			add(id)
		}
	})
	return people
}

// concerns reports whether a thing was that of one of some people.
func (m *Masks) concerns(people []uuid.UUID, thing *uuid.UUID) bool {
	return thing != nil && slices.ContainsFunc(m.of[*thing], func(whose uuid.UUID) bool { return slices.Contains(people, whose) })
}

// text masks a text of a row of that time that concerns some people.
func (m *Masks) text(text string, at time.Time, people []uuid.UUID) string {
	if text == "" || len(people) == 0 && len(m.any) == 0 {
		return text
	}
	runes := []rune(text)
	var spans []span
	if len(m.any) > 0 {
		for _, c := range candidates(runes, m.region) {
			if slices.ContainsFunc(c.forms, func(normal string) bool {
				until, known := m.any[string(sum(m.key, c.kind, normal))]
				return known && !at.After(until)
			}) {
				spans = append(spans, c.span)
			}
		}
	}
	for _, id := range people {
		if p, ok := m.theirs[id]; ok {
			spans = append(spans, m.named(runes, p)...)
		}
	}
	if len(spans) == 0 {
		return text
	}
	return without(runes, spans)
}

// plateParts is of how many parts a plate is written at most: MH 12 AB 1234.
const plateParts = 5

// named are the parts of a text that are a person's names and plates.
func (m *Masks) named(text []rune, p person) (spans []span) {
	words := tokens(text)
	for i := range words {
		joined, key := "", ""
		for n := 1; i+n <= len(words); n++ {
			last := words[i+n-1]
			if joined != "" {
				joined += " "
			}
			joined += last.word
			if marks := p.names[n]; marks != nil && marks[string(sum(m.key, name, joined))] {
				spans = append(spans, span{words[i].start, last.end, Name})
			}
			if key += value.PlateKey(last.word); len(p.plates) > 0 && n <= plateParts && p.plates[string(sum(m.key, plate, key))] {
				spans = append(spans, span{words[i].start, last.end, Word})
			}
			if n >= plateParts && !p.longer(n) {
				break
			}
		}
	}
	return spans
}

// longer reports whether a name has more words than n.
func (p person) longer(n int) bool {
	for words := range p.names {
		if words > n {
			return true
		}
	}
	return false
}

func decoded(raw json.RawMessage) (v any, ok bool) {
	if len(raw) == 0 {
		return nil, false
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return v, dec.Decode(&v) == nil
}

// walk tells every text of a JSON value, names of fields and numbers among them.
func walk(v any, tell func(text string)) {
	switch v := v.(type) {
	case string:
		tell(v)
	case json.Number:
		tell(v.String())
	case []any:
		for _, inner := range v {
			walk(inner, tell)
		}
	case map[string]any:
		for key, inner := range v {
			tell(key)
			walk(inner, tell)
		}
	}
}
