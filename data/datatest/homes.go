package datatest

import (
	"testing"

	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/role"
)

// BenchVisits is how many visits the reads are measured over.
const BenchVisits = 300_000

// Crowded fills a society with visits of two years, fifty of them inside.
func Crowded(b *testing.B) *Society {
	b.Helper()
	s := NewSociety(b)
	s.Exec(b, `INSERT INTO units (id, unit_number, floor_number, type)
		SELECT gen_random_uuid(), 'Z-' || i, i % 20, '2BHK' FROM generate_series(1, 2000) i`)
	s.Exec(b, `INSERT INTO visitor_logs (id, unit_id, visitor_name, visitor_phone, purpose, vehicle_number, created_at,
			check_in_time, check_out_time, status)
		SELECT gen_random_uuid(), u.ids[1 + i % array_length(u.ids, 1)],
			(ARRAY['Ramesh', 'Anita', 'Kiran', 'Farah', 'John', 'Sunil', 'Meena', 'Arjun'])[1 + i % 8] || ' ' || md5((i % 4000)::text),
			'9' || lpad((i::bigint * 7919 % 1000000000)::text, 9, '0'), 'Delivery',
			'MH' || lpad((i % 50)::text, 2, '0') || chr(65 + i % 26) || chr(65 + i / 26 % 26) || lpad((i * 31 % 10000)::text, 4, '0'),
			now() - i * interval '3 minutes', now() - i * interval '3 minutes',
			CASE WHEN i > 50 THEN now() - i * interval '3 minutes' + interval '20 minutes' END,
			CASE WHEN i > 50 THEN 'checked_out' ELSE 'checked_in' END
		FROM generate_series(1, $1) i, (SELECT array_agg(id) AS ids FROM units) u`, BenchVisits)
	s.Exec(b, `VACUUM ANALYZE`)
	return s
}

// ImportHeader is the first line of a file of units.
const ImportHeader = "block,unit,floor,type,resident_name,resident_email,resident_phone,resident_type,primary,move_in\n"

// Residency is somebody's place in a unit as an admin sees it.
func Residency(t *testing.T, s *Society, unit, name string) homes.Residency {
	t.Helper()
	record, err := s.Directory.Record(t.Context(), s.Admin, s.Units[unit])
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range record.People {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("%s is not in %s: %+v", name, unit, record.People)
	return homes.Residency{}
}

// Others are those who may not touch units.
func Others(s *Society) []role.Actor {
	return []role.Actor{s.Staff, s.Guard, s.Meera, s.Tenant, s.Stranger, {}}
}
