package screens_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/screens/screentest"
)

// Whether a write can be undone: by one command, for good, and whatever others did
// meanwhile.

// undone are the writes that can be, with what undoes them. They act at once.
func undone() map[string]string {
	return map[string]string{
		"Accounts.AddAccountKey": "Accounts.RemoveKey",
		"Accounts.Restore":       "Accounts.Delete",
		"Accounts.SetStatus":     "Accounts.SetStatus",
		"Homes.SetPrimary":       "Homes.SetPrimary",
		"Homes.SetMaintenance":   "Homes.SetMaintenance",
		"Money.CloseDay":         "Money.UndoClosing",
		"Money.Pay":              "Money.ReversePayment",
		"Money.RaiseBill":        "Money.VoidBill",
		"Money.UndoClosing":      "Money.CloseDay",
		"Tickets.Assign":         "Tickets.Assign",
		"Tickets.Release":        "Tickets.Assign",
		"Tickets.Reopen":         "Tickets.Resolve",
		"Tickets.Resolve":        "Tickets.Reopen",
		"Tickets.Prioritize":     "Tickets.Prioritize",
		"Tickets.Start":          "Tickets.Release",
		"Visits.Lift":            "Visits.Bar",
		"Visits.UndoCheckOut":    "Visits.CheckOut",
	}
}

// final are the writes that cannot be, with what is final about them. They ask: for a
// yes, or for a reason, a day or a choice that is its own question.
func final() map[string]string {
	return map[string]string{
		"Accounts.Delete":        "open desks end",
		"Accounts.EndSession":    "the desk ends, with what is typed there",
		"Accounts.RemoveKey":     "the key has to be brought again; open desks end",
		"Accounts.ResetPassword": "the old password is gone",
		"Homes.DeleteBlock":      "it is gone",
		"Homes.DeleteUnit":       "it is gone",
		"Imports.Import":         "what was added is taken away line by line alone",
		"Money.BounceCheque":     "the cheque is decided",
		"Money.ChargeLateFees":   "a bill bears one late fee, once",
		"Money.ClearCheque":      "the cheque is decided, and a receipt has its number",
		"Money.ConfirmClaim":     "the claim is decided, and a receipt has its number",
		"Money.IssueReceipt":     "a receipt has its number",
		"Money.MarkOverdue":      "a mark stays",
		"Money.RefuseClaim":      "the claim is decided",
		"Money.ReversePayment":   "the payment stays reversed",
		"Money.ReverseReceipt":   "the receipt stays reversed",
		"Money.RunBills":         "taken back only while nobody has paid",
		"Money.TakeBackRun":      "the bills stay void",
		"Money.VoidBill":         "the bill stays void",
		"Money.WaiveBill":        "what was let off stays so",
		"Money.WaiveLateFees":    "what was let off stays so",
		"Money.WithdrawClaim":    "the claim is gone",
		"Notices.Expire":         "the day on which it would have ended is gone",
		"Schedule.Ask":           "the job is done",
		"Settings.Reset":         "the value that stood is gone",
		"Tickets.Close":          "a closed ticket stays closed",
		"Tickets.Reject":         "a rejected ticket stays rejected",
		"Visits.Approve":         "the gate lets them in",
		"Visits.CheckIn":         "who came in came in",
		"Visits.CheckOut":        "undone within ten minutes alone",
		"Visits.Deny":            "who was turned away stays so",
		"Visits.PresumeLeft":     "undone within ten minutes alone",
		"Visits.Withdraw":        "the announcement is gone",
	}
}

// doubts are the writes that ask though they can be undone, in a case in which
// somebody may not mean what they do.
func doubts() map[string]string {
	return map[string]string{
		"Accounts.SetStatus":  "one's own account",
		"Money.Pay":           "a reference that is on another payment",
		"Tickets.Start":       "a ticket that somebody else has",
		"Visits.UndoCheckOut": "somebody of that phone is inside",
	}
}

// traces are the writes that leave nothing to undo: they note that somebody looked or
// spoke, or make anew what is derived.
func traces() []string {
	return []string{"Homes.RevealPhone", "Visits.RevealPhone", "Notices.MarkRead", "Reports.Refresh", "Tickets.Comment", "Tickets.Note", "Trail.Export", "Visits.TellDenied"}
}

// asking are the ways in which a write came about on the screens.
type asking struct {
	mu   sync.Mutex
	ways map[string]map[string]bool // of a write: "at once", "yes", "words", ...
}

func (a *asking) came(write, way string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ways[write] == nil {
		a.ways[write] = map[string]bool{}
	}
	a.ways[write][way] = true
}

