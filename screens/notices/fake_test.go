package notices_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens/notices"
	"github.com/civoranexus/society360/tui"
	"github.com/civoranexus/society360/tui/tuitest"
)

// board is an in-memory store for the screen's tests: the notices as one account
// reads them, and failures on demand.
type board struct {
	tuitest.Fake
	clock func() time.Time

	notices []data.Notice // newest first
	page    int
	changes []data.NoticeChange
}

var errDown = &data.Error{Kind: data.Unavailable, Format: "The database cannot be reached; nothing was saved. Try again in a moment."}

func id(n int) uuid.UUID { return uuid.MustParse(fmt.Sprintf("00000000-0000-7000-8000-%012d", n)) }

func in(d time.Duration) *time.Time {
	at := tuitest.Start().Add(d)
	return &at
}

func newBoard() *board {
	now := tuitest.Start()
	b := &board{
		clock: tuitest.Start, page: 50,
	}
	b.notices = []data.Notice{
		{
			ID: id(1), Title: "Water off tomorrow 10:00-14:00, Tower B", Author: "Asha Rao", Audience: data.ForAll, Important: true,
			Content: "The valve on the **second floor** of Tower B is changed.\n\nPlease store water tonight:\n\n- for the kitchen\n" +
				"- for the bath, in buckets that nobody needs for anything else that day, and not in the lift\n\n1. Close the taps.\n2. Wait.",
			CreatedAt: now.Add(-5 * time.Hour), ExpiresAt: in(24 * time.Hour), Addressed: true, Version: "1",
		},
		{
			ID: id(2), Title: "Write down every plate at the service gate", Author: "Asha Rao", Audience: data.ForStaff,
			Content: "Deliveries too.", CreatedAt: now.Add(-50 * time.Hour), Addressed: true, Version: "1",
		},
		{
			ID: id(3), Title: "गणेश उत्सव in the clubhouse", Author: "", Audience: data.ForAll, Content: "सभी निवासी आमंत्रित हैं।",
			CreatedAt: now.Add(-400 * 24 * time.Hour), Addressed: true, Read: true, Version: "1",
		},
		{
			ID: id(4), Title: "Annual general meeting on the first Sunday", Author: "Asha Rao", Audience: data.ForOwners, Important: true,
			Content: "10:30 in the clubhouse.", CreatedAt: now.Add(-70 * time.Hour), ExpiresAt: in(500 * time.Hour), Version: "1",
		},
		{
			ID: id(5), Title: "Lift inspection, Tower C", Author: "Asha Rao", Audience: data.ForAll, Content: "Two hours.",
			CreatedAt: now.Add(-400 * time.Hour), ExpiresAt: in(-250 * time.Hour), Expired: true, Addressed: true, Read: true, Version: "1",
		},
	}
	return b
}

func (b *board) find(id uuid.UUID) data.Notice {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	i := slices.IndexFunc(b.notices, func(n data.Notice) bool { return n.ID == id })
	return b.notices[i]
}

func (b *board) Settle(_ context.Context, _ data.Actor, key uuid.UUID) (bool, error) {
	return b.Settled(key)
}

func readable(actor data.Actor, n data.Notice) bool {
	return actor.Role == data.RoleAdmin || n.Addressed && !n.Expired
}

func (b *board) Notices(_ context.Context, actor data.Actor, f data.NoticeFilter) (data.NoticePage, error) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	if err := b.Call("Notices"); err != nil {
		return data.NoticePage{}, err
	}
	if strings.Trim(f.Search, "-! ") == "" && f.Search != "" {
		return data.NoticePage{}, &data.Error{Kind: data.Invalid, Format: "Type a word of the notice."}
	}
	sorted := slices.Clone(b.notices)
	slices.SortStableFunc(sorted, func(m, n data.Notice) int {
		switch {
		case m.Unread() == n.Unread():
			return 0
		case m.Unread():
			return -1
		}
		return 1
	})
	var page data.NoticePage
	passed := f.After == nil
	for _, n := range sorted {
		switch {
		case !passed:
			passed = n.ID == f.After.ID
		case !readable(actor, n) || n.Expired != (f.View == data.NoticesExpired) || f.Audience != "" && f.Audience != n.Audience:
		case !strings.Contains(strings.ToLower(n.Title+" "+n.Content), strings.ToLower(f.Search)):
		case len(page.Notices) == b.page:
			page.More = true
		default:
			page.Notices = append(page.Notices, n)
		}
	}
	return page, nil
}

func (b *board) Notice(_ context.Context, actor data.Actor, id uuid.UUID) (data.Notice, error) {
	b.Mu.Lock()
	defer b.Mu.Unlock()
	if err := b.Call("Notice"); err != nil {
		return data.Notice{}, err
	}
	for _, n := range b.notices {
		if n.ID == id && readable(actor, n) {
			return n, nil
		}
	}
	return data.Notice{}, &data.Error{Kind: data.NotFound, Format: "It is no longer there."}
}

