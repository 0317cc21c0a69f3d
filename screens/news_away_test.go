package screens_test

import (
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui/shell"
)

// back is an account that signs in again: what it is told is not read yet.
func back(t *testing.T, s *datatest.Society, actor role.Actor) hears {
	t.Helper()
	desk, ok := screens.NewBackend(s.Society, actor.Origin, screens.Options{}).Opened(t.Context(), actor).(shell.NewsReader)
	if !ok {
		t.Fatal("the session has no news")
	}
	return hears{t, desk}
}

// TestWhatWasDecidedMeanwhileIsTold at the next sign-in, once, to whom it concerns.
func TestWhatWasDecidedMeanwhileIsTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, actor := range []role.Actor{s.Meera, s.Arun, s.Guard, s.Guard2} {
		back(t, s, actor).want("nothing, at the first sign-in")
	}
	announced := func(name string) visits.Visit {
		t.Helper()
		v, err := s.Visits.Log(t.Context(), s.Meera, uuid.New(), visits.Approved, visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units["A-101"]}})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	came, denied, out := announced("Anita"), announced("Ravi"), announced("Kiran")
	waiting, refused := waits(t, s, s.Guard, "Prakash", "A-101"), waits(t, s, s.Guard, "Sunil", "A-101")

	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	in, err := s.Visits.CheckIn(t.Context(), s.Guard2, uuid.New(), came, visits.Entry{})
	must(in, err)
	must(s.Visits.Deny(t.Context(), s.Guard2, uuid.New(), denied.ID, "no papers"))
	must(s.Visits.Withdraw(t.Context(), s.Arun, uuid.New(), out.ID, "not today"))
	must(s.Visits.Approve(t.Context(), s.Arun, uuid.New(), waiting.ID, visits.Approval{}))
	must(s.Visits.Deny(t.Context(), s.Arun, uuid.New(), refused.ID, "nobody is in"))

	back(t, s, s.Meera).want("her guests", "Anita came in at "+in.CheckInTime.String()+" (A-101).", s.Guard2.Name+" said no to Ravi (A-101): no papers.")
	back(t, s, s.Meera).want("once")
	back(t, s, s.Guard).want("whom he logged", "Arun Joshi said yes: Prakash may enter (A-101).", "Arun Joshi said no to Sunil (A-101): nobody is in.")
	back(t, s, s.Guard).want("once")
	back(t, s, s.Arun).want("what he did himself")
	back(t, s, s.Guard2).want("whom another logged")
}

// TestAClaimDecidedMeanwhileIsTold: confirmed and refused, to who made it, once.
func TestAClaimDecidedMeanwhileIsTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 15)
	back(t, s, s.Meera).want("nothing, at the first sign-in")
	back(t, s, s.Arun).want("nothing, at the first sign-in")
	made := make([]money.Payment, 3)
	for i, reference := range []string{"412345678901", "412345678902", "412345678903"} {
		claimed, err := s.Money.ClaimPayment(t.Context(), s.Meera, uuid.New(), money.ClaimDraft{
			Unit: s.Units["A-101"], Amount: 500_00, Method: money.UPI, Reference: reference, PaidOn: s.Settings.ThisDay(),
		})
		if err != nil {
			t.Fatal(err)
		}
		made[i] = claimed[0]
	}
	done, err := s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), made[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), made[1].ID, "no such transfer"); err != nil {
		t.Fatal(err)
	}
	back(t, s, s.Arun).want("another's claims")
	meera := back(t, s, s.Meera)
	meera.want("her claims", "The office confirmed 500.00 for A-101: receipt "+done.Receipt+".", "The office refused 500.00 for A-101: no such transfer")
	back(t, s, s.Meera).want("once")
	// What her desk told her as it happened is not told again.
	if _, err := s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), made[2].ID, "nor this"); err != nil {
		t.Fatal(err)
	}
	meera.want("at her desk", "The office refused 500.00 for A-101: nor this")
	back(t, s, s.Meera).want("told at the desk")
}
