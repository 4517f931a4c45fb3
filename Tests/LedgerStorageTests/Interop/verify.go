// Checks a ledger with the Go project's own transparency log code, none of ours.
//
//	verify DIR VKEY [OLD-CHECKPOINT]
//
// The checkpoint's signature, every entry's inclusion (proved from the tiles), and, if an older signed checkpoint is
// given, that the log only grew since. Builds offline with Debian's golang-golang-x-mod-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode GOPROXY=off go run verify.go ...
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error, what string) {
	if err != nil {
		fmt.Fprintln(os.Stderr, what+":", err)
		os.Exit(1)
	}
}

// checkpoint reads a signed checkpoint (C2SP tlog-checkpoint).
func checkpoint(path string, verifier note.Verifier) tlog.Tree {
	bytes, err := os.ReadFile(path)
	check(err, "checkpoint")
	opened, err := note.Open(bytes, note.VerifierList(verifier))
	check(err, path)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		check(fmt.Errorf("%q", opened.Text), "not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err, "root")
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

// tiles reads hashes from C2SP tiles, whose paths lack the height that x/mod's have.
type tiles struct{ directory string }

func (t tiles) Height() int                              { return 8 }
func (t tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.directory, path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// entries reads the entry bundles of a log (C2SP tlog-tiles).
func entries(directory string, size int64) (all [][]byte) {
	for first := int64(0); first < size; first += 256 {
		tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: 256}
		if size-first < 256 {
			tile.W = int(size - first)
		}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(directory, path))
		check(err, "entries")
		for len(data) > 0 {
			length := int(binary.BigEndian.Uint16(data))
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
	}
	return all
}

func main() {
	directory := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	check(err, "vkey")
	tree := checkpoint(filepath.Join(directory, "checkpoint"), verifier)
	reader := tlog.TileHashReader(tree, tiles{directory})
	all := entries(directory, tree.N)
	if int64(len(all)) != tree.N {
		check(fmt.Errorf("%d of %d", len(all), tree.N), "entries")
	}
	for index, entry := range all {
		proof, err := tlog.ProveRecord(tree.N, int64(index), reader)
		check(err, "proof")
		err = tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry))
		check(err, fmt.Sprint("entry ", index))
	}
	if len(os.Args) > 3 {
		old := checkpoint(os.Args[3], verifier)
		proof, err := tlog.ProveTree(tree.N, old.N, reader)
		check(err, "consistency proof")
		check(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash), "consistency")
	}
	fmt.Println("ok", tree.N)
}
