package data_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// BenchmarkAudited sets what the desk writes against the same without the triggers that
// ask for its row of the trail (migrations 00187, 00229, 00237), in turns: the machine's
// mood is that of both.
func BenchmarkAudited(b *testing.B) {
	s := datatest.Township(b)
	ctx := b.Context()
	ask := func(how string) {
		for _, table := range []string{"visitor_logs", "maintenance_tickets", "payments"} {
			for _, event := range []string{"insert", "update"} {
				_, err := s.Owner.Exec(context.Background(), `ALTER TABLE `+table+` `+how+` TRIGGER society360_desk_audited_`+event)
				if err != nil {
					b.Error(err)
				}
			}
		}
	}
	b.Cleanup(func() { ask("ENABLE") })
	// Of one unit all payments would be on one bill, and what is paid on a bill is the sum
	// of them.
	owing := datatest.Scan[[]uuid.UUID](b, s.Owner, `SELECT array_agg(DISTINCT unit_id) FROM bills WHERE status IN ('unpaid', 'overdue') AND unit_id IS NOT NULL`)
	var paid int
	for name, write := range map[string]func() error{
		"a check-in": func() error {
			_, err := s.Visits.Log(ctx, s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Gate: "Main", Text: visits.Text{
				Name: "Ramesh Kumar", Phone: fmt.Sprint(7_000_000_000 + time.Now().UnixNano()%900_000_000), UnitID: s.Units["A-101"], Purpose: "Delivery",
			}})
			return err
		},
		"a ticket raised and moved": func() error {
			k, err := s.Tickets.Raise(ctx, s.Staff, uuid.New(), tickets.Draft{UnitID: s.Units["A-101"], Category: "Lift", Title: "Lift stuck, Tower A", Priority: tickets.High})
			if err == nil {
				_, err = s.Tickets.Start(ctx, s.Staff, uuid.New(), k)
			}
			return err
		},
		"a payment": func() error {
			paid++
			_, err := s.Money.Pay(ctx, s.Admin, uuid.New(), money.PaymentDraft{Unit: owing[paid%len(owing)], Amount: 1, Method: money.Cash})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			const each, warm = 100, 20
			turn := func(how string) float64 {
				ask(how)
				var took latencies
				for i := range warm + each {
					do := func() {
						if err := write(); err != nil {
							b.Error(err)
						}
					}
					if i >= warm { // the statements are planned anew after ALTER TABLE
						do = took.timing(do)
					}
					do()
				}
				return took.percentile(50)
			}
			var with, without, ratios []float64
			for b.Loop() {
				for range 5 {
					one, other := turn("ENABLE"), turn("DISABLE")
					with, without, ratios = append(with, one), append(without, other), append(ratios, one/other)
				}
			}
			b.ReportMetric(median(with), "with-ms")
			b.ReportMetric(median(without), "without-ms")
			b.ReportMetric(median(ratios), "with/without")
		})
	}
}
