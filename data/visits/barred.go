package visits

import (
	"context"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// BarKind says what of a visitor is barred.
type BarKind string

// What can be barred.
const (
	BarredPhone BarKind = "phone"
	BarredPlate BarKind = "plate"
	BarredName  BarKind = "name"
)

// BarKinds lists them.
func BarKinds() []BarKind { return []BarKind{BarredPhone, BarredPlate, BarredName} }

// BarState is how a bar stands today.
type BarState string

// How bars stand. Only one in force bars anybody.
const (
	BarInForce BarState = "in_force"
	// BarOver is behind its last day.
	BarOver BarState = "over"
	// BarLapsed is a resident's for a unit where they do not live any more.
	BarLapsed BarState = "lapsed"
	// BarLifted was ended by somebody.
	BarLifted BarState = "lifted"
)

// Bar is a phone, a plate or a name that is not let in. Strings are cleaned, times UTC.
type Bar struct {
	ID   uuid.UUID `json:"id"`
	Kind BarKind   `json:"kind"`
	// Value is the phone, plate or name as it was typed.
	Value string `json:"value"`
	// UnitID is the unit to which it is not let in, nil for the whole society; Unit is
	// its label.
	UnitID *uuid.UUID `json:"unit_id"`
	Unit   string     `json:"unit"`
	Reason string     `json:"reason"`
	// LastDay is the last day on which it is barred; zero is until it is lifted.
	LastDay value.Day `json:"last_day"`
	State   BarState  `json:"state"`
	// By is who barred it, ByResident that they did for their own unit.
	By         string     `json:"by"`
	ByID       *uuid.UUID `json:"by_id"`
	ByResident bool       `json:"by_resident"`
	CreatedAt  time.Time  `json:"created_at"`
	LiftedAt   *time.Time `json:"lifted_at"`
	LiftedBy   string     `json:"lifted_by"`
	LiftReason string     `json:"lift_reason"`
}

// barRow is a bar as b barred_visitors has it, with its unit bu, and who barred and lifted it.
var barRow = register.Describe(
	"barred_visitors", "b", `
	LEFT JOIN units bu ON bu.id = b.unit_id
	LEFT JOIN users bb ON bb.id = b.barred_by
	LEFT JOIN users bl ON bl.id = b.lifted_by`,
	register.Column{Name: "id"},
	register.Column{Name: "kind", Audited: true},
	register.Column{Name: "value", Audited: true},
	register.Column{Name: "unit_id", Audited: true},
	register.Column{Field: "unit", Read: `coalesce(bu.label, '')`},
	register.Column{Name: "reason", Audited: true},
	register.Column{Name: "last_day", Audited: true},
	register.Column{Field: "state", Read: barState()},
	register.Column{Name: "barred_by", Field: "by_id"},
	register.Column{Field: "by", Read: `coalesce(bb.full_name, '')`},
	register.Column{Name: "by_resident", Audited: true},
	register.Column{Name: "created_at"},
	register.Column{Name: "lifted_at", Audited: true},
	register.Column{Name: "lifted_by", Field: register.NotRead},
	register.Column{Field: "lifted_by", Read: `coalesce(bl.full_name, '')`},
	register.Column{Name: "lift_reason", Text: true, Audited: true},
)

const (
	// barOver is true of a bar b whose last day is behind, by the society's calendar: it
	// ends at midnight by itself.
	barOver = `b.last_day < ` + settings.TodaySQL
	// barLapsed is true of a resident's bar b, who does not live in its unit any more.
	barLapsed = `(b.by_resident AND NOT EXISTS (SELECT FROM user_units l JOIN users p ON p.id = l.user_id
		WHERE l.user_id = b.barred_by AND l.unit_id = b.unit_id AND ` + homes.LivesHere + `))`
	// barInForce is BarInForce of a bar b. Its first words are those of the indexes.
	barInForce = `(b.lifted_at IS NULL AND (` + barOver + `) IS NOT TRUE AND NOT ` + barLapsed + `)`
)

func barState() string {
	return `CASE WHEN b.lifted_at IS NOT NULL THEN '` + string(BarLifted) + `' WHEN ` + barOver + ` THEN '` + string(BarOver) + `'
		WHEN ` + barLapsed + ` THEN '` + string(BarLapsed) + `' ELSE '` + string(BarInForce) + `' END`
}

// barScope is the condition on a bar b that keeps a resident to those for their own units:
// what they barred there, and what is in force there.
func barScope(s role.Scope) string {
	if s == role.OwnUnits {
		return `(b.unit_id IN ` + homes.OwnUnitIDs + ` AND (b.barred_by = @actor OR ` + barInForce + `))`
	}
	return `true`
}

// Says tells who barred, until when and why, as its format and what goes in; a day of
// another year than today's bears its year.
func (b Bar) Says(today value.Day) (format string, args []any) {
	layout, who := "2 Jan", b.By
	if b.LastDay.Year != today.Year {
		layout = "2 Jan 2006"
	}
	if who == "" {
		who = "the office"
	}
	why := strings.TrimRight(b.Reason, ". ")
	switch {
	case b.Unit == "" && b.LastDay.IsZero():
		return "BARRED by %s: %s", []any{who, why}
	case b.Unit == "":
		return "BARRED by %s until %s: %s", []any{who, b.LastDay.Format(layout), why}
	case b.LastDay.IsZero():
		return "BARRED from %s by %s: %s", []any{b.Unit, who, why}
	}
	return "BARRED from %s by %s until %s: %s", []any{b.Unit, who, b.LastDay.Format(layout), why}
}

// BarDraft is whom somebody bars. Field names for complaints: kind, value, unit, reason,
// last_day.
type BarDraft struct {
	Kind  BarKind `json:"kind"`
	Value string  `json:"value"`
	// UnitID is nil for the whole society, which no resident bars anybody from.
	UnitID *uuid.UUID `json:"unit_id"`
	Reason string     `json:"reason"`
	// LastDay is zero for until it is lifted.
	LastDay value.Day `json:"last_day"`
	// OddPhone is that of Draft.
	OddPhone bool `json:"odd_phone"`
}

// How many characters a reason has: of a bar, which is read beside a field of the gate's
// form; of its end and of an override.
const (
	barReasonMost = 200
	reasonMost    = 500
)

func (d *BarDraft) check(allowed role.Scope, region string, today value.Day) error {
	bad := fault.Fields{}
	d.Value, d.Reason = value.Clean(d.Value), value.Clean(d.Reason)
	switch {
	case d.Value == "":
		bad.Add("value", "Who is barred? Type a phone, a plate or a name.")
	case d.Kind == BarredPhone:
		if odd := value.OddPhone(d.Value, region); odd != nil && (!d.OddPhone || value.PhoneNumber(d.Value, region) == "") {
			bad["value"] = odd
		}
		bad.Length("value", d.Value, 20)
	case d.Kind == BarredPlate:
		if value.Vehicle(d.Value) == "" {
			bad.Add("value", "A plate has letters and digits, such as MH12AB1234.")
		}
		bad.Length("value", d.Value, 20)
	case d.Kind == BarredName:
		bad.Length("value", d.Value, 100)
	default:
		bad.Add("kind", "A phone, a plate or a name is barred.")
	}
	if d.Reason == "" {
		bad.Add("reason", "Why? The gate reads it.")
	}
	bad.Length("reason", d.Reason, barReasonMost)
	if e := value.RegisterDays().Wrong(d.LastDay, today); e != nil {
		bad["last_day"] = e
	}
	if d.UnitID == nil && allowed == role.OwnUnits {
		bad.Add("unit", "Which unit? You bar visitors of your own unit.")
	}
	return bad.Err()
}

// barsLock serialises who bars: of two at once the second is told of the first.
const barsLock = "barred_visitors"

// Bar bars a phone, a plate or a name from the society or from one unit, from now on; a
// resident from a unit of theirs. Refused: it is barred from there already. Whoever lets
// the same in at the same time either did before, or is refused.
func (s *Store) Bar(ctx context.Context, actor role.Actor, intent uuid.UUID, d BarDraft) (Bar, error) {
	allowed, err := actor.Permit(role.BarVisitors)
	if err != nil {
		return Bar{}, err
	}
	if bad := d.check(allowed, s.settings.Region(), s.settings.ThisDay()); bad != nil {
		return Bar{}, bad
	}
	text := Text{}
	switch d.Kind {
	case BarredPhone:
		text.Phone = d.Value
	case BarredPlate:
		text.Plate = d.Value
	case BarredName:
		text.Name = d.Value
	}
	args := s.typedArgs(text, pgx.NamedArgs{
		"id": value.NewID(), "kind": string(d.Kind), "value": d.Value, "unit": d.UnitID, "reason": d.Reason, "last_day": d.LastDay,
		"by_resident": allowed == role.OwnUnits, "visitor_name": text.Name,
	})
	same := `b.unit_id IS NOT DISTINCT FROM @unit::uuid AND ` + barInForce + ` AND ` + typedBar().ofKind(d.Kind)
	unit := homes.UnitIsThere[Bar](allowed)
	unit.Sure = d.UnitID == nil
	may := register.Rules[Bar]{
		unit,
		{Sure: d.LastDay.IsZero(), Holds: `@last_day::date >= ` + settings.TodaySQL, Says: fault.Wrong("last_day", "That day is gone; choose today or later.")},
		{
			Sure:  d.Kind != BarredName,
			Holds: `btrim(` + value.NameKey(`@value::text`) + `) <> ''`,
			Says:  fault.Wrong("value", "A name has letters or digits."),
		},
		{
			Holds: `NOT EXISTS (SELECT FROM barred_visitors b WHERE ` + same + `)`,
			Ask: func(ctx context.Context, d connect.DB, _ Bar) error {
				there, err := register.List[Bar](ctx, d, barRow.Query()+` WHERE `+same+` LIMIT 1`, args)
				if err != nil || len(there) == 0 {
					return err
				}
				return fault.Already("%s is barred already, by %s since %s.", there[0].Value, there[0].By, there[0].CreatedAt)
			},
		},
	}
	return register.Run[Bar](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.VisitorBarred, Resource: "barred_visitors", Payload: d, Lock: barsLock, Hold: holdTyped(),
		Change: may.Judged() + `,
			inserted AS (
				INSERT INTO barred_visitors AS b (id, kind, value, unit_id, reason, last_day, barred_by, by_resident)
				SELECT @id, @kind, @value, @unit::uuid, @reason, @last_day::date, @actor::uuid, @by_resident
				FROM judged WHERE broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + barRow.Returning + `
			),` + barRow.Added(),
		Args: args, Refuse: may.Refuse,
	})
}

// Lift ends a bar from now on; the reason is audited. Residents lift what a resident of
// their unit barred, guards what they barred themselves since midnight.
func (s *Store) Lift(ctx context.Context, actor role.Actor, intent, id uuid.UUID, reason string) (Bar, error) {
	allowed, err := actor.Permit(role.LiftBars)
	if err != nil {
		return Bar{}, err
	}
	bad := fault.Fields{}
	if reason = value.Clean(reason); reason == "" {
		bad.Add("reason", "Why? The reason stays in the register.")
	}
	bad.Length("reason", reason, reasonMost)
	if err := bad.Alone(); err != nil {
		return Bar{}, err
	}
	args := pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID), "reason": reason}
	may := register.Rules[Bar]{
		{Holds: `b.lifted_at IS NULL`, Of: func(now Bar) error {
			if now.LiftedAt == nil {
				return nil
			}
			return fault.Already("%s was lifted already by %s at %s.", now.Value, now.LiftedBy, *now.LiftedAt)
		}},
		{
			Sure: allowed != role.RaisedToday, Holds: `b.barred_by = @actor::uuid AND ` + homes.DayOf(`b.created_at`) + ` = ` + settings.TodaySQL,
			Says: fault.Refuse("A guard lifts what they barred themselves today; the office lifts all else."),
		},
		{
			Sure: allowed != role.OwnUnits, Holds: `b.by_resident`,
			Says: fault.Refuse("The office barred this visitor; only the office lifts that."),
		},
	}
	where := `b.id = @id AND ` + barScope(allowed)
	return register.Run[Bar](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.VisitorBarLifted, Resource: "barred_visitors", Payload: []any{id, reason}, Notes: reason, Args: args,
		Change: barRow.Move(where, may.Broken(), `lifted_at = now(), lifted_by = @actor::uuid, lift_reason = @reason`),
		Refuse: may.RefuseOf(func(ctx context.Context, d connect.DB) (Bar, error) {
			return register.One[Bar](ctx, d, barRow.Query()+` WHERE `+where, args)
		}),
	})
}
