package accounts_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// secondAdmin makes another admin of the society, and returns it signed in.
func secondAdmin(t *testing.T, s *datatest.Society) role.Actor {
	t.Helper()
	n := datatest.NewGuard()
	n.Role = role.Admin
	if _, err := s.Accounts.Create(t.Context(), datatest.Console(t, s), uuid.New(), n); err != nil {
		t.Fatal(err)
	}
	actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.2"), n.Email, n.Password)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

// TestAccountChanges: each change is an admin's alone, wants the admin's own
// password where it must, is done once an intent, has its audit row with what
// differed and no secret in it, and ends the sessions that it should.
func TestAccountChanges(t *testing.T) {
	t.Parallel()
	_, line := datatest.NewKey(t)
	for name, want := range map[string]struct {
		action        string
		before, after map[string]any
		asks, ends    bool
	}{
		"Accounts.Add": {action: "USER_CREATED", after: map[string]any{"email": "ravi@test.example", "must_change_password": true, "role": "guard"}, asks: true},
		"Accounts.Edit": {
			action: "USER_UPDATED", before: map[string]any{"full_name": "Sunita Pawar"}, after: map[string]any{"full_name": "Sunita P."},
		},
		"Accounts.SetRole": {
			action: "USER_ROLE_CHANGED", before: map[string]any{"role": "guard"}, after: map[string]any{"role": "staff"}, asks: true, ends: true,
		},
		"Accounts.SetStatus": {
			action: "USER_STATUS_CHANGED", before: map[string]any{"status": "active"}, after: map[string]any{"status": "banned"}, ends: true,
		},
		"Accounts.Delete":  {action: "USER_DELETED", ends: true},
		"Accounts.Restore": {action: "USER_RESTORED", after: map[string]any{}, ends: true}, // those of before it was deleted
		"Accounts.ResetPassword": {
			action: "USER_PASSWORD_RESET", before: map[string]any{"must_change_password": false},
			after: map[string]any{"must_change_password": true}, asks: true, ends: true,
		},
		"Accounts.AddAccountKey": {action: "USER_SSH_KEY_ADDED", asks: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			guard := datatest.UserOf(t, s, s.Guard.UserID)
			signedIn := s.Guard
			signedIn.Epoch = datatest.Scan[int64](t, s.Owner, `SELECT session_epoch FROM users WHERE id = $1`, guard.ID)
			if name == "Accounts.Restore" {
				s.Exec(t, `UPDATE users SET deleted_at = now() WHERE id = $1`, guard.ID)
			}
			do := datatest.AccountWrites(s, guard, line)[name]
			due := s.Admin
			due.PasswordDue = true
			for _, actor := range []role.Actor{s.Staff, s.Guard2, s.Meera, s.Stranger, due, role.Program(), {}} {
				datatest.Kind(t, do(t.Context(), actor, uuid.New(), datatest.Password), fault.Forbidden)
			}
			if want.asks {
				for _, wrong := range []string{"", "not the password", datatest.Password + "x"} {
					if e := datatest.Kind(t, do(t.Context(), s.Admin, uuid.New(), wrong), fault.Invalid); e.Bad["own"] == nil {
						t.Errorf("a wrong own password: %v", e)
					}
				}
			}
			if n := s.Count(t, `audit_logs WHERE action = $1`, want.action); n != 0 {
				t.Fatalf("%d changes by who may not", n)
			}
			intent := uuid.New()
			if err := do(t.Context(), s.Admin, intent, datatest.Password); err != nil {
				t.Fatal(err)
			}
			if err := do(t.Context(), s.Admin, intent, datatest.Password); err != nil {
				t.Errorf("the same again: %v", err)
			}
			if n := s.Count(t, `audit_logs WHERE action = $1 AND user_id = $2 AND resource_type = 'users'`, want.action, s.Admin.UserID); n != 1 {
				t.Errorf("%d audit rows", n)
			}
			checkAccountAudit(t, s, want.action, want.before, want.after)
			if err := s.Accounts.Alive(t.Context(), signedIn); (err != nil) != want.ends {
				t.Errorf("the account's session: %v, ended should be %v", err, want.ends)
			}
		})
	}
}

