package home

import (
	"context"

	"github.com/civoranexus/society360/data/calendar"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// takesNone says where residents pay in a society in which they do not enter it.
func (d *dues) takesNone() string {
	if len(d.s.store.Money.PaymentMethodsFor(d.s.actor)) > 0 {
		return ""
	}
	return d.s.env.T("In this society the office takes payments and enters them.")
}

// claimsOf sums payments up by their claim.
func claimsOf(payments []money.Payment) map[uuid.UUID]value.Paise {
	sums := map[uuid.UUID]value.Paise{}
	for _, p := range payments {
		if p.ClaimID != nil {
			sums[*p.ClaimID] += p.Amount
		}
	}
	return sums
}

// state is a payment's status in the words of who paid.
func (d *dues) state(p money.Payment) string {
	env := d.s.env
	switch {
	case p.Status == money.PaymentClaimed:
		return env.T("waiting for the office")
	case p.Status == money.PaymentSucceeded && p.Simulated:
		return env.T("simulated!")
	case p.Status == money.PaymentSucceeded && p.ClaimID != nil:
		return env.T("confirmed")
	}
	return env.Term(p.Status.Word())
}

// claimFacts tell of the claim that a payment is or was.
func (d *dues) claimFacts(p money.Payment) [][2]string {
	env := d.s.env
	var facts [][2]string
	if p.ClaimedAt != nil {
		facts = append(facts, [2]string{env.T("Told"), env.DateTime(*p.ClaimedAt)})
	}
	if p.RefusalReason != "" {
		facts = append(facts, [2]string{env.T("Refused"), p.RefusalReason})
	}
	return facts
}

// mine reports whether a row is a claim of the actor's own that waits.
func (d *dues) mine(o owed) bool {
	p := o.payment
	return p != nil && p.Status == money.PaymentClaimed && p.ClaimID != nil && p.PayerID != nil && *p.PayerID == d.s.actor.UserID
}

// notTakenBack says why what the keys mean is not the actor's to take back.
func (d *dues) notTakenBack() string {
	switch o, _ := d.board.Subject(); {
	case d.mine(o):
		return ""
	case o.payment == nil:
		return d.s.env.T("Choose what you told the office under Paid, then x takes it back.")
	}
	return d.s.env.T("You can take back only what you told the office yourself and what still waits.")
}

// askTakeBack takes the actor's own claim back, whole, after a question that names
// it.
func (d *dues) askTakeBack() tea.Cmd {
	o, _ := d.board.Subject()
	env, p := d.s.env, *o.payment
	sum := show.Rupees(d.s.env, max(p.Amount, claimsOf(d.accounts.Val.waiting)[*p.ClaimID]))
	store, actor := d.s.store, d.s.actor
	return tui.Await(d.s.Stack, func(ctx context.Context) ([]money.FeeFate, error) {
		return store.Money.ClaimFates(ctx, actor, *p.ClaimID)
	}, func(fates []money.FeeFate, err error) tea.Cmd {
		if err != nil {
			return d.board.Tell(tui.NotifyRefusal, tui.Explain(env, err))
		}
		return env.Do(d.takeBack(p, sum, show.FeeFates(env, fates)))
	})
}

// takeBack is the question; fees says what becomes of late fees.
func (d *dues) takeBack(p money.Payment, sum, fees string) tui.Confirm {
	env, store, actor := d.s.env, d.s.store, d.s.actor
	return tui.Confirm{
		Text: show.Joined(" ", fees, env.T("Take back %s for %s (%s)?", sum, tui.OrDash(p.Unit), tui.OrDash(p.Reference))),
		OnYes: func() tea.Cmd {
			return tui.SendChange(d.board, tui.Change[[]money.Payment]{
				What: env.T("taking back of %s for %s", sum, tui.OrDash(p.Unit)),
				Write: func(ctx context.Context, key uuid.UUID) ([]money.Payment, error) {
					return store.Money.WithdrawClaim(ctx, actor, key, *p.ClaimID)
				},
				Tell: func([]money.Payment) string {
					return env.T("Taken back: the office no longer sees %s for %s.", sum, tui.OrDash(p.Unit))
				},
				Put: func(payments []money.Payment) {
					for i := range payments {
						d.board.Put(owed{payment: &payments[i]})
					}
				},
			})
		},
	}
}

// dayInput is the field for the day on which it was paid; how it was understood
// stands beside it.
func (p *payment) dayInput() tui.Field[field] {
	env := p.d.s.env
	return tui.Field[field]{
		Key: paidOnField, Label: env.T("Paid on"), Width: 18, MaxRunes: 40, Required: true, Replaces: true,
		Value: show.Day(p.d.s.env, value.DayOf(env.Now())),
		Check: func(v string) error {
			_, err := p.readDay(v)
			return err
		},
		OnChange: func(v string) tea.Cmd {
			if day, err := p.readDay(v); err == nil {
				p.Form.Note(paidOnField, show.DayWords(env, day))
			} else {
				p.Form.Note(paidOnField)
			}
			return nil
		},
	}
}

// readDay reads one day as people type it; a month is none.
func (p *payment) readDay(v string) (value.Day, error) {
	day, err := show.ReadDay(p.d.s.env, v, calendar.Nearest)
	if err != nil {
		return day, err
	}
	if value.DayOf(p.d.s.env.Now()).Before(day) {
		return value.Day{}, complaint("%s is yet to come; else type its year.", show.Day(p.d.s.env, day))
	}
	return day, nil
}

// paidOn is the day that stands in the form; none, which is today, where it cannot
// be read.
func (p *payment) paidOn() value.Day {
	day, err := p.readDay(p.Form.Value(paidOnField))
	if err != nil {
		return value.Day{}
	}
	return day
}
