package users

import (
	"strings"
	"time"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/value"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// lines are all there is to say about an account: its fields, its units, its keys.
func (s *screen) lines(u accounts.User, d accounts.Detail, width int) []string {
	th, env := s.env.Theme, s.env
	lines := s.facts(u, d, s.board.Opened.Whole, width)
	list := func(title string, items []string) {
		if len(items) == 0 {
			return
		}
		lines = append(lines, "", " "+th.Strong.Render(th.Clip(title, width-1)))
		for _, item := range items {
			lines = append(lines, th.Clip("   "+tui.Plain(item), width))
		}
	}
	units := make([]string, len(d.Units))
	for i, n := range d.Units {
		units[i] = strings.TrimRight(th.Fit(n.Label, 10, false)+s.residency(n), " ")
	}
	list(env.T("Units"), units)
	var keys []string
	for _, k := range d.Keys {
		keys = append(keys, tui.OrDash(k.Comment)+", "+s.used(k), "  "+k.Fingerprint)
	}
	list(env.T("SSH keys"), keys)
	return lines
}

// residency is what somebody is in a unit.
func (s *screen) residency(n accounts.Unit) string {
	words := []string{s.env.Term(strings.ReplaceAll(n.Type, "_", " "))}
	if n.Primary {
		words = append(words, s.env.T("primary contact"))
	}
	if !n.From.IsZero() && !n.Left {
		words = append(words, s.env.T("moves in on %s", s.date(n.From)))
	}
	if n.Left {
		words = append(words, s.env.T("moved out"))
	}
	return strings.Join(words, ", ")
}

// date is a day as the screen tells it.
func (s *screen) date(d value.Day) string {
	zone := s.env.Zone
	if zone == nil {
		zone = time.UTC
	}
	return s.env.Date(d.In(zone))
}

// used is when a key last signed somebody in.
func (s *screen) used(k accounts.SSHKey) string {
	if k.LastUsedAt == nil {
		return s.env.T("never used")
	}
	return s.env.T("last used %s", s.env.Moment(*k.LastUsedAt))
}

// facts are the fields of an account, a line each; whole where its details were
// read.
func (s *screen) facts(u accounts.User, d accounts.Detail, whole bool, width int) []string {
	env := s.env
	rows := [][2]string{
		{env.T("E-mail"), u.Email},
		{env.T("Phone"), tui.OrDash(value.FormatPhone(u.Phone, s.settings.Val.Country()))},
		{env.T("Role"), tui.OrDash(env.Term(u.Role))},
		{env.T("Status"), env.Term(u.Status)},
	}
	if u.PasswordDue {
		rows = append(rows, [2]string{env.T("Password"), env.T("for one sign-in, to be changed then")})
	}
	rows = append(rows, [2]string{env.T("Since"), env.DateTime(u.CreatedAt)})
	if u.DeletedAt != nil {
		rows = append(rows, [2]string{env.T("Deleted"), env.DateTime(*u.DeletedAt)})
	}
	if whole {
		last := env.T("not lately")
		if d.SignedInAt != nil {
			last = env.DateTime(*d.SignedInAt)
		}
		if d.Desks > 0 {
			last = env.T("%s, %s", last, env.Count(d.Desks, "at a desk now", "at %d desks now"))
		}
		rows = append(rows, [2]string{env.T("Signed in"), last})
	}
	return env.Theme.Facts(u.Name, s.state(u), rows, width)
}

// openUnit opens the unit that the account belongs to.
func (s *screen) openUnit() tea.Cmd {
	units := s.board.Opened.Detail.Units
	if len(units) == 1 {
		return s.env.Do(tui.Open{Name: "units", ID: units[0].ID.String()})
	}
	p := tui.Pick{Text: s.env.T("Which unit?")}
	for _, n := range units {
		p.Options = append(p.Options, tui.Option{Value: n.ID.String(), Label: n.Label, Detail: s.residency(n)})
	}
	p.OnPick = func(o tui.Option) tea.Cmd { return s.env.Do(tui.Open{Name: "units", ID: o.Value}) }
	return s.env.Do(p)
}
