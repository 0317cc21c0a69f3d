package visits

import (
	"context"
	"maps"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// Insist is what a guard was asked about before, and does all the same.
type Insist struct {
	// Phone lets a second visitor in with the phone of somebody inside, Plate with a
	// vehicle that is inside.
	Phone bool `json:"phone"`
	Plate bool `json:"plate"`
	// Another says that the visitor is not the one of that name who is expected at the
	// unit.
	Another bool `json:"another"`
	// Override is why somebody who is barred is let in all the same; empty for not. An
	// admin may, and of a name alone whoever logs visitors.
	Override string `json:"override,omitempty"`
}

// Why a visit is refused until a guard insists.
const (
	// ErrDuplicateInside: somebody with the phone is inside; Insist.Phone.
	ErrDuplicateInside = fault.Sentence("the phone has an open visit")
	// ErrVehicleInside: the vehicle is inside; Insist.Plate.
	ErrVehicleInside = fault.Sentence("the vehicle has an open visit")
	// ErrExpected: somebody of that name is expected at the unit; Insist.Another.
	ErrExpected = fault.Sentence("the visitor is expected")
)

// Met is the cause of a refusal on which a guard may insist.
type Met struct {
	// Why is ErrDuplicateInside, ErrVehicleInside or ErrExpected.
	Why error
	// Visit is the one that was met.
	Visit Visit
}

// Error is the reason.
func (m *Met) Error() string { return m.Why.Error() }

// Unwrap is the reason.
func (m *Met) Unwrap() error { return m.Why }

// inside are the open visits o that match, in SQL.
func inside(match string) string {
	return `SELECT FROM visitor_logs o WHERE ` + match + ` AND coalesce(o.status, 'checked_in') = 'checked_in'`
}

// Conditions on an open visit o: it has the phone or the vehicle that is typed (value.PhoneArgs,
// value.VehicleArgs), or that of the visit v.
func phoneTyped() string { return value.PhoneIs(`o.visitor_phone`) }
func phoneOfV() string   { return value.PhonesMatch(`o.visitor_phone`, `v.visitor_phone`) }
func phoneOfEntry() string {
	return `(` + phoneOfV() + ` OR coalesce(v.visitor_phone, '') = '' AND @phone_number <> '' AND ` + phoneTyped() + `)`
}
func vehicleTyped() string { return value.VehicleIs(`o.vehicle_number`, `@vehicle`) }
func vehicleOfV() string {
	return value.VehicleIs(`o.vehicle_number`, `(`+value.VehicleOf(`v.vehicle_number`)+`)`)
}

// oneOfName is the condition that a visit o is of one who is expected and may have the
// name @visitor_name. Whose approval lapsed unused is not expected any more.
func oneOfName() string {
	return `o.status IN ('pending', 'approved')
		AND greatest(coalesce(o.approved_at, o.asked_at, o.created_at), society360_arrival(o.expected_arrival)) > now() - ` + ApprovalSQL + `
		AND ` + value.NamesMatch(`o.visitor_name`, `@visitor_name::text`)
}

// meets complains of the latest visit o that was met, the one that found gives, with
// its name, when it came or is due, and its unit after what before has.
func meets(why fault.Sentence, format, found string, given pgx.NamedArgs, before ...any) func(context.Context, connect.DB, Visit) error {
	return func(ctx context.Context, d connect.DB, now Visit) error {
		args := maps.Clone(given)
		args["id"] = now.ID
		met, err := register.List[Visit](ctx, d, visitRow.Query()+`
			WHERE v.id = (SELECT o.id FROM visitor_logs o LEFT JOIN visitor_logs v ON v.id = @id WHERE `+found+` AND o.id <> @id
				ORDER BY coalesce(o.check_in_time, o.created_at) DESC, o.id DESC LIMIT 1)`, args)
		if err != nil || len(met) == 0 {
			return err // nobody: it has changed again since
		}
		v := met[0]
		unit := v.Unit
		if unit == "" {
			unit = "-"
		}
		e := fault.Refuse(format, append(before, v.Name, v.Comes(), unit)...)
		e.Cause = &Met{Why: why, Visit: v}
		return e
	}
}

const isInside = ` AND coalesce(o.status, 'checked_in') = 'checked_in'`

func phoneIsInside(match string, args pgx.NamedArgs) func(context.Context, connect.DB, Visit) error {
	return meets(ErrDuplicateInside, "Someone with this phone is inside already: %s since %s (%s).", match+isInside, args)
}

func vehicleIsInside(match string, plate string, args pgx.NamedArgs) func(context.Context, connect.DB, Visit) error {
	return meets(ErrVehicleInside, "%s is inside already: %s since %s (%s).", match+isInside, args, value.PlateKey(plate))
}

// visitLock and vehicleLock name the locks of a phone number and of a vehicle that
// somebody is let in with, before the number and the plate.
const (
	visitLock   = "visit:"
	vehicleLock = "vehicle:"
)

// hold takes the locks of a phone number and of a vehicle, in that order, from the
// expressions that give them: whoever lets the same in waits.
func hold(number, vehicle, from string) string {
	lock := func(prefix, of string) string {
		return `CASE WHEN ` + of + ` <> '' THEN pg_advisory_xact_lock(` + connect.LockKey(`'`+prefix+`' || `+of) + `)::text END`
	}
	return `SELECT ` + lock(visitLock, `n.number`) + `, ` + lock(vehicleLock, `n.vehicle`) + `
		FROM (SELECT ` + number + ` AS number, ` + vehicle + ` AS vehicle ` + from + `) n`
}

// holdTyped takes the locks of what is typed, holdRow of what the visit @id has, and
// holdEntry of that, with the phone that is typed where it has none.
func holdTyped() string { return hold(`@phone_number::text`, `@vehicle::text`, ``) }
func holdRow() string   { return holdOf(phoneOfRow()) }
func holdEntry() string {
	return holdOf(`coalesce(nullif(` + phoneOfRow() + `, ''), @phone_number::text)`)
}

func phoneOfRow() string { return value.PhoneNumberOf(`coalesce(v.visitor_phone, '')`) }

func holdOf(number string) string {
	return hold(number, value.VehicleOf(`v.vehicle_number`), `FROM visitor_logs v WHERE v.id = @id`)
}
