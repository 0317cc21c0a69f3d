package notices

import (
	"context"

	"github.com/civoranexus/society360/data/notices"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// asked reports whether the form asks for the notice to be shown again: somebody has
// read it.
func (d *draft) asked() bool { return d.readers != nil && d.readers.Val > 0 }

// askReaders counts who has read the notice that is being changed, of the audience that
// the form says now.
func (d *draft) askReaders(string) tea.Cmd {
	if d.readers == nil {
		return nil
	}
	store, actor := d.s.store, d.s.actor
	notice, audience := d.seen.ID, notices.Audience(d.Form.Value(audienceField))
	return d.readers.Ask(func(ctx context.Context) (int, error) {
		return store.Notices.Readers(ctx, actor, notice, audience)
	})
}

// tookReaders asks about those who have read the notice. Where they could not be counted
// nothing is asked, and it is shown again where it says something else.
func (d *draft) tookReaders(n int, err error) tea.Cmd {
	if err != nil {
		tui.Explain(d.s.env, err)
		return nil
	}
	d.Form.SetOptions(againField, d.againOptions(n))
	d.Form.Hide(againField, n == 0)
	d.suggestAgain()
	d.SetSize(d.width, d.height) // for the line more
	return nil
}

func (d *draft) againOptions(readers int) []tui.Option {
	env := d.s.env
	to := env.T("yes, to the %d who have read it", readers)
	if readers == 1 {
		to = env.T("yes, to the one who has read it")
	}
	return []tui.Option{{Label: env.T("no"), Key: 'n'}, {Value: yes, Label: to, Key: 'y'}}
}

// suggestAgain answers the question as most would, until somebody answers it: yes where
// the notice says something else than what was read.
func (d *draft) suggestAgain() {
	if d.seen == nil {
		return
	}
	answer := ""
	if d.change().SaysOther() {
		answer = yes
	}
	d.Form.Fill(againField, answer)
}

// change is what the form makes of the notice. A question that was not asked, for nobody
// had read the notice, is answered as it would have been: somebody may read it meanwhile.
func (d *draft) change() notices.Change {
	c := notices.Change{Text: d.text(), Seen: *d.seen}
	c.Again = d.Form.Value(againField) == yes
	return c
}
