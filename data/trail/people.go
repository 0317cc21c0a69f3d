package trail

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Person is an account that the trail may speak of.
type Person struct {
	ID    uuid.UUID `json:"id"`
	Name  string    `json:"name"`
	Email string    `json:"email"`
	Role  string    `json:"role"`
	// Deleted accounts stay in the trail.
	Deleted bool `json:"deleted"`
}

// People returns up to eight accounts, deleted ones among them, whose name
// has the words of term, or whose e-mail is or begins with it: whose it is, whole or
// up to its @, come first. For a single letter it returns none. Admins only.
func (s *Store) People(ctx context.Context, actor role.Actor, term string) ([]Person, error) {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return nil, err
	}
	term = value.Limit(value.Clean(term), 100)
	args := pgx.NamedArgs{"term": term}
	named := value.NewNameSearch(term).InMany(`u.full_name`, args)
	if named == "" {
		return nil, nil
	}
	arms := []string{named, `lower(u.email) = lower(@term)`}
	if utf8.RuneCountInString(term) >= emailLetters {
		arms = append(arms, value.EmailBegins(`u.email`, term, args))
	}
	return register.List[Person](ctx, s.reg, `
		SELECT u.id, u.full_name AS name, u.email, coalesce(r.name, '') AS role, u.deleted_at IS NOT NULL AS deleted
		FROM users u LEFT JOIN roles r ON r.id = u.role_id
		WHERE u.id IN (SELECT u.id FROM users u WHERE `+strings.Join(arms, ` UNION SELECT u.id FROM users u WHERE `)+`)
		ORDER BY lower(u.email) <> lower(@term), NOT `+isLocalPart+`, u.deleted_at IS NOT NULL, `+value.NameOrder(`u.full_name`)+`, u.id LIMIT 8`,
		args)
}

// emailLetters is how much of the beginning of an e-mail finds it.
const emailLetters = 3

// isLocalPart says that @term is the e-mail of an account u up to its @.
const isLocalPart = `split_part(lower(u.email), '@', 1) = lower(@term)`

// Words are the actions and the resource types that the trail's rows name, each in
// alphabetical order.
type Words struct {
	Actions   []string
	Resources []string
}

// Words returns every action and every resource type that stands in the
// trail or in its archive, other programs' among them. Admins only. Each is one step in an
// index, however many rows there are.
func (s *Store) Words(ctx context.Context, actor role.Actor) (Words, error) {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return Words{}, err
	}
	return register.One[Words](ctx, s.reg, `SELECT `+wordsOf(`action`)+` AS actions, `+wordsOf(`resource_type`)+` AS resources`, nil)
}

// wordsOf are the words that a column has in either trail, each once, in their order.
func wordsOf(column string) string {
	words := register.Trail.Both(func(table string) string {
		return `(WITH RECURSIVE words (word) AS (
			(SELECT l.` + column + `::text FROM ` + table + ` l WHERE l.` + column + ` IS NOT NULL ORDER BY l.` + column + ` LIMIT 1)
			UNION ALL
			SELECT (SELECT l.` + column + `::text FROM ` + table + ` l WHERE l.` + column + ` > w.word ORDER BY l.` + column + ` LIMIT 1)
			FROM words w WHERE w.word IS NOT NULL
		) SELECT word FROM words WHERE word IS NOT NULL)`
	})
	return `coalesce((SELECT array_agg(DISTINCT w.word ORDER BY w.word) FROM ` + words + ` w), '{}')`
}

// ActionsNamed are the actions that a text names, in any case and with blanks for
// underscores: the one of that name, else all that begin with it ("payment"), else
// all that contain it ("login"). Where it names none, ok is false and the text stands
// for itself, which finds nothing.
func (w Words) ActionsNamed(text string) (actions []action.Action, ok bool) {
	words, ok := named(w.Actions, strings.ToUpper(text))
	for _, word := range words {
		actions = append(actions, action.Action(word))
	}
	return actions, ok
}

// ResourcesNamed are the resource types that a text names, likewise.
func (w Words) ResourcesNamed(text string) (resources []string, ok bool) {
	return named(w.Resources, strings.ToLower(text))
}

// named are those of some words that a text names: none for an empty one, which names
// none and is no mistake.
func named(words []string, text string) (names []string, ok bool) {
	name := strings.ReplaceAll(value.Clean(text), " ", "_")
	if name == "" {
		return nil, true
	}
	for _, is := range []func(word, name string) bool{
		func(word, name string) bool { return word == name }, strings.HasPrefix, strings.Contains,
	} {
		for _, word := range words {
			if is(word, name) {
				names = append(names, word)
			}
		}
		if names != nil {
			return names, true
		}
	}
	return []string{value.Limit(name, 100)}, false
}