func (b *board) MarkRead(_ context.Context, _ data.Actor, key, notice uuid.UUID) error {
	_, err := tuitest.Write(&b.Fake, "MarkRead", key, func() (data.Notice, error) {
		for i := range b.notices {
			if b.notices[i].ID == notice && b.notices[i].Unread() {
				b.notices[i].Read = true
				return b.notices[i], nil
			}
		}
		return data.Notice{}, &data.Error{Kind: data.Refused, Format: "This notice was read already, or is gone."}
	})
	return err
}

func (b *board) WriteNotice(_ context.Context, actor data.Actor, key uuid.UUID, t data.NoticeText) (data.Notice, error) {
	return tuitest.Write(&b.Fake, "WriteNotice", key, func() (data.Notice, error) {
		n := data.Notice{
			ID: id(100 + len(b.notices)), Title: t.Title, Content: t.Content, Audience: t.Audience, Important: t.Important,
			ExpiresAt: t.ExpiresAt, Author: actor.Name, CreatedAt: b.clock(), Addressed: t.Audience == data.ForAll, Version: "1",
		}
		b.notices = append([]data.Notice{n}, b.notices...)
		return n, nil
	})
}

func (b *board) ChangeNotice(_ context.Context, _ data.Actor, key uuid.UUID, c data.NoticeChange) (data.Notice, error) {
	return tuitest.Write(&b.Fake, "ChangeNotice", key, func() (data.Notice, error) {
		b.changes = append(b.changes, c)
		for i := range b.notices {
			n := &b.notices[i]
			switch {
			case n.ID != c.Seen.ID:
			case n.Version != c.Seen.Version:
				return data.Notice{}, &data.Error{
					Kind: data.Refused, Cause: &data.NoticeConflict{Now: *n},
					Format: "%s changed this notice at %s. Look at it, then save again.", Args: []any{"Ravi Iyer", b.clock()},
				}
			default:
				n.Title, n.Content, n.Audience, n.Important, n.ExpiresAt = c.Title, c.Content, c.Audience, c.Important, c.ExpiresAt
				n.Version += "+"
				return *n, nil
			}
		}
		return data.Notice{}, &data.Error{Kind: data.NotFound, Format: "It is no longer there."}
	})
}

func (b *board) ExpireNotice(_ context.Context, _ data.Actor, key, id uuid.UUID) (data.Notice, error) {
	return tuitest.Write(&b.Fake, "ExpireNotice", key, func() (data.Notice, error) {
		for i := range b.notices {
			if n := &b.notices[i]; n.ID == id && !n.Expired {
				at := b.clock()
				n.Expired, n.ExpiresAt = true, &at
				return *n, nil
			}
		}
		return data.Notice{}, &data.Error{Kind: data.Refused, Format: "%s expired already at %s.", Args: []any{"It", b.clock()}}
	})
}

// desk is the notices' screen in a desk.
type desk struct {
	*tuitest.Driver
	*board

	banner *tuitest.Backend
	opened []string
}

type setup struct {
	term  []string
	actor data.Actor
}

func admin(s *setup) { s.actor = data.Actor{UserID: id(9), Name: "Asha Rao", Role: data.RoleAdmin} }

func open(tb testing.TB, setups ...func(*setup)) *desk {
	tb.Helper()
	set := setup{term: []string{"xterm-256color"}, actor: data.Actor{UserID: id(8), Name: "Sunita Pawar", Role: data.RoleGuard}}
	for _, f := range setups {
		f(&set)
	}
	d := &desk{board: newBoard()}
	other := func(name string) tui.Entry {
		return tui.Entry{Name: name, Title: name, New: func(env *tui.Env, open string) tui.Screen {
			d.opened = append(d.opened, name+" "+open)
			return notices.New(env, d.board.stores(), set.actor, "")
		}}
	}
	d.banner = tuitest.NewBackend(tui.Entry{
		Name: "notices", Title: "Notices", Key: 'n', Banner: true, New: func(env *tui.Env, open string) tui.Screen {
			d.clock = env.Clock
			return notices.New(env, d.board.stores(), set.actor, open)
		},
	}, other("audit"))
	d.banner.Person = tui.Account{ID: "1", Name: set.actor.Name, Role: string(set.actor.Role)}
	stage := tuitest.NewStage(tb, tuitest.Terminal(set.term[0], set.term[1:]...))
	d.Driver = stage.Run(tui.NewDesk(stage.Env, d.banner, tui.Options{Session: d.banner.Session()}))
	return d
}

// stores have the fake stand for every room.
func (b *board) stores() notices.Stores {
	return notices.Stores{Notices: b, Settle: b.Settle}
}
