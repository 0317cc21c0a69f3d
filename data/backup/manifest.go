package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
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
	// manifestSum has its checksum, as sha256sum writes it.
	manifestSum = "manifest.sha256"
	// keysName is the file of the program's keys beside it.
	keysName = "keys.age"
	// dumpName is the folder of pg_dump's own in that of a dump.
	dumpName = "dump"
	// halfMade ends the name of a dump that is being made.
	halfMade = ".partial"
	// labelForm is how a dump is called by the moment of which it is, in UTC.
	labelForm = "20060102-150405"
	// kept is for how long dumps are kept, keptAlways how many of them however old they are.
	kept       = 30 * 24 * time.Hour
	keptAlways = 7
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
	all, err := found(folder)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := look(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// found is Dumps by the manifests alone: of the files nothing was read.
func found(folder string) (all []Dumped, err error) {
	var damage fault.Sentence
	if d, err := open(folder); err == nil || errors.As(err, &damage) {
		d.Damage = err
		return []Dumped{d}, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, unreadable(folder, err)
	}
	for _, e := range entries {
		at, unnamed := time.Parse(labelForm, e.Name())
		if !e.IsDir() || strings.HasSuffix(e.Name(), halfMade) {
			continue
		}
		d, err := open(filepath.Join(folder, e.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			if unnamed != nil {
				continue // it is none of ours
			}
			err = fault.Sentence(manifestName + " is gone")
		}
		if d.Damage = err; err != nil {
			// Its place among the others is that of its name: an older one is not the newest.
			d.Manifest = Manifest{Label: e.Name(), At: at}
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Dumped) int { return a.At.Compare(b.At) })
	return all, nil
}

// Stored are the dumps of one society in a folder.
type Stored struct {
	folder string
	all    []Dumped
}

// Open looks which dumps are in a folder, or takes the one that it is. Errors: NotFound, and
// Refused where they are of several societies.
func Open(folder string) (Stored, error) {
	all, err := found(folder)
	if err != nil {
		return Stored{}, err
	}
	societies := map[string]bool{}
	for _, d := range all {
		if d.Damage == nil {
			societies[d.Society] = true
		}
	}
	if len(societies) > 1 {
		return Stored{}, fault.Refuse("There are dumps of several societies in %s: name the one to restore with --from.", folder)
	}
	return Stored{folder, all}, nil
}

// Zone is the society's, as the newest dump has it; empty for none.
func (s Stored) Zone() string {
	for _, d := range slices.Backward(s.all) {
		if d.Damage == nil {
			return d.Zone
		}
	}
	return ""
}

// Newest is the newest dump, of at most a moment; zero for any. Errors: NotFound, and Refused
// where its files are not as they were written.
func (s Stored) Newest(ctx context.Context, until time.Time) (Dumped, error) {
	for _, d := range slices.Backward(s.all) {
		if !until.IsZero() && d.At.After(until) {
			continue
		}
		if err := look(ctx, &d); err != nil {
			return d, err
		}
		if d.Damage != nil {
			return d, &fault.Error{Kind: fault.Refused, Cause: d.Damage, Format: "The dump %s is damaged: %s. Name another with --from.", Args: []any{d.Folder, d.Damage.Error()}}
		}
		return d, nil
	}
	if !until.IsZero() && len(s.all) > 0 {
		return Dumped{}, &fault.Error{Kind: fault.NotFound, Format: "The oldest dump in %s is of %s: name that moment or a later one with --to.", Args: []any{s.folder, s.all[0].At.Truncate(time.Second).Add(time.Second)}}
	}
	return Dumped{}, &fault.Error{Kind: fault.NotFound, Format: "There is no dump in %s.", Args: []any{s.folder}}
}

func unreadable(folder string, err error) error {
	return &fault.Error{Kind: fault.NotFound, Cause: err, Format: "The dumps in %s cannot be read.", Args: []any{folder}}
}

// open reads the manifest of a dump, and holds it against its own checksum.
func open(folder string) (Dumped, error) {
	d := Dumped{Folder: folder}
	text, err := os.ReadFile(filepath.Join(folder, manifestName))
	if err != nil {
		return d, err
	}
	said, err := os.ReadFile(filepath.Join(folder, manifestSum))
	switch {
	case errors.Is(err, fs.ErrNotExist): // of a version that wrote none
	case err != nil:
		return d, err
	case string(said) != sumLine(text):
		return d, fault.Sentence(manifestName + " is not as it was written")
	}
	if err := json.Unmarshal(text, &d.Manifest); err != nil {
		return d, fault.Sentence(manifestName + " cannot be read")
	}
	return d, nil
}

// sumLine is the checksum of a manifest, as sha256sum writes and checks it.
func sumLine(manifest []byte) string {
	return fmt.Sprintf("%x  %s\n", sha256.Sum256(manifest), manifestName)
}

// look looks at the files. The error is that of ctx.
func look(ctx context.Context, d *Dumped) error {
	if d.Damage == nil {
		d.Damage = d.check(ctx)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
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

// write writes the manifest into a folder, with its checksum, to the disk.
func (m Manifest) write(folder string) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	text = append(text, '\n')
	return errors.Join(
		writeNew(filepath.Join(folder, manifestName), text),
		writeNew(filepath.Join(folder, manifestSum), []byte(sumLine(text))),
	)
}

// writeNew writes a file that is not there yet, for its owner alone, to the disk.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// Forget removes the dumps of a society in a folder that are older than 30 days at a moment,
// but never the last whole one, nor one of the last few, for the clock may be wrong; and what
// was left half made the day before. What is of another society stays. It returns how many
// dumps it removed.
func Forget(ctx context.Context, folder, society string, now time.Time) (removed int, err error) {
	all, err := found(folder)
	if err != nil {
		return 0, err
	}
	all = slices.DeleteFunc(all, func(d Dumped) bool { return d.Society != society })
	last, err := lastWhole(ctx, all)
	if err != nil {
		return 0, err
	}
	for i, d := range all {
		if i >= last || i >= len(all)-keptAlways || now.Sub(d.At) <= kept {
			break // those behind are younger
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

// lastWhole is the place of the newest dump whose files are as they were written; none is
// before all others. Usually it is the one that was made just now, and no other is read.
func lastWhole(ctx context.Context, all []Dumped) (int, error) {
	for i := len(all) - 1; i >= 0; i-- {
		if err := look(ctx, &all[i]); err != nil {
			return 0, err
		}
		if all[i].Damage == nil {
			return i, nil
		}
	}
	return 0, nil
}
