package topic

import (
	"encoding/json"
	"strings"
)

// News is what a notification tells.
type News struct {
	Told Told
	// Written is what was written to tables whose topics Told has, as far as that is
	// known: whoever counts rows need not tell of these.
	Written Written
	// Moved is what was taken out of tables and needs nobody to read again.
	Moved Written
}

// Empty reports whether there is nothing to tell.
func (n *News) Empty() bool { return len(n.Told) == 0 && len(n.Moved.Rows) == 0 }

// Written is how many rows of each table some writes wrote.
type Written struct {
	Rows map[string]int64 `json:"rows"`
	// Run is the server's, for a failover ends it, and First the earliest of their
	// transactions.
	Run   string `json:"run"`
	First uint64 `json:"first"`
}

// These begin the words of what was written and of what was moved. Whoever knows nothing
// of them takes them for topics that are shown nowhere.
const (
	writtenWord = "written="
	movedWord   = "moved="
)

// Add has more told with it.
func (n *News) Add(more News) {
	if n.Told == nil {
		n.Told = Told{}
	}
	for topic, by := range more.Told {
		n.Told.Add(topic, by...)
	}
	n.Written.add(more.Written)
	n.Moved.add(more.Moved)
}

// add has more written. What was in another run is dropped: it explains nothing in
// this one.
func (w *Written) add(more Written) {
	if len(more.Rows) == 0 {
		return
	}
	if len(w.Rows) == 0 || w.Run != more.Run {
		*w = Written{Rows: map[string]int64{}, Run: more.Run, First: more.First}
	}
	w.First = min(w.First, more.First)
	for table, n := range more.Rows {
		w.Rows[table] += n
	}
}

// String is what ReadNews reads.
func (n *News) String() string {
	return n.Told.String() + n.Written.word(writtenWord) + n.Moved.word(movedWord)
}

func (w *Written) word(begins string) string {
	list, err := json.Marshal(w)
	if err != nil || len(w.Rows) == 0 {
		return ""
	}
	return " " + begins + string(list)
}

// ReadNews reads what String wrote, and what programs send that know topics alone.
// Where it cannot read what was written, nothing is.
func ReadNews(words string) News {
	words, moved, _ := strings.Cut(words, " "+movedWord)
	told, written, _ := strings.Cut(words, " "+writtenWord)
	return News{Told: ReadTold(told), Written: readWritten(written), Moved: readWritten(moved)}
}

func readWritten(list string) (w Written) {
	if json.Unmarshal([]byte(list), &w) != nil {
		return Written{}
	}
	return w
}
