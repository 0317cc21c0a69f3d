package setup_test

import (
	"fmt"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/internal/connect"
)

// TestRemoveReadsNoPolicy: another program's table may hide its rows by a policy.
// The owner neither runs that nor deletes what it cannot see.
func TestRemoveReadsNoPolicy(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	pets := datatest.RoleName(t)
	super := s.As(t, "postgres")
	datatest.Exec(t, super, `CREATE ROLE `+pets+` LOGIN`)
	datatest.DropRole(t, super, pets)
	datatest.Exec(t, super, fmt.Sprintf(`CREATE SCHEMA pets AUTHORIZATION %s; GRANT REFERENCES, SELECT ON units TO %[1]s; GRANT USAGE ON SCHEMA pets TO PUBLIC`, pets))
	unit := s.Units["A-102"]
	datatest.Exec(t, s.As(t, pets), `CREATE TABLE pets.dogs (unit_id uuid REFERENCES public.units ON DELETE CASCADE);
		GRANT SELECT ON pets.dogs TO PUBLIC`)
	datatest.Exec(t, s.As(t, pets), `INSERT INTO pets.dogs VALUES ($1)`, unit)
	datatest.Exec(t, s.As(t, pets), `CREATE POLICY nobody ON pets.dogs USING (false); ALTER TABLE pets.dogs ENABLE ROW LEVEL SECURITY`)
	desk := s.As(t, connect.DeskRole)
	if _, err := desk.Exec(t.Context(), `SELECT society360_remove('units', $1)`, unit); datatest.SQLState(err) != "42501" {
		t.Errorf("a unit of hidden rows: %v", err)
	}
	datatest.Exec(t, s.As(t, pets), `ALTER TABLE pets.dogs DISABLE ROW LEVEL SECURITY`)
	if datatest.Scan[bool](t, desk, `SELECT society360_remove('units', $1)`, unit) {
		t.Error("a unit that another's row refers to was removed")
	}
	if n := datatest.Scan[int](t, super, `SELECT count(*) FROM pets.dogs`); n != 1 {
		t.Error("the other program's row is gone")
	}
}