func checkAccountAudit(t *testing.T, s *datatest.Society, action string, before, after map[string]any) {
	t.Helper()
	var raw []byte
	if err := s.Owner.QueryRow(t.Context(), `SELECT details FROM audit_logs WHERE action = $1`, action).Scan(&raw); err != nil {
		t.Fatal(err)
	}
	var details struct {
		Before map[string]any `json:"before"`
		After  map[string]any `json:"after"`
	}
	if err := json.Unmarshal(raw, &details); err != nil {
		t.Fatal(err)
	}
	for field, value := range before {
		if details.Before[field] != value {
			t.Errorf("before %s: %v, want %v", field, details.Before[field], value)
		}
	}
	for field, value := range after {
		if details.After[field] != value {
			t.Errorf("after %s: %v, want %v", field, details.After[field], value)
		}
	}
	if strings.Contains(string(raw), "$2a$") || strings.Contains(string(raw), "hash") {
		t.Errorf("a hash is in the audit row: %s", raw)
	}
}

// TestNoTraceOfAOneTimePassword: it stands nowhere but in its hash.
func TestNoTraceOfAOneTimePassword(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	once := accounts.NewOneTime()
	if _, err := s.Accounts.ResetPassword(t.Context(), s.Admin, uuid.New(), datatest.Password, s.Guard.UserID, once); err != nil {
		t.Fatal(err)
	}
	actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("local"), s.Guard.Email, once.Reveal())
	if err != nil || !actor.PasswordDue {
		t.Fatalf("signed in as %+v, %v", actor, err)
	}
	if n := s.Count(t, `audit_logs WHERE details::text LIKE '%' || $1 || '%'`, once.Reveal()); n != 0 {
		t.Error("it is in the audit log")
	}
	if n := s.Count(t, `write_intents WHERE result::text LIKE '%' || $1 || '%'`, once.Reveal()); n != 0 {
		t.Error("it is in an intent")
	}
	// Nor can it be guessed at from the payload's hash: another one hashes alike.
	intent, other := uuid.New(), accounts.NewOneTime()
	for _, o := range []accounts.OneTime{once, other} {
		if _, err := s.Accounts.ResetPassword(t.Context(), s.Admin, intent, datatest.Password, s.Guard.UserID, o); err != nil {
			t.Errorf("the payload's hash depends on it: %v", err)
		}
	}
	if once.Reveal() == other.Reveal() || accounts.CheckPassword(once.Reveal()) != nil || once.String() == once.Reveal() {
		t.Errorf("one-time passwords %s and %s", once.Reveal(), other.Reveal())
	}
}

func TestTheLastAdminCannotBeLockedOut(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	admin := datatest.UserOf(t, s, s.Admin.UserID)
	for name, err := range map[string]error{
		"ban":    datatest.Second(s.Accounts.SetStatus(t.Context(), s.Admin, uuid.New(), admin, accounts.Banned)),
		"rest":   datatest.Second(s.Accounts.SetStatus(t.Context(), s.Admin, uuid.New(), admin, accounts.Inactive)),
		"demote": datatest.Second(s.Accounts.SetRole(t.Context(), s.Admin, uuid.New(), datatest.Password, admin, role.Staff)),
		"delete": datatest.Second(s.Accounts.Delete(t.Context(), s.Admin, uuid.New(), admin.ID)),
	} {
		if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "last active admin") {
			t.Errorf("%s: %v", name, e)
		}
	}
	if now := datatest.UserOf(t, s, admin.ID); now.Role != "admin" || !now.Active() {
		t.Errorf("the last admin is %+v", now)
	}
	secondAdmin(t, s)
	if _, err := s.Accounts.SetRole(t.Context(), s.Admin, uuid.New(), datatest.Password, admin, role.Staff); err != nil {
		t.Errorf("with a second admin: %v", err)
	}
}

