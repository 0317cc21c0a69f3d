package data_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// sameRows writes what a walk-in's check-in leaves behind, a visit, its audit row and its
// intent, and does nothing else.
const sameRows = `\set phone random(6000000000, 6999999999)
WITH visit AS (
	INSERT INTO visitor_logs (id, unit_id, party_size, visitor_name, visitor_phone, purpose, entry_gate, status,
		created_at, check_in_time, security_guard_id)
	VALUES (gen_random_uuid(), :unit::uuid, 1, 'Ramesh Kumar', :phone::text, 'Delivery', 'Main', 'checked_in',
		now(), now(), :guard::uuid)
	RETURNING id),
intent AS (
	INSERT INTO write_intents (key, actor_id, action, payload_hash, result)
	VALUES (gen_random_uuid(), :guard::uuid, 'VISITOR_CHECKED_IN', decode(:hash, 'hex'), :result::jsonb))
INSERT INTO audit_logs (id, user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at)
SELECT gen_random_uuid(), :guard::uuid, 'VISITOR_CHECKED_IN', 'visitor_logs', id, '10.0.4.21', 'bench', :details::jsonb, now()
FROM visit;
`

// roundTime is how long one side of a comparison works before the other has its turn.
const roundTime = 2 * time.Second

// BenchmarkAgainstPgbench sets the rate of walk-ins' check-ins against that of pgbench,
// which writes the same rows, in turns: the machine's mood is that of both. In memory
// only their work is compared, on the disk the waits for it as well.
func BenchmarkAgainstPgbench(b *testing.B) {
	s := datatest.Township(b)
	units := datatest.Scan[[]uuid.UUID](b, s.Owner, `SELECT array_agg(id) FROM (SELECT id FROM units ORDER BY label LIMIT 50) u`)
	var last atomic.Int64 // of the phones, which differ from run to run
	last.Store(9_000_000_000 + time.Now().UnixMilli()%900_000_000)
	log := func() uuid.UUID {
		n := last.Add(1)
		v, err := s.Visits.Log(b.Context(), s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Gate: "Main", Text: visits.Text{
			Name: "Ramesh Kumar", Phone: fmt.Sprint(n), UnitID: units[n%int64(len(units))], Purpose: "Delivery",
		}})
		if err != nil {
			b.Error(err)
		}
		return v.ID
	}
	first := log() // as the trail has it, so has every visit of pgbench's to be
	given := map[string]string{
		"unit": datatest.Scan[string](b, s.Owner, `SELECT unit_id::text FROM visitor_logs WHERE id = $1`, first), "guard": s.Guard.UserID.String(),
		"details": datatest.Scan[string](b, s.Owner, `SELECT details::text FROM audit_logs WHERE resource_id = $1`, first),
		"hash":    datatest.Scan[string](b, s.Owner, `SELECT encode(payload_hash, 'hex') FROM write_intents WHERE result ->> 'id' = $1`, first.String()),
		"result":  datatest.Scan[string](b, s.Owner, `SELECT result::text FROM write_intents WHERE result ->> 'id' = $1`, first.String()),
	}
	for _, where := range []string{"in memory", "on the disk"} {
		if where == "on the disk" {
			s.SyncToDisk(b)
		}
		for _, clients := range []int{1, 4, 16} {
			b.Run(fmt.Sprintf("%s, %d clients", where, clients), func(b *testing.B) {
				var ratios, ours, theirs []float64
				var took latencies
				for b.Loop() {
					for range 5 {
						mine, pgbench := perSecond(clients, roundTime, took.timing(func() { log() })), s.Pgbench(b, sameRows, given, clients, roundTime)
						ours, theirs, ratios = append(ours, mine), append(theirs, pgbench), append(ratios, pgbench/mine)
					}
				}
				b.ReportMetric(median(ours), "desk/s")
				b.ReportMetric(median(theirs), "pgbench/s")
				b.ReportMetric(median(ratios), "pgbench/desk")
				b.ReportMetric(took.percentile(99), "p99-ms")
			})
		}
	}
}

// perSecond is how often so many clients at a time did something in a second.
func perSecond(clients int, during time.Duration, do func()) float64 {
	var done atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range clients {
		all.Go(func() {
			for time.Since(began) < during {
				do()
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

// latencies are how long each of many things took, in milliseconds.
type latencies struct {
	mu   sync.Mutex
	took []float64
}

// timing is do, timed.
func (l *latencies) timing(do func()) func() {
	return func() {
		began := time.Now()
		do()
		took := time.Since(began)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.took = append(l.took, float64(took.Microseconds())/1000)
	}
}

// percentile is the time within which so many of a hundred were done.
func (l *latencies) percentile(of int) float64 {
	slices.Sort(l.took)
	return l.took[(len(l.took)-1)*of/100]
}

func median(of []float64) float64 {
	of = slices.Sorted(slices.Values(of))
	return of[len(of)/2]
}
