package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	tea "github.com/charmbracelet/bubbletea"
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

// demoGuide keeps the demo's accounts on the status line while nobody is signed
// in, so that nobody has to look them up.
type demoGuide struct {
	desk    tea.Model
	backend *screens.Backend
}

func showAccounts(backend *screens.Backend, desk tea.Model) tea.Model {
	return demoGuide{desk, backend}
}

// accountsLine fits 80 columns.
const accountsLine = "guard@ staff@ admin@ resident@ tenant@demo.example, password " + data.DemoPassword

// Init starts the desk.
func (g demoGuide) Init() tea.Cmd { return g.desk.Init() }

// Update lets the desk work, and then reminds.
func (g demoGuide) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd, more tea.Cmd
	g.desk, cmd = g.desk.Update(msg)
	if !g.backend.SignedIn() {
		g.desk, more = g.desk.Update(tui.Notify{Kind: tui.NotifyInfo, Text: accountsLine})
	}
	return g, tea.Batch(cmd, more)
}

// View is the desk's.
func (g demoGuide) View() string { return g.desk.View() }
