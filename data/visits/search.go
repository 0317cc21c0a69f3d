package visits

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// A search may mean a name, a phone, a plate or a unit. Of each it reads as little as the
// term is rare: what many have is met among the newest of the list, where it looks first;
// what few have is taken from an index; and what many have who came long ago is met by
// whoever walks the whole list in its order. Which of these it is the statement finds out
// by itself, by looking no further than it has to; the server need not guess, and a plan
// that it made for another term serves.

// nameKey is the key of the name of a visit v, visitsOfName what idx_visitors_name has
// of it.
const (
	nameKey      = `society360_name_key(v.visitor_name)`
	visitsOfName = `left(` + nameKey + `, 200) COLLATE "C"`
)

// arm is one meaning of a search.
type arm struct {
	// filter is the condition that a visit v has it, met the same of one that is met on
	// the way; empty is filter.
	filter, met string
	// keys selects what has the meaning, names or units. named is the
	// condition that a visit v is that of k.key, one of them. Without keys an index serves the filter.
	keys, named string
}

// most is how much of it is taken from an index for each row of a page, at most: keys,
// each of which has its visits in the order of time, or visits, which have to be read and
// sorted.
func (a arm) most(rows int) int {
	if a.keys != "" {
		return rows * 40
	}
	return rows * 200
}

// listed is the list of a table that is searched: a page of it with more conditions, rows long. All
// visits under the conditions base are met in its order; narrow are those besides that
// leave some of them. A short one is filtered as it is read: of the expected there are few,
// and so there are of a resident's visits.
type listed struct {
	table        string
	page         pager
	base, narrow []string
	rows         int
	short        bool
}

// newest is how many of a list are looked through for each row of its page, before an
// index is asked.
const newest = 20

// ended is true where these gave the whole page, or the list has no more.
const ended = `(SELECT ended FROM looked)`

// keysQuery chooses (id, at).
func (l listed) keysQuery(search value.Search, long bool, args pgx.NamedArgs) (string, error) {
	if search.Empty() {
		return l.page(`@limit`), nil
	}
	arms := visitArms(search, args, long)
	if len(arms) == 0 {
		return "", fault.Wrong("search", "Type three letters at least, or a unit, or part of a phone.")
	}
	filters := make([]string, len(arms))
	for i, a := range arms {
		filters[i] = cmp.Or(a.met, a.filter)
	}
	means := value.Walked(strings.Join(filters, ` OR `))
	walk := l.page(`@limit`, means)
	if l.short {
		return walk, nil
	}
	found := []string{
		fmt.Sprintf(`first AS MATERIALIZED (SELECT v.id, v.at FROM (SELECT v.id, v.visitor_name, v.visitor_phone, v.vehicle_number, v.unit_id, v.status, v.withdrawn_at, %s AS at
		FROM %s v WHERE %s ORDER BY %s LIMIT %d) v WHERE %s ORDER BY v.at DESC, v.id DESC LIMIT @limit)`,
			VisitAt, l.table, strings.Join(l.base, ` AND `), newestFirst, l.rows*newest, strings.Join(append([]string{means}, l.narrow...), ` AND `)),
		fmt.Sprintf(`looked (ended) AS MATERIALIZED (SELECT (SELECT count(*) FROM first) = @limit OR NOT EXISTS (SELECT FROM %s v WHERE %s OFFSET %d))`,
			l.table, strings.Join(l.base, ` AND `), l.rows*newest),
	}
	pages, many := []string{`SELECT id, at FROM first WHERE ` + ended}, []string{}
	for i, a := range arms {
		var f, p []string
		name := strconv.Itoa(i)
		if a.keys != "" {
			f, p = a.byKey(name, a.most(l.rows), l.page)
		} else {
			f, p = a.byRow(l.table, name, a.most(l.rows), append(append([]string{}, l.base...), l.narrow...))
		}
		found, pages = append(found, f...), append(pages, p...)
		many = append(many, `EXISTS (SELECT FROM found`+name+` OFFSET `+strconv.Itoa(a.most(l.rows))+`)`)
	}
	pages = append(pages, `SELECT w.id, w.at FROM `+walk+` w WHERE `+strings.Join(many, ` OR `))
	return `WITH ` + strings.Join(found, `, `) + ` SELECT id, at FROM (` + strings.Join(pages, ` UNION `) + `) a ORDER BY at DESC, id DESC LIMIT @limit`, nil
}

