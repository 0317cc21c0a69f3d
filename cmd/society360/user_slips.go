package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"

	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/sheet"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (a *app) userSlips() *cobra.Command {
	var unit, server string
	var of accounts.SlipFilter
	form := slipsToPrint
	cmd := &cobra.Command{
		Use:   "slips FILE --as ADMIN",
		Short: "Give first passwords to who has none, as slips to print",
		Long: `Slips gives a first password to each account that has an e-mail address and never
had a password, and writes them to a new file that only you can read, or to standard
output if FILE is -: text to print, cut and hand over, or CSV. Each is good for one sign-in
within 14 days, and has to be changed at it. All of them are given, or none.`,
		Example: `  society360 user slips tower-a.txt --block 'Tower A' --server desk.greenpark.example --as asha@greenpark.example`,
		Args:    a.takes("the file to write, or - for standard output"),
	}
	flags := cmd.Flags()
	flags.StringVar(&unit, "unit", "", "only for who lives in this unit, such as A-101")
	flags.StringVar(&of.Block, "block", "", "only for who lives in the block with this name")
	flags.BoolVar(&of.Again, "again", false, "also for those whose slip was not used: it is lost, or over")
	flags.StringVar(&server, "server", "", "the machine that people connect to, as HOST or HOST:PORT, for the slips")
	choose(cmd, &form, "format", "what is written", slipsToPrint, "csv")
	either(cmd, "unit", "block")
	a.actsAs(cmd)
	needs(cmd, "as")
	return a.runs(cmd, func(ctx context.Context, c call) (err error) {
		filter := of
		if filter.Unit, err = c.unit(ctx, unit); err != nil {
			return err
		}
		values, err := c.society.Settings.Values(ctx)
		if err != nil {
			return err
		}
		name := c.args[0]
		if form == "csv" && name != "-" {
			name += ".csv" // whatever it is called, a spreadsheet opens it
		}
		given := 0
		err = a.exportTo(c.args[0], sheet.File(name, func(w io.Writer) error {
			slips, err := c.society.Accounts.Slips(ctx, c.actor, uuid.New(), filter, a.progress("passwords"))
			if err != nil {
				return err
			}
			if given = len(slips); form == "csv" {
				return writeSlips(w, slips)
			}
			return printSlips(w, values.Society(), value.Clean(server), slips)
		}))
		switch {
		case err != nil && given > 0:
			return fail(err, "%s were given, and the file could not be written: run it again with --again.", count(given, "password", "passwords"))
		case err == nil:
			a.say("%s.", count(given, "first password was given", "first passwords were given"))
		}
		return err
	})
}

// slipsToPrint is the form of slips that are printed.
const slipsToPrint = "text"

// slipsOnPage is how many slips stand on a printed page of 60 lines.
const slipsOnPage = 5

// connectWith is the line that somebody types at a terminal to sign in; server is
// HOST or HOST:PORT. Where the port is not said, it is that of the examples.
func connectWith(server, email string) string {
	if server == "" {
		return "(ask the office)"
	}
	host, port, err := net.SplitHostPort(server)
	if err != nil {
		host, port = server, "2222"
	}
	return sshTo(email, host, port)
}

func printSlips(w io.Writer, society, server string, slips []accounts.Slip) error {
	to := bufio.NewWriter(w)
	for i, s := range slips {
		if i > 0 && i%slipsOnPage == 0 {
			_, _ = to.WriteString("\f")
		}
		who := s.Name
		if s.Unit != "" {
			who = s.Unit + "  " + who
		}
		_, _ = fmt.Fprintf(to, `%s

  %s

  Connect with:  %s
  Account:       %s
  Password:      %s

  Good for one sign-in, through %s: you choose your own then.
  Nobody of the society will ask you for it.
- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
`, value.Clean(society), who, connectWith(server, s.Email), s.Email, s.Once.Reveal(), s.LastDay.Format("2 January 2006"))
	}
	return to.Flush()
}

func writeSlips(w io.Writer, slips []accounts.Slip) error {
	to := sheet.NewWriter(w)
	_ = to.Write("unit", "name", "email", "password", "last_day") // Flush reports the first error
	for _, s := range slips {
		_ = to.Write(s.Unit, s.Name, s.Email, s.Once.Reveal(), s.LastDay.String())
	}
	return to.Flush()
}
