package screens_test

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/role"

	"github.com/civoranexus/society360/data/datatest"
)

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMXSc07Oim8AX9LDrjKKBfA4vzb0HThP7hW9x2LTKEDF laptop"

func playAccounts(w *world) {
	list := func(f accounts.Filter) []accounts.User {
		page, err := w.Accounts.List(w.ctx, w.Admin, f)
		w.hear(page, err)
		return page.Users
	}
	for _, search := range []string{"", "jo", "jos", "ASHA@", "asha", "98110", "4321", "43", "+91 98110 43212", "nobody", "@"} {
		list(accounts.Filter{Search: search})
	}
	list(accounts.Filter{Role: role.Guard})
	list(accounts.Filter{Status: accounts.Barred})
	list(accounts.Filter{Deleted: true})
	first := list(accounts.Filter{Limit: 2})
	list(accounts.Filter{Limit: 3, After: first[1].Cursor()})
	list(accounts.Filter{Limit: 50, After: first[1].Cursor()})
	look := func(id uuid.UUID) accounts.User {
		u, detail, err := w.Accounts.Get(w.ctx, w.Admin, id)
		w.hear(u, detail, err)
		return u
	}
	meera, staff, admin := look(w.Meera.UserID), look(w.Staff.UserID), look(w.Admin.UserID)
	look(uuid.New())

	user := func(u accounts.User, err error) accounts.User {
		w.hear(u, err)
		return u
	}
	once := accounts.NewOneTime()
	ravi := accounts.Draft{Name: " Ravi  Singh", Email: "ravi@test.example", Phone: "98200 55555", Role: role.Staff}
	user(w.Accounts.Add(w.ctx, w.Admin, key(), "wrong", ravi, once))
	user(w.Accounts.Add(w.ctx, w.Admin, key(), datatest.Password, accounts.Draft{Role: role.Staff}, once))
	user(w.Accounts.Add(w.ctx, w.Admin, key(), datatest.Password, accounts.Draft{Name: "X", Email: "x", Role: role.Staff}, once))
	user(w.Accounts.Add(w.ctx, w.Admin, key(), datatest.Password, accounts.Draft{Name: "X", Email: "Asha@test.example", Role: role.Staff}, once))
	added := user(w.Accounts.Add(w.ctx, w.Admin, key(), datatest.Password, ravi, once))
	look(added.ID)

	edited := user(w.Accounts.Edit(w.ctx, w.Admin, key(), staff, accounts.Edit{Name: "Vijay A. More", Email: staff.Email, Phone: staff.Phone}))
	user(w.Accounts.Edit(w.ctx, w.Admin, key(), staff, accounts.Edit{Name: "Vijay B. More", Email: staff.Email}))
	user(w.Accounts.Edit(w.ctx, w.Admin, key(), edited, accounts.Edit{Name: "", Email: staff.Email}))
	user(w.Accounts.Edit(w.ctx, w.Admin, key(), edited, accounts.Edit{Name: "Vijay", Email: "asha@test.example"}))
	user(w.Accounts.Edit(w.ctx, w.Admin, key(), accounts.User{ID: uuid.New()}, accounts.Edit{Name: "Vijay", Email: "v@test.example"}))

	user(w.Accounts.SetRole(w.ctx, w.Admin, key(), "wrong", edited, role.Guard))
	user(w.Accounts.SetRole(w.ctx, w.Admin, key(), datatest.Password, edited, role.Staff))
	user(w.Accounts.SetRole(w.ctx, w.Admin, key(), datatest.Password, admin, role.Staff))
	guard := user(w.Accounts.SetRole(w.ctx, w.Admin, key(), datatest.Password, edited, role.Guard))
	user(w.Accounts.SetRole(w.ctx, w.Admin, key(), datatest.Password, edited, role.Admin))
	user(w.Accounts.Edit(w.ctx, w.Admin, key(), edited, accounts.Edit{Name: "Vijay More", Email: staff.Email}))
	user(w.Accounts.SetStatus(w.ctx, w.Admin, key(), guard, accounts.Active))
	user(w.Accounts.SetStatus(w.ctx, w.Admin, key(), admin, accounts.Banned))
	user(w.Accounts.SetStatus(w.ctx, w.Admin, key(), guard, accounts.Banned))
	user(w.Accounts.SetStatus(w.ctx, w.Admin, key(), guard, accounts.Inactive))
	list(accounts.Filter{Status: accounts.Barred})
	user(w.Accounts.ResetPassword(w.ctx, w.Admin, key(), datatest.Password, w.Admin.UserID, once))
	user(w.Accounts.ResetPassword(w.ctx, w.Admin, key(), "wrong", meera.ID, once))
	user(w.Accounts.ResetPassword(w.ctx, w.Admin, key(), datatest.Password, meera.ID, once))
	user(w.Accounts.Restore(w.ctx, w.Admin, key(), meera.ID))
	user(w.Accounts.Delete(w.ctx, w.Admin, key(), w.Admin.UserID))
	user(w.Accounts.Delete(w.ctx, w.Admin, key(), added.ID))
	user(w.Accounts.Delete(w.ctx, w.Admin, key(), added.ID))
	user(w.Accounts.Add(w.ctx, w.Admin, key(), datatest.Password, ravi, once))
	list(accounts.Filter{Deleted: true})
	look(added.ID)
	user(w.Accounts.Restore(w.ctx, w.Admin, key(), added.ID))

	add := func(own string, of uuid.UUID, line string) {
		w.hear(w.Accounts.AddAccountKey(w.ctx, w.Admin, key(), own, of, line))
	}
	add(datatest.Password, meera.ID, "ssh-ed25519 nonsense")
	add("wrong", meera.ID, publicKey)
	add(datatest.Password, uuid.New(), publicKey)
	add(datatest.Password, meera.ID, publicKey)
	add(datatest.Password, w.Guard.UserID, publicKey)
	_, detail, err := w.Accounts.Get(w.ctx, w.Admin, meera.ID)
	w.hear(detail, err)
	w.hear(w.Accounts.RemoveKey(w.ctx, w.Admin, key(), detail.Keys[0].Fingerprint))
	w.hear(w.Accounts.RemoveKey(w.ctx, w.Admin, key(), "SHA256:nothing"))

	w.hear(w.Accounts.Sessions(w.ctx, w.Admin, nil))
	desk := uuid.New()
	w.sits(desk, w.Guard, "gate")
	w.sits(uuid.New(), w.Admin, "sessions")
	open, err := w.Accounts.Sessions(w.ctx, w.Admin, nil)
	w.hear(open, err)
	w.hear(w.Accounts.Sessions(w.ctx, w.Admin, &open[0]))
	look(w.Guard.UserID)
	w.hear(w.Accounts.EndSession(w.ctx, w.Admin, key(), desk, ""))
	w.hear(w.Accounts.EndSession(w.ctx, w.Admin, key(), desk, ""))
	w.hear(w.Accounts.EndSession(w.ctx, w.Admin, key(), uuid.New(), ""))
	w.hear(w.Accounts.Sessions(w.ctx, w.Admin, nil))
}