// byKey are the CTEs that find an arm's rows by its keys, and selections of the page's. It
// holds the visits of as many keys as it has rows at most: of those with the latest, and
// none from before the last of these. Of more keys than are looked up it holds some.
func (a arm) byKey(name string, most int, page pager) (found, pages []string) {
	found = []string{
		fmt.Sprintf(`found%s (key) AS MATERIALIZED (SELECT k.key FROM (%s) k (key) WHERE NOT %s LIMIT %d)`, name, a.keys, ended, most+1),
		fmt.Sprintf(`latest%s AS MATERIALIZED (SELECT k.key, l.id AS visit, l.at FROM found%[1]s k CROSS JOIN LATERAL %[2]s l
			WHERE NOT EXISTS (SELECT FROM found%[1]s OFFSET %[3]d) ORDER BY l.at DESC, l.id DESC LIMIT @limit)`, name, page(`1`, a.named), most),
	}
	since := VisitAt + ` >= coalesce((SELECT CASE WHEN count(*) = @limit THEN min(at) END FROM latest` + name + `), '-infinity')`
	return found, []string{
		`SELECT visit AS id, at FROM latest` + name,
		`SELECT l.id, l.at FROM latest` + name + ` k CROSS JOIN LATERAL ` + page(`@limit`, a.named, since) + ` l`,
	}
}

// byRow are the same where there are no keys: all rows of the arm are read, and sorted.
// What else the list asks for is asked of these, lest another index is taken for that.
func (a arm) byRow(table, name string, most int, where []string) (found, pages []string) {
	const columns = `v.id, v.unit_id, v.status, v.withdrawn_at, v.check_in_time, v.created_at`
	return []string{fmt.Sprintf(`found%s AS MATERIALIZED (SELECT v.id, %s AS at, (%s) AS fits FROM (SELECT %s FROM %s v WHERE %s AND NOT %s LIMIT %d) v)`,
			name, VisitAt, strings.Join(where, ` AND `), columns, table, a.filter, ended, most+1)},
		[]string{fmt.Sprintf(`(SELECT id, at FROM found%s WHERE fits AND NOT EXISTS (SELECT FROM found%[1]s OFFSET %[2]d) ORDER BY at DESC, id DESC LIMIT @limit)`, name, most)}
}

// visitArms are what a search may mean, and their arguments.
func visitArms(t value.Search, args pgx.NamedArgs, long bool) []arm {
	var arms []arm
	word := !value.LikePhone(t.Text)
	if name := value.NewNameSearch(t.Text); word && !name.Empty() {
		has := name.Key
		if long {
			has = name.KeyMany
		}
		if named := has(nameKey, args); named != "" {
			arms = append(arms, arm{
				filter: named, met: name.Met(`v.visitor_name`, named), keys: `SELECT DISTINCT n.key FROM visitor_names n WHERE ` + has(`n.key`, args),
				named: visitsOfName + ` = left(k.key, 200) AND (length(k.key) < 200 OR ` + nameKey + ` = k.key)`,
			})
		}
	}
	if len(t.Digits) >= 3 && !word {
		phone := value.NewPhoneSearch(t.Text, t.Region)
		for _, has := range phone.Arms(`v.visitor_phone`, args) {
			arms = append(arms, arm{filter: has, met: phone.Met(`v.visitor_phone`, has, args)})
		}
	}
	if len(t.Plate) >= 3 {
		const has = `society360_plate_key(v.vehicle_number) LIKE @like_plate`
		// Of most plates no key is made: they have not the same signs in their order.
		arms = append(arms, arm{filter: has, met: `(upper(v.vehicle_number COLLATE "C") LIKE @met_plate AND ` + has + `)`})
		args["like_plate"], args["met_plate"] = `%`+t.Plate+`%`, `%`+strings.Join(strings.Split(t.Plate, ""), `%`)+`%`
	}
	if key := homes.UnitKey(t.Text); key != "" && (t.Digits != "" || !long) {
		named := homes.UnitsNamed(t.Text, args)
		arms = append(arms, arm{filter: `v.unit_id IN (` + named + `)`, keys: named, named: `v.unit_id = k.key`})
	}
	return arms
}
