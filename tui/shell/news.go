package shell

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

// NewsReader is a Session that hears of what its account waits for, whichever screen
// is shown.
type NewsReader interface {
	// NewsTopics are the kinds of data that the news rest on, as Refresh names them.
	NewsTopics() []string
	// News returns what happened since it was called before, in its order; the first
	// call of a session returns what is to be told at its start. Topics are those that
	// were told, none means all. It is not called again before it has answered.
	News(ctx context.Context, topics []string) ([]Tiding, error)
}

// Tiding is one thing that happened elsewhere and is told once, on the status line.
type Tiding struct {
	Kind tui.NotifyKind
	// Format is an English sentence that is also the key of its translation, Args are
	// its arguments.
	Format string
	Args   []any
	// Where is the screen, and the thing on it, that the sentence speaks of.
	Where tui.Open
	// Over says that what was told of Where is no longer so; there is no sentence.
	Over bool
}

// tidings has a type of its own, so that no other answer is taken for it.
type tidings []Tiding

// readNews asks for news where one of the topics is told; no topics mean all.
func (d *Desk) readNews(topics []string) tea.Cmd {
	r, ok := d.session.(NewsReader)
	if !ok {
		return nil
	}
	about := r.NewsTopics()
	if len(topics) > 0 && !slices.ContainsFunc(topics, func(t string) bool { return slices.Contains(about, t) }) {
		return nil
	}
	if d.newsTicket.Valid() {
		d.newsAgain = true
		return nil
	}
	var cmd tea.Cmd
	d.newsTicket, cmd = tui.Load(d.env, func(ctx context.Context) (tidings, error) { return r.News(ctx, topics) })
	return cmd
}

// tookNews tells what is new. Of several things the last is told whole.
func (d *Desk) tookNews(msg tui.Loaded[tidings]) (tea.Cmd, bool) {
	if msg.Ticket != d.newsTicket || !msg.Ticket.Valid() {
		return nil, false
	}
	d.newsTicket = tui.Ticket{}
	var cmd tea.Cmd
	if d.newsAgain {
		d.newsAgain = false
		cmd = d.readNews(nil)
	}
	if msg.Err != nil {
		tui.Explain(d.env, msg.Err)
		return cmd, true
	}
	news := slices.DeleteFunc(slices.Clone(msg.Val), func(t Tiding) bool {
		if t.Over && d.status.about == t.Where {
			d.status = status{}
		}
		return t.Over
	})
	if n := len(news); n > 0 {
		last := news[n-1]
		text := d.env.Sentence(last.Format, last.Args)
		if n > 1 {
			text = d.env.T("%s (and %d more)", text, n-1)
		}
		where := last.Where
		d.notify(tui.Notify{Kind: last.Kind, Text: text, Offer: &tui.Offer{
			Key: d.keys.news, Says: d.env.T("%s goes there.", d.keys.news.Help().Key),
			Do: func() tea.Cmd { return d.open(where) },
		}})
		d.status.about = where
	}
	return cmd, true
}
