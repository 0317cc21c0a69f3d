package visits

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Standing is somebody who stands at a gate, with what was said of them.
type Standing struct {
	Visit
	// Ring is whom to ring for a word, RingPhone their phone, masked; empty where nobody
	// lives in the unit.
	Ring, RingPhone string
	// WordBy is who entered the last yes or no, at WordAt and through Channel; Note is
	// the reason. All are empty where nobody said anything yet.
	WordBy  string
	WordAt  *time.Time
	Channel Channel
	Note    string
	// Told says that the visitor was told of the no at a gate.
	Told bool
}

// For how long somebody stands at a gate: who waits or may enter until others come
// first (isLate), who was refused while they may still stand there.
const (
	standsFor  = 2 * time.Hour
	refusedFor = 15 * time.Minute
	// standsMost is more than any strip shows.
	standsMost = 100
)

// Stands reports whether the visitor stands at a gate at a moment: they wait for a word,
// or have one that was given while they waited and holds. Who is expected by what was
// said beforehand is not there yet. Of who was refused it says nothing: how long ago that
// was stands in the trail alone.
func (v Visit) Stands(now time.Time) bool {
	there := !v.Due.After(now) && v.Due.After(now.Add(-standsFor))
	switch v.Status {
	case Pending:
		return there
	case Approved:
		return there && v.ApprovedAt != nil && v.ApprovedAt.After(v.WaitsSince()) && v.Due.Equal(*v.ApprovedAt)
	}
	return false
}

// There reports whether somebody stands at a gate at a moment, who was refused included.
func (s Standing) There(now time.Time) bool {
	if s.Status == Denied {
		return !s.Told && s.WordAt != nil && s.WordAt.After(now.Add(-refusedFor))
	}
	return s.Stands(now)
}

// Until is when somebody is taken to have gone from the gate.
func (s Standing) Until() time.Time {
	if s.Status == Denied && s.WordAt != nil {
		return s.WordAt.Add(refusedFor)
	}
	return s.Due.Add(standsFor)
}

// stands is Visit.Stands of a v in SQL.
const stands = `v.status IN ('pending', 'approved') AND NOT ` + isLate + ` AND ` + WaitsFrom + ` <= now()
	AND (v.status = 'pending' OR v.approved_at > coalesce(v.asked_at, v.created_at) AND ` + WaitsFrom + ` = v.approved_at)`

// ofVisit is the condition that a row of the trail, by its name, is of a v.
func ofVisit(row string) string {
	return row + `.resource_type = 'visitor_logs' AND ` + row + `.resource_id = v.id`
}

// wasTold is true of a v whose visitor was told of the no since then.
func wasTold(since string) string {
	return `EXISTS (SELECT FROM audit_logs t WHERE ` + ofVisit(`t`) + ` AND t.action = '` + string(action.VisitorDenialTold) + `' AND t.created_at >= ` + since + `)`
}

// AtGate returns who stands at the actor's gate, all gates' where the actor is at none:
// first who may enter, then who was refused in the last quarter of an hour by somebody
// who does not stand there, and was not told so yet, then who waits; in each the longest
// first. Where somebody stands is where they were last dealt with. held is one besides
// who is returned wherever they are by now; Nil for nobody.
func (s *Store) AtGate(ctx context.Context, actor role.Actor, held uuid.UUID) ([]Standing, error) {
	if _, err := actor.Permit(role.LogVisits); err != nil {
		return nil, err
	}
	gate := value.Tidy(value.Limit(actor.Origin.Gate, 50))
	all, err := register.Shared(ctx, s.reg, "at gate "+held.String()+" "+actor.Origin.Gate, func(ctx context.Context) ([]Standing, error) {
		found, err := register.List[Standing](ctx, s.reg, atGateQuery(), pgx.NamedArgs{"gate": gate, "held": value.NullID(held), "limit": standsMost, "refused_for": refusedFor})
		for i := range found {
			found[i].RingPhone = value.MaskPhone(found[i].RingPhone, s.settings.Region())
		}
		InStripOrder(found)
		return found, err
	})
	return slices.Clone(all), err
}

