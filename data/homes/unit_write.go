package homes

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// UnderMaintenance is the status that an admin sets; the other two follow from who
// lives in the unit.
const UnderMaintenance = "under_maintenance"

// The floors that a unit may be on: basements are below zero.
const (
	LowestFloor  = -9
	HighestFloor = 200
)

// UnitText is what a person types of a unit. Field names for complaints: number,
// floor, type.
type UnitText struct {
	// Number is the unit's number within its block: "101".
	Number string `json:"number"`
	Floor  int    `json:"floor"`
	// Type is 1BHK, 2BHK and so on, or free text such as Shop.
	Type string `json:"type"`
}

// UnitType is a unit's type as it is kept: "2 bhk" is 2BHK.
func UnitType(typed string) string {
	typed = value.Clean(typed)
	if folded := strings.ToUpper(strings.ReplaceAll(typed, " ", "")); IsRooms(folded) {
		return folded
	}
	return typed
}

// IsRooms reports whether a type in capitals counts rooms: 1RK, 2BHK, 2.5BHK.
func IsRooms(kind string) bool {
	rooms, bhk := strings.CutSuffix(kind, "BHK")
	if !bhk {
		rooms, bhk = strings.CutSuffix(kind, "RK")
	}
	rooms = strings.TrimSuffix(rooms, ".5")
	return bhk && len(rooms) == 1 && rooms >= "1" && rooms <= "9"
}

func (t *UnitText) check(bad fault.Fields) {
	t.Number, t.Type = value.Clean(t.Number), UnitType(t.Type)
	if wrong := WrongNumber(t.Number); wrong != nil {
		bad["number"] = wrong
	}
	if t.Floor < LowestFloor || t.Floor > HighestFloor {
		bad.Add("floor", "A floor is a whole number from %d to %d.", LowestFloor, HighestFloor)
	}
	if t.Type == "" {
		bad.Add("type", "Which type? Such as 2BHK or Shop.")
	}
	bad.Length("type", t.Type, 20)
}

// UnitDraft is a unit to be added, to a block that is there or to a new one.
// Field names for complaints: block, and those of UnitText.
type UnitDraft struct {
	// BlockID is the block; nil to make one called BlockName.
	BlockID   *uuid.UUID `json:"block_id"`
	BlockName string     `json:"block_name"`
	UnitText
}

func (n *UnitDraft) check() error {
	bad := fault.Fields{}
	n.UnitText.check(bad)
	if n.BlockID == nil {
		block := BlockText{Name: n.BlockName}
		if block.check() != nil {
			bad.Add("block", "Which block? Type its name of 1 to 50 characters.")
		}
		n.BlockName = block.Name
	}
	return bad.Err()
}

