package shell

import (
	"context"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui"
)

func (d *Desk) readHouse() tea.Cmd {
	var cmd tea.Cmd
	d.houseTicket, cmd = tui.Ask(d.env, d.backend.House)
	return cmd
}

// tookHouse takes the house's settings; where they cannot be read the desk goes
// on with the ones it has.
func (d *Desk) tookHouse(msg tui.Loaded[House]) (tea.Cmd, bool) {
	if msg.Ticket != d.houseTicket {
		return nil, false
	}
	d.houseTicket = tui.Ticket{}
	if msg.Err != nil {
		if d.place == placeLogin && d.login.reason == "" {
			d.login.reason = tui.Explain(d.env, msg.Err)
		}
		return nil, true
	}
	d.takeHouse(msg.Val)
	return d.armSooner(), true
}

func (d *Desk) takeHouse(h House) {
	d.house = h
	if h.Zone != nil {
		d.env.Zone = h.Zone
	}
}

// armSooner sets another timer where the house now locks earlier than the one
// under way would ring.
func (d *Desk) armSooner() tea.Cmd {
	if rest := d.rest(); d.idleArmed && (rest <= 0 || !d.lastKey.Add(rest).Before(d.idleAt)) {
		return nil
	}
	d.idleArmed = false
	return d.armIdle()
}

func (d *Desk) readBanner() tea.Cmd {
	if d.session == nil {
		return nil
	}
	var cmd tea.Cmd
	d.noticeTicket, cmd = tui.Load(d.env, d.session.Banner)
	return cmd
}

// tookBanner takes the important notices. One that was never there before comes
// into view; else the one in view stays.
func (d *Desk) tookBanner(msg tui.Loaded[[]Notice]) (tea.Cmd, bool) {
	if msg.Ticket != d.noticeTicket || !msg.Ticket.Valid() {
		return nil, false
	}
	d.noticeTicket = tui.Ticket{}
	if msg.Err != nil {
		tui.Explain(d.env, msg.Err)
		return nil, true
	}
	shown := ""
	if d.noticeAt < len(d.notices) {
		shown = d.notices[d.noticeAt].ID
	}
	d.notices = slices.Clone(msg.Val)
	d.noticeAt = max(0, slices.IndexFunc(d.notices, func(n Notice) bool { return n.ID == shown }))
	if news := slices.IndexFunc(d.notices, func(n Notice) bool { return !d.told[n.showing()] }); news >= 0 {
		d.noticeAt = news
	}
	if d.told == nil {
		d.told = map[showing]bool{}
	}
	for _, n := range d.notices {
		d.told[n.showing()] = true
	}
	return nil, true
}

// showing is one time that a notice is shown: a second time it is news again.
type showing struct {
	id    string
	since int64
}

func (n Notice) showing() showing { return showing{n.ID, n.Since.UnixNano()} }

// noticeKey opens the notice in view on the account's screen of notices, in place
// of one that it opened before; pressed again, it opens the next one. Where the
// account has no such screen, the line in the banner is all there is of the notice.
func (d *Desk) noticeKey() tea.Cmd {
	at := slices.IndexFunc(d.entries, func(e tui.Entry) bool { return e.Banner })
	if more := d.notices[d.noticeAt].More; at < 0 || more != "" {
		if more != "" {
			d.env.Do(tui.Notify{Kind: tui.NotifyInfo, Text: more})
		}
		return d.noticeRead()
	}
	id := d.notices[d.noticeAt].ID
	from := len(d.stack)
	if from > 1 && d.stack[from-1].entry.Banner {
		from--
	}
	return d.guarded(d.env.T("Leave without saving what you typed?"), from, func() tea.Cmd {
		if from < len(d.stack) {
			d.drop(nil)
		}
		d.noticeAt = (d.noticeAt + 1) % max(1, len(d.notices))
		return d.show(d.entries[at], id)
	})
}

// noticeRead marks the notice in view as read and shows the next one.
func (d *Desk) noticeRead() tea.Cmd {
	n, s := d.notices[d.noticeAt], d.session
	d.notices = slices.Delete(d.notices, d.noticeAt, d.noticeAt+1)
	if d.noticeAt >= len(d.notices) {
		d.noticeAt = 0
	}
	// An answer under way may still hold the notice that was just read.
	d.noticeTicket = tui.Ticket{}
	parent, log := d.env, d.env.Log
	_, cmd := tui.Load(parent, func(ctx context.Context) (noticeMarked, error) {
		err := s.MarkRead(ctx, n.ID)
		if err != nil && log != nil {
			log.WarnContext(ctx, "mark notice read", "error", err)
		}
		return noticeMarked{}, err
	})
	return func() tea.Msg {
		if l, ok := cmd().(tui.Loaded[noticeMarked]); ok && l.Err != nil {
			// Not recorded: it comes back until it is.
			return tui.BannerChanged{}
		}
		return nil
	}
}

type noticeMarked struct{}

// bannerLine is the notice in view, which of how many it is, and its key.
func (d *Desk) bannerLine() string {
	th, env := d.env.Theme, d.env
	key := d.keys.notice.Help().Key
	if !d.offering() { // in a field it is a letter; the rest stays where it stands
		key = strings.Repeat(" ", tui.Width(key))
	}
	tail := env.T("%s of %s", strconv.Itoa(d.noticeAt+1), strconv.Itoa(len(d.notices))) + "  " + key
	text := tui.Plain(d.notices[d.noticeAt].Text)
	if d.notices[d.noticeAt].Changed {
		text = env.T("changed: %s", text)
	}
	text = "! " + text
	room := max(0, d.width-3-tui.Width(tail))
	return " " + tui.Render(th.Banner, th.Fit(text, room, false)) + " " + tail
}
