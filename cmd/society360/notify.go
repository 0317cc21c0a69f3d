package main

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/desks"
	"github.com/civoranexus/society360/data/fault"

	"github.com/coreos/go-systemd/v22/daemon"
)

const (
	// aliveWithin is how long ago the bus may have found out how the database is. It
	// does so every few seconds; with a database that does not answer, as fast as its
	// deadlines let it.
	aliveWithin = 45 * time.Second
	// tellEvery is how often systemd is told how the server is, where it sets no pace.
	tellEvery = 15 * time.Second
)

// supervised tells systemd that the server is ready, how it is, and that it is alive,
// until stop is called. Without systemd nobody is told.
func (a *app) supervised(ctx context.Context, bus *desks.Bus, serves string) (stop func()) {
	every, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		a.log.WarnContext(ctx, "systemd's watchdog", "error", err)
	}
	a.notify(ctx, daemon.SdNotifyReady+"\nSTATUS="+serves)
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		pace := tellEvery
		if every > 0 {
			pace = min(pace, every/3)
		}
		tick := time.NewTicker(pace)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				a.notify(ctx, alive(time.Now(), bus.Turned(), bus.Outage(), serves))
			}
		}
	}()
	return func() {
		cancel()
		<-done
		a.notify(ctx, daemon.SdNotifyStopping+"\nSTATUS=Forms that are being filled in have a minute.")
	}
}

// alive is what systemd is told of a server whose bus last turned at a moment: how it
// is, and that it lives, unless nothing turns any more.
func alive(now, turned time.Time, out desks.Outage, serves string) string {
	switch {
	case now.Sub(turned) > aliveWithin:
		return "STATUS=Nothing was heard of the database, well or ill, since " + turned.UTC().Format(time.RFC3339) + "."
	case out.Trouble != fault.Sound:
		return daemon.SdNotifyWatchdog + "\nSTATUS=" + sentence(out.Trouble.Unread(nil), time.UTC)
	}
	return daemon.SdNotifyWatchdog + "\nSTATUS=" + serves
}

// notify tells systemd.
func (a *app) notify(ctx context.Context, state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		a.log.WarnContext(ctx, "telling systemd", "error", err)
	}
}
