package directory_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/trail"
)

// leaves has Meera move out and owe nothing, with her phone known and one visit of hers.
func leaves(t *testing.T, s *datatest.Society) {
	t.Helper()
	s.Exec(t, `UPDATE users SET phone_number = '98200 55123', password_hash = 'x' WHERE id = $1`, s.Meera.UserID)
	s.Exec(t, `UPDATE user_units SET status = 'moved_out', move_out_date = society360_today() - 10 WHERE user_id = $1`, s.Meera.UserID)
	s.Exec(t, `UPDATE bills b SET waived_amount = amount WHERE b.unit_id IN (SELECT l.unit_id FROM user_units l WHERE l.user_id = $1)`, s.Meera.UserID)
	s.Exec(t, `UPDATE maintenance_tickets SET status = 'closed' WHERE requester_id = $1 OR assigned_to_id = $1`, s.Meera.UserID)
	s.Exec(t, `DELETE FROM desk_sessions WHERE user_id = $1`, s.Meera.UserID)
}

func of(t *testing.T, s *datatest.Society, id uuid.UUID) directory.Removal {
	t.Helper()
	seen, err := s.Directory.Removal(t.Context(), s.Admin, directory.Whom{Account: &id})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// TestAPersonIsRemoved: name, phone and address go from every table of the register, live and
// archived; figures stay.
func TestAPersonIsRemoved(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	leaves(t, s)
	id := s.Meera.UserID
	s.Exec(t, `INSERT INTO visitor_logs (unit_id, visitor_name, visitor_phone, vehicle_number, status, check_out_time) VALUES ($1, 'Meera Guest', '+91 98200 55123', 'MH 12 AB 9876', 'checked_out', now()), ($1, 'Another', '98200 99999', 'MH 12 AB 1111', 'checked_out', now())`, s.Units["B-204"])
	s.Exec(t, `SELECT society360_archive_month('visits', '2024-03-01')`)
	s.Exec(t, `INSERT INTO archive.visitor_logs (id, visitor_name, visitor_phone, vehicle_number, status, at, check_in_time) VALUES (gen_random_uuid(), 'Meera Once', '9820055123', 'MH12AB9876', 'checked_out', '2024-03-05', '2024-03-05')`)
	s.Exec(t, `INSERT INTO user_ssh_keys (id, user_id, public_key, fingerprint, comment) VALUES (gen_random_uuid(), $1, 'k', 'f', 'meera@laptop')`, id)
	s.Exec(t, `INSERT INTO desk_files (id, user_id, box, name, content, expires_at) VALUES (gen_random_uuid(), $1, 'inbox', 'meera.pdf', 'x', now() + interval '1 day')`, id)
	payments := s.Count(t, `payments WHERE payer_id = $1`, id)
	seen := of(t, s, id)
	if seen.Visits != 2 || seen.Archived != 1 || seen.Keys != 1 || seen.Files != 1 || len(seen.Hinders) > 0 {
		t.Fatalf("%+v", seen)
	}
	intent := uuid.New()
	visits, err := s.Directory.Remove(t.Context(), s.Admin, intent, seen, "asked for in writing on 3 December")
	if err != nil || visits != 2 {
		t.Fatal(visits, err)
	}
	if again, err := s.Directory.Remove(t.Context(), s.Admin, intent, seen, "asked for in writing on 3 December"); err != nil || again != 2 {
		t.Errorf("its repeat: %d, %v", again, err)
	}
	for what, want := range map[string]int{
		`users WHERE id = $1 AND full_name = 'Removed person' AND phone_number IS NULL AND email = $1::text || '@no-address.invalid' AND removed_at IS NOT NULL AND deleted_at IS NOT NULL AND status = 'inactive'`: 1,
		`user_ssh_keys WHERE user_id = $1`: 0, `desk_files WHERE user_id = $1`: 0,
		`payments WHERE payer_id = $1`: payments, `society360_removals WHERE user_id = $1 AND visits = 2`: 1,
		`audit_logs WHERE action = 'PERSON_REMOVED' AND resource_id = $1 AND (details #>> '{after,visits}')::int = 2 AND details ->> 'notes' LIKE 'asked for%'`: 1,
	} {
		if n := s.Count(t, what, id); n != want {
			t.Errorf("%d of %s", n, what)
		}
	}
	if _, err := s.Directory.ForgetNames(t.Context(), s.Admin); err != nil {
		t.Error(err)
	}
	nowhere(t, s, "meera", "98200 55123", "9820055123", "ab9876", "ab 9876")
	if s.Count(t, `visitor_logs WHERE visitor_name = 'Another' AND visitor_phone IS NOT NULL`) != 1 {
		t.Error("another's visit went too")
	}
	gone, err := s.Directory.Removal(t.Context(), s.Admin, directory.Whom{Account: &id})
	datatest.WantError(t, err, fault.Refused, "removed already")
	if !gone.Gone(err) {
		t.Error(err)
	}
	if again, err := s.Directory.Remove(t.Context(), s.Admin, intent, gone, "asked for in writing on 3 December"); err != nil || again != 2 {
		t.Errorf("its repeat by who sees nothing of them any more: %d, %v", again, err)
	}
	_, err = s.Directory.Remove(t.Context(), s.Admin, uuid.New(), gone, "once more")
	datatest.WantError(t, err, fault.Refused, "removed already")
	_, err = s.Accounts.Restore(t.Context(), s.Admin, uuid.New(), id)
	datatest.WantError(t, err, fault.Refused, "removed")
}

// nowhere looks for texts in every column of every table but those of the trail.
func nowhere(t *testing.T, s *datatest.Society, texts ...string) {
	t.Helper()
	rows, err := s.Owner.Query(t.Context(), `SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p') AND n.nspname IN (current_schema(), 'archive') AND c.relname !~ 'audit_logs|society360_seal'`)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	var name string
	for rows.Next() {
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if len(tables) < 30 {
		t.Fatalf("only %d tables", len(tables))
	}
	for _, table := range tables {
		for _, text := range texts {
			if n := s.Count(t, table+` x WHERE x::text ILIKE $1`, "%"+text+"%"); n > 0 {
				t.Errorf("%s still has %q", table, text)
			}
		}
	}
}

// TestWhatIsRemovedIsMasked: in rows of the trail by them and about them, in lists, exports
// and searches; never in the rows themselves.
func TestWhatIsRemovedIsMasked(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	leaves(t, s)
	id := s.Meera.UserID
	s.Exec(t, `INSERT INTO audit_logs (user_id, action, resource_type, resource_id, details, created_at) VALUES
		($1, 'OTHER', 'users', $1, '{"actor": {"name": "Meera Joshi", "email": "meera@test.example"}, "before": {"full_name": "Meera Rao", "phone_number": "98200 55123"}, "after": {"full_name": "Meera Joshi"}, "notes": "Meera JOSHI rang, call meera"}', now()),
		($2, 'OTHER', 'payments', NULL, '{"payer": "`+id.String()+`", "notes": "of Méera Joshi (+91 98200-55123), not Asha"}', now()),
		(NULL, 'OTHER', 'users', NULL, jsonb_build_object('email', (SELECT upper(email) FROM users WHERE id = $1)), now()),
		($2, 'OTHER', 'payments', NULL, '{"notes": "Meera Joshi the other"}', now())`, id, s.Admin.UserID)
	email := s.Meera.Email
	before := s.Count(t, `audit_logs WHERE details::text ILIKE '%meera%'`)
	if _, err := s.Directory.Remove(t.Context(), s.Admin, uuid.New(), of(t, s, id), "law"); err != nil {
		t.Fatal(err)
	}
	if n := s.Count(t, `audit_logs WHERE details::text ILIKE '%meera%'`); n != before {
		t.Errorf("rows of the trail were changed: %d of %d", n, before)
	}
	page, err := s.Trail.List(t.Context(), s.Admin, trail.Filter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	others := 0
	for _, row := range page.Rows {
		shown := strings.ToLower(string(row.Details) + row.Who + row.Email + row.Label + row.Notes)
		if strings.Contains(shown, "meera joshi the other") {
			others++ // of nobody who was removed, as far as the row says
			continue
		}
		for _, text := range []string{"meera", "98200", strings.ToLower(email)} {
			if strings.Contains(shown, text) {
				t.Errorf("%s shows %q: %s", row.Action, text, shown)
			}
		}
		if row.UserID != nil && *row.UserID == id && row.Who != "Removed person" {
			t.Errorf("done by %q", row.Who)
		}
		entry, err := s.Trail.Get(t.Context(), s.Admin, row.ID)
		if err != nil || string(entry.Details) != string(row.Details) || entry.Who != row.Who {
			t.Errorf("opened it is %s by %s, %v", entry.Details, entry.Who, err)
		}
	}
	if others != 1 {
		t.Errorf("%d rows of a namesake", others)
	}
	var out strings.Builder
	if _, err := s.Trail.Export(t.Context(), s.Admin, uuid.New(), trail.Filter{Person: &id}, trail.JSONLines, &out, nil); err != nil || strings.Contains(strings.ToLower(out.String()), "meera") || out.Len() == 0 {
		t.Errorf("exported: %v\n%s", err, out.String())
	}
}

// TestAVisitorIsRemoved: who only visited, by their phone; the next one with that phone is
// somebody else, and what is done then is not masked.
func TestAVisitorIsRemoved(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, phone := t.Context(), directory.Whom{Phone: "+91 98200 77000"}
	s.Exec(t, `INSERT INTO visitor_logs (id, unit_id, visitor_name, visitor_phone, vehicle_number, status) VALUES ('00000000-0000-7000-8000-000000000001', $1, 'Kiran Verma', '98200 77000', 'MH01AB4321', 'checked_out')`, s.Units["A-101"])
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, details, created_at) VALUES
		('OTHER', 'visitor_logs', '00000000-0000-7000-8000-000000000001', '{"after": {"visitor_name": "Kiran V.", "visitor_phone": "98200 77000", "vehicle_number": "MH 01 AB 4321"}, "notes": "Kiran Verma in MH 01-AB-4321"}', now() - interval '1 hour')`)
	s.Exec(t, `INSERT INTO barred_visitors (kind, value, reason) VALUES ('plate', 'mh 01 ab 4321', 'shouted')`)
	_, err := s.Directory.Removal(ctx, s.Admin, directory.Whom{Phone: "98200"})
	datatest.WantError(t, err, fault.Invalid, "whole phone")
	seen, err := s.Directory.Removal(ctx, s.Admin, phone)
	if err != nil || len(seen.Hinders) != 1 || seen.Hinders[0].Kind != directory.HindersBar {
		t.Fatalf("%+v, %v", seen.Hinders, err)
	}
	_, err = s.Directory.Remove(ctx, s.Admin, uuid.New(), seen, "law")
	datatest.WantError(t, err, fault.Refused, "a bar of their phone or vehicle is in force")
	s.Exec(t, `UPDATE barred_visitors SET lifted_at = now(), lift_reason = 'sorry'`)
	seen, err = s.Directory.Removal(ctx, s.Admin, phone)
	if err != nil || seen.Account != nil || seen.Visits != 1 || len(seen.Hinders) != 0 {
		t.Fatalf("%+v, %v", seen, err)
	}
	for _, reason := range []string{"", "Kiran Verma asked", "from 098200-77000", "mh01 ab4321 is sold", strings.Repeat("x", 501), "\x00\u202e"} {
		if _, err := s.Directory.Remove(ctx, s.Admin, uuid.New(), seen, reason); err == nil {
			t.Errorf("the reason %q is taken", reason)
		}
	}
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, visitor_phone, status) VALUES ('K', '98200 77000', 'denied')`)
	_, err = s.Directory.Remove(ctx, s.Admin, uuid.New(), seen, "law")
	datatest.WantError(t, err, fault.Refused, "changed meanwhile")
	if seen, err = s.Directory.Removal(ctx, s.Admin, phone); err != nil || seen.Visits != 2 {
		t.Fatalf("%+v, %v", seen, err)
	}
	var done, refused atomic.Int32
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			switch _, err := s.Directory.Remove(ctx, s.Admin, uuid.New(), seen, "law"); {
			case err == nil:
				done.Add(1)
			case seen.Gone(err):
				refused.Add(1)
			}
		})
	}
	both.Wait()
	if done.Load() != 1 || refused.Load() != 1 || s.Count(t, `audit_logs WHERE action = 'PERSON_REMOVED' AND resource_type = 'society360_removals'`) != 1 {
		t.Errorf("of two at once %d did it, %d were told", done.Load(), refused.Load())
	}
	if _, err := s.Directory.ForgetNames(ctx, s.Admin); err != nil {
		t.Error(err)
	}
	nowhere(t, s, "kiran", "77000", "4321")

	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, visitor_phone, status) VALUES ('Kiran Newer', '98200 77000', 'checked_out')`)
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, details, created_at) VALUES ('LATER', 'visitor_logs', '{"after": {"visitor_phone": "98200 77000"}}', clock_timestamp())`)
	for _, search := range []string{"Kiran Verma", "77000", "AB-4321", "shouted"} {
		page, err := s.Trail.List(ctx, s.Admin, trail.Filter{Text: search, From: time.Now().AddDate(0, 0, -2)})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range page.Rows {
			if row.Action != "LATER" {
				t.Errorf("%q is found in %s %s", search, row.Action, row.Details)
			}
		}
	}
	if next, err := s.Directory.Removal(ctx, s.Admin, phone); err != nil || next.Visits != 1 {
		t.Errorf("the next one with that phone: %+v, %v", next, err)
	}
}

