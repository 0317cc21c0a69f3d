package accounts_test

import (
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/data/datatest"
)

// BenchmarkUsers reads the lists of a township's accounts (a list within 1
// ms in the server, a search within 5).
func BenchmarkUsers(b *testing.B) {
	s := datatest.Township(b)
	first, err := s.Accounts.List(b.Context(), s.Admin, accounts.Filter{Limit: 500})
	if err != nil {
		b.Fatal(err)
	}
	one := first.Users[250]
	for name, f := range map[string]accounts.Filter{
		"page": {}, "next page": {After: first.Users[499].Cursor()}, "role": {Role: role.Guard}, "banned": {Status: accounts.Banned},
		"deleted": {Deleted: true}, "name": {Search: one.Name}, "phone": {Search: one.Phone}, "e-mail": {Search: one.Email},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Accounts.List(b.Context(), s.Admin, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("who signs in", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Accounts.ActorByEmail(b.Context(), role.Origin{}, one.Email); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("details", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := s.Accounts.Get(b.Context(), s.Admin, s.Meera.UserID); err != nil {
				b.Fatal(err)
			}
		}
	})
}
