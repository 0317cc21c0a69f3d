package tickets

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/role"

	"github.com/jackc/pgx/v5"
)

// The condition of a ticket that has its moment, and of one of which nobody knows it.
// A row comparison with NULL is neither true nor false, so that each has pages of its
// own, the undated behind all others.
const (
	dated   = `t.created_at IS NOT NULL`
	undated = `t.created_at IS NULL`
)

// historyKeys chooses the page's rows of what is listed of the newest first, and the
// part of it in which each stands.
func (f Filter) historyKeys(table string, where []string, _ time.Time, allowed role.Scope, args pgx.NamedArgs) (string, error) {
	parts := [][]string{{dated}, {undated}}
	switch {
	case f.After == nil:
	case f.After.undated():
		parts = [][]string{nil, {undated, `t.id < @after_id`}}
	default:
		parts[0] = append(parts[0], `(t.created_at, t.id) < (@after_at, @after_id)`)
	}
	var common, found []string
	for part, conditions := range parts {
		if conditions == nil {
			continue
		}
		ctes, keys, err := f.keysQuery(table, conditions, where, historyOrder, allowed, args)
		if err != nil {
			return "", err
		}
		if common == nil {
			common = ctes
		}
		found = append(found, `SELECT h.id, h.created_at, `+strconv.Itoa(part)+` AS part FROM (`+keys+`) h`)
	}
	with := ``
	if common != nil {
		with = `WITH ` + strings.Join(common, `, `) + ` `
	}
	return with + `SELECT q.id, q.created_at, q.part FROM (` + strings.Join(found, ` UNION ALL `) + `) q ORDER BY q.part, q.created_at DESC, q.id DESC LIMIT @limit`, nil
}

// queueKeys chooses the page's rows of the queue, with the part of it in which each
// stands: what is over its target at the moment, from critical to low, then the rest
// so, then what has no moment. Each part is a range of the index and read in its order;
// the parts before that of the last page's end are done. They are one subquery, which
// is planned once, and not one for each; so are the undated.
func (f Filter) queueKeys(table string, where []string, moment time.Time, allowed role.Scope, args pgx.NamedArgs) (string, error) {
	ranks, last := len(Priorities()), -1
	if f.After != nil {
		switch last = f.After.Rank; {
		case f.After.Undated:
			last += 2 * ranks
		case !f.After.Due.Before(moment):
			last += ranks
		}
	}
	const first = `'00000000-0000-0000-0000-000000000000'::uuid`
	var timed, timeless []string
	for third := range 3 {
		for rank, p := range Priorities() {
			part := third*ranks + rank
			if part < last {
				continue
			}
			// From when on, behind which row, and until when its tickets were raised.
			target, from, behind, until := `@moment::timestamptz - @`+string(p)+`::interval`, `'-infinity'::timestamptz`, first, `'infinity'::timestamptz`
			if third == 0 {
				until = target
			} else {
				from = target
			}
			if part == last {
				from, behind = `@after_at::timestamptz`, `@after_id::uuid`
			}
			if third == 2 {
				timeless = append(timeless, fmt.Sprintf(`(%d, %d::smallint, %s)`, part, rank, behind))
			} else {
				timed = append(timed, fmt.Sprintf(`(%d, %d::smallint, %s, %s, %s)`, part, rank, from, behind, until))
			}
		}
	}
	var found []string
	add := func(parts []string, columns string, conditions ...string) error {
		if len(parts) == 0 {
			return nil
		}
		_, keys, err := f.keysQuery(table, append([]string{`society360_priority_rank(t.priority) = p.rank`}, conditions...), where, queueOrder, allowed, args)
		found = append(found, `SELECT h.id, h.created_at, p.part FROM (VALUES `+strings.Join(parts, `, `)+`) p (`+columns+`) CROSS JOIN LATERAL (`+keys+`) h`)
		return err
	}
	if err := add(timed, `part, rank, since, behind, until`, `(t.created_at, t.id) > (p.since, p.behind)`, `t.created_at < p.until`); err != nil {
		return "", err
	}
	if err := add(timeless, `part, rank, behind`, undated, `t.id > p.behind`); err != nil {
		return "", err
	}
	return `SELECT q.id, q.created_at, q.part FROM (` + strings.Join(found, ` UNION ALL `) + `) q ORDER BY q.part, q.created_at, q.id LIMIT @limit`, nil
}
