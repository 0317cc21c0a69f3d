package backrest

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Backup is one that is whole.
type Backup struct {
	// Label is its name.
	Label string
	Kind  Kind
	// From and To are when it was made. The database can be had as it was at To and at
	// any moment since.
	From, To time.Time
	// Size is how many bytes the database had, Stored how many the backup itself takes.
	Size, Stored int64
	// Damaged says that pages of the database had wrong checksums when they were read.
	Damaged bool
	// FirstLog and LastLog are the parts of the log that belong to it.
	FirstLog, LastLog string
}

// List lists the backups, the oldest first.
func (p *Postgres) List(ctx context.Context) ([]Backup, error) {
	return p.list(ctx, configName)
}

func (p *Postgres) list(ctx context.Context, config string) ([]Backup, error) {
	// pgBackRest finds none in a folder that is gone, such as on a disk that is not mounted.
	if _, ok, err := ReadAbout(p.repository); err != nil {
		return nil, err
	} else if !ok {
		return nil, failed(nil, "There are no backups in %s any more: see whether the folder is there, and its disk.", p.repository)
	}
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	var text strings.Builder
	if err := p.run(ctx, config, func(line string) { text.WriteString(line) }, "info", "--output=json"); err != nil {
		return nil, failedAs(ctx, err, "The backups in %s could not be listed", p.repository)
	}
	var stanzas []struct {
		Backup []struct {
			Label   string `json:"label"`
			Type    string `json:"type"`
			Error   bool   `json:"error"`
			Archive struct {
				Start string `json:"start"`
				Stop  string `json:"stop"`
			} `json:"archive"`
			Info struct {
				Size       int64 `json:"size"`
				Repository struct {
					Delta int64 `json:"delta"`
				} `json:"repository"`
			} `json:"info"`
			Timestamp struct {
				Start int64 `json:"start"`
				Stop  int64 `json:"stop"`
			} `json:"timestamp"`
		} `json:"backup"`
	}
	if err := json.Unmarshal([]byte(text.String()), &stanzas); err != nil {
		return nil, failed(err, "What pgBackRest says of the backups in %s cannot be read.", p.repository)
	}
	var all []Backup
	for _, s := range stanzas {
		for _, b := range s.Backup {
			all = append(all, Backup{
				Label: b.Label, Kind: Kind(b.Type),
				From: time.Unix(b.Timestamp.Start, 0).UTC(), To: time.Unix(b.Timestamp.Stop, 0).UTC(),
				Size: b.Info.Size, Stored: b.Info.Repository.Delta, Damaged: b.Error,
				FirstLog: b.Archive.Start, LastLog: b.Archive.Stop,
			})
		}
	}
	slices.SortFunc(all, func(a, b Backup) int { return a.To.Compare(b.To) })
	return all, nil
}

// justNow is how old a backup may be at most for which none of the changes since is made:
// a schedule that catches up makes a whole one just before.
const justNow = time.Hour

// fullHour is at what hour a whole backup is made.
const fullHour = 2

// Due reports whether a backup that the schedule asks for is still to be made: a whole one
// where there was none since the last two o'clock in the society's zone, one of the changes
// where none of any kind was made just now.
func Due(all []Backup, kind Kind, now time.Time, zone *time.Location) bool {
	now = now.In(zone)
	night := time.Date(now.Year(), now.Month(), now.Day(), fullHour, 0, 0, 0, zone)
	if night.After(now) {
		night = time.Date(now.Year(), now.Month(), now.Day()-1, fullHour, 0, 0, 0, zone)
	}
	for _, b := range all {
		if kind == Full && b.Kind == Full && !b.From.Before(night) || kind == Incr && now.Sub(b.From) < justNow {
			return false
		}
	}
	return true
}
