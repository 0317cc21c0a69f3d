package setup_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"

	"github.com/civoranexus/society360/data/datatest"
)

func TestBootstrapTwiceAtOnce(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	name := db.Name + "_more"
	type made struct {
		cfg connect.Config
		err error
	}
	both := make(chan made, 2)
	for range 2 {
		go func() {
			cfg, err := setup.Bootstrap(t.Context(), db.URL(t, "postgres"), name)
			both <- made{cfg, err}
		}()
	}
	var cfg connect.Config
	for range 2 {
		m := <-both
		if m.err != nil {
			t.Fatal(m.err)
		}
		cfg = m.cfg
	}
	super := db.As(t, "postgres")
	t.Cleanup(func() { datatest.Exec(t, super, `DROP DATABASE `+name+` WITH (FORCE)`) })
	if !cfg.Named() {
		t.Error("the database counts as not named")
	}
	datatest.Migrate(t, cfg)
	pool, err := datatest.Connect(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if got := datatest.Scan[string](t, pool, `SELECT concat_ws(' ', session_user = current_user, session_user, datname, pg_encoding_to_char(encoding), datcollate = datctype, datctype, pg_get_userbyid(datdba), upper('é'))
		FROM pg_database WHERE datname = current_database()`); got != "t society360_desk "+name+" UTF8 t C.UTF-8 society360_owner É" {
		t.Errorf("the database is %s", got)
	}
	flags := datatest.Scan[string](t, super, `SELECT string_agg(concat_ws(' ', rolname, rolcanlogin, rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls), ', ' ORDER BY rolname)
		FROM pg_roles WHERE rolname IN ('society360_desk', 'society360_owner')`)
	if flags != "society360_desk t f, society360_owner t f" {
		t.Errorf("the roles are %s", flags)
	}
	if cfg.StatementMode != connect.StatementPrepared {
		t.Errorf("statement mode %q", cfg.StatementMode)
	}
}

// What is there is read where the server takes no changes just now, and what is not
// there cannot be made: that is said as it is said of every database.
func TestBootstrapOfAReadOnlyServer(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	name := db.Name + "_once"
	super := db.As(t, "postgres")
	if _, err := setup.Bootstrap(t.Context(), db.URL(t, "postgres"), name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { datatest.Exec(t, super, `DROP DATABASE `+name+` WITH (FORCE)`) })
	at, err := url.Parse(db.URL(t, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	query := at.Query()
	query.Set("default_transaction_read_only", "on")
	at.RawQuery = query.Encode()

	if _, err := setup.Bootstrap(t.Context(), at.String(), name); err != nil {
		t.Errorf("what is there is not read: %v", err)
	}
	_, err = setup.Bootstrap(t.Context(), at.String(), name+"_other")
	var told *fault.Error
	if !errors.As(err, &told) || told.Trouble != fault.ReadOnly {
		t.Errorf("what is not there: %v", err)
	}
}
