//go:build promises

package data_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// TestPromiseAutoFailoverKeepsWhatWasSaved: under pg_auto_failover, as it comes.
func TestPromiseAutoFailoverKeepsWhatWasSaved(t *testing.T) {
	c := newCluster(t)
	begin := func(name string, args ...string) *node {
		n := &node{cluster: c, name: name, port: port(t)}
		n.args = append([]string{"pg_autoctl", "create"}, args...)
		n.args = append(n.args, "--pgdata", n.data(), "--pgport", fmt.Sprint(n.port),
			"--hostname", "127.0.0.1", "--auth", "trust", "--no-ssl", "--run")
		n.start(t)
		n.args = []string{"pg_autoctl", "run", "--pgdata", n.data()} // from now on
		return n
	}
	monitor := begin("monitor", "monitor")
	c.others = append(c.others, monitor)
	at := fmt.Sprintf("postgres://autoctl_node@127.0.0.1:%d/pg_auto_failover", monitor.port)
	said := func(text string) func() bool {
		return func() bool {
			state, err := c.command("pg_autoctl", "show", "state", "--pgdata", monitor.data(), "--json").Output()
			return err == nil && strings.Contains(string(state), text)
		}
	}
	datatest.WaitUntil(t, said("["))
	for i := range c.nodes {
		name := fmt.Sprintf("n%d", i+1)
		c.nodes[i] = begin(name, "postgres", "--name", name, "--username", c.super, "--dbname", "postgres", "--monitor", at)
		datatest.WaitUntil(t, said([]string{`"single"`, `"secondary"`}[i]))
	}
	c.whole = func() bool { return said(`"primary"`)() && said(`"secondary"`)() }
	c.change = func(t *testing.T, _ int) {
		if said, err := c.command("pg_autoctl", "perform", "switchover", "--pgdata", monitor.data()).CombinedOutput(); err != nil {
			t.Errorf("switch: %v\n%s", err, said)
		}
	}
	c.try(t, "pg_auto_failover")
}

// TestPromisePatroniKeepsWhatWasSaved: under Patroni, synchronous, with a third voice
// beside the two.
func TestPromisePatroniKeepsWhatWasSaved(t *testing.T) {
	c := newCluster(t)
	rest, raft := [2]int{port(t), port(t)}, [3]int{port(t), port(t), port(t)}
	voice := func(i int) map[string]any {
		partners := []string{}
		for j, p := range raft {
			if i != j {
				partners = append(partners, fmt.Sprintf("127.0.0.1:%d", p))
			}
		}
		return map[string]any{
			"data_dir": filepath.Join(c.dir, fmt.Sprintf("raft%d", i)), "self_addr": fmt.Sprintf("127.0.0.1:%d", raft[i]), "partner_addrs": partners,
		}
	}
	write := func(name string, config map[string]any) string {
		text, err := json.Marshal(config) // which is YAML, too
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(c.dir, name+".yml")
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	third := &node{cluster: c, name: "third", args: []string{"patroni_raft_controller", write("third", map[string]any{"scope": "s360", "name": "third", "raft": voice(2)})}}
	c.others = append(c.others, third)
	third.start(t)
	for i := range c.nodes {
		n := &node{cluster: c, name: fmt.Sprintf("n%d", i+1), port: port(t)}
		n.args = []string{"patroni", write(n.name, patroniConfig(c, n, rest[i], voice(i)))}
		c.nodes[i] = n
		n.start(t)
	}
	c.whole = func() bool {
		for _, at := range rest {
			answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/cluster", at))
			if err != nil {
				return false
			}
			said, err := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if err != nil || !strings.Contains(string(said), `"sync_standby"`) {
				return false
			}
		}
		return true
	}
	c.change = func(t *testing.T, leader int) {
		body := fmt.Sprintf(`{"leader": "n%d", "candidate": "n%d"}`, leader+1, 2-leader)
		// Until it has noted that the other follows synchronously, it refuses.
		datatest.WaitUntil(t, func() bool {
			answer, err := http.Post(fmt.Sprintf("http://127.0.0.1:%d/switchover", rest[leader]), "application/json", strings.NewReader(body))
			if err != nil {
				return false
			}
			defer func() { _ = answer.Body.Close() }()
			said, err := io.ReadAll(answer.Body)
			if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusPreconditionFailed {
				t.Errorf("switch: %s: %s, %v", answer.Status, said, err)
				return true
			}
			return answer.StatusCode == http.StatusOK
		})
	}
	c.try(t, "Patroni")
}

// patroniConfig is that of a node, in Patroni's words.
func patroniConfig(c *cluster, n *node, rest int, voice map[string]any) map[string]any {
	type m = map[string]any
	at := func(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
	servers, _ := filepath.Glob(filepath.Join(c.parts, "usr", "lib", "postgresql", "*", "bin"))
	user := func(name string) m { return m{"username": name} }
	return m{
		"scope": "s360", "name": n.name, "raft": voice,
		"restapi": m{"listen": at(rest), "connect_address": at(rest)},
		"bootstrap": m{
			"dcs": m{
				"ttl": 20, "loop_wait": 5, "retry_timeout": 5, "synchronous_mode": true,
				"postgresql": m{"use_pg_rewind": true, "parameters": m{"wal_log_hints": "on", "max_connections": 200}},
			},
			"initdb": []any{m{"encoding": "UTF8"}, m{"locale": "C.UTF-8"}, m{"auth": "trust"}},
			"pg_hba": []string{"host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"},
		},
		"postgresql": m{
			"listen": at(n.port), "connect_address": at(n.port), "data_dir": n.data(), "bin_dir": servers[0],
			"pgpass": filepath.Join(c.dir, n.name+".pgpass"), "use_unix_socket": false,
			"authentication": m{"superuser": user(c.super), "replication": user("replicator"), "rewind": user(c.super)},
			"parameters":     m{"unix_socket_directories": ""},
		},
	}
}
