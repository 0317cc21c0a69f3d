package localpg

import (
	"cmp"
	"net"
	"path/filepath"
	"strconv"
	"strings"
)

// BackupSettings is the file beside the server's data (Folder.Write) in which whoever
// backs it up sets what that takes.
const BackupSettings = "backup.conf"

// settings is what differs from start to start.
type settings struct {
	socket string
	port   string
	tcp    bool
	noSync bool
	// connections is how many are taken at a time, 0 for the usual.
	connections int
	// accounts are the names of the machine's accounts that are let in through the
	// socket, as the roles: the superuser, and what else the program signs in as.
	accounts, roles []string
	// major is the server's version.
	major int
}

// conf is server.conf: a server for one society on a small machine, reached
// through the socket alone unless a test asks for TCP.
func (s settings) conf(root string) string {
	listen := ""
	if s.tcp {
		listen = "127.0.0.1"
	}
	lines := []string{
		written + " Settings of your own go into",
		"# data/postgresql.conf, below the line that includes this file.",
		"listen_addresses = " + Quote(listen),
		"port = " + s.port,
		"unix_socket_directories = " + Quote(`"`+strings.ReplaceAll(s.socket, `"`, `""`)+`"`),
		"unix_socket_permissions = 0700",
		"hba_file = " + Quote(filepath.Join(root, "hba.conf")),
		"ident_file = " + Quote(filepath.Join(root, "ident.conf")),
		// So that ps tells its processes from another server's.
		"cluster_name = 'society360'",
		"max_connections = " + strconv.Itoa(cmp.Or(s.connections, 100)),
		"shared_buffers = 128MB",
		"max_wal_size = 512MB",
		"random_page_cost = 1.1",
		// The desk's statements take a fraction of a millisecond; compiling one
		// that the planner overrates takes a hundred.
		"jit = off",
		"timezone = 'UTC'",
		"log_timezone = 'UTC'",
		"logging_collector = off",
		"log_destination = 'stderr'",
		"log_checkpoints = off",
		"log_line_prefix = '%m [%p] '",
	}
	// Even a throw-away server keeps what it acknowledged when it is killed: only
	// the machine's own end may cost anything, so the other two stay on.
	fsync := "on"
	if s.noSync {
		fsync = "off"
	}
	lines = append(lines, "fsync = "+fsync, "synchronous_commit = on", "full_page_writes = on",
		"include_if_exists = "+Quote(BackupSettings))
	return strings.Join(lines, "\n") + "\n"
}

const written = "# Written by society360 at every start."

// identMap is the name of the map from accounts to roles.
const identMap = "society360"

// hba lets in, through the socket, the machine's accounts that ident.conf names, whatever
// becomes of the mode of its folder. A test's server, which listens for whoever comes,
// does so on both.
func (s settings) hba() string {
	how := "peer map=" + identMap
	if s.tcp || len(s.accounts) == 0 {
		how = "trust"
	}
	lines := []string{written, hbaLine("local", every, "", how), hbaLine("local", "replication", "", how)}
	if s.tcp {
		lines = append(lines, hbaLine("host", every, "127.0.0.1/32", "trust"))
	}
	return strings.Join(lines, "\n") + "\n"
}

// every names all databases, and all roles.
const every = "all"

// hbaLine is about every role.
func hbaLine(kind, databases, address, how string) string {
	return strings.Join([]string{kind, databases, every, address, how}, "\t")
}

// identAll is the first version whose map takes every role in one line.
const identAll = 16

// ident says which accounts of the machine come in as which roles. Before version 16 the
// roles have to be named; as the superuser the others are reached with SET ROLE.
func (s settings) ident() string {
	lines := []string{written}
	for _, account := range s.accounts {
		if s.major >= identAll {
			lines = append(lines, identLine(account, every))
			continue
		}
		for _, role := range append([]string{superuser}, s.roles...) {
			lines = append(lines, identLine(account, quoteWord(role)))
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func identLine(account, role string) string {
	return strings.Join([]string{identMap, quoteWord(account), role}, "\t")
}

// quoteWord writes a word of hba.conf and ident.conf.
func quoteWord(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// Quote writes a string of postgresql.conf.
func Quote(s string) string {
	s = strings.ReplaceAll(s, `\`, `\\`)
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// socketPort names the socket; no two servers share its folder.
const socketPort = "5432"

// freePort finds a port of 127.0.0.1 to try: preferred where it is free, so that
// a server that crashed comes back where its clients look for it.
func freePort(preferred string) (string, error) {
	for _, port := range []string{preferred, "0"} {
		if port == "" {
			continue
		}
		l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", port)) //nolint:noctx // on loopback, at once
		if err != nil {
			continue
		}
		addr, ok := l.Addr().(*net.TCPAddr)
		if err := l.Close(); err == nil && ok {
			return strconv.Itoa(addr.Port), nil
		}
	}
	return "", fail(Failed, nil, "There is no free port on 127.0.0.1 for the database.")
}