// TestWhatCannotBeUndoneAsks carries out every command of every page as each role, and
// answers what it asks: what is final is never done at one key, what can be undone asks
// for no yes, and nothing asks twice. Forms are a question of their own.
func TestWhatCannotBeUndoneAsks(t *testing.T) {
	t.Parallel()
	known := screentest.Calls()
	for _, table := range []map[string]string{undone(), final(), doubts()} {
		for write := range table {
			if !slices.Contains(known, write) {
				t.Errorf("there is no write %s", write)
			}
		}
	}
	seen := &asking{ways: map[string]map[string]bool{}}
	t.Run("screens", func(t *testing.T) {
		for as, screens := range entriesByRole() {
			for _, screen := range screens {
				if walked()[as] == "" {
					continue
				}
				t.Run(fmt.Sprint(as, "/", screen), func(t *testing.T) {
					t.Parallel()
					w := &walker{screen: screen, role: as, society: fullSociety}
					for _, p := range w.walk(t) {
						if !p.captures {
							w.carryOutAll(t, seen, p)
						}
					}
				})
			}
		}
	})
	for write, ways := range seen.ways {
		for way := range ways {
			switch {
			case slices.Contains(traces(), write):
			case undone()[write] == "" && final()[write] == "":
				t.Errorf("%s, done %s: say whether it can be undone", write, way)
			case strings.Count(way, "yes")+strings.Count(way, "words") > 1:
				t.Errorf("%s asks twice: %s", write, way)
			case final()[write] != "" && way == "at once":
				t.Errorf("%s acts at once, though %s", write, final()[write])
			case undone()[write] != "" && doubts()[write] == "" && strings.Contains(way, "yes"):
				t.Errorf("%s asks for a yes, though %s undoes it", write, undone()[write])
			}
			t.Logf("%-26s %-16s %s%s", write, way, undone()[write], final()[write])
		}
	}
	if len(seen.ways) < 36 {
		t.Errorf("%d writes were seen; there are more", len(seen.ways))
	}
}

// carryOutAll carries out the commands of a page, on its first rows; of the screen
// itself in each of its lists.
func (w *walker) carryOutAll(t *testing.T, seen *asking, p page) {
	t.Helper()
	stood := map[string]bool{}
	lists := 1
	if len(p.path) == 0 {
		lists = 6
	}
	for at := range 5 * lists {
		row := [][]string{nil, {"down"}, {"down", "down"}, {"down", "down", "down"}, {"end"}}[at%5]
		path := slices.Concat(p.path, slices.Repeat([]string{"right"}, at/5), row)
		v := w.open(t, 120, 40, path...)
		if v.Quit() || len(v.Opened) > 0 || stood[v.View()] {
			continue
		}
		stood[v.View()] = true
		for _, b := range slices.Concat(v.screen.FullHelp()...) {
			w.carryOut(t, seen, slices.Concat(path, []string{b.Keys()[0]}), 1, nil)
		}
	}
}

// carryOut presses the last keys of a path, and answers what is asked then.
func (w *walker) carryOut(t *testing.T, seen *asking, path []string, last int, asked []string) {
	t.Helper()
	v := w.open(t, 120, 40, path[:len(path)-last]...)
	calls, wrote := len(v.Calls), len(v.Wrote)
	for _, k := range path[len(path)-last:] {
		v.press(k)
	}
	way := strings.Join(asked, ", ")
	if way == "" {
		way = "at once"
	}
	did := slices.Clone(v.Wrote[wrote:])
	for _, call := range v.Calls[calls:] {
		if _, is := final()[call]; is {
			did = append(did, call) // a run has no key
		}
	}
	for _, write := range did {
		seen.came(write, way)
	}
	unanswered := len(asked) > 0 && asked[len(asked)-1] == "words" && last == 1 // it takes no empty answer
	if len(did) > 0 || unanswered || len(asked) > 2 || v.Quit() || len(v.Opened) > 0 {
		return
	}
	for _, answer := range v.answers() {
		w.carryOut(t, seen, slices.Concat(path, answer.keys), len(answer.keys), append(slices.Clone(asked), answer.kind))
	}
}

// answer is one to a question that stands, and of what kind that is.
type answer struct {
	kind string
	keys []string
}

func (v *visit) answers() []answer {
	switch hints := v.Line(-1); {
	case strings.Contains(hints, "y yes"):
		return []answer{{"yes", []string{"y"}}}
	case strings.Contains(hints, "Enter done"):
		return []answer{{"words", []string{"enter"}}, {"words", []string{typed + "late", "enter"}}}
	case strings.Contains(hints, "Enter choose"):
		return []answer{{"choice", []string{"enter"}}, {"choice", []string{"down", "enter"}}}
	}
	return nil
}
