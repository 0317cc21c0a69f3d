package township

import (
	"strconv"
	"time"

	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// details are those of an audit row while they are written: who acted, and of the row
// before and after only what differs (register.AuditDetails). Millions are made, so they
// are written as they go.
type details struct {
	buf   []byte
	comma bool
}

// by begins with who acted, nil for the program, and the gate they stood at.
func by(p *person, gate string) *details {
	d := &details{buf: make([]byte, 0, 480)}
	if p == nil {
		d.buf = append(d.buf, '{')
	} else {
		d.buf, d.comma = append(d.buf, p.acts...), true
	}
	return d.text("gate", gate)
}

func (d *details) name(name string) {
	if d.comma {
		d.buf = append(d.buf, ',')
	}
	d.comma = true
	d.buf = append(append(append(d.buf, '"'), name...), '"', ':')
}

// text adds a text, unless it is empty.
func (d *details) text(name, s string) *details {
	if s != "" {
		d.name(name)
		d.buf = append(d.buf, '"')
		for i := range len(s) {
			if s[i] == '"' || s[i] == '\\' {
				d.buf = append(d.buf, '\\')
			}
			d.buf = append(d.buf, s[i])
		}
		d.buf = append(d.buf, '"')
	}
	return d
}

// id adds a key, unless there is none.
func (d *details) id(name string, id uuid.UUID) *details {
	if id != uuid.Nil {
		d.text(name, id.String())
	}
	return d
}

// time adds a time, unless there is none.
func (d *details) time(name string, i instant) *details {
	if i != 0 {
		d.name(name)
		d.buf = i.time().AppendFormat(append(d.buf, '"'), "2006-01-02T15:04:05.999999-07:00")
		d.buf = append(d.buf, '"')
	}
	return d
}

func (d *details) date(name string, day time.Time) *details {
	d.name(name)
	d.buf = append(day.AppendFormat(append(d.buf, '"'), time.DateOnly), '"')
	return d
}

func (d *details) number(name string, n int) *details {
	d.name(name)
	d.buf = strconv.AppendInt(d.buf, int64(n), 10)
	return d
}

func (d *details) truth(name string, is bool) *details {
	d.name(name)
	d.buf = strconv.AppendBool(d.buf, is)
	return d
}

// amount adds what numeric(10,2) is in JSON.
func (d *details) amount(name string, p value.Paise) *details {
	d.name(name)
	d.buf = strconv.AppendInt(d.buf, int64(p/100), 10)
	d.buf = append(d.buf, '.', byte('0'+p/10%10), byte('0'+p%10))
	return d
}

// begin opens a part: before or after.
func (d *details) begin(part string) *details {
	d.name(part)
	d.buf, d.comma = append(d.buf, '{'), false
	return d
}

// end closes the part.
func (d *details) end() *details {
	d.buf, d.comma = append(d.buf, '}'), true
	return d
}

// done closes the details.
func (d *details) done() []byte { return append(d.buf, '}') }
