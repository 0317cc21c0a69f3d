package homes

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Block is a row of blocks with how its units stand.
type Block struct {
	ID          uuid.UUID `json:"id"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	// Code stands before the number in the labels of its units: A of Tower A, or the
	// whole name where another block was A before. Whole says that it is the latter.
	Code  string `json:"code"`
	Whole bool   `json:"whole"`
	// Units counts all of the block's; the others are parts of it.
	Units       int `json:"units"`
	Occupied    int `json:"occupied"`
	Vacant      int `json:"vacant"`
	Maintenance int `json:"maintenance"`
}

// blockRow is a block as b blocks has it, with its units counted in n.
var blockRow = register.Describe(
	"blocks", "b", `
	CROSS JOIN LATERAL (SELECT count(*) AS units,
			count(*) FILTER (WHERE u.status = 'occupied') AS occupied,
			count(*) FILTER (WHERE coalesce(u.status, 'vacant') = 'vacant') AS vacant,
			count(*) FILTER (WHERE u.status = 'under_maintenance') AS maintenance
		FROM units u WHERE u.block_id = b.id) n`,
	register.Column{Name: "id"},
	register.Column{Name: "name", Audited: true},
	register.Column{Name: "description", Text: true, Audited: true},
	register.Column{Name: "label_code", Field: register.NotRead},
	register.Column{Field: "code", Read: blockCode(`b`)},
	register.Column{Field: "whole", Read: `coalesce(society360_fold(b.label_code) <> society360_fold(society360_block_code(b.name)), false)`},
	register.Column{Field: "units", Read: `n.units`},
	register.Column{Field: "occupied", Read: `n.occupied`},
	register.Column{Field: "vacant", Read: `n.vacant`},
	register.Column{Field: "maintenance", Read: `n.maintenance`},
)

// blockCode is what stands before the number in labels of the units of a block.
func blockCode(b string) string {
	return `coalesce(` + b + `.label_code, society360_block_code(` + b + `.name))`
}

// BlockText is what a person types of a block. Field names for complaints: name,
// description.
type BlockText struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

func (t *BlockText) check() error {
	t.Name, t.Description = value.Clean(t.Name), strings.TrimSpace(value.CleanText(t.Description))
	bad := fault.Fields{}
	if t.Name == "" {
		bad.Add("name", "A block needs a name, such as Tower A.")
	}
	bad.Length("name", t.Name, 50)
	bad.Length("description", t.Description, 500)
	return bad.Err()
}

// BlockFilter chooses blocks, by name.
type BlockFilter struct {
	// Search is part of a name; empty for all.
	Search string
	// After is the last block of the page before; nil for the first page.
	After *Block
	// Limit is how many at most, 50 when zero, 500 at most.
	Limit int
}

// BlockPage is a page of blocks and whether there are more behind it.
type BlockPage struct {
	Blocks []Block
	More   bool
}

// Blocks returns a page of the society's blocks by name, Tower 2 before Tower 10. Admins only.
func (s *Store) Blocks(ctx context.Context, actor role.Actor, f BlockFilter) (BlockPage, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return BlockPage{}, err
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	where, args := `true`, pgx.NamedArgs{"limit": f.Limit + 1}
	if term := value.Limit(value.Clean(f.Search), 50); term != "" {
		where = `false` // a term of signs alone is in no name
		if name := value.NewNameSearch(term); !name.Empty() {
			where = name.In(`b.name`, args)
		}
	}
	if f.After != nil {
		where += ` AND (b.sort_key COLLATE "C", b.id) > (society360_sort_key(@name::text) COLLATE "C", @id)`
		args["name"], args["id"] = f.After.Name, f.After.ID
	}
	blocks, err := register.List[Block](ctx, s.reg, `SELECT `+blockRow.Columns+` FROM (SELECT `+blockRow.Returning+`, b.sort_key FROM blocks b
		WHERE `+where+` ORDER BY b.sort_key COLLATE "C", b.id LIMIT @limit) b`+blockRow.Joins+` ORDER BY b.sort_key COLLATE "C", b.id`, args)
	if err != nil {
		return BlockPage{}, err
	}
	if len(blocks) > f.Limit {
		return BlockPage{Blocks: blocks[:f.Limit], More: true}, nil
	}
	return BlockPage{Blocks: blocks}, nil
}

func blockByID(ctx context.Context, d connect.DB, id uuid.UUID) (Block, error) {
	return register.One[Block](ctx, d, blockRow.Query()+` WHERE b.id = @id`, pgx.NamedArgs{"id": id})
}

// SocietyLock serialises changes of blocks, units and who lives there: two blocks of
// one name, two primary contacts of one unit or an account made twice share no row
// whose lock would keep them apart. It is the lock of accounts, because moving in
// makes accounts as well.
const SocietyLock = accounts.AccountsLock

// blockNameIsFree is the rule that no block but @id has the name @name.
func blockNameIsFree() register.Rule[Block] {
	return register.Rule[Block]{
		Holds: `NOT EXISTS (SELECT FROM blocks o WHERE society360_fold(o.name) = society360_fold(@name::text) AND o.id IS DISTINCT FROM @id)`,
		Says:  fault.Wrong("name", "Another block has this name already."),
	}
}

// blockNameIsNoCode says that @name is not what the units of another block than @id are
// called by: a block A beside Tower A would have an A-101 as well. A name that stands
// may stay.
func blockNameIsNoCode() string {
	return `(NOT EXISTS (SELECT FROM blocks o WHERE o.id IS DISTINCT FROM @id AND society360_fold(` + blockCode(`o`) + `) = society360_fold(@name::text))
		OR EXISTS (SELECT FROM blocks o WHERE o.id = @id AND o.name = @name::text))`
}

func blockNameIsCode(field string) *fault.Error {
	return fault.Wrong(field, "Another block's units are called by this already; give this one a longer name.")
}

// CreateBlock adds a block. Refused on the field name where another block has
// it, however its letters are cased, or where another's units are called by it. Its
// own units are called by its whole name where its short one is taken (Code). Admins only.
func (s *Store) CreateBlock(ctx context.Context, actor role.Actor, intent uuid.UUID, t BlockText) (Block, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return Block{}, err
	}
	if err := t.check(); err != nil {
		return Block{}, err
	}
	may := register.Rules[Block]{blockNameIsFree(), {Holds: blockNameIsNoCode(), Says: blockNameIsCode("name")}}
	return register.Run[Block](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.BlockCreated, Resource: "blocks", Payload: t, Lock: SocietyLock,
		Change: may.Judged() + `,
			inserted AS (
				INSERT INTO blocks AS b (id, name, description)
				SELECT @id, @name::text, @description FROM judged WHERE broken = 0 AND EXISTS (SELECT FROM actor)
				RETURNING ` + blockRow.Returning + `
			),` + blockRow.Added(),
		Args:   pgx.NamedArgs{"id": value.NewID(), "name": t.Name, "description": tidyText(t.Description)},
		Refuse: may.Refuse,
	})
}

// tidyText is a text of several lines as it is stored: NULL when empty.
func tidyText(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// UpdateBlock changes a block's name and description. seen is the block as it was
// when the person began: where somebody else changed it since, the change is refused
// (*fault.Conflict[Block]). The labels of its units follow its name. Admins only.
func (s *Store) UpdateBlock(ctx context.Context, actor role.Actor, intent uuid.UUID, seen Block, t BlockText) (Block, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return Block{}, err
	}
	if err := t.check(); err != nil {
		return Block{}, err
	}
	may := register.Rules[Block]{
		{
			Holds: `b.name = @seen_name AND coalesce(b.description, '') = @seen_description`,
			Ask: func(ctx context.Context, d connect.DB, now Block) error {
				return register.Overtaken(ctx, d, blockRow, now.ID, seen, now, now.Name)
			},
		},
		blockNameIsFree(),
		{Holds: blockNameIsNoCode(), Says: blockNameIsCode("name")},
	}
	return register.Run[Block](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.BlockUpdated, Resource: "blocks", Payload: []any{seen.ID, t}, Lock: SocietyLock,
		Change: blockRow.Move(`b.id = @id`, may.Broken(), `name = @name::text, description = @description`),
		Args: pgx.NamedArgs{
			"id": seen.ID, "name": t.Name, "description": tidyText(t.Description),
			"seen_name": seen.Name, "seen_description": seen.Description,
		},
		Refuse: may.RefuseOf(func(ctx context.Context, d connect.DB) (Block, error) { return blockByID(ctx, d, seen.ID) }),
	})
}

// DeleteBlock removes a block and returns its name. Refused while it has units: they
// are never deleted along with it. Admins only.
func (s *Store) DeleteBlock(ctx context.Context, actor role.Actor, intent, id uuid.UUID) (string, error) {
	if _, err := actor.Permit(role.ManageUnits); err != nil {
		return "", err
	}
	return register.Run[string](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.BlockDeleted, Resource: "blocks", Payload: id, Lock: SocietyLock,
		Change: `
			held AS MATERIALIZED (
				SELECT b.id, b.name, ` + blockRow.Snapshot + ` AS before FROM blocks b
				WHERE b.id = @id AND EXISTS (SELECT FROM actor)
			),
			change AS MATERIALIZED (
				SELECT h.id, h.before, '{}'::jsonb AS after, to_jsonb(h.name) AS result
				FROM held h WHERE society360_remove('blocks', h.id)
			)`,
		Args: pgx.NamedArgs{"id": id},
		Explain: func(ctx context.Context, d connect.DB) error {
			b, err := blockByID(ctx, d, id)
			switch {
			case err != nil:
				return err
			case b.Units == 1:
				return fault.Refuse("%s cannot be deleted: it has 1 unit.", b.Name)
			case b.Units > 1:
				return fault.Refuse("%s cannot be deleted: it has %d units.", b.Name, b.Units)
			}
			return fault.Refuse("%s cannot be deleted: another program still refers to it.", b.Name)
		},
	})
}
