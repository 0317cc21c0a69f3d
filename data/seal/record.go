// Package seal makes the trail prove itself: its rows are leaves of a Merkle tree
// (RFC 6962) in the order in which they were met, each head of which is signed as a note
// with a key that is not in the database. What was sealed and was changed, removed or put
// in behind it since is found by holding the rows against the heads that lie outside.
package seal

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/transparency-dev/merkle/rfc6962"

	"github.com/civoranexus/society360/data/fault"
)

// Row is a row of the trail as it is sealed: what stands in the columns that we know, live
// or archived, as PostgreSQL prints it.
type Row struct {
	ID uuid.UUID
	// UserID is the original user's: it becomes NULL in the row when the account is deleted.
	UserID           *uuid.UUID
	Action, Resource *string
	ResourceID       *uuid.UUID
	Address, Client  *string
	Details          *string
	CreatedAt        pgtype.Timestamptz
	DatabaseRole     *string
	archived         bool
	// twin is another row of the same ID, where somebody put one in.
	twin *Row
}

// recordHead is the first line of a record, with the version of its form.
const recordHead = "society360 audit row 1\n"

// fields are those of a record, in its order.
func (r Row) fields() []field {
	id := r.ID.String()
	return []field{
		{"id", &id},
		{"user_id", text(r.UserID)},
		{"action", r.Action},
		{"resource_type", r.Resource},
		{"resource_id", text(r.ResourceID)},
		{"ip_address", r.Address},
		{"user_agent", r.Client},
		{"details", r.Details},
		{"created_at", moment(r.CreatedAt)},
		{"database_role", r.DatabaseRole},
	}
}

// field is a column of a record; NULL has no value.
type field struct {
	name  string
	value *string
}

func text(id *uuid.UUID) *string {
	if id == nil {
		return nil
	}
	s := id.String()
	return &s
}

// moment is a time as a record has it: microseconds since 1970 in UTC.
func moment(at pgtype.Timestamptz) *string {
	if !at.Valid {
		return nil
	}
	s := ""
	switch at.InfinityModifier {
	case pgtype.Infinity:
		s = "infinity"
	case pgtype.NegativeInfinity:
		s = "-infinity"
	case pgtype.Finite:
		s = strconv.FormatInt(at.Time.UnixMicro(), 10)
	}
	return &s
}

// Record is the row as bytes that no other row has: a line with the version, and each
// field as its name, the number of its bytes and, in lines of their own, these; NULL is
// the name and a minus.
func (r Row) Record() []byte {
	b := bytes.NewBufferString(recordHead)
	for _, f := range r.fields() {
		if f.value == nil {
			fmt.Fprintf(b, "%s -\n", f.name)
			continue
		}
		b.WriteString(f.name)
		b.WriteByte(' ')
		b.WriteString(strconv.Itoa(len(*f.value)))
		b.WriteByte('\n')
		b.WriteString(*f.value)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// leaf is the hash of a record in the tree.
func leaf(record []byte) []byte { return rfc6962.DefaultHasher.HashLeaf(record) }

// ParseRecord reads a record back. Errors: Invalid.
func ParseRecord(record []byte) (Row, error) {
	rest, ok := bytes.CutPrefix(record, []byte(recordHead))
	if !ok {
		return Row{}, noRecord()
	}
	names := Row{}.fields()
	values := make([]*string, len(names))
	for i := range names {
		var line []byte
		if line, rest, ok = bytes.Cut(rest, []byte("\n")); !ok {
			return Row{}, noRecord()
		}
		name, size, _ := strings.Cut(string(line), " ")
		if name != names[i].name {
			return Row{}, noRecord()
		}
		if size == "-" {
			continue
		}
		n, err := strconv.Atoi(size)
		if err != nil || n < 0 || strconv.Itoa(n) != size || n >= len(rest) || rest[n] != '\n' {
			return Row{}, noRecord()
		}
		value := string(rest[:n])
		values[i], rest = &value, rest[n+1:]
	}
	r, err := rowOf(values)
	if err != nil || len(rest) > 0 || !bytes.Equal(r.Record(), record) {
		return Row{}, noRecord()
	}
	return r, nil
}

func noRecord() error {
	return &fault.Error{Kind: fault.Invalid, Format: "This is no record of a row of the trail."}
}

// rowOf is the row of a record's values.
func rowOf(values []*string) (r Row, err error) {
	id := func(s *string) *uuid.UUID {
		if s == nil {
			return nil
		}
		u, wrong := uuid.Parse(*s)
		if wrong != nil {
			err = wrong
		}
		return &u
	}
	if values[0] == nil {
		return r, noRecord()
	}
	r.ID, r.UserID, r.Action, r.Resource, r.ResourceID = *id(values[0]), id(values[1]), values[2], values[3], id(values[4])
	r.Address, r.Client, r.Details, r.DatabaseRole = values[5], values[6], values[7], values[9]
	if at := values[8]; at != nil {
		r.CreatedAt.Valid = true
		switch *at {
		case "infinity":
			r.CreatedAt.InfinityModifier = pgtype.Infinity
		case "-infinity":
			r.CreatedAt.InfinityModifier = pgtype.NegativeInfinity
		default:
			micros, wrong := strconv.ParseInt(*at, 10, 64)
			if wrong != nil {
				err = wrong
			}
			r.CreatedAt.Time = time.UnixMicro(micros).UTC()
		}
	}
	return r, err
}

// Shown are the row's columns in words: its time in UTC, and no value where it is NULL.
func (r Row) Shown() (all [][2]string) {
	for _, f := range r.fields() {
		shown := "-"
		if f.value != nil {
			shown = *f.value
		}
		if f.name == "created_at" && r.CreatedAt.Valid && r.CreatedAt.InfinityModifier == pgtype.Finite {
			shown = r.CreatedAt.Time.UTC().Format("2006-01-02T15:04:05.000000Z")
		}
		all = append(all, [2]string{f.name, shown})
	}
	return all
}
