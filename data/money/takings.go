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
	// PersonID is who took it at a desk; nil for what residents paid themselves
	// (Self) and for what another program recorded.
	PersonID *uuid.UUID    `json:"person_id"`
	Person   string        `json:"person"`
	Self     bool          `json:"self"`
	Method   PaymentMethod `json:"method"`
	// Count and Amount are those of the payments that were not reversed, one over
	// several bills counted once; Reversed is the sum of the day's payments that were
	// reversed since.
	Count    int         `json:"count"`
	Amount   value.Paise `json:"amount"`
	Reversed value.Paise `json:"reversed"`
}

// ofDay is true of a payment y that counts on a day. Each arm has an index; where no
// day was noted it is that of the moment.
const ofDay = `(coalesce(y.counted_on, y.received_on) = @day
	OR coalesce(y.counted_on, y.received_on) IS NULL AND ` + paidAt + ` >= @since AND ` + paidAt + ` < @until)`

// Takings returns what was taken on a day of the society's zone, by person and
// method: people at desks first, then what residents paid themselves and what
// other programs recorded. Failed and pending payments do not count.
func (s *Store) Takings(ctx context.Context, actor role.Actor, day value.Day) ([]Taking, error) {
	if _, err := actor.Permit(role.ReadTakings); err != nil {
		return nil, err
	}
	if err := value.RegisterDays().Field("day", day, s.settings.ThisDay()); err != nil {
		return nil, err
	}
	zone := s.settings.Last().Zone()
	return register.List[Taking](ctx, s.reg, `
		SELECT t.person_id, coalesce(w.full_name, '') AS person, t.self, t.method, t.count, t.amount, t.reversed
		FROM (SELECT CASE WHEN NOT k.self THEN k.recorded_by END AS person_id, k.self, k.method,
				count(DISTINCT k.receipt) FILTER (WHERE k.status = 'success') AS count,
				coalesce(sum(k.amount_paid) FILTER (WHERE k.status = 'success'), 0) AS amount,
				coalesce(sum(k.amount_paid) FILTER (WHERE k.status = 'reversed'), 0) AS reversed
			FROM (SELECT y.recorded_by, y.amount_paid, coalesce(y.payment_method, '') AS method, `+paymentStatus+` AS status,
					coalesce(x.name = 'resident', false) AS self, coalesce(rp.receipt_id, y.id) AS receipt
				FROM payments y LEFT JOIN receipt_payments rp ON rp.payment_id = y.id
				LEFT JOIN users z ON z.id = y.recorded_by LEFT JOIN roles x ON x.id = z.role_id
				WHERE `+ofDay+`) k
			WHERE k.status IN ('success', 'reversed')
			GROUP BY 1, 2, 3) t
		LEFT JOIN users w ON w.id = t.person_id
		ORDER BY t.person_id IS NULL, t.self DESC, w.full_name, t.person_id,
			array_position(@methods::text[], t.method::text), t.method`,
		pgx.NamedArgs{"day": day, "since": day.In(zone), "until": day.AddDays(1).In(zone), "methods": methodNames()})
}

func methodNames() []string {
	var names []string
	for _, m := range PaymentMethods() {
		names = append(names, string(m))
	}
	return names
}
