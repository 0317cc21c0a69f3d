package trail

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/internal/removed"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
)

// texts are those of a row, besides its details, in which somebody may be named.
func texts(r *Row) []*string {
	return []*string{&r.Who, &r.Email, &r.Label, &r.Notes, &r.Operator, &r.Identity}
}

func (r Row) personal() removed.Row {
	of := removed.Row{At: r.At, UserID: r.UserID, ResourceID: r.ResourceID, Details: r.Details}
	for _, text := range texts(&r) {
		of.Texts = append(of.Texts, *text)
	}
	return of
}

// mask takes from rows what was removed of people since they were written.
func (s *Store) mask(ctx context.Context, rows []Row) error {
	var key []byte
	for i := range rows {
		if key = rows[i].Key; key != nil {
			break
		}
	}
	if key == nil {
		return nil
	}
	all := make([]removed.Row, len(rows))
	for i := range rows {
		all[i] = rows[i].personal()
	}
	masks, err := removed.Load(ctx, s.reg, key, s.settings.Region(), all)
	if err != nil {
		return err
	}
	for i := range rows {
		row, masked := &rows[i], masks.Mask(all[i])
		row.Details, row.masked = masked.Details, masked.Changed
		for j, text := range texts(row) {
			*text = masked.Texts[j]
		}
		if masked.By {
			row.Who, row.Email, row.masked = removed.Name, "", true
		}
	}
	return nil
}

// Masked reports whether something of a row is masked as it is shown, because it was
// removed. Admins only.
func (s *Store) Masked(ctx context.Context, actor role.Actor, id uuid.UUID) (bool, error) {
	entry, err := s.Get(ctx, actor, id)
	return entry.masked, err
}

// found keeps of rows that a search for a text found those in which it can be seen: what is
// masked is not found.
func (s *Store) found(ctx context.Context, f Filter, rows []Row) ([]Row, error) {
	if f.Text == "" {
		return rows, nil
	}
	kept := rows[:0]
	for _, row := range rows {
		looked := row
		if row.Cut && row.Key != nil { // a brief row has no details to look in
			if err := s.unpack(ctx, &looked, true); err != nil {
				return nil, err
			}
		}
		if !looked.masked || looked.says(f.Text) {
			kept = append(kept, row)
		}
	}
	return kept, nil
}

// says reports whether a text stands in the row's details, in any case.
func (r Row) says(text string) bool {
	details, ok := decoded(r.Details)
	if !ok {
		return false
	}
	return strings.Contains(strings.ToLower(value.CleanText(string(compactJSON(details)))), strings.ToLower(withinJSON(text)))
}
