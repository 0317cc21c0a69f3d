package data

import (
	"database/sql/driver"
	"errors"
	"math/big"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// Paise is an amount of money in hundredths of a rupee. The database holds it
// as numeric(10,2) (SCHEMA.md 3.8, 3.9).
type Paise int64

// MaxAmount is the largest amount a column of the schema holds.
const MaxAmount Paise = 99_999_999_99

// ParsePaise reads an amount as typed: "5000", "5,000.5", "₹1,23,456.00".
func ParsePaise(s string) (Paise, error) {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(s), "₹"), "Rs")
	s = strings.NewReplacer(",", "", " ", "").Replace(s)
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > 2 || whole == "" && part == "" || len(onlyDigits(whole+part)) != len(whole+part) {
		return 0, errors.New("not an amount: " + strconv.Quote(s))
	}
	n, err := strconv.ParseInt("0"+whole+part+strings.Repeat("0", 2-len(part)), 10, 64)
	if err != nil || Paise(n) > MaxAmount {
		return 0, errors.New("amount out of range: " + strconv.Quote(s))
	}
	return Paise(n), nil
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
func (p Paise) MarshalJSON() ([]byte, error) { return []byte(p.plain()), nil }

// UnmarshalJSON reads a decimal number, digit by digit: no amount goes through a
// float.
func (p *Paise) UnmarshalJSON(text []byte) error {
	s, negative := strings.CutPrefix(strings.Trim(string(text), `"`), "-")
	amount, err := ParsePaise(s)
	if err != nil {
		return err
	}
	if negative {
		amount = -amount
	}
	*p = amount
	return nil
}

// plain is the amount without grouping: "123456.00".
func (p Paise) plain() string { return strings.ReplaceAll(p.String(), ",", "") }

// Value keeps an amount from being sent as a bare integer by mistake.
func (p Paise) Value() (driver.Value, error) {
	return p.plain(), nil
}