// TestTwoAdminsAtOnceLeaveOne: two admins demote, ban and delete each other at the
// same time, again and again; one is always left.
func TestTwoAdminsAtOnceLeaveOne(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	other := secondAdmin(t, s)
	ways := []func(by role.Actor, own string, of accounts.User) error{
		func(by role.Actor, own string, of accounts.User) error {
			return datatest.Second(s.Accounts.SetRole(t.Context(), by, uuid.New(), own, of, role.Guard))
		},
		func(by role.Actor, _ string, of accounts.User) error {
			return datatest.Second(s.Accounts.SetStatus(t.Context(), by, uuid.New(), of, accounts.Banned))
		},
		func(by role.Actor, _ string, of accounts.User) error {
			return datatest.Second(s.Accounts.Delete(t.Context(), by, uuid.New(), of.ID))
		},
	}
	for round := range 9 {
		one, two := datatest.UserOf(t, s, s.Admin.UserID), datatest.UserOf(t, s, other.UserID)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = ways[round%3](s.Admin, datatest.Password, two) })
		wg.Go(func() { errs[1] = ways[(round/3)%3](other, datatest.NewGuard().Password, one) })
		wg.Wait()
		if n := s.Count(t, `users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'admin' AND u.status = 'active' AND u.deleted_at IS NULL`); n != 1 {
			t.Fatalf("round %d: %d admins are left: %v", round, n, errs)
		}
		s.Exec(t, `UPDATE users SET status = 'active', deleted_at = NULL, role_id = (SELECT id FROM roles WHERE name = 'admin')
			WHERE id IN ($1, $2)`, s.Admin.UserID, other.UserID)
	}
}

func TestAnEditOfAnOlderAccountIsRefused(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	other := secondAdmin(t, s)
	seen := datatest.UserOf(t, s, s.Guard.UserID)
	if _, err := s.Accounts.Edit(t.Context(), other, uuid.New(), seen, accounts.Edit{Name: "Sunita More", Email: seen.Email}); err != nil {
		t.Fatal(err)
	}
	mine := accounts.Edit{Name: "Sunita Pawar Patil", Email: seen.Email, Phone: seen.Phone}
	_, err := s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), seen, mine)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "Ravi Singh") {
		t.Errorf("the refusal does not say who: %v", e)
	}
	now := datatest.UserOf(t, s, seen.ID)
	if now.Name != "Sunita More" || now.Phone != "" {
		t.Errorf("the other's edit is gone: %+v", now)
	}
	if _, err := s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), now, mine); err != nil {
		t.Errorf("made from the present one: %v", err)
	}
	for _, taken := range []string{s.Staff.Email, strings.ToUpper(s.Staff.Email)} {
		_, err = s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), datatest.UserOf(t, s, seen.ID), accounts.Edit{Name: "S", Email: taken})
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["email"] == nil {
			t.Errorf("another's e-mail: %v", e)
		}
	}
	_, err = s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), now, accounts.Edit{Email: "x", Phone: "12"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["name"] == nil || e.Bad["email"] == nil || e.Bad["phone"] == nil {
		t.Errorf("not every bad field is told of: %v", e.Bad)
	}
	// A role or a status that is not the one that was seen.
	s.Exec(t, `UPDATE users SET status = 'inactive', role_id = (SELECT id FROM roles WHERE name = 'staff') WHERE id = $1`, seen.ID)
	_, err = s.Accounts.SetRole(t.Context(), s.Admin, uuid.New(), datatest.Password, seen, role.Resident)
	datatest.Kind(t, err, fault.Refused)
	_, err = s.Accounts.SetStatus(t.Context(), s.Admin, uuid.New(), seen, accounts.Banned)
	datatest.Kind(t, err, fault.Refused)
}

