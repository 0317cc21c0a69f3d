package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var (
	pageAnchor  = regexp.MustCompile(`\]\(([^)#:]*)#([^)]+)\)`)
	pagePicture = regexp.MustCompile(`!\[([^\]]*)\]\(([^)]+)\)`)
)

// anchor is the fragment by which a code host leads to a heading.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// TestAnchorsLeadToHeadings: a link into the middle of a page arrives there.
func TestAnchorsLeadToHeadings(t *testing.T) {
	t.Parallel()
	r := readRepository(t)
	followed := 0
	for page, text := range r.pages {
		for _, link := range pageAnchor.FindAllStringSubmatch(text, -1) {
			target := page
			if link[1] != "" {
				target = filepath.Join(filepath.Dir(page), link[1])
			}
			headings := heading.FindAllStringSubmatch(fenced.ReplaceAllString(r.pages[target], ""), -1)
			if !slices.ContainsFunc(headings, func(h []string) bool { return anchor(h[1]) == link[2] }) {
				t.Errorf("%s leads to %s in %s, which has no such heading", page, link[2], target)
			}
			followed++
		}
	}
	if followed == 0 {
		t.Error("no page leads into another")
	}
}

var (
	inShell   = regexp.MustCompile("(?s)```sh\n(.*?)```")
	ourLine   = regexp.MustCompile(`(?m)^(?:bin/)?society360( [^#|<>\n]*)?`)
	typedWord = regexp.MustCompile(`'[^']*'|[^\s']+`)
)

// TestCommandsOfThePagesAreTyped: what a page shows to be typed is taken by the
// command line, with its flags and what they may hold.
func TestCommandsOfThePagesAreTyped(t *testing.T) {
	t.Parallel()
	r := readRepository(t)
	typed := 0
	for page, text := range r.pages {
		for _, block := range inShell.FindAllStringSubmatch(text, -1) {
			for _, line := range ourLine.FindAllStringSubmatch(strings.ReplaceAll(block[1], "\\\n", " "), -1) {
				typed++
				if err := typeable(line[1]); err != nil {
					t.Errorf("%s: society360%s: %v", page, line[1], err)
				}
			}
			for _, line := range regexp.MustCompile(`(?m)^make (\w+)`).FindAllStringSubmatch(block[1], -1) {
				if !strings.Contains(r.notes["Makefile"][0], "\n"+line[1]+":") {
					t.Errorf("%s: there is no %q", page, line[0])
				}
			}
		}
	}
	if typed < 20 {
		t.Errorf("the pages show %d commands", typed)
	}
}

// typeable says what the command line has against a line, before it runs.
func typeable(line string) error {
	words := typedWord.FindAllString(line, -1)
	for i := range words {
		words[i] = strings.Trim(words[i], "'")
	}
	root := newApp(nil, nil, nil, func(string) string { return "" }).rootCommand()
	cmd, rest, err := root.Find(words)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if err := cmd.ValidateRequiredFlags(); err != nil {
		return err
	}
	if err := checkFlags(cmd); err != nil {
		return err
	}
	return cmd.ValidateArgs(cmd.Flags().Args())
}

// TestPicturesAreShown: every picture that is drawn is shown once, with words for
// who cannot see it, and the film comes first of all.
func TestPicturesAreShown(t *testing.T) {
	t.Parallel()
	r := readRepository(t)
	shown := map[string]int{}
	for page, text := range r.pages {
		for i, picture := range pagePicture.FindAllStringSubmatch(text, -1) {
			name := filepath.Join(filepath.Dir(page), picture[2])
			shown[name]++
			if len(strings.Fields(picture[1])) < 3 {
				t.Errorf("%s says too little of %s: %q", page, name, picture[1])
			}
			if first := ".pictures/returning.svg"; page == "README.md" && i == 0 && name != first {
				t.Errorf("the README begins with %s, not with %s", name, first)
			}
		}
	}
	drawn := 0
	for file := range r.files {
		if filepath.Ext(file) != ".svg" {
			continue
		}
		drawn++
		if shown[file] != 1 {
			t.Errorf("%s is shown %d times", file, shown[file])
		}
	}
	if drawn != len(shown) {
		t.Errorf("of %d pictures shown, %d are there", len(shown), drawn)
	}
}
