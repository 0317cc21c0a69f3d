package units

import (
	"strings"

	"github.com/civoranexus/society360/data/imports"

	"github.com/civoranexus/society360/tui"
)

// View draws the files under a line that says what they are for.
func (in *inbox) View() string {
	th, env := in.s.env.Theme, in.s.env
	return th.Head(env.T("Import blocks, units and residents"), env.T("nothing imported yet"), in.width) + "\n" + in.Table.View()
}

// View draws the file's bad lines, or what it adds.
func (im *importing) View() string {
	switch {
	case im.sorry != "":
		return im.sorryView()
	case im.checked == nil:
		return im.s.env.Theme.Head(im.s.env.T("Import %s", im.name), im.s.env.T("reading"), im.width)
	case im.faulty():
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
	head := env.T("%d of %d lines of %s are bad", report.BadLines(), report.Lines, im.name)
	switch {
	case report.Lines == 1:
		head = env.T("The one line of %s is bad", im.name)
	case report.BadLines() == 1:
		head = env.T("1 of %d lines of %s is bad", report.Lines, im.name)
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
	if report.Same != (imports.Counts{}) {
		rows = append(rows, [2]string{env.T("There"), env.T("%s, left as they are", im.counts(report.Same))})
	}
	name, good := env.Count(report.Lines, "1 line", "%d lines"), env.Count(report.Lines, "a good one", "all of them good")
	if report.Lines == 0 {
		name, good = env.T("No lines"), env.T("besides the header")
	}
	facts := th.Facts(name, tui.Cell{Text: good}, rows, im.width)
	out = append(append(out, facts...), "")
	note := env.T("New accounts have no password: nobody signs in before one is set (Users).")
	switch {
	case im.job.Valid() && im.far.total > 0:
		note = env.T("Importing: %d of %s written.", im.far.of, env.Count(im.far.total, "1 row", "%d rows"))
	case im.job.Valid():
		note = env.T("Importing.")
	case im.done:
		note = env.T("Esc goes to the units.")
	case report.Lines == 0:
		note = env.T("There is nothing to import.")
	case report.Added == (imports.Counts{}):
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
func (im *importing) counts(c imports.Counts) string {
	env := im.s.env
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{c.Blocks, "1 block", "%d blocks"},
		{c.Units, "1 unit", "%d units"},
		{c.Accounts, "1 account", "%d accounts"},
		{c.Residents, "1 resident", "%d residents"},
	} {
		if p.n > 0 {
			parts = append(parts, env.Count(p.n, p.one, p.many))
		}
	}
	if len(parts) == 0 {
		return env.T("nothing")
	}
	return strings.Join(parts, ", ")
}
