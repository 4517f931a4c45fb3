// verify_ledger.go checks a ledger of scand without any of scand's code. It was written from FORMAT.md and FORMAT-1.md alone,
// with Go's standard library alone, and it says what it checked and what it could not.
//
//	go run verify_ledger.go ledger DIR --vkey KEY [--earlier FILE]... [--policy FILE] [--cosigned FILE]
//	                        [--proof FILE [--entry FILE]]... [--json]     an entry is the leaf that a proof is of, one for each
//	go run verify_ledger.go ledger --vkey KEY [--proof FILE --entry FILE]... [--cosigned FILE] [--policy FILE] [--earlier FILE]... [--json]
//	                                                                      without the ledger: what was taken home, by itself
//	go run verify_ledger.go checkpoint --vkey KEY [--against DIR] [--json]     reads a checkpoint from standard input
//
// KEY is a verifier key or a file with one. Status 0: all is so; 1: something is not; 2: what was given cannot be used;
// 3: it could not look.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"math/bits"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	mostLeaves   = 1 << 24
	longestNote  = 65536
	longestLeaf  = 65535
	longestLine  = 16 << 20  // of cvr.json, with its end; and groups.json and totals.json
	largestFile  = 2 << 30   // the journal, and each released file
	largestList  = 256 << 20 // the manifest
	largestGiven = 128 << 10 // files that an observer brings
	largestBox   = 64 << 30
	mostInPolicy = 256 // logs, witnesses, groups
	deepest      = 8   // names in the path of a directory
	mostNames    = 2500000
	mostFindings = 10 // of one code
	notesAtOnce  = 1024
)

// ---- Main ----

var codes = strings.Fields("arguments key policy earlier-unusable proof-unusable files checkpoint journal bundle tile root leaf order " +
	"box release records sums earlier proof cosignatures not-closed")

func main() {
	r := &report{Findings: []finding{}, Checked: []string{}, NotChecked: []gap{}, inJSON: false}
	for _, word := range os.Args[1:] {
		r.inJSON = r.inJSON || word == "--json"
	}
	func() {
		defer r.rescue()
		r.run(os.Args[1:])
	}()
	os.Exit(r.print(os.Stdout))
}

type finding struct {
	Code string `json:"code"`
	File string `json:"file"`
	What string `json:"what"`
}

type gap struct {
	What  string `json:"what"`
	Needs string `json:"needs"`
}

type summary struct {
	Origin     string              `json:"origin"`
	Size       uint64              `json:"size"`
	Root       string              `json:"root"`
	Phase      string              `json:"phase"`
	Election   string              `json:"election"`
	Opened     *string             `json:"opened"`
	Closed     *string             `json:"closed"`
	Software   []map[string]string `json:"software"`
	Definition string              `json:"definition"`
	Sheets     map[string]int64    `json:"sheets"`
}

type report struct {
	Verified   bool      `json:"verified"`
	Status     int       `json:"status"`
	Findings   []finding `json:"findings"`
	Checked    []string  `json:"checked"`
	NotChecked []gap     `json:"notChecked"`
	Ledger     *summary  `json:"ledger"`
	inJSON     bool
}

// find notes what is not as the page says.
func (r *report) find(code, file, format string, arguments ...interface{}) {
	count := 0
	for _, other := range r.Findings {
		if other.Code == code {
			count++
		}
	}
	if count < mostFindings {
		r.Findings = append(r.Findings, finding{code, file, fmt.Sprintf(format, arguments...)})
	}
}

func (r *report) has(these ...string) bool {
	for _, found := range r.Findings {
		for _, code := range these {
			if found.Code == code {
				return true
			}
		}
	}
	return false
}

func (r *report) checked(format string, arguments ...interface{}) {
	r.Checked = append(r.Checked, fmt.Sprintf(format, arguments...))
}

func (r *report) notChecked(what, needs string) {
	r.NotChecked = append(r.NotChecked, gap{what, needs})
}

// unusable ends the run with status 2, cannotLook with status 3.
type unusable finding
type cannotLook string

func refuse(code, file, format string, arguments ...interface{}) {
	panic(unusable{code, file, fmt.Sprintf(format, arguments...)})
}

func look(err error) {
	if err != nil {
		panic(cannotLook(err.Error()))
	}
}

func (r *report) rescue() {
	switch what := recover().(type) {
	case nil:
	case unusable:
		r.Status, r.Findings = 2, []finding{finding(what)}
	case cannotLook:
		r.Status = 3
		r.notChecked("the ledger: "+string(what), "a run that can read everything")
	default:
		r.Status = 3
		r.notChecked(fmt.Sprintf("the ledger: this program has a fault: %v", what), "another verifier")
	}
}

func (r *report) print(to io.Writer) int {
	rank := map[string]int{}
	for place, code := range codes {
		rank[code] = place
	}
	sort.SliceStable(r.Findings, func(i, j int) bool { return rank[r.Findings[i].Code] < rank[r.Findings[j].Code] })
	if r.Status == 0 && len(r.Findings) > 0 {
		r.Status = 1
	}
	r.Verified = r.Status == 0
	if r.inJSON {
		encoder := json.NewEncoder(to)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", " ")
		if encoder.Encode(r) != nil {
			return 3
		}
		return r.Status
	}
	if r.Status == 3 {
		fmt.Fprintf(to, "could not look: %s\n", printable(r.NotChecked[len(r.NotChecked)-1].What))
		return 3
	}
	for _, found := range r.Findings {
		fmt.Fprintf(to, "[%s] %s: %s\n", found.Code, printable(found.File), printable(found.What))
	}
	for _, what := range r.Checked {
		fmt.Fprintf(to, "checked: %s\n", printable(what))
	}
	for _, gap := range r.NotChecked {
		fmt.Fprintf(to, "not checked: %s; it needs %s\n", printable(gap.What), printable(gap.Needs))
	}
	if l := r.Ledger; l != nil {
		fmt.Fprintf(to, "ledger %s: %d leaves, root %s, %s", printable(l.Origin), l.Size, l.Root, l.Phase)
		for _, name := range strings.Fields("accepted unresolved withdrawn counted returned voided") {
			if count, there := l.Sheets[name]; there {
				fmt.Fprintf(to, ", %d %s", count, name)
			}
		}
		fmt.Fprintln(to)
	}
	fmt.Fprintln(to, map[bool]string{true: "VERIFIED", false: "NOT VERIFIED"}[r.Verified])
	return r.Status
}

// printable keeps what a stranger wrote from steering a terminal.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return '\ufffd'
	}, text)
}

// ---- Arguments, and the files from outside ----

func (r *report) run(words []string) {
	given, places := map[string][]string{}, []string{}
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		if at := strings.Index(word, "="); at > 0 && strings.HasPrefix(word, "--") {
			word, words = word[:at], append([]string{word[at+1:]}, words...)
		}
		switch {
		case word == "--json":
		case strings.HasPrefix(word, "--"):
			if len(words) == 0 {
				refuse("arguments", word, "this option needs a value")
			}
			given[word], words = append(given[word], words[0]), words[1:]
		default:
			places = append(places, word)
		}
	}
	allowed := map[string]string{"ledger": " --vkey --earlier --policy --cosigned --proof --entry ", "checkpoint": " --vkey --against "}
	if len(places) == 0 || allowed[places[0]] == "" {
		refuse("arguments", "", "expected: ledger DIR --vkey KEY, or: checkpoint --vkey KEY")
	}
	command := places[0]
	for name, values := range given {
		if !strings.Contains(allowed[command], " "+name+" ") {
			refuse("arguments", name, "%s has no such option", command)
		}
		if len(values) > 1 && name != "--earlier" && name != "--proof" && name != "--entry" {
			refuse("arguments", name, "given more than once")
		}
	}
	if len(given["--vkey"]) == 0 {
		refuse("arguments", "--vkey", "it must be given")
	}
	isAlone := command == "ledger" && len(places) == 1
	if len(given["--entry"]) != len(given["--proof"]) && (isAlone || len(given["--entry"]) > 0) {
		refuse("arguments", "--entry", "there must be one for each --proof")
	}
	if isAlone && len(given["--proof"])+len(given["--cosigned"]) == 0 {
		refuse("arguments", "", "no ledger to check, and neither --proof with --entry nor --cosigned")
	}
	if len(places) > 2 || (command == "checkpoint" && len(places) > 1) {
		refuse("arguments", places[len(places)-1], "expected: ledger DIR --vkey KEY, or: checkpoint --vkey KEY")
	}
	key := readKey(given["--vkey"][0])
	if command == "checkpoint" {
		raw, err := io.ReadAll(io.LimitReader(os.Stdin, largestGiven))
		look(err)
		note, err := openNote(typed(raw), key)
		if err != nil {
			r.find("checkpoint", "standard input", "%v", err)
			return
		}
		r.checked("the checkpoint of %d leaves, root %x, is signed by the key", note.size, note.root)
		if len(given["--against"]) == 1 {
			dir := given["--against"][0]
			r.atRest(dir, func(r *report) { r.ledger(dir, key, brought{earlier: []*note_{note.named("standard input")}}) })
		}
		return
	}
	var with brought
	var unread *cannotLook
	// All is read: what cannot be used is told before what cannot be read.
	try := func(read func()) {
		defer func() {
			switch what := recover().(type) {
			case nil:
			case cannotLook:
				if unread == nil {
					unread = &what
				}
			default:
				panic(what)
			}
		}()
		read()
	}
	checkpoint := func(name string) *note_ {
		note, err := openNote(readGiven("earlier-unusable", name), key)
		if err != nil {
			refuse("earlier-unusable", name, "%v", err)
		}
		return note.named(name)
	}
	for _, name := range given["--policy"] {
		try(func() { with.policy = readPolicy(name, key) })
	}
	for _, name := range given["--earlier"] {
		try(func() { with.earlier = append(with.earlier, checkpoint(name)) })
	}
	for _, name := range given["--cosigned"] {
		try(func() { with.cosigned = checkpoint(name) })
	}
	for place, name := range given["--proof"] {
		if len(given["--entry"]) > 0 {
			entry := given["--entry"][place]
			try(func() { with.entries = append(with.entries, leafHash(readGiven("proof-unusable", entry))) })
		}
		try(func() { with.proofs = append(with.proofs, readProof(name, key)) })
	}
	if unread != nil {
		panic(*unread)
	}
	if isAlone {
		r.alone(with)
	} else {
		r.atRest(places[1], func(r *report) { r.ledger(places[1], key, with) })
	}
}

const tries = 3

