package seal

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/civoranexus/society360/data/internal/connect"
)

// plan is which rows are sealed next, and how far sealing has come with them.
type plan struct {
	society        uuid.UUID
	begun, horizon time.Time
	// next is the horizon of the next pass, where this one met all rows before it.
	next     time.Time
	stage    string
	walkedAt pgtype.Timestamptz
	walkedID *uuid.UUID
	// first and unseen are what the head says of the rows.
	first, unseen bool
}

func (p plan) args() pgx.NamedArgs {
	return pgx.NamedArgs{
		"begun": p.begun, "horizon": p.next, "stage": p.stage, "walked_at": p.walkedAt, "walked_id": p.walkedID,
		"most": mostLeaves, "from": p.horizon,
	}
}

// plan goes on where the database says that sealing is. The desk's rows bear the time of
// their writing, but their transaction may end later. All that were written before a
// moment are there once every transaction has ended that had begun by then: what the
// server says of the oldest one that goes on tells it.
func (z *Sealer) plan(st status) plan {
	p := plan{society: st.Society, stage: stageLive, begun: st.Now.Add(-slack), horizon: st.Now.Add(-slack), walkedAt: st.WalkedAt, walkedID: st.WalkedID}
	if st.Begun != nil {
		p.begun, p.horizon, p.stage = *st.Begun, *st.Horizon, *st.Stage
	}
	// The database's own note of it may have been set back, to have rows sealed that were
	// put in behind: what was signed is not.
	if signed := z.folder.last; signed.All {
		p.stage = StageDone
	}
	if signed := z.folder.last; signed.To.After(p.horizon) {
		p.horizon = signed.To
	}
	if back := st.Now.Add(-slack); back.Before(p.horizon) { // a clock that was set back
		p.horizon = back
	}
	p.next = p.horizon
	z.looks = append(z.looks, look{st.Now, st.Next})
	for len(z.looks) > 1 && z.looks[1].next <= st.Done {
		z.looks = z.looks[1:]
	}
	if at := z.looks[0].at.Add(-slack); z.looks[0].next <= st.Done && at.After(p.next) {
		p.next = at
	}
	if len(z.looks) > 1000 { // of an hour-long transaction every look is not needed
		z.looks = append(z.looks[:1], z.looks[len(z.looks)-500:]...)
	}
	return p
}

// choose reads the rows that are sealed next: by turns those that came, and those that
// were there before.
func (z *Sealer) choose(ctx context.Context, p *plan) ([]Row, error) {
	z.walks = !z.walks && p.stage != StageDone
	if z.walks {
		p.next = p.horizon // those that came since are not met in this turn
		return z.walk(ctx, p)
	}
	rows, err := z.came(ctx, p)
	if err != nil || len(rows) > 0 || p.stage == StageDone {
		return rows, err
	}
	z.walks = true
	return z.walk(ctx, p)
}

// recent are the rows that are sealed already among those from the horizon on.
const recent = `recent AS MATERIALIZED (SELECT unnest(b.ids) AS id FROM society360_seals b WHERE b.until >= @from)`

// came reads the rows of the desk that came since the horizon, and those of other programs
// that wait.
func (z *Sealer) came(ctx context.Context, p *plan) ([]Row, error) {
	rows, err := z.store.rows(ctx, `WITH `+recent+`
		SELECT `+columns+` FROM audit_logs l WHERE l.created_at >= @from AND NOT EXISTS (SELECT FROM recent r WHERE r.id = l.id)
		ORDER BY l.created_at, l.id LIMIT @most`, p.args())
	if err != nil {
		return nil, err
	}
	if len(rows) == mostLeaves {
		if last := rows[len(rows)-1].CreatedAt; last.InfinityModifier == pgtype.Finite && last.Time.Before(p.next) {
			p.next = last.Time
		}
		if p.next.Before(p.horizon) {
			p.next = p.horizon
		}
		return rows, nil
	}
	if p.stage != StageDone { // the walk meets them
		return rows, nil
	}
	waiting, err := z.store.waiting(ctx, mostLeaves-len(rows))
	if err != nil || len(waiting) == 0 {
		return rows, err
	}
	have := make(map[uuid.UUID]bool, len(rows))
	for _, r := range rows {
		have[r.ID] = true
	}
	found, err := z.store.byID(ctx, waiting, nil, nil)
	for _, id := range waiting {
		if r, ok := found[id]; ok && !have[id] {
			rows = append(rows, r)
		}
	}
	return rows, err
}

