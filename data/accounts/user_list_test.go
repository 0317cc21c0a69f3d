package accounts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func firstNames(page accounts.Page) string {
	all := make([]string, len(page.Users))
	for i, u := range page.Users {
		all[i], _, _ = strings.Cut(u.Name, " ")
	}
	return strings.Join(all, " ")
}

func TestUsersByName(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE users SET status = 'banned', phone_number = '+91 98200 77777' WHERE email = 'imran@test.example'`)
	s.Exec(t, `UPDATE users SET status = NULL WHERE email = 'arun@test.example'`)
	s.Exec(t, `UPDATE users SET status = 'inactive' WHERE email = 'farah@test.example'`)
	s.Exec(t, `UPDATE users SET deleted_at = now() WHERE email = 'vijay@test.example'`)
	for want, f := range map[string]accounts.Filter{
		"Arun Asha Bozo Farah Imran Meera Sunita": {},
		"Imran Sunita":                {Role: role.Guard},
		"Arun Asha Bozo Meera Sunita": {Status: accounts.Active},
		"Imran":                       {Status: accounts.Banned},
		"Farah Imran":                 {Status: accounts.Barred},
		"Vijay":                       {Deleted: true},
		"Arun Meera":                  {Search: "JOSHI"},
		"Sunita":                      {Search: "sunita@"},
		"Bozo":                        {Search: "BOZO@"},
		"Sunita ":                     {Search: "SUNITA"},
		"Imran ":                      {Search: "9820077"},
		"Imran  ":                     {Search: "+91 98200 777", Role: role.Guard},
		"":                            {Search: "vijay"},
		"Vijay ":                      {Search: "vij", Deleted: true},
		" ":                           {Search: "_st.ex"},
	} {
		page, err := s.Accounts.List(t.Context(), s.Admin, f)
		if err != nil {
			t.Fatalf("%+v: %v", f, err)
		}
		if got := firstNames(page); got != strings.TrimSpace(want) {
			t.Errorf("%+v: %q, want %q", f, got, want)
		}
	}
	_, err := s.Accounts.List(t.Context(), s.Admin, accounts.Filter{Search: "x"})
	datatest.Kind(t, err, fault.Invalid)
}

// TestAnAccountOfNoDay: another program may leave NULL whatever may be NULL; the
// account is in the list all the same, and can act and be changed.
func TestAnAccountOfNoDay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `UPDATE users SET created_at = NULL, phone_number = NULL, status = NULL WHERE id = $1`, s.Staff.UserID)
	if page, err := s.Accounts.List(t.Context(), s.Admin, accounts.Filter{}); err != nil || !slices.ContainsFunc(page.Users, func(u accounts.User) bool { return u.ID == s.Staff.UserID }) {
		t.Errorf("the list: %+v, %v", page, err)
	}
	if _, err := s.Accounts.ActorByEmail(t.Context(), s.Staff.Origin, s.Staff.Email); err != nil {
		t.Errorf("at the command line: %v", err)
	}
	u := datatest.UserOf(t, s, s.Staff.UserID)
	if _, err := s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), u, accounts.Edit{Name: "Ravi", Email: u.Email}); err != nil {
		t.Errorf("its name: %v", err)
	}
}

func TestUsersPageByPage(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	// Names that are the same, and one that is not what it is shown as.
	s.Exec(t, `INSERT INTO users (full_name, email, password_hash) SELECT 'Same Name', 'same' || n || '@test.example', 'x' FROM generate_series(1, 5) n`)
	s.Exec(t, `UPDATE users SET full_name = E'Bo\x1bzo' WHERE email = 'bozo@test.example'`)
	var seen []uuid.UUID
	f := accounts.Filter{Limit: 2}
	for {
		page, err := s.Accounts.List(t.Context(), s.Admin, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range page.Users {
			if slices.Contains(seen, u.ID) {
				t.Fatalf("%s stands on two pages", u.Name)
			}
			seen = append(seen, u.ID)
			f.After = u.Cursor()
		}
		if !page.More {
			break
		}
	}
	if len(seen) != s.Count(t, `users`) {
		t.Errorf("%d accounts on all pages", len(seen))
	}
}

func TestAnAccountsDetails(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	_, line := datatest.NewKey(t)
	key, err := s.Accounts.AddAccountKey(t.Context(), s.Admin, uuid.New(), datatest.Password, s.Meera.UserID, line)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accounts.SignIn(t.Context(), datatest.Origin("local"), s.Meera.Email, datatest.Password); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type, status) VALUES ($1, $2, 'tenant', 'moved_out')`, s.Meera.UserID, s.Units["B-204"])
	if err := s.Accounts.Attend(t.Context(), uuid.New(), []accounts.Presence{datatest.Presence(s.Meera)}); err != nil {
		t.Fatal(err)
	}
	u, d, err := s.Accounts.Get(t.Context(), s.Admin, s.Meera.UserID)
	if err != nil || u.Email != s.Meera.Email || d.Desks != 1 || d.SignedInAt == nil {
		t.Fatalf("%+v, %+v, %v", u, d, err)
	}
	if want := []accounts.Unit{
		{ID: s.Units["A-101"], Label: "A-101", Type: "owner", Primary: true}, {ID: s.Units["B-204"], Label: "B-204", Type: "tenant", Left: true},
	}; !slices.Equal(d.Units, want) {
		t.Errorf("units: %+v", d.Units)
	}
	if len(d.Keys) != 1 || d.Keys[0].Fingerprint != key.Fingerprint || d.Keys[0].Owner != s.Meera.Email {
		t.Errorf("keys: %+v", d.Keys)
	}
	_, _, err = s.Accounts.Get(t.Context(), s.Staff, s.Meera.UserID)
	datatest.Kind(t, err, fault.Forbidden)
	_, _, err = s.Accounts.Get(t.Context(), s.Admin, uuid.New())
	datatest.Kind(t, err, fault.NotFound)
}

// TestPlansOfUserListsUseIndexes: in a society of many, no list reads them all.
func TestPlansOfUserListsUseIndexes(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO users (full_name, email, password_hash, phone_number, role_id, status, deleted_at)
		SELECT 'Resident ' || n, 'r' || n || '@test.example', 'x', '9' || lpad(n::text, 9, '0'), (SELECT id FROM roles WHERE name = 'resident'),
			CASE WHEN n % 200 = 0 THEN 'banned' ELSE 'active' END, CASE WHEN n % 300 = 0 THEN now() END
		FROM generate_series(1, 8000) n`)
	s.Exec(t, `ANALYZE users`)
	after, err := s.Accounts.List(t.Context(), s.Admin, accounts.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []accounts.Filter{
		{},
		{After: after.Users[49].Cursor()},
		{Role: role.Guard},
		{Role: role.Resident},
		{Status: accounts.Banned},
		{Status: accounts.Barred},
		{Deleted: true},
		{Search: "ident 77"},
		{Search: "9000077"},
	} {
		f.Limit = 50
		sql, args, err := accounts.UserQuery(f)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := s.Owner.Query(t.Context(), `EXPLAIN `+sql, args)
		if err != nil {
			t.Fatal(err)
		}
		var plan, line string
		for rows.Next() {
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			plan += line + "\n"
		}
		if strings.Contains(plan, "Seq Scan on users") {
			t.Errorf("%s reads every account:\n%s", fmt.Sprintf("%+v", f), plan)
		}
	}
}
