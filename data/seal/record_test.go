package seal_test

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/seal"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"pgregory.net/rapid"
)

// anyRow draws a row with texts that look like records themselves.
func anyRow() *rapid.Generator[seal.Row] {
	id := rapid.Custom(func(t *rapid.T) uuid.UUID {
		return uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
	})
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "-", "1", "action 1\nx\n", "x\nresource_type -", "user_agent 0\n\n"}))
	return rapid.Custom(func(t *rapid.T) seal.Row {
		r := seal.Row{ID: id.Draw(t, "id"), UserID: rapid.Ptr(id, true).Draw(t, "user"), ResourceID: rapid.Ptr(id, true).Draw(t, "thing")}
		for _, s := range []**string{&r.Action, &r.Resource, &r.Address, &r.Client, &r.Details, &r.DatabaseRole} {
			*s = rapid.Ptr(text, true).Draw(t, "text")
		}
		switch rapid.IntRange(0, 3).Draw(t, "time") {
		case 0:
		case 1:
			r.CreatedAt = pgtype.Timestamptz{Valid: true, InfinityModifier: rapid.SampledFrom([]pgtype.InfinityModifier{pgtype.Infinity, pgtype.NegativeInfinity}).Draw(t, "end")}
		default:
			r.CreatedAt = pgtype.Timestamptz{Valid: true, Time: time.UnixMicro(rapid.Int64Range(-1<<55, 1<<55).Draw(t, "micros")).UTC()}
		}
		return r
	})
}

// TestARecordIsOfOneRow: it reads back as the row that it is of, and so two rows that
// differ have two records.
func TestARecordIsOfOneRow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := anyRow().Draw(t, "row")
		read, err := seal.ParseRecord(r.Record())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(r, read) {
			t.Fatalf("%+v reads back as %+v", r, read)
		}
	})
}

// FuzzParseRecord: what reads is a record's only form.
func FuzzParseRecord(f *testing.F) {
	f.Add(seal.Row{}.Record())
	f.Add([]byte("society360 audit row 1\nid 36\n"))
	f.Fuzz(func(t *testing.T, record []byte) {
		if r, err := seal.ParseRecord(record); err == nil && !bytes.Equal(r.Record(), record) {
			t.Errorf("%q reads as %+v", record, r)
		}
	})
}

// FuzzProof: nothing that a stranger sends proves anything, or breaks the reader.
func FuzzProof(f *testing.F) {
	f.Add([]byte(`{"form":"society360 audit proof 1","leaf":0,"record":"","hashes":[],"head":"x","handovers":["y"]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := seal.ReadProof(bytes.NewReader(content))
		if err != nil {
			return
		}
		if _, err := p.Check(new(seal.Keys)); err == nil {
			t.Errorf("%q proves something", content)
		}
	})
}
