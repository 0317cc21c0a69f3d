package directory_test

import (
	"testing"

	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/notices"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// populous is a township with ten years of two notices a week; it returns a unit that
// many visit.
func populous(b *testing.B) (*datatest.Society, uuid.UUID) {
	b.Helper()
	s := datatest.Township(b)
	s.Exec(b, `DELETE FROM announcements WHERE title LIKE 'Bench %'`)
	s.Exec(b, `INSERT INTO announcements (title, content, target_audience, is_important, created_at, expires_at)
		SELECT 'Bench ' || i, md5(i::text) || ' water ' || md5((i % 97)::text), (ARRAY['all', 'owners', 'tenants', 'staff'])[1 + i % 4],
			i % 20 = 0, now() - i * interval '3 days 12 hours', now() - (i - 60) * interval '3 days 12 hours' FROM generate_series(1, 1040) i`)
	s.Exec(b, `VACUUM ANALYZE announcements`)
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
	name := datatest.Scan[string](b, s.Owner, `SELECT full_name FROM users WHERE full_name ~ '^[A-Za-z]+ [A-Za-z]+ [A-Za-z]+$' ORDER BY id LIMIT 1`)
	plate := datatest.Scan[string](b, s.Owner, `SELECT vehicle_number FROM visitor_logs WHERE vehicle_number <> '' ORDER BY check_in_time DESC NULLS LAST LIMIT 1`)
	phone := datatest.Scan[string](b, s.Owner, `SELECT right(replace(phone_number, ' ', ''), 7) FROM users WHERE email = 'tenant@demo.example'`)
	page, err := s.Directory.List(b.Context(), s.Guard, directory.Filter{Limit: 200})
	if err != nil {
		b.Fatal(err)
	}
	for name, f := range map[string]directory.Filter{
		"all units":              {},
		"all units, a page on":   {After: page.Households[199].Cursor()},
		"search a unit":          {Search: "A 110"},
		"search a number":        {Search: "110"},
		"search a rare name":     {Search: name},
		"search a common name":   {Search: "Sachin"},
		"search a phone's end":   {Search: phone},
		"search a plate":         {Search: plate},
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
