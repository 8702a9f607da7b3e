package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func auditProof(args []string) error {
	plain, options, err := takeOptions(args, 3)
	if err != nil {
		return err
	}
	log, err := note.NewVerifier(plain[0])
	if err != nil {
		return err
	}
	others, err := witnesses(options)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(plain[1])
	if err != nil {
		return err
	}
	entry, err := os.ReadFile(plain[2])
	if err != nil {
		return err
	}
	index, c, err := checkProof(string(text), entry, log, others...)
	if err != nil {
		return err
	}
	fmt.Printf("OK %s entry %d of %d, %d signatures\n", c.origin, index, c.size, len(c.signed))
	return nil
}

// checkProof checks a c2sp.org/tlog-proof of one entry. Numbers are as lax as Go's own: see the listed differences.
func checkProof(text string, entry []byte, log note.Verifier, others ...note.Verifier) (int64, *checkpoint, error) {
	head, signed, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, fmt.Errorf("malformed proof")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, err := base64.StdEncoding.Strict().DecodeString(lines[0][len("extra "):]); err != nil {
			return 0, nil, err
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, fmt.Errorf("malformed proof")
	}
	index, err := strconv.ParseInt(lines[0][len("index "):], 10, 64)
	if err != nil {
		return 0, nil, err
	}
	var hashes tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, err
		}
		hashes = append(hashes, hash)
	}
	c, err := openCheckpoint([]byte(signed), log, others...)
	if err != nil {
		return 0, nil, err
	}
	return index, c, tlog.CheckRecord(hashes, c.size, c.root, index, tlog.RecordHash(entry))
}
