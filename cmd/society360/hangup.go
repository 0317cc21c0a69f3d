package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilHangup ends a command in order when its terminal is gone, and at once when
// that is said again. Under nohup, where SIGHUP is ignored, it goes on.
func untilHangup(ctx context.Context) (context.Context, context.CancelFunc) {
	if signal.Ignored(syscall.SIGHUP) {
		return ctx, func() {}
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// reopenLog turns the log over at each SIGHUP, until done is called.
func (a *app) reopenLog(ctx context.Context) (done func()) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		for range hangups {
			a.turnLogOver(ctx)
		}
	}()
	return func() {
		signal.Stop(hangups)
		close(hangups)
	}
}

// turnLogOver opens the log file anew: the one that is written has been renamed.
// Where there is no log file it does nothing.
func (a *app) turnLogOver(ctx context.Context) {
	if a.logFile == "" {
		return
	}
	if err := a.sink.open(a.logFile); err != nil {
		a.log.ErrorContext(ctx, "the log file cannot be opened again; the log goes on in the old one", "file", a.logFile, "error", err)
		return
	}
	a.log.InfoContext(ctx, "the log file was opened again", "file", a.logFile)
}
