package data_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/directory"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/visits"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data"
)

// findTerms are terms of every kind that a search is tried with: what many have and what
// few have of names, phones, plates, units, numbers and references, what nobody has, and
// what is written to be slow or to be taken for SQL.
func findTerms(tb testing.TB, owner *pgxpool.Pool) (terms []string) {
	tb.Helper()
	err := owner.QueryRow(tb.Context(), `SELECT ARRAY[
			(SELECT visitor_name FROM visitor_logs WHERE visitor_name ~ '^[A-Za-z ]+$' GROUP BY 1 ORDER BY count(*), 1 LIMIT 1),
			(SELECT full_name FROM users WHERE full_name ~ '^[A-Za-z ]+$' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1),
			(SELECT right(visitor_phone, 5) FROM visitor_logs WHERE visitor_phone ~ '^[0-9]{10}$' ORDER BY id LIMIT 1),
			(SELECT left(visitor_phone, 3) FROM visitor_logs WHERE visitor_phone ~ '^[0-9]{10}$' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1),
			(SELECT phone_number FROM users WHERE phone_number ~ '^[0-9]{10}$' ORDER BY id LIMIT 1),
			(SELECT vehicle_number FROM visitor_logs WHERE vehicle_number <> '' ORDER BY id LIMIT 1),
			(SELECT left(transaction_reference, 4) FROM payments WHERE length(transaction_reference) > 8 GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1),
			(SELECT transaction_reference FROM payments WHERE length(transaction_reference) > 8 ORDER BY id LIMIT 1),
			(SELECT 'rs ' || amount_paid FROM payments GROUP BY amount_paid ORDER BY count(*) DESC, 1 LIMIT 1),
			(SELECT email FROM users ORDER BY id LIMIT 1)
		]`).Scan(&terms)
	if err != nil {
		tb.Fatal(err)
	}
	return append(terms,
		"patil", "sac", "sachin pat", "pat sachin", "पाटील", "sa", "sen", "a", "1", "10", "101", "982", "1012", "A-101", "a 1", "b", "mh12", "water", "no water", "#17", "17",
		"2026-000001", "rs 500", "rs 1", "zebra", "qq", "%", "_", "%%%", "a%b", "' OR 1=1 --", `\`, "zz 9 zz", "a b c d e f g h", "000000", "+91",
	)
}

// searches are the searches of every list, each with every term.
func (f found) searches(terms []string) (all []awaited) {
	for _, term := range terms {
		add := func(name string, read func(ctx context.Context, s *data.Society) error) {
			all = append(all, awaited{name + " by “" + term + "”", func(ctx context.Context, s *data.Society) error {
				err := read(ctx, s)
				var told *fault.Error
				if errors.As(err, &told) && told.Kind == fault.Invalid {
					return nil // too short, which costs nothing
				}
				return err
			}})
		}
		for name, view := range map[string]visits.View{"inside": visits.Inside, "overstays": visits.Overstays, "expected": visits.Expected, "today": visits.Today, "history": visits.History} {
			filter := visits.Filter{View: view, Search: term, Limit: pageRows}
			add("Visits.List "+name, of(func(ctx context.Context, s *data.Society) (visits.Page, error) {
				return s.Visits.List(ctx, f.guard, filter)
			}))
			add("Visits.List own "+name, of(func(ctx context.Context, s *data.Society) (visits.Page, error) {
				return s.Visits.List(ctx, f.resident, filter)
			}))
		}
		for name, view := range map[string]tickets.View{"queue": tickets.ViewQueue, "all": tickets.ViewAll, "closed": tickets.ViewClosed, "resolved": tickets.ViewResolved} {
			filter := tickets.Filter{View: view, Search: term, Limit: pageRows}
			add("Tickets.List "+name, of(func(ctx context.Context, s *data.Society) (tickets.Page, error) {
				return s.Tickets.List(ctx, f.staff, filter)
			}))
			add("Tickets.List own "+name, of(func(ctx context.Context, s *data.Society) (tickets.Page, error) {
				return s.Tickets.List(ctx, f.resident, filter)
			}))
		}
		for name, who := range map[string]role.Actor{"": f.staff, "own": f.resident} {
			add(strings.TrimSpace("Money.Bills "+name), of(func(ctx context.Context, s *data.Society) (money.BillPage, error) {
				return s.Money.Bills(ctx, who, money.BillFilter{Search: term, Limit: pageRows})
			}))
			add(strings.TrimSpace("Money.Payments "+name), of(func(ctx context.Context, s *data.Society) (money.PaymentPage, error) {
				return s.Money.Payments(ctx, who, money.PaymentFilter{Search: term, Limit: pageRows})
			}))
			add(strings.TrimSpace("Money.UnitAccounts "+name), of(func(ctx context.Context, s *data.Society) (money.AccountPage, error) {
				return s.Money.UnitAccounts(ctx, who, money.AccountFilter{Search: term, Limit: pageRows})
			}))
			add(strings.TrimSpace("Directory.List "+name), of(func(ctx context.Context, s *data.Society) (directory.Page, error) {
				return s.Directory.List(ctx, who, directory.Filter{Search: term, Limit: pageRows})
			}))
			add(strings.TrimSpace("Homes.FindUnits "+name), of(func(ctx context.Context, s *data.Society) ([]homes.Unit, error) {
				return s.Homes.FindUnits(ctx, who, term)
			}))
			add(strings.TrimSpace("Notices.List "+name), of(func(ctx context.Context, s *data.Society) (notices.Page, error) {
				return s.Notices.List(ctx, who, notices.Filter{Search: term, Limit: pageRows})
			}))
		}
		add("Money.Bills overdue", of(func(ctx context.Context, s *data.Society) (money.BillPage, error) {
			return s.Money.Bills(ctx, f.staff, money.BillFilter{Search: term, Statuses: []money.BillStatus{money.Overdue}, Limit: pageRows})
		}))
		add("Money.Claims", of(func(ctx context.Context, s *data.Society) (money.ClaimPage, error) {
			return s.Money.Claims(ctx, f.staff, money.ClaimFilter{Search: term, Limit: pageRows})
		}))
		add("Money.Cheques", of(func(ctx context.Context, s *data.Society) (money.ChequePage, error) {
			return s.Money.Cheques(ctx, f.staff, money.ChequeFilter{Search: term, Limit: pageRows})
		}))
		add("Homes.Units", of(func(ctx context.Context, s *data.Society) (homes.UnitPage, error) {
			return s.Homes.Units(ctx, f.admin, homes.UnitFilter{Search: term, Limit: pageRows})
		}))
		add("Homes.Blocks", of(func(ctx context.Context, s *data.Society) (homes.BlockPage, error) {
			return s.Homes.Blocks(ctx, f.admin, homes.BlockFilter{Search: term, Limit: pageRows})
		}))
		add("Homes.FindResidentAccounts", of(func(ctx context.Context, s *data.Society) ([]homes.ResidentAccount, error) {
			return s.Homes.FindResidentAccounts(ctx, f.admin, term)
		}))
		add("Accounts.List", of(func(ctx context.Context, s *data.Society) (accounts.Page, error) {
			return s.Accounts.List(ctx, f.admin, accounts.Filter{Search: term, Limit: pageRows})
		}))
		add("Trail.People", of(func(ctx context.Context, s *data.Society) ([]trail.Person, error) {
			return s.Trail.People(ctx, f.admin, term)
		}))
		add("Visits.KnownVisitor", of(func(ctx context.Context, s *data.Society) (visits.Known, error) {
			return s.Visits.KnownVisitor(ctx, f.guard, term)
		}))
	}
	return all
}
