package money

import (
	"context"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Taking is what one person took on a day by one method, for the cash close.
type Taking struct {
	// PersonID is who took it at a desk, or confirmed what a resident says they paid; nil
	// for what residents recorded themselves and nobody confirmed (Self) and for what
	// another program recorded.
	PersonID *uuid.UUID    `json:"person_id"`
	Person   string        `json:"person"`
	Self     bool          `json:"self"`
	Method   PaymentMethod `json:"method"`
	// Count and Amount are those of the payments that count on the day, one over several
	// bills counted once, also where they were reversed since; Reversed is what was taken
	// back on the day, of payments of any day, which the person had recorded.
	Count    int         `json:"count"`
	Amount   value.Paise `json:"amount"`
	Reversed value.Paise `json:"reversed"`
	// AfterClosing is how much of both was recorded when its own day was closed, what was
	// taken back as less.
	AfterClosing value.Paise `json:"after_closing"`
}

// Net is what was taken, less what was taken back.
func (t Taking) Net() value.Paise { return t.Amount - t.Reversed }

// ofDay is true of a payment y that counts on a day. Each arm has an index;
// where no day was noted it is that of the moment.
const ofDay = `(coalesce(y.counted_on, y.received_on) = @day::date
	OR coalesce(y.counted_on, y.received_on) IS NULL AND ` + paidAt + ` >= @since AND ` + paidAt + ` < @until)`

// takenOn is what was taken on a day, in rows: what counts on it, and its lines. back marks what takes back.
const takenOn = `SELECT y.recorded_by, y.decided_by, y.amount_paid AS amount, coalesce(y.payment_method, '') AS method, coalesce(rp.receipt_id, y.id) AS receipt,
		false AS back, ` + afterClosing + ` AS after_closing
	FROM payments y LEFT JOIN receipt_payments rp ON rp.payment_id = y.id
	WHERE ` + paymentCounts + ` AND ` + ofDay + `
	UNION ALL
	SELECT l.recorded_by, y.decided_by, l.amount, coalesce(l.method, ''), coalesce(rp.receipt_id, l.payment_id), NOT l.stood AND l.amount < 0, l.after_closing
	FROM payment_lines l LEFT JOIN payments y ON y.id = l.payment_id LEFT JOIN receipt_payments rp ON rp.payment_id = l.payment_id
	WHERE l.day = @day::date`

// Takings returns what was taken on a day of the society's zone, by person and
// method: people at desks first, then what residents recorded themselves and what
// other programs did. A claim is of whoever confirmed it, as its receipt says. Failed
// and pending payments do not count.
func (s *Store) Takings(ctx context.Context, actor role.Actor, day value.Day) ([]Taking, error) {
	if _, err := actor.Permit(role.ReadTakings); err != nil {
		return nil, err
	}
	if err := value.RegisterDays().Field("day", day, s.settings.ThisDay()); err != nil {
		return nil, err
	}
	zone := s.settings.Last().Zone()
	args := pgx.NamedArgs{"day": day, "since": day.In(zone), "until": day.AddDays(1).In(zone), "methods": methodNames()}
	return register.List[Taking](ctx, s.reg, `
		SELECT t.person_id, coalesce(w.full_name, '') AS person, t.self, t.method, t.count, t.amount, t.reversed, t.after_closing
		FROM (SELECT k.person_id, k.person_id IS NULL AND k.self AS self, k.method,
				count(DISTINCT k.receipt) FILTER (WHERE NOT k.back AND k.amount > 0) AS count,
				coalesce(sum(k.amount) FILTER (WHERE NOT k.back), 0) AS amount,
				coalesce(-sum(k.amount) FILTER (WHERE k.back), 0) AS reversed,
				coalesce(sum(k.amount) FILTER (WHERE k.after_closing), 0) AS after_closing
			FROM (SELECT CASE WHEN x.name = 'resident' THEN d.decided_by ELSE d.recorded_by END AS person_id, coalesce(x.name = 'resident', false) AS self,
					d.amount, d.method, d.receipt, d.back, d.after_closing
				FROM (`+takenOn+`) d LEFT JOIN users z ON z.id = d.recorded_by LEFT JOIN roles x ON x.id = z.role_id) k
			GROUP BY 1, 2, 3) t
		LEFT JOIN users w ON w.id = t.person_id
		ORDER BY t.person_id IS NULL, t.self DESC, w.full_name, t.person_id,
			array_position(@methods::text[], t.method::text), t.method`, args)
}

func methodNames() []string {
	var names []string
	for _, m := range PaymentMethods() {
		names = append(names, string(m))
	}
	return names
}
