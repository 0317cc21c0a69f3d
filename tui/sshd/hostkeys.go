package sshd

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/charmbracelet/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// The two requests by which a server tells clients of all its keys, and proves that
// it has them (OpenSSH, PROTOCOL, 2.5).
const (
	keysTold    = "hostkeys-00@openssh.com"
	keysToProve = "hostkeys-prove-00@openssh.com"
)

// offered are the keys with which the handshake is signed: of each kind the first. SSH
// has one key of a kind, so a second is what clients are told of behind the sign-in
// (see README.md, Host key).
func offered(keys []gossh.Signer) []gossh.Signer {
	var first []gossh.Signer
	kinds := map[string]bool{}
	for _, k := range keys {
		if kind := k.PublicKey().Type(); !kinds[kind] {
			kinds[kind] = true
			first = append(first, k)
		}
	}
	return first
}

// checkHostKeys refuses none at all and one that is named twice.
func checkHostKeys(keys []gossh.Signer) error {
	if len(keys) == 0 {
		return errors.New("the SSH server has no host key: make one with host-key")
	}
	seen := map[string]bool{}
	for _, k := range keys {
		blob := string(k.PublicKey().Marshal())
		if seen[blob] {
			return fmt.Errorf("the host key %s is named twice", gossh.FingerprintSHA256(k.PublicKey()))
		}
		seen[blob] = true
	}
	return nil
}

// tellKeys names all keys of the server to a client that has signed in. Whoever keeps
// them, as OpenSSH does, knows a new one before the old one goes.
func (s *Server) tellKeys(sc *gossh.ServerConn) {
	var told bytes.Buffer
	for _, k := range s.cfg.HostKeys {
		told.Write(gossh.Marshal(struct{ Key []byte }{k.PublicKey().Marshal()}))
	}
	if _, _, err := sc.SendRequest(keysTold, false, told.Bytes()); err != nil {
		s.log.Debug("telling a client the host keys", "cause", err) // it is gone
	}
}

// proveKeys signs, once a connection, with each key that the client wants to see
// proved, over that connection's own identity.
func (s *Server) proveKeys(ctx ssh.Context, _ *ssh.Server, req *gossh.Request) (bool, []byte) {
	c := connOf(ctx)
	defer s.survive(c, Identity{}, nil)
	sc, ok := ctx.Value(ssh.ContextKeyConn).(*gossh.ServerConn)
	if !ok || !c.proved.CompareAndSwap(false, true) {
		s.strike(c, NotOffered, "request "+req.Type)
		return false, nil
	}
	proofs, err := prove(s.cfg.HostKeys, sc.SessionID(), req.Payload)
	if err != nil {
		s.strike(c, NotOffered, "request "+req.Type+": "+err.Error())
		return false, nil
	}
	return true, proofs
}

// prove answers the request for the keys in wanted, which are strings of SSH one after
// the other, each once at most.
func prove(keys []gossh.Signer, session, wanted []byte) ([]byte, error) {
	var proofs bytes.Buffer
	for left, n := wanted, 0; len(left) > 0; n++ {
		var next struct {
			Key  []byte
			Rest []byte `ssh:"rest"`
		}
		if err := gossh.Unmarshal(left, &next); err != nil || n == len(keys) {
			return nil, errors.New("not a list of keys")
		}
		signer := withKey(keys, next.Key)
		if signer == nil {
			return nil, errors.New("not a key of this server")
		}
		signature, err := sign(signer, gossh.Marshal(struct {
			What         string
			Session, Key []byte
		}{keysToProve, session, next.Key}))
		if err != nil {
			return nil, err
		}
		proofs.Write(gossh.Marshal(struct{ Signature []byte }{gossh.Marshal(signature)}))
		left = next.Rest
	}
	return proofs.Bytes(), nil
}

func withKey(keys []gossh.Signer, blob []byte) gossh.Signer {
	for _, k := range keys {
		if bytes.Equal(k.PublicKey().Marshal(), blob) {
			return k
		}
	}
	return nil
}

// sign signs as clients ask for it today: an RSA key's signature of old, over SHA-1, is
// taken by none.
func sign(signer gossh.Signer, data []byte) (*gossh.Signature, error) {
	if able, ok := signer.(gossh.AlgorithmSigner); ok && signer.PublicKey().Type() == gossh.KeyAlgoRSA {
		return able.SignWithAlgorithm(rand.Reader, data, gossh.KeyAlgoRSASHA512)
	}
	return signer.Sign(rand.Reader, data)
}
