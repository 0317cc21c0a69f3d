package screens

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/event"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/screens/bills"
	"github.com/civoranexus/society360/screens/home"
	"github.com/civoranexus/society360/tui"
)

// claimsMost is how many claims, or payments of claims, are followed.
const claimsMost = 500

// paysClaims reports whether the account makes claims, and hears what becomes of them;
// who works with the bills of all hears of those that wait.
func (s *session) paysClaims() bool { return s.actor.Over(role.ReadBills) == role.OwnUnits }

// waitingNews tells who may confirm them that claims wait.
type waitingNews struct {
	s     *session
	waits seen[money.Claim]
}

func (n *waitingNews) topics() []topic.Topic { return []topic.Topic{topic.Bills} }

func (n *waitingNews) where(id uuid.UUID) tui.Open {
	return tui.Open{Name: "bills", ID: bills.ClaimID(id)}
}

func (n *waitingNews) look(ctx context.Context) ([]event.Event, error) {
	if len(n.s.store().Money.PaymentMethodsFor(n.s.actor)) == 0 {
		n.waits = seen[money.Claim]{} // may not decide them, as the setting is now
		return nil, nil
	}
	page, err := n.s.store().Money.Claims(ctx, n.s.actor, money.ClaimFilter{Limit: claimsMost})
	if err != nil {
		return nil, err
	}
	now := seen[money.Claim]{known: true, rows: make(map[uuid.UUID]money.Claim, len(page.Claims))}
	var news []event.Event
	for _, c := range page.Claims {
		now.rows[c.ID] = c
		if _, told := n.waits.rows[c.ID]; n.waits.known && !told {
			news = append(news, c.Waits(page.Waiting))
		}
	}
	n.waits = now
	return news, nil
}

// stands: it still waits.
func (n *waitingNews) stands(ctx context.Context, e event.Event) (bool, error) {
	page, err := n.s.store().Money.Claims(ctx, n.s.actor, money.ClaimFilter{Limit: claimsMost})
	for _, c := range page.Claims {
		if c.ID == e.ID {
			return true, err
		}
	}
	return false, err
}

// claimNews tells a resident what became of the claims of their units.
type claimNews struct {
	s *session
	// waits are the payments of the claims that wait, decided those that were told of,
	// as they were then.
	waits   seen[money.Payment]
	decided map[uuid.UUID]money.Payment
}

func (n *claimNews) topics() []topic.Topic { return []topic.Topic{topic.Bills} }

func (n *claimNews) where(id uuid.UUID) tui.Open {
	return tui.Open{Name: "home", ID: home.PaymentID(id)}
}

func (n *claimNews) look(ctx context.Context) ([]event.Event, error) {
	page, err := n.s.store().Money.Payments(ctx, n.s.actor, money.PaymentFilter{Status: money.PaymentClaimed, Limit: claimsMost})
	if err != nil {
		return nil, err
	}
	now := seen[money.Payment]{known: true, rows: make(map[uuid.UUID]money.Payment, len(page.Payments))}
	for _, p := range page.Payments {
		now.rows[p.ID] = p
	}
	became, err := n.became(ctx, now.rows)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(became, func(a, b money.Payment) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	n.waits = now
	return n.tell(became), nil
}

// missed is what became of the account's own claims.
func (n *claimNews) missed(ctx context.Context, since time.Time) ([]event.Event, error) {
	became, err := n.s.store().Money.MissedClaims(ctx, n.s.actor, since)
	return n.tell(became), err
}

// tell makes an event of each claim of these payments that was confirmed or refused.
func (n *claimNews) tell(became []money.Payment) (news []event.Event) {
	sums := map[uuid.UUID]value.Paise{}
	for _, p := range became {
		sums[*p.ClaimID] += p.Amount
	}
	for _, p := range became {
		e, told := p.Decided(sums[*p.ClaimID])
		if !told || sums[*p.ClaimID] == 0 {
			continue
		}
		sums[*p.ClaimID] = 0 // told once for all its payments
		n.decided = map[uuid.UUID]money.Payment{p.ID: p}
		news = append(news, e)
	}
	return news
}

// became is what became of the payments that waited before and wait no longer, by the
// bills that they are on; a bill's payments are few.
func (n *claimNews) became(ctx context.Context, now map[uuid.UUID]money.Payment) ([]money.Payment, error) {
	read := map[uuid.UUID]bool{}
	var became []money.Payment
	for id, p := range n.waits.rows {
		if _, still := now[id]; still || p.BillID == nil || read[*p.BillID] {
			continue
		}
		read[*p.BillID] = true
		page, err := n.s.store().Money.Payments(ctx, n.s.actor, money.PaymentFilter{Bill: p.BillID, Claimed: true, Limit: claimsMost})
		if err != nil {
			return nil, err
		}
		for _, p := range page.Payments {
			_, waited := n.waits.rows[p.ID]
			if _, still := now[p.ID]; waited && !still && p.ClaimID != nil {
				became = append(became, p)
			}
		}
	}
	return became, nil
}

// stands: it is as it was decided, and not reversed since.
func (n *claimNews) stands(ctx context.Context, e event.Event) (bool, error) {
	told := n.decided[e.ID]
	if told.BillID == nil {
		return false, nil
	}
	page, err := n.s.store().Money.Payments(ctx, n.s.actor, money.PaymentFilter{Bill: told.BillID, Claimed: true, Limit: claimsMost})
	for _, p := range page.Payments {
		if p.ID == e.ID {
			return p.Status == told.Status, err
		}
	}
	return false, err
}
