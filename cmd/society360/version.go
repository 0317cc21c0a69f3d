package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// release is set by the linker (-X main.release=v1.2.3) where a release is
// built from sources without version control.
var release string //nolint:gochecknoglobals // the linker can set nothing else

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which version this is",
		Args:  a.takes(),
		RunE: a.does(func(context.Context, []string) error {
			info, _ := debug.ReadBuildInfo()
			_, err := fmt.Fprintln(a.out, versionLine(release, info))
			return err
		}),
	}
}

// versionLine says what was built, from which commit, with what and for what.
func versionLine(release string, info *debug.BuildInfo) string {
	version, commit, at := release, "", ""
	if info != nil {
		if version == "" {
			version = info.Main.Version
		}
		changed := false
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				commit = s.Value[:min(12, len(s.Value))]
			case "vcs.time":
				at = s.Value
			case "vcs.modified":
				changed = s.Value == "true"
			}
		}
		if commit != "" && changed {
			commit += " and changes"
		}
	}
	if version == "" || version == "(devel)" {
		version = "development"
	}
	parts := []string{}
	for _, part := range []string{commit, at, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return fmt.Sprintf("%s %s (%s)", programName, version, strings.Join(parts, ", "))
}
