package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data/settings"
)

// settingsCommand lists the settings.
func (a *app) settingsCommand() *cobra.Command {
	return listsAll(a, &cobra.Command{
		Use:     "settings",
		Short:   "List the settings in force",
		Example: `  society360 settings --json | jq -r 'select(.category == "billing") | .key'`,
	}, settingColumns(), func(ctx context.Context, c call) (pages[settings.Row], error) {
		rows, err := c.society.Settings.List(ctx, c.actor)
		return inPages(rows), err
	})
}

func settingColumns() []column[settings.Row] {
	return []column[settings.Row]{
		{name: "key", value: func(s settings.Row) any { return s.Key }},
		{name: "value", value: func(s settings.Row) any { return s.Value }},
		{name: "default", wide: true, value: func(s settings.Row) any { return s.Default }},
		{name: "category", wide: true, value: func(s settings.Row) any { return s.Category }},
	}
}
