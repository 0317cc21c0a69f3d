package opening

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/sheet/workbook"
	"github.com/civoranexus/society360/data/value"
)

// Columns of what a unit owes by age, as the report has them. A sheet's other spans have
// Columns of their own: late_91_180, until_2026-03-31.
const (
	notLateColumn = "not_late"
	days30Column  = "days_30"
	days60Column  = "days_60"
	days90Column  = "days_90"
	olderColumn   = "older"
)

// oldest is the end of a span that has none, in days.
const oldest = 36_500

// ageSpan is how late what stands in a column is, in days.
type ageSpan struct{ from, to int }

// agesByName are the spans of the columns that have names.
func agesByName() map[string]ageSpan {
	return map[string]ageSpan{notLateColumn: {0, 0}, days30Column: {1, 30}, days60Column: {31, 60}, days90Column: {61, 90}, olderColumn: {91, oldest}}
}

// columnOfAge is the column of a span.
func columnOfAge(span ageSpan) string {
	for name, named := range agesByName() {
		if named == span {
			return name
		}
	}
	return fmt.Sprintf("late_%d_%d", span.from, span.to)
}

// spanOf is the span of a column; false where it is no column of an age in days.
func spanOf(column string) (ageSpan, bool) {
	if named, ok := agesByName()[column]; ok {
		return named, true
	}
	var span ageSpan
	n, _ := fmt.Sscanf(column, "late_%d_%d", &span.from, &span.to)
	return span, n == 2
}

const untilPrefix = "until_"

func isAge(column string) bool {
	_, ok := spanOf(column)
	return ok || strings.HasPrefix(column, untilPrefix)
}

// Headings of ages.
var (
	ageBetween = regexp.MustCompile(`^(\d{1,4})\s*(?:-|–|—|to)\s*(\d{1,4})\s*(days?|d|months?|mths?|years?|yrs?)?$`)
	ageAbove   = regexp.MustCompile(`^(?:>=?|above|over|more than|beyond|older than|exceeding)\s*(\d{1,4})\s*(days?|d|months?|mths?|years?|yrs?)?$`)
	ageOrMore  = regexp.MustCompile(`^(\d{1,4})\s*(days?|d|months?|mths?|years?|yrs?)?\s*(?:\+|plus|and above|& above|and more|or more|and over|& over)\s*(?:days?)?$`)
	ageBelow   = regexp.MustCompile(`^(?:<=?|up ?to|below|within|less than|under)\s*(\d{1,4})\s*(days?|d|months?|mths?|years?|yrs?)?$`)
	ageAlone   = regexp.MustCompile(`^(\d{1,3})\s*days?$`)
	ageUntil   = regexp.MustCompile(`^(?:(?:dues?|arrears|balance|bal|outstanding|o/s|amount|amt|pending)\.?\s+)*(?:up ?to|till|until|as on|as at)\s+(.+)$`)
	ageNotYet  = regexp.MustCompile(`^(?:not (?:yet )?(?:due|late)|current(?: dues?| month| bill)?)$`)
	ageWords   = regexp.MustCompile(`^(?:dues?|overdue|outstanding|o/s|arrears|pending|age(?:ing)?)\s+(?:of\s+|for\s+|since\s+)?`)
	ageMonth   = regexp.MustCompile(`^([a-z]{3})[a-z]*\.?[\s'’-]*(\d{2}|\d{4})?$`)
)

// ageColumn is the column of a heading that tells how old what stands below it is; "" of
// any other. asOn is the day that ages are counted from.
func ageColumn(head string, asOn value.Day) string {
	text := strings.ToLower(value.ASCIIDigits(value.Clean(head)))
	text = strings.TrimSpace(strings.TrimRight(strings.NewReplacer("(rs.)", "", "(rs)", "", "(₹)", "", "(in days)", "days", "(days)", "days").Replace(text), " :."))
	if ageNotYet.MatchString(text) {
		return notLateColumn
	}
	if m := ageUntil.FindStringSubmatch(text); m != nil {
		if day, ok := endOf(m[1], asOn); ok && !asOn.Before(day) && asOn.DaysSince(day) < oldest/2 {
			return untilPrefix + day.String()
		}
	}
	bare := ageWords.ReplaceAllString(text, "")
	if m := ageBetween.FindStringSubmatch(bare); m != nil {
		from, to := inDays(m[1], m[3]), inDays(m[2], m[3])
		if from%30 == 0 || from != atoi(m[1]) {
			from++ // 30-60 begins behind 0-30
		}
		if to-from >= 6 && to <= 3660 {
			return columnOfAge(ageSpan{from, to})
		}
	}
	for _, form := range []*regexp.Regexp{ageAbove, ageOrMore} {
		if m := form.FindStringSubmatch(bare); m != nil {
			from := inDays(m[1], m[2])
			if form == ageAbove || from%5 == 0 { // 91+ begins with 91, 90+ behind 90
				from++
			}
			if from >= 7 {
				return columnOfAge(ageSpan{from, oldest})
			}
		}
	}
	if m := ageBelow.FindStringSubmatch(bare); m != nil {
		if to := inDays(m[1], m[2]); to >= 7 {
			return columnOfAge(ageSpan{1, to})
		}
	}
	if m := ageAlone.FindStringSubmatch(bare); m != nil && atoi(m[1]) >= 7 {
		return fmt.Sprintf("late_%d_%d", 0, atoi(m[1])) // begins behind the one before
	}
	return ""
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // it is digits
	return n
}

