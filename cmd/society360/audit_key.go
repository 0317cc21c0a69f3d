package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/seal"
)

// keying is what audit key was told.
type keying struct {
	sealing

	change, lost bool
	reason, old  string
}

func (a *app) auditKey() *cobra.Command {
	var k keying
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Show the public key of the trail's seal, or change the key",
		Long: `Key prints the public keys that the heads of this trail were signed with, the newest last.
Note the first one outside of this machine: who knows it can check every head, for each key
signs over the next.

--new makes a new key, which the one of now signs over, such as where that was stolen: what
it signs behind that is refused. Whoever checks proofs should know the new one alone then.
Other servers of the society need the files key and keys of the folder.

--new --lost begins anew where the key is lost for good. Nothing vouches for the new key
then but the society's word, which audit verify and every proof say from then on; what the
lost one signed stays signed by it. --key gives the public key of before, where the folder
is lost as well.`,
		Example: `  society360 audit key --seal /var/lib/society360/seal
  society360 audit key --new --reason "the machine was stolen" --as asha@greenpark.example
  society360 audit key --new --lost --key society.pub --reason "the disk failed" --as asha@greenpark.example`,
	}
	a.sealFlag(cmd, &k.sealing)
	cmd.Flags().BoolVar(&k.change, "new", false, "sign with a new key from now on")
	cmd.Flags().BoolVar(&k.lost, "lost", false, "begin the key anew, the one before being lost")
	cmd.Flags().StringVar(&k.old, "key", "", "the public key of before, or a file that has it")
	cmd.Flags().StringVar(&k.reason, "reason", "", "why, for the trail")
	a.actsAs(cmd)
	a.check(cmd, func() error {
		switch {
		case k.lost && !k.change:
			return usage("--lost goes with --new")
		case k.old != "" && !k.lost:
			return usage("--key goes with --new --lost")
		case k.lost && k.reason == "":
			return usage("--lost needs --reason")
		case k.old == "":
			return nil
		}
		if _, err := trusted(k.old); err != nil {
			return usage("--key: %s", sentence(err, time.UTC))
		}
		return nil
	})
	return a.runs(cmd, func(ctx context.Context, c call) error { return a.key(ctx, c, k) })
}

// key shows the public keys of a seal, behind a change of the key where that is asked for.
func (a *app) key(ctx context.Context, c call, k keying) (err error) {
	if k.lost {
		return a.loseKey(ctx, c, k)
	}
	folder, err := a.openSeal(k.sealing, c.folder)
	if err != nil {
		return err
	}
	if folder == nil || len(folder.Keys()) == 0 {
		return &fault.Error{Kind: fault.NotFound, Format: "There is no key of a seal here: society360 serve makes it, and --seal names its folder."}
	}
	defer folder.Close()
	if k.change {
		if _, err := c.society.Seal.NewKey(ctx, c.actor, folder, uuid.New(), k.reason); err != nil {
			return err
		}
	}
	a.tellPublic(folder)
	return nil
}

func (a *app) tellPublic(folder *seal.Folder) {
	for _, key := range folder.Keys() {
		fmt.Fprintln(a.out, key)
	}
}

// loseKey begins the key of a seal anew, in a folder that may be lost too.
func (a *app) loseKey(ctx context.Context, c call, k keying) (err error) {
	at := k.at(a, c.folder)
	if at.folder == "" {
		return fail(nil, "Name the folder for the new key with --seal.")
	}
	var old *seal.Keys
	if k.old != "" {
		if old, err = trusted(k.old); err != nil {
			return err
		}
	}
	folder, err := seal.OpenFolder(at.folder)
	if err != nil {
		return err
	}
	defer folder.Close()
	if _, err := c.society.Seal.LoseKey(ctx, c.actor, folder, uuid.New(), k.reason, old); err != nil {
		return err
	}
	a.tellPublic(folder)
	return nil
}
