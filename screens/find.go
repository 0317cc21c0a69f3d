package screens

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"golang.org/x/sync/errgroup"

	"github.com/civoranexus/society360/screens/bills"
	"github.com/civoranexus/society360/screens/home"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/shell"
)

const (
	// findMost is how many of a kind are found.
	findMost = 4
	// findVisits is how many visits are looked through for so many visitors: who
	// comes every day is found once.
	findVisits = 24
	// findPayments is how many payments are looked through, some of which the text means
	// by their unit alone.
	findPayments = 24
	// findAtOnce is how many kinds are looked for at the same time: a desk that
	// searches leaves connections to the others.
	findAtOnce = 3
)

// search is how one kind of thing is found, for whoever may read it and has the
// screen that shows it.
type search struct {
	screen string
	may    role.Permission
	find   func(ctx context.Context, text string) ([]shell.Found, error)
}

func (s *session) searches() []search {
	return []search{
		{"directory", role.ReadDirectory, s.findUnits},
		{"directory", role.ReadDirectory, s.findPeople},
		{"gate", role.ReadVisits, s.visitorsShownAt("gate")},
		{"home", role.ReadVisits, s.visitorsShownAt("home")},
		{"tickets", role.ReadTickets, s.findTickets},
		{"notices", role.ReadNotices, s.findNotices},
		{"bills", role.ReadBills, s.paymentsShownAt("bills")},
		{"home", role.ReadBills, s.paymentsShownAt("home")},
		{"users", role.ManageAccounts, s.findAccounts},
		{"settings", role.ManageSettings, s.findSettings},
	}
}

// Find looks for things of every kind that the account may see, by each room's own
// search. A text that is none to a room finds nothing there. Errors are *fault.Error;
// what was found in the other rooms comes with them.
func (s *session) Find(ctx context.Context, text string) ([]shell.Found, error) {
	opens := map[string]bool{}
	for _, e := range s.Screens() {
		opens[e.Name] = true
	}
	searches := s.searches()
	found := make([][]shell.Found, len(searches))
	var group errgroup.Group
	group.SetLimit(findAtOnce)
	for i, of := range searches {
		if !opens[of.screen] || !s.actor.May(of.may) {
			continue
		}
		group.Go(func() (err error) {
			found[i], err = of.find(ctx, text)
			var e *fault.Error
			if errors.As(err, &e) && e.Kind == fault.Invalid {
				return nil // too short, or no word
			}
			return err
		})
	}
	err := group.Wait()
	return slices.Concat(found...), err
}

func (s *session) findUnits(ctx context.Context, text string) ([]shell.Found, error) {
	units, err := s.store().Homes.FindUnits(ctx, s.actor, text)
	return each(units, func(u homes.Unit) shell.Found {
		return shell.Found{Kind: "unit", Label: u.Label, Detail: u.Block, Where: tui.Open{Name: "directory", ID: u.ID.String()}}
	}), err
}

// findPeople finds who lives where, by name, phone or vehicle. Who lives in a unit
// that the text names stands on the unit's own page.
func (s *session) findPeople(ctx context.Context, text string) ([]shell.Found, error) {
	page, err := s.store().Directory.List(ctx, s.actor, directory.Filter{Search: text, Limit: findMost})
	households := slices.DeleteFunc(page.Households, func(h directory.Household) bool {
		return len(h.Residents) == 0 || strings.HasPrefix(homes.UnitKey(h.Label), homes.UnitKey(text))
	})
	return each(households, func(h directory.Household) shell.Found {
		return shell.Found{
			Kind: "person", Label: meant(h.Residents, text), Detail: words(h.Label, value.PlateKey(h.Plate)),
			Where: tui.Open{Name: "directory", ID: h.ID.String()},
		}
	}), err
}

// meant are those of a unit whom the text names, as Ctrl+K finds by words; all of them
// where it names none of them so: a phone or a plate does not, nor a name that the
// database alone knows in another spelling, and who stands alone would be taken for it.
func meant(residents []homes.Resident, text string) string {
	var named, all []string
	for _, r := range residents {
		all = append(all, r.Name)
		if shell.NameBegins(text, r.Name) {
			named = append(named, r.Name)
		}
	}
	if len(named) == 0 {
		named = all
	}
	return strings.Join(named, ", ")
}

