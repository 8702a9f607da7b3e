package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// checkpoint is a c2sp.org/tlog-checkpoint whose log signed it, and each witness that was asked for.
type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
	signed []note.Signature
}

func openCheckpoint(text []byte, log note.Verifier, witnesses ...note.Verifier) (*checkpoint, error) {
	n, err := note.Open(text, note.VerifierList(append([]note.Verifier{log}, witnesses...)...))
	if err != nil {
		return nil, err
	}
	for _, v := range append([]note.Verifier{log}, witnesses...) {
		if !signedBy(n, v) {
			return nil, fmt.Errorf("%s has not signed this checkpoint", v.Name())
		}
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != log.Name() {
		return nil, fmt.Errorf("not a checkpoint of %s", log.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return nil, fmt.Errorf("bad size")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return nil, err
	}
	return &checkpoint{lines[0], size, root, n.Sigs}, nil
}

func signedBy(n *note.Note, v note.Verifier) bool {
	for _, s := range n.Sigs {
		if s.Name == v.Name() && s.Hash == v.KeyHash() {
			return true
		}
	}
	return false
}

// cosignature verifies c2sp.org/tlog-cosignature, type 0x04: eight bytes of time, then Ed25519 over time and text.
type cosignature struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosignature) Name() string    { return c.name }
func (c *cosignature) KeyHash() uint32 { return c.hash }

func (c *cosignature) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	header := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(header), msg...), sig[8:])
}

func newCosignature(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("malformed witness key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, fmt.Errorf("a witness key is of type 0x04")
	}
	hash := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	id := binary.BigEndian.Uint32(hash[:])
	if fmt.Sprintf("%08x", id) != parts[1] {
		return nil, fmt.Errorf("the key id does not fit the witness key")
	}
	return &cosignature{parts[0], id, key[1:]}, nil
}

// witnesses are those that the options name: none, or one.
func witnesses(options map[string]string) ([]note.Verifier, error) {
	if options["witness"] == "" {
		return nil, nil
	}
	v, err := newCosignature(options["witness"])
	return []note.Verifier{v}, err
}
