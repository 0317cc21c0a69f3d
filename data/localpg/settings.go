package localpg

import (
	"cmp"
	"net"
	"strconv"
	"strings"
)

// settings is what differs from start to start.
type settings struct {
	socket string
	port   string
	tcp    bool
	noSync bool
	// connections is how many are taken at a time, 0 for the usual.
	connections int
}

// conf is server.conf: a server for one society on a small machine, reached
// through the socket alone unless a test asks for TCP.
func (s settings) conf(hbaFile string) string {
	listen := ""
	if s.tcp {
		listen = "127.0.0.1"
	}
	lines := []string{
		"# Written by society360 at every start. Settings of your own go into",
		"# data/postgresql.conf, below the line that includes this file.",
		"listen_addresses = " + quote(listen),
		"port = " + s.port,
		"unix_socket_directories = " + quote(`"`+strings.ReplaceAll(s.socket, `"`, `""`)+`"`),
		"unix_socket_permissions = 0700",
		"hba_file = " + quote(hbaFile),
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
	lines = append(lines, "fsync = "+fsync, "synchronous_commit = on", "full_page_writes = on")
	return strings.Join(lines, "\n") + "\n"
}

// hba lets in whoever reaches the socket, which is in a folder of mode 0700.
func (s settings) hba() string {
	lines := []string{
		"# Written by society360 at every start.",
		hbaLine("local", ""),
		"local replication all trust",
	}
	if s.tcp {
		lines = append(lines, hbaLine("host", "127.0.0.1/32"))
	}
	return strings.Join(lines, "\n") + "\n"
}

// hbaLine lets every role into every database.
func hbaLine(kind, address string) string {
	const every = "all"
	return strings.Join([]string{kind, every, every, address, "trust"}, "\t")
}

// quote writes a string of postgresql.conf.
func quote(s string) string {
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
