package setup_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/setup"
)

// TestATriggerOfAnotherRoleIsTold: a program that was granted all on our tables may put
// a trigger on them, which runs as the owner where a function of ours writes there.
// migrate up tells the statements that end it, and with them nothing of it runs.
func TestATriggerOfAnotherRoleIsTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	super, web := s.As(t, "postgres"), datatest.RoleName(t)
	datatest.Exec(t, super, `CREATE ROLE `+web+` LOGIN`)
	datatest.DropRole(t, super, web)
	datatest.Exec(t, super, fmt.Sprintf(`CREATE TABLE spied (who name); GRANT INSERT ON spied TO PUBLIC; CREATE SCHEMA web AUTHORIZATION %[1]s;
		GRANT USAGE ON SCHEMA web TO PUBLIC; GRANT ALL ON units, user_units, users TO %[1]s`, web))
	by := s.As(t, web)
	datatest.Exec(t, by, `CREATE FUNCTION web.spy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.spied VALUES (current_user); RETURN NEW; END $$;
		CREATE TRIGGER spy BEFORE UPDATE ON units FOR EACH ROW EXECUTE FUNCTION web.spy()`)
	ran := func() string {
		t.Helper()
		datatest.Exec(t, by, `UPDATE user_units SET status = 'moved_out'`)
		datatest.Exec(t, by, `UPDATE user_units SET status = 'active'`)
		return datatest.Scan[string](t, super, `WITH gone AS (DELETE FROM spied RETURNING who) SELECT coalesce(string_agg(DISTINCT who::text, ' '), '') FROM gone`)
	}
	if got := ran(); got != setup.OwnerRole {
		t.Fatalf("what is planted shows nothing: it ran as %q", got)
	}
	var told strings.Builder
	if _, err := setup.Migrate(t.Context(), s.Config, slog.New(slog.NewTextHandler(&told, nil))); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"REVOKE TRIGGER ON units, user_units, users FROM " + web + ";", "DROP TRIGGER spy ON units;"} {
		if !strings.Contains(told.String(), statement) {
			t.Errorf("%s is not told: %s", statement, told.String())
		}
		datatest.Exec(t, super, statement)
	}
	if got := ran(); got != "" {
		t.Errorf("it still runs, as %s", got)
	}
	if _, err := by.Exec(t.Context(), `CREATE TRIGGER spy BEFORE UPDATE ON units FOR EACH ROW EXECUTE FUNCTION web.spy()`); datatest.SQLState(err) != "42501" {
		t.Errorf("it may put a trigger there again: %v", err)
	}
}