func TestRestoreWhatIsFree(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	if _, err := s.Accounts.Delete(t.Context(), s.Admin, uuid.New(), s.Guard.UserID); err != nil {
		t.Fatal(err)
	}
	_, err := s.Accounts.Delete(t.Context(), s.Admin, uuid.New(), s.Guard.UserID)
	datatest.Kind(t, err, fault.Refused)
	_, err = s.Accounts.SignIn(t.Context(), datatest.Origin("local"), s.Guard.Email, datatest.Password)
	datatest.Kind(t, err, fault.Forbidden)
	s.Exec(t, `UPDATE users SET email = upper($1) WHERE id = $2`, s.Guard.Email, s.Guard2.UserID)
	_, err = s.Accounts.Restore(t.Context(), s.Admin, uuid.New(), s.Guard.UserID)
	datatest.Kind(t, err, fault.Refused)
	s.Exec(t, `UPDATE users SET email = 'imran@test.example' WHERE id = $1`, s.Guard2.UserID)
	if u, err := s.Accounts.Restore(t.Context(), s.Admin, uuid.New(), s.Guard.UserID); err != nil || !u.Active() {
		t.Fatalf("restored %+v, %v", u, err)
	}
	if _, err = s.Accounts.SignIn(t.Context(), datatest.Origin("local"), s.Guard.Email, datatest.Password); err != nil {
		t.Errorf("the restored account: %v", err)
	}
	_, err = s.Accounts.Restore(t.Context(), s.Admin, uuid.New(), s.Guard.UserID)
	datatest.Kind(t, err, fault.Refused)
}

// TestADeletedAccountKeepsItsAddress: no list of active accounts shows who has it, so
// the refusal does.
func TestADeletedAccountKeepsItsAddress(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	if _, err := s.Accounts.Delete(t.Context(), s.Admin, uuid.New(), s.Guard.UserID); err != nil {
		t.Fatal(err)
	}
	other := datatest.UserOf(t, s, s.Staff.UserID)
	address := strings.ToUpper(s.Guard.Email)
	n := datatest.NewGuard()
	n.Email = address
	for name, err := range map[string]error{
		"add":     datatest.Second(s.Accounts.Add(t.Context(), s.Admin, uuid.New(), datatest.Password, n, accounts.NewOneTime())),
		"edit":    datatest.Second(s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), other, accounts.Edit{Name: other.Name, Email: address})),
		"move in": datatest.Second(s.Homes.MoveIn(t.Context(), s.Admin, uuid.New(), homes.MoveIn{UnitID: s.Units["A-101"], Name: n.Name, Email: address, Type: "tenant"})),
	} {
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["email"] == nil || !strings.Contains(e.Bad["email"].Error(), "deleted account of Sunita Pawar") {
			t.Errorf("%s: %v", name, e.Bad)
		}
	}
}

