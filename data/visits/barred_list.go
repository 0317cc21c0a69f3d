package visits

import (
	"context"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// BarFilter chooses bars, the newest first.
type BarFilter struct {
	// Ended lists those that are not in force any more instead of those that are.
	Ended bool
	// UnitID keeps to those for one unit; nil for all.
	UnitID *uuid.UUID
	// Search is part of a phone, a plate, a name or the reason, or a unit; empty for all.
	Search string
	// After continues behind the last row of the page before.
	After *BarCursor
	// Limit is how many rows at most, 50 when zero, 500 at most.
	Limit int
}

// BarCursor is the place of a bar in the list.
type BarCursor struct {
	At time.Time
	ID uuid.UUID
}

// Cursor is the bar's own place.
func (b Bar) Cursor() *BarCursor { return &BarCursor{At: b.CreatedAt, ID: b.ID} }

// BarPage is a page of bars and whether there are more behind it.
type BarPage struct {
	Bars []Bar
	More bool
}

// Bars returns a page of who is barred, or was. A resident sees those for own units only.
func (s *Store) Bars(ctx context.Context, actor role.Actor, f BarFilter) (BarPage, error) {
	allowed, err := actor.Permit(role.BarVisitors)
	if err != nil {
		return BarPage{}, err
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	args := pgx.NamedArgs{"actor": value.NullID(actor.UserID), "limit": f.Limit + 1}
	where := []string{barScope(allowed), barInForce}
	if f.Ended {
		where[1] = `NOT ` + barInForce
	}
	if f.UnitID != nil {
		where, args["unit"] = append(where, `b.unit_id = @unit`), *f.UnitID
	}
	if f.After != nil {
		where = append(where, `(b.created_at, b.id) < (@after_at, @after_id)`)
		args["after_at"], args["after_id"] = f.After.At, f.After.ID
	}
	if search := value.NewSearch(f.Search, s.settings.Region()); !search.Empty() {
		means := barMeans(search, args)
		if means == "" {
			return BarPage{}, fault.Wrong("search", "Type three letters at least, or a unit, or part of a phone.")
		}
		where = append(where, means)
	}
	bars, err := register.List[Bar](ctx, s.reg, barRow.Query()+` WHERE `+strings.Join(where, ` AND `)+`
		ORDER BY b.created_at DESC, b.id DESC LIMIT @limit`, args)
	if err != nil {
		return BarPage{}, err
	}
	if len(bars) > f.Limit {
		return BarPage{Bars: bars[:f.Limit], More: true}, nil
	}
	return BarPage{Bars: bars}, nil
}

// GetBar returns one bar. NotFound: there is none, or it is nothing of a resident's.
func (s *Store) GetBar(ctx context.Context, actor role.Actor, id uuid.UUID) (Bar, error) {
	allowed, err := actor.Permit(role.BarVisitors)
	if err != nil {
		return Bar{}, err
	}
	return register.One[Bar](ctx, s.reg, barRow.Query()+` WHERE b.id = @id AND `+barScope(allowed), pgx.NamedArgs{"id": id, "actor": value.NullID(actor.UserID)})
}

// markBarred marks who of these visitors is barred.
func (s *Store) markBarred(ctx context.Context, visits []Visit) error {
	if len(visits) == 0 {
		return nil
	}
	at, ids := map[uuid.UUID]*Visit{}, make([]uuid.UUID, len(visits))
	for i := range visits {
		ids[i] = visits[i].ID
		at[ids[i]] = &visits[i]
	}
	marked, err := register.List[struct{ ID uuid.UUID }](ctx, s.reg, `SELECT v.id FROM visitor_logs v
		WHERE v.id = ANY (@ids::uuid[]) AND EXISTS (SELECT FROM barred_visitors b WHERE b.lifted_at IS NULL)
		AND EXISTS (`+barOfV().found(BarKinds())+`)`, s.typedArgs(Text{}, pgx.NamedArgs{"ids": ids}))
	for _, v := range marked {
		at[v.ID].Barred = true
	}
	return err
}

// barMeans is the condition that a search means a bar b; empty where it means none.
func barMeans(t value.Search, args pgx.NamedArgs) string {
	var means []string
	word := !value.LikePhone(t.Text)
	if name := value.NewNameSearch(t.Text); word && !name.Empty() {
		means = append(means, `b.kind = 'name' AND `+name.In(`b.value`, args), name.In(`b.reason`, args))
	}
	if len(t.Digits) >= 3 && !word {
		means = append(means, `b.kind = 'phone' AND (`+strings.Join(value.NewPhoneSearch(t.Text, t.Region).Arms(`b.value`, args), ` OR `)+`)`)
	}
	if len(t.Plate) >= 3 {
		means = append(means, `b.kind = 'plate' AND society360_plate_key(b.value) LIKE @like_plate`)
		args["like_plate"] = `%` + t.Plate + `%`
	}
	if homes.UnitKey(t.Text) != "" {
		means = append(means, `b.unit_id IN (`+homes.UnitsNamed(t.Text, args)+`)`)
	}
	if len(means) == 0 {
		return ""
	}
	return `((` + strings.Join(means, `) OR (`) + `))`
}

// BarredOf returns what of a visitor is barred from the unit, or from the society where no
// unit is known yet, the newest first: whoever stands at the gate learns of it before they
// save. A resident learns of what is barred from their own unit, and of nothing else; the
// gate stops all others.
func (s *Store) BarredOf(ctx context.Context, actor role.Actor, t Text) ([]Bar, error) {
	allowed, err := actor.Permit(role.BarVisitors)
	if err != nil {
		return nil, err
	}
	args := s.typedArgs(t, pgx.NamedArgs{"actor": value.NullID(actor.UserID), "unit": value.NullID(t.UnitID), "visitor_name": value.Clean(t.Name)})
	typed := typedBar()
	return register.List[Bar](ctx, s.reg, barRow.Query()+` WHERE b.id IN (`+typed.found(BarKinds())+`) AND `+barScope(allowed)+`
		ORDER BY b.created_at DESC, b.id DESC LIMIT 5`, args)
}
