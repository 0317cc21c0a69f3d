package main

import (
	"context"
	"errors"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/health"

	"github.com/spf13/cobra"
)

// ill is a finding with the check that found it.
type ill struct {
	of   health.Check
	what health.Finding
}

// doctorCommand lists what stands in the database and should not.
func (a *app) doctorCommand() *cobra.Command {
	var names []string
	var hostKeys []string
	var deep bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "List what stands in the database and should not, and where to mend it",
		Long: `Doctor looks for what an earlier version or another program left: phones that
cannot be dialled, a transfer that was counted twice, two units of one label, tickets
with somebody who is gone, figures of bills that do not sum; for what the database
server lacks; and for what is later or weaker than it should be: the schedule, backups,
the server's key, the demo's password. It changes nothing. Each line says what stands there and on which screen
it is mended; admins find the same on the screen Upkeep.

It ends with 0 where nothing was found, and with 1 where something was. A check that
would read a large table whole is left out, with what it would cost, unless --deep asks
for it.

The checks:

` + checkLines(),
		Example: `  society360 doctor
  society360 doctor --check payment-references --deep --csv > twice.csv`,
	}
	cmd.Flags().StringArrayVar(&names, "check", nil, "make only this check; may be given several times")
	cmd.Flags().StringArrayVar(&hostKeys, "host-key", nil, "look at this key of serve's too; may be given several times (default SOCIETY360_HOST_KEY)")
	cmd.Flags().BoolVar(&deep, "deep", false, "read large tables whole, which may take minutes")
	a.check(cmd, func() error {
		for _, name := range names {
			if _, err := findCheck(name); err != nil {
				return usage("there is no check %q; they are %s", name, strings.Join(checkNames(), ", "))
			}
		}
		return nil
	})
	f := a.listFlags(cmd, true)
	return a.runs(cmd, func(ctx context.Context, c call) error {
		d := doctor{call: c, deep: deep, hostKeys: hostKeys, checks: allChecks()}
		if key := a.getenv("SOCIETY360_HOST_KEY"); key != "" && len(hostKeys) == 0 {
			d.hostKeys = []string{key}
		}
		if len(names) > 0 {
			d.checks = nil
			for _, name := range names {
				check, _ := findCheck(name) // looked at above
				d.checks = append(d.checks, check)
			}
		}
		if err := writeList(ctx, a, f, c, illColumns(), d.read); err != nil {
			return err
		}
		return d.ends(a)
	})
}

// doctor makes checks one after the other.
type doctor struct {
	call
	deep   bool
	checks []health.Check
	// hostKeys are the files of keys that are looked at.
	hostKeys []string
	// found is how much there is, unmade why a check was not made, and broken how many
	// of these failed.
	found  int
	unmade []error
	broken int
}

// read reads the next page of findings. A check that cannot be made leaves the others.
func (d *doctor) read(ctx context.Context, after *ill, limit int) (rows []ill, more bool, err error) {
	for len(d.checks) > 0 && len(rows) == 0 {
		check := d.checks[0]
		filter := health.Filter{Check: check.Name, Deep: d.deep, Limit: limit}
		if after != nil && after.of.Name == check.Name {
			filter.After = &after.what
		}
		page, err := d.page(ctx, filter)
		var why *fault.Error
		switch {
		case err == nil:
		case !errors.As(err, &why), why.Kind == fault.Unavailable, why.Kind == fault.Forbidden:
			return nil, false, err // so would the others
		case why.Kind == fault.Refused:
			d.unmade = append(d.unmade, err)
		default:
			d.unmade = append(d.unmade, fail(err, "%s could not be made: %s", check.Name, sentence(err, d.zone)))
			d.broken++
		}
		for _, found := range page.Findings {
			rows = append(rows, ill{of: check, what: found})
		}
		if !page.More {
			d.checks = d.checks[1:]
		}
	}
	d.found += len(rows)
	return rows, len(d.checks) > 0, nil
}

// ends says what was left out, and fails where something was found.
func (d *doctor) ends(a *app) error {
	for _, err := range d.unmade {
		var left health.LeftOut
		if errors.As(err, &left) {
			a.say("%s was left out: it reads all %d rows of %s. --deep makes it.", left.Check, left.Rows, left.Table)
			continue
		}
		a.say("%s", sentence(err, d.zone))
	}
	switch {
	case d.found > 0:
		return fail(nil, "Found %s to mend.", count(d.found, "thing", "things"))
	case d.broken > 0:
		return fail(nil, "Found nothing to mend; %s could not be made.", count(d.broken, "check", "checks"))
	case len(d.unmade) == 0:
		a.say("Nothing was found.")
	}
	return nil
}

func checkNames() (names []string) {
	for _, c := range allChecks() {
		names = append(names, c.Name)
	}
	return names
}

// checkLines lists the checks for --help.
func checkLines() string {
	var lines strings.Builder
	for _, c := range allChecks() {
		lines.WriteString("  " + c.Name + ": " + c.Says + "\n")
	}
	return strings.TrimSuffix(lines.String(), "\n")
}

func illColumns() []column[ill] {
	return []column[ill]{
		{name: "check", value: func(i ill) any { return i.of.Name }},
		{name: "severity", value: func(i ill) any { return string(i.of.Severity) }},
		{name: "thing", value: func(i ill) any { return i.what.Thing }},
		{name: "stands", contacts: "users", value: func(i ill) any { return i.what.Stands }},
		{name: "screen", value: func(i ill) any { return i.of.Screen }, blank: "-"},
		{name: "id", wide: true, value: func(i ill) any { return i.what.Open }},
		{name: "mend", wide: true, value: func(i ill) any { return i.of.Mend }},
		{name: "command", value: func(i ill) any { return prose(i.what.Command) }},
	}
}
