package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/role"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"
)

// founding is what init is told, by flags or by a file, and whom it asks for the rest.
type founding struct {
	file                              string
	name, zone                        string
	gates, blocks                     []string
	units, kind                       string
	floors, perFloor                  int
	adminName, adminEmail, adminPhone string
	hostKey                           string
	passwordStdin, keep               bool

	ask asker
	// admin is in whose name something is written.
	admin func() (role.Actor, error)
}

// flags gives init its flags. Each may stand in the file as well, but the file itself
// and the password.
func (f *founding) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.file, "answers", "", "take what is not given as a flag from this TOML file, whose keys are the flags' names")
	flags.StringVar(&f.name, "name", "", "name of the society")
	flags.StringVar(&f.zone, "timezone", "", "its time zone, such as Asia/Kolkata")
	flags.StringSliceVar(&f.gates, "gates", nil, "names of its gates, with commas between")
	flags.StringVar(&f.units, "units", "", "CSV file of its blocks, units and residents (see society360 import)")
	flags.StringSliceVar(&f.blocks, "blocks", nil, "in place of a file: names of its blocks, with commas between")
	flags.IntVar(&f.floors, "floors", 0, "floors of each of these blocks")
	flags.IntVar(&f.perFloor, "per-floor", 0, "units on each floor; 101 is the first on the first floor")
	flags.StringVar(&f.kind, "type", "", "type of these units, such as 2BHK")
	flags.StringVar(&f.adminName, "admin-name", "", "full name of the first admin")
	flags.StringVar(&f.adminEmail, "admin-email", "", "e-mail of the first admin; where there are several, of the one in whose name this is done")
	flags.StringVar(&f.adminPhone, "admin-phone", "", "phone of the first admin")
	flags.StringVar(&f.hostKey, "host-key", "", "file of the SSH host key, made where there is none")
	flags.BoolVar(&f.keep, "no-archive", false, "leave old records where they are: a new society's visits otherwise go to the archive after 6 months, closed tickets after 12, the audit log after 24")
	asksPassword(cmd, &f.passwordStdin)
	either(cmd, "units", "blocks")
}

// check takes the file's answers and finds those that contradict each other.
func (f *founding) check(cmd *cobra.Command) error {
	if err := f.readFile(cmd); err != nil {
		return err
	}
	given := func(name string) bool { return cmd.Flags().Changed(name) }
	built := given("floors") || given("per-floor") || given("type")
	switch {
	case given("units") && given("blocks"):
		return usage("--units and --blocks contradict each other: leave one out")
	case f.units != "":
		// Before a database is made for what cannot be had.
		if _, err := readUpTo(f.units, 0); err != nil {
			return usage("%s", unreadable(f.units, err))
		}
	case built && !given("blocks"):
		return usage("--floors, --per-floor and --type are of --blocks: give it too")
	case given("blocks") && (!given("floors") || !given("per-floor") || !given("type")):
		return usage("--blocks needs --floors, --per-floor and --type")
	case given("blocks"):
		return checkBuilding(f.floors, f.perFloor)
	}
	return nil
}

// readFile gives each flag that was not given what the file says of it.
func (f *founding) readFile(cmd *cobra.Command) error {
	if f.file == "" {
		return nil
	}
	told := map[string]any{}
	_, err := toml.DecodeFile(f.file, &told)
	var wrong toml.ParseError
	switch {
	case errors.As(err, &wrong):
		return usage("%s is no TOML: line %d: %s", f.file, wrong.Position.Line, wrong.Message)
	case err != nil:
		return usage("%s", unreadable(f.file, err))
	}
	for _, key := range slices.Sorted(maps.Keys(told)) {
		flag := cmd.LocalNonPersistentFlags().Lookup(key)
		switch {
		case flag == nil || key == "answers" || key == "password-stdin" || key == "help":
			return usage("%s: there is no %q to say; its keys are the flags of society360 init", f.file, key)
		case flag.Changed:
			continue
		}
		text, ok := flagText(told[key])
		if _, yes := told[key].(bool); !ok || yes != (flag.Value.Type() == "bool") {
			return usage("%s: %s takes a text, a number, true, false or a list of texts", f.file, key)
		}
		if err := cmd.Flags().Set(key, text); err != nil {
			return usage("%s: %s takes %s, not %q", f.file, key, "a "+flag.Value.Type(), text)
		}
	}
	return nil
}

// flagText is a value of the file as it would be typed behind its flag.
func flagText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case int64, bool:
		return fmt.Sprint(v), true
	case []any:
		var names []string
		for _, one := range v {
			name, ok := one.(string)
			if !ok || strings.ContainsAny(name, "\",\n") {
				return "", false
			}
			names = append(names, name)
		}
		return strings.Join(names, ","), len(names) > 0
	}
	return "", false
}

// missing are the flags without which nothing can be founded where nobody is asked.
func (f *founding) missing() (names []string) {
	for _, needed := range []struct{ flag, value string }{
		{"--name", f.name}, {"--admin-name", f.adminName}, {"--admin-email", f.adminEmail},
	} {
		if needed.value == "" {
			names = append(names, needed.flag)
		}
	}
	return names
}
