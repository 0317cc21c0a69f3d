package screens_test

import (
	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/role"
)

func playHomes(w *world) {
	for _, actor := range []role.Actor{w.Guard, w.Meera, w.Tenant, w.Admin} {
		w.hear(w.Homes.MyUnits(w.ctx, actor))
		for _, term := range []string{"", "a", "A-1", "a 101", "1", "102", "204", "b", "z", "-", "meera", "joshi ar", "jo", "a j", "nair"} {
			w.hear(w.Homes.FindUnits(w.ctx, actor, term))
		}
		for _, unit := range []uuid.UUID{w.Units["A-101"], w.Units["A-102"], w.Units["B-204"], uuid.New()} {
			w.hear(w.Homes.Residents(w.ctx, actor, unit))
		}
	}
	w.hear(w.Homes.RevealPhone(w.ctx, w.Guard, key(), w.Units["A-101"], w.Meera.UserID))
	w.hear(w.Homes.RevealPhone(w.ctx, w.Guard, key(), w.Units["B-204"], w.Meera.UserID))
	w.hear(w.Homes.RevealPhone(w.ctx, w.Guard, key(), w.Units["A-101"], uuid.New()))
}
