package backrest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	// keysFolder is where, in a folder of backups, the program's keys are, encrypted.
	keysFolder = "keys"
	keysEnd    = ".age"
)

// KeepKeys keeps the program's keys, encrypted already, with a backup, and forgets those
// of backups that are forgotten.
func (p *Postgres) KeepKeys(sealed []byte, of Backup, all []Backup) error {
	dir := filepath.Join(p.repository, keysFolder)
	if err := p.folder.Own(dir); err != nil {
		return err
	}
	if err := p.folder.WriteTo(filepath.Join(dir, of.Label+keysEnd), string(sealed)); err != nil {
		return failed(err, "The program's keys cannot be written to %s.", dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return failed(err, "The folder %s cannot be read.", dir)
	}
	for _, e := range entries {
		label, is := strings.CutSuffix(e.Name(), keysEnd)
		if is && !slices.ContainsFunc(all, func(b Backup) bool { return b.Label == label }) {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return failed(err, "The keys of a backup that is gone cannot be removed from %s.", dir)
			}
		}
	}
	return nil
}

// Keys are the program's keys that belong to what is restored at a moment, zero for the
// last: those of the last backup before it that has any, else the first. They are nil
// where no backup has.
func (p *Postgres) Keys(all []Backup, at time.Time) (sealed []byte, err error) {
	for _, b := range all {
		text, err := os.ReadFile(filepath.Join(p.repository, keysFolder, b.Label+keysEnd))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, failed(err, "The program's keys in %s cannot be read.", p.repository)
		case sealed == nil || at.IsZero() || !b.To.After(at):
			sealed = text
		}
	}
	return sealed, nil
}
