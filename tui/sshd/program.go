package sshd

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/civoranexus/society360/tui/wire"
)

// RunProgram runs a program on a session's terminal until it quits, ctx ends or
// the client hangs up; see wire.Run for what it returns. The terminal is asked
// nothing: what it can do follows from TERM and the environment alone.
func RunProgram(ctx context.Context, s *Session, model tea.Model, opts ...tea.ProgramOption) error {
	_, err := wire.Run(ctx, wire.Line{
		In: s, Out: s, Environ: s.Getenv, Size: s.size, Resizes: s.resizes, Mail: s.mail,
	}, model, opts...)
	return err
}