// atRest looks at a ledger again where it was written meanwhile and something is not right.
func (r *report) atRest(dir string, look func(*report)) {
	before := *r
	for attempt := 1; ; attempt++ {
		stampBefore := stampOf(dir)
		*r = before
		var failure interface{}
		func() {
			defer func() { failure = recover() }()
			look(r)
		}()
		changed := stampOf(dir).differs(stampBefore)
		if (failure == nil && len(r.Findings) == 0) || (!changed && (attempt == tries || !isInTheMaking(dir))) {
			if failure != nil {
				panic(failure)
			}
			return
		}
		if attempt == tries {
			panic(cannotLook(dir + ": it is being written: look again, or at a copy"))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func isInTheMaking(dir string) bool {
	for _, name := range []string{"checkpoint.tmp", "cosigned.tmp"} {
		if _, err := os.Lstat(dir + "/" + name); err == nil {
			return true
		}
	}
	return false
}

// stamp is what changes when a ledger is written: each of its files, nil where it is not there.
type stamp [3]os.FileInfo

func stampOf(dir string) (s stamp) {
	for at, name := range []string{"journal", "checkpoint", "cosigned"} {
		if info, err := os.Lstat(dir + "/" + name); err == nil {
			s[at] = info
		}
	}
	return s
}

func (s stamp) differs(other stamp) bool {
	for at, info := range s {
		before := other[at]
		if info == nil || before == nil {
			if info != before {
				return true
			}
		} else if !os.SameFile(info, before) || info.Size() != before.Size() || !info.ModTime().Equal(before.ModTime()) {
			return true
		}
	}
	return false
}

// brought is what the observer has from elsewhere.
type brought struct {
	earlier  []*note_
	policy   *policy
	cosigned *note_
	proofs   []*proof
	entries  []hash // none, or one for each proof
}

func readGiven(code, name string) []byte {
	file, err := os.Open(name)
	look(err)
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, largestGiven+1))
	look(err)
	if len(raw) > largestGiven {
		refuse(code, name, "more than %d bytes", largestGiven)
	}
	return fromOutside(raw)
}

// fromOutside takes away what editors and mail programs add: a byte-order mark, and CR before every line end.
func fromOutside(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if pairs := bytes.Count(raw, []byte("\r\n")); pairs > 0 && pairs == bytes.Count(raw, []byte("\n")) {
		return bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	}
	return raw
}

// typed is a checkpoint as people and phones hand it over: other line ends, spaces behind lines, another dash.
func typed(raw []byte) []byte {
	lines := strings.Split(strings.Trim(strings.TrimPrefix(string(raw), "\ufeff"), " \t\r\n"), "\n")
	for at, line := range lines {
		line = strings.TrimRight(line, " \t\r")
		for _, dash := range []string{"--", "-", "–", "—"} {
			if rest := strings.TrimPrefix(line, dash+" "); rest != line {
				line = "— " + strings.TrimLeft(rest, " ")
				break
			}
		}
		lines[at] = line
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

func readKey(given string) *vkey {
	key, err := parseKey(given, 1)
	if err != nil {
		if _, missing := os.Stat(given); missing != nil {
			refuse("key", given, "neither a verifier key (%v) nor a file", err)
		}
		file, fault := os.Open(given)
		if fault != nil {
			refuse("key", given, "%v", fault)
		}
		raw, fault := io.ReadAll(io.LimitReader(file, largestGiven))
		file.Close()
		if fault != nil {
			refuse("key", given, "%v", fault)
		}
		key, err = parseKey(strings.TrimSuffix(string(fromOutside(raw)), "\n"), 1)
		if err != nil {
			refuse("key", given, "%v", err)
		}
	}
	return key
}

// ---- Words ----

type hash = [32]byte

func isHash(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}

func number(text string, version int) (int64, bool) {
	if text == "" || strings.Trim(text, "0123456789") != "" || (text[0] == '0' && text != "0") || (version == 2 && len(text) > 15) {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

func isText(text string) bool {
	return len(text) >= 1 && len(text) <= 256 && utf8.ValidString(text)
}

// isID says whether a text is the id of a contest or an option in a release; version 1 has no greatest length for it.
func isID(text string, version int) bool {
	return isText(text) || (version == 1 && text != "" && utf8.ValidString(text))
}

func isName(text string) bool {
	return isText(text) && !strings.ContainsRune(text, '+') &&
		strings.IndexFunc(text, func(c rune) bool { return unicode.IsSpace(c) || c < 0x20 || c == 0x7f }) < 0
}

func isTime(text string) bool {
	t, err := time.Parse("2006-01-02T15:04Z", text)
	return err == nil && t.Year() >= 2000 && t.Year() <= 2099 && t.Format("2006-01-02T15:04Z") == text
}

func unbase64(text string) ([]byte, bool) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	return raw, err == nil && base64.StdEncoding.EncodeToString(raw) == text
}

// ---- Keys, notes, checkpoints ----

type vkey struct {
	line, name string
	id         [4]byte
	public     ed25519.PublicKey
}

// parseKey reads <name>+<id>+<base64(kind ‖ key)>; kind is 1 for a log and 4 for a witness.
func parseKey(line string, kind byte) (*vkey, error) {
	parts := strings.SplitN(line, "+", 3)
	if len(parts) != 3 || !isName(parts[0]) {
		return nil, fmt.Errorf("not of the form <name>+<id>+<base64>")
	}
	raw, ok := unbase64(parts[2])
	if !ok || len(raw) != 33 || raw[0] != kind {
		return nil, fmt.Errorf("not the base64 of an Ed25519 key of kind %d", kind)
	}
	sum := sha256.Sum256([]byte(parts[0] + "\n" + string(raw)))
	if hex.EncodeToString(sum[:4]) != parts[1] {
		return nil, fmt.Errorf("the id is not that of name and key")
	}
	return &vkey{line, parts[0], [4]byte{sum[0], sum[1], sum[2], sum[3]}, raw[1:]}, nil
}

type signature struct {
	name string
	blob []byte
}

type note_ struct {
	text       string
	size       uint64
	root       hash
	signatures []signature
	file       string
}

func (n *note_) named(file string) *note_ {
	n.file = file
	return n
}

func checkpointText(origin string, size uint64, root hash) string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, size, base64.StdEncoding.EncodeToString(root[:]))
}

// openNote reads a checkpoint that the key signed.
func openNote(raw []byte, key *vkey) (*note_, error) {
	if len(raw) > longestNote || !utf8.Valid(raw) {
		return nil, fmt.Errorf("more than %d bytes, or not UTF-8", longestNote)
	}
	if bytes.IndexFunc(raw, func(c rune) bool { return c < 0x20 && c != '\n' }) >= 0 {
		return nil, fmt.Errorf("there are control characters")
	}
	empty := bytes.LastIndex(raw, []byte("\n\n"))
	if empty < 0 || !bytes.HasSuffix(raw, []byte("\n")) {
		return nil, fmt.Errorf("no empty line between text and signatures, or the last line has no end")
	}
	note := &note_{text: string(raw[:empty+1])}
	lines := strings.Split(string(raw[empty+2:]), "\n")
	lines = lines[:len(lines)-1]
	if len(lines) < 1 || len(lines) > 64 {
		return nil, fmt.Errorf("%d signature lines, not 1 to 64", len(lines))
	}
	isSigned := false
	for _, line := range lines {
		parts := strings.Split(line, " ")
		if len(parts) != 3 || parts[0] != "—" || !isName(parts[1]) {
			return nil, fmt.Errorf("a line is not a signature: %q", line)
		}
		blob, ok := unbase64(parts[2])
		if !ok || len(blob) < 5 {
			return nil, fmt.Errorf("not the base64 of a signature: %q", line)
		}
		note.signatures = append(note.signatures, signature{parts[1], blob})
		if parts[1] == key.name && bytes.Equal(blob[:4], key.id[:]) {
			if len(blob) != 68 || !ed25519.Verify(key.public, []byte(note.text), blob[4:]) {
				return nil, fmt.Errorf("the key's signature is wrong")
			}
			isSigned = true
		}
	}
	if !isSigned {
		return nil, fmt.Errorf("the key %s has not signed it", key.name)
	}
	text := strings.Split(note.text, "\n")
	if len(text) != 4 || text[0] != key.name {
		return nil, fmt.Errorf("the text is not three lines that begin with the origin %s", key.name)
	}
	size, ok := number(text[1], 2)
	root, isRoot := unbase64(text[2])
	if !ok || size < 1 || size > mostLeaves || !isRoot || len(root) != 32 {
		return nil, fmt.Errorf("no size of 1 to %d with a root", mostLeaves)
	}
	note.size = uint64(size)
	copy(note.root[:], root)
	return note, nil
}

// ---- Tree ----

func leafHash(leaf []byte) hash {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(leaf)
	var sum hash
	h.Sum(sum[:0])
	return sum
}

func node(left, right hash) hash {
	var raw [65]byte
	raw[0] = 1
	copy(raw[1:], left[:])
	copy(raw[33:], right[:])
	return sha256.Sum256(raw[:])
}

// tree keeps the roots of the full subtrees that the leaves so far make, largest first.
type tree struct {
	size  uint64
	peaks []hash
}

func (t *tree) add(h hash) {
	for n := t.size; n&1 == 1; n >>= 1 {
		h = node(t.peaks[len(t.peaks)-1], h)
		t.peaks = t.peaks[:len(t.peaks)-1]
	}
	t.peaks = append(t.peaks, h)
	t.size++
}

func (t *tree) root() hash {
	if t.size == 0 {
		return sha256.Sum256(nil)
	}
	h := t.peaks[len(t.peaks)-1]
	for i := len(t.peaks) - 2; i >= 0; i-- {
		h = node(t.peaks[i], h)
	}
	return h
}

// rootOfProof climbs from a leaf to the root that an inclusion proof gives it.
func rootOfProof(leaf hash, index, size uint64, path []hash) (hash, bool) {
	h, last := leaf, size-1
	for ; last > 0; index, last = index>>1, last>>1 {
		if index&1 == 0 && index == last {
			continue
		}
		if len(path) == 0 {
			return h, false
		}
		if index&1 == 1 {
			h = node(path[0], h)
		} else {
			h = node(h, path[0])
		}
		path = path[1:]
	}
	return h, len(path) == 0
}

// piece names file n of a level; width is below 256 where it is partial.
func piece(level string, n, width uint64) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	name = "tile/" + level + "/" + name
	if width < 256 {
		name += fmt.Sprintf(".p/%d", width)
	}
	return name
}

// pieces calls for each file that a ledger of this size has.
func pieces(size uint64, each func(name string)) {
	level := func(name string, count uint64) {
		for n := uint64(0); n < count; n += 256 {
			width := count - n
			if width > 256 {
				width = 256
			}
			each(piece(name, n/256, width))
		}
	}
	level("entries", size)
	for l, count := 0, size; count > 0; l, count = l+1, count/256 {
		level(strconv.Itoa(l), count)
	}
}

// ---- The directory ----

type ledger struct {
	*report
	dir     string
	key     *vkey
	files   map[string]int64 // regular files and their sizes
	folders []string
	names   int    // of anything
	note    *note_ // the checkpoint, if it is right
	version int
	days    *history
	roots   map[uint64]hash // of the sizes that somebody asks for
	leaves  map[uint64]hash // hashes of the leaves that somebody asks for
	size    uint64          // leaves that were read
	root    hash            // of them
}

func (r *report) ledger(dir string, key *vkey, with brought) {
	info, err := os.Stat(dir)
	look(err)
	if !info.IsDir() {
		look(fmt.Errorf("%s: not a directory", dir))
	}
	l := &ledger{report: r, dir: dir, key: key, files: map[string]int64{}, roots: map[uint64]hash{}, leaves: map[uint64]hash{}}
	l.scan("")
	l.readCheckpoint()
	l.version = l.findVersion()
	l.checkFiles()
	for _, earlier := range with.earlier {
		l.roots[earlier.size] = hash{}
	}
	for _, proof := range with.proofs {
		l.roots[proof.note.size] = hash{}
		l.leaves[proof.index] = hash{}
	}
	cosigned := l.readCosigned(with)
	if cosigned != nil {
		l.roots[cosigned.size] = hash{}
	}
	l.walk()
	totals := l.days.totals
	if totals == nil {
		totals = l.unsignedTotals()
	} else if _, there := l.files["unsigned-totals"]; there {
		l.find("order", "unsigned-totals", "there are signed totals")
	}
	if !r.has("leaf", "order") && l.days.phase != "empty" {
		l.checkBox(totals)
		l.checkRelease(totals)
	} else {
		l.notChecked("box, release, records and sums", "leaves that are right")
	}
	if l.size == 0 {
		l.notChecked("earlier checkpoints, proofs and cosignatures", "leaves that can be read")
	} else {
		l.checkEarlier(with)
		l.checkProofs(with)
		l.checkCosignatures(with, cosigned)
	}
	l.summarize()
}

func (l *ledger) scan(folder string) {
	entries, err := os.ReadDir(filepath.Join(l.dir, filepath.FromSlash(folder)))
	look(err)
	for _, entry := range entries {
		path := folder + entry.Name()
		if l.names++; l.names > mostNames {
			if l.names == mostNames+1 {
				l.find("files", ".", "more than %d names", mostNames)
			}
			return
		}
		switch {
		case !utf8.ValidString(entry.Name()):
			l.find("files", strings.ToValidUTF8(path, "\ufffd"), "the name is not UTF-8")
		case entry.IsDir():
			l.folders = append(l.folders, path)
			if strings.Count(path, "/") >= deepest {
				l.find("files", path, "too deep")
			} else {
				l.scan(path + "/")
			}
		case !entry.Type().IsRegular():
			l.find("files", path, "neither a regular file nor a directory")
		case isDesktop(entry.Name()):
			l.checked("%s was passed over: desktop systems leave such files", path)
		default:
			info, err := entry.Info()
			look(err)
			l.files[path] = info.Size()
		}
	}
}

func isDesktop(name string) bool {
	return name == ".DS_Store" || name == "Thumbs.db" || name == "desktop.ini" || strings.HasPrefix(name, "._")
}

func (l *ledger) open(path string) *os.File {
	file, err := os.Open(filepath.Join(l.dir, filepath.FromSlash(path)))
	look(err)
	return file
}

// read gives the bytes of a file; one that is missing or larger than said is nil.
func (l *ledger) read(path string, most int64) []byte {
	if size, there := l.files[path]; !there || size > most {
		return nil
	}
	file := l.open(path)
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, most))
	look(err)
	if raw == nil {
		raw = []byte{}
	}
	return raw
}

func (l *ledger) readCheckpoint() {
	size, there := l.files["checkpoint"]
	if !there {
		return // [files] says so
	}
	raw := l.read("checkpoint", longestNote)
	if raw == nil {
		l.find("checkpoint", "checkpoint", "%d bytes, more than %d", size, longestNote)
		return
	}
	note, err := openNote(raw, l.key)
	if err != nil {
		l.find("checkpoint", "checkpoint", "%v", err)
		return
	}
	l.note = note
	l.roots[note.size] = hash{}
	l.checked("checkpoint of %d leaves, signed by the key", note.size)
}

// findVersion looks at the beginning of the first leaf.
func (l *ledger) findVersion() int {
	for _, start := range []struct {
		path string
		at   int
	}{{"journal", len(journalHead) + 12}, {"tile/entries/000", 2}} {
		path := start.path
		for width := 1; path != "journal" && l.files[path] == 0 && width < 256; width++ {
			path = fmt.Sprintf("tile/entries/000.p/%d", width)
		}
		if l.files[path] == 0 {
			continue
		}
		file := l.open(path)
		raw := make([]byte, start.at+8)
		n, _ := io.ReadFull(file, raw)
		file.Close()
		if n == len(raw) && string(raw[start.at:]) == "scand/v1" {
			return 1
		}
		if n == len(raw) && string(raw[start.at:]) == "scand/v2" {
			return 2
		}
	}
	return 2
}

// checkFiles reports what must be there and is not, and what is there and must not be. Tiles are judged only by a checkpoint.
func (l *ledger) checkFiles() {
	expected := map[string]bool{"checkpoint": true, "cosigned": true, "journal": true, "lock": true, "unsigned-totals": l.version == 2,
		"box/slots": true, "box/pictures": true, "box/keys": true, "box/keys.2": true,
		"box/openings": true}
	if l.note != nil {
		pieces(l.note.size, func(name string) { expected[name] = true })
	}
	folders := map[string]bool{"tile": true, "release": true, "box": true}
	_, expected["unsettled"] = l.files["unsigned-totals"]
	expected["unsettled"] = expected["unsettled"] && l.version == 2
	for path := range l.files {
		isFree := strings.HasPrefix(path, "release/") || (l.note == nil && strings.HasPrefix(path, "tile/")) ||
			(l.version == 1 && strings.HasPrefix(path, "box/"))
		if !expected[path] && !isFree {
			l.find("files", path, "not a file of a ledger of this size")
		}
		for at := strings.LastIndex(path, "/"); at >= 0; at = strings.LastIndex(path[:at], "/") {
			folders[path[:at]] = true
		}
	}
	for _, path := range l.folders {
		if !folders[path] {
			l.find("files", path, "not a directory of a ledger")
		}
	}
	for _, path := range []string{"lock", "journal", "checkpoint"} {
		if _, there := l.files[path]; !there {
			l.find("files", path, "missing")
		}
	}
	if l.files["lock"] > 0 {
		l.find("files", "lock", "not empty")
	}
}

// ---- The walk over all leaves ----

const journalHead = "scand-journal/v1\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// walk reads all leaves: from the journal, or from the bundles where the journal is not right.
func (l *ledger) walk() {
	defer func() {
		if l.note == nil {
			l.notChecked("bundles, tiles and the published root", "a checkpoint that is right")
		}
	}()
	l.days = newHistory(l)
	pass := newPass(l, true)
	if err := l.readJournal(pass.add); err != nil {
		l.find("journal", "journal", "%v", err)
	} else if l.note != nil && pass.tree.size < l.note.size {
		l.find("journal", "journal", "%d leaves, and %d were published", pass.tree.size, l.note.size)
	}
	if _, there := l.files["journal"]; there && !l.has("journal") {
		pass.end()
		l.size, l.root = pass.tree.size, pass.tree.root()
		l.checked("journal of %d leaves, with every checkpoint in it", l.size)
		return
	}
	l.Findings = pass.without()
	for size := range l.roots {
		l.roots[size] = hash{}
	}
	l.days = newHistory(l)
	if l.note == nil {
		return
	}
	pass = newPass(l, false)
	if err := l.readBundles(pass.add); err != nil {
		l.Findings = pass.without()
		l.days = newHistory(l)
		l.find("bundle", "tile/entries", "%v", err)
		return
	}
	if pass.tree.root() != l.note.root {
		l.Findings = pass.without()
		l.days = newHistory(l)
		l.find("root", "tile/entries", "the bundles do not have the published root")
		return
	}
	pass.end()
	l.size, l.root = pass.tree.size, pass.tree.root()
	l.checked("leaves were taken from the bundles, which have the published root")
}

