package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/term"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
)

// proof is how a command proves the account that it names.
type proof struct {
	// password is the file of the account's password, - for standard input.
	password string
	// key asks the SSH agent.
	key bool
}

// The variables by which a script proves its account.
const (
	passwordFileName = "SOCIETY360_PASSWORD_FILE"
	tokenName        = "SOCIETY360_TOKEN"
	tokenFileName    = "SOCIETY360_TOKEN_FILE"
	agentName        = "SSH_AUTH_SOCK"
)

// addProof gives a command that names an account the flags that prove it.
func (a *app) addProof(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.proof.password, "as-password", "", "prove the account of --as by its password: the first line of this file, or of standard input if it is -")
	cmd.Flags().BoolVar(&a.proof.key, "as-key", false, "prove the account of --as by a key of its own in the SSH agent")
	either(cmd, "as-password", "as-key")
	a.check(cmd, func() error {
		if a.as == "" && a.proof != (proof{}) {
			return usage("--as-password and --as-key prove the account of --as: give that too")
		}
		return nil
	})
}

// isOfAccount reports whether a flag says who a command's account is.
func isOfAccount(flag string) bool {
	return slices.Contains([]string{"as", "as-password", "as-key"}, flag)
}

// hasToken reports whether the environment gives a token, which names an account too.
func (a *app) hasToken() bool { return a.getenv(tokenName) != "" || a.getenv(tokenFileName) != "" }

// isNamed reports whether a command names an account.
func (a *app) isNamed() bool { return a.as != "" || a.hasToken() }

// mayBeNamed notes a command that may name an account. One that has to needs no --as
// where a token names it.
func (a *app) mayBeNamed(cmd *cobra.Command) {
	if cmd.Flags().Lookup("as-password") == nil {
		return
	}
	a.names = cmd
	if a.hasToken() {
		delete(cmd.Flags().Lookup("as").Annotations, cobra.BashCompOneRequiredFlag)
	}
}

// byToken is the account of the token that the environment gives. It has to be that of
// --as, where that is given.
func (a *app) byToken(ctx context.Context, society *data.Society, origin role.Origin, command string) (role.Actor, error) {
	if err := servesNoToken(command); err != nil {
		return role.Actor{}, err
	}
	token := a.getenv(tokenName)
	if token == "" {
		var err error
		if token, err = fileLine(ctx, "token", a.getenv(tokenFileName)); err != nil {
			return role.Actor{}, err
		}
	}
	return society.Accounts.ProvedByToken(ctx, origin, a.as, token, command)
}

// account is the account that a command names, proved where it can be and has to be.
func (a *app) account(ctx context.Context, society *data.Society, origin role.Origin, email string) (role.Actor, error) {
	switch {
	case a.proof.key:
		return a.byKey(ctx, society, origin, email)
	case a.proof.password == "-":
		return a.byPassword(ctx, society, origin, email, a.in, onInput)
	case a.proof.password != "" || a.getenv(passwordFileName) != "":
		return a.byPasswordFile(ctx, society, origin, email)
	}
	claimed, err := society.Accounts.ActorByEmail(ctx, origin, email)
	if !errors.Is(err, accounts.ErrUnproved) {
		return claimed, err
	}
	if a.getenv(agentName) != "" {
		actor, err := a.byKey(ctx, society, origin, email)
		if err == nil || !accounts.NoKey(err) && !errors.Is(err, errNoAgent) {
			return actor, err
		}
	}
	if file, ok := a.in.(*os.File); ok {
		if term.IsTerminal(int(file.Fd())) {
			return a.byAsking(ctx, society, origin, email, file)
		}
		// What is imported, or another account's password, comes from a file.
		if tty, none := os.OpenFile(ttyPath, os.O_RDWR, 0); none == nil {
			defer func() { _ = tty.Close() }()
			return a.byAsking(ctx, society, origin, email, tty)
		}
	}
	return role.Actor{}, err
}

// ttyPath is the terminal at which the program was started; there is none in a job's.
const ttyPath = "/dev/tty"

