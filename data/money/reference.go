package money

import (
	"context"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// Repeated is the cause of a payment that was not saved because its reference is on
// another one already. Errors.As finds it. With PaymentDraft.Again it is saved all the
// same.
type Repeated struct {
	// On is the other payment, the latest where there are several.
	On Payment
}

// Error names the cause for the log.
func (*Repeated) Error() string { return "the reference is on another payment" }

// referenceMax is how much of a reference is compared.
const referenceMax = 64

// ReferenceKey is a reference as it is compared: its letters and digits, those of other
// scripts among them.
func ReferenceKey(reference string) string {
	key := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, strings.ToUpper(value.ASCIIDigits(reference)))
	return key[:min(len(key), referenceMax)]
}

// referenceOf is ReferenceKey of a payment, by the name of its row, as
// idx_payments_reference has it.
func referenceOf(row string) string {
	return `left(upper(regexp_replace(` + row + `.transaction_reference::text, '[^0-9A-Za-z]', '', 'g')), 64)`
}

// sameReference begins the condition that a payment o counts or waits and has a
// reference.
const sameReference = `o.transaction_reference IS NOT NULL AND coalesce(o.status, 'success') <> 'failed' AND `

// notTwice is the rule that the office records a reference once, unless it means to;
// what a resident enters is told to who confirms it.
func (n *PaymentDraft) notTwice(allowed role.Scope) register.Rule[value.Paise] {
	key := ReferenceKey(n.Reference)
	if n.Again || allowed == role.OwnUnits || key == "" {
		return register.Rule[value.Paise]{Holds: `true`}
	}
	return register.Rule[value.Paise]{
		Holds: `NOT EXISTS (SELECT FROM payments o WHERE ` + sameReference + referenceOf("o") + ` = @reference_key)`,
		Ask:   func(ctx context.Context, d connect.DB, _ value.Paise) error { return repeatedBy(ctx, d, key) },
	}
}

// repeatedBy refuses a reference that is on another payment, and names that.
func repeatedBy(ctx context.Context, d connect.DB, key string) error {
	on, err := register.List[Payment](ctx, d, paymentRow.Query()+` WHERE y.id = (
			SELECT o.id FROM payments o WHERE `+sameReference+referenceOf("o")+` = @key ORDER BY o.payment_date DESC, o.id DESC LIMIT 1)`,
		pgx.NamedArgs{"key": key})
	if err != nil || len(on) == 0 {
		return err
	}
	return RepeatedOn(on[0])
}

// repeatsOf names the receipt, or the unit, of another payment than those of a claim q
// with its reference.
func repeatsOf() string {
	return `coalesce((SELECT coalesce(c.year || '-' || lpad(c.number::text, 6, '0'), coalesce(n.label, n.unit_number))
	FROM payments o LEFT JOIN receipt_payments l ON l.payment_id = o.id LEFT JOIN receipts c ON c.id = l.receipt_id
		LEFT JOIN bills b ON b.id = o.bill_id LEFT JOIN units n ON n.id = b.unit_id
	WHERE q.reference <> '' AND ` + sameReference + referenceOf("o") + ` = left(upper(regexp_replace(q.reference, '[^0-9A-Za-z]', '', 'g')), 64)
		AND ` + referenceOf("o") + ` <> '' AND o.claim_id IS DISTINCT FROM q.id
	ORDER BY o.payment_date DESC, o.id DESC LIMIT 1), '')`
}

// RepeatedOn refuses a reference that is on a payment already.
func RepeatedOn(p Payment) *fault.Error {
	wrong := &fault.Error{Kind: fault.Invalid, Format: "This is on a payment of %s by %s already.", Args: []any{p.Amount, p.Unit}}
	if p.Receipt != "" {
		wrong = &fault.Error{Kind: fault.Invalid, Format: "This is on receipt %s of %s already.", Args: []any{p.Receipt, p.Unit}}
	}
	bad := fault.Complaints(map[string]error{"reference": wrong})
	bad.Cause = &Repeated{p}
	return bad
}

// referenceLock serialises who records one reference; empty where there is none.
func (n *PaymentDraft) referenceLock() string {
	if key := ReferenceKey(n.Reference); key != "" {
		return "reference " + key
	}
	return ""
}