// readJournal gives each leaf to visit, which answers with the root after it.
func (l *ledger) readJournal(visit func(leaf []byte) hash) error {
	size, there := l.files["journal"]
	if !there {
		return nil
	}
	if size > largestFile {
		return fmt.Errorf("%d bytes, more than %d", size, int64(largestFile))
	}
	file := l.open("journal")
	defer file.Close()
	in := bufio.NewReaderSize(file, 1<<20)
	head := make([]byte, len(journalHead))
	if _, err := io.ReadFull(in, head); err != nil || string(head) != journalHead {
		return fmt.Errorf("does not begin with %q", journalHead)
	}
	var notes []noteJob
	for k := uint64(0); ; k++ {
		first, err := in.Peek(1)
		if err != io.EOF {
			look(err)
		}
		if isEnd := err == io.EOF || first[0] == 0; isEnd || len(notes) == notesAtOnce {
			if err := checkNotes(notes, l.key); err != nil {
				return err
			}
			if notes = notes[:0]; isEnd {
				return onlyZeros(in, k)
			}
		}
		var record [12]byte
		if _, err := io.ReadFull(in, record[:]); err != nil {
			return fmt.Errorf("record %d is cut short", k)
		}
		leafLength, noteLength := binary.BigEndian.Uint32(record[4:]), binary.BigEndian.Uint32(record[8:])
		if string(record[:4]) != "SLJR" || leafLength > longestLeaf || noteLength > longestLeaf {
			return fmt.Errorf("record %d does not begin as a record", k)
		}
		if k >= mostLeaves {
			return fmt.Errorf("more than %d leaves", mostLeaves)
		}
		body := make([]byte, leafLength+noteLength+4)
		if _, err := io.ReadFull(in, body); err != nil {
			return fmt.Errorf("record %d is cut short", k)
		}
		sum := crc32.Update(crc32.Checksum(record[:], castagnoli), castagnoli, body[:len(body)-4])
		if sum != binary.BigEndian.Uint32(body[len(body)-4:]) {
			return fmt.Errorf("record %d: the CRC-32C is wrong", k)
		}
		root := visit(body[:leafLength:leafLength])
		notes = append(notes, noteJob{k, checkpointText(l.key.name, k+1, root), body[leafLength : leafLength+noteLength]})
	}
}

func onlyZeros(in io.Reader, k uint64) error {
	buffer := make([]byte, 1<<16)
	for {
		n, err := in.Read(buffer)
		if len(bytes.TrimLeft(buffer[:n], "\x00")) > 0 {
			return fmt.Errorf("after %d records there is something that is neither a record nor zeros", k)
		}
		if err == io.EOF {
			return nil
		}
		look(err)
	}
}

// noteJob is a note of the journal that waits for its signature to be checked.
type noteJob struct {
	k    uint64
	text string
	raw  []byte
}

// checkNotes checks signatures on all cores; it tells the first that is wrong.
func checkNotes(jobs []noteJob, key *vkey) error {
	faults := make([]error, len(jobs))
	parallel(len(jobs), func(at int) {
		note, err := openNote(jobs[at].raw, key)
		if err == nil && note.text != jobs[at].text {
			err = fmt.Errorf("the text is not the checkpoint of the leaves so far")
		} else if err == nil && len(note.signatures) != 1 {
			err = fmt.Errorf("there are other lines than the key's signature, which could tell of the sheet")
		}
		faults[at] = err
	})
	for at, err := range faults {
		if err != nil {
			return fmt.Errorf("note of record %d: %v", jobs[at].k, err)
		}
	}
	return nil
}

// parallel does the pieces of a work on all cores.
func parallel(count int, work func(at int)) {
	var next int64 = -1
	var group sync.WaitGroup
	faults := make(chan interface{}, runtime.NumCPU())
	for i := 0; i < runtime.NumCPU(); i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			defer func() {
				if fault := recover(); fault != nil {
					faults <- fault
				}
			}()
			for at := atomic.AddInt64(&next, 1); at < int64(count); at = atomic.AddInt64(&next, 1) {
				work(int(at))
			}
		}()
	}
	group.Wait()
	if len(faults) > 0 {
		panic(<-faults)
	}
}

func (l *ledger) readBundles(visit func(leaf []byte) hash) error {
	for n := uint64(0); n < l.note.size; n += 256 {
		width := l.note.size - n
		if width > 256 {
			width = 256
		}
		name := piece("entries", n/256, width)
		raw := l.read(name, 256*(2+longestLeaf))
		for i := uint64(0); i < width; i++ {
			if len(raw) < 2 || len(raw)-2 < int(binary.BigEndian.Uint16(raw)) {
				return fmt.Errorf("%s is missing or cut short", name)
			}
			end := 2 + int(binary.BigEndian.Uint16(raw))
			visit(raw[2:end:end])
			raw = raw[end:]
		}
		if len(raw) > 0 {
			return fmt.Errorf("%s is too long", name)
		}
	}
	return nil
}

// pass takes leaves one by one and compares bundles, tiles and roots with them.
type pass struct {
	*ledger
	tree    tree
	before  int // findings
	bundle  []byte
	levels  [4][]byte // hashes of the tile that is being filled
	counts  [4]uint64
	bundles bool
}

func newPass(l *ledger, bundles bool) *pass {
	return &pass{ledger: l, before: len(l.Findings), bundles: bundles}
}

// without gives the findings but for those of this pass that the leaves made.
func (p *pass) without() []finding {
	kept := append([]finding{}, p.Findings[:p.before]...)
	for _, found := range p.Findings[p.before:] {
		if found.Code == "journal" {
			kept = append(kept, found)
		}
	}
	return kept
}

func (p *pass) add(leaf []byte) hash {
	h := leafHash(leaf)
	p.days.add(leaf)
	if _, asked := p.leaves[p.tree.size]; asked {
		p.leaves[p.tree.size] = h
	}
	p.tree.add(h)
	if p.note != nil && p.tree.size <= p.note.size {
		var length [2]byte
		binary.BigEndian.PutUint16(length[:], uint16(len(leaf)))
		p.bundle = append(append(p.bundle, length[:]...), leaf...)
		if p.tree.size%256 == 0 {
			p.compareBundle()
		}
		p.addToTile(0, h)
	}
	root := p.tree.root()
	if _, asked := p.roots[p.tree.size]; asked {
		p.roots[p.tree.size] = root
	}
	if p.note != nil && p.tree.size == p.note.size {
		if p.tree.size%256 != 0 {
			p.compareBundle()
		}
		for level := range p.levels {
			p.compareTile(level)
		}
		if root != p.note.root {
			p.find("root", "checkpoint", "the first %d leaves have the root %x, not %x", p.note.size, root, p.note.root)
		}
	}
	return root
}

func (p *pass) addToTile(level int, h hash) {
	p.levels[level] = append(p.levels[level], h[:]...)
	p.counts[level]++
	if len(p.levels[level]) == 256*32 {
		var t tree
		for at := 0; at < 256*32; at += 32 {
			var child hash
			copy(child[:], p.levels[level][at:])
			t.add(child)
		}
		p.compareTile(level)
		if level+1 < len(p.levels) {
			p.addToTile(level+1, t.root())
		}
	}
}

func (p *pass) compareTile(level int) {
	if width := uint64(len(p.levels[level]) / 32); width > 0 {
		p.compare("tile", piece(strconv.Itoa(level), (p.counts[level]-1)/256, width), p.levels[level])
		p.levels[level] = p.levels[level][:0]
	}
}

func (p *pass) compareBundle() {
	if p.bundles {
		p.compare("bundle", piece("entries", (p.tree.size-1)/256, (p.tree.size-1)%256+1), p.bundle)
	}
	p.bundle = p.bundle[:0]
}

func (p *pass) compare(code, name string, expected []byte) {
	if size, there := p.files[name]; !there {
		p.find(code, name, "missing")
	} else if size != int64(len(expected)) || !bytes.Equal(p.read(name, size), expected) {
		p.find(code, name, "not what the journal's leaves give")
	}
}

func (p *pass) end() {
	if p.note != nil && !p.has("bundle", "tile", "root") {
		p.checked("bundles, tiles and root of the %d published leaves", p.note.size)
	}
}

// ---- Leaves ----

// What a value is: N a number (N:a:b within bounds), # ten digits, H a hash, T a time, S a text, K a verifier key, B a box key,
// P a power of two to 2^20, M:a:b a multiple of 4096 within bounds, else a word. A slash after the name of a field stands for
// any count of fields with an id after it; "contests" for the lines of contests.
const sums5 = "accepted N; returned N; unresolved N; voided N; withdrawn N; "

var leafTypes = [3]map[string]string{
	1: {
		"genesis": "format 1; origin S; vkey K; election S; layout-sha256 H; software S; box-key B; box-slots P; " +
			"box-slot-bytes M:4096:1048576; box-picture-bytes M:0:67108864; box-commit H",
		"polls-opened": "", "interrupted": "", "copy-lost": "", "copy-restored": "", "keys-destroyed": "",
		"sheet-accepted": "number #; box H", "sheet-unresolved": "number #; box H", "sheet-returned": "number #", "sheet-voided": "number #",
		"polls-closed": "accepted N; returned N; unresolved N; voided N",
		"totals":       "sheets N; release-sha256 H; box-root H; box-blind H; return-reason/ N; contests",
	},
	2: {
		"genesis": "format 2; created T; origin S; vkey K; purpose election|test|training; election S; definition-sha256 H; software S; " +
			"software-sha256 H; sheets-sha256 H|none; copy yes|no; smallest-group N:1:1000; anchor-sheets N:0:0|N:10:100000; " +
			"anchor-minutes N:0:1440; box-key B; box-slots P; box-slot-bytes M:4096:1048576; box-picture-bytes M:0:67108864; box-commit H",
		"machine-started": "after stop|interruption; definition-sha256 H; software S; software-sha256 H; time T",
		"polls-opened":    "time T", "polls-resumed": "time T",
		"polls-paused":   "reason person|stack-ended|signal|interruption|time|jam|cover|disconnected|storage|box-full|device|other; time T",
		"sheet-accepted": "number #; box H", "sheet-unresolved": "number #; box H", "sheet-voided": "number #", "sheets-returned": "from #; to #",
		"batch-begun": "batch N", "batch-ended": "batch N; sheets N", "batch-withdrawn": "batch N; sheets N; box H",
		"mode-changed": "mode test|training|stationary|portable|plain-box|overnight; since T; time T",
		"tests-fed":    "sheets N:1:999999999999999; time T",
		"acted": "action open|pause|resume|close|mode|batch|confirm|adjudicate|report|seal|release|other; person S; " +
			"role worker|administrator|technician|observer|custodian; time T",
		"seal-checked":   "place S; seal S; state applied|intact|broken|removed; time T",
		"checklist":      "list open|close; item/ yes|no; time T",
		"control-data":   "moment evening|morning; " + sums5 + "time T",
		"report-printed": "report zero|control|tests|results|protocol; sha256 H; time T",
		"copy-lost":      "", "copy-restored": "",
		"polls-closed":   sums5 + "out-of-hours N; in-the-way N; fault/ N; return-reason/ N; time T",
		"adjudicated":    "sheets N; contests",
		"totals":         "sheets N; release-sha256 H; box-root H; box-blind H; mode/ N; batch/ N; contests",
		"keys-destroyed": "copy none|destroyed|gone; drafts N",
	},
}

// isValue says whether a text is of a kind of the table; alternatives are joined by a bar.
func isValue(text, kinds string, version int) bool {
	for _, kind := range strings.Split(kinds, "|") {
		parts := strings.Split(kind, ":")
		n, isNumber := number(text, version)
		isWithin := isNumber
		if len(parts) == 3 {
			low, _ := strconv.ParseInt(parts[1], 10, 64)
			high, _ := strconv.ParseInt(parts[2], 10, 64)
			isWithin = isNumber && low <= n && n <= high
		}
		ok := text == kind && len(kind) > 1 && len(parts) == 1
		switch parts[0] {
		case "1", "2":
			ok = text == kind
		case "N":
			ok = isWithin
		case "#":
			ok = len(text) == 10 && strings.Trim(text, "0123456789") == "" && text != "0000000000"
		case "H":
			ok = isHash(text)
		case "T":
			ok = isTime(text)
		case "S":
			ok = isText(text)
		case "K":
			_, err := parseKey(text, 1)
			ok = err == nil
		case "B":
			ok = isBoxKey(text)
		case "P":
			ok = isNumber && n >= 1 && n <= 1<<20 && n&(n-1) == 0
		case "M":
			ok = isWithin && n%4096 == 0
		}
		if ok {
			return true
		}
	}
	return false
}

func isBoxKey(text string) bool {
	parts := strings.SplitN(text, "+", 4)
	if len(parts) != 4 || parts[0] != "scand-box" || !isName(parts[1]) {
		return false
	}
	raw, ok := unbase64(parts[3])
	sum := sha256.Sum256([]byte("scand-box\n" + parts[1] + "\n" + string(raw)))
	return ok && len(raw) == 32 && hex.EncodeToString(sum[:4]) == parts[2]
}

// leaf is what its lines say: fields of one word, of a word and an id, and contests.
type leaf struct {
	kind     string
	fields   map[string]string
	families map[string]map[string]string
	contests map[string]*sums
}

func (l *leaf) number(name string) int64 {
	n, _ := strconv.ParseInt(l.fields[name], 10, 64) // ten digits may begin with zeros
	return n
}

func (l *leaf) family(name string) map[string]int64 {
	counts := map[string]int64{}
	for id, value := range l.families[name] {
		counts[id], _ = number(value, 1)
	}
	return counts
}

// unescape undoes %XX; only the one spelling of a text is taken.
func unescape(raw string, inKey bool) (string, bool) {
	var text strings.Builder
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c < 0x21 || c > 0x7e {
			return "", false
		}
		if c == '%' {
			if i+2 >= len(raw) || strings.Trim(raw[i+1:i+3], "0123456789ABCDEF") != "" {
				return "", false
			}
			n, _ := strconv.ParseUint(raw[i+1:i+3], 16, 8)
			c = byte(n)
			if c >= 0x21 && c <= 0x7e && c != '%' && !(inKey && c == '/') {
				return "", false
			}
			i += 2
		}
		text.WriteByte(c)
	}
	return text.String(), text.Len() > 0 && utf8.ValidString(text.String())
}

