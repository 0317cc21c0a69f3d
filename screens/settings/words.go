package settings

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/screens/show"
	"github.com/civoranexus/society360/tui"
)

// kind is how a setting is shown and edited.
type kind uint8

const (
	kindText kind = iota
	kindNumber
	kindBoolean
	kindNames
	kindHours
	kindFee
	kindZone
	kindDay
	kindChoice
	kindJSON
)

// kindOf follows the setting's type, and for what is JSON its own form.
func kindOf(r settings.Row) kind {
	if !r.Known {
		return kindText
	}
	switch r.Key {
	case "general.gates", "billing.heads":
		return kindNames
	case "general.timezone":
		return kindZone
	case "maintenance.sla_hours":
		return kindHours
	case "billing.maintenance_fee":
		return kindFee
	case money.LateFeeFromKey:
		return kindDay
	}
	setting, _ := r.Setting()
	if len(setting.Choices()) > 0 {
		return kindChoice
	}
	switch r.Type {
	case "boolean":
		return kindBoolean
	case "json":
		return kindJSON
	case "number":
		if _, _, whole := setting.Range(); whole {
			return kindNumber
		}
	}
	return kindText
}

// priorities of a ticket, the most urgent first.
func priorities() []string { return []string{"critical", "high", "medium", "low"} }

// value is a setting's value in the words of the desk.
func (s *screen) value(r settings.Row, text string) string {
	env := s.env
	switch kindOf(r) {
	case kindBoolean:
		if text == "true" {
			return env.T("yes")
		}
		return env.T("no")
	case kindNames:
		if list := names(text); len(list) > 0 {
			return strings.Join(list, ", ")
		}
		return "-"
	case kindHours:
		hours := hoursOf(text)
		words := make([]string, 0, len(hours))
		for _, p := range priorities() {
			words = append(words, env.T("%s %sh", env.Term(p), strconv.Itoa(hours[p])))
		}
		return strings.Join(words, ", ")
	case kindFee:
		return s.fee(text)
	case kindChoice:
		return env.Term(tui.Plain(text))
	case kindDay:
		if day, err := value.ParseDay(text); err == nil {
			return show.Day(env, day)
		}
	case kindText, kindNumber, kindZone, kindJSON:
	}
	if strings.TrimSpace(text) == "" {
		return "-"
	}
	return tui.Plain(text)
}

func names(value string) []string {
	var list []string
	if json.Unmarshal([]byte(value), &list) != nil {
		return []string{value}
	}
	return list
}

func hoursOf(value string) map[string]int {
	hours := map[string]int{}
	if json.Unmarshal([]byte(value), &hours) != nil {
		return nil
	}
	return hours
}

// fees are the amounts by unit type; nil for one amount for all.
func fees(text string) map[string]value.Paise {
	var byType map[string]value.Paise
	if !strings.HasPrefix(strings.TrimSpace(text), "{") || json.Unmarshal([]byte(text), &byType) != nil {
		return nil
	}
	return byType
}

func (s *screen) fee(text string) string {
	rupee := s.env.Theme.Glyphs.Rupee
	byType := fees(text)
	if byType == nil {
		amount, err := value.ParsePaise(text)
		if err != nil {
			return tui.Plain(text)
		}
		return rupee + amount.String()
	}
	words := make([]string, 0, len(byType))
	for _, t := range slices.Sorted(maps.Keys(byType)) {
		words = append(words, t+" "+rupee+byType[t].String())
	}
	return strings.Join(words, ", ")
}

// lines are all there is to say about a setting, and its changes.
func (s *screen) lines(r settings.Row, trail []settings.Change, width int) []string {
	th, env := s.env.Theme, s.env
	lines := s.facts(r, width)
	if len(trail) > 0 {
		lines = append(lines, "", " "+th.Strong.Render(env.T("Changes")))
	}
	for _, c := range trail {
		who := c.Who
		if who == "" {
			who = env.T("the program")
		}
		step := env.T("%s  %s: %s", env.DateTime(c.At), who, s.value(r, c.After))
		if c.Before != "" {
			step = env.T("%s  %s: %s, before %s", env.DateTime(c.At), who, s.value(r, c.After), s.value(r, c.Before))
		}
		for i, l := range tui.Wrap(step, max(1, width-6)) {
			indent := "   "
			if i > 0 {
				indent = "      "
			}
			lines = append(lines, th.Clip(indent+l, width))
		}
	}
	return lines
}

// facts are a setting's fields, a line each.
func (s *screen) facts(r settings.Row, width int) []string {
	env := s.env
	rows := [][2]string{}
	for i, l := range tui.Wrap(s.value(r, r.Value), max(1, width-14)) {
		name := ""
		if i == 0 {
			name = env.T("Value")
		}
		rows = append(rows, [2]string{name, l})
	}
	if r.Ignored() {
		rows = append(rows, [2]string{env.T("Stored"), env.T("%s is not valid; the default is in force", tui.Plain(*r.Stored))})
	}
	if r.Known {
		rows = append(rows, [2]string{env.T("Default"), s.value(r, r.Default)})
	}
	if setting, ok := r.Setting(); ok {
		if least, most, whole := setting.Range(); whole {
			rows = append(rows, [2]string{env.T("Range"), env.T("%s to %s", strconv.Itoa(least), strconv.Itoa(most))})
		}
	}
	rows = append(rows, [2]string{env.T("Changed"), s.changed(r)}, [2]string{env.T("Key"), r.Key})
	if !r.Known {
		rows = append(rows, [2]string{env.T("Read by"), env.T("another program of the platform; not changed here")})
	}
	lines := env.Theme.Facts(short(r), s.mark(r), rows, width)
	var about []string
	for _, l := range tui.Wrap(env.Term(r.Description), max(1, width-4)) {
		if l != "" {
			about = append(about, env.Theme.Clip("   "+l, width))
		}
	}
	return append(append(lines[:1:1], about...), lines[1:]...)
}
