package bills

import (
	"context"

	"github.com/civoranexus/society360/data/money"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// onClaims reports whether the list of claims is shown, or what stands in its
// place.
func (p *society) onClaims() bool { return tab(p.Lists.At()) == confirming }

// claimsName names the list, with how many wait.
func (p *society) claimsName() string {
	if p.elsewhere {
		return p.s.env.T("Elsewhere")
	}
	return numbered(p.s.env.T("To confirm"), p.waiting.Val)
}

// turnView shows the money that nobody of the office took or confirmed in place of
// the claims, or the claims again.
func (p *society) turnView() tea.Cmd {
	p.elsewhere = !p.elsewhere
	return p.Lists.Restart()
}

// claimTable shows claims, the oldest first, or payments recorded elsewhere. Narrow
// terminals lose the method first, then who pays.
func (s *screen) claimTable() *tui.Table[row] {
	env := s.env
	return s.table(func(r row) []tui.Cell {
		if p := r.payment; p != nil {
			by := env.T("elsewhere")
			if p.RecordedBy != nil {
				by = env.T("by payer")
			}
			cells := tui.Cells(env.Date(p.At), tui.OrDash(p.Unit), tui.OrDash(p.Payer), p.Amount.String(), tui.OrDash(string(p.Method)), tui.OrDash(p.Reference), by)
			if p.Simulated {
				cells[6].Text = env.T("simulated")
			}
			return cells
		}
		c := r.claim
		cells := tui.Cells(env.Date(c.At), tui.OrDash(c.Unit), tui.OrDash(c.Payer), c.Amount.String(), tui.OrDash(string(c.Method)), tui.OrDash(c.Reference), env.Since(c.ClaimedAt))
		switch {
		case c.Fits < c.Amount:
			cells[6] = tui.Cell{Text: env.T("not due!"), Tone: tui.ToneDanger}
		case c.Gone:
			cells[6] = tui.Cell{Text: env.T("moved out!"), Tone: tui.ToneDanger}
		}
		return cells
	},
		tui.Column{Title: env.T("Paid"), Min: 6},
		tui.Column{Title: env.T("Unit"), Min: 7},
		tui.Column{Title: env.T("Payer"), Min: 11, Flex: 1, Max: 24, Drop: 1},
		tui.Column{Title: env.T("Amount"), Min: 11, Right: true},
		tui.Column{Title: env.T("Method"), Min: 8, Flex: 1, Max: 13, Drop: 2},
		tui.Column{Title: env.T("Reference"), Min: 12, Flex: 2, Max: 30},
		tui.Column{Title: env.T("Waits"), Min: 10})
}

// claimSource reads the claims, or what was recorded elsewhere.
func (p *society) claimSource(term string) tui.Source[row] {
	if p.elsewhere {
		return p.s.paymentSource(term, true)
	}
	store, actor := p.s.store, p.s.actor
	return func(ctx context.Context, after *row) (tui.Batch[row], error) {
		f := money.ClaimFilter{Search: term}
		if after != nil {
			f.After = after.claim.Cursor()
		}
		page, err := store.Money.Claims(ctx, actor, f)
		return rowsOf(page.Claims, page.More, func(c *money.Claim) row { return row{claim: c} }, err)
	}
}

// noClaims says what an empty list of them means.
func (p *society) noClaims(term string) string {
	env := p.s.env
	switch {
	case term != "" && p.elsewhere:
		return env.T("No payment matches %s: type a unit, a name, a phone, an amount, a reference, or a receipt's number.", term)
	case term != "":
		return env.T("No claim matches %s: type a unit, a name, a phone, the amount, or a part of the reference.", term)
	case p.elsewhere:
		return env.T("All money was recorded or confirmed here. e shows what is to confirm.")
	}
	return env.T("Nothing waits to be confirmed. e shows what was recorded elsewhere.")
}

// deciding are what whoever may take money can do with a claim.
func (p *society) deciding() []tui.Command {
	s, env := p.s, p.s.env
	return p.answering(answers{
		in: confirming, yes: env.T("confirm"), no: env.T("refuse"),
		barred: env.T("Staff confirm no payments here; an admin may allow it in the settings."),
		none:   env.T("There is nothing to confirm here."),
		unfit:  func(r row) string { return s.unfit(*r.claim) },
		accept: func(r row) tea.Cmd { return p.askConfirm(*r.claim) },
		question: func(w waits) string {
			return env.T("Why is %s refused? %s reads it.", w.named, tui.OrDash(w.payer))
		},
		refusing: func(w waits) string { return env.T("refusal of %s", w.named) },
		refuse: func(ctx context.Context, intent, id uuid.UUID, reason string) ([]money.Payment, error) {
			return s.store.Money.RefuseClaim(ctx, s.actor, intent, id, reason)
		},
		told: func(w waits) string {
			return env.T("Refused %s of %s; %s reads why.", show.Rupees(env, w.amount), tui.OrDash(w.unit), tui.OrDash(w.payer))
		},
	})
}

// unfit says of a claim that it is more than is due; empty where it is not.
func (s *screen) unfit(c money.Claim) string {
	if c.Fits >= c.Amount {
		return ""
	}
	return s.env.T("Only %s of these %s is due now; d refuses it.", show.Rupees(s.env, c.Fits), show.Rupees(s.env, c.Amount))
}

// claimed is a claim within a sentence: "₹5,000.00 of A-101 (UPI 4123)".
func (s *screen) claimed(c money.Claim) string {
	return s.env.T("%s of %s (%s)", show.Rupees(s.env, c.Amount), tui.OrDash(c.Unit), show.Joined(" ", string(c.Method), c.Reference))
}

// askConfirm is the office's word that the money is there; it asks, for the receipt
// takes a number.
func (p *society) askConfirm(c money.Claim) tea.Cmd {
	text := p.s.env.T("Has the money come in? Confirm %s?", p.s.claimed(c))
	if c.Repeats != "" {
		text = p.s.env.T("Its reference is on %s already. Has this money come in as well? Confirm %s?", tui.Plain(c.Repeats), p.s.claimed(c))
	}
	return p.s.env.Do(tui.Confirm{
		Text:  text,
		OnYes: func() tea.Cmd { return p.confirm(c) },
	})
}

func (p *society) confirm(c money.Claim) tea.Cmd {
	s, store, actor := p.s, p.s.store, p.s.actor
	return p.accepted(row{claim: &c}, s.env.T("confirmation of %s", s.claimed(c)),
		func(ctx context.Context, intent uuid.UUID) (money.PaymentDone, error) {
			return store.Money.ConfirmClaim(ctx, actor, intent, c.ID)
		}, s.env.T("Confirmed %s for %s.", show.Rupees(s.env, c.Amount), tui.OrDash(c.Unit)))
}
