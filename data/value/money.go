package value

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/fault"

	"github.com/jackc/pgx/v5/pgtype"
)

// Paise is an amount of money in hundredths of a rupee. The database holds it
// as numeric(10,2).
type Paise int64

// MaxAmount is the largest amount a column of the schema holds.
const MaxAmount Paise = 99_999_999_99

// ErrTooMuch is the error of ParsePaise for an amount above MaxAmount.
var ErrTooMuch = errors.New("amount out of range")

// ParsePaise reads an amount as typed: "5000", "5,000.5", "Rs. 500",
// "₹1,23,456.00". Commas and blanks stand where a number is grouped, in India's
// way or in thousands: "12,34" may be a slip for 12.34, and is no amount.
func ParsePaise(s string) (Paise, error) {
	typed := s
	s = strings.TrimSpace(s)
	for _, sign := range []string{"₹", "rs.", "rs"} {
		if len(s) >= len(sign) && strings.EqualFold(s[:len(sign)], sign) {
			s = strings.TrimSpace(s[len(sign):])
			break
		}
	}
	whole, part, _ := strings.Cut(s, ".")
	whole, grouped := ungroup(whole)
	if !grouped || len(part) > 2 || whole == "" && part == "" || len(OnlyDigits(whole+part)) != len(whole+part) {
		return 0, errors.New("not an amount: " + strconv.Quote(typed))
	}
	n, err := strconv.ParseInt("0"+whole+part+strings.Repeat("0", 2-len(part)), 10, 64)
	if err != nil || Paise(n) > MaxAmount {
		return 0, fmt.Errorf("%w: %s", ErrTooMuch, strconv.Quote(typed))
	}
	return Paise(n), nil
}

// ReadAmount reads an amount above zero as a person typed it; Invalid says what
// is wrong with it.
func ReadAmount(typed string) (Paise, error) {
	p, err := ParsePaise(typed)
	if errors.Is(err, ErrTooMuch) {
		p = MaxAmount + 1
	}
	if wrong := WrongAmount(p); wrong != "" {
		return 0, &fault.Error{Kind: fault.Invalid, Format: wrong, Cause: err}
	}
	return p, nil
}

// WrongAmount says why an amount can be neither billed nor paid; empty if it can.
func WrongAmount(p Paise) string {
	switch {
	case p <= 0:
		return "This needs an amount above zero, such as 5000 or 1,250.50."
	case p > MaxAmount:
		return "This is too much: an amount is at most 9,99,99,999.99."
	}
	return ""
}

// ungroup takes the commas and blanks out of a number; ok is false where they
// stand elsewhere than between its groups.
func ungroup(s string) (digits string, ok bool) {
	groups := strings.Split(strings.ReplaceAll(s, " ", ","), ",")
	last := len(groups) - 1
	for i, g := range groups {
		n := len(g)
		switch {
		case last == 0:
		case i == last && n != 3, i == 0 && (n < 1 || n > 3), i > 0 && i < last && n != 2 && n != 3:
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// String shows an amount with Indian grouping and no sign of currency:
// "1,23,456.00".
func (p Paise) String() string {
	sign, n := "", uint64(p) //nolint:gosec // the sign is taken off below
	if p < 0 {
		sign, n = "-", -n
	}
	whole := strconv.FormatUint(n/100, 10)
	var groups []string
	if cut := len(whole) - 3; cut > 0 {
		groups = []string{whole[cut:]}
		for whole = whole[:cut]; len(whole) > 2; whole = whole[:len(whole)-2] {
			groups = append([]string{whole[len(whole)-2:]}, groups...)
		}
	}
	groups = append([]string{whole}, groups...)
	rest := strconv.FormatUint(n%100, 10)
	return sign + strings.Join(groups, ",") + "." + strings.Repeat("0", 2-len(rest)) + rest
}

// ScanNumeric reads a numeric column; an amount finer than a paisa is an error.
func (p *Paise) ScanNumeric(v pgtype.Numeric) error {
	if !v.Valid || v.NaN || v.InfinityModifier != 0 {
		return errors.New("amount is not a number")
	}
	n, ten := new(big.Int).Set(v.Int), big.NewInt(10)
	exp := v.Exp + 2
	for ; exp > 0; exp-- {
		n.Mul(n, ten)
	}
	for ; exp < 0; exp++ {
		var rest big.Int
		if n.QuoRem(n, ten, &rest); rest.Sign() != 0 {
			return errors.New("amount is finer than a paisa")
		}
	}
	if !n.IsInt64() {
		return errors.New("amount out of range")
	}
	*p = Paise(n.Int64())
	return nil
}

// NumericValue gives a numeric column its value.
func (p Paise) NumericValue() (pgtype.Numeric, error) {
	return pgtype.Numeric{Int: big.NewInt(int64(p)), Exp: -2, Valid: true}, nil
}

// MarshalJSON writes an amount as the decimal number that it is, "5000.00", the
// way the database writes numeric(10,2).
func (p Paise) MarshalJSON() ([]byte, error) { return []byte(p.Plain()), nil }

// UnmarshalJSON reads a decimal number, digit by digit: no amount goes through a
// float, and a sum over a society may be more than a column holds.
func (p *Paise) UnmarshalJSON(text []byte) error {
	var n pgtype.Numeric
	if err := n.Scan(strings.Trim(string(text), `"`)); err != nil {
		return err
	}
	return p.ScanNumeric(n)
}

// Plain is the amount without grouping: "123456.00".
func (p Paise) Plain() string { return strings.ReplaceAll(p.String(), ",", "") }

// Value keeps an amount from being sent as a bare integer by mistake.
func (p Paise) Value() (driver.Value, error) {
	return p.Plain(), nil
}
