package trail

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/sheet"
)

// Format is a form in which the trail is exported.
type Format string

// The formats of an export.
const (
	// CSV begins with a line of column names; no spreadsheet runs its cells.
	CSV Format = "csv"
	// JSONLines has one JSON object a line.
	JSONLines Format = "jsonl"
)

// exportPage is how many rows are in memory at a time; lastAudit bounds the
// audit row of an export that was given up.
const (
	exportPage = 500
	lastAudit  = 5 * time.Second
)

// Columns are the columns of an export, in their order, and of every list for scripts.
func Columns() []string {
	return []string{
		"at", "action", "who", "role", "email", "resource", "label", "address", "client", "gate", "operator", "identity", "notes",
		"changes", "details", "id", "user_id", "resource_id", "archived",
	}
}

// Cells are the row's values under Columns: the time as RFC 3339 in the society's zone,
// the changes on one line, details as JSON. Every string is cleaned.
func (r Row) Cells(zone *time.Location) []string {
	id := func(id *uuid.UUID) string {
		if id == nil {
			return ""
		}
		return id.String()
	}
	at := ""
	if !r.At.IsZero() {
		at = r.At.In(zone).Format(time.RFC3339)
	}
	return []string{
		at, string(r.Action), r.Who, r.Role, r.Email, r.Resource, r.Label, r.Address, r.Client, r.Gate, r.Operator, r.Identity, r.Notes,
		r.Changes(), string(cleanJSON(r.Details)), r.ID.String(), id(r.UserID), id(r.ResourceID), strconv.FormatBool(r.Archived),
	}
}

// Export writes all rows that the filter shows to w, newest first, and
// returns how many; After, Limit and Brief do not count. It reads them page by page, so
// that its memory does not grow with them, and calls progress after each page
// with the rows so far. What came into the trail after it began is left out.
//
// The export is audited at its end with its filter and count, also one that was given
// up half-way. Where the audit row cannot be written there is an error, and the
// caller must not hand out what stands in w. Admins only.
func (s *Store) Export(ctx context.Context, actor role.Actor, intent uuid.UUID, f Filter, format Format,
	w io.Writer, progress func(rows int),
) (rows int, err error) {
	if _, err := actor.Permit(role.ReadAudit); err != nil {
		return 0, err
	}
	if format != CSV && format != JSONLines {
		return 0, fault.Wrong("format", "An export is csv or jsonl.")
	}
	if f, err = f.checked(time.Now()); err != nil {
		return 0, err
	}
	rows, err = s.writeAudit(ctx, f, newAuditWriter(format, w, s.settings.Last().Zone()), progress)
	if err != nil && rows == 0 {
		return 0, err
	}
	late, cancel := ctx, context.CancelFunc(func() {})
	if err != nil { // who was given rows is audited even where the session ended
		late, cancel = context.WithTimeout(context.WithoutCancel(ctx), lastAudit)
	}
	defer cancel()
	if audit := s.auditExport(late, actor, intent, f, format, rows, err == nil); audit != nil {
		return rows, audit
	}
	return rows, err
}

// writeAudit writes the rows page by page.
func (s *Store) writeAudit(ctx context.Context, f Filter, out auditWriter, progress func(int)) (rows int, err error) {
	f.After, f.Limit, f.Brief = nil, exportPage, false
	if now := time.Now(); f.To.IsZero() || f.To.After(now) {
		// Rows without a time are within no bounds; the first page's place is one
		// before which everything lies.
		f.After = &Cursor{At: now, ID: uuid.Max}
	}
	for {
		page, err := s.page(ctx, f)
		if err != nil {
			return rows, err
		}
		for _, row := range page.Rows {
			if row.Cut { // one at a time, so that the large ones are never together
				if err := s.unpack(ctx, &row, true); err != nil {
					return rows, err
				}
			}
			if err := out.write(row); err != nil {
				return rows, exportFailed(err)
			}
		}
		if err := out.flush(); err != nil {
			return rows, exportFailed(err)
		}
		if rows += len(page.Rows); progress != nil {
			progress(rows)
		}
		if !page.More {
			return rows, nil
		}
		f.After = page.Rows[len(page.Rows)-1].Cursor()
	}
}

