package datatest

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/bcrypt"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/accounts"
)

// Password is every account's password in a test society.
const Password = "a-guard-at-the-gate"

// Society is a small society of two blocks in a database of its own.
type Society struct {
	*DB
	// Society works as the desk's role.
	*data.Society
	// The accounts, as they would be after signing in. Meera owns A-101 with
	// Arun as family, Tenant rents B-204, Stranger's role is unknown.
	Admin, Staff, Guard, Guard2, Meera, Arun, Tenant, Stranger role.Actor
	// Units by label, B-204.
	Units map[string]uuid.UUID
}

// member is an account of the society's.
type member struct {
	actor             *role.Actor
	name, email, role string
}

func (s *Society) members() []member {
	return []member{
		{&s.Admin, "Asha Rao", "asha@test.example", "admin"},
		{&s.Staff, "Vijay More", "vijay@test.example", "staff"},
		{&s.Guard, "Sunita Pawar", "sunita@test.example", "guard"},
		{&s.Guard2, "Imran Shaikh", "imran@test.example", "guard"},
		{&s.Meera, "Meera Joshi", "meera@test.example", "resident"},
		{&s.Arun, "Arun Joshi", "arun@test.example", "resident"},
		{&s.Tenant, "Farah Khan", "farah@test.example", "resident"},
		{&s.Stranger, "Bozo", "bozo@test.example", "clown"},
	}
}

// idOf is the ID of an account, a block or a unit: the same in every copy of the
// society.
func idOf(name string) uuid.UUID { return uuid.NewSHA1(uuid.Nil, []byte(name)) }

// NewSociety is a society in a fresh database.
func NewSociety(tb testing.TB) *Society {
	tb.Helper()
	return openSociety(tb, Copy(tb, "society", fillSociety))
}

// SocietyIn fills a migrated database without rows, by its Config, and opens it.
func SocietyIn(tb testing.TB, db *DB) *Society {
	tb.Helper()
	if err := fillSociety(tb.Context(), db.Config); err != nil {
		tb.Fatalf("fill the society: %v", err)
	}
	return openSociety(tb, db)
}

// openSociety opens a database that fillSociety filled.
func openSociety(tb testing.TB, db *DB) *Society {
	tb.Helper()
	s := &Society{DB: db, Units: map[string]uuid.UUID{}}
	for _, label := range []string{"A-101", "A-102", "B-204"} {
		s.Units[label] = idOf(label)
	}
	for _, m := range s.members() {
		*m.actor = role.Actor{
			UserID: idOf(m.email), Name: m.name, Email: m.email, Role: role.Role(m.role), Epoch: accounts.AnyEpoch,
			Origin: role.Origin{Address: "10.0.4.17", Client: "test", Gate: "Main"},
		}
	}
	society, err := data.Open(tb.Context(), s.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatalf("open the society: %v", err)
	}
	tb.Cleanup(society.Close)
	s.Society = society
	return s
}

// fillSociety puts the society into a migrated database without rows.
func fillSociety(ctx context.Context, cfg connect.Config) error {
	// A cost below the setting's would be hashed anew at the first sign-in.
	hash, err := bcrypt.GenerateFromPassword([]byte(Password), bcrypt.MinCost)
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, cfg.OwnerURL)
	if err != nil {
		return err
	}
	// One by one, so that none is as old as another.
	add := func(sql string, args ...any) {
		if err == nil {
			_, err = conn.Exec(ctx, sql, args...)
		}
	}
	add(`INSERT INTO roles (name) VALUES ('admin'), ('staff'), ('resident'), ('guard'), ('clown') ON CONFLICT DO NOTHING`)
	for _, block := range []string{"Tower A", "Tower B"} {
		add(`INSERT INTO blocks (id, name) VALUES ($1, $2)`, idOf(block), block)
	}
	for label, at := range map[string][2]string{"A-101": {"Tower A", "101"}, "A-102": {"Tower A", "102"}, "B-204": {"Tower B", "204"}} {
		add(`INSERT INTO units (id, block_id, unit_number, floor_number, type, status) VALUES ($1, $2, $3, 1, '2BHK', 'occupied')`,
			idOf(label), idOf(at[0]), at[1])
	}
	for _, m := range new(Society).members() {
		add(`INSERT INTO users (id, full_name, email, password_hash, phone_number, role_id, status)
			SELECT $1, $2, $3, $4, '98200 5' || lpad((random() * 9999)::int::text, 4, '0'), id, 'active' FROM roles WHERE name = $5`,
			idOf(m.email), m.name, m.email, string(hash), m.role)
	}
	for _, l := range []struct {
		email, unit, kind string
		primary           bool
	}{
		{"meera@test.example", "A-101", "owner", true},
		{"arun@test.example", "A-101", "family_member", false},
		{"farah@test.example", "B-204", "tenant", true},
	} {
		add(`INSERT INTO user_units (id, user_id, unit_id, resident_type, is_primary_contact, status) VALUES ($1, $2, $3, $4, $5, 'active')`,
			uuid.New(), idOf(l.email), idOf(l.unit), l.kind, l.primary)
	}
	return errors.Join(err, conn.Close(ctx))
}

// DayComes makes today the day on which an account moves in, without MoveInDue having
// updated its row.
func (s *Society) DayComes(tb testing.TB, user uuid.UUID) {
	tb.Helper()
	const trigger = `TRIGGER society360_residents_await`
	s.Exec(tb, `ALTER TABLE user_units DISABLE `+trigger)
	s.Exec(tb, `ALTER TABLE user_units DISABLE TRIGGER society360_units_follow_update`)
	s.Exec(tb, `UPDATE user_units SET move_in_date = society360_today() WHERE user_id = $1 AND primary_on_move_in IS NOT NULL`, user)
	s.Exec(tb, `ALTER TABLE user_units ENABLE `+trigger)
	s.Exec(tb, `ALTER TABLE user_units ENABLE TRIGGER society360_units_follow_update`)
}

// Exec runs SQL as the owner, for what a test arranges behind the desk's back.
func (s *Society) Exec(tb testing.TB, sql string, args ...any) {
	tb.Helper()
	if _, err := s.Owner.Exec(tb.Context(), sql, args...); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}

// Count returns what SELECT count(*) FROM ... says, as the owner.
func (s *Society) Count(tb testing.TB, from string, args ...any) int {
	tb.Helper()
	var n int
	if err := s.Owner.QueryRow(tb.Context(), `SELECT count(*) FROM `+from, args...).Scan(&n); err != nil {
		tb.Fatalf("count %s: %v", from, err)
	}
	return n
}
