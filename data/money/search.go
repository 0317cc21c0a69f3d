package money

import (
	"fmt"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// What few bills or payments have that a term may mean is read by an index and sorted;
// what many have is met soon by whoever walks the list, the newest first. Which it is the
// statement finds out by itself, by counting no further than it has to.
const (
	// manyPayments are as many as are sorted.
	manyPayments = 3000
	// Of so many units each is asked for its newest bills, for all its payments, and for the
	// IDs of its bills: of more the list is walked. A unit has hundreds of bills and payments.
	unitsBilled, unitsPaid, unitsKnown = 250, 20, 300
)

// moreUnits is true of more units than so many.
func moreUnits(most int) string {
	return fmt.Sprintf(`EXISTS (SELECT FROM found_units OFFSET %d)`, most)
}

// unitsOf is a query of the units that a term may mean: by the beginning of the
// unit's label or number, by part of the name of somebody who lives there, or
// by their phone. Each arm has its own index.
func unitsOf(term, region string, args pgx.NamedArgs) (string, error) {
	var arms []string
	residents := func(condition string) string {
		return `SELECT l.unit_id FROM users p JOIN user_units l ON l.user_id = p.id
			WHERE ` + condition + ` AND ` + homes.LivesHere
	}
	digits := value.OnlyDigits(term)
	word := !value.LikePhone(term)
	if key := homes.UnitKey(term); key != "" {
		arms = append(arms, homes.UnitsNamed(term, args))
	}
	if named := value.NewNameSearch(term).InMany(`p.full_name`, args); word && named != "" {
		arms = append(arms, residents(named))
	}
	if !word && len(digits) >= value.ResidentPhoneDigits {
		for _, condition := range value.NewPhoneSearch(term, region).Arms(`p.phone_number`, args) {
			arms = append(arms, residents(condition))
		}
	}
	if len(arms) == 0 {
		return "", fault.Wrong("search", "Type a unit, three letters of a name, or a phone.")
	}
	return strings.Join(arms, ` UNION `), nil
}

// foundUnits is unitsOf as a CTE, found_units with unit_id; ofFound is the condition that
// a bill b is of one. It stands where no join of the two is thought of: a walk in the order
// of a list would be given up for a sort of all that they have.
func foundUnits(units string) string { return `found_units (unit_id) AS MATERIALIZED (` + units + `)` }

func ofFound() string { return value.Walked(`b.unit_id IN (SELECT q.unit_id FROM found_units q)`) }

// billsFound is a query of the bills of found_units, newest first.
func billsFound(where []string) string {
	const order = ` ORDER BY b.bill_date DESC, b.id DESC LIMIT @limit)`
	on, many := ` WHERE `+strings.Join(where, ` AND `), moreUnits(unitsBilled)
	return `SELECT f.id FROM (SELECT b.id, b.bill_date FROM found_units q CROSS JOIN LATERAL (SELECT b.id, b.bill_date FROM bills b` + on + ` AND b.unit_id = q.unit_id` + order + ` b WHERE NOT ` + many + `
		UNION ALL (SELECT b.id, b.bill_date FROM bills b` + on + ` AND ` + ofFound() + ` AND ` + many + order + `) f ORDER BY f.bill_date DESC, f.id DESC LIMIT @limit`
}

// foundBills is the bills of found_units as a CTE, none of too many. paidFound is the
// condition that a payment y is on a bill of found_units: what is known of few is not looked
// up for each payment of a walk.
func foundBills() string {
	return `found_bills (id) AS MATERIALIZED (SELECT c.id FROM found_units q CROSS JOIN LATERAL (SELECT c.id FROM bills c WHERE c.unit_id = q.unit_id OFFSET 0) c
		WHERE NOT ` + moreUnits(unitsKnown) + `)`
}

func paidFound() string {
	return `CASE WHEN ` + moreUnits(unitsKnown) + ` THEN (SELECT c.unit_id FROM bills c WHERE c.id = y.bill_id) IN (SELECT q.unit_id FROM found_units q)
		ELSE y.bill_id IN (SELECT k.id FROM found_bills k) END`
}

// paymentColumns are those of a payment that filters and orders ask for.
const paymentColumns = `o.id, o.bill_id, o.payer_id, o.payment_date, o.payment_method, o.status, o.recorded_by, o.reversed_at, o.refusal_reason, o.claim_id,
	o.decided_at, o.decided_by, o.cheque_date, o.simulated`

// paymentArm is one meaning of a search: the condition that a payment y has it, in a walk,
// and a query of all such payments.
type paymentArm struct{ filter, all string }

// paymentArms are what a term may mean of a payment: the beginning of a reference, an
// amount, on one bill or of all that was paid together, or the unit, which units selects.
func paymentArms(term, region string, allowed role.Scope, args pgx.NamedArgs) (arms []paymentArm, units string, err error) {
	if key := ReferenceKey(term); len(key) >= 4 {
		of := func(row string) string {
			return row + `.transaction_reference IS NOT NULL AND ` + referenceOf(row) + ` ~>=~ @reference_from AND ` + referenceOf(row) + ` ~<~ @reference_to`
		}
		last := len(key) - 1
		args["reference_from"], args["reference_to"] = key, key[:last]+string(key[last]+1)
		arms = append(arms, paymentArm{filter: of("y"), all: `SELECT ` + paymentColumns + ` FROM payments o WHERE ` + of("o")})
	}
	if sum, err := value.ReadAmount(term); err == nil {
		together := `SELECT t.payment_id FROM payment_totals t WHERE t.total = @sum AND ` + wholeTotal(allowed)
		arms = append(arms, paymentArm{filter: `y.amount_paid = @sum`, all: `SELECT ` + paymentColumns + ` FROM payments o WHERE o.amount_paid = @sum`},
			paymentArm{
				filter: anyOf(together, allowed),
				all:    `SELECT ` + paymentColumns + ` FROM (` + together + ` LIMIT ` + fmt.Sprint(manyPayments+1) + `) t CROSS JOIN LATERAL (SELECT ` + paymentColumns + ` FROM payments o WHERE o.id = t.payment_id OFFSET 0) o`,
			})
		args["sum"] = sum
	}
	units, err = unitsOf(term, region, args)
	if len(arms) > 0 {
		err = nil
	}
	return arms, units, err
}

// anyOf is the condition that a payment y is one of a query's payments t. Of a resident's few
// each is looked up: the query asks of many whether they are theirs.
func anyOf(query string, allowed role.Scope) string {
	if allowed == role.Everything {
		return `y.id IN (` + query + `)`
	}
	return `EXISTS (` + query + ` AND t.payment_id = y.id OFFSET 0)`
}

// paymentsFound is a query of the payments that a term may mean, newest first, under the
// conditions where, in which the bill b of a payment is named where ofUnit is true. A
// resident's are so few that they are all looked at.
func paymentsFound(arms []paymentArm, units string, where []string, ofUnit bool, allowed role.Scope) string {
	billOf, all := ``, `payments y`
	if ofUnit {
		billOf = ` LEFT JOIN bills b ON b.id = y.bill_id`
	}
	if allowed != role.Everything {
		all = paymentsIn(allowed)
	} else {
		all += billOf
	}
	var ctes, pages, filters, many []string
	page := func(of string, more ...string) string {
		return `(SELECT y.id, ` + paidAt + ` AS at FROM ` + of + ` WHERE ` + strings.Join(append(append([]string{}, where...), more...), ` AND `) +
			` ORDER BY ` + paidAt + ` DESC, y.id DESC LIMIT @limit)`
	}
	for i, a := range arms {
		name := fmt.Sprint(`found`, i)
		most := fmt.Sprintf(`EXISTS (SELECT FROM %s OFFSET %d)`, name, manyPayments)
		ctes = append(ctes, fmt.Sprintf(`%s AS MATERIALIZED (%s LIMIT %d)`, name, a.all, manyPayments+1))
		pages, filters, many = append(pages, page(name+` y`+billOf, `NOT `+most)), append(filters, a.filter), append(many, most)
	}
	if units != "" {
		more := moreUnits(unitsPaid)
		of := `(SELECT ` + paymentColumns + ` FROM found_bills c CROSS JOIN LATERAL (SELECT ` + paymentColumns + ` FROM payments o WHERE o.bill_id = c.id OFFSET 0) o WHERE NOT ` + more + `) y`
		ctes, pages, many = append(ctes, foundUnits(units), foundBills()), append(pages, page(of+billOf)), append(many, more)
		if allowed == role.Everything {
			filters = append(filters, paidFound())
		} else {
			filters = append(filters, ofFound())
		}
	}
	walk := page(all, value.Walked(strings.Join(filters, ` OR `)))
	with := `WITH ` + strings.Join(ctes, `, `) + ` `
	if allowed != role.Everything {
		return with + walk
	}
	pages = append(pages, `SELECT w.id, w.at FROM `+walk+` w WHERE `+strings.Join(many, ` OR `))
	return with + `SELECT id FROM (` + strings.Join(pages, ` UNION `) + `) f ORDER BY at DESC, id DESC LIMIT @limit`
}
