package reports

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/table"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// The channels of a VisitReport beside those of an approval: none for visitors who
// needed no approval, other where it is not recorded how it came, as from another
// program.
const (
	ChannelNone  visits.Channel = "none"
	ChannelOther visits.Channel = "other"
)

// HourFigures are who came within an hour of the day, over all days of a range.
type HourFigures struct {
	// Hour is 0 to 23, in the society's zone.
	Hour    int `json:"hour"`
	Entries int `json:"entries"`
	Denied  int `json:"denied"`
}

// DayFigures are who came on a day.
type DayFigures struct {
	Day     value.Day `json:"day"`
	Entries int       `json:"entries"`
	Denied  int       `json:"denied"`
}

// ChannelFigures are who came in by an approval of one kind.
type ChannelFigures struct {
	Channel visits.Channel `json:"channel"`
	Entries int            `json:"entries"`
}

// VisitReport is who came in a range of days, and who was turned away.
type VisitReport struct {
	table.Age
	// Entries and Denied are sums over the range.
	Entries int `db:"-"`
	Denied  int `db:"-"`
	// Hours are all 24, Days all of the range, whether anybody came or not.
	Hours []HourFigures
	Days  []DayFigures
	// Channels are those that were used, the commonest first.
	Channels []ChannelFigures
}

// Visits counts entries and denials by hour, by day and by the channel of
// their approval. A visit counts at its check-in, a denied one when it was
// logged. Admins only; Invalid for a range that Check refuses.
func (s *Store) Visits(ctx context.Context, actor role.Actor, within Range) (VisitReport, error) {
	const of = ` FROM society360_report_visits v WHERE v.day BETWEEN @from AND @to AND v.hour `
	const sums = `sum(v.entries) AS entries, sum(v.denied) AS denied`
	r, err := readFigures[VisitReport](ctx, s, actor, within, figures{of: Visits, columns: `
		` + asList(`SELECT v.hour, `+sums+of+`>= 0 GROUP BY v.hour`, `f.hour`) + ` AS hours,
		` + asList(`SELECT v.day, `+sums+of+`>= 0 GROUP BY v.day`, `f.day`) + ` AS days,
		` + asList(`SELECT v.channel, sum(v.entries) AS entries`+of+`= -1 AND v.channel <> ''
			GROUP BY v.channel HAVING sum(v.entries) > 0`, `f.entries DESC, f.channel`) + ` AS channels`})
	if err != nil {
		return VisitReport{}, err
	}
	hours := make([]HourFigures, 24)
	for i := range hours {
		hours[i].Hour = i
	}
	for _, h := range r.Hours {
		hours[h.Hour] = h
	}
	came := make(map[value.Day]DayFigures, len(r.Days))
	for _, d := range r.Days {
		came[d.Day] = d
		r.Entries += d.Entries
		r.Denied += d.Denied
	}
	r.Hours, r.Days = hours, nil
	within.days(func(day value.Day) {
		d := came[day]
		d.Day = day
		r.Days = append(r.Days, d)
	})
	return r, nil
}

// Stay is how long a visitor was inside.
type Stay struct {
	VisitID uuid.UUID     `json:"visit_id"`
	Name    string        `json:"name"`
	Unit    string        `json:"unit"`
	Purpose string        `json:"purpose"`
	Plate   string        `json:"plate"`
	Status  visits.Status `json:"status"`
	In      time.Time     `json:"in"`
	// Out is nil while the visitor is inside.
	Out *time.Time `json:"out"`
	// PresumedLeft says that nobody saw the visitor leave at Out.
	PresumedLeft bool `json:"presumed_left"`
	// Minutes is the length of the stay, until now while the visitor is inside.
	Minutes int `json:"minutes"`
}

// StayReport is who stayed longest of those who came in within a range of days.
type StayReport struct {
	table.Age
	// Stays are at most twenty, the longest first.
	Stays []Stay
}

// stayCount is how many stays are reported, and how many of each day are kept.
const stayCount = 20

// stayed reads what a Stay says of a visit v, from the register and from the archive alike.
const stayed = `SELECT v.id, v.unit_id, v.visitor_name, v.purpose, v.vehicle_number, v.status, v.check_in_time, v.created_at, v.check_out_time, v.presumed_left`

// Stays returns the longest stays that began in the range: of visitors who left as
// when the figures were made, of those who are inside as now. Admins only; Invalid
// for a range that Check refuses.
func (s *Store) Stays(ctx context.Context, actor role.Actor, within Range) (StayReport, error) {
	zone := s.settings.Last().Zone()
	return readFigures[StayReport](ctx, s, actor, within, figures{
		of: Stays, columns: asList(`
		SELECT v.id AS visit_id, v.visitor_name AS name, coalesce(u.label, u.unit_number, '') AS unit, coalesce(v.purpose, '') AS purpose,
			coalesce(v.vehicle_number, '') AS plate, coalesce(v.status, 'checked_in') AS status, `+visits.VisitAt+` AS in,
			CASE WHEN v.status = 'checked_out' THEN v.check_out_time END AS out, v.presumed_left,
			greatest(0, extract(epoch FROM coalesce(CASE WHEN v.status = 'checked_out' THEN v.check_out_time END, now()) - `+visits.VisitAt+`) / 60)::int AS minutes
		FROM (
			(SELECT t.visit_id AS id FROM society360_report_stays t WHERE t.day BETWEEN @from AND @to
				ORDER BY t.minutes DESC, t.visit_id LIMIT @most)
			UNION
			(SELECT v.id FROM visitor_logs v WHERE `+visits.IsInside+` AND `+visits.VisitAt+` >= @since AND `+visits.VisitAt+` < @until
				ORDER BY `+visits.VisitAt+`, v.id LIMIT @most)
		) k JOIN LATERAL (`+stayed+` FROM `+register.Visits.Live+` v WHERE v.id = k.id
			UNION ALL `+stayed+` FROM `+register.Visits.Listed+` l JOIN `+register.Visits.Whole+` v ON v.id = l.id AND v.at = coalesce(l.check_in_time, l.created_at) WHERE l.id = k.id) v ON true
			LEFT JOIN units u ON u.id = v.unit_id
		WHERE `+visits.IsInside+` OR v.status = 'checked_out' AND v.check_out_time > v.check_in_time
		ORDER BY minutes DESC, v.id LIMIT @most`, `f.minutes DESC, f.visit_id`) + ` AS stays`,
		args: pgx.NamedArgs{"most": stayCount, "since": within.From.In(zone), "until": within.To.AddDays(1).In(zone)},
	})
}