// TestARemovalIsDoneWholeOrNot: with its row of the trail, and with nothing where it ends on
// the way; then the same again does it.
func TestARemovalIsDoneWholeOrNot(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	leaves(t, s)
	id := s.Meera.UserID
	seen, intent := of(t, s, id), uuid.New()
	s.Exec(t, `CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
		CREATE TRIGGER dies AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION dies()`)
	if _, err := s.Directory.Remove(t.Context(), s.Admin, intent, seen, "law"); err == nil {
		t.Fatal("it was done by a server that died")
	}
	s.Exec(t, `DROP TRIGGER dies ON users`)
	if s.Count(t, `users WHERE id = $1 AND full_name = $2 AND removed_at IS NULL`, id, s.Meera.Name) != 1 || s.Count(t, `society360_removals`) != 0 {
		t.Error("half of it stands")
	}
	s.Exec(t, `REVOKE INSERT ON audit_logs FROM society360_desk`)
	if _, err := s.Directory.Remove(t.Context(), s.Admin, intent, seen, "law"); err == nil {
		t.Error("it is done without its row of the trail")
	}
	s.Exec(t, `GRANT INSERT ON audit_logs TO society360_desk`)
	if _, err := s.Owner.Exec(t.Context(), `SELECT society360_remove_person(gen_random_uuid(), $1, NULL, 'x@y.invalid', '!', '{}', '{}', '{}', '{}', '{}', '{}')`, id); err == nil {
		t.Error("the owner removes somebody without a row of the trail")
	}
	if _, err := s.Directory.Remove(t.Context(), s.Admin, intent, seen, "law"); err != nil {
		t.Error(err)
	}
	if s.Count(t, `users WHERE id = $1 AND removed_at IS NOT NULL`, id) != 1 || s.Count(t, `audit_logs WHERE action = 'PERSON_REMOVED'`) != 1 {
		t.Error("the same again did not do it once")
	}
}
