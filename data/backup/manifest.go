package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/fault"
)

const (
	// manifestName is the file that makes a folder a dump: it is written last.
	manifestName = "manifest.json"
	// keysName is the file of the program's keys beside it.
	keysName = "keys.age"
	// dumpName is the folder of pg_dump's own in that of a dump.
	dumpName = "dump"
	// halfMade ends the name of a dump that is being made.
	halfMade = ".partial"
	// labelForm is how a dump is called by the moment of which it is, in UTC.
	labelForm = "20060102-150405"
	// kept is for how long dumps are kept.
	kept = 30 * 24 * time.Hour
)

// Manifest is what a dump says of itself.
type Manifest struct {
	Label string `json:"label"`
	// At is the moment of which the dump is, Ended when it was made.
	At    time.Time `json:"at"`
	Ended time.Time `json:"ended"`
	// Program is the version that made it, Step the schema's newest step in it.
	Program string `json:"program"`
	Step    int64  `json:"step"`
	// Server is the server's major version, Client that of the pg_dump that read it.
	Server int `json:"server"`
	Client int `json:"client"`
	// Society is the society's own ID.
	Society string `json:"society"`
	// Zone is the society's.
	Zone  string `json:"zone"`
	Files []File `json:"files"`
	// Keys is the file of the program's keys, nil where they are not in the dump.
	Keys    *File  `json:"keys,omitempty"`
	Counted Census `json:"counted"`
}

// File is one of a dump.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Bytes is what the dump takes.
func (m Manifest) Bytes() (n int64) {
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

// Dumped is a dump in a folder.
type Dumped struct {
	Manifest
	// Folder is where it lies.
	Folder string
	// Damage is what is wrong with its files; nil where all are as they were written.
	Damage error
}

// Dumps lists the dumps in a folder, the oldest first, or the one that the folder itself
// is, and looks at the checksum of each file. What is half made is none. Errors: NotFound.
func Dumps(ctx context.Context, folder string) ([]Dumped, error) {
	if d, err := open(folder); err == nil {
		d.Damage = d.check(ctx)
		return []Dumped{d}, ctx.Err()
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, unreadable(folder, err)
	}
	var all []Dumped
	for _, e := range entries {
		if !e.IsDir() || strings.HasSuffix(e.Name(), halfMade) {
			continue
		}
		d, err := open(filepath.Join(folder, e.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if d.Damage = err; err == nil {
			d.Damage = d.check(ctx)
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Dumped) int { return a.At.Compare(b.At) })
	return all, nil
}

// Newest is the newest dump in a folder whose files are as they were written, of at most a
// moment; zero for any. Errors: NotFound.
func Newest(ctx context.Context, folder string, until time.Time) (Dumped, error) {
	all, err := Dumps(ctx, folder)
	if err != nil {
		return Dumped{}, err
	}
	for _, d := range slices.Backward(all) {
		if !until.IsZero() && d.At.After(until) {
			continue
		}
		if d.Damage != nil {
			return d, &fault.Error{Kind: fault.Refused, Cause: d.Damage, Format: "The dump %s is damaged: %s. Name another with --from.", Args: []any{d.Folder, d.Damage.Error()}}
		}
		return d, nil
	}
	return Dumped{}, &fault.Error{Kind: fault.NotFound, Format: "There is no dump in %s.", Args: []any{folder}}
}

func unreadable(folder string, err error) error {
	return &fault.Error{Kind: fault.NotFound, Cause: err, Format: "The dumps in %s cannot be read.", Args: []any{folder}}
}

// open reads the manifest of a dump.
func open(folder string) (Dumped, error) {
	d := Dumped{Folder: folder}
	text, err := os.ReadFile(filepath.Join(folder, manifestName))
	if err == nil {
		err = json.Unmarshal(text, &d.Manifest)
	}
	return d, err
}

// check holds the files against the manifest.
func (d Dumped) check(ctx context.Context) error {
	now, err := filesOf(ctx, filepath.Join(d.Folder, dumpName))
	if err != nil {
		return err
	}
	for _, f := range d.Files {
		if !slices.Contains(now, f) {
			return fault.Sentence(f.Name + " is not as it was written")
		}
	}
	if d.Keys != nil {
		if _, err := d.SealedKeys(); err != nil {
			return err
		}
	}
	if len(now) > len(d.Files) {
		return fault.Sentence("there are files that do not belong to it")
	}
	return nil
}

// SealedKeys are the program's keys as Seal encrypted them; nil where the dump has none.
func (d Dumped) SealedKeys() ([]byte, error) {
	if d.Keys == nil {
		return nil, nil
	}
	path := filepath.Join(d.Folder, keysName)
	size, hexed, err := sum(path)
	if err != nil {
		return nil, err
	}
	if (File{Name: keysName, Size: size, SHA256: hexed}) != *d.Keys {
		return nil, fault.Sentence(keysName + " is not as it was written")
	}
	return os.ReadFile(path)
}

// filesOf reads the files of a folder.
func filesOf(ctx context.Context, folder string) ([]File, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []File
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f := File{Name: e.Name()}
		if f.Size, f.SHA256, err = sum(filepath.Join(folder, e.Name())); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func sum(path string) (size int64, hexed string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = f.Close() }() // only read
	h := sha256.New()
	size, err = io.Copy(h, f)
	return size, hex.EncodeToString(h.Sum(nil)), err
}

// write writes the manifest into a folder, to the disk.
func (m Manifest) write(folder string) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(folder, manifestName), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// Forget removes the dumps in a folder that are older than 30 days at a moment, but never
// the last whole one, and what was left half made the day before. It returns how many
// dumps it removed.
func Forget(ctx context.Context, folder string, now time.Time) (removed int, err error) {
	all, err := Dumps(ctx, folder)
	if err != nil {
		return 0, err
	}
	last := -1
	for i, d := range all {
		if d.Damage == nil {
			last = i
		}
	}
	for i, d := range all {
		if i == last || last < 0 || d.At.IsZero() || now.Sub(d.At) <= kept {
			continue
		}
		if err := os.RemoveAll(d.Folder); err != nil {
			return removed, err
		}
		removed++
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return removed, err
	}
	for _, e := range entries {
		begun, isLabel := strings.CutSuffix(e.Name(), halfMade)
		at, err := time.Parse(labelForm, begun)
		if isLabel && err == nil && now.Sub(at) > 24*time.Hour {
			if err := os.RemoveAll(filepath.Join(folder, e.Name())); err != nil {
				return removed, err
			}
		}
	}
	return removed, nil
}
