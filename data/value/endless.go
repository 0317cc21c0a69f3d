package value

import (
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// PostgreSQL's times and dates may be infinite, Go's may not. A database that was
// made by another program may hold some (an approval for ever, a bill that is
// never due), and one of them must not keep a whole list from being read: it is
// read as the instants below, which nobody chose, and sent back as it was, so
// that a list goes on behind it.
func endOfTime() time.Time   { return time.Date(9999, time.January, 1, 0, 0, 0, 1000, time.UTC) }
func startOfTime() time.Time { return time.Date(1, time.January, 2, 0, 0, 0, 1000, time.UTC) }

// finite is the time that stands for an infinite one.
func finite(end pgtype.InfinityModifier) time.Time {
	if end == pgtype.Infinity {
		return endOfTime()
	}
	return startOfTime()
}

// infinite is the end that a time stands for, Finite for itself.
func infinite(t time.Time) pgtype.InfinityModifier {
	switch {
	case t.Equal(endOfTime()):
		return pgtype.Infinity
	case t.Equal(startOfTime()):
		return pgtype.NegativeInfinity
	}
	return pgtype.Finite
}

// ReadEndless has a connection read infinite times.
func ReadEndless(m *pgtype.Map) {
	m.RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: endlessCodec{&pgtype.TimestamptzCodec{}}})
}

type endlessCodec struct{ *pgtype.TimestamptzCodec }

// PlanScan reads as the codec does.
func (c endlessCodec) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	if plan := c.TimestamptzCodec.PlanScan(m, oid, format, target); plan != nil {
		return endlessScan{plan}
	}
	return nil
}

// PlanEncode writes as the codec does.
func (c endlessCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if plan := c.TimestamptzCodec.PlanEncode(m, oid, format, value); plan != nil {
		return endlessEncode{plan}
	}
	return nil
}

type endlessScan struct{ plan pgtype.ScanPlan }

// Scan gives the target a finite time.
func (s endlessScan) Scan(src []byte, target any) error {
	to, ok := target.(pgtype.TimestamptzScanner)
	if !ok {
		return errors.New("a time is read into something else")
	}
	return s.plan.Scan(src, finiteScanner{to})
}

type finiteScanner struct{ to pgtype.TimestamptzScanner }

// ScanTimestamptz passes a time on.
func (s finiteScanner) ScanTimestamptz(v pgtype.Timestamptz) error {
	if v.Valid && v.InfinityModifier != pgtype.Finite {
		v = pgtype.Timestamptz{Time: finite(v.InfinityModifier), Valid: true}
	}
	return s.to.ScanTimestamptz(v)
}

type endlessEncode struct{ plan pgtype.EncodePlan }

// Encode sends a time as what it stands for.
func (e endlessEncode) Encode(value any, buf []byte) ([]byte, error) {
	of, ok := value.(pgtype.TimestamptzValuer)
	if !ok {
		return nil, errors.New("a time is written from something else")
	}
	return e.plan.Encode(endlessValue{of}, buf)
}

type endlessValue struct{ of pgtype.TimestamptzValuer }

// TimestamptzValue is the time as the database had it.
func (v endlessValue) TimestamptzValue() (pgtype.Timestamptz, error) {
	t, err := v.of.TimestamptzValue()
	if t.Valid && t.InfinityModifier == pgtype.Finite {
		t.InfinityModifier = infinite(t.Time)
	}
	return t, err
}
