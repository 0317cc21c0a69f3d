package accounts_test

import (
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/data/datatest"
)

// BenchmarkUsers reads the lists of a township's 25,000 accounts (a list within 1
// ms in the server, a search within 5).
func BenchmarkUsers(b *testing.B) {
	s := datatest.NewSociety(b)
	s.Exec(b, `INSERT INTO users (full_name, email, password_hash, phone_number, role_id, status, deleted_at)
		SELECT 'Resident ' || n, 'r' || n || '@test.example', 'x', '9' || lpad(n::text, 9, '0'), (SELECT id FROM roles WHERE name = 'resident'),
			CASE WHEN n % 200 = 0 THEN 'banned' ELSE 'active' END, CASE WHEN n % 300 = 0 THEN now() END
		FROM generate_series(1, 25000) n`)
	s.Exec(b, `VACUUM ANALYZE users`)
	first, err := s.Accounts.List(b.Context(), s.Admin, accounts.Filter{Limit: 500})
	if err != nil {
		b.Fatal(err)
	}
	for name, f := range map[string]accounts.Filter{
		"page": {}, "next page": {After: first.Users[499].Cursor()}, "role": {Role: role.Guard}, "banned": {Status: accounts.Banned},
		"deleted": {Deleted: true}, "name": {Search: "ident 777"}, "phone": {Search: "9000077"}, "e-mail": {Search: "r777@"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Accounts.List(b.Context(), s.Admin, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("details", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := s.Accounts.Get(b.Context(), s.Admin, s.Meera.UserID); err != nil {
				b.Fatal(err)
			}
		}
	})
}