// exportFailed refuses an export that could not be written, with the writer's own
// sentence where it has one.
func exportFailed(cause error) error {
	var told *fault.Error
	if errors.As(cause, &told) {
		return told
	}
	return &fault.Error{Kind: fault.Refused, Cause: cause, Format: "The export could not be written; nothing of it is kept."}
}

// auditExport audits an export: its filter, its format and how many rows it has.
func (s *Store) auditExport(ctx context.Context, actor role.Actor, intent uuid.UUID, f Filter, format Format, rows int, whole bool) error {
	_, err := register.Run[int](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: action.AuditExported, Resource: "audit_logs", Quiet: true, Payload: []any{f.described(), format},
		Change: `
			change AS (
				SELECT NULL::uuid AS id, NULL::jsonb AS before,
					jsonb_build_object('rows', @rows::int, 'format', @format::text, 'whole', @whole::bool) AS after,
					to_jsonb(@rows::int) AS result FROM actor
			)`,
		Args:    pgx.NamedArgs{"rows": rows, "format": string(format), "whole": whole},
		Details: map[string]any{"filter": f.described()},
		Explain: func(context.Context, connect.DB) error { return role.MayNot() },
	})
	return err
}

// described is the filter as its audit row keeps it: what is set, and no more.
func (f Filter) described() map[string]any {
	said := map[string]any{}
	if f.Person != nil {
		said["person"] = f.Person.String()
	}
	if len(f.Actions) > 0 {
		said["actions"] = f.Actions
	}
	if f.ResourceID != nil {
		said["resource_id"] = f.ResourceID.String()
		if f.Whole {
			said["whole"] = true
		}
	}
	if len(f.Resources) > 0 {
		said["resources"] = f.Resources
	}
	if f.Program {
		said["program"] = true
	}
	for name, at := range map[string]time.Time{"from": f.From, "to": f.To} {
		if !at.IsZero() {
			said[name] = at.UTC().Format(time.RFC3339)
		}
	}
	for name, text := range map[string]string{"resource": f.Resource, "role": string(f.Role), "address": f.Address, "text": f.Text} {
		if text != "" {
			said[name] = text
		}
	}
	return said
}

// auditWriter writes rows in one of the formats.
type auditWriter interface {
	write(row Row) error
	flush() error
}

func newAuditWriter(format Format, w io.Writer, zone *time.Location) auditWriter {
	if format == CSV {
		return &auditCSV{w: sheet.NewWriter(w), zone: zone}
	}
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	return auditLines{lines, zone}
}

type auditCSV struct {
	w      *sheet.Writer
	zone   *time.Location
	titled bool
}

func (c *auditCSV) write(row Row) error {
	c.title()
	return c.w.Write(row.Cells(c.zone)...)
}

// title writes the column names once, also over no rows.
func (c *auditCSV) title() {
	if !c.titled {
		c.titled = true
		_ = c.w.Write(Columns()...) // Flush reports the first error
	}
}

func (c *auditCSV) flush() error {
	c.title()
	return c.w.Flush()
}

type auditLines struct {
	enc  *json.Encoder
	zone *time.Location
}

// auditLine is a row with its changes in words, as a list for scripts has it.
type auditLine struct {
	Row
	Changes string `json:"changes"`
}

func (l auditLines) write(row Row) error {
	row.Details = cleanJSON(row.Details)
	line := auditLine{row, row.Changes()}
	line.At = row.At.In(l.zone)
	if _, err := line.At.MarshalJSON(); err != nil {
		// Another program's, of a year that a time in JSON has no form for.
		return l.enc.Encode(struct {
			auditLine
			At string `json:"at"`
		}{line, line.At.Format(time.RFC3339)})
	}
	return l.enc.Encode(line)
}

func (auditLines) flush() error { return nil }
