package data

import (
	"github.com/jackc/pgx/v5/pgtype"
)

// cleanText is a text codec that cleans every string on its way out of the
// database, so that no caller can forget to.
type cleanText struct{ pgtype.TextCodec }

// PlanScan wraps the plan for *string targets; pgx reaches pointers to pointers
// and named string types through that one.
func (c cleanText) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	plan := c.TextCodec.PlanScan(m, oid, format, target)
	if _, ok := target.(*string); ok && plan != nil {
		return cleanPlan{plan}
	}
	return plan
}

type cleanPlan struct{ next pgtype.ScanPlan }

func (p cleanPlan) Scan(src []byte, dst any) error {
	if err := p.next.Scan(src, dst); err != nil {
		return err
	}
	s := dst.(*string)
	*s = CleanText(*s)
	return nil
}

// cleanStrings makes a connection's text types come back cleaned.
func cleanStrings(m *pgtype.Map) {
	for name, oid := range map[string]uint32{
		"text": pgtype.TextOID, "varchar": pgtype.VarcharOID,
		"bpchar": pgtype.BPCharOID, "name": pgtype.NameOID,
	} {
		m.RegisterType(&pgtype.Type{Name: name, OID: oid, Codec: cleanText{}})
	}
}
