package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manName is what a command's page is called.
func manName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage is a command's page in the man macros of roff, from nothing but what --help
// is made of.
func manPage(cmd *cobra.Command, day time.Time) string {
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	p := &roff{}
	// The day is read as a date only with hyphens that are just hyphens.
	fmt.Fprintf(p, ".TH %s 1 %s %s \"Society360 Desk\"\n", roffText(strings.ToUpper(manName(cmd))), day.Format(time.DateOnly), programName)
	p.macro("SH", "NAME")
	p.text(manName(cmd) + " - " + cmd.Short)
	p.macro("SH", "SYNOPSIS")
	p.macro("B", cmd.UseLine())
	p.macro("SH", "DESCRIPTION")
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	p.prose(long)
	if subs := available(cmd); len(subs) > 0 {
		p.macro("SH", "COMMANDS")
		for _, sub := range subs {
			p.term(manName(sub)+"(1)", sub.Short+".")
		}
	}
	p.flags("OPTIONS", cmd.NonInheritedFlags())
	if cmd.HasParent() {
		p.flags("OPTIONS OF EVERY COMMAND", cmd.InheritedFlags())
	}
	if cmd.Example != "" {
		p.macro("SH", "EXAMPLES")
		p.asTyped(strings.Split(cmd.Example, "\n"))
	}
	p.macro("SH", "EXIT STATUS")
	p.term(fmt.Sprint(exitOK), "It was done.")
	p.term(fmt.Sprint(exitFailure), "Something failed, was refused or, by doctor, was found.")
	p.term(fmt.Sprint(exitUsage), "The command was called wrongly.")
	if also := relatives(cmd); len(also) > 0 {
		p.macro("SH", "SEE ALSO")
		p.text(strings.Join(also, ", "))
	}
	return p.String()
}

// available are the subcommands that help shows.
func available(cmd *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(cmd.Commands()), func(sub *cobra.Command) bool { return !sub.IsAvailableCommand() })
}

// relatives are the pages of what a command is part of and of what stands beside it.
func relatives(cmd *cobra.Command) []string {
	if !cmd.HasParent() {
		return nil
	}
	also := []string{manName(cmd.Parent()) + "(1)"}
	if cmd.Parent().HasParent() {
		for _, sibling := range available(cmd.Parent()) {
			if sibling != cmd {
				also = append(also, manName(sibling)+"(1)")
			}
		}
	}
	return also
}

// roff writes a manual page.
type roff struct{ strings.Builder }

// macro writes a request, each argument as one.
func (p *roff) macro(name string, args ...string) {
	p.WriteString("." + name)
	for _, arg := range args {
		p.WriteString(` "` + strings.ReplaceAll(roffText(arg), `"`, `\(dq`) + `"`)
	}
	p.WriteString("\n")
}

// text writes one line of running text.
func (p *roff) text(line string) {
	line = roffText(line)
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line
	}
	p.WriteString(line + "\n")
}

// prose writes paragraphs, which blank lines part; what is indented stays as it stands.
func (p *roff) prose(text string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			p.macro("PP")
		}
		lines := strings.Split(strings.Trim(paragraph, "\n"), "\n")
		for len(lines) > 0 {
			typed := 0
			for typed < len(lines) && strings.ContainsAny(lines[typed][:1], " \t") {
				typed++
			}
			if typed == 0 {
				p.text(lines[0])
				lines = lines[1:]
				continue
			}
			p.asTyped(lines[:typed])
			lines = lines[typed:]
		}
	}
}

// asTyped writes lines as they stand.
func (p *roff) asTyped(lines []string) {
	p.macro("nf")
	for _, line := range lines {
		p.text(strings.ReplaceAll(line, "\t", "    "))
	}
	p.macro("fi")
}

// term writes a word and what it means.
func (p *roff) term(word, meaning string) {
	p.macro("TP")
	p.macro("B", word)
	p.text(meaning)
}

// flags writes a list of flags, if there are any.
func (p *roff) flags(title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	p.macro("SH", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		takes, usage := pflag.UnquoteUsage(f)
		word := "--" + f.Name
		if f.Shorthand != "" {
			word = "-" + f.Shorthand + ", " + word
		}
		if takes != "" {
			word += " " + takes
		}
		if d := f.DefValue; d != "" && d != "false" && d != "[]" && d != "0" && d != "0s" {
			usage += " (default " + d + ")"
		}
		p.term(word, usage)
	})
}

// roffText has roff print a text as it is: its own marks, and hyphens that somebody
// pastes into a shell. What is not ASCII is named by its code point.
func roffText(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r == '\'' || r == '`' || r == '^' || r == '~':
			b.WriteString(map[rune]string{'\'': `\(aq`, '`': `\(ga`, '^': `\(ha`, '~': `\(ti`}[r])
		case r > '~':
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
