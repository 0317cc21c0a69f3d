package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// A release is told by the linker what it is (-X main.release=v1.2.3), and from which
// commit of which time, so that it is the same bytes wherever it is built.
//
//nolint:gochecknoglobals // the linker can set nothing else
var release, commit, committed string

// built is what is known of this program: from the linker, and from Go.
func built() string {
	info, _ := debug.ReadBuildInfo()
	return versionLine(release, commit, committed, info)
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which version this is",
		Args:  a.takes(),
		RunE: a.does(func(context.Context, []string) error {
			_, err := fmt.Fprintln(a.out, built())
			return err
		}),
	}
}

// version is the program's own, for what it makes.
func version() string {
	info, _ := debug.ReadBuildInfo()
	if release == "" && info != nil {
		return info.Main.Version
	}
	return release
}

// versionLine says what was built, from which commit, with what and for what.
func versionLine(version, commit, at string, info *debug.BuildInfo) string {
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
