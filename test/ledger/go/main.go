// An auditor that trusts nothing of Cordon: it is built on the Go project's own golang.org/x/mod/sumdb (Debian's
// golang-golang-x-mod-dev) and reads only what an operator exports. Build it without a network:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o audit .
//
// Exit code 0 and a line that begins with OK, or 1 and a line that begins with REJECT.
package main

import (
	"fmt"
	"os"
)

const usage = `usage:
  audit tree DIR LOG-VKEY [-since CHECKPOINT] [-witness VKEY]   a whole exported log
  audit proof LOG-VKEY PROOF ENTRY [-witness VKEY]              one entry and its tlog-proof
  audit stream                                                  one JSON question a line, one verdict a line`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("REJECT:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s", usage)
	}
	switch rest := args[1:]; args[0] {
	case "tree":
		return auditTree(rest)
	case "proof":
		return auditProof(rest)
	case "stream":
		return answerQuestions(os.Stdin, os.Stdout)
	}
	return fmt.Errorf("%s", usage)
}

// takeOptions splits "-name value" pairs from the rest.
func takeOptions(args []string, want int) ([]string, map[string]string, error) {
	var plain []string
	options := map[string]string{}
	for i := 0; i < len(args); i++ {
		if len(args[i]) > 1 && args[i][0] == '-' {
			if i+1 == len(args) {
				return nil, nil, fmt.Errorf("%s wants a value", args[i])
			}
			options[args[i][1:]] = args[i+1]
			i++
			continue
		}
		plain = append(plain, args[i])
	}
	if len(plain) != want {
		return nil, nil, fmt.Errorf("%s", usage)
	}
	return plain, options, nil
}