// inDays is so many days, months or years in days, as ages are counted.
func inDays(n, unit string) int {
	switch {
	case strings.HasPrefix(unit, "m"):
		return atoi(n) * 30
	case strings.HasPrefix(unit, "y"):
		return atoi(n) * 365
	}
	return atoi(n)
}

// endOf is the day that a heading's words name: a date, or the end of a month, the last
// one where they give no year.
func endOf(text string, asOn value.Day) (value.Day, bool) {
	if m := ageMonth.FindStringSubmatch(text); m != nil {
		month, err := time.Parse("Jan", strings.ToUpper(m[1][:1])+m[1][1:])
		if err != nil {
			return value.Day{}, false
		}
		year := atoi(m[2])
		switch {
		case m[2] == "":
			year = asOn.Year
		case year < 100:
			year += 2000
		}
		end := value.Day{Year: year, Month: month.Month(), Day: 1}.AddMonths(1).AddDays(-1)
		if m[2] == "" && asOn.Before(end) {
			end = value.Day{Year: year - 1, Month: month.Month(), Day: 1}.AddMonths(1).AddDays(-1)
		}
		return end, true
	}
	read, wrong := dayOf(workbook.Cell{Raw: text, Shown: text}, asOn)
	return read.day, wrong == nil && len(figuresOf(text)) != 2
}

// settleAges gives the ages that a sheet's headings leave open their meaning: 30 days
// beside 60 days ends where that begins, and arrears beside what is current are what
// was owed when the month began.
func settleAges(columns []string, heads []string, asOn value.Day) {
	var ends []int
	for _, column := range columns {
		if span, ok := spanOf(column); ok && span.to < oldest {
			ends = append(ends, span.to)
		}
	}
	current := slices.Contains(columns, notLateColumn)
	for i, column := range columns {
		if span, ok := spanOf(column); ok && span.from == 0 && span.to > 0 {
			for _, end := range ends {
				if end < span.to {
					span.from = max(span.from, end)
				}
			}
			columns[i] = columnOfAge(ageSpan{span.from + 1, span.to})
		}
		if column == duesColumn && current && strings.HasPrefix(headKey(heads[i]), "arrears") {
			columns[i] = untilPrefix + asOn.FirstOfMonth().AddDays(-1).String()
		}
	}
}

// agedDues is what a line has in one column of an age.
type agedDues struct {
	at     int
	amount value.Paise
	since  value.Day
	text   string
}

// readAges reads the columns of ages of a row. An amount is due from the youngest day of
// its age on, so that it is of that age for as long as can be.
func (o *opening) readAges(p *page, row pageRow, s *sums) (all []agedDues) {
	asOn := o.options.AsOn
	for i, column := range p.columns {
		if !isAge(column) {
			continue
		}
		aged := agedDues{at: i, amount: o.moneyAt(p, row, i, s)}
		if aged.amount == 0 {
			continue
		}
		if span, inDays := spanOf(column); inDays {
			aged.since, aged.text = asOn.AddDays(-span.from), span.words()+" as on "+asOn.Format("2 January 2006")
		} else {
			aged.since, _ = value.ParseDay(strings.TrimPrefix(column, untilPrefix)) // this program wrote it
			aged.text = "Due up to " + aged.since.Format("2 January 2006")
		}
		all = append(all, aged)
	}
	return all
}

// addAges makes dues of what a line has by age, where that is what its total says.
func (o *opening) addAges(p *page, row pageRow, total openDues, ages []agedDues) {
	var sum value.Paise
	for _, aged := range ages {
		sum += aged.amount
	}
	at := p.at(duesColumn)
	if at < 0 || total.amount < 0 {
		at = max(at, total.column)
	}
	said := at >= 0 && value.Clean(row.cell(at).Shown) != ""
	switch ahead := said && len(ages) == 0 && total.amount < 0; {
	case said && sum != total.amount && !ahead:
		o.blame(p, row.number, at, "The ages of this line sum up to %s, and its total is %s.", sum, total.amount)
		return
	case ahead, sum < 0: // ages are of what is owed
		total.amount = min(total.amount, sum)
		total.since, total.undated, total.column = o.options.AsOn, true, max(at, total.column)
		o.dues = append(o.dues, total)
		return
	case sum == 0:
		return
	}
	if !total.since.IsZero() {
		o.tell("lines have dues by age, and their day is not read", o.place(total.line, p.at(sinceColumn)))
	}
	for _, aged := range ages {
		d := total
		if aged.amount < 0 {
			o.blame(p, row.number, aged.at, "“%s” was paid ahead, and the other ages are owed: take it off the oldest of them.", quote(row.cell(aged.at)))
			return
		}
		d.column, d.amount, d.since, d.undated = aged.at, aged.amount, aged.since, true
		if d.towards = aged.text; total.towards != "" {
			d.towards = total.towards + " (" + aged.text + ")"
		}
		o.dues = append(o.dues, d)
	}
}

// words tells a span as a bill's description does.
func (s ageSpan) words() string {
	switch s.to {
	case 0:
		return "Not late"
	case oldest:
		return fmt.Sprintf("Late by more than %d days", s.from-1)
	}
	return fmt.Sprintf("Late by %d to %d days", s.from, s.to)
}
