package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/civoranexus/society360/data/backup"
	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/data/seal"
)

const (
	// keysFile keeps, beside a private database, which keys are backed up with it.
	keysFile = "keys.json"
	// keysName and passphraseName are the variables for dumps by the schedule.
	keysName       = "SOCIETY360_BACKUP_KEYS"
	passphraseName = "SOCIETY360_BACKUP_PASSPHRASE_FILE"
)

// addKeys gives a command the flags of the keys that go into a backup.
func (a *app) addKeys(cmd *cobra.Command, keys *backup.Keys) {
	cmd.Flags().StringArrayVar(&keys.Files, "key", nil, "a key of the program that the backups have, encrypted, such as its SSH host key; may be given several times")
	cmd.Flags().StringVar(&keys.Passphrase, "passphrase-file", "", "the file of the passphrase that the keys are encrypted with")
	a.check(cmd, func() error {
		if (len(keys.Files) > 0) != (keys.Passphrase != "") {
			return usage("--key and --passphrase-file go together: the keys are encrypted in a backup")
		}
		return nil
	})
}

// keepKeys keeps which keys are backed up with a private database; none leaves those that
// were named before.
func keepKeys(folder *localpg.Folder, keys backup.Keys) error {
	if keys.Passphrase == "" {
		return nil
	}
	var err error
	for i, path := range keys.Files {
		if keys.Files[i], err = filepath.Abs(path); err != nil {
			return err
		}
	}
	if keys.Passphrase, err = filepath.Abs(keys.Passphrase); err != nil {
		return err
	}
	text, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	return folder.Write(keysFile, string(text)+"\n")
}

// keptKeys are the keys that are backed up with a private database.
func keptKeys(folder *localpg.Folder) (keys backup.Keys) {
	text, err := os.ReadFile(folder.File(keysFile))
	if errors.Is(err, fs.ErrNotExist) {
		return keys
	}
	if err == nil {
		err = json.Unmarshal(text, &keys)
	}
	if err != nil {
		// Named all the same, so that the backup says what is wrong.
		return backup.Keys{Passphrase: folder.File(keysFile)}
	}
	return keys
}

// withSeal are keys with those of the trail's seal in a folder, where they are there: the
// heads stand in the database as well.
func withSeal(keys backup.Keys, folder string) backup.Keys {
	for _, name := range seal.KeyFiles() {
		path := filepath.Join(folder, name)
		if _, err := os.Stat(path); err == nil && folder != "" && !slices.Contains(keys.Files, path) {
			keys.Files = append(slices.Clone(keys.Files), path)
		}
	}
	return keys
}

// tellKeys says whether the keys are in a backup.
func (a *app) tellKeys(keys backup.Keys) {
	if keys.Passphrase == "" {
		fmt.Fprintln(a.out, "The program's own keys, such as its SSH host key, are not in it: --key FILE --passphrase-file FILE puts them there, encrypted.")
	}
}

// keysBack decrypts the keys of a backup; put puts them back where they were.
func (a *app) keysBack(sealed []byte, passphraseFile string) (put func() error, err error) {
	switch {
	case len(sealed) == 0 && passphraseFile != "":
		return nil, fail(nil, "The backup has no keys of the program: leave --passphrase-file out.")
	case len(sealed) == 0:
		return func() error { return nil }, nil
	case passphraseFile == "":
		return func() error {
			a.say("The backup has the program's keys too: --passphrase-file FILE puts them back where they were.")
			return nil
		}, nil
	}
	keys, err := backup.Unseal(sealed, passphraseFile)
	if err != nil {
		return nil, err
	}
	return func() error {
		var paths []string
		for _, key := range keys {
			if err := key.PutBack(); err != nil {
				return err
			}
			paths = append(paths, key.Path)
		}
		fmt.Fprintf(a.out, "The program's keys are where they were: %s.\n", strings.Join(paths, ", "))
		return nil
	}, nil
}
