package accounts

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Filter chooses accounts, by name.
type Filter struct {
	// Search is part of a name, three characters at least, or the beginning of an
	// e-mail, as many or up to its @, or of a phone; empty for all.
	Search string
	// Role keeps to one role; empty for all.
	Role role.Role
	// Status keeps to one status, or to Barred; empty for all.
	Status string
	// Deleted lists the deleted accounts, which no other list shows.
	Deleted bool
	// After continues behind the last row of the page before.
	After *Cursor
	// Limit is how many at most, 50 when zero, 500 at most.
	Limit int
}

// Barred stands in a Filter for every status but active.
const Barred = "barred"

// Cursor is the place of an account in the lists' order. It has the account's ID and
// not its name, which may have been cleaned when it was read.
type Cursor struct{ ID uuid.UUID }

// Cursor is the account's own place.
func (u User) Cursor() *Cursor { return &Cursor{ID: u.ID} }

// Page is a page of accounts and whether there are more behind it.
type Page struct {
	Users []User
	More  bool
}

// List returns a page of accounts. Invalid: the search is too short.
func (s *Store) List(ctx context.Context, actor role.Actor, f Filter) (Page, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return Page{}, err
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	sql, args, err := userQuery(f, s.settings.Region())
	if err != nil {
		return Page{}, err
	}
	users, err := register.List[User](ctx, s.reg, sql, args)
	if err != nil {
		return Page{}, err
	}
	if len(users) > f.Limit {
		return Page{Users: users[:f.Limit], More: true}, nil
	}
	return Page{Users: users}, nil
}

// userQuery chooses the page's accounts first; every arm of a search walks its own
// index.
func userQuery(f Filter, region string) (string, pgx.NamedArgs, error) {
	args := pgx.NamedArgs{"limit": f.Limit + 1}
	const there = `u.deleted_at IS NULL`
	apart := `NOT ` + register.ActiveUser(`u`) // which has an index of its own
	where := []string{there}
	switch {
	case f.Deleted:
		where = []string{`u.deleted_at IS NOT NULL`, apart}
	case f.Status == Barred:
		where = append(where, apart)
	case f.Status == Active:
		where = []string{register.ActiveUser(`u`)}
	case f.Status != "":
		where = append(where, apart, `u.status = @status`)
		args["status"] = f.Status
	}
	if f.Role != "" {
		where = append(where, `u.role_id = (SELECT id FROM roles WHERE name = @role)`)
		args["role"] = string(f.Role)
	}
	if f.After != nil {
		// The name as it is stored; an account that is gone meanwhile ends the list.
		where = append(where, `(`+value.NameOrder(`u.full_name`)+`, u.id) > (SELECT `+value.NameOrder(`a.full_name`)+`, a.id FROM users a WHERE a.id = @after)`)
		args["after"] = f.After.ID
	}
	page := func(of string, which ...string) string {
		return `(SELECT u.id, ` + value.NameOrder(`u.full_name`) + ` AS key FROM ` + of + ` u WHERE ` + strings.Join(append(which, where...), ` AND `) +
			` ORDER BY ` + value.NameOrder(`u.full_name`) + `, u.id LIMIT @limit)`
	}
	with, keys := ``, page(`users`)
	if term := value.Limit(value.Clean(f.Search), 60); term != "" {
		arms := userArms(term, region, args)
		if len(arms) == 0 {
			return "", nil, fault.Wrong("search", "Type two letters of a name at least, or an e-mail up to its @, or a phone.")
		}
		means := strings.Join(arms, ` OR `)
		for i := range arms {
			arms[i] = `(SELECT u.id, u.full_name, u.role_id, u.status, u.deleted_at FROM (SELECT u.id, u.full_name, u.role_id, u.status, u.deleted_at FROM users u WHERE ` + arms[i] + ` OFFSET 0) u LIMIT @many)`
		}
		// Of few each arm is read whole, by its own index, and put in order. Where many are
		// meant, a page of them is soon found in the list's order; the condition there is for
		// no index, which would have it read all of them.
		with = `WITH found AS MATERIALIZED (` + strings.Join(arms, ` UNION `) + `) `
		args["many"] = manyFound
		keys = `(SELECT id, key FROM (` + page(`found`, `(SELECT count(*) FROM found) < @many`) + ` UNION ALL ` +
			page(`users`, `(SELECT count(*) FROM found) >= @many`, `coalesce(`+means+`, false)`) + `) a ORDER BY key, id LIMIT @limit)`
	}
	return with + `SELECT ` + UserRow.Columns + ` FROM ` + keys + ` k JOIN users u ON u.id = k.id` + UserRow.Joins + `
		ORDER BY k.key, u.id`, args, nil
}

