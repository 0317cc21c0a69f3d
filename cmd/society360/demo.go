package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/screens"
	"github.com/civoranexus/society360/tui"
)

func (a *app) demoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Open the desk of a demo society, in a database of its own",
		Long: `Demo runs a private PostgreSQL in the folder demo of the data folder, fills it
with a demo society where it is empty, and opens the desk on this terminal. It
ignores DATABASE_URL.`,
		Args: a.takes(),
	}
	cmd.RunE = a.does(func(ctx context.Context, _ []string) error {
		if a.databaseURL != "" {
			return usage("the demo has a database of its own and takes no --database-url")
		}
		return a.demo(ctx)
	})
	return cmd
}

// demo readies the demo society and opens the desk on it.
func (a *app) demo(ctx context.Context) error {
	terminal, err := a.terminal("the demo's desk")
	if err != nil {
		return err
	}
	db, err := a.openDemo(ctx)
	if err != nil {
		return err
	}
	defer db.release()
	return a.desk(ctx, db, terminal, deskFlags{}, showAccounts)
}

// openDemo starts the demo's own private database, with its society in it.
func (a *app) openDemo(ctx context.Context) (database, error) {
	folder, err := a.folder(a.dataDir)
	if err != nil {
		return database{}, err
	}
	db, err := a.openPrivate(ctx, filepath.Join(folder, "demo"))
	if err != nil {
		return database{}, err
	}
	if err := a.readyDemo(ctx, db.Config); err != nil {
		db.release()
		return database{}, err
	}
	return db, nil
}

// readyDemo migrates the demo's database and fills it where it is empty.
func (a *app) readyDemo(ctx context.Context, cfg data.Config) error {
	if _, err := data.Migrate(ctx, cfg, a.log); err != nil {
		return err
	}
	err := data.SeedDemo(ctx, cfg, time.Now(), data.DemoOptions{})
	if errors.Is(err, data.ErrNotEmpty) {
		return nil // made by an earlier start
	}
	return err
}

// demoGuide shows the demo's accounts while nobody is signed in, so that nobody
// has to look them up.
type demoGuide struct {
	desk    tea.Model
	env     *tui.Env
	backend *screens.Backend
}

func showAccounts(env *tui.Env, backend *screens.Backend, desk tea.Model) tea.Model {
	return demoGuide{desk, env, backend}
}

// Init starts the desk.
func (g demoGuide) Init() tea.Cmd { return g.desk.Init() }

// Update is the desk's.
func (g demoGuide) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	g.desk, cmd = g.desk.Update(msg)
	return g, cmd
}

// View is the desk's, which is as many lines as the terminal has, the last two
// of them status and key hints. The accounts go above those, where the login
// screen leaves lines free; they fit the narrowest desk.
func (g demoGuide) View() string {
	view := g.desk.View()
	if g.backend.SignedIn() {
		return view
	}
	guide := []string{
		"   " + g.env.T("Demo: %s", shortAccounts()),
		"   " + g.env.T("Password of each: %s", data.DemoPassword),
	}
	lines := strings.Split(view, "\n")
	at := len(lines) - 2 - len(guide)
	if at < 1 || strings.TrimSpace(ansi.Strip(strings.Join(lines[at:at+len(guide)], ""))) != "" {
		return view
	}
	copy(lines[at:], guide)
	return strings.Join(lines, "\n")
}

// shortAccounts names the accounts with their domain once: "guard@ ...
// tenant@demo.example".
func shortAccounts() string {
	emails := demoEmails()
	for i, email := range emails[:len(emails)-1] {
		name, _, _ := strings.Cut(email, "@")
		emails[i] = name + "@"
	}
	return strings.Join(emails, " ")
}
