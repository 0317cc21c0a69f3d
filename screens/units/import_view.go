package units

import (
	"strconv"
	"strings"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/tui"
)

func (im *importing) view() string {
	th, env := im.s.env.Theme, im.s.env
	switch {
	case im.sorry != "":
		return im.sorryView()
	case im.reading.Valid():
		return th.Head(env.T("Import %s", im.name), env.T("reading"), im.width)
	case im.checked == nil:
		return th.Head(env.T("Import blocks, units and residents"), env.T("nothing imported yet"), im.width) + "\n" + im.files.View()
	case len(im.checked.report.Bad) > 0:
		return im.badView()
	}
	return strings.Join(im.lines(), "\n")
}

// sorryView tells why the file cannot be read, whole: it may list every column.
func (im *importing) sorryView() string {
	th, env := im.s.env.Theme, im.s.env
	lines := []string{th.Head(env.T("Import %s", im.name), env.T("nothing imported"), im.width), ""}
	for _, l := range tui.Wrap("! "+im.sorry, max(1, im.width-2)) {
		lines = append(lines, " "+th.Danger.Render(l))
	}
	return strings.Join(lines, "\n")
}

// badView lists every bad line.
func (im *importing) badView() string {
	th, env, report := im.s.env.Theme, im.s.env, im.checked.report
	head := env.T("%s of %s lines of %s are bad", strconv.Itoa(report.BadLines()), strconv.Itoa(report.Lines), im.name)
	if report.BadLines() == 1 {
		head = env.T("1 of %s lines of %s is bad", strconv.Itoa(report.Lines), im.name)
	}
	return th.Head(head, env.T("nothing imported"), im.width) + "\n" +
		th.Clip(" "+env.T("%s. Correct the file, then r reads it again.", im.bad.Position()), im.width) + "\n" + im.bad.View()
}

// lines tell what the file adds, or added.
func (im *importing) lines() []string {
	th, env, report := im.s.env.Theme, im.s.env, im.checked.report
	state, adds := env.T("nothing imported yet"), env.T("Adds")
	switch {
	case im.done:
		state, adds = env.T("imported"), env.T("Added")
	case im.job.Valid():
		state = env.T("importing")
	}
	out := []string{th.Head(env.T("Import %s", im.name), state, im.width), ""}
	rows := [][2]string{{adds, im.counts(report.Added)}}
	rows = append(rows, im.newBlocks()...)
	if report.Same != (data.ImportCounts{}) {
		rows = append(rows, [2]string{env.T("There"), env.T("%s, left as they are", im.counts(report.Same))})
	}
	name, good := env.T("%s lines", strconv.Itoa(report.Lines)), env.T("all of them good")
	switch report.Lines {
	case 0:
		name, good = env.T("No lines"), env.T("besides the header")
	case 1:
		name, good = env.T("1 line"), env.T("a good one")
	}
	facts := th.Facts(name, tui.Cell{Text: good}, rows, im.width)
	out = append(append(out, facts...), "")
	note := env.T("New accounts have no password: nobody signs in before one is set (Users).")
	switch {
	case im.job.Valid() && im.far.total > 0:
		note = env.T("Importing: %s of %s rows written.", strconv.Itoa(im.far.of), strconv.Itoa(im.far.total))
	case im.job.Valid():
		note = env.T("Importing.")
	case im.done:
		note = env.T("Esc goes to the units.")
	case report.Lines == 0:
		note = env.T("There is nothing to import.")
	case report.Added == (data.ImportCounts{}):
		note = env.T("Everything is there already.")
	}
	return append(out, th.Clip("   "+note, im.width))
}

// mostNames is how many new blocks are named.
const mostNames = 12

// newBlocks names the blocks that the file adds: one that is there, but mistyped,
// would be among them.
func (im *importing) newBlocks() [][2]string {
	env, names := im.s.env, im.checked.report.NewBlocks
	if len(names) == 0 {
		return nil
	}
	text := env.T("new: %s", strings.Join(names[:min(len(names), mostNames)], ", "))
	if n := len(names) - mostNames; n > 0 {
		text = env.T("%s and %d more", text, n)
	}
	var rows [][2]string
	name := env.T("Blocks")
	for _, l := range tui.Wrap(text, max(1, im.width-factIndent)) {
		rows = append(rows, [2]string{name, l})
		name = ""
	}
	return rows
}

// factIndent is where the facts of an import begin, in cells.
const factIndent = 14

// counts lists what an import adds, or finds there.
func (im *importing) counts(c data.ImportCounts) string {
	env := im.s.env
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{c.Blocks, env.T("1 block"), env.T("%d blocks", c.Blocks)},
		{c.Units, env.T("1 unit"), env.T("%d units", c.Units)},
		{c.Accounts, env.T("1 account"), env.T("%d accounts", c.Accounts)},
		{c.Residents, env.T("1 resident"), env.T("%d residents", c.Residents)},
	} {
		switch {
		case p.n == 1:
			parts = append(parts, p.one)
		case p.n > 1:
			parts = append(parts, p.many)
		}
	}
	if len(parts) == 0 {
		return env.T("nothing")
	}
	return strings.Join(parts, ", ")
}
