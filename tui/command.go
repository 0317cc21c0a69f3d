package tui

import (
	"cmp"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Command is one thing that a person can do with a key: a row of a page's table.
// The key is carried out, hinted and listed under ? from this one row, so that
// what is shown and what works cannot part.
type Command struct {
	// Key is the key, with its name and what it does in words; see Bind.
	Key key.Binding
	// Do carries it out, in Update.
	Do func() tea.Cmd
	// When, where set, tells whether there is such a command just now. Where it is
	// false the row is as if it were not in the table.
	When func() bool
	// Refused, where set, says why it cannot be done just now, a sentence already
	// through the printer, which is told to whoever presses the key; empty where it
	// can. A refused command is not hinted.
	Refused func() string
	// Hint is the command's place in the line of hints.
	Hint Hint
	// Words say in full what the key's help says in a word, for who looks for the
	// command by name; empty where that is plain. See Stack.Words.
	Words string
}

// Hint is a command's place in the line of hints. Under ? stands every command, in
// the order of the table.
type Hint uint8

// The places of a Command in the line of hints.
const (
	// HelpOnly is for a command that stands under ? alone.
	HelpOnly Hint = iota
	// HintedFirst stands before the others.
	HintedFirst
	// Hinted stands in the line.
	Hinted
	// HintedLast stands behind the others.
	HintedLast
)

// HintAt is the command with another place in the line of hints, as for one that
// a list or a form brings along.
func (c Command) HintAt(at Hint) Command {
	c.Hint = at
	return c
}

// onRow is a command about the row that subject gives, offered where there is one;
// the first of refusals that is not empty for that row is why it is refused.
func onRow[T any](key key.Binding, subject func() (T, bool), do func(T) tea.Cmd, refusals []func(T) string) Command {
	return Command{
		Key: key, Hint: Hinted,
		When: func() bool {
			_, ok := subject()
			return ok
		},
		Refused: func() string {
			row, _ := subject()
			for _, why := range refusals {
				if text := why(row); text != "" {
					return text
				}
			}
			return ""
		},
		Do: func() tea.Cmd {
			row, _ := subject()
			return do(row)
		},
	}
}

// offered reports whether there is such a command just now.
func (c Command) offered() bool { return c.When == nil || c.When() }

// Refusal is why it cannot be done just now, empty where it can.
func (c Command) Refusal() string {
	if c.Refused == nil {
		return ""
	}
	return c.Refused()
}

// carryOut does it, or tells why it cannot be done; nothing where there is no such
// command any more.
func (c Command) carryOut(env *Env) tea.Cmd {
	if !c.offered() {
		return nil
	}
	if why := c.Refusal(); why != "" {
		return env.Do(Notify{Kind: NotifyRefusal, Text: why, While: func() bool { return c.offered() && c.Refusal() == why }})
	}
	return c.Do()
}

// Commands is the table of what can be done on a page, in the groups that ?
// shows. Of several rows with one key the first that is offered has it.
type Commands [][]Command

// Press carries out the command of a key, or tells why it cannot be done; it
// reports whether the table has one.
func (t Commands) Press(env *Env, msg tea.KeyMsg) (tea.Cmd, bool) {
	for _, group := range t.Offered() {
		for _, c := range group {
			if !key.Matches(msg, c.Key) {
				continue
			}
			return c.carryOut(env), true
		}
	}
	return nil, false
}

// Offered are the commands that there are just now: those whose key no row before
// them has.
func (t Commands) Offered() [][]*Command {
	taken := map[string]bool{}
	groups := make([][]*Command, len(t))
	for i, group := range t {
		for at := range group {
			c := &group[at]
			if !c.offered() || !slices.ContainsFunc(c.Key.Keys(), func(k string) bool { return !taken[k] }) {
				continue
			}
			groups[i] = append(groups[i], c)
			for _, k := range c.Key.Keys() {
				taken[k] = true
			}
		}
	}
	return groups
}

// inWords is the table with the words in full of those rows whose help has an entry.
func (t Commands) inWords(env *Env, words map[string]string) Commands {
	if len(words) == 0 {
		return t
	}
	printed := make(map[string]string, len(words))
	for word, full := range words {
		printed[env.Term(word)] = env.Term(full)
	}
	said := make(Commands, len(t))
	for i, group := range t {
		said[i] = slices.Clone(group)
		for at := range group {
			c := &said[i][at]
			c.Words = cmp.Or(c.Words, printed[c.Key.Help().Desc])
		}
	}
	return said
}

// Hints are the keys of the line of hints.
func (t Commands) Hints() []key.Binding {
	var hinted []*Command
	for _, group := range t.Offered() {
		for _, c := range group {
			if c.Hint != HelpOnly && c.Refusal() == "" {
				hinted = append(hinted, c)
			}
		}
	}
	slices.SortStableFunc(hinted, func(a, b *Command) int { return int(a.Hint) - int(b.Hint) })
	keys := make([]key.Binding, len(hinted))
	for i, c := range hinted {
		keys[i] = c.Key
	}
	return keys
}

// Help are all keys, in their groups.
func (t Commands) Help() [][]key.Binding {
	groups := make([][]key.Binding, len(t))
	for i, group := range t.Offered() {
		for _, c := range group {
			groups[i] = append(groups[i], c.Key)
		}
	}
	return groups
}
