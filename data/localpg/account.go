package localpg

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// serverUser is whom the packages of PostgreSQL make to run it as.
const serverUser = "postgres"

// account is the unprivileged user that root runs the server as. A nil account
// is the caller's own, for everybody but root.
type account struct {
	uid, gid uint32
	groups   []uint32
	name     string
	home     string
	// ownsFolder says that the data folder as a whole is this user's, so that
	// root, as a guest in it, gives them what it makes there.
	ownsFolder bool
}

// accountFor chooses whom to run the server as when the caller is root: the
// owner of the data folder where that is not root (a data folder must stay with
// its owner's account), else the owner of one of the others, else the user postgres.
func accountFor(folder string, others ...string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // nil is the caller's own account, see the type
	}
	for _, dir := range append([]string{clusterRoot(folder), folder}, others...) {
		info, err := os.Lstat(dir)
		if err != nil {
			continue
		}
		if uid, gid := ownerOf(info); uid != 0 {
			a := &account{uid: uid, gid: gid, name: strconv.Itoa(int(uid)), home: "/"}
			if u, err := user.LookupId(a.name); err == nil {
				a.fill(u)
			}
			if info, err := os.Lstat(folder); err == nil {
				owner, _ := ownerOf(info)
				a.ownsFolder = owner == uid
			}
			return a, nil
		}
	}
	u, err := user.Lookup(serverUser)
	if err != nil {
		return nil, fail(BadFolder, err, "Root may not run Postgres itself and there is no user %s: run this as an ordinary user.", serverUser)
	}
	a := &account{}
	a.fill(u)
	if a.uid == 0 {
		return nil, fail(BadFolder, nil, "Root may not run Postgres itself and the user %s is root too: run this as an ordinary user.", serverUser)
	}
	return a, nil
}

func (a *account) fill(u *user.User) {
	a.name, a.home = u.Username, u.HomeDir
	if n, err := strconv.ParseUint(u.Uid, 10, 32); err == nil {
		a.uid = uint32(n)
	}
	if n, err := strconv.ParseUint(u.Gid, 10, 32); err == nil {
		a.gid = uint32(n)
	}
	// Without the supplementary groups the server loses what its package gave it
	// (ssl-cert on Debian), and with root's it would keep too much.
	ids, err := u.GroupIds()
	if err != nil {
		return
	}
	for _, id := range ids {
		if n, err := strconv.ParseUint(id, 10, 32); err == nil {
			a.groups = append(a.groups, uint32(n))
		}
	}
}

// attributes puts a child into a session of its own, away from the terminal's
// Ctrl+C, and under the account.
func (a *account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true}
	if a != nil {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid, Groups: a.groups}
	}
	return attr
}

// own gives a path that root just made to the account.
func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	return os.Lchown(path, int(a.uid), int(a.gid))
}

// id is the user ID that the server's files must belong to.
func (a *account) id() uint32 {
	if a != nil {
		return a.uid
	}
	return uint32(os.Geteuid()) //nolint:gosec // a user ID is a uint32
}

// enter are the names of the machine's accounts that come in through the socket: that
// which the server runs as, and root, who can be any. It is empty where the former has no
// name; then the mode of the socket's folder alone keeps others out.
func (c *cluster) enter(ctx context.Context) []string {
	names := make([]string, 0, 2)
	for _, uid := range []uint32{c.acc.id(), 0} {
		name := c.nameOf(ctx, strconv.FormatUint(uint64(uid), 10))
		switch {
		case name == "" && len(names) == 0:
			c.log.WarnContext(ctx, "the account that the private database runs as has no name; whoever may enter its folder is let in", "account", uid)
			return nil
		case name != "" && !slices.Contains(names, name):
			names = append(names, name)
		}
	}
	return names
}

// nameOf is an account's name as the server will find it, empty where there is none. It
// is asked of a program, for this one may be built without the machine's directory service.
func (c *cluster) nameOf(ctx context.Context, uid string) string {
	cmd := exec.CommandContext(ctx, "id", "-un", uid)
	cmd.Env = c.environment()
	if out, err := cmd.Output(); err == nil {
		return strings.TrimSpace(string(out))
	}
	if u, err := user.LookupId(uid); err == nil {
		return u.Username
	}
	return ""
}

// mayEnter reports whether the mode bits let the account pass through a folder.
func (a *account) mayEnter(info fs.FileInfo) bool {
	uid, gid := ownerOf(info)
	perm := info.Mode().Perm()
	switch {
	case uid == a.uid:
		return perm&0o100 != 0
	case gid == a.gid || slices.Contains(a.groups, gid):
		return perm&0o010 != 0
	default:
		return perm&0o001 != 0
	}
}

func ownerOf(info fs.FileInfo) (uid, gid uint32) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Uid, st.Gid
	}
	return 0, 0
}
