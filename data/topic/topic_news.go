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
}

// Written is how many rows of each table some writes wrote.
type Written struct {
	Rows map[string]int64 `json:"rows"`
	// Run is the server's, for a failover ends it, and First the earliest of their
	// transactions.
	Run   string `json:"run"`
	First uint64 `json:"first"`
}

// writtenWord begins the word of what was written. Whoever knows nothing of it takes
// it for a topic that is shown nowhere.
const writtenWord = "written="

// Add has more told with it.
func (n *News) Add(more News) {
	if n.Told == nil {
		n.Told = Told{}
	}
	for topic, by := range more.Told {
		n.Told.Add(topic, by...)
	}
	n.Written.add(more.Written)
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
	written, err := json.Marshal(n.Written)
	if err != nil || len(n.Written.Rows) == 0 {
		return n.Told.String()
	}
	return n.Told.String() + " " + writtenWord + string(written)
}

// ReadNews reads what String wrote, and what programs send that know topics alone.
// Where it cannot read what was written, nothing is.
func ReadNews(words string) News {
	told, list, _ := strings.Cut(words, " "+writtenWord)
	n := News{Told: ReadTold(told)}
	if err := json.Unmarshal([]byte(list), &n.Written); err != nil {
		n.Written = Written{}
	}
	return n
}