func (a *app) byPasswordFile(ctx context.Context, society *data.Society, origin role.Origin, email string) (role.Actor, error) {
	path := a.proof.password
	if path == "" {
		path = a.getenv(passwordFileName)
	}
	password, err := fileLine(ctx, "password", path)
	if err != nil {
		return role.Actor{}, err
	}
	return society.Accounts.ProvedByPassword(ctx, origin, email, password)
}

// fileTime is how long a file is waited for: of a pipe that nobody writes to it has no end.
const fileTime = time.Minute

// fileLine is the first line of the file of a secret, which may be a pipe.
func fileLine(ctx context.Context, secret, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, fileTime)
	defer cancel()
	type answer struct {
		line string
		err  error
	}
	read := make(chan answer, 1)
	go func() { // where it waits for good it ends with the program
		f, err := os.Open(path)
		if err != nil {
			read <- answer{err: fail(err, "The file of the %s, %s, cannot be read.", secret, path)}
			return
		}
		defer func() { _ = f.Close() }()
		line, err := passwordLine(f, "in "+path)
		read <- answer{line, err}
	}()
	select {
	case a := <-read:
		return a.line, a.err
	case <-ctx.Done():
		return "", fail(ctx.Err(), "The file of the %s, %s, gives nothing: nobody writes to it.", secret, path)
	}
}

func (a *app) byPassword(ctx context.Context, society *data.Society, origin role.Origin, email string, from io.Reader, called string) (role.Actor, error) {
	password, err := passwordLine(from, called)
	if err != nil {
		return role.Actor{}, err
	}
	return society.Accounts.ProvedByPassword(ctx, origin, email, password)
}

// asksAgain is how often a password is asked for on a terminal.
const asksAgain = 3

func (a *app) byAsking(ctx context.Context, society *data.Society, origin role.Origin, email string, file *os.File) (actor role.Actor, err error) {
	for range asksAgain {
		password, err := a.prompt(ctx, file, "Password of "+email+": ")
		if err != nil {
			return role.Actor{}, err
		}
		actor, err = society.Accounts.ProvedByPassword(ctx, origin, email, password)
		if !errors.Is(err, accounts.ErrWrongPassword) {
			return actor, err
		}
		a.say("%s", sentence(err, a.zone))
	}
	return role.Actor{}, fail(accounts.ErrWrongPassword, "The account %s was not proved; nothing was done.", email)
}

// How long an SSH agent may take to say which keys it has, and to sign: somebody may have
// to touch a key for that, or to answer it. One whose other end is gone says nothing at all.
const (
	agentSays  = 10 * time.Second
	agentSigns = 2 * time.Minute
)

// errNoAgent is the cause where no SSH agent answers.
const errNoAgent = fault.Sentence("no SSH agent")

// byKey has the SSH agent sign for the account.
func (a *app) byKey(ctx context.Context, society *data.Society, origin role.Origin, email string) (role.Actor, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", a.getenv(agentName))
	if err != nil {
		return role.Actor{}, fail(errors.Join(errNoAgent, err), "No SSH agent answers: start one, and add a key of %s with ssh-add.", email)
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	client := agent.NewClient(conn)
	_ = conn.SetDeadline(time.Now().Add(cmp.Or(a.agentWaits, agentSays))) // fails on a closed one, as what follows does
	held, err := client.List()
	if err != nil {
		return role.Actor{}, fail(errors.Join(errNoAgent, err), "The SSH agent does not say which keys it has.")
	}
	return society.Accounts.ProvedByKey(ctx, origin, email, func(key gossh.PublicKey, data []byte) (*gossh.Signature, error) {
		for _, k := range held {
			if string(k.Blob) == string(key.Marshal()) {
				_ = conn.SetDeadline(time.Now().Add(agentSigns))
				if key.Type() == gossh.KeyAlgoRSA {
					return client.SignWithFlags(key, data, agent.SignatureFlagRsaSha256)
				}
				return client.Sign(key, data)
			}
		}
		return nil, nil // a Signer without the key
	})
}