func parseLeaf(raw []byte, version int) (*leaf, error) {
	head := fmt.Sprintf("scand/v%d ", version)
	if len(raw) > longestLeaf || !bytes.HasPrefix(raw, []byte(head)) || raw[len(raw)-1] != '\n' {
		return nil, fmt.Errorf("not lines that begin with %q", head)
	}
	lines := strings.Split(string(raw[len(head):len(raw)-1]), "\n")
	table, known := leafTypes[version][lines[0]]
	if !known {
		return nil, fmt.Errorf("no such type: %q", lines[0])
	}
	result := &leaf{lines[0], map[string]string{}, map[string]map[string]string{}, map[string]*sums{}}
	kinds, mayHaveContests := map[string]string{}, false
	for _, field := range strings.Split(table, "; ") {
		if parts := strings.SplitN(field, " ", 2); len(parts) == 2 {
			kinds[parts[0]] = parts[1]
		}
		mayHaveContests = mayHaveContests || field == "contests"
	}
	contests := map[string][]contestLine{}
	before := ""
	for _, line := range lines[1:] {
		parts := strings.Split(line, " ")
		if len(parts) != 2 || (before != "" && parts[0] <= before) {
			return nil, fmt.Errorf("not a key and a value, or not in order: %q", line)
		}
		before = parts[0]
		words := strings.Split(parts[0], "/")
		value, ok := unescape(parts[1], false)
		for i := range words {
			var isWord bool
			words[i], isWord = unescape(words[i], true)
			ok = ok && isWord
		}
		if !ok {
			return nil, fmt.Errorf("not spelled as a text is: %q", line)
		}
		switch {
		case len(words) == 1 && kinds[words[0]] != "":
			ok = isValue(value, kinds[words[0]], version)
			result.fields[words[0]] = value
		case len(words) == 2 && kinds[words[0]+"/"] != "":
			ok = isText(words[1]) && isValue(value, kinds[words[0]+"/"], version)
			if words[0] == "mode" {
				ok = ok && (words[1] == "stationary" || words[1] == "portable")
			} else if words[0] == "batch" {
				ok = ok && isValue(words[1], "N", 2)
			}
			if result.families[words[0]] == nil {
				result.families[words[0]] = map[string]string{}
			}
			result.families[words[0]][words[1]] = value
		case len(words) >= 3 && words[0] == "contest" && mayHaveContests:
			n, isNumber := number(value, version)
			ok = isText(words[1]) && isNumber
			contests[words[1]] = append(contests[words[1]], contestLine{words[2:], n})
		default:
			return nil, fmt.Errorf("%s has no such field: %q", result.kind, line)
		}
		if !ok {
			return nil, fmt.Errorf("not a value of this field: %q", line)
		}
	}
	for name := range kinds {
		if _, there := result.fields[name]; !there && !strings.HasSuffix(name, "/") {
			return nil, fmt.Errorf("%s has no %s", result.kind, name)
		}
	}
	if result.kind == "checklist" && len(result.families["item"]) == 0 {
		return nil, fmt.Errorf("a checklist without items")
	}
	if mayHaveContests && version == 2 && len(contests) == 0 {
		return nil, fmt.Errorf("%s without contests", result.kind)
	}
	for id, lines := range contests {
		var err error
		if result.contests[id], err = sumsOf(id, lines, version); err != nil {
			return nil, fmt.Errorf("contest %q: %v", id, err)
		}
	}
	if result.kind == "genesis" {
		if key, _ := parseKey(result.fields["vkey"], 1); key.name != result.fields["origin"] {
			return nil, fmt.Errorf("the key's name is not the origin")
		}
	}
	return result, nil
}

// ---- Sums of a contest ----

type contestLine struct {
	words []string
	value int64
}

// sums are the counts of a contest: of a leaf, of a group, or of the records. under is undervotes or blanks, limit votes allowed or ranks.
type sums struct {
	id, kind                         string
	ballots, overvotes, under, limit int64
	lists, options                   map[string]int64
	ranks                            []map[string]int64
}

func newSums(id, kind string, limit int64) *sums {
	s := &sums{id: id, kind: kind, limit: limit, lists: map[string]int64{}, options: map[string]int64{}}
	for rank := int64(0); kind == "ranked" && rank < limit; rank++ {
		s.ranks = append(s.ranks, map[string]int64{})
	}
	return s
}

// sumsOf reads the lines of a contest; which lines there are tells the kind.
func sumsOf(id string, lines []contestLine, version int) (*sums, error) {
	single := map[string]int64{}
	for _, line := range lines {
		if len(line.words) == 1 {
			single[line.words[0]] = line.value
		}
	}
	kind, names := "list", "ballots overvotes blanks votes-allowed"
	if _, there := single["undervotes"]; there || version == 1 {
		kind, names = "choice", "ballots overvotes undervotes votes-allowed"
	} else if _, there := single["ranks"]; there {
		kind, names = "ranked", "ballots overvotes blanks ranks"
	}
	for _, name := range strings.Fields(names) {
		if _, there := single[name]; !there {
			return nil, fmt.Errorf("no %s", name)
		}
	}
	if len(single) != 4 {
		return nil, fmt.Errorf("lines that a contest of this kind has not")
	}
	limit := single["votes-allowed"]
	if kind == "ranked" {
		limit = single["ranks"]
	}
	if version == 2 && (limit < 1 || limit > 1000 || (kind == "ranked" && (limit < 2 || limit > 100))) {
		return nil, fmt.Errorf("votes-allowed or ranks out of bounds")
	}
	s := newSums(id, kind, limit)
	s.ballots, s.overvotes, s.under = single["ballots"], single["overvotes"], single["undervotes"]+single["blanks"]
	votes := 0
	for _, line := range lines {
		words := line.words
		last := words[len(words)-1]
		switch {
		case len(words) == 1:
			continue
		case len(words) == 2 && words[0] == "option" && kind != "ranked" && isText(last):
			s.options[last] = line.value
		case len(words) == 2 && words[0] == "list" && kind == "list" && isText(last):
			s.lists[last] = line.value
		case len(words) == 4 && words[0] == "rank" && words[2] == "option" && kind == "ranked" && isText(last):
			rank, ok := number(words[1], 2)
			if !ok || rank < 1 || rank > limit {
				return nil, fmt.Errorf("no such rank: %q", words[1])
			}
			s.ranks[rank-1][last] = line.value
		default:
			return nil, fmt.Errorf("no such line: %q", strings.Join(words, "/"))
		}
		votes++
	}
	for _, rank := range s.ranks {
		for option := range s.ranks[0] {
			if _, there := rank[option]; !there || len(rank) != len(s.ranks[0]) {
				return nil, fmt.Errorf("not the same options at every rank")
			}
		}
	}
	if version == 2 && (votes == 0 || (kind == "ranked" && len(s.ranks[0]) == 0) || (kind == "list" && len(s.lists) == 0)) {
		return nil, fmt.Errorf("no options")
	}
	return s, nil
}

func total(counts map[string]int64) (sum uint64) {
	for _, count := range counts {
		sum += uint64(count)
	}
	return
}

// fault says what of the rules of section 6 the sums break; "" is none.
func (s *sums) fault(most int64, version int) string {
	if s.ballots > most || s.overvotes > s.ballots {
		return fmt.Sprintf("%d ballots of %d sheets, %d overvotes", s.ballots, most, s.overvotes)
	}
	valid := s.ballots - s.overvotes
	bound := valid
	if version == 1 {
		bound = s.ballots
	}
	if s.kind != "choice" {
		if s.under > valid {
			return "more overvotes and blanks than ballots"
		}
		valid -= s.under
		bound = valid
	}
	for _, counts := range append([]map[string]int64{s.options, s.lists}, s.ranks...) {
		for id, count := range counts {
			if count > bound {
				return fmt.Sprintf("%q has %d votes of %d ballots", id, count, bound)
			}
		}
	}
	switch s.kind {
	case "choice":
		high, product := bits.Mul64(uint64(valid), uint64(s.limit))
		if high != 0 || total(s.options)+uint64(s.under) != product {
			return "votes and undervotes are not (ballots - overvotes) x votes-allowed"
		}
	case "list":
		if total(s.lists) != uint64(valid) {
			return "the lists do not add up to the valid ballots"
		}
	case "ranked":
		for place, counts := range s.ranks {
			if total(counts) > uint64(valid) {
				return fmt.Sprintf("rank %d has more votes than there are valid ballots", place+1)
			}
		}
	}
	return ""
}

func (s *sums) plus(other *sums) {
	s.ballots += other.ballots
	s.overvotes += other.overvotes
	s.under += other.under
	mine, others := append([]map[string]int64{s.options, s.lists}, s.ranks...), append([]map[string]int64{other.options, other.lists}, other.ranks...)
	for i := range mine {
		for id, count := range others[i] {
			mine[i][id] += count
		}
	}
}

// json gives the sums as totals.json and groups.json have them.
func (s *sums) json() object {
	result := object{"id": s.id, "ballots": s.ballots, "overvotes": s.overvotes}
	switch s.kind {
	case "choice":
		result["undervotes"], result["votesAllowed"], result["votes"] = s.under, s.limit, listed(s.options)
	case "list":
		result["blanks"], result["votesAllowed"], result["votes"], result["lists"] = s.under, s.limit, listed(s.options), listed(s.lists)
	case "ranked":
		ranks := list{}
		for _, counts := range s.ranks {
			ranks = append(ranks, listed(counts))
		}
		result["blanks"], result["ranks"] = s.under, ranks
	}
	return result
}

func listed(counts map[string]int64) list {
	result := list{}
	for _, id := range sortedKeys(counts) {
		result = append(result, object{"id": id, "count": counts[id]})
	}
	return result
}

func sortedKeys(of interface{}) (names []string) {
	for _, key := range reflect.ValueOf(of).MapKeys() {
		names = append(names, key.String())
	}
	sort.Strings(names)
	return
}

// ---- Order ----

// The phases in which a leaf may stand.
var phases = [3]map[string]string{
	1: {"genesis": "empty", "polls-opened": "prepared", "polls-closed": "open", "totals": "closed", "keys-destroyed": "final",
		"interrupted": "prepared open closed", "copy-lost": "prepared open closed", "copy-restored": "prepared open closed",
		"sheet-accepted": "open", "sheet-unresolved": "open", "sheet-returned": "open", "sheet-voided": "open"},
	2: {"genesis": "empty", "polls-opened": "prepared", "polls-paused": "open", "polls-resumed": "paused", "polls-closed": "open paused",
		"totals": "closed", "keys-destroyed": "final", "adjudicated": "closed", "control-data": "paused closed",
		"machine-started": anyPhase, "acted": anyPhase, "seal-checked": anyPhase, "checklist": anyPhase, "report-printed": anyPhase,
		"copy-lost": "prepared open paused closed", "copy-restored": "prepared open paused closed",
		"mode-changed": "prepared open paused", "tests-fed": "prepared",
		"sheet-accepted": "open", "sheet-unresolved": "open", "sheet-voided": "open paused", "sheets-returned": "open paused",
		"batch-begun": "open", "batch-ended": "open", "batch-withdrawn": "open paused"},
}

const anyPhase = "prepared open paused closed final"

// Where a leaf leads to.
var leadsTo = map[string]string{"genesis": "prepared", "polls-opened": "open", "polls-paused": "paused", "polls-resumed": "open",
	"polls-closed": "closed", "totals": "final", "keys-destroyed": "ended"}

type history struct {
	*ledger
	count                                             uint64
	isBroken                                          bool
	genesis, closed, adjudicated, totals              *leaf
	opened                                            string
	phase, mode, before, nextCopy, commitment         string
	mustPause                                         bool
	last                                              int64 // number of a sheet
	accepted, unresolved, returned, voided, withdrawn int64
	batch, inBatch                                    int64
	batchIsOpen                                       bool
	modes, batches                                    map[string]int64
	rooms                                             map[string]int64
	slots, smallest                                   int64
	software                                          []map[string]string
}

func newHistory(l *ledger) *history {
	return &history{ledger: l, phase: "empty", mode: "stationary", modes: map[string]int64{}, batches: map[string]int64{},
		rooms: map[string]int64{}}
}

// room is where sheets are fed now.
func (h *history) room() string {
	if h.batchIsOpen {
		return fmt.Sprintf("%s-%d", h.mode, h.batch)
	}
	return h.mode
}

// released gives the sheets by the room that records name: rooms of too few sheets are one, with as many others as that takes.
func (h *history) released() map[string]int64 {
	names, released := sortedKeys(h.rooms), map[string]int64{}
	sort.SliceStable(names, func(i, j int) bool { return h.rooms[names[i]] < h.rooms[names[j]] })
	for _, name := range names {
		room, joined := name, released["joined"]
		if len(names) > 1 && (h.rooms[name] < h.smallest || (0 < joined && joined < h.smallest)) {
			room = "joined"
		}
		released[room] += h.rooms[name]
	}
	return released
}

func (h *history) counted() int64 { return h.accepted + h.unresolved - h.withdrawn }

func (h *history) add(raw []byte) {
	where := fmt.Sprintf("leaf %d", h.count)
	h.count++
	parsed, err := parseLeaf(raw, h.version)
	if err != nil {
		h.find("leaf", where, "%v", err)
		h.isBroken = true
	}
	if h.isBroken {
		return
	}
	if fault := h.follow(parsed); fault != "" {
		h.find("order", where, "%s: %s", parsed.kind, fault)
		h.isBroken = true
	}
}

// follow takes the next leaf; it gives what is wrong with it, or "".
func (h *history) follow(l *leaf) string {
	if !strings.Contains(" "+phases[h.version][l.kind]+" ", " "+h.phase+" ") {
		return "it cannot stand where the ledger is " + h.phase
	}
	if h.mustPause && (l.kind != "polls-paused" || l.fields["reason"] != "interruption") {
		return "an interruption pauses the polls first"
	}
	h.mustPause = false
	var fault string
	switch l.kind {
	case "genesis":
		fault = h.begin(l)
	case "machine-started":
		if l.fields["definition-sha256"] != h.genesis.fields["definition-sha256"] {
			return "another definition than in the genesis"
		}
		h.mustPause = h.phase == "open" && l.fields["after"] == "interruption"
		h.addSoftware(l)
	case "copy-lost", "copy-restored":
		if l.kind != h.nextCopy {
			return "the turn is that of " + h.nextCopy
		}
		h.nextCopy = map[string]string{"copy-lost": "copy-restored", "copy-restored": "copy-lost"}[l.kind]
	case "mode-changed":
		mode := l.fields["mode"]
		if mode == h.mode || h.batchIsOpen || (h.phase != "prepared" && (mode == "test" || mode == "training")) {
			return "to the mode that is, in a batch, or to tests after the polls opened"
		}
		h.mode = mode
	case "tests-fed":
		if h.mode != "test" && h.mode != "training" {
			return "the mode is " + h.mode
		}
	case "polls-opened":
		if h.mode == "test" || h.mode == "training" {
			return "the mode is " + h.mode
		}
		h.opened = l.fields["time"]
	case "sheet-accepted", "sheet-unresolved", "sheet-returned", "sheet-voided", "sheets-returned":
		fault = h.sheet(l)
	case "batch-begun", "batch-ended", "batch-withdrawn":
		fault = h.batchLeaf(l)
	case "control-data":
		fault = h.statesSums(l)
	case "polls-closed":
		fault = h.close(l)
	case "adjudicated":
		if h.adjudicated != nil || l.number("sheets") > h.counted() {
			return "a second time, or more sheets than were counted"
		}
		h.adjudicated, fault = l, h.contestFault(l)
	case "totals":
		if fault = h.totalsFault(l); fault == "" {
			h.totals = l
		}
	}
	if to := leadsTo[l.kind]; to != "" {
		h.phase = to
	}
	return fault
}

func (h *history) begin(l *leaf) string {
	h.genesis, h.commitment, h.nextCopy = l, l.fields["box-commit"], "copy-lost"
	h.slots, h.smallest = l.number("box-slots"), 1
	if h.version == 2 {
		h.smallest = l.number("smallest-group")
		if l.fields["copy"] == "no" {
			h.nextCopy = "copy-restored"
		}
	}
	h.addSoftware(l)
	if l.fields["vkey"] != h.key.line {
		return "its key is not the one that was given"
	}
	return ""
}

func (h *history) addSoftware(l *leaf) {
	item := map[string]string{"name": l.fields["software"], "sha256": l.fields["software-sha256"]}
	for _, other := range h.software {
		if other["name"] == item["name"] && other["sha256"] == item["sha256"] {
			return
		}
	}
	h.software = append(h.software, item)
}

