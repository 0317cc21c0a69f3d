package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"
)

// settingsCommand lists the settings, and changes one.
func (a *app) settingsCommand() *cobra.Command {
	cmd := listsAll(a, &cobra.Command{
		Use:     "settings",
		Short:   "List the settings in force, or change one",
		Example: `  society360 settings --json | jq -r 'select(.category == "billing") | .key'`,
	}, settingColumns(), func(ctx context.Context, c call) (pages[settings.Row], error) {
		rows, err := c.society.Settings.List(ctx, c.actor)
		return inPages(rows), err
	})
	cmd.AddCommand(a.settingsSet(), a.settingsReset())
	return cmd
}

func (a *app) settingsSet() *cobra.Command {
	return a.changesSetting(&cobra.Command{
		Use:     "set KEY VALUE --as ADMIN",
		Short:   "Change a setting; every desk obeys it at once",
		Long:    "Set changes a setting. A VALUE of - is read from standard input.",
		Example: "  society360 settings set billing.due_days 20 --as asha@greenpark.example",
		Args:    a.takes("the key of the setting", "its new value"),
	}, func(ctx context.Context, c call, seen settings.Row) (settings.Row, error) {
		text, err := a.orInput(c.args[1])
		if err != nil {
			return settings.Row{}, err
		}
		return c.society.Settings.Set(ctx, c.actor, uuid.New(), "", seen, text)
	})
}

func (a *app) settingsReset() *cobra.Command {
	return a.changesSetting(&cobra.Command{
		Use:   "reset KEY --as ADMIN",
		Short: "Give a setting its default again",
		Args:  a.takes("the key of the setting"),
	}, func(ctx context.Context, c call, seen settings.Row) (settings.Row, error) {
		return c.society.Settings.Reset(ctx, c.actor, uuid.New(), "", seen)
	})
}

// changesSetting has a command change the setting that its first argument names, and
// say what is in force.
func (a *app) changesSetting(cmd *cobra.Command, change func(ctx context.Context, c call, seen settings.Row) (settings.Row, error)) *cobra.Command {
	a.actsAs(cmd)
	needs(cmd, "as")
	return a.runs(cmd, func(ctx context.Context, c call) error {
		rows, err := c.society.Settings.List(ctx, c.actor)
		if err != nil {
			return err
		}
		seen, err := settingOf(rows, c.args[0])
		if err != nil {
			return err
		}
		now, err := change(ctx, c, seen)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s is %s.\n", now.Key, value.Clean(now.Value))
		return nil
	})
}

// settingOf is the setting of a key; where there is none the error names those of its
// category, or the categories.
func settingOf(rows []settings.Row, key string) (settings.Row, error) {
	category, _, _ := strings.Cut(key, ".")
	var near, categories []string
	for _, r := range rows {
		if r.Key == key {
			return r, nil
		}
		if r.Category == category {
			near = append(near, r.Key)
		}
		if len(categories) == 0 || categories[len(categories)-1] != r.Category {
			categories = append(categories, r.Category)
		}
	}
	if len(near) == 0 {
		return settings.Row{}, fail(nil, "There is no setting %s. Keys begin with %s; society360 settings lists them.", value.Clean(key), strings.Join(categories, ", "))
	}
	return settings.Row{}, fail(nil, "There is no setting %s; there are %s.", value.Clean(key), strings.Join(near, ", "))
}

func settingColumns() []column[settings.Row] {
	return []column[settings.Row]{
		{name: "key", value: func(s settings.Row) any { return s.Key }},
		{name: "value", value: func(s settings.Row) any { return s.Value }},
		{name: "default", wide: true, value: func(s settings.Row) any { return s.Default }},
		{name: "category", wide: true, value: func(s settings.Row) any { return s.Category }},
	}
}
