package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// auditTree audits an exported c2sp.org/tlog-tiles tree: the checkpoint is signed by the log (and the witness), every
// entry is hashed anew, every tile holds the entries' hashes, and the log begins with the checkpoint that was kept.
func auditTree(args []string) error {
	plain, options, err := takeOptions(args, 2)
	if err != nil {
		return err
	}
	dir := plain[0]
	log, err := note.NewVerifier(plain[1])
	if err != nil {
		return err
	}
	others, err := witnesses(options)
	if err != nil {
		return err
	}
	c, err := openNamed(filepath.Join(dir, "checkpoint"), log, others...)
	if err != nil {
		return err
	}
	start := time.Now()
	leaves, err := hashEntries(dir, c.size)
	if err != nil {
		return err
	}
	if err := checkTiles(dir, leaves); err != nil {
		return err
	}
	if err := checkRoot(dir, c); err != nil {
		return err
	}
	if options["since"] != "" {
		if err := checkSince(dir, options["since"], c, log); err != nil {
			return err
		}
	}
	took := time.Since(start).Seconds()
	fmt.Printf("OK %s %d entries, %d signatures, %.3f s, %.3f s of CPU\n", c.origin, c.size, len(c.signed), took, cpuSeconds())
	return nil
}

func openNamed(path string, log note.Verifier, others ...note.Verifier) (*checkpoint, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return openCheckpoint(text, log, others...)
}

// cpuSeconds is what this process has used: the same on a busy machine as on an idle one.
func cpuSeconds() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}

const width = 256

// hashEntries reads every bundle and hashes what is in it: big-endian uint16 length, entry, and so on.
func hashEntries(dir string, size int64) ([]tlog.Hash, error) {
	var leaves []tlog.Hash
	for n := int64(0); n*width < size; n++ {
		tile := tlog.Tile{H: 8, L: -1, N: n, W: int(min(width, size-n*width))}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		rest, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return nil, err
		}
		for i := 0; i < tile.W; i++ {
			if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
				return nil, fmt.Errorf("%s: an entry is cut short", path)
			}
			end := 2 + int(binary.BigEndian.Uint16(rest))
			leaves = append(leaves, tlog.RecordHash(rest[2:end]))
			rest = rest[end:]
		}
		if len(rest) > 0 {
			return nil, fmt.Errorf("%s: more than %d entries", path, tile.W)
		}
	}
	return leaves, nil
}

// checkTiles holds every tile of every level against hashes made from the entries alone.
func checkTiles(dir string, hashes []tlog.Hash) error {
	for level := 0; len(hashes) > 0; level++ {
		var above []tlog.Hash
		for n := 0; n*width < len(hashes); n++ {
			part := hashes[n*width : int(min(int64(len(hashes)), int64(n+1)*width))]
			tile := tlog.Tile{H: 8, L: level, N: int64(n), W: len(part)}
			held, err := os.ReadFile(tilePath(dir, tile))
			if err != nil {
				return err
			}
			var want []byte
			for i := range part {
				want = append(want, part[i][:]...)
			}
			if !bytes.Equal(held, want) {
				return fmt.Errorf("%s does not hold the entries' hashes", tile.Path())
			}
			if len(part) == width {
				above = append(above, rootOf(part))
			}
		}
		hashes = above
	}
	return nil
}

func rootOf(full []tlog.Hash) tlog.Hash {
	for len(full) > 1 {
		var above []tlog.Hash
		for i := 0; i < len(full); i += 2 {
			above = append(above, tlog.NodeHash(full[i], full[i+1]))
		}
		full = above
	}
	return full[0]
}

// checkRoot lets x/mod read the tiles its own way: it authenticates each against the signed root.
func checkRoot(dir string, c *checkpoint) error {
	if c.size == 0 {
		return nil
	}
	reader := tlog.TileHashReader(tlog.Tree{N: c.size, Hash: c.root}, tiles{dir})
	root, err := tlog.TreeHash(c.size, reader)
	if err != nil {
		return err
	}
	if root != c.root {
		return fmt.Errorf("the entries are not the signed ones")
	}
	last := []int64{tlog.StoredHashIndex(0, 0), tlog.StoredHashIndex(0, c.size-1)}
	_, err = reader.ReadHashes(last)
	return err
}

// checkSince shows that the log begins with a checkpoint that the auditor kept: only this finds a stolen key.
func checkSince(dir, path string, c *checkpoint, log note.Verifier) error {
	kept, err := openNamed(path, log)
	if err != nil {
		return fmt.Errorf("kept checkpoint: %v", err)
	}
	if kept.size > c.size {
		return fmt.Errorf("rollback: the log had %d entries, and has %d", kept.size, c.size)
	}
	if kept.size == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(c.size, kept.size, tlog.TileHashReader(tlog.Tree{N: c.size, Hash: c.root}, tiles{dir}))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, c.size, c.root, kept.size, kept.root)
}

// tiles reads tlog-tiles paths for x/mod, whose own carry the height: tile/8/L/N.
type tiles struct{ dir string }

func (t tiles) Height() int                     { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range wanted {
		held, err := os.ReadFile(tilePath(t.dir, tile))
		if err != nil {
			return nil, err
		}
		out = append(out, held)
	}
	return out, nil
}

func tilePath(dir string, tile tlog.Tile) string {
	return filepath.Join(dir, strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