func TestChangeOwnPassword(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	once := accounts.NewOneTime()
	if _, err := s.Accounts.ResetPassword(t.Context(), s.Admin, uuid.New(), datatest.Password, s.Staff.UserID, once); err != nil {
		t.Fatal(err)
	}
	signIn := func(password string) role.Actor {
		t.Helper()
		actor, err := s.Accounts.SignIn(t.Context(), datatest.Origin("10.0.0.7"), s.Staff.Email, password)
		if err != nil {
			t.Fatal(err)
		}
		return actor
	}
	here := signIn(once.Reveal())
	there := here
	_, err := s.Visits.List(t.Context(), here, visits.Filter{})
	datatest.Kind(t, err, fault.Forbidden)
	resumed, err := s.Accounts.Resume(t.Context(), here.Origin, here.UserID, here.Epoch)
	if err != nil || !resumed.PasswordDue {
		t.Errorf("over SSH: %+v, %v", resumed, err)
	}
	for field, try := range map[string][2]string{
		"own": {"wrong password", "another horse"}, "password": {once.Reveal(), "short"},
	} {
		_, err := s.Accounts.ChangeOwnPassword(t.Context(), here, uuid.New(), try[0], try[1])
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad[field] == nil {
			t.Errorf("%s: %v", field, e.Bad)
		}
	}
	_, err = s.Accounts.ChangeOwnPassword(t.Context(), here, uuid.New(), once.Reveal(), once.Reveal())
	datatest.Kind(t, err, fault.Invalid)
	next, err := s.Accounts.ChangeOwnPassword(t.Context(), here, uuid.New(), once.Reveal(), "correct horse 9")
	if err != nil || next.PasswordDue {
		t.Fatalf("changed: %+v, %v", next, err)
	}
	if err := s.Accounts.Alive(t.Context(), next); err != nil {
		t.Errorf("who changed it goes on: %v", err)
	}
	if _, err := s.Visits.List(t.Context(), next, visits.Filter{}); err != nil {
		t.Error(err)
	}
	datatest.Kind(t, s.Accounts.Alive(t.Context(), there), fault.Forbidden)
	if action, user, _, details := datatest.LastAudit(t, s, s.Staff.UserID); action != "USER_PASSWORD_CHANGED" || *user != s.Staff.UserID ||
		details["after"].(map[string]any)["must_change_password"] != false {
		t.Errorf("audit row: %s %v", action, details)
	}
	if again := signIn("correct horse 9"); again.PasswordDue {
		t.Error("the password is due again")
	}
	_, err = s.Accounts.ChangeOwnPassword(t.Context(), role.Program(), uuid.New(), "", "correct horse 9")
	datatest.Kind(t, err, fault.Forbidden)
}

// TestGuessingAtTheOwnPasswordIsSlowed: a desk that was left open is no way to try
// passwords, and what was tried stands in the audit log.
func TestGuessingAtTheOwnPasswordIsSlowed(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	guard := datatest.UserOf(t, s, s.Guard.UserID)
	var last error
	for range 7 {
		_, last = s.Accounts.SetRole(t.Context(), s.Admin, uuid.New(), "a guess", guard, role.Admin)
	}
	if e := datatest.Kind(t, last, fault.Refused); !strings.Contains(e.Error(), "try again in") {
		t.Errorf("the seventh guess: %v", e)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'USER_LOGIN_FAILED' AND resource_id = $1 AND details ->> 'asked_for' = 'own password'`, s.Admin.UserID); n < 5 {
		t.Errorf("%d guesses audited", n)
	}
	// The lock of that desk is no way around it.
	datatest.Kind(t, s.Accounts.Unlock(t.Context(), s.Admin, datatest.Password), fault.Refused)
}

// TestTheLockOpensAfterANewEMail: the lock asks the account, whatever its e-mail is
// by now.
func TestTheLockOpensAfterANewEMail(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	seen := datatest.UserOf(t, s, s.Guard.UserID)
	if _, err := s.Accounts.Edit(t.Context(), s.Admin, uuid.New(), seen, accounts.Edit{Name: seen.Name, Email: "new@test.example"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Accounts.Unlock(t.Context(), s.Guard, datatest.Password); err != nil {
		t.Error(err)
	}
	if err := s.Accounts.Unlock(t.Context(), s.Guard, "wrong"); !errors.Is(err, accounts.ErrWrongPassword) {
		t.Errorf("a wrong password: %v", err)
	}
}

func TestTheConsolesMethodsAreTheConsoles(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	_, line := datatest.NewKey(t)
	_, err := s.Accounts.Create(t.Context(), s.Admin, uuid.New(), datatest.NewGuard())
	datatest.Kind(t, err, fault.Forbidden)
	_, err = s.Accounts.SetPassword(t.Context(), s.Admin, uuid.New(), s.Guard.Email, "day shift 8")
	datatest.Kind(t, err, fault.Forbidden)
	_, err = s.Accounts.AddKey(t.Context(), s.Admin, uuid.New(), s.Guard.Email, line)
	datatest.Kind(t, err, fault.Forbidden)
}