func (h *history) sheet(l *leaf) string {
	if h.mode != "stationary" && h.mode != "portable" {
		return "a sheet in the mode " + h.mode
	}
	first, last := l.fields["number"], l.fields["number"]
	if l.kind == "sheets-returned" {
		first, last = l.fields["from"], l.fields["to"]
	}
	if first != fmt.Sprintf("%010d", h.last+1) || last < first {
		return fmt.Sprintf("the next number is %d", h.last+1)
	}
	count := int64(1)
	if l.kind == "sheets-returned" {
		count = l.number("to") - h.last
	}
	h.last += count
	switch l.kind {
	case "sheet-accepted":
		h.accepted++
	case "sheet-unresolved":
		h.unresolved++
	case "sheet-voided":
		h.voided++
	default:
		h.returned += count
	}
	if l.fields["box"] != "" {
		h.commitment = l.fields["box"]
		h.modes[h.mode]++
		h.rooms[h.room()]++
		if h.batchIsOpen {
			h.inBatch++
		}
	}
	if h.counted() > h.slots {
		return "more sheets than the box has slots"
	}
	return ""
}

func (h *history) batchLeaf(l *leaf) string {
	if l.kind == "batch-begun" {
		if h.batchIsOpen || l.number("batch") != h.batch+1 {
			return "a batch is open, or not the next number"
		}
		h.batch, h.batchIsOpen, h.inBatch = h.batch+1, true, 0
		return ""
	}
	if !h.batchIsOpen || l.number("batch") != h.batch || l.number("sheets") != h.inBatch {
		return fmt.Sprintf("not the open batch with its %d sheets", h.inBatch)
	}
	h.batchIsOpen = false
	if l.kind == "batch-ended" {
		h.endBatch()
	} else {
		h.withdrawn += h.inBatch
		h.modes[h.mode] -= h.inBatch
		delete(h.rooms, fmt.Sprintf("%s-%d", h.mode, h.batch))
		h.commitment = l.fields["box"]
	}
	return ""
}

func (h *history) endBatch() {
	if h.inBatch > 0 {
		id := strconv.FormatInt(h.batch, 10)
		h.batches[id] = h.inBatch
	}
}

func (h *history) statesSums(l *leaf) string {
	for name, count := range h.sums() {
		if l.fields[name] != "" && l.number(name) != count {
			return fmt.Sprintf("%s is %d by the leaves", name, count)
		}
	}
	return ""
}

func (h *history) sums() map[string]int64 {
	result := map[string]int64{"accepted": h.accepted, "returned": h.returned, "unresolved": h.unresolved, "voided": h.voided,
		"counted": h.counted()}
	if h.version == 2 {
		result["withdrawn"] = h.withdrawn
	}
	return result
}

func (h *history) close(l *leaf) string {
	if h.batchIsOpen {
		return "a batch is open"
	}
	h.closed = l
	for _, family := range []string{"return-reason", "fault"} {
		for id, count := range l.family(family) {
			if count == 0 || (id != "other" && count < h.smallest) {
				return fmt.Sprintf("%s %q has %d sheets, fewer than %d", family, id, count, h.smallest)
			}
		}
	}
	if h.version == 2 && total(l.family("return-reason")) != uint64(h.returned) {
		return "the return reasons do not add up to the returned sheets"
	}
	return h.statesSums(l)
}

func (h *history) contestFault(l *leaf) string {
	for _, id := range sortedKeys(l.contests) {
		if fault := l.contests[id].fault(h.counted(), h.version); fault != "" {
			return fmt.Sprintf("contest %q: %s", id, fault)
		}
	}
	return ""
}

func (h *history) totalsFault(l *leaf) string {
	if l.number("sheets") != h.counted() {
		return fmt.Sprintf("%d sheets were counted", h.counted())
	}
	blind, _ := hex.DecodeString(l.fields["box-blind"])
	root, _ := hex.DecodeString(l.fields["box-root"])
	sum := sha256.Sum256([]byte(fmt.Sprintf("scand/box/v%d%s%s", h.version, blind, root)))
	if hex.EncodeToString(sum[:]) != h.commitment {
		return "blind and root do not give the newest commitment to the box"
	}
	if h.version == 1 {
		for id, count := range l.family("return-reason") {
			if count > h.returned {
				return fmt.Sprintf("return reason %q has more sheets than were returned", id)
			}
		}
		return h.contestFault(l)
	}
	for mode, count := range h.modes {
		if count == 0 {
			delete(h.modes, mode)
		}
	}
	if !reflect.DeepEqual(l.family("mode"), h.modes) || !reflect.DeepEqual(l.family("batch"), h.batches) {
		return fmt.Sprintf("by the leaves the modes are %v and the batches %v", h.modes, h.batches)
	}
	if other := h.adjudicated; other != nil {
		if len(other.contests) != len(l.contests) {
			return "other contests than adjudicated"
		}
		for id, mine := range l.contests {
			before := other.contests[id]
			if before == nil || before.kind != mine.kind || before.limit != mine.limit || before.ballots != mine.ballots || before.names() != mine.names() {
				return fmt.Sprintf("contest %q is not as in adjudicated", id)
			}
		}
	}
	return h.contestFault(l)
}

// names tells lists and options apart from those of another contest.
func (s *sums) names() string {
	result := fmt.Sprintf("%q %q", sortedKeys(s.lists), sortedKeys(s.options))
	for _, rank := range s.ranks {
		return result + fmt.Sprintf(" %q", sortedKeys(rank))
	}
	return result
}

// unsignedTotals reads the leaf that nobody signed, as if it were the next. Its form is looked at behind a broken order too.
func (l *ledger) unsignedTotals() *leaf {
	if _, there := l.files["unsigned-totals"]; !there || l.version == 1 || l.size == 0 {
		return nil
	}
	raw := l.read("unsigned-totals", longestLeaf)
	parsed, err := parseLeaf(raw, l.version)
	if err == nil && parsed.kind != "totals" {
		err = fmt.Errorf("not a totals leaf but %s", parsed.kind)
	}
	if err != nil {
		l.find("leaf", "unsigned-totals", "%v", err)
		return nil
	}
	h, phase := l.days, l.days.phase
	if l.has("leaf", "order") || phase == "empty" {
		return nil
	}
	if phase == "open" || phase == "paused" {
		if h.batchIsOpen {
			h.endBatch()
		}
		h.mustPause, h.phase = false, "closed"
	}
	if fault := h.follow(parsed); fault != "" {
		l.find("order", "unsigned-totals", "%s", fault)
	}
	h.totals, h.phase = nil, phase
	l.find("not-closed", "unsigned-totals", "the sums agree with the last commitment that was signed, and nobody signed them")
	return parsed
}

// ---- The ballot box ----

func (l *ledger) checkBox(totals *leaf) {
	genesis, isThere := l.days.genesis, false
	for _, folder := range l.folders {
		isThere = isThere || folder == "box"
	}
	if _, hasSlots := l.files["box/slots"]; l.version == 1 {
		isThere = hasSlots
	}
	l.notChecked("what is sealed in the ballot box", "the box and its key")
	slot, before := l.unsettled(totals)
	if !isThere {
		l.notChecked("the ballot box", "box/ beside the ledger")
		return
	}
	slots := l.days.slots * genesis.number("box-slot-bytes")
	after := map[int]int64{1: 0, 2: 2 * 4096}[l.version]
	if size, there := l.files["box/slots"]; !there || size != slots+after {
		l.find("box", "box/slots", "missing or not of %d bytes", slots+after)
		return
	}
	pictures := l.days.slots * genesis.number("box-picture-bytes")
	if size, there := l.files["box/pictures"]; l.version == 2 && (there != (pictures > 0) || size != pictures) {
		l.find("box", "box/pictures", "not of %d bytes", pictures)
	}
	if l.version == 2 {
		l.checkKeys(totals)
	}
	if totals == nil {
		l.notChecked("the root of the ballot box", "the totals")
		return
	}
	if slots > largestBox {
		l.notChecked("the root of the ballot box, which has more than 64 GiB", "a program that reads as much")
		return
	}
	root, isEmpty := l.boxRoot(uint64(l.days.slots), int(genesis.number("box-slot-bytes")), slot, before)
	if isEmpty {
		l.find("box", "unsettled", "slot %d holds no sheet", slot)
	} else if hex.EncodeToString(root[:]) != totals.fields["box-root"] {
		l.find("box", "box/slots", "the root is %x, and the totals say %s", root, totals.fields["box-root"])
	} else {
		l.checked("ballot box of %d slots", l.days.slots)
	}
}

// checkKeys finds the day's keys that are missing before there are totals, or still there behind the leaf that says they are gone.
func (l *ledger) checkKeys(totals *leaf) {
	there := []string{}
	for _, path := range []string{"box/keys", "box/keys.2", "box/openings"} {
		if _, is := l.files[path]; is {
			there = append(there, path)
		}
	}
	if l.days.phase == "ended" {
		for _, path := range there {
			l.find("box", path, "it is there, and the last leaf says that the day's keys were destroyed")
		}
	} else if totals == nil && (len(there) == 0 || there[0] == "box/openings") {
		l.find("box", "box/keys", "missing, as box/keys.2 is: nobody can open the box")
	}
}

// unsettled reads of a sheet that unsigned totals are without: its slot, -1 for none, and the slot's leaf hash before it.
func (l *ledger) unsettled(totals *leaf) (slot int64, before hash) {
	if _, there := l.files["unsettled"]; !there || totals == nil || l.days.totals != nil {
		return -1, before
	}
	if l.days.phase != "open" && l.days.phase != "paused" {
		l.find("box", "unsettled", "a sheet that is not settled, but polls are %s", l.days.phase)
		return -1, before
	}
	number, text, _ := strings.Cut(string(l.read("unsettled", 73)), " ")
	slot, err := strconv.ParseInt(number, 10, 64)
	raw, hexErr := hex.DecodeString(strings.TrimSuffix(text, "\n"))
	if err != nil || hexErr != nil || len(raw) != len(before) || slot < 0 || slot >= l.days.slots ||
		number != strconv.FormatInt(slot, 10) || text != hex.EncodeToString(raw)+"\n" {
		l.find("box", "unsettled", "not a slot of the box and a hash")
		return -1, before
	}
	copy(before[:], raw)
	l.find("not-closed", "unsettled", "a sheet was on its way, and no leaf says what became of its paper: it is not counted")
	return slot, before
}

// boxRoot hashes the slots on all cores: slots are a power of two, so runs of 2^k of them are subtrees. One slot may count as it
// was before a sheet that is not settled; isEmpty tells that it holds nothing else.
func (l *ledger) boxRoot(slots uint64, slotBytes int, unsettled int64, before hash) (root hash, isEmpty bool) {
	run := slots
	for run > 256 || (run > 1 && slots/run < 8) {
		run /= 2
	}
	roots := make([]hash, slots/run)
	file := l.open("box/slots")
	defer file.Close()
	parallel(len(roots), func(at int) {
		var t tree
		slot := make([]byte, slotBytes)
		for n := uint64(0); n < run; n++ {
			_, err := file.ReadAt(slot, int64(uint64(at)*run+n)*int64(slotBytes))
			look(err)
			leaf := leafHash(slot)
			if int64(uint64(at)*run+n) == unsettled {
				isEmpty, leaf = leaf == before, before
			}
			t.add(leaf)
		}
		roots[at] = t.root()
	})
	var t tree
	for _, root := range roots {
		t.add(root)
	}
	return t.root(), isEmpty
}

// ---- JSON: a strict reader, and the canonical writing ----

type object map[string]interface{}
type list []interface{}

type jsonReader struct {
	raw []byte
	at  int
}

// parseJSON reads whole numbers, strings, true, lists and objects without double members; all else of JSON stands in no release.
func parseJSON(raw []byte) (value interface{}, err error) {
	r := &jsonReader{raw: raw}
	if !utf8.Valid(raw) {
		return nil, fmt.Errorf("not UTF-8")
	}
	value, ok := r.value(0)
	if !ok || r.at != len(raw) {
		return nil, fmt.Errorf("not canonical JSON at byte %d", r.at)
	}
	return value, nil
}

func (r *jsonReader) take(text string) bool {
	if bytes.HasPrefix(r.raw[r.at:], []byte(text)) {
		r.at += len(text)
		return true
	}
	return false
}

func (r *jsonReader) value(depth int) (interface{}, bool) {
	if depth > 32 || r.at >= len(r.raw) {
		return nil, false
	}
	switch c := r.raw[r.at]; {
	case c == '"':
		return r.text()
	case c == 't':
		return true, r.take("true")
	case c >= '0' && c <= '9':
		start := r.at
		for r.at < len(r.raw) && r.raw[r.at] >= '0' && r.raw[r.at] <= '9' {
			r.at++
		}
		n, ok := number(string(r.raw[start:r.at]), 2)
		return n, ok
	case c == '[':
		r.at++
		result := list{}
		for !r.take("]") {
			if len(result) > 0 && !r.take(",") {
				return nil, false
			}
			item, ok := r.value(depth + 1)
			if !ok {
				return nil, false
			}
			result = append(result, item)
		}
		return result, true
	case c == '{':
		r.at++
		result := object{}
		for !r.take("}") {
			if len(result) > 0 && !r.take(",") {
				return nil, false
			}
			name, ok := r.text()
			_, double := result[name]
			if !ok || double || !r.take(":") {
				return nil, false
			}
			if result[name], ok = r.value(depth + 1); !ok {
				return nil, false
			}
		}
		return result, true
	}
	return nil, false
}

func (r *jsonReader) text() (string, bool) {
	if !r.take(`"`) {
		return "", false
	}
	start, isPlain := r.at, true
	for ; r.at < len(r.raw) && r.raw[r.at] != '"'; r.at++ {
		if r.raw[r.at] == '\\' {
			isPlain = false
			r.at++
		}
	}
	if r.at >= len(r.raw) {
		return "", false
	}
	r.at++
	if isPlain {
		return string(r.raw[start : r.at-1]), true
	}
	var text string
	err := json.Unmarshal(r.raw[start-1:r.at], &text)
	return text, err == nil
}

var escapes = map[rune]string{'"': `\"`, '\\': `\\`, '\b': `\b`, '\t': `\t`, '\n': `\n`, '\f': `\f`, '\r': `\r`}

// canonical writes a value; with an indent as Python's json.dumps(v, indent=1) does.
func canonical(value interface{}) []byte { return appendJSON(nil, value, "") }

func appendJSON(to []byte, value interface{}, indent string) []byte {
	colon, deeper := ":", ""
	if indent != "" {
		colon, deeper = ": ", indent+" "
	}
	switch v := value.(type) {
	case string:
		to = append(to, '"')
		for _, c := range v {
			if escape, is := escapes[c]; is {
				to = append(to, escape...)
			} else if c < 0x20 {
				to = append(to, fmt.Sprintf(`\u%04x`, c)...)
			} else {
				to = utf8.AppendRune(to, c)
			}
		}
		return append(to, '"')
	case bool:
		return strconv.AppendBool(to, v)
	case int:
		return strconv.AppendInt(to, int64(v), 10)
	case int64:
		return strconv.AppendInt(to, v, 10)
	case list:
		to = append(to, '[')
		for i, item := range v {
			if i > 0 {
				to = append(to, ',')
			}
			to = appendJSON(append(to, indent...), item, deeper)
		}
		if len(v) > 0 && indent != "" {
			to = append(to, indent[:len(indent)-1]...)
		}
		return append(to, ']')
	case object:
		to = append(to, '{')
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Strings(names)
		for i, name := range names {
			if i > 0 {
				to = append(to, ',')
			}
			to = append(appendJSON(append(to, indent...), name, ""), colon...)
			to = appendJSON(to, v[name], deeper)
		}
		if len(v) > 0 && indent != "" {
			to = append(to, indent[:len(indent)-1]...)
		}
		return append(to, '}')
	}
	panic(fmt.Sprintf("no JSON: %T", value))
}