// atGateQuery finds who stands there, and then what the trail has of each. A no that was
// said at a gate, or by who logged the visitor, needs nobody who passes it on.
func atGateQuery() string {
	return `WITH there AS MATERIALIZED (
			(SELECT v.id FROM visitor_logs v WHERE ` + stands + ` ORDER BY ` + WaitsFrom + `, v.id LIMIT @limit)
			UNION
			SELECT v.id FROM audit_logs d JOIN visitor_logs v ON v.id = d.resource_id
			WHERE d.action = '` + string(action.VisitorDenied) + `' AND d.created_at > now() - @refused_for::interval AND d.resource_type = 'visitor_logs'
			  AND (coalesce(d.details ->> 'gate', '') = '' OR d.details #>> '{actor,role}' = 'resident') AND d.user_id IS DISTINCT FROM v.security_guard_id
			  AND v.status = 'denied' AND v.withdrawn_at IS NULL AND (v.security_guard_id IS NOT NULL OR v.approved_at IS NULL) AND NOT ` + isLate + ` AND NOT ` + wasTold(`d.created_at`) + `
			UNION
			SELECT @held::uuid WHERE @held::uuid IS NOT NULL
		)
		SELECT ` + visitRow.Columns + `, coalesce(r.name, '') AS ring, coalesce(r.phone, '') AS ring_phone,
			coalesce(word.word_by, '') AS word_by, word.word_at, coalesce(word.channel, '') AS channel, coalesce(word.note, '') AS note, v.status = 'denied' AND ` + wasTold(`v.created_at`) + ` AS told
		FROM there h JOIN visitor_logs v ON v.id = h.id` + visitRow.Joins + `
		LEFT JOIN LATERAL (SELECT a.details ->> 'gate' AS gate FROM audit_logs a
			WHERE ` + ofVisit(`a`) + ` AND a.details ->> 'gate' <> '' ORDER BY a.created_at DESC, a.id DESC LIMIT 1) last ON true
		LEFT JOIN LATERAL (SELECT coalesce(a.details #>> '{actor,name}', '') AS word_by, a.created_at AS word_at,
				a.details ->> 'approval' AS channel, a.details ->> 'notes' AS note
			FROM audit_logs a WHERE ` + ofVisit(`a`) + ` AND v.status <> 'pending'
			  AND (a.action IN ('` + string(action.VisitorApproved) + `', '` + string(action.VisitorDenied) + `')
				OR a.action = '` + string(action.VisitorCorrected) + `' AND a.details ->> 'approval' <> '')
			ORDER BY a.created_at DESC, a.id DESC LIMIT 1) word ON true
		LEFT JOIN LATERAL (SELECT p.full_name AS name, p.phone_number AS phone FROM user_units l JOIN users p ON p.id = l.user_id
			WHERE l.unit_id = v.unit_id AND v.status IN ('pending', 'approved') AND ` + homes.LivesHere + `
			ORDER BY ` + homes.ResidentOrder + ` LIMIT 1) r ON true
		WHERE h.id = @held OR @gate::text IS NULL OR @gate::text = '' OR coalesce(last.gate, '') IN ('', @gate::text)`
}

// InStripOrder sorts who stands at a gate: who may enter, or did, then who was refused,
// then who waits; in each the longest first.
func InStripOrder(all []Standing) {
	slices.SortFunc(all, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), a.since().Compare(b.since()), slices.Compare(a.ID[:], b.ID[:]))
	})
}

func (s Standing) rank() int {
	switch {
	case s.Status == Pending, s.Lapsed():
		return 2
	case s.Status == Denied:
		return 1
	}
	return 0
}

// since is since when they stand as they do.
func (s Standing) since() time.Time {
	switch {
	case s.Status == Pending:
		return s.WaitsSince()
	case s.Status == Denied && s.WordAt != nil:
		return *s.WordAt
	case s.ApprovedAt != nil:
		return *s.ApprovedAt
	}
	return s.At
}

// TellDenied records that a visitor who was refused was told so at the gate, and stands
// there no more. What the visit is does not change.
func (s *Store) TellDenied(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (Visit, error) {
	return s.moveVisit(ctx, actor, intent, move{
		action: action.VisitorDenialTold, may: role.LogVisits, id: id,
		hold: `SELECT FROM visitor_logs v WHERE v.id = @id FOR NO KEY UPDATE`,
		rules: register.Rules[Visit]{
			{Holds: `v.status = 'denied' AND v.withdrawn_at IS NULL`, Ask: alreadyMoved},
			{Holds: `NOT ` + wasTold(`v.created_at`), Ask: alreadyTold},
		},
	})
}

// alreadyTold says who told a visitor of the no first, and when.
func alreadyTold(ctx context.Context, d connect.DB, v Visit) error {
	type told struct {
		Who string
		At  time.Time
	}
	first, err := register.List[told](ctx, d, `SELECT coalesce(a.details #>> '{actor,name}', u.full_name, '') AS who, a.created_at AS at
		FROM audit_logs a LEFT JOIN users u ON u.id = a.user_id
		WHERE a.resource_type = 'visitor_logs' AND a.resource_id = @id AND a.action = '`+string(action.VisitorDenialTold)+`'
		ORDER BY a.created_at, a.id LIMIT 1`, pgx.NamedArgs{"id": v.ID})
	if err != nil || len(first) == 0 {
		return err
	}
	return fault.Already("%s was told so already by %s at %s.", v.Name, first[0].Who, first[0].At)
}