// visitorsShownAt finds visitors as the gate does, each by the newest visit.
func (s *session) visitorsShownAt(screen string) func(ctx context.Context, text string) ([]shell.Found, error) {
	return func(ctx context.Context, text string) ([]shell.Found, error) {
		page, err := s.store().Visits.List(ctx, s.actor, visits.Filter{View: visits.History, Search: text, Limit: findVisits})
		seen := map[[3]string]bool{}
		newest := slices.DeleteFunc(page.Visits, func(v visits.Visit) bool {
			who := [3]string{v.Name, v.Phone, v.Unit}
			again := seen[who]
			seen[who] = true
			return again
		})
		return each(newest, func(v visits.Visit) shell.Found {
			return shell.Found{Kind: "visitor", Label: v.Name, Detail: words(v.Unit, value.PlateKey(v.Plate)), Where: tui.Open{Name: screen, ID: v.ID.String()}}
		}), err
	}
}

func (s *session) findTickets(ctx context.Context, text string) ([]shell.Found, error) {
	page, err := s.store().Tickets.List(ctx, s.actor, tickets.Filter{View: tickets.ViewAll, Search: text, Limit: findMost})
	return each(page.Tickets, func(t tickets.Ticket) shell.Found {
		return shell.Found{Kind: "ticket", Label: t.Title, Detail: words(t.Called(), t.Unit), Where: tui.Open{Name: "tickets", ID: t.ID.String()}}
	}), err
}

func (s *session) findNotices(ctx context.Context, text string) ([]shell.Found, error) {
	page, err := s.store().Notices.List(ctx, s.actor, notices.Filter{View: notices.InForce, Search: text, Limit: findMost})
	return each(page.Notices, func(n notices.Notice) shell.Found {
		return shell.Found{Kind: "notice", Label: n.Title, Where: tui.Open{Name: "notices", ID: n.ID.String()}}
	}), err
}

func (s *session) findAccounts(ctx context.Context, text string) ([]shell.Found, error) {
	page, err := s.store().Accounts.List(ctx, s.actor, accounts.Filter{Search: text, Limit: findMost})
	return each(page.Users, func(u accounts.User) shell.Found {
		return shell.Found{Kind: "account", Label: u.Name, Detail: u.Email, Where: tui.Open{Name: "users", ID: u.ID.String()}}
	}), err
}

// paymentsShownAt finds payments by a receipt's number, a reference or an amount. What was
// paid for a unit that the text names, or by a person, stands on the unit's own page.
func (s *session) paymentsShownAt(screen string) func(ctx context.Context, text string) ([]shell.Found, error) {
	return func(ctx context.Context, text string) ([]shell.Found, error) {
		if !strings.ContainsFunc(text, unicode.IsDigit) {
			return nil, nil
		}
		page, err := s.store().Money.Payments(ctx, s.actor, money.PaymentFilter{Search: text, Limit: findPayments})
		meant := slices.DeleteFunc(page.Payments, func(p money.Payment) bool {
			reference := money.ReferenceKey(text)
			return strings.HasPrefix(homes.UnitKey(p.Unit), homes.UnitKey(text)) &&
				(reference == "" || !strings.HasPrefix(money.ReferenceKey(p.Reference), reference))
		})
		return each(meant, func(p money.Payment) shell.Found {
			return shell.Found{
				Kind: "payment", Label: p.Amount.String(), Detail: words(p.Unit, p.Receipt, p.Reference),
				Where: tui.Open{Name: screen, ID: paymentID(screen, p)},
			}
		}), err
	}
}

// paymentID is a payment as its screen opens it: by its receipt, as what waits to be
// confirmed, or else by its unit.
func paymentID(screen string, p money.Payment) string {
	switch {
	case screen == "home":
		return home.PaymentID(p.ID)
	case p.ReceiptID != nil:
		return bills.ReceiptID(*p.ReceiptID)
	case p.Status == money.PaymentClaimed && p.ClaimID != nil:
		return bills.ClaimID(*p.ClaimID)
	case p.UnitID != nil:
		return p.UnitID.String()
	}
	return ""
}

// findSettings finds settings by the words of their keys and of what they do.
func (s *session) findSettings(ctx context.Context, text string) ([]shell.Found, error) {
	rows, err := s.store().Settings.List(ctx, s.actor)
	var found []shell.Found
	for _, r := range rows {
		if shell.NameBegins(text, r.Key+" "+r.Description) {
			found = append(found, shell.Found{Kind: "setting", Label: r.Key, Detail: r.Value, Where: tui.Open{Name: "settings", ID: r.Key}})
		}
	}
	return found[:min(len(found), findMost)], err
}

// each makes findings of the first rows.
func each[T any](rows []T, found func(T) shell.Found) []shell.Found {
	all := make([]shell.Found, min(len(rows), findMost))
	for i := range all {
		all[i] = found(rows[i])
	}
	return all
}

// words are the texts that are not empty, one after the other.
func words(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(t string) bool { return t == "" }), ", ")
}