// Members of a value that may be anything; what is not there, or of another type, is empty. That it is empty shows when the
// value is written again and compared.
func text(of interface{}, name string) string {
	if o, is := of.(object); is {
		s, _ := o[name].(string)
		return s
	}
	return ""
}

func whole(of interface{}, name string) int64 {
	if o, is := of.(object); is {
		n, _ := o[name].(int64)
		return n
	}
	return 0
}

func items(of interface{}, name string) list {
	if o, is := of.(object); is {
		l, _ := o[name].(list)
		return l
	}
	return nil
}

func member(of interface{}, name string) (interface{}, bool) {
	o, _ := of.(object)
	value, there := o[name]
	return value, there
}

func first(of list) interface{} {
	if len(of) > 0 {
		return of[0]
	}
	return nil
}

// difference tells where what is there leaves what should be.
func difference(is, should []byte) string {
	at := 0
	for at < len(is) && at < len(should) && is[at] == should[at] {
		at++
	}
	around := func(raw []byte) string {
		low, high := at-20, at+40
		if low < 0 {
			low = 0
		}
		if high > len(raw) {
			high = len(raw)
		}
		return strings.ToValidUTF8(string(raw[low:high]), "\ufffd")
	}
	return fmt.Sprintf("at byte %d there is …%s…, not …%s…", at, around(is), around(should))
}

// ---- Release ----

type release struct {
	*ledger
	totals   *leaf
	manifest map[string]string
	election []contest
	named    map[string]string // pictures that records name, and their hashes

	sheets, withPictures, modified int64
	pairs                          map[[2]string]int64 // style and room
	rooms                          map[string]int64
	digits                         int // of a sheet's number
	last, interpreted              map[string]*sums
}

func (l *ledger) checkRelease(totals *leaf) {
	var paths []string
	for path := range l.files {
		if strings.HasPrefix(path, "release/") {
			paths = append(paths, path[len("release/"):])
		}
	}
	sort.Strings(paths)
	if totals == nil {
		if len(paths) > 0 {
			l.find("release", "release/"+paths[0], "a release, and there are no totals")
		}
		l.notChecked("release, records and sums", "the totals")
		return
	}
	r := &release{ledger: l, totals: totals, named: map[string]string{}, pairs: map[[2]string]int64{}, rooms: map[string]int64{}}
	if !r.checkManifest(paths) || !r.checkRecords() || !r.checkPictures() {
		return
	}
	l.checked("release of %d files and %d records", len(r.manifest), r.sheets)
	if r.checkSums() {
		l.checked("records and groups add up to the totals")
	}
}

func isReleasePath(path string) bool {
	names := strings.Split(path, "/")
	for _, name := range names {
		if name == "" || name[0] == '.' || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") != "" {
			return false
		}
	}
	return len(names) <= 4 && len(path) <= 200
}

// checkManifest compares the manifest with the totals and with the files.
func (r *release) checkManifest(paths []string) bool {
	if size, there := r.files["release/manifest"]; !there || size > largestList {
		r.find("release", "release/manifest", "missing, or more than %d bytes", largestList)
		return false
	}
	file := r.open("release/manifest")
	defer file.Close()
	sum := sha256.New()
	in := bufio.NewReaderSize(io.TeeReader(file, sum), 1024)
	r.manifest = map[string]string{}
	before := ""
	for {
		line, err := in.ReadSlice('\n')
		if err == io.EOF && len(line) == 0 {
			break
		}
		if err != nil || len(line) < 68 || !isHash(string(line[:64])) || string(line[64:66]) != "  " ||
			!isReleasePath(string(line[66:len(line)-1])) || string(line[66:len(line)-1]) <= before {
			r.find("release", "release/manifest", "line %d is not <hash>  <path> in order", len(r.manifest)+1)
			return false
		}
		before = string(line[66 : len(line)-1])
		r.manifest[before] = string(line[:64])
	}
	if digest := hex.EncodeToString(sum.Sum(nil)); digest != r.totals.fields["release-sha256"] {
		r.find("release", "release/manifest", "the hash is %s, and the totals say %s", digest, r.totals.fields["release-sha256"])
	}
	for _, path := range paths {
		if _, listed := r.manifest[path]; !listed && path != "manifest" {
			r.find("release", "release/"+path, "not in the manifest")
		}
	}
	for _, path := range []string{"cvr.json", "totals.json"} {
		if r.manifest[path] == "" {
			r.find("release", "release/manifest", "%s is missing", path)
		}
	}
	listed := sortedKeys(r.manifest)
	hashes := make([]string, len(listed))
	parallel(len(listed), func(at int) {
		if size, there := r.files["release/"+listed[at]]; there && size <= largestFile {
			hashes[at] = r.hashOf("release/" + listed[at])
		}
	})
	for at, path := range listed {
		if hashes[at] != r.manifest[path] {
			r.find("release", "release/"+path, "missing, or not with the hash of the manifest")
		}
		isPicture := strings.HasPrefix(path, "pictures/")
		if path != "cvr.json" && path != "totals.json" && !(path == "groups.json" && r.version == 2) && !isPicture {
			r.find("release", "release/"+path, "not a file of a release")
		}
	}
	return !r.has("release")
}

func (l *ledger) hashOf(path string) string {
	file := l.open(path)
	defer file.Close()
	sum := sha256.New()
	_, err := io.Copy(sum, file)
	look(err)
	return hex.EncodeToString(sum.Sum(nil))
}

// ---- cvr.json ----

type contest struct {
	id, kind string // choice, ranked, list
	limit    int64  // votes allowed, or ranks
	options  []option
}

type option struct {
	id, kind string // candidate, write-in, against-all, list
	party    int    // of a candidate: the place of its list, from 1
}

const cvrHead = `{"@type":"CVR.CastVoteRecordReport","CVR":[`

// checkRecords reads the last line of cvr.json, which tells the contests, and then each sheet's.
func (r *release) checkRecords() bool {
	file := r.open("release/cvr.json")
	defer file.Close()
	tail, start, err := lastLine(file, r.files["release/cvr.json"])
	if err != nil {
		r.find("records", "release/cvr.json", "%v", err)
		return false
	}
	if fault := r.readElection(tail); fault != "" {
		r.find("records", "release/cvr.json", "last line: %s", fault)
		return false
	}
	r.last, r.interpreted = r.noVotes(), r.noVotes()
	in := bufio.NewReaderSize(io.NewSectionReader(file, 0, start), 1<<20)
	line, _ := in.ReadSlice('\n')
	if string(line) != cvrHead+"\n" {
		r.find("records", "release/cvr.json", "the first line is not %s", cvrHead)
		return false
	}
	r.digits = 6
	if countLines(io.NewSectionReader(file, int64(len(line)), start-int64(len(line)))) >= 1000000 {
		r.digits = 7
	}
	var before sheetKey
	for at := int64(len(line)); at < start; {
		line := readLine(in)
		at += int64(len(line))
		r.sheets++
		if line == nil {
			r.find("records", "release/cvr.json", "line %d is longer than %d bytes", r.sheets+1, longestLine)
			break
		}
		record, comma := line[:len(line)-1], at < start
		if comma != bytes.HasSuffix(record, []byte(",")) {
			r.find("records", "release/cvr.json", "line %d: a comma stands after all sheets but the last", r.sheets+1)
		}
		key, fault := r.readSheet(bytes.TrimSuffix(record, []byte(",")))
		if fault != "" {
			r.find("records", "release/cvr.json", "line %d: %s", r.sheets+1, fault)
		} else if r.sheets > 1 && key.isBefore(before) {
			r.find("records", "release/cvr.json", "line %d is not in order of content", r.sheets+1)
		}
		before = key
	}
	for pair, count := range r.pairs {
		if count < r.days.smallest {
			r.find("records", "release/cvr.json", "%d sheets share %q and %q, fewer than %d", count, pair[0], pair[1], r.days.smallest)
		}
	}
	var expected int64
	if r.days.adjudicated != nil {
		expected = r.days.adjudicated.number("sheets")
	}
	if r.modified != expected && !r.has("records") {
		r.find("records", "release/cvr.json", "%d sheets are modified, and %d were adjudicated", r.modified, expected)
	}
	return !r.has("records")
}

// checkPictures compares the pictures that records name with those of the manifest.
func (r *release) checkPictures() bool {
	for _, path := range sortedKeys(r.named) {
		if r.manifest[path] != r.named[path] {
			r.find("release", "release/"+path, "a record names this picture, with the hash %s", r.named[path])
		}
	}
	for _, path := range sortedKeys(r.manifest) {
		if strings.HasPrefix(path, "pictures/") && r.named[path] == "" {
			r.find("release", "release/"+path, "no record names this picture")
		}
	}
	return !r.has("release")
}

// lastLine reads backwards to where the last line starts.
func lastLine(file *os.File, size int64) ([]byte, int64, error) {
	var tail []byte
	for start := size; start > 0; {
		step := int64(1 << 20)
		if step > start {
			step = start
		}
		start -= step
		chunk := make([]byte, step, int(step)+len(tail))
		_, err := file.ReadAt(chunk, start)
		look(err)
		tail = append(chunk, tail...)
		if tail[len(tail)-1] != '\n' {
			return nil, 0, fmt.Errorf("the last line has no end")
		}
		if at := bytes.LastIndexByte(tail[:len(tail)-1], '\n'); at >= 0 && len(tail)-at-1 <= longestLine {
			return tail[at+1 : len(tail)-1], start + int64(at) + 1, nil
		}
		if len(tail) > longestLine {
			return nil, 0, fmt.Errorf("the last line is longer than %d bytes", longestLine)
		}
	}
	return nil, 0, fmt.Errorf("not three parts")
}

func countLines(in io.Reader) (count int) {
	buffer := make([]byte, 1<<20)
	for {
		n, err := in.Read(buffer)
		count += bytes.Count(buffer[:n], []byte("\n"))
		if err == io.EOF {
			return count
		}
		look(err)
	}
}

// readLine gives nil for a line that is too long.
func readLine(in *bufio.Reader) (line []byte) {
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > longestLine {
			return nil
		}
		if err != bufio.ErrBufferFull {
			look(err)
			return line
		}
	}
}

func code(id string) object {
	return object{"@type": "CVR.Code", "Type": "local-level", "Value": id}
}

// copied copies members that may be there, strings of any length.
func copied(to object, from interface{}, name string) object {
	if value, there := member(from, name); there {
		if s, is := value.(string); is {
			to[name] = s
		}
	}
	return to
}

// readElection takes ids, kinds and names out of the last line, writes the line again from them, and compares.
func (r *release) readElection(tail []byte) string {
	if !bytes.HasPrefix(tail, []byte("],")) {
		return "it does not begin with ],"
	}
	value, err := parseJSON(append([]byte("{"), tail[2:]...))
	if err != nil {
		return err.Error()
	}
	found := first(items(value, "Election"))
	candidates, parties := map[string]interface{}{}, map[string]interface{}{}
	for _, item := range items(found, "Candidate") {
		candidates[text(item, "@id")] = item
	}
	for _, item := range items(value, "Party") {
		parties[text(item, "@id")] = item
	}
	contests, allCandidates, allParties, ids := list{}, list{}, list{}, map[string]bool{}
	for _, item := range items(found, "Contest") {
		c := len(contests) + 1
		contest := contest{id: text(first(items(item, "Code")), "Value"), kind: "choice", limit: whole(item, "VotesAllowed")}
		variation := text(item, "VoteVariation")
		if kind, known := map[string]string{"rcv": "ranked", "proportional": "list"}[variation]; known && r.version == 2 {
			contest.kind = kind
		}
		options, optionIDs := list{}, map[string]bool{}
		for _, item := range items(item, "ContestSelection") {
			o := len(options) + 1
			label := first(items(item, "Code"))
			option := option{id: text(label, "Value")}
			written := object{"@id": fmt.Sprintf("selection-%d-%d", c, o), "@type": "CVR.CandidateSelection", "Code": list{code(option.id)}}
			_, isWriteIn := member(item, "IsWriteIn")
			switch {
			case isWriteIn:
				option.kind = "write-in"
				written["IsWriteIn"], written["Code"] = true, list{copied(code(option.id), label, "Label")}
			case text(item, "@type") == "CVR.ContestSelection":
				option.kind = "against-all"
				// Beside it nothing else may be marked.
				if roles := items(item, "Code"); r.version == 2 && len(roles) == 2 && text(roles[1], "Value") == "against-all-alone" {
					option.kind = "against-all-alone"
				}
				written["@type"] = "CVR.ContestSelection"
				written["Code"] = list{copied(code(option.id), label, "Label"),
					object{"@type": "CVR.Code", "OtherType": "role", "Type": "other", "Value": option.kind}}
			case text(item, "@type") == "CVR.PartySelection":
				option.kind = "list"
				id := fmt.Sprintf("party-%d-%d", c, o)
				written["@type"], written["PartyIds"] = "CVR.PartySelection", list{id}
				allParties = append(allParties, copied(object{"@id": id, "@type": "CVR.Party"}, parties[id], "Name"))
			default:
				option.kind = "candidate"
				id := fmt.Sprintf("candidate-%d-%d", c, o)
				written["CandidateIds"] = list{id}
				candidate := copied(object{"@id": id, "@type": "CVR.Candidate"}, candidates[id], "Name")
				if party := text(candidates[id], "PartyId"); contest.kind == "list" {
					option.party, _ = placeIn(party, fmt.Sprintf("party-%d-", c))
					candidate["PartyId"] = fmt.Sprintf("party-%d-%d", c, option.party)
				}
				allCandidates = append(allCandidates, candidate)
			}
			if !isID(option.id, r.version) || optionIDs[option.id] || (option.kind != "candidate" && (option.kind == "list") != (contest.kind == "list")) {
				return fmt.Sprintf("contest %d: option %d has no id of its own, or stands in a contest of another kind", c, o)
			}
			if option.kind == "against-all-alone" && contest.kind != "choice" {
				return fmt.Sprintf("contest %d: option %d stands alone in a contest that is no choice", c, o)
			}
			optionIDs[option.id] = true
			options, contest.options = append(options, written), append(contest.options, option)
		}
		for o, option := range contest.options {
			if option.kind == "candidate" && contest.kind == "list" &&
				(option.party < 1 || option.party > len(contest.options) || contest.options[option.party-1].kind != "list") {
				return fmt.Sprintf("contest %d: option %d is a candidate of no list", c, o+1)
			}
		}
		low, high := int64(1), int64(1000)
		if contest.kind == "ranked" {
			low, high = 2, 100
		}
		if !isID(contest.id, r.version) || ids[contest.id] || len(options) == 0 || (r.version == 2 && (contest.limit < low || contest.limit > high)) {
			return fmt.Sprintf("contest %d has no id of its own, no options, or VotesAllowed out of bounds", c)
		}
		ids[contest.id] = true
		written := object{"@id": fmt.Sprintf("contest-%d", c), "@type": "CVR.CandidateContest", "Code": list{code(contest.id)},
			"ContestSelection": options, "VotesAllowed": contest.limit}
		if contest.kind != "choice" {
			written["VoteVariation"] = variation
		}
		contests, r.election = append(contests, copied(written, item, "Name")), append(r.election, contest)
	}
	if len(contests) == 0 {
		return "there are no contests"
	}
	genesis := r.days.genesis.fields
	election := object{"@id": "election", "@type": "CVR.Election", "Code": list{code(genesis["election"])}, "Contest": contests,
		"ElectionScopeId": "place"}
	if len(allCandidates) > 0 {
		election["Candidate"] = allCandidates
	}
	report := object{
		"Election": list{copied(election, found, "Name")}, "GeneratedDate": "1970-01-01T00:00:00Z",
		"GpUnit":                    list{object{"@id": "place", "@type": "CVR.GpUnit", "ReportingDeviceIds": list{"device"}, "Type": "polling-place"}},
		"Notes":                     "GeneratedDate says nothing: a release states no time.",
		"ReportGeneratingDeviceIds": list{"device"}, "ReportType": list{"originating-device-export"},
		"ReportingDevice": list{object{"@id": "device", "@type": "CVR.ReportingDevice", "Application": genesis["software"],
			"SerialNumber": genesis["origin"]}},
		"Version": "1.0.0"}
	if len(allParties) > 0 {
		report["Party"] = allParties
	}
	written := canonical(report)
	if !bytes.Equal(written[1:], tail[2:]) {
		return difference(tail[2:], written[1:])
	}
	return ""
}

