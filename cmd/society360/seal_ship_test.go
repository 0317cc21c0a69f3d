package main

import (
	"crypto/ed25519"
	"encoding/pem"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"github.com/civoranexus/society360/data/seal"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// shipsTo is a command that ships heads with the OpenSSH client to a server, as a guard
// there who has a key for that.
func shipsTo(t *testing.T, there society, srv *server) string {
	t.Helper()
	client, err := exec.LookPath("ssh")
	if err != nil {
		t.Fatalf("the OpenSSH client is needed: apt-get install openssh-client: %v", err)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	line, err := gossh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	command(t, there.Config, string(gossh.MarshalAuthorizedKey(line)), "user", "key", "add", "guard@demo.example", "-", "--as", "admin@demo.example")
	host, port, err := net.SplitHostPort(srv.addr)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s -F none -i %s -o IdentitiesOnly=yes -o IdentityAgent=none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p %s -l guard@demo.example %s put greenpark.heads", client, key, port, host)
}

// TestHeadsAreKeptByAnotherSociety: a server ships them over SSH to another society's, in
// whose trail they stand. Then the sender's database is rewritten together with its record,
// its heads and its key, which agree with each other; the other society's heads name it.
func TestHeadsAreKeptByAnotherSociety(t *testing.T) {
	t.Parallel()
	there, here := newSociety(t), datatest.NewSociety(t)
	here.Exec(t, `INSERT INTO audit_logs (action, details) VALUES ('OLD_DEED', '{"n": 1}')`)
	dir := t.TempDir()
	folder, heads := filepath.Join(dir, "seal"), filepath.Join(dir, "kept")
	sender := serveUnder(t, here.Config, nil, "--seal", folder, "--seal-command", shipsTo(t, there, serve(t, there.Config)))
	there.until("the heads stand in the other society's trail", func() bool {
		return there.count(`audit_logs WHERE action = 'SEAL_HEADS_KEPT'`) > 0
	})
	datatest.WaitUntil(t, func() bool {
		state, err := here.Seal.State(t.Context(), here.Admin)
		return err == nil && state.ToldAt != nil && state.Untold == ""
	})
	sender.end()
	sender.wait()
	out, at := on(there.DB), on(here.DB)
	out.done(t, "audit", "list", "--action", "SEAL_HEADS_KEPT").says(t, "SEAL_HEADS_KEPT")
	of := datatest.Scan[uuid.UUID](t, here.Owner, `SELECT id FROM society360_society`)
	out.ok(t, "audit", "heads", "--of", of.String(), "--to", heads)
	at.done(t, "audit", "verify", "--heads", heads).says(t, "Nothing was changed")

	super := here.Conn(t, "postgres")
	for _, sql := range []string{`SET session_replication_role = replica`, `UPDATE audit_logs SET details = '{}' WHERE action = 'OLD_DEED'`, `DELETE FROM society360_seals`, `DELETE FROM society360_seal_state`} {
		if _, err := super.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	forged, err := seal.OpenFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer forged.Close()
	if _, _, err := here.Seal.Sealer(forged, slog.New(slog.DiscardHandler)).All(t.Context()); err != nil {
		t.Fatal(err)
	}
	at.done(t, "audit", "verify", "--seal", folder).says(t, "Nothing was changed")
	r := at.run(t.Context(), "audit", "verify", "--seal", folder, "--heads", heads)
	if r.code != exitFailure || !strings.Contains(r.err, "record of the seal was changed from row 1") {
		t.Errorf("exit %d, %s%s", r.code, r.out, r.err)
	}
}
