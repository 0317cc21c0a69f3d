package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	sampleSetting = regexp.MustCompile(`(?m)^#?([A-Z0-9_]+)=(.*)$`)
	unitCommand   = regexp.MustCompile(`(?m)/usr/bin/society360( [^'\n]*)`)
	toldCommand   = regexp.MustCompile(`(?m)^  society360ctl( .*)$`)
	variable      = regexp.MustCompile(`\$+\{?(\w+)\}?`)
)

// TestPackagesRunWhatTheCommandLineTakes: what the units start, under each of the
// settings that the sample shows, and what an installation says to type.
func TestPackagesRunWhatTheCommandLineTakes(t *testing.T) {
	t.Parallel()
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join("../../.dist", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	settings := map[string][]string{}
	for _, found := range sampleSetting.FindAllStringSubmatch(read("etc/society360.env"), -1) {
		settings[found[1]] = append(settings[found[1]], found[2])
	}
	if len(settings["SOCIETY360_DATABASE"]) != 2 || len(settings["DATABASE_URL"]) != 1 {
		t.Fatalf("the sample has %v", settings)
	}
	var lines []string
	for _, unit := range []string{"etc/society360.service", "etc/society360-maintain.service"} {
		for _, line := range unitCommand.FindAllStringSubmatch(read(unit), -1) {
			for i := range 2 {
				lines = append(lines, variable.ReplaceAllStringFunc(strings.ReplaceAll(line[1], `"`, ""), func(name string) string {
					values := settings[strings.Trim(name, "${}")]
					if len(values) == 0 {
						t.Errorf("%s takes %s, of which the sample tells nothing", unit, name)
						return ""
					}
					return values[min(i, len(values)-1)]
				}))
			}
		}
	}
	for _, page := range []string{"scripts/postinst", "etc/society360ctl.8"} {
		for _, told := range toldCommand.FindAllStringSubmatch(read(page), -1) {
			command, _, _ := strings.Cut(strings.ReplaceAll(told[1], `\-`, "-"), "#")
			command, _, _ = strings.Cut(command, " <") // what it reads
			lines = append(lines, command)
		}
	}
	if len(lines) != 11 {
		t.Errorf("%d commands: %q", len(lines), lines)
	}
	for _, line := range lines {
		if err := typeable(line); err != nil {
			t.Errorf("society360%s: %v", line, err)
		}
	}
	serve := read("etc/society360.service")
	if guide := read("../cmd/society360/OPERATING.md"); !strings.Contains(guide, "--folder /mnt/") || !strings.Contains(serve, "\nReadWritePaths=-/mnt ") {
		t.Error("the unit may not write where the guide has it back up to")
	}
	for _, log := range []string{"etc/logrotate.conf", "etc/fail2ban-jail.conf"} {
		if name := "/var/log/society360/society360.log"; !strings.Contains(serve, "--log-file "+name) || !strings.Contains(read(log), name) {
			t.Errorf("%s is of another log than the unit writes", log)
		}
	}
}
