package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// question is one claim. Bytes are base64, as encoding/json has them.
type question struct {
	Kind    string // "proof", "note", "inclusion" or "consistency"
	Vkey    string
	Witness string
	Text    []byte
	Entry   []byte
	Index   int64
	Size1   int64
	Size2   int64
	Root1   []byte
	Root2   []byte
	Proof   [][]byte
}

// answerQuestions writes 1 for a claim that x/mod accepts and 0 for one that it refuses, a line each.
func answerQuestions(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<24)
	w := bufio.NewWriter(out)
	defer w.Flush()
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return err
		}
		verdict := 1
		if err := q.check(); err != nil {
			verdict = 0
		}
		fmt.Fprintln(w, verdict)
	}
	return lines.Err()
}

func (q *question) check() (err error) {
	// A panic of a verifier is no acceptance.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	if q.Kind == "inclusion" || q.Kind == "consistency" {
		return q.checkHashes()
	}
	log, err := note.NewVerifier(q.Vkey)
	if err != nil {
		return err
	}
	others, err := witnesses(map[string]string{"witness": q.Witness})
	if err != nil {
		return err
	}
	if q.Kind == "note" {
		_, err = openCheckpoint(q.Text, log, others...)
		return err
	}
	_, _, err = checkProof(string(q.Text), q.Entry, log, others...)
	return err
}

func (q *question) checkHashes() error {
	var proof []tlog.Hash
	for _, p := range q.Proof {
		hash, err := hashOf(p)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	root2, err := hashOf(q.Root2)
	if err != nil {
		return err
	}
	root1, err := hashOf(q.Root1)
	if err != nil {
		return err
	}
	if q.Kind == "inclusion" {
		return tlog.CheckRecord(proof, q.Size2, root2, q.Index, root1)
	}
	return tlog.CheckTree(proof, q.Size2, root2, q.Size1, root1)
}

func hashOf(b []byte) (h tlog.Hash, err error) {
	if len(b) != len(h) {
		return h, fmt.Errorf("a hash of %d bytes", len(b))
	}
	copy(h[:], b)
	return h, nil
}