// placeIn reads the number after a prefix; it is 0 where there is none.
func placeIn(id, prefix string) (int, bool) {
	n, ok := number(strings.TrimPrefix(id, prefix), 2)
	if !strings.HasPrefix(id, prefix) || !ok || n > 1<<30 {
		return 0, false
	}
	return int(n), true
}

func (r *release) noVotes() map[string]*sums {
	result := map[string]*sums{}
	for _, contest := range r.election {
		result[contest.id] = contest.noVotes()
	}
	return result
}

func (c contest) noVotes() *sums {
	s := newSums(c.id, c.kind, c.limit)
	for _, option := range c.options {
		switch {
		case c.kind == "ranked":
			for _, rank := range s.ranks {
				rank[option.id] = 0
			}
		case option.kind == "list":
			s.lists[option.id] = 0
		default:
			s.options[option.id] = 0
		}
	}
	return s
}

type mark struct {
	option    int // from 1
	rank      int64
	isUnknown bool
}

// marked is a contest on a sheet: its place from 1, and its marks in order.
type marked struct {
	place int
	marks []mark
}

// sheetKey is what sheets are sorted by.
type sheetKey [5]string

func (k sheetKey) isBefore(other sheetKey) bool {
	for i := range k {
		if k[i] != other[i] {
			return k[i] < other[i]
		}
	}
	return false
}

// readSheet takes the marks out of a line, writes the line again from them, compares, and adds the votes up.
func (r *release) readSheet(line []byte) (key sheetKey, fault string) {
	value, err := parseJSON(line)
	if err != nil {
		return key, err.Error()
	}
	n := fmt.Sprintf("%0*d", r.digits, r.sheets)
	written := object{"@type": "CVR.CVR", "UniqueId": n, "ElectionId": "election", "CreatingDeviceId": "device"}
	key[0], key[1], key[2] = text(value, "BallotStyleId"), text(value, "BatchId"), text(value, "BallotSheetId")
	written["BallotStyleId"] = key[0]
	if r.version == 2 {
		written["BatchId"] = key[1]
		if _, there := member(value, "BallotSheetId"); there {
			written["BallotSheetId"] = key[2]
			if !isValue(key[2], "N:1:255", 2) {
				return key, "BallotSheetId is not 1 to 255"
			}
		}
	}
	images, fault := r.readImages(value, n, &key)
	if len(images) > 0 {
		written["BallotImage"] = images
		r.withPictures++
	}
	if fault != "" {
		return key, fault
	}
	if !isText(key[0]) || (r.version == 2 && !isRoom(key[1])) {
		return key, "BallotStyleId is not a text, or BatchId not a mode with or without a batch, nor joined"
	}
	snapshots, sorted, current, before := list{}, list{}, "", ""
	var last, interpreted []marked
	for _, item := range items(value, "CVRSnapshot") {
		kind := text(item, "Type")
		contests := r.readContests(item)
		current = "snapshot-" + n
		if r.version == 2 {
			current += "-" + kind
		}
		switch {
		case kind == "interpreted" && interpreted == nil:
			interpreted = contests
			if len(snapshots) == 1 && !reflect.DeepEqual(last, contests) {
				return key, "the marks of the original are not those of interpreted"
			}
		case kind == "original" && len(snapshots) == 0 && r.version == 2:
		case kind == "modified" && before == "interpreted" && r.version == 2:
			if fault := sameContests(interpreted, contests); fault != "" {
				return key, fault
			}
			r.modified++
		default:
			return key, "the snapshots are not (original), interpreted, (modified)"
		}
		last, before = contests, kind
		written := list{}
		for _, contest := range contests {
			written = append(written, r.writeContest(contest, kind == "original"))
		}
		snapshots = append(snapshots, object{"@id": current, "@type": "CVR.CVRSnapshot", "Type": kind, "CVRContest": written})
		sorted = append(sorted, object{"@type": "CVR.CVRSnapshot", "Type": kind, "CVRContest": written})
	}
	if interpreted == nil {
		return key, "there is no interpreted snapshot"
	}
	written["CVRSnapshot"], written["CurrentSnapshotId"] = snapshots, current
	if again := canonical(written); !bytes.Equal(again, line) {
		return key, difference(line, again)
	}
	if key[3] = string(canonical(sorted)); r.version == 1 {
		key[1], key[2] = "", ""
		key[3] = string(canonical(sorted[0].(object)["CVRContest"]))
	} else {
		r.pairs[[2]string{key[0], key[1]}]++
		r.rooms[key[1]]++
	}
	r.addVotes(r.last, last)
	r.addVotes(r.interpreted, interpreted)
	return key, ""
}

func sameContests(interpreted, modified []marked) string {
	if len(interpreted) != len(modified) {
		return "modified has other contests than interpreted"
	}
	for i, contest := range modified {
		if contest.place != interpreted[i].place {
			return "modified has other contests than interpreted"
		}
		for _, mark := range contest.marks {
			if mark.isUnknown {
				return "a mark is unknown in modified"
			}
		}
	}
	return ""
}

func (r *release) readImages(value interface{}, n string, key *sheetKey) (written list, fault string) {
	before := ""
	for _, item := range items(value, "BallotImage") {
		location := text(item, "Location")
		digest := ""
		if of, there := member(item, "Hash"); there {
			digest = text(of, "Value")
		}
		path := strings.TrimPrefix(location, "file:")
		suffix := strings.TrimPrefix(path, "pictures/"+n+"-")
		if path == location || suffix == path || len(suffix) < 3 || len(suffix) > 10 || (suffix[0] != 'a' && suffix[0] != 'b') || suffix[1] != '.' ||
			strings.Trim(suffix[2:], "abcdefghijklmnopqrstuvwxyz0123456789") != "" || suffix <= before || !isHash(digest) {
			return written, "a picture is not named as it must be, or not in order"
		}
		before, r.named[path] = suffix, digest
		key[4] += digest + "-" + suffix
		written = append(written, object{"@type": "CVR.ImageData", "Location": location,
			"Hash": object{"@type": "CVR.Hash", "Type": "sha-256", "Value": digest}})
	}
	return
}

// readContests gives contests and marks that are in order; the comparison finds what was left out.
func (r *release) readContests(snapshot interface{}) []marked {
	contests := []marked{}
	for _, item := range items(snapshot, "CVRContest") {
		place, _ := placeIn(text(item, "ContestId"), "contest-")
		if place < 1 || place > len(r.election) || (len(contests) > 0 && place <= contests[len(contests)-1].place) {
			continue
		}
		contest := r.election[place-1]
		found := marked{place, []mark{}}
		var before mark
		for _, item := range items(item, "CVRContestSelection") {
			option, _ := placeIn(text(item, "ContestSelectionId"), fmt.Sprintf("selection-%d-", place))
			next := mark{option, whole(item, "Rank"), text(first(items(item, "SelectionPosition")), "HasIndication") == "unknown"}
			next.isUnknown = next.isUnknown && r.version == 2
			isAfter := next.option > before.option || (next.option == before.option && next.rank > before.rank)
			isRank := next.rank == 0
			if contest.kind == "ranked" {
				isRank = next.rank >= 1 && next.rank <= contest.limit
			}
			if option < 1 || option > len(contest.options) || !isAfter || !isRank {
				continue
			}
			before = next
			found.marks = append(found.marks, next)
		}
		contests = append(contests, found)
	}
	return contests
}

// judge says whether a contest is overvoted, and how many options are marked yes.
func (c contest) judge(marks []mark) (isOvervoted bool, yes int64) {
	options, ranks, candidates, ballotList := map[int]bool{}, map[int64]bool{}, int64(0), 0
	for _, mark := range marks {
		if mark.isUnknown {
			continue
		}
		yes++
		if c.kind == "ranked" {
			isOvervoted = isOvervoted || options[mark.option] || ranks[mark.rank]
			options[mark.option], ranks[mark.rank] = true, true
		}
		if c.kind == "list" && c.options[mark.option-1].kind == "list" {
			isOvervoted = isOvervoted || ballotList != 0
			ballotList = mark.option
		}
	}
	for _, mark := range marks {
		if option := c.options[mark.option-1]; c.kind == "list" && !mark.isUnknown && option.kind == "candidate" {
			candidates++
			isOvervoted = isOvervoted || option.party != ballotList
		} else if option.kind == "against-all-alone" && !mark.isUnknown {
			isOvervoted = isOvervoted || yes > 1
		}
	}
	return isOvervoted || (c.kind == "choice" && yes > c.limit) || candidates > c.limit, yes
}

// outcome gives Overvotes and Undervotes of a contest.
func (c contest) outcome(marks []mark) (isOvervoted bool, overvotes, undervotes, yes int64) {
	isOvervoted, yes = c.judge(marks)
	switch {
	case isOvervoted && c.kind == "choice":
		return true, c.limit, 0, yes
	case isOvervoted:
		return true, 1, 0, yes
	case c.kind == "choice":
		return false, 0, c.limit - yes, yes
	case yes == 0:
		return false, 0, 1, yes
	}
	return false, 0, 0, yes
}

func (r *release) writeContest(on marked, isOriginal bool) object {
	c := r.election[on.place-1]
	isOvervoted, overvotes, undervotes, yes := c.outcome(on.marks)
	selections, writeIns := list{}, 0
	for _, mark := range on.marks {
		isWriteIn := c.options[mark.option-1].kind == "write-in"
		position := object{"@type": "CVR.SelectionPosition", "HasIndication": "yes", "NumberVotes": 1}
		if mark.isUnknown {
			position["HasIndication"], position["NumberVotes"] = "unknown", 0
		}
		selection := object{"@type": "CVR.CVRContestSelection", "SelectionPosition": list{position},
			"ContestSelectionId": fmt.Sprintf("selection-%d-%d", on.place, mark.option)}
		if c.kind == "ranked" {
			selection["Rank"] = mark.rank
		}
		selections = append(selections, selection)
		if isOriginal {
			continue
		}
		position["IsAllocable"], selection["TotalNumberVotes"] = "yes", position["NumberVotes"]
		if isWriteIn {
			writeIns++
			position["CVRWriteIn"] = object{"@type": "CVR.CVRWriteIn"}
		}
		if isOvervoted {
			position["IsAllocable"], selection["TotalNumberVotes"], selection["Status"] = "no", 0, list{"invalidated-rules"}
		} else if isWriteIn || mark.isUnknown {
			position["IsAllocable"], selection["Status"] = "unknown", list{"needs-adjudication"}
		}
	}
	result := object{"@type": "CVR.CVRContest", "ContestId": fmt.Sprintf("contest-%d", on.place)}
	if len(selections) > 0 {
		result["CVRContestSelection"] = selections
	}
	if isOriginal {
		return result
	}
	result["WriteIns"], result["Overvotes"], result["Undervotes"] = writeIns, overvotes, undervotes
	if isOvervoted {
		result["Status"] = list{"overvoted", "invalidated-rules"}
	} else if yes == 0 {
		result["Status"] = list{"not-indicated"}
	} else if undervotes > 0 {
		result["Status"] = list{"undervoted"}
	}
	return result
}

func (r *release) addVotes(to map[string]*sums, contests []marked) {
	for _, on := range contests {
		c := r.election[on.place-1]
		s := to[c.id]
		isOvervoted, _, undervotes, _ := c.outcome(on.marks)
		s.ballots++
		s.under += undervotes
		if isOvervoted {
			s.overvotes++
			continue
		}
		for _, mark := range on.marks {
			option := c.options[mark.option-1]
			switch {
			case mark.isUnknown:
			case c.kind == "ranked":
				s.ranks[mark.rank-1][option.id]++
			case option.kind == "list":
				s.lists[option.id]++
			default:
				s.options[option.id]++
			}
		}
	}
}

// ---- Groups and totals ----

// isRoom says whether a text is what records name as the place where a sheet was fed in.
func isRoom(text string) bool {
	mode, batch, hasBatch := strings.Cut(text, "-")
	return text == "joined" || ((mode == "stationary" || mode == "portable") && (!hasBatch || isValue(batch, "N:1:999999999999999", 2)))
}

func (r *release) checkSums() bool {
	wrong := func(file, format string, arguments ...interface{}) bool {
		r.find("sums", file, format, arguments...)
		return false
	}
	if r.manifest["groups.json"] != "" {
		if fault := r.readGroups(); fault != "" {
			return wrong("release/groups.json", "%s", fault)
		}
	}
	if counted := r.days.counted(); r.sheets != counted {
		return wrong("release", "records and groups of %d sheets, and %d were counted", r.sheets, counted)
	}
	if r.version == 2 {
		if rooms := r.days.released(); !reflect.DeepEqual(r.rooms, rooms) {
			return wrong("release", "the sheets are %v by room, and by the leaves %v", r.rooms, rooms)
		}
	}
	for _, sides := range []struct {
		of    *leaf
		votes map[string]*sums
	}{{r.totals, r.last}, {r.days.adjudicated, r.interpreted}} {
		if sides.of == nil {
			continue
		}
		if len(sides.votes) != len(sides.of.contests) {
			return wrong("release/cvr.json", "other contests than in %s", sides.of.kind)
		}
		for id, votes := range sides.votes {
			stated := sides.of.contests[id]
			if stated == nil || stated.kind != votes.kind || stated.limit != votes.limit || !bytes.Equal(canonical(stated.json()), canonical(votes.json())) {
				return wrong("release/cvr.json", "contest %q does not add up to %s", id, sides.of.kind)
			}
		}
	}
	expected := append(appendJSON(nil, r.totalsJSON(), "\n "), '\n')
	if is := r.read("release/totals.json", longestLine); !bytes.Equal(is, expected) {
		return wrong("release/totals.json", "%s", difference(is, expected))
	}
	return true
}