// waiting are rows of other programs that wait.
func (s *Store) waiting(ctx context.Context, most int) ([]uuid.UUID, error) {
	found, err := s.reg.Query(ctx, `SELECT id FROM society360_seal_waiting ORDER BY id LIMIT @most`, pgx.NamedArgs{"most": most})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, pgx.RowTo[uuid.UUID])
}

// forgetChunk is how many notes one statement deletes.
const forgetChunk = 10_000

// Forget deletes which rows of other programs wait where nobody seals the trail, and says
// how many: a seal that begins later meets all rows that are there. Those of transactions
// that have not ended are not seen, and stay.
func (s *Store) Forget(ctx context.Context) (rows int, err error) {
	for {
		tag, err := s.reg.Exec(ctx, `DELETE FROM society360_seal_waiting w WHERE NOT EXISTS (SELECT FROM society360_seal_state)
			AND w.id IN (SELECT o.id FROM society360_seal_waiting o LIMIT @most)`, pgx.NamedArgs{"most": forgetChunk})
		if err != nil {
			return rows, connect.WriteError(err)
		}
		rows += int(tag.RowsAffected())
		if tag.RowsAffected() < forgetChunk {
			return rows, nil
		}
	}
}

// walk reads the next rows of those that were there before sealing began: the live ones by
// their time, then the archive's, then whatever is left.
func (z *Sealer) walk(ctx context.Context, p *plan) ([]Row, error) {
	p.first = true
	args := p.args()
	args["begun"] = p.begun
	if !p.walkedAt.Valid {
		args["walked_at"], args["walked_id"] = pgtype.Timestamptz{InfinityModifier: pgtype.NegativeInfinity, Valid: true}, &uuid.UUID{}
	}
	const page = ` AND (l.created_at, l.id) > (@walked_at::timestamptz, @walked_id::uuid) ORDER BY l.created_at, l.id LIMIT @most`
	var rows []Row
	var err error
	switch p.stage {
	case stageLive:
		rows, err = z.store.rows(ctx, `SELECT `+columns+` FROM audit_logs l WHERE l.created_at < @begun`+page, args)
	case stageArchive:
		rows, err = z.store.rows(ctx, `SELECT `+columns+` FROM archived_audit_logs l WHERE l.archived_at < @begun AND l.created_at >= @walked_at::timestamptz`+page, args)
	case stageRest:
		var left []unsealed
		if left, err = z.store.unsealed(ctx, mostLeaves); err == nil {
			left = slices.DeleteFunc(left, func(u unsealed) bool { return u.Copy })
			rows, err = z.store.rowsOf(ctx, left)
		}
	}
	if err != nil {
		return nil, err
	}
	if len(rows) > 0 && p.stage != stageRest {
		last := rows[len(rows)-1]
		p.walkedAt, p.walkedID = last.CreatedAt, &last.ID
	}
	if len(rows) < mostLeaves {
		p.stage = map[string]string{stageLive: stageArchive, stageArchive: stageRest, stageRest: StageDone}[p.stage]
		p.walkedAt, p.walkedID = pgtype.Timestamptz{}, nil
	}
	return rows, nil
}

// rowsOf reads these rows.
func (s *Store) rowsOf(ctx context.Context, of []unsealed) ([]Row, error) {
	ids := make([]uuid.UUID, len(of))
	for i, u := range of {
		ids[i] = u.ID
	}
	found, err := s.byID(ctx, ids, nil, nil)
	rows := make([]Row, 0, len(ids))
	for _, id := range ids {
		if r, ok := found[id]; ok {
			rows = append(rows, r)
			delete(found, id)
		}
	}
	return rows, err
}
