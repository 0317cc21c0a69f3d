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
// trail, other programs' among them. Admins only. Each is one step in an index,
// however many rows there are.
func (s *Store) Words(ctx context.Context, actor role.Actor) (Words, error) {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return Words{}, err
	}
	return register.One[Words](ctx, s.reg, `
		WITH RECURSIVE actions (word) AS (
			(SELECT action FROM audit_logs ORDER BY action LIMIT 1)
			UNION ALL
			SELECT (SELECT l.action FROM audit_logs l WHERE l.action > a.word ORDER BY l.action LIMIT 1)
			FROM actions a WHERE a.word IS NOT NULL
		), resources (word) AS (
			(SELECT resource_type FROM audit_logs WHERE resource_type IS NOT NULL ORDER BY resource_type LIMIT 1)
			UNION ALL
			SELECT (SELECT l.resource_type FROM audit_logs l WHERE l.resource_type > r.word ORDER BY l.resource_type LIMIT 1)
			FROM resources r WHERE r.word IS NOT NULL
		)
		SELECT coalesce((SELECT array_agg(word) FROM actions WHERE word IS NOT NULL), '{}') AS actions,
			coalesce((SELECT array_agg(word) FROM resources WHERE word IS NOT NULL), '{}') AS resources`, nil)
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
