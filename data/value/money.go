package value

import (
	"database/sql/driver"
	"errors"
	"math/big"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// Paise is an amount of money in hundredths of a rupee. The database holds it
// as numeric(10,2).
type Paise int64

// MaxAmount is the largest amount a column of the schema holds.
const MaxAmount Paise = 99_999_999_99

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
