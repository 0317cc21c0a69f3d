package backrest

import (
	"context"
	"path/filepath"
	"time"

	"github.com/civoranexus/society360/data/localpg"
)

// restoreConfig is the configuration by which a data folder is restored. It is another
// than that of its own backups, which it has none of yet.
const restoreConfig = "restore.conf"

// From is the Postgres that is to be made, in a data folder without one, of the backups in
// a folder.
func From(folder *localpg.Folder, repository string) (*Postgres, error) {
	p := &Postgres{folder: folder, tool: folder.Program(Program)}
	if p.tool == "" {
		return nil, &Missing{Command: folder.Installs(Program)}
	}
	var err error
	if p.repository, err = filepath.EvalSymlinks(repository); err == nil {
		p.repository, err = filepath.Abs(p.repository)
	}
	if err != nil {
		return nil, failed(err, "There are no backups in %s.", repository)
	}
	return p, p.folder.Write(restoreConfig, configuration(p.folder, p.repository, folder.Cluster(), "", ""))
}

// Stored lists the backups that From can restore, the oldest first.
func (p *Postgres) Stored(ctx context.Context) ([]Backup, error) { return p.list(ctx, restoreConfig) }

// Target is what a restore ends at; the zero value is all that the backups have.
type Target struct {
	// At is a moment: changes that were saved later are left out.
	At time.Time
	// Name is a restore point, by the name that the server was given for it.
	Name string
}

// Restore makes the server's data of the backups. The server that is started on it next
// takes the changes from the log up to the target before it lets anybody change anything.
// Done again in the same folder, with another target, it copies only what differs.
func (p *Postgres) Restore(ctx context.Context, target Target, progress Progress) error {
	if err := p.folder.Own(p.folder.Cluster()); err != nil {
		return err
	}
	args := []string{"--log-level-console=detail", "--delta"}
	switch {
	case target.Name != "":
		args = append(args, "--type=name", "--target="+target.Name, "--target-action=promote")
	case !target.At.IsZero():
		args = append(args, "--type=time", "--target="+target.At.UTC().Format("2006-01-02 15:04:05.999999-07"), "--target-action=promote")
	}
	if err := p.run(ctx, restoreConfig, progress.read, "restore", args...); err != nil {
		return failedAs(ctx, err, "The backup could not be restored")
	}
	return nil
}