func (r *release) totalsJSON() object {
	sheets, contests := object{"withPictures": r.withPictures}, list{}
	for name, count := range r.days.sums() {
		sheets[name] = count
	}
	for _, id := range sortedKeys(r.totals.contests) {
		contests = append(contests, r.totals.contests[id].json())
	}
	result := object{"version": r.version, "origin": r.key.name, "election": r.days.genesis.fields["election"], "sheets": sheets, "contests": contests}
	if r.version == 1 {
		result["returnReasons"] = listed(r.totals.family("return-reason"))
		return result
	}
	result["returnReasons"], result["faults"] = list{}, list{}
	if closed := r.days.closed; closed != nil {
		result["returnReasons"], result["faults"] = listed(closed.family("return-reason")), listed(closed.family("fault"))
	}
	result["modes"], result["batches"] = listed(r.totals.family("mode")), listed(r.totals.family("batch"))
	return result
}

// readGroups adds the groups of few sheets to the sums.
func (r *release) readGroups() string {
	raw := r.read("release/groups.json", longestLine)
	if len(raw) == 0 || raw[len(raw)-1] != '\n' {
		return "not a line, or too long"
	}
	value, err := parseJSON(raw[:len(raw)-1])
	if err != nil {
		return err.Error()
	}
	groups, before := list{}, sheetKey{}
	for _, item := range items(value, "groups") {
		key, sheets := sheetKey{text(item, "style"), text(item, "batch")}, whole(item, "sheets")
		if !isText(key[0]) || !isRoom(key[1]) {
			return fmt.Sprintf("group %d: not a style and a mode with or without a batch", len(groups)+1)
		}
		if sheets < 1 || sheets >= r.days.smallest || (len(groups) > 0 && !before.isBefore(key)) || r.pairs[[2]string{key[0], key[1]}] > 0 {
			return fmt.Sprintf("group %d is too large, not in order, or in cvr.json too", len(groups)+1)
		}
		contests, last := list{}, ""
		for _, item := range items(item, "contests") {
			id := text(item, "id")
			stated, fault := r.readGroupContest(item, id)
			if fault == "" {
				fault = stated.fault(sheets, 2)
			}
			if fault != "" || id <= last || stated.ballots < 1 {
				return fmt.Sprintf("group %d: contest %q is not in order or not on its sheets; %s", len(groups)+1, id, fault)
			}
			last = id
			r.last[id].plus(stated)
			r.interpreted[id].plus(stated)
			contests = append(contests, stated.json())
		}
		groups = append(groups, object{"batch": key[1], "contests": contests, "sheets": sheets, "style": key[0]})
		before = key
		r.sheets += sheets
		r.rooms[key[1]] += sheets
	}
	if written := append(canonical(object{"groups": groups, "version": 2}), '\n'); !bytes.Equal(written, raw) {
		return difference(raw, written)
	}
	if len(groups) == 0 {
		return "there are no groups"
	}
	return ""
}

func (r *release) readGroupContest(item interface{}, id string) (*sums, string) {
	for _, contest := range r.election {
		if contest.id != id {
			continue
		}
		s := contest.noVotes()
		s.ballots, s.overvotes, s.under = whole(item, "ballots"), whole(item, "overvotes"), whole(item, "undervotes")+whole(item, "blanks")
		fill := func(counts map[string]int64, from list) {
			for _, vote := range from {
				if _, known := counts[text(vote, "id")]; known {
					counts[text(vote, "id")] = whole(vote, "count")
				}
			}
		}
		fill(s.options, items(item, "votes"))
		fill(s.lists, items(item, "lists"))
		for rank, votes := range items(item, "ranks") {
			if votes, is := votes.(list); is && rank < len(s.ranks) {
				fill(s.ranks[rank], votes)
			}
		}
		return s, ""
	}
	return nil, "no such contest in cvr.json"
}

// ---- What the observer brings ----

func (l *ledger) checkEarlier(with brought) {
	if len(with.earlier) == 0 {
		l.notChecked("whether there is another history", "an earlier checkpoint, or one from somebody else")
	}
	for _, earlier := range with.earlier {
		if earlier.size > l.size {
			l.find("earlier", earlier.file, "of %d leaves, and the journal has %d: the ledger was rolled back", earlier.size, l.size)
		} else if l.roots[earlier.size] != earlier.root {
			l.find("earlier", earlier.file, "the first %d leaves have another root: there are two histories", earlier.size)
		} else {
			l.checked("the earlier checkpoint %s of %d leaves", earlier.file, earlier.size)
		}
	}
}

type proof struct {
	file  string
	index uint64
	path  []hash
	note  *note_
}

func readProof(name string, key *vkey) *proof {
	raw := readGiven("proof-unusable", name)
	at := bytes.Index(raw, []byte("\n\n"))
	if at < 0 {
		refuse("proof-unusable", name, "no empty line before the checkpoint")
	}
	lines := strings.Split(string(raw[:at]), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		refuse("proof-unusable", name, "the first line is not c2sp.org/tlog-proof@v1")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, ok := unbase64(lines[0][len("extra "):]); !ok {
			refuse("proof-unusable", name, "extra is not base64")
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		refuse("proof-unusable", name, "no index")
	}
	index, ok := number(lines[0][len("index "):], 2)
	ok = ok && len(lines) <= 1+64
	result := &proof{file: name, index: uint64(index)}
	for _, line := range lines[1:] {
		raw, isHash := unbase64(line)
		var h hash
		ok = ok && isHash && copy(h[:], raw) == 32 && len(raw) == 32
		result.path = append(result.path, h)
	}
	note, err := openNote(raw[at+2:], key)
	if err != nil {
		refuse("proof-unusable", name, "checkpoint: %v", err)
	}
	if !ok || result.index >= note.size {
		refuse("proof-unusable", name, "index or hashes are not spelled as they must be, or the index is not below the size")
	}
	result.note = note
	return result
}

// isOf says whether a proof leads from an entry to its checkpoint's root.
func (p *proof) isOf(entry hash) bool {
	root, ok := rootOfProof(entry, p.index, p.note.size, p.path)
	return ok && root == p.note.root
}

// alone checks what the observer brings by itself, without the ledger.
func (r *report) alone(with brought) {
	notes := []*note_{}
	for place, p := range with.proofs {
		if p.isOf(with.entries[place]) {
			r.checked("the proof %s of leaf %d", p.file, p.index)
		} else {
			r.find("proof", p.file, "it does not prove that the entry is leaf %d", p.index)
		}
		notes = append(notes, p.note.named(p.file))
	}
	if len(notes) == 0 {
		notes = append(notes, with.cosigned)
	}
	for _, note := range notes {
		for _, earlier := range with.earlier {
			if earlier.size != note.size {
				r.notChecked(fmt.Sprintf("whether %s and %s are of one history", earlier.file, note.file), "the ledger's directory")
			} else if earlier.root != note.root {
				r.find("earlier", earlier.file, "of %d other leaves than %s", earlier.size, note.file)
			} else {
				r.checked("%s is of the same %d leaves as %s", earlier.file, earlier.size, note.file)
			}
		}
		seen := note
		if with.cosigned != nil {
			seen = with.cosigned
		}
		if seen.size != note.size || seen.root != note.root {
			r.find("cosignatures", seen.file, "another checkpoint than that of %s", note.file)
		} else if with.policy == nil {
			r.notChecked("the witnesses' signatures", "a policy")
		} else if r.isSeen(seen, with.policy) {
			r.checked("the witnesses that the policy asks for have signed the first %d leaves", seen.size)
		}
	}
	r.notChecked("the ledger itself", "its directory")
}

func (l *ledger) checkProofs(with brought) {
	for place, p := range with.proofs {
		entry := l.leaves[p.index]
		if len(with.entries) > 0 {
			entry = with.entries[place]
		}
		if !p.isOf(entry) {
			l.find("proof", p.file, "it does not prove that the entry is leaf %d", p.index)
		} else if p.note.size > l.size || l.roots[p.note.size] != p.note.root {
			l.find("proof", p.file, "its checkpoint of %d leaves is of another history", p.note.size)
		} else {
			l.checked("the proof %s of leaf %d", p.file, p.index)
		}
	}
}

// policy is a tlog-policy: a group needs some of its members, a witness has a key.
type policy struct {
	members map[string]*voter
	quorum  *voter // nil for none
	file    string
}

type voter struct {
	key     *vkey
	needs   int
	members []*voter
}

func (v *voter) agrees(by func(*vkey) bool) bool {
	if v.key != nil {
		return by(v.key)
	}
	count := 0
	for _, member := range v.members {
		if member.agrees(by) {
			count++
		}
	}
	return count >= v.needs
}

func readPolicy(file string, key *vkey) *policy {
	p := &policy{members: map[string]*voter{}, file: file}
	logs, seen, isMember, hasQuorum, logCount := map[string]bool{}, map[string]bool{}, map[string]bool{}, false, 0
	raw := readGiven("policy", file)
	if len(raw) == 0 || raw[len(raw)-1] != '\n' {
		refuse("policy", file, "no line end at its end: it may have been cut")
	}
	for place, line := range strings.Split(string(raw), "\n") {
		wrong := func(what string) { refuse("policy", file, "line %d: %s", place+1, what) }
		if strings.IndexFunc(line, func(c rune) bool { return (c < 0x20 && c != '\t') || c == 0x7f }) >= 0 {
			wrong("there are control characters")
		}
		words := strings.FieldsFunc(line, func(c rune) bool { return c == ' ' || c == '\t' })
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		define := func(name string, v *voter) {
			if name == "none" || p.members[name] != nil {
				wrong("the name is taken: " + name)
			}
			p.members[name] = v
		}
		switch kind := words[0]; {
		case kind == "log" && (len(words) == 2 || len(words) == 3):
			log, err := parseKey(words[1], 1)
			if err != nil || logs[string(log.public)] {
				wrong("not a log's key, or there twice")
			}
			logs[string(log.public)] = true
			logs[log.line] = true
			logCount++
		case kind == "witness" && (len(words) == 3 || len(words) == 4):
			witness, err := parseKey(words[2], 4)
			if err != nil || seen[string(witness.public)] {
				wrong("not a witness's key, or there twice")
			}
			seen[string(witness.public)] = true
			define(words[1], &voter{key: witness})
		case kind == "group" && len(words) >= 4:
			group := &voter{}
			for _, name := range words[3:] {
				if p.members[name] == nil || isMember[name] {
					wrong("not defined before, or a member twice: " + name)
				}
				isMember[name] = true
				group.members = append(group.members, p.members[name])
			}
			n, ok := number(words[2], 2)
			if words[2] == "all" {
				n, ok = int64(len(group.members)), true
			} else if words[2] == "any" {
				n, ok = 1, true
			}
			if !ok || n < 1 || n > int64(len(group.members)) {
				wrong("the threshold is not 1 to the number of members")
			}
			group.needs = int(n)
			define(words[1], group)
		case kind == "quorum" && len(words) == 2 && !hasQuorum:
			p.quorum = p.members[words[1]]
			if hasQuorum = true; p.quorum == nil && words[1] != "none" {
				wrong("not defined before: " + words[1])
			}
		default:
			wrong("not a line of a policy, or a second quorum")
		}
	}
	if !hasQuorum {
		refuse("policy", file, "no quorum")
	}
	if logCount > mostInPolicy || len(seen) > mostInPolicy || len(p.members)-len(seen) > mostInPolicy {
		refuse("policy", file, "more than %d logs, witnesses or groups", mostInPolicy)
	}
	for public := range seen {
		if logs[public] || public == string(key.public) {
			refuse("policy", file, "a log's own key is a witness")
		}
	}
	if len(logs) > 0 && !logs[key.line] {
		refuse("policy", file, "it is for other logs than this key's")
	}
	return p
}

// readCosigned opens the checkpoint with the witnesses' signatures: what was given, or the ledger's own.
func (l *ledger) readCosigned(with brought) *note_ {
	if with.cosigned != nil {
		return with.cosigned
	}
	size, there := l.files["cosigned"]
	if !there {
		return l.note
	}
	raw := l.read("cosigned", longestNote)
	if raw == nil {
		l.find("cosignatures", "cosigned", "%d bytes, more than %d", size, longestNote)
		return nil
	}
	note, err := openNote(raw, l.key)
	if err != nil {
		l.find("cosignatures", "cosigned", "%v", err)
		return nil
	}
	return note.named("cosigned")
}

func (l *ledger) checkCosignatures(with brought, note *note_) {
	if with.policy == nil {
		l.notChecked("the witnesses' signatures", "a policy")
	}
	if note == nil {
		return
	}
	limit := l.size
	if with.cosigned == nil && l.note != nil {
		limit = l.note.size
	}
	if note != l.note && (note.size > limit || l.roots[note.size] != note.root) {
		l.find("cosignatures", note.file, "not a checkpoint of the first %d leaves of this ledger", note.size)
		return
	}
	if with.policy == nil {
		return
	}
	if !l.isSeen(note, with.policy) {
		return
	}
	l.checked("the witnesses that the policy asks for have signed the first %d leaves", note.size)
	if note.size < l.size {
		l.notChecked(fmt.Sprintf("whether witnesses saw the leaves after the first %d", note.size), "a newer cosigned checkpoint")
	}
}

// isSeen says whether the witnesses that a policy asks for have signed a checkpoint, and notes where they have not.
func (r *report) isSeen(note *note_, by *policy) bool {
	if by.quorum == nil || by.quorum.agrees(note.isCosignedBy) {
		return true
	}
	r.find("cosignatures", note.file, "the witnesses that signed are not the quorum of %s", by.file)
	return false
}

func (n *note_) isCosignedBy(witness *vkey) bool {
	for _, s := range n.signatures {
		if s.name != witness.name || len(s.blob) != 76 || !bytes.Equal(s.blob[:4], witness.id[:]) {
			continue
		}
		at := binary.BigEndian.Uint64(s.blob[4:])
		message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, n.text)
		if at != 0 && at <= uint64(time.Now().Unix()+86400) && ed25519.Verify(witness.public, []byte(message), s.blob[12:]) {
			return true
		}
	}
	return false
}

// summarize says what the ledger is, as far as its leaves told.
func (l *ledger) summarize() {
	h := l.days
	if h.genesis == nil {
		return
	}
	root, size := l.root, l.size
	if l.note != nil {
		root, size = l.note.root, l.note.size
	}
	genesis := h.genesis.fields
	l.Ledger = &summary{Origin: genesis["origin"], Size: size, Root: base64.StdEncoding.EncodeToString(root[:]), Phase: h.phase,
		Election: genesis["election"], Software: h.software, Definition: genesis["definition-sha256"], Sheets: h.sums()}
	if l.version == 1 {
		l.Ledger.Definition = genesis["layout-sha256"]
	}
	if h.opened != "" {
		l.Ledger.Opened = &h.opened
	}
	if h.closed != nil && h.closed.fields["time"] != "" {
		closed := h.closed.fields["time"]
		l.Ledger.Closed = &closed
	}
}
