package directory_test

import (
	"testing"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/notices"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// populous fills a crowded society up to 10,000 units in 40 blocks, 25,000 people
// and ten years of two notices a week; it returns a unit that many visit.
func populous(b *testing.B) (*datatest.Society, uuid.UUID) {
	b.Helper()
	s := datatest.Crowded(b)
	s.Exec(b, `INSERT INTO blocks (id, name) SELECT gen_random_uuid(), 'Block ' || i FROM generate_series(1, 40) i`)
	s.Exec(b, `INSERT INTO units (block_id, unit_number, floor_number, type)
		SELECT b.id, (100 * (i / 10) + i % 10)::text, i / 10, '2BHK' FROM blocks b, generate_series(10, 209) i WHERE b.name LIKE 'Block %'`)
	s.Exec(b, `INSERT INTO users (full_name, email, password_hash, phone_number)
		SELECT (ARRAY['Meera', 'Arun', 'Farah', 'Rajesh', 'Sunita', 'Imran', 'Asha', 'Vijay'])[1 + i % 8] || ' ' || md5((i % 3000)::text),
			i || '@x.example', 'x', '98' || (10000000 + i::bigint * 7919 % 89999999) FROM generate_series(1, 25000) i`)
	s.Exec(b, `INSERT INTO user_units (user_id, unit_id, resident_type, is_primary_contact)
		SELECT p.id, u.id, 'owner', p.i % 3 = 0 FROM (SELECT id, row_number() OVER () AS i FROM users) p
		JOIN (SELECT id, row_number() OVER () AS i FROM units) u ON u.i = p.i % 10000 + 1`)
	s.Exec(b, `INSERT INTO announcements (title, content, target_audience, is_important, created_at, expires_at)
		SELECT 'Notice ' || i, md5(i::text) || ' water ' || md5((i % 97)::text), (ARRAY['all', 'owners', 'tenants', 'staff'])[1 + i % 4],
			i % 20 = 0, now() - i * interval '3 days 12 hours', now() - (i - 60) * interval '3 days 12 hours' FROM generate_series(1, 1040) i`)
	s.Exec(b, `VACUUM ANALYZE`)
	var busy uuid.UUID
	if err := s.Owner.QueryRow(b.Context(), `SELECT unit_id FROM visitor_logs ORDER BY check_in_time LIMIT 1`).Scan(&busy); err != nil {
		b.Fatal(err)
	}
	return s, busy
}

func BenchmarkDirectoryAndNotices(b *testing.B) {
	s, unit := populous(b)
	read := func(name string, fn func() error) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := fn(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	page, err := s.Directory.List(b.Context(), s.Guard, directory.Filter{Limit: 200})
	if err != nil {
		b.Fatal(err)
	}
	for name, f := range map[string]directory.Filter{
		"all units":              {},
		"all units, a page on":   {After: page.Households[199].Cursor()},
		"search a unit":          {Search: "12 110"},
		"search a number":        {Search: "110"},
		"search a rare name":     {Search: "Meera a87ff"},
		"search a common name":   {Search: "Meera"},
		"search a phone's end":   {Search: "0023754"},
		"search a plate":         {Search: "AB1234"},
		"search a common plate":  {Search: "MH12"},
		"search letters alone":   {Search: "me"},
		"search nobody's plates": {Search: "ZZ99ZZ"},
	} {
		read("directory, "+name, func() error {
			_, err := s.Directory.List(b.Context(), s.Guard, f)
			return err
		})
	}
	read("directory, a unit", func() error {
		_, err := s.Directory.Unit(b.Context(), s.Guard, unit)
		return err
	})
	for name, f := range map[string]notices.Filter{
		"in force":         {},
		"expired":          {View: notices.Expired},
		"of owners":        {Audience: notices.ForOwners},
		"search":           {Search: "water 73"},
		"search as typed":  {Search: "wat"},
		"search, expired":  {View: notices.Expired, Search: "water"},
		"search of nobody": {Search: "nothing like it"},
	} {
		read("notices, "+name, func() error {
			_, err := s.Notices.List(b.Context(), s.Admin, f)
			return err
		})
	}
	read("notices, the banner", func() error {
		_, err := s.Notices.UnreadImportant(b.Context(), s.Guard)
		return err
	})
}