// manyFound is from how many accounts on that a search means a page of them is looked for
// in the order of the list.
const manyFound = 500

// emailLetters is how much of the beginning of an e-mail without its @ finds it.
const emailLetters = 3

// userArms are the conditions that an account which is searched for may meet.
func userArms(term, region string, args pgx.NamedArgs) []string {
	var arms []string
	t := value.NewSearch(term, region)
	word := !value.LikePhone(term)
	if strings.Contains(term, "@") || word && !strings.Contains(term, " ") && utf8.RuneCountInString(term) >= emailLetters {
		arms = append(arms, value.EmailBegins(`u.email`, term, args))
	}
	if word && !strings.Contains(term, "@") {
		if named := value.NewNameSearch(term).InMany(`u.full_name`, args); named != "" {
			arms = append(arms, named)
		}
	}
	if len(t.Digits) >= 3 && !word {
		arms = append(arms, value.NewPhoneSearch(t.Text, region).Begins(`u.phone_number`, args))
	}
	return arms
}

// Unit is a unit that an account belongs or belonged to.
type Unit struct {
	ID    uuid.UUID `json:"id"`
	Label string    `json:"label"`
	// Type is owner, tenant or family_member.
	Type    string `json:"type"`
	Primary bool   `json:"primary"`
	// Left says that the account moved out. From is the day on which it moves in;
	// zero where it has.
	Left bool      `json:"left"`
	From value.Day `json:"from"`
}

// Detail is what is shown of an account besides its row.
type Detail struct {
	// Units are those that the account lives in first, then those it left.
	Units []Unit
	Keys  []SSHKey
	// SignedInAt is the last sign-in among the account's latest 500 audit rows, nil
	// where there is none.
	SignedInAt *time.Time
	// Desks is how many desks the account is at now.
	Desks int
}

// Get returns an account, deleted or not, with its units, keys and desks. NotFound:
// there is none.
func (s *Store) Get(ctx context.Context, actor role.Actor, id uuid.UUID) (User, Detail, error) {
	if _, err := actor.Permit(role.ManageAccounts); err != nil {
		return User{}, Detail{}, err
	}
	row, err := register.One[struct {
		User
		Detail
	}](ctx, s.reg, `SELECT `+UserRow.Columns+`,
			coalesce((SELECT jsonb_agg(jsonb_build_object('id', n.id, 'label', coalesce(n.label, n.unit_number), 'type', l.resident_type,
					'primary', coalesce(l.is_primary_contact, false), 'left', coalesce(l.status = 'moved_out' OR l.move_out_date <= `+settings.TodaySQL+`, false),
					'from', CASE WHEN l.move_in_date > `+settings.TodaySQL+` THEN l.move_in_date END)
					ORDER BY coalesce(l.status, 'active'), coalesce(l.move_in_date > `+settings.TodaySQL+`, false), n.sort_key USING ~<~, n.id)
				FROM user_units l JOIN units n ON n.id = l.unit_id WHERE l.user_id = u.id), '[]') AS units,
			coalesce((SELECT jsonb_agg(`+keyRow.Result()+` ORDER BY k.created_at, k.id) FROM user_ssh_keys k WHERE k.user_id = u.id), '[]') AS keys,
			(SELECT max(l.created_at) FILTER (WHERE l.action = 'USER_LOGIN')
				FROM (SELECT a.created_at, a.action FROM audit_logs a WHERE a.user_id = u.id
					ORDER BY a.created_at DESC, a.id DESC LIMIT 500) l) AS signed_in_at,
			(SELECT count(*) FROM desk_sessions d WHERE d.user_id = u.id AND d.ended_at IS NULL
				AND `+sessionSeen+`) AS desks
		FROM users u`+UserRow.Joins+` WHERE u.id = @id`, pgx.NamedArgs{"id": id})
	return row.User, row.Detail, err
}