// CreateUnit adds a vacant unit, and its block where that is new. Invalid on the
// field number where the block has a unit of that number. Admins only.
func (s *Store) CreateUnit(ctx context.Context, actor role.Actor, intent uuid.UUID, n UnitDraft) (UnitRow, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return UnitRow{}, err
	}
	if err := n.check(); err != nil {
		return UnitRow{}, err
	}
	may := mayBeBuilt()
	return register.Run[UnitRow](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.UnitCreated, Resource: "units", Payload: n, Lock: SocietyLock,
		Change: may.Judged() + `,
			built AS (
				INSERT INTO blocks AS b (id, name)
				SELECT @new_block, @name::text FROM judged
				WHERE @block::uuid IS NULL AND broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING b.id, b.name, NULL::jsonb AS before, jsonb_build_object('name', b.name) AS after
			),
			` + register.AuditEach("built", action.BlockCreated, "blocks") + `,
			block AS (
				SELECT id, name FROM built
				UNION ALL SELECT b.id, b.name FROM blocks b WHERE b.id = @block::uuid
			),
			inserted AS (
				INSERT INTO units AS u (id, block_id, unit_number, floor_number, type, status)
				SELECT @id, b.id, @number::text, @floor, @type, 'vacant' FROM block b, judged
				WHERE broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + UnitListed.Returning + `
			),
			change AS (
				SELECT u.id, NULL::jsonb AS before, ` + UnitFields.Snapshot + ` AS after,
					jsonb_build_object('id', u.id, 'label', u.label, 'block', b.name, 'number', u.unit_number,
						'floor', u.floor_number, 'type', u.type, 'status', u.status, 'key', u.sort_key) AS result
				FROM inserted u JOIN block b ON b.id = u.block_id
			)`,
		Args: pgx.NamedArgs{
			"id": value.NewID(), "new_block": value.NewID(), "block": n.BlockID, "name": n.BlockName,
			"number": n.Number, "floor": n.Floor, "type": n.Type,
		},
		Refuse: may.Refuse,
	})
}

// mayBeBuilt are the rules of a new unit that need the database.
func mayBeBuilt() register.Rules[UnitRow] {
	return register.Rules[UnitRow]{
		{
			Holds: `@block::uuid IS NULL OR EXISTS (SELECT FROM blocks b WHERE b.id = @block::uuid)`,
			Says:  fault.Wrong("block", "There is no such block any more."),
		},
		{
			Holds: `@block::uuid IS NOT NULL OR NOT EXISTS (SELECT FROM blocks b WHERE society360_fold(b.name) = society360_fold(@name::text))`,
			Says:  fault.Wrong("block", "There is a block of this name already; choose it."),
		},
		{
			Holds: `@block::uuid IS NOT NULL OR ` + blockNameIsNoCode(),
			Says:  blockNameIsCode("block"),
		},
		{
			Holds: `NOT EXISTS (SELECT FROM units o WHERE o.block_id = @block::uuid AND society360_fold(o.unit_number) = society360_fold(@number::text))`,
			Says:  unitNumberTaken(),
		},
	}
}

func unitNumberTaken() *fault.Error {
	return fault.Wrong("number", "This block has a unit of that number already.")
}

// unitChange is a change of one unit's row.
type unitChange struct {
	action  action.Action
	id      uuid.UUID
	payload any
	notes   string
	// rules are on the row u.
	rules register.Rules[UnitRow]
	set   string
	args  pgx.NamedArgs
}

func (s *Store) changeUnit(ctx context.Context, actor role.Actor, intent uuid.UUID, c unitChange) (UnitRow, error) {
	c.args["id"] = c.id
	return register.Run[UnitRow](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: c.action, Resource: "units", Lock: SocietyLock,
		Payload: []any{c.id, c.payload}, Notes: c.notes, Args: c.args,
		Change: UnitListed.Move(`u.id = @id`, c.rules.Broken(), c.set),
		Refuse: c.rules.RefuseOf(func(ctx context.Context, d connect.DB) (UnitRow, error) {
			return register.One[UnitRow](ctx, d, UnitListed.Query()+` WHERE u.id = @id`, pgx.NamedArgs{"id": c.id})
		}),
	})
}

// UpdateUnit changes a unit's number, floor and type. seen is the unit as it was
// when the person began: where somebody else changed it since, the change is refused
// (*fault.Conflict[UnitRow]). Admins only.
func (s *Store) UpdateUnit(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Unit, t UnitText) (UnitRow, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return UnitRow{}, err
	}
	bad := fault.Fields{}
	if t.check(bad); t.Number == seen.Number {
		delete(bad, "number") // what another program or an earlier version wrote can stay
	}
	if len(bad) > 0 {
		return UnitRow{}, bad.Err()
	}
	return s.changeUnit(ctx, actor, intent, unitChange{
		action: action.UnitUpdated, id: seen.ID, payload: t,
		rules: register.Rules[UnitRow]{
			{
				Holds: `u.unit_number = @seen_number AND u.floor_number = @seen_floor AND u.type = @seen_type`,
				Ask: func(ctx context.Context, d connect.DB, now UnitRow) error {
					return register.Overtaken(ctx, d, UnitFields, now.ID, seen, now, now.Label)
				},
			},
			{
				Holds: `NOT EXISTS (SELECT FROM units o WHERE o.block_id IS NOT DISTINCT FROM u.block_id
					AND society360_fold(o.unit_number) = society360_fold(@number::text) AND o.id <> u.id)`,
				Says: unitNumberTaken(),
			},
		},
		set: `unit_number = @number::text, floor_number = @floor, type = @type`,
		args: pgx.NamedArgs{
			"number": t.Number, "floor": t.Floor, "type": t.Type,
			"seen_number": seen.Number, "seen_floor": seen.Floor, "seen_type": seen.Type,
		},
	})
}

// SetMaintenance puts a unit under maintenance, or ends that: then it is occupied or
// vacant again, by who lives there. The note says why; it may be empty. Refused: the
// unit is so already. Admins only.
func (s *Store) SetMaintenance(ctx context.Context, actor role.Actor, intent, id uuid.UUID, under bool, note string) (UnitRow, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return UnitRow{}, err
	}
	return s.changeUnit(ctx, actor, intent, unitChange{
		action: action.UnitStatusChanged, id: id, payload: []any{under, value.Clean(note)}, notes: value.Limit(value.Clean(note), 500),
		rules: register.Rules[UnitRow]{{
			Holds: `(coalesce(u.status, 'vacant') = 'under_maintenance') <> @under::boolean`,
			Of: func(now UnitRow) error {
				if under {
					return fault.Already("%s is under maintenance already.", now.Label)
				}
				return fault.Refuse("%s is not under maintenance.", now.Label)
			},
		}},
		set: `status = CASE WHEN @under::boolean THEN 'under_maintenance' WHEN EXISTS (
				SELECT FROM user_units l JOIN users p ON p.id = l.user_id WHERE l.unit_id = u.id AND ` + LivesHere + `)
			THEN 'occupied' ELSE 'vacant' END`,
		args: pgx.NamedArgs{"under": under},
	})
}

// DeleteUnit removes a unit to which nothing refers, and returns its label. Refused
// otherwise, with what refers to it counted: its history is never deleted along with
// it. Admins only.
func (s *Store) DeleteUnit(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (string, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return "", err
	}
	return register.Run[string](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.UnitDeleted, Resource: "units", Payload: id, Lock: SocietyLock,
		Change: `
			held AS MATERIALIZED (
				SELECT u.id, coalesce(u.label, u.unit_number) AS label, ` + UnitFields.Snapshot + ` AS before
				FROM units u WHERE u.id = @id AND EXISTS (SELECT FROM actor)
			),
			change AS MATERIALIZED (
				SELECT h.id, h.before, '{}'::jsonb AS after, to_jsonb(h.label) AS result
				FROM held h WHERE society360_remove('units', h.id)
			)`,
		Args: pgx.NamedArgs{"id": id},
		Explain: func(ctx context.Context, d connect.DB) error {
			unit, err := register.One[struct {
				Label string
				UnitHangs
			}](ctx, d, `SELECT coalesce(u.label, u.unit_number) AS label, `+HangsColumns+` FROM units u WHERE u.id = @id`, pgx.NamedArgs{"id": id})
			if err != nil {
				return err
			}
			return fault.Refuse("%s cannot be deleted: %s.", unit.Label, unit.UnitHangs.String())
		},
	})
}
