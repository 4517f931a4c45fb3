#!/usr/bin/env python3
"""Checks a ledger, its release and its checkpoints with nothing of the machine's own software.

Written from FORMAT.md and FORMAT-1.md beside this file's folder; needs Python 3.11 or newer and nothing else. Where the
package 'cryptography' is installed, signatures are checked by it, which is faster.

    verify_ledger.py ledger DIR --vkey KEY [--earlier CHECKPOINT]... [--policy FILE] [--cosigned FILE] [--proof FILE]...
    verify_ledger.py ledger --vkey KEY [--proof FILE --entry FILE]... [--cosigned FILE] [--policy FILE] [--earlier CHECKPOINT]...
                                                                     # without the ledger: what was taken home, by itself
    verify_ledger.py checkpoint --vkey KEY [--against DIR]           # a checkpoint typed or scanned, on standard input

KEY is the verifier key that was handed out before polls opened, or a file with it. Exit status 0: all is well. 1: it is not,
and every finding is one line. 2: what was given cannot be used. 3: the program could not look. --json prints one object.
"""

import argparse
import base64
import collections
import datetime
import hashlib
import json
import os
import re
import stat
import sys
import time
from urllib.parse import quote, unquote_to_bytes

if sys.version_info < (3, 11):
    sys.exit(print(f"could not look: this is Python {sys.version.split()[0]}, and 3.11 or newer is needed", file=sys.stderr) or 3)

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None  # PlainEd25519 takes its place

# The order in which findings are told (FORMAT.md, section 9), and what ends with status 2.
CODES = ["files", "checkpoint", "journal", "bundle", "tile", "root", "leaf", "order", "box", "release", "records", "sums",
         "earlier", "proof", "cosignatures", "not-closed"]
UNUSABLE = ["arguments", "key", "policy", "earlier-unusable", "proof-unusable"]

MAX_LEAVES, MAX_NAMES, MAX_DEPTH, MAX_FINDINGS, MAX_POLICY = 1 << 24, 2_500_000, 8, 100, 256
NOTE_LIMIT, OUTSIDE_LIMIT, JOURNAL_LIMIT, BOX_LIMIT = 65_536, 1 << 17, 1 << 31, 1 << 36
MANIFEST_LIMIT, RELEASED_LIMIT, LINE_LIMIT = 1 << 28, 1 << 31, 1 << 24
DESKTOP = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|\._.*", re.DOTALL)
PLAIN = "".join(chr(c) for c in range(0x21, 0x7F)).replace("%", "")
PLAIN_IN_KEY = PLAIN.replace("/", "")


class Bad(Exception):
    """Something is not as the format has it; says what."""


class Unusable(Exception):
    """What the observer gave cannot be used; a code, a file and what is wrong with it."""


def sha(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def require(condition, what):
    if not condition:
        raise Bad(what)


def by_bytes(ids):
    return sorted(ids, key=lambda text: text.encode())


# ---- words: numbers, hashes, texts, times, base64, escaped text ----


def matching(pattern, convert, what):
    """A reader of texts of one form."""
    def read(text):
        require(re.fullmatch(pattern, text, re.ASCII), what)
        return convert(text)
    return read


number = matching("0|[1-9][0-9]{0,14}", int, "not a number of at most 15 digits")
digest = matching("[0-9a-f]{64}", bytes.fromhex, "not 64 hex digits")
sheet_number = matching("(?!0{10})[0-9]{10}", int, "not a number of 10 digits from 1")


def number_1(text):
    """A number of version 1: below 2^63."""
    require(re.fullmatch("0|[1-9][0-9]{0,18}", text, re.ASCII) and int(text) < 1 << 63, "not a number below 2^63")
    return int(text)


def number_of(first, last, step=1, also=None):
    def read(text):
        value = number(text)
        require(value == also or first <= value <= last and value % step == 0, f"{value} is out of range")
        return value
    return read


def slots(text):
    value = number(text)
    require(1 <= value <= 1 << 20 and value & value - 1 == 0, "not a power of two to 2^20")
    return value


def one_of(words):
    """A reader of one of the words between the bars."""
    words = words.split("|")

    def read(text):
        require(text in words, f"not one of {', '.join(words)}")
        return text
    return read


def text(value):
    require(1 <= len(value.encode()) <= 256, "not a text of 1 to 256 bytes")
    return value


def minute(value):
    require(re.fullmatch("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z", value, re.ASCII), "not a time")
    try:
        datetime.datetime.strptime(value, "%Y-%m-%dT%H:%MZ")
    except ValueError:
        raise Bad("a minute that does not exist") from None
    return value


def decode(raw):
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Bad("not UTF-8") from None


def unbase64(word):
    try:
        blob = base64.b64decode(word, validate=True)
    except ValueError:
        raise Bad("not base64") from None
    require(base64.b64encode(blob).decode() == word, "not base64 as it must be written")
    return blob


def name(value):
    require("+" not in value and all(c >= " " and c != "\x7f" and not c.isspace() for c in value), "not a name")
    return text(value)


def unescape(word, in_key):
    """The text of an escaped word; a word that should be spelled otherwise is refused."""
    raw = unquote_to_bytes(word)
    require(quote(raw, PLAIN_IN_KEY if in_key else PLAIN) == decode(word), "not escaped as it must be")
    return decode(raw)


# ---- keys, notes, checkpoints, proofs, policies ----


class PlainEd25519:
    """Ed25519 (RFC 8032, section 5.1.7) in Python alone, some milliseconds a signature, for machines without 'cryptography'.

    What it takes and refuses is what OpenSSL and Go do: s below the order of the group, and s B - h A encoded as the signature has
    it. Nothing here is secret, so it need not take the same time for every signature.
    """

    P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
    D = -121665 * pow(121666, -1, P) % P
    ROOT = pow(2, (P - 1) // 4, P)

    def __init__(self, blob):
        self.blob, self.point = blob, self.decoded(blob)

    @classmethod
    def decoded(cls, blob):
        """A point as (X, Y, Z, T); None where there is none."""
        y = int.from_bytes(blob, "little")
        sign, y = y >> 255, (y & (1 << 255) - 1) % cls.P
        u, v = (y * y - 1) % cls.P, (cls.D * y * y + 1) % cls.P
        x = u * pow(v, 3, cls.P) * pow(u * pow(v, 7, cls.P), (cls.P - 5) // 8, cls.P) % cls.P
        if v * x * x % cls.P != u:
            x = x * cls.ROOT % cls.P
        if v * x * x % cls.P != u:
            return None
        if x & 1 != sign:
            x = -x % cls.P
        return x, y, 1, x * y % cls.P

    @classmethod
    def sum(cls, p, q):
        a, b = (p[1] - p[0]) * (q[1] - q[0]) % cls.P, (p[1] + p[0]) * (q[1] + q[0]) % cls.P
        c, d = 2 * p[3] * q[3] * cls.D % cls.P, 2 * p[2] * q[2] % cls.P
        e, f, g, h = b - a, d - c, d + c, b + a
        return e * f % cls.P, g * h % cls.P, f * g % cls.P, e * h % cls.P

    @classmethod
    def combined(cls, s, p, h, q):
        """s P + h Q, by one walk over the bits of both numbers."""
        steps = {(1, 0): p, (0, 1): q, (1, 1): cls.sum(p, q)}
        total = (0, 1, 1, 0)
        for bit in range(255, -1, -1):
            total = cls.sum(total, total)
            if step := steps.get((s >> bit & 1, h >> bit & 1)):
                total = cls.sum(total, step)
        return total

    def has_signed(self, message, signature):
        s = int.from_bytes(signature[32:], "little")
        if len(signature) != 64 or self.point is None or s >= self.ORDER:
            return False
        x, y, z, t = self.point
        h = int.from_bytes(hashlib.sha512(signature[:32] + self.blob + message).digest(), "little") % self.ORDER
        x, y, z, _ = self.combined(s, self.BASE, h, (-x % self.P, y, z, -t % self.P))
        over = pow(z, -1, self.P)
        x, y = x * over % self.P, y * over % self.P
        return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


PlainEd25519.BASE = PlainEd25519.decoded(b"\x58" + b"\x66" * 31)


class Key:
    """A verifier key: of a ledger (kind 1) or of a witness (kind 4)."""

    def __init__(self, line, kind=1):
        parts = line.split("+", 2)
        require(len(parts) == 3, "not of the form name+id+key")
        self.line, self.name, self.blob = line, name(parts[0]), unbase64(parts[2])
        require(len(self.blob) == 33 and self.blob[0] == kind, f"not an Ed25519 key of type {kind}")
        self.id = sha(self.name.encode(), b"\n", self.blob)[:4]
        require(parts[1] == self.id.hex(), "its id is not that of this name and key")
        self.public = Ed25519PublicKey.from_public_bytes(self.blob[1:]) if Ed25519PublicKey else PlainEd25519(self.blob[1:])

    def has_signed(self, message, signature):
        if not Ed25519PublicKey:
            return self.public.has_signed(message, signature)
        try:
            self.public.verify(signature, message)
            return True
        except InvalidSignature:
            return False


class Checkpoint:
    """A checkpoint that the key has signed."""

    def __init__(self, raw, key):
        require(len(raw) <= NOTE_LIMIT, "too long for a checkpoint")
        note = decode(raw)
        require(all(c >= " " or c == "\n" for c in note), "a control character")
        body, gap, under = note.rpartition("\n\n")
        require(gap and under.endswith("\n"), "no signature under it")
        lines, self.lines = under[:-1].split("\n"), []
        require(len(lines) <= 64, "more than 64 signatures")
        self.text = f"{body}\n".encode()
        for line in lines:
            dash, signer, word = line.split(" ") if line.count(" ") == 2 else ("", "", "")
            require(dash == "\u2014" and len(blob := unbase64(word)) > 4, "a line that is no signature")
            self.lines.append((name(signer), blob[:4], blob[4:]))
        own = [signature for signer, key_id, signature in self.lines if (signer, key_id) == (key.name, key.id)]
        require(own, "not signed by the key")
        require(all(key.has_signed(self.text, signature) for signature in own), "the signature is wrong")
        fields = body.split("\n")
        require(len(fields) == 3 and fields[0] == key.name, "not a checkpoint of this key's ledger")
        self.size, self.root = number(fields[1]), unbase64(fields[2])
        require(len(self.root) == 32 and 1 <= self.size <= MAX_LEAVES, "no root, no leaves, or more than are checked")

    def is_cosigned_by(self, witness):
        """A cosignature counts where it is right and its time is not 0 and not more than a day ahead."""
        for signer, key_id, blob in self.lines:
            moment = int.from_bytes(blob[:8])
            if (signer, key_id) == (witness.name, witness.id) and len(blob) == 72 and 0 < moment <= time.time() + 86_400:
                if witness.has_signed(f"cosignature/v1\ntime {moment}\n".encode() + self.text, blob[8:]):
                    return True
        return False


class Proof:
    """C2SP tlog-proof: a leaf's place in the tree of a checkpoint, and the hashes beside its way to the root."""

    def __init__(self, raw, key):
        head, gap, note = raw.partition(b"\n\n")
        lines = decode(head).split("\n")
        require(gap and lines.pop(0) == "c2sp.org/tlog-proof@v1", "not a proof of C2SP tlog-proof version 1")
        if lines and lines[0].startswith("extra "):
            unbase64(lines.pop(0).removeprefix("extra "))
        require(lines and lines[0].startswith("index "), "no index")
        self.index, self.path = number(lines.pop(0).removeprefix("index ")), []
        require(len(lines) <= 64, "more hashes than a tree has levels")
        for line in lines:
            self.path.append(unbase64(line))
            require(len(self.path[-1]) == 32, "a hash that is not of 32 bytes")
        self.checkpoint = Checkpoint(note, key)
        require(self.index < self.checkpoint.size, "an index that its checkpoint does not have")

    def holds(self, leaf):
        """RFC 9162, section 2.1.3.2."""
        place, last, value = self.index, self.checkpoint.size - 1, sha(b"\0", leaf)
        for beside in self.path:
            if last == 0:
                return False
            if place & 1 or place == last:
                value = sha(b"\x01", beside, value)
                while not place & 1 and place:
                    place, last = place >> 1, last >> 1
            else:
                value = sha(b"\x01", value, beside)
            place, last = place >> 1, last >> 1
        return last == 0 and value == self.checkpoint.root


class Policy:
    """C2SP tlog-policy: whose cosignatures are asked for."""

    def __init__(self, raw, key):
        require(raw.endswith(b"\n"), "no line end at its end: it may have been cut")
        require(all(c >= 0x20 and c != 0x7F or c in b"\t\n" for c in raw), "a control character")
        logs, self.witnesses, self.groups, members, self.quorum = [], {}, {}, set(), None
        for line in raw.split(b"\n"):
            words = [word for word in re.split(b"[ \t]+", line) if word]
            if not words or words[0].startswith(b"#"):
                continue
            word, rest = words[0], words[1:]
            if word == b"log" and len(rest) in (1, 2):
                logs.append(Key(decode(rest[0])))
            elif word == b"witness" and len(rest) in (2, 3):
                self.define(rest[0])
                self.witnesses[rest[0]] = Key(decode(rest[1]), kind=4)
            elif word == b"group" and len(rest) >= 3:
                who, how_many, *names = rest
                for member in names:
                    require(member in self.witnesses or member in self.groups, "a group of names that are not known")
                    require(member not in members, "a name is a member twice")
                    members.add(member)
                self.define(who)
                how_many = {b"any": b"1", b"all": b"%d" % len(names)}.get(how_many, how_many)
                require(1 <= number(decode(how_many)) <= len(names), "a group that needs none or more than it has")
                self.groups[who] = (int(how_many), names)
            elif word == b"quorum" and len(rest) == 1 and self.quorum is None:
                who = rest[0]
                require(who in self.witnesses or who in self.groups or who == b"none", "a quorum that is not known")
                self.quorum = who
            else:
                raise Bad(f"a line that is not understood: {decode(line):.80}")
        require(self.quorum is not None, "no quorum")
        require(max(len(logs), len(self.witnesses), len(self.groups)) <= MAX_POLICY, "more lines of a kind than are read")
        publics = [witness.blob[1:] for witness in self.witnesses.values()]
        require(len(set(publics)) == len(publics) and len({log.blob for log in logs}) == len(logs), "a key is there twice")
        require(not logs or key.line in [log.line for log in logs], "a policy for other logs")
        require(not {key.blob[1:], *(log.blob[1:] for log in logs)} & set(publics), "a log's own key as a witness")

    def define(self, who):
        require(who != b"none" and who not in self.witnesses and who not in self.groups, "a name is there twice, or is none")

    def is_met_by(self, checkpoint):
        has = {b"none": True} | {who: checkpoint.is_cosigned_by(key) for who, key in self.witnesses.items()}
        for who, (how_many, names) in self.groups.items():
            has[who] = sum(has[member] for member in names) >= how_many
        return has[self.quorum]


# ---- the tree ----


class Tree:
    """levels[k][i] is the hash over leaves i * 2^k and the 2^k - 1 after it."""

    def __init__(self, leaf_hashes=()):
        self.levels = [[]]
        for leaf_hash in leaf_hashes:
            self.append(leaf_hash)

    def append(self, leaf_hash):
        self.levels[0].append(leaf_hash)
        level = 0
        while len(self.levels[level]) % 2 == 0:
            if level + 1 == len(self.levels):
                self.levels.append([])
            self.levels[level + 1].append(sha(b"\x01", *self.levels[level][-2:]))
            level += 1

    def root(self, size):
        root = None
        for level, hashes in enumerate(self.levels):
            if size >> level & 1:
                left = hashes[(size >> level) - 1]
                root = left if root is None else sha(b"\x01", left, root)
        return root or sha(b"")


def root_of_slots(file, count, width, unsettled):
    """The root over a power of two of slots, without keeping their hashes; one of them may be taken as it was before."""
    waiting = []
    for index in range(1, count + 1):
        value = sha(b"\0", file.read(width))
        if unsettled and index - 1 == unsettled[0]:
            require(value != unsettled[1], f"slot {unsettled[0]} holds no sheet, though one is said to be not settled")
            value = unsettled[1]
        while index % 2 == 0:
            value, index = sha(b"\x01", waiting.pop(), value), index // 2
        waiting.append(value)
    return waiting.pop()


def pieces(count, folder):
    """Path, first element and width of each file that `count` elements are in."""
    for first in range(0, count, 256):
        place, width = first // 256, min(256, count - first)
        groups = [f"{place % 1000:03}"]
        while place := place // 1000:
            groups.insert(0, f"x{place % 1000:03}")
        yield f"tile/{folder}/" + "/".join(groups) + ("" if width == 256 else f".p/{width}"), first, width


# ---- leaves ----

# What each type has: a reader for each field, of version 1 and of version 2.
WORD = lambda value: value
BOXED = {"number": sheet_number, "box": digest}
BOX_SIZES = {"box-slots": slots, "box-slot-bytes": number_of(4096, 1 << 20, 4096),
             "box-picture-bytes": number_of(0, 1 << 26, 4096)}
SHEETS = ["accepted", "returned", "unresolved", "voided", "withdrawn"]
TYPES_1 = {
    "genesis": BOX_SIZES | {"format": one_of("1"), "origin": name, "vkey": WORD, "election": text, "software": text,
                            "box-key": WORD, "layout-sha256": digest, "box-commit": digest},
    **dict.fromkeys(["polls-opened", "interrupted", "copy-lost", "copy-restored", "keys-destroyed"], {}),
    **dict.fromkeys(["sheet-accepted", "sheet-unresolved"], BOXED),
    **dict.fromkeys(["sheet-returned", "sheet-voided"], {"number": sheet_number}),
    "polls-closed": dict.fromkeys(SHEETS[:4], number_1),
    "totals": {"sheets": number_1, "release-sha256": digest, "box-root": digest, "box-blind": digest},
}
REASONS = "person|stack-ended|signal|interruption|time|jam|cover|disconnected|storage|box-full|device|other"
ACTIONS = "open|pause|resume|close|mode|batch|confirm|adjudicate|report|seal|release|other"
TYPES_2 = {
    "genesis": BOX_SIZES | {
        "format": one_of("2"), "created": minute, "origin": text, "vkey": WORD, "purpose": one_of("election|test|training"),
        "election": text, "definition-sha256": digest, "software": text, "software-sha256": digest,
        "sheets-sha256": lambda value: None if value == "none" else digest(value), "copy": one_of("yes|no"),
        "smallest-group": number_of(1, 1000), "anchor-sheets": number_of(10, 100_000, also=0),
        "anchor-minutes": number_of(0, 1440), "box-key": WORD, "box-commit": digest},
    "machine-started": {"after": one_of("stop|interruption"), "definition-sha256": digest, "software": text,
                        "software-sha256": digest, "time": minute},
    **dict.fromkeys(["polls-opened", "polls-resumed"], {"time": minute}),
    "polls-paused": {"reason": one_of(REASONS), "time": minute},
    **dict.fromkeys(["sheet-accepted", "sheet-unresolved"], BOXED),
    "sheet-voided": {"number": sheet_number},
    "sheets-returned": {"from": sheet_number, "to": sheet_number},
    "batch-begun": {"batch": number},
    "batch-ended": {"batch": number, "sheets": number},
    "batch-withdrawn": {"batch": number, "sheets": number, "box": digest},
    "mode-changed": {"mode": one_of("test|training|stationary|portable|plain-box|overnight"), "since": minute,
                     "time": minute},
    "tests-fed": {"sheets": number_of(1, 10**15), "time": minute},
    "acted": {"action": one_of(ACTIONS), "person": text, "time": minute,
              "role": one_of("worker|administrator|technician|observer|custodian")},
    "seal-checked": {"place": text, "seal": text, "state": one_of("applied|intact|broken|removed"), "time": minute},
    "checklist": {"list": one_of("open|close"), "time": minute},
    "control-data": {"moment": one_of("evening|morning"), "time": minute, **dict.fromkeys(SHEETS, number)},
    "report-printed": {"report": one_of("zero|control|tests|results|protocol"), "sha256": digest, "time": minute},
    **dict.fromkeys(["copy-lost", "copy-restored"], {}),
    "polls-closed": {**dict.fromkeys(SHEETS + ["out-of-hours", "in-the-way"], number), "time": minute},
    "adjudicated": {"sheets": number},
    "totals": {"sheets": number, "release-sha256": digest, "box-root": digest, "box-blind": digest},
    "keys-destroyed": {"copy": one_of("none|destroyed|gone"), "drafts": number},
}
# Fields of which there are any number, one for each id: readers of the id and of the value.
MODES = "stationary|portable"
FAMILIES_1 = {"totals": {"return-reason": (text, number_1)}}
FAMILIES_2 = {
    "checklist": {"item": (text, one_of("yes|no"))},
    "polls-closed": {"fault": (text, number), "return-reason": (text, number)},
    "totals": {"mode": (one_of(MODES), number), "batch": (number, number)},
}


def read_leaf(raw, version):
    """Type and fields; what there is any number of is a dictionary under its first word."""
    require(raw.endswith(b"\n"), "it does not end in a line end")
    types, families = (TYPES_1, FAMILIES_1) if version == 1 else (TYPES_2, FAMILIES_2)
    head, *lines = raw[:-1].split(b"\n")
    kind = decode(head).removeprefix(f"scand/v{version} ")
    require(head.startswith(b"scand/v%d " % version) and kind in types, "a type that is not known in this version")
    require(lines == sorted(lines), "its lines are out of order")
    family, seen = families.get(kind, {}), set()
    fields = {word: {} for word in family} | ({"contests": {}} if kind in ("totals", "adjudicated") else {})
    for line in lines:
        words = line.split(b" ")
        require(len(words) == 2, "a line is not a key and a value")
        key, value = tuple(unescape(word, True) for word in words[0].split(b"/")), unescape(words[1], False)
        label = "/".join(key)
        require(key not in seen, f"{label} is there twice")
        seen.add(key)
        try:
            if len(key) == 1 and key[0] in types[kind]:
                fields[key[0]] = types[kind][key[0]](value)
            elif len(key) == 2 and key[0] in family:
                read_id, read = family[key[0]]
                read_id(key[1])
                fields[key[0]][key[1]] = read(value)
            else:
                require("contests" in fields and key[0] == "contest" and len(key) > 2, "does not belong here")
                fields["contests"].setdefault(text(key[1]), {})[key[2:]] = (number_1 if version == 1 else number)(value)
        except Bad as error:
            raise Bad(f"{label}: {error}") from None
    missing = types[kind].keys() - fields.keys()
    require(not missing, f"{', '.join(sorted(missing))} missing")
    if "contests" in fields:
        require(fields["contests"] or version == 1, "no contest")
        fields["contests"] = {which: read_contest(which, sums, version) for which, sums in fields["contests"].items()}
    require(kind != "checklist" or fields["item"], "a checklist without an item")
    if kind == "genesis":
        check_genesis(fields)
    return kind, fields


def check_genesis(fields):
    """The form of the two keys."""
    require(Key(fields["vkey"]).name == fields["origin"], "vkey: its name is not the origin")
    parts = fields["box-key"].split("+", 3)
    require(len(parts) == 4 and parts[0] == "scand-box", "box-key: not of the form scand-box+name+id+key")
    public = unbase64(parts[3])
    key_id = sha(b"scand-box\n", name(parts[1]).encode(), b"\n", public)[:4]
    require(len(public) == 32 and parts[2] == key_id.hex(), "box-key: its id is not that of this name and key")


def read_contest(which, lines, version):
    """A contest's sums: kind, allowed (votes or ranks), ballots, overvotes, undervotes or blanks, and votes by option."""
    try:
        plain = {key[0]: value for key, value in lines.items() if len(key) == 1}
        kind = "choice" if version == 1 or "undervotes" in plain else "ranked" if "ranks" in plain else "list"
        contest = {"kind": kind, "allowed": plain.pop("ranks" if kind == "ranked" else "votes-allowed")}
        contest |= {what: plain.pop(what) for what in KINDS[kind]}
        require(not plain, f"{', '.join(sorted(plain))} does not belong here")
    except KeyError as error:
        raise Bad(f"contest/{which}: {error} missing") from None
    least, most = (0, 1 << 63) if version == 1 else (2, 100) if kind == "ranked" else (1, 1000)
    require(least <= contest["allowed"] <= most, f"contest/{which}: votes allowed or ranks out of range")
    if kind == "ranked":
        contest["ranks"] = [{} for _ in range(contest["allowed"])]
    else:
        contest |= {"votes": {}} | ({"lists": {}} if kind == "list" else {})
    for key, value in lines.items():
        is_rank = kind == "ranked" and len(key) == 4 and key[0] == "rank" and key[2] == "option"
        if len(key) == 1:
            pass
        elif len(key) == 2 and key[0] == "option" and kind != "ranked":
            contest["votes"][text(key[1])] = value
        elif len(key) == 2 and key[0] == "list" and kind == "list":
            contest["lists"][text(key[1])] = value
        elif is_rank and 1 <= number(key[1]) <= contest["allowed"]:
            contest["ranks"][int(key[1]) - 1][text(key[3])] = value
        else:
            raise Bad(f"contest/{which}/{'/'.join(key)} does not belong here")
    if kind == "ranked":
        require(all(rank.keys() == contest["ranks"][0].keys() for rank in contest["ranks"]),
                f"contest/{which}: not the same options at each rank")
    has_options = contest["ranks"][0] if kind == "ranked" else contest["lists" if kind == "list" else "votes"]
    require(has_options or version == 1, f"contest/{which}: no option")
    return contest


# The sums that a contest of each kind has beside its votes.
KINDS = {"choice": ["ballots", "overvotes", "undervotes"], "ranked": ["ballots", "overvotes", "blanks"],
         "list": ["ballots", "overvotes", "blanks"]}


def check_sums(which, c, sheets, version=2):
    """The rules that a contest's sums keep."""
    valid, votes = c["ballots"] - c["overvotes"], list(c.get("votes", {}).values())
    require(c["ballots"] <= sheets and valid >= 0, f"contest {which}: more ballots than sheets, or more overvotes than ballots")
    if c["kind"] == "choice":
        most = c["ballots"] if version == 1 else valid
        comes_out = all(n <= most for n in votes) and sum(votes) + c["undervotes"] == valid * c["allowed"]
    elif c["kind"] == "ranked":
        comes_out = all(sum(rank.values()) <= valid - c["blanks"] for rank in c["ranks"]) and c["blanks"] <= valid
    else:
        comes_out = sum(c["lists"].values()) == valid - c["blanks"] and all(n <= valid - c["blanks"] for n in votes)
    require(comes_out, f"contest {which}: its sums do not come out")


def shape(contests):
    """What totals and adjudicated sums of the same sheets have in common."""
    names = lambda c: [list(votes) for votes in (c.get("votes", {}), c.get("lists", {}), *c.get("ranks", []))]
    return {which: (c["kind"], c["allowed"], c["ballots"], names(c)) for which, c in contests.items()}


# ---- the order of leaves ----

# In which phases a leaf may stand, and the phase that it leads to, if another.
IN_SHEETS_1, ANY_TIME_1 = ("open", None), ("prepared open closed", None)
ORDER_1 = {
    "genesis": ("empty", "prepared"), "polls-opened": ("prepared", "open"), "polls-closed": ("open", "closed"),
    "totals": ("closed", "final"), "keys-destroyed": ("final", "ended"),
    **dict.fromkeys(["sheet-accepted", "sheet-unresolved", "sheet-returned", "sheet-voided"], IN_SHEETS_1),
    **dict.fromkeys(["interrupted", "copy-lost", "copy-restored"], ANY_TIME_1),
}
ORDER_2 = {
    "genesis": ("empty", "prepared"), "polls-opened": ("prepared", "open"), "polls-paused": ("open", "paused"),
    "polls-resumed": ("paused", "open"), "polls-closed": ("open paused", "closed"), "totals": ("closed", "final"),
    "keys-destroyed": ("final", "ended"), "adjudicated": ("closed", None), "control-data": ("paused closed", None),
    **dict.fromkeys(["machine-started", "acted", "seal-checked", "checklist", "report-printed"],
                    ("prepared open paused closed final", None)),
    **dict.fromkeys(["copy-lost", "copy-restored"], ("prepared open paused closed", None)),
    **dict.fromkeys(["mode-changed", "tests-fed"], ("prepared open paused", None)),
    **dict.fromkeys(["sheet-accepted", "sheet-unresolved", "batch-begun", "batch-ended"], ("open", None)),
    **dict.fromkeys(["sheets-returned", "sheet-voided", "batch-withdrawn"], ("open paused", None)),
}


class History:
    """The rules of order, and what the leaves say together."""

    def __init__(self, key, version):
        self.key, self.version, self.phase, self.next = key, version, "empty", 1
        self.counts = dict.fromkeys(SHEETS[:4] if version == 1 else SHEETS, 0)
        self.genesis = self.totals = self.adjudicated = self.closing = self.commitment = self.opened = self.closed = None
        self.has_copy, self.must_pause, self.mode, self.modes = True, False, "stationary", collections.Counter()
        self.batch, self.in_batch, self.batches, self.last_batch, self.software = None, 0, {}, 0, []
        self.rooms = collections.Counter()

    @property
    def counted(self):
        return self.counts["accepted"] + self.counts["unresolved"] - self.counts.get("withdrawn", 0)

    @property
    def room(self):
        return self.mode if self.batch is None else f"{self.mode}-{self.batch}"

    def apply(self, kind, fields):
        phases, after = (ORDER_1 if self.version == 1 else ORDER_2)[kind]
        require(self.phase in phases.split(), f"{kind} while the ledger is {self.phase}")
        require(not self.must_pause or kind == "polls-paused" and fields["reason"] == "interruption",
                f"{kind} where an interruption must pause the polls")
        self.must_pause = False
        rule = getattr(self, f"on_{kind.replace('-', '_')}", None)
        if rule:
            rule(fields)
        self.phase = after or self.phase

    def on_genesis(self, fields):
        require(fields["vkey"] == self.key.line, "begun with another key")
        self.genesis, self.commitment = fields, fields["box-commit"]
        self.has_copy = fields.get("copy", "yes") == "yes"
        self.software.append((fields["software"], fields.get("software-sha256")))

    def on_machine_started(self, fields):
        require(fields["definition-sha256"] == self.genesis["definition-sha256"], "started with another definition")
        self.must_pause = fields["after"] == "interruption" and self.phase == "open"
        if (software := (fields["software"], fields["software-sha256"])) not in self.software:
            self.software.append(software)

    def on_copy_lost(self, fields):
        require(self.has_copy, "a copy is lost that was not there")
        self.has_copy = False

    def on_copy_restored(self, fields):
        require(not self.has_copy, "a copy is restored that was there")
        self.has_copy = True

    def on_polls_opened(self, fields):
        require(self.mode not in ("test", "training"), f"polls opened in the mode {self.mode}")
        self.opened = fields.get("time")

    def on_mode_changed(self, fields):
        mode = fields["mode"]
        require(mode != self.mode and self.batch is None, "changed to the mode that is, or while a batch is open")
        require(mode not in ("test", "training") or self.phase == "prepared", f"{mode} while the ledger is {self.phase}")
        self.mode = mode

    def on_tests_fed(self, fields):
        require(self.mode in ("test", "training"), f"tests fed in the mode {self.mode}")

    def number_sheets(self, what, first, last):
        require(self.mode in ("stationary", "portable"), f"a sheet in the mode {self.mode}")
        require(first == self.next, f"sheet {first} where {self.next} is next")
        require(last >= first, "a row that ends before it begins")
        self.next = last + 1
        self.counts[what] += last - first + 1

    def count_sheet(self, what, fields):
        self.number_sheets(what, fields["number"], fields["number"])
        self.commitment = fields["box"]
        self.modes[self.mode] += 1
        self.rooms[self.room] += 1
        self.in_batch += 1
        require(self.counted <= self.genesis["box-slots"], "more sheets than the box has slots")

    def on_sheet_accepted(self, fields):
        self.count_sheet("accepted", fields)

    def on_sheet_unresolved(self, fields):
        self.count_sheet("unresolved", fields)

    def on_sheet_voided(self, fields):
        self.number_sheets("voided", fields["number"], fields["number"])

    def on_sheet_returned(self, fields):
        self.number_sheets("returned", fields["number"], fields["number"])

    def on_sheets_returned(self, fields):
        self.number_sheets("returned", fields["from"], fields["to"])

    def on_batch_begun(self, fields):
        require(self.batch is None, "a batch begun while one is open")
        require(fields["batch"] == self.last_batch + 1, f"batch {fields['batch']} where {self.last_batch + 1} is next")
        self.batch, self.in_batch = fields["batch"], 0
        self.last_batch = self.batch

    def on_batch_ended(self, fields):
        require(fields["batch"] == self.batch, "a batch that is not open")
        require(fields["sheets"] == self.in_batch, f"{fields['sheets']} sheets in a batch that has {self.in_batch}")
        if self.in_batch:
            self.batches[str(self.batch)] = self.in_batch
        self.batch = None

    def on_batch_withdrawn(self, fields):
        require(fields["batch"] == self.batch, "a batch that is not open")
        require(fields["sheets"] == self.in_batch, f"{fields['sheets']} sheets in a batch that has {self.in_batch}")
        self.counts["withdrawn"] += self.in_batch
        self.modes[self.mode] -= self.in_batch
        del self.rooms[self.room]
        self.commitment, self.batch = fields["box"], None

    def on_control_data(self, fields):
        require(all(fields[what] == count for what, count in self.counts.items()), "other counts than the leaves have")

    def on_polls_closed(self, fields):
        require(self.batch is None, "polls closed while a batch is open")
        self.on_control_data(fields)
        self.closing, self.closed = fields, fields.get("time")
        if self.version == 2:
            reasons, smallest = fields["return-reason"], self.genesis["smallest-group"]
            require(sum(reasons.values()) == self.counts["returned"], "the return reasons do not add up to what was returned")
            for what, count in [*reasons.items(), *fields["fault"].items()]:
                require(count >= (1 if what == "other" else smallest), f"{what}: {count} is fewer than the smallest group")

    def on_adjudicated(self, fields):
        require(self.adjudicated is None, "adjudicated twice")
        require(fields["sheets"] <= self.counted, "more sheets adjudicated than counted")
        for which, contest in fields["contests"].items():
            check_sums(which, contest, self.counted)
        self.adjudicated = fields

    def on_totals(self, fields):
        require(fields["sheets"] == self.counted, f"totals of {fields['sheets']} sheets, {self.counted} were counted")
        require(sha(b"scand/box/v%d" % self.version, fields["box-blind"], fields["box-root"]) == self.commitment,
                "the ballot box of the totals is not the one that was committed to")
        for which, contest in fields["contests"].items():
            check_sums(which, contest, self.counted, self.version)
        if self.version == 1:
            require(all(n <= self.counts["returned"] for n in fields["return-reason"].values()),
                    "a return reason of more sheets than were returned")
        else:
            require(fields["mode"] == dict(+self.modes), "other sheets by mode than the leaves have")
            require(fields["batch"] == self.batches, "other sheets by batch than the leaves have")
            require(self.adjudicated is None or shape(self.adjudicated["contests"]) == shape(fields["contests"]),
                    "other contests, options or ballots than were adjudicated")
        self.totals = fields

    def total_unsigned(self, kind, fields):
        """Totals that nobody signed, as if they were the next leaf; polls may not be closed."""
        require(kind == "totals", f"{kind} where totals should be")
        require(self.phase in ("open", "paused", "closed"), f"unsigned totals while the ledger is {self.phase}")
        if self.batch is not None and self.in_batch:
            self.batches[str(self.batch)] = self.in_batch
        self.on_totals(fields)


# ---- the journal ----

CRC_TABLE = []
for index in range(256):
    for _ in range(8):
        index = index >> 1 ^ (0x82F63B78 if index & 1 else 0)
    CRC_TABLE.append(index)


def crc32c(raw):
    crc = 0xFFFFFFFF
    for byte in raw:
        crc = CRC_TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def read_journal(file):
    """Leaf and note of each record; raises Bad at the first that cannot be read."""
    require(file.read(17) == b"scand-journal/v1\n", "not a journal of this version")
    while head := file.read(12):
        place = file.tell() - len(head)
        if not head.strip(b"\0"):
            while rest := file.read(1 << 20):
                require(not rest.strip(b"\0"), f"something behind the empty space at byte {place}")
            return
        leaf_count, note_count = int.from_bytes(head[4:8]), int.from_bytes(head[8:])
        require(head[:4] == b"SLJR"[: len(head)] and max(leaf_count, note_count) <= 65_535, f"no record at byte {place}")
        rest = file.read(leaf_count + note_count + 4)
        require(len(head) == 12 and len(rest) == leaf_count + note_count + 4
                and crc32c(head + rest[:-4]) == int.from_bytes(rest[-4:]), f"a record at byte {place} that is not whole")
        yield rest[:leaf_count], rest[leaf_count:-4]


# ---- the release: manifest, JSON ----

PART = rb"[A-Za-z0-9_-][A-Za-z0-9_.-]*"
MANIFEST_LINE = re.compile(rb"([0-9a-f]{64})  ((?:" + PART + rb"/){0,3}" + PART + rb")")


def read_manifest(raw):
    """Hashes by path."""
    require(not raw or raw.endswith(b"\n"), "it does not end in a line end")
    files = {}
    for line in raw[:-1].split(b"\n") if raw else []:
        match = MANIFEST_LINE.fullmatch(line)
        require(match and len(match[2]) <= 200, "a line that names no file")
        files[match[2].decode()] = match[1].decode()
    require(list(files) == sorted(files) and len(files) == raw.count(b"\n"), "its lines are out of order")
    require("manifest" not in files, "it names itself")
    return files


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def refuse_number(word):
    raise ValueError(f"{word:.20} is not a whole number")


def parse(raw):
    """A value of canonical JSON. Members that are there twice, floats, NaN and half surrogates are refused."""
    require(raw.count(b"[") + raw.count(b"{") < 1 << 20, "too much")
    try:
        value = json.loads(raw.decode(), parse_float=refuse_number, parse_constant=refuse_number, parse_int=number)
        require(canonical(value) == raw, "not canonical JSON")
        return value
    except (ValueError, RecursionError):
        raise Bad("not JSON as it must be") from None


def string(value):
    require(type(value) is str, "not a string where one must be")
    return value


def as_id(value):
    return text(string(value))


def listed(counts):
    return [{"count": counts[which], "id": which} for which in by_bytes(counts)]


def contest_json(which, c):
    """A contest's sums as totals.json and groups.json have them."""
    value = {"id": which} | {what: c[what] for what in KINDS[c["kind"]]}
    if c["kind"] == "ranked":
        return value | {"ranks": [listed(rank) for rank in c["ranks"]]}
    lists = {"lists": listed(c["lists"])} if c["kind"] == "list" else {}
    return value | lists | {"votesAllowed": c["allowed"], "votes": listed(c["votes"])}


# ---- the release: the election that the last line of cvr.json describes ----


def with_present(members):
    return {key: value for key, value in members.items() if value is not None}


class Election:
    """Contests with their options, read from the last line; `report` is the line that they must make."""

    def __init__(self, line, genesis, version):
        self.version, self.genesis = version, genesis
        value = parse(line)
        try:
            (election,) = value["Election"]
            self.names = {item["@id"]: item for item in election.get("Candidate", []) + value.get("Party", [])}
            self.contests = [self.contest(c, item) for c, item in enumerate(election["Contest"], 1)]
            self.name = election.get("Name")
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            raise Bad("it does not describe an election") from None
        require(self.name is None or string(self.name) is not None, "a name that is no string")
        ids = [contest["id"] for contest in self.contests]
        require(ids and len(set(ids)) == len(ids), "no contest, or one that is there twice")
        require(canonical(self.report()) == line, "not as the election, the device and the software make it")

    def as_id(self, value):
        """An id; version 1 has no greatest length for it."""
        if self.version == 2:
            return as_id(value)
        require(string(value), "an empty id")
        return value

    def contest(self, c, item):
        kind = {None: "choice", "rcv": "ranked", "proportional": "list"}[item.get("VoteVariation")]
        require(kind == "choice" or self.version == 2, "a kind of contest that version 1 has not")
        options = [self.option(c, o, option) for o, option in enumerate(item["ContestSelection"], 1)]
        ids, kinds, allowed = [o["id"] for o in options], {o["kind"] for o in options}, item["VotesAllowed"]
        require(ids and len(set(ids)) == len(ids), "no option, or one that is there twice")
        least, most = (2, 100) if kind == "ranked" else (1, 1000 if self.version == 2 else 1_000_000)
        require(type(allowed) is int and least <= allowed <= most, "votes allowed or ranks out of range")
        require("against-all-alone" not in kinds or kind == "choice" and self.version == 2, "an option that stands alone where none can")
        lists = {o for o, option in enumerate(options, 1) if option["kind"] == "list"}
        if kind == "list":
            require(lists and kinds <= {"list", "candidate"}, "a list contest without lists, or with other options")
        require(bool(lists) == (kind == "list"), "a list in a contest that is not of lists")
        for option in options:
            require(option["party"] in lists if kind == "list" and option["kind"] == "candidate" else option["party"] is None,
                    "a candidate of no list, or of one where there are none")
        name = None if item.get("Name") is None else string(item["Name"])
        return {"id": self.as_id(item["Code"][0]["Value"]), "kind": kind, "allowed": allowed, "options": options, "name": name}

    def option(self, c, o, item):
        code, *more = item["Code"]
        kind = ("list" if "PartyIds" in item else "write-in" if "IsWriteIn" in item else ("against-all-alone" if more[0]["Value"] == "against-all-alone" else "against-all") if more else "candidate")
        known = self.names.get(f"{'party' if kind == 'list' else 'candidate'}-{c}-{o}", {})
        called = known.get("Name") if kind in ("list", "candidate") else code.get("Label")
        party = known.get("PartyId")
        if party is not None:
            party = int(re.fullmatch(rf"party-{c}-([1-9][0-9]{{0,8}})", string(party), re.ASCII)[1])
        return {"id": self.as_id(code["Value"]), "kind": kind, "name": None if called is None else string(called), "party": party}

    def report(self):
        """The last line, exactly."""
        code = lambda which, label=None: with_present(
            {"@type": "CVR.Code", "Type": "local-level", "Value": which, "Label": label})
        role = lambda kind: {"@type": "CVR.Code", "OtherType": "role", "Type": "other", "Value": kind}
        contests, candidates, parties = [], [], []
        for c, contest in enumerate(self.contests, 1):
            selections = []
            for o, option in enumerate(contest["options"], 1):
                item = {"@id": f"selection-{c}-{o}", "@type": "CVR.CandidateSelection", "Code": [code(option["id"])]}
                if option["kind"] == "candidate":
                    item["CandidateIds"] = [f"candidate-{c}-{o}"]
                    candidates.append(with_present({
                        "@id": f"candidate-{c}-{o}", "@type": "CVR.Candidate", "Name": option["name"],
                        "PartyId": option["party"] and f"party-{c}-{option['party']}"}))
                elif option["kind"] == "list":
                    item |= {"@type": "CVR.PartySelection", "PartyIds": [f"party-{c}-{o}"]}
                    parties.append(with_present({"@id": f"party-{c}-{o}", "@type": "CVR.Party", "Name": option["name"]}))
                elif option["kind"] == "write-in":
                    item |= {"IsWriteIn": True, "Code": [code(option["id"], option["name"])]}
                else:
                    item |= {"@type": "CVR.ContestSelection", "Code": [code(option["id"], option["name"]), role(option["kind"])]}
                selections.append(item)
            contests.append(with_present({
                "@id": f"contest-{c}", "@type": "CVR.CandidateContest", "Code": [code(contest["id"])],
                "ContestSelection": selections, "VotesAllowed": contest["allowed"], "Name": contest["name"],
                "VoteVariation": {"choice": None, "ranked": "rcv", "list": "proportional"}[contest["kind"]]}))
        election = with_present({
            "@id": "election", "@type": "CVR.Election", "Code": [code(self.genesis["election"])], "Contest": contests,
            "ElectionScopeId": "place", "Name": self.name, "Candidate": candidates or None})
        return with_present({
            "Election": [election], "Party": parties or None, "GeneratedDate": "1970-01-01T00:00:00Z",
            "GpUnit": [{"@id": "place", "@type": "CVR.GpUnit", "ReportingDeviceIds": ["device"], "Type": "polling-place"}],
            "Notes": "GeneratedDate says nothing: a release states no time.", "ReportGeneratingDeviceIds": ["device"],
            "ReportType": ["originating-device-export"], "Version": "1.0.0",
            "ReportingDevice": [{"@id": "device", "@type": "CVR.ReportingDevice", "Application": self.genesis["software"],
                                 "SerialNumber": self.genesis["origin"]}]})

    def no_sums(self):
        """Sums of no sheets."""
        return {contest["id"]: self.no_sums_of(contest) for contest in self.contests}

    def no_sums_of(self, contest):
        of_kind = lambda is_list: {o["id"]: 0 for o in contest["options"] if (o["kind"] == "list") == is_list}
        sums = {"kind": contest["kind"], "allowed": contest["allowed"]} | dict.fromkeys(KINDS[contest["kind"]], 0)
        if contest["kind"] == "ranked":
            return sums | {"ranks": [of_kind(False) for _ in range(contest["allowed"])]}
        return sums | {"votes": of_kind(False)} | ({"lists": of_kind(True)} if contest["kind"] == "list" else {})


# ---- the release: records ----


def is_overvoted(contest, marks):
    """By the marks that are sure; a mark is an option, a rank or 0, and whether it is sure."""
    sure = [(option, rank) for option, rank, is_sure in marks if is_sure]
    options, ranks = [option for option, _ in sure], [rank for _, rank in sure]
    if contest["kind"] == "choice":
        alone = any(contest["options"][option]["kind"] == "against-all-alone" for option in options)
        return len(sure) > contest["allowed"] or alone and len(sure) > 1
    if contest["kind"] == "ranked":
        return len(set(options)) < len(options) or len(set(ranks)) < len(ranks)
    lists = {option + 1 for option in options if contest["options"][option]["kind"] == "list"}
    parties = [contest["options"][option]["party"] for option in options if option + 1 not in lists]
    return len(lists) > 1 or len(parties) > contest["allowed"] or any(party not in lists for party in parties)


def undervotes(contest, marks):
    """Votes not used; in ranked and list contests 1 for a sheet without a mark."""
    if is_overvoted(contest, marks):
        return 0
    sure = sum(is_sure for _, _, is_sure in marks)
    return contest["allowed"] - sure if contest["kind"] == "choice" else int(sure == 0)


def record_contest(place, marks, contest):
    """A contest as an interpreted or modified snapshot must have it."""
    is_over, under = is_overvoted(contest, marks), undervotes(contest, marks)
    is_write_in = lambda option: contest["options"][option]["kind"] == "write-in"
    element = {"@type": "CVR.CVRContest", "ContestId": f"contest-{place + 1}", "Undervotes": under,
               "Overvotes": (contest["allowed"] if contest["kind"] == "choice" else 1) if is_over else 0,
               "WriteIns": sum(is_write_in(option) for option, _, _ in marks)}
    if is_over or under:
        element["Status"] = (["overvoted", "invalidated-rules"] if is_over
                             else ["undervoted" if any(mark[2] for mark in marks) else "not-indicated"])
    for option, rank, is_sure in marks:
        is_open = is_write_in(option) or not is_sure
        position = {"@type": "CVR.SelectionPosition", "HasIndication": "yes" if is_sure else "unknown",
                    "NumberVotes": int(is_sure), "IsAllocable": "no" if is_over else "unknown" if is_open else "yes"}
        position |= {"CVRWriteIn": {"@type": "CVR.CVRWriteIn"}} if is_write_in(option) else {}
        selection = {"@type": "CVR.CVRContestSelection", "ContestSelectionId": f"selection-{place + 1}-{option + 1}",
                     "SelectionPosition": [position], "TotalNumberVotes": int(is_sure and not is_over)}
        selection |= {"Rank": rank} if rank else {}
        if is_over or is_open:
            selection["Status"] = ["invalidated-rules" if is_over else "needs-adjudication"]
        element.setdefault("CVRContestSelection", []).append(selection)
    return element


def original_contest(place, marks):
    """A contest as the original snapshot must have it: marks, and no rules."""
    element = {"@type": "CVR.CVRContest", "ContestId": f"contest-{place + 1}"}
    for option, rank, is_sure in marks:
        position = {"@type": "CVR.SelectionPosition", "HasIndication": "yes" if is_sure else "unknown",
                    "NumberVotes": int(is_sure)}
        selection = {"@type": "CVR.CVRContestSelection", "ContestSelectionId": f"selection-{place + 1}-{option + 1}",
                     "SelectionPosition": [position]} | ({"Rank": rank} if rank else {})
        element.setdefault("CVRContestSelection", []).append(selection)
    return element


class Records:
    """cvr.json, read line by line: its sums, and the pictures that it names."""

    def __init__(self, file, size, count, history):
        self.version, self.history = history.version, history
        require(count >= 0, "not written as a release is")
        require(count <= 1 << 20, "more records than a ballot box has slots")
        file.seek(max(0, size - LINE_LIMIT))
        last = file.read(LINE_LIMIT).removesuffix(b"\n").rpartition(b"\n")[2]
        file.seek(size - 1)
        require(file.read(1) == b"\n" and last.startswith(b"],"), "its last line is not written as a release's is")
        try:
            self.election = Election(b"{" + last[2:], history.genesis, self.version)
        except Bad as error:
            raise Bad(f"its last line: {error}") from None
        file.seek(0)
        require(file.readline(100) == b'{"@type":"CVR.CastVoteRecordReport","CVR":[\n', "its first line is another")
        self.count, self.pictures, self.pictured, self.modified, previous = count, {}, 0, 0, None
        self.sums, self.interpreted, self.rooms = self.election.no_sums(), self.election.no_sums(), collections.Counter()
        for index in range(1, count + 1):
            line = file.readline(LINE_LIMIT).removesuffix(b"\n")
            try:
                require(line.endswith(b",") == (index < count), "a comma is missing, or one too many")
                order = self.read_sheet(line.removesuffix(b","), f"{index:0{7 if count >= 1_000_000 else 6}}")
            except (Bad, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
                what = error if isinstance(error, Bad) else type(error).__name__
                raise Bad(f"line {index + 1} is not a record as it must be: {what}") from None
            require(previous is None or previous <= order, f"line {index + 1}: records are not sorted by content")
            previous = order
        if self.version == 2:
            small = [room for room, n in self.rooms.items() if n < history.genesis["smallest-group"]]
            require(not small, "a kind of sheet, mode and batch of fewer sheets than the smallest group")
            stated = history.adjudicated["sheets"] if history.adjudicated else 0
            require(self.modified == stated, f"{self.modified} modified records, but {stated} sheets were adjudicated")

    def read_ballot(self, snapshot):
        """Place and marks of each contest of a snapshot."""
        ballot = []
        for contest in snapshot["CVRContest"]:
            place, marks = int(contest["ContestId"].removeprefix("contest-")) - 1, []
            require(place >= 0, "a contest that is not there")
            for selection in contest.get("CVRContestSelection", []):
                option = int(selection["ContestSelectionId"].rsplit("-", 1)[1]) - 1
                is_ranked = self.election.contests[place]["kind"] == "ranked"
                rank = selection["Rank"] if is_ranked else 0
                require(not is_ranked or type(rank) is int and 1 <= rank <= self.election.contests[place]["allowed"],
                        "a rank out of range")
                indication = selection["SelectionPosition"][0]["HasIndication"]
                require(option >= 0 and indication in ("yes", "unknown") and (self.version == 2 or indication == "yes"),
                        "an option or an indication that is not there")
                marks.append((option, rank, indication == "yes"))
            keys = [mark[:2] for mark in marks]
            require(keys == sorted(set(keys)), "marks are out of order")
            ballot.append((place, marks))
        places = [place for place, _ in ballot]
        require(places == sorted(set(places)), "contests are out of order")
        return ballot

    def read_pictures(self, record, sheet):
        """Path, suffix and hash of each picture."""
        pictures = []
        for image in record.get("BallotImage", []):
            match = re.fullmatch(rf"file:(pictures/{sheet}(-[ab]\.[a-z0-9]{{1,8}}))", image["Location"], re.ASCII)
            require(match, "a picture of another name")
            digest(image["Hash"]["Value"])
            pictures.append((match[1], match[2], image["Hash"]["Value"]))
        require([p[1] for p in pictures] == sorted({p[1] for p in pictures}), "pictures are out of order")
        return pictures

    def read_sheet(self, line, sheet):
        """Adds a record, which must be exactly what its marks make; gives what it is sorted by."""
        record = parse(line)
        pictures, kinds = self.read_pictures(record, sheet), [item["Type"] for item in record["CVRSnapshot"]]
        known = [["interpreted"]] if self.version == 1 else [
            [*original, "interpreted", *modified] for original in ([], ["original"]) for modified in ([], ["modified"])]
        require(kinds in known, "other snapshots than a record has")
        ballots = {kind: self.read_ballot(item) for kind, item in zip(kinds, record["CVRSnapshot"])}
        suffix = (lambda kind: "") if self.version == 1 else (lambda kind: f"-{kind}")
        bare = []
        for kind in kinds:
            if kind == "original":
                contests = [original_contest(place, marks) for place, marks in ballots["interpreted"]]
            else:
                contests = [record_contest(place, marks, self.election.contests[place]) for place, marks in ballots[kind]]
            bare.append({"@type": "CVR.CVRSnapshot", "CVRContest": contests, "Type": kind})
        last = ballots[kinds[-1]]
        require([place for place, _ in last] == [place for place, _ in ballots["interpreted"]], "other contests are modified")
        require("modified" not in kinds or all(mark[2] for _, marks in last for mark in marks), "a modified mark is unknown")
        expected = {
            "@type": "CVR.CVR", "BallotStyleId": record["BallotStyleId"], "UniqueId": sheet, "ElectionId": "election",
            "CurrentSnapshotId": f"snapshot-{sheet}{suffix(kinds[-1])}", "CreatingDeviceId": "device",
            "CVRSnapshot": [{"@id": f"snapshot-{sheet}{suffix(kind)}"} | item for kind, item in zip(kinds, bare)]}
        style, room, part = string(record["BallotStyleId"]), "", ""
        if self.version == 2:
            room, part = self.read_room(text(style), record["BatchId"]), record.get("BallotSheetId", "")
            require("BallotSheetId" not in record or re.fullmatch("[1-9][0-9]{0,2}", part, re.ASCII) and int(part) <= 255,
                    "a sheet of the ballot that is not 1 to 255")
            expected |= {"BatchId": room} | ({"BallotSheetId": part} if part else {})
        if pictures:
            expected["BallotImage"] = [
                {"@type": "CVR.ImageData", "Location": f"file:{path}",
                 "Hash": {"@type": "CVR.Hash", "Type": "sha-256", "Value": value}} for path, _, value in pictures]
        require(canonical(expected) == line, "not what its marks make it")
        self.rooms[style, room] += 1
        self.modified += "modified" in kinds
        self.pictured += bool(pictures)
        self.pictures |= {path: value for path, _, value in pictures}
        self.add(self.sums, last)
        self.add(self.interpreted, ballots["interpreted"])
        images = "".join(value + suffix for _, suffix, value in pictures).encode()
        return (style.encode(), canonical(bare[0]["CVRContest"]), images) if self.version == 1 else (
            style.encode(), room.encode(), part.encode(), canonical(bare), images)

    def read_room(self, style, room):
        """The room of a sheet or a group."""
        require(re.fullmatch("joined|(stationary|portable)(-[1-9][0-9]{0,14})?", string(room), re.ASCII), "no room")
        return room

    def add(self, sums, ballot):
        for place, marks in ballot:
            contest = self.election.contests[place]
            c, is_over = sums[contest["id"]], is_overvoted(contest, marks)
            c["ballots"] += 1
            c["overvotes"] += is_over
            c["undervotes" if contest["kind"] == "choice" else "blanks"] += undervotes(contest, marks)
            for option, rank, is_sure in marks:
                if is_sure and not is_over:
                    item = contest["options"][option]
                    votes = c["ranks"][rank - 1] if rank else c["lists" if item["kind"] == "list" else "votes"]
                    votes[item["id"]] += 1

    def add_groups(self, raw):
        """groups.json: sheets of which there were too few of a kind, as sums; they are added to the others."""
        require(raw.endswith(b"\n"), "no line end")
        value, seen, smallest = parse(raw[:-1]), [], self.history.genesis["smallest-group"]
        groups = []
        try:
            for group in value["groups"]:
                style, room, sheets = as_id(group["style"]), self.read_room(group["style"], group["batch"]), group["sheets"]
                require(type(sheets) is int and 1 <= sheets < smallest, "a group that is empty, or not small")
                require((style, room) not in self.rooms, "a group that is there twice, or is in cvr.json too")
                self.rooms[style, room] += sheets
                seen.append((style.encode(), room.encode()))
                contests = {item["id"]: self.read_sums(item) for item in group["contests"]}
                for which, c in contests.items():
                    check_sums(which, c, sheets)
                    require(c["ballots"] >= 1, f"contest {which} is on no sheet of the group")
                groups.append({"batch": room, "style": style, "sheets": sheets,
                               "contests": [contest_json(which, contests[which]) for which in by_bytes(contests)]})
                for sums in (self.sums, self.interpreted):
                    for which, c in contests.items():
                        merge(sums[which], c)
                self.count += sheets
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            raise Bad("not groups of sheets") from None
        require(groups and seen == sorted(seen), "no groups, or they are out of order")
        require(canonical({"groups": groups, "version": 2}) + b"\n" == raw, "not as groups must be written")

    def read_sums(self, item):
        """A contest of a group; only numbers are taken from it, so that the rest must be as it should be."""
        (contest,) = [contest for contest in self.election.contests if contest["id"] == item["id"]]
        c = self.election.no_sums_of(contest)
        for what in KINDS[contest["kind"]]:
            c[what] = item[what]
        counts = [(votes, items) for votes, items in zip(c.get("ranks", []), item.get("ranks", []))]
        counts += [(c[what], item[what]) for what in ("votes", "lists") if what in c]
        for votes, items in counts:
            votes |= {entry["id"]: entry["count"] for entry in items if entry["id"] in votes}
        numbers = [c[what] for what in KINDS[contest["kind"]]] + [n for votes, _ in counts for n in votes.values()]
        require(all(type(n) is int and n >= 0 for n in numbers), "a sum that is no number")
        return c


def released_rooms(rooms, smallest):
    """Sheets by the room that records name: rooms of too few sheets are one, with as many others as that takes."""
    released = collections.Counter()
    for count, room in sorted((count, room) for room, count in rooms.items()):
        is_joined = len(rooms) > 1 and (count < smallest or 0 < released["joined"] < smallest)
        released["joined" if is_joined else room] += count
    return +released


def merge(into, c):
    """Adds sums to sums."""
    for what in KINDS[c["kind"]]:
        into[what] += c[what]
    pairs = [(into[what], c[what]) for what in ("votes", "lists") if what in c]
    for votes, more in pairs + list(zip(into.get("ranks", []), c.get("ranks", []))):
        for which, n in more.items():
            votes[which] += n


def totals_file(history, pictured):
    """totals.json as it must be."""
    totals, closing = history.totals, history.closing or {"return-reason": {}, "fault": {}}
    sheets = history.counts | {"counted": history.counted, "withPictures": pictured}
    value = {"version": history.version, "origin": history.key.name, "election": history.genesis["election"],
             "sheets": sheets, "contests": [contest_json(which, totals["contests"][which])
                                            for which in by_bytes(totals["contests"])]}
    if history.version == 1:
        value |= {"returnReasons": listed(totals["return-reason"])}
    else:
        value |= {"returnReasons": listed(closing["return-reason"]), "faults": listed(closing["fault"]),
                  "modes": listed(totals["mode"]), "batches": listed(totals["batch"])}
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


# ---- a ledger's directory ----


class Ledger:
    """What is found in a directory; findings are (code, file, what)."""

    def __init__(self, directory, key):
        self.directory, self.key, self.findings, self.checked, self.not_checked = directory, key, [], [], []
        self.names, self.could_look, self.per_code = {}, True, collections.Counter()
        self.history, self.checkpoint, self.leaves, self.tree = None, None, None, None

    def find(self, code, path, what):
        self.per_code[code] += 1
        if self.per_code[code] <= MAX_FINDINGS:
            self.findings.append((code, path, str(what)))
        elif self.per_code[code] == MAX_FINDINGS + 1:
            self.findings.append((code, path, "and more of this kind, which are not listed"))

    def skip(self, what, needs):
        self.not_checked.append({"what": what, "needs": needs})

    def fail(self, path, error):
        """Something could not be looked at: neither good nor bad is known of it."""
        self.could_look = False
        self.skip(path, f"to be looked at again; the program met {type(error).__name__}: {error}")

    def verify(self, earlier, policy, cosigned, proofs):
        try:
            self.walk()
            self.read_checkpoint()
            self.read_leaves()
            self.check_tiles()
            self.read_history()
            self.check_box()
            self.check_release()
            self.check_names()
            self.check_earlier(earlier)
            self.check_proofs(proofs)
            self.check_cosignatures(policy, cosigned)
        except Exception as error:  # a fault of ours, or of the disk: findings made before are told all the same
            self.fail("everything from here on", error)

    # -- files

    def walk(self):
        """Names of everything, as regular files or directories; what is neither is a finding, and is not followed."""
        waiting, seen = [(b"", 0)], 0
        while waiting:
            folder, depth = waiting.pop()
            with os.scandir(os.path.join(os.fsencode(self.directory), folder)) as entries:
                for entry in entries:
                    raw = os.path.join(folder, entry.name)
                    path = raw.decode(errors="backslashreplace")
                    if (seen := seen + 1) > MAX_NAMES:
                        return self.find("files", ".", f"more than {MAX_NAMES} names")
                    try:
                        raw.decode()
                    except UnicodeDecodeError:
                        self.find("files", path, "a name that is not UTF-8")
                        continue
                    is_folder = entry.is_dir(follow_symlinks=False)
                    if not is_folder and not entry.is_file(follow_symlinks=False):
                        self.find("files", path, "a link" if entry.is_symlink() else "neither a file nor a directory")
                    elif not is_folder and DESKTOP.fullmatch(entry.name.decode()):
                        self.skip(path, "nothing: desktop systems leave files of this name")
                    else:
                        self.names[path] = is_folder
                        if is_folder and depth < MAX_DEPTH and raw.split(b"/")[0] in (b"tile", b"release", b"box"):
                            waiting.append((raw, depth + 1))

    def open(self, path, limit, code):
        """A file that must be there, with its size; None, and a finding, where it is not."""
        if self.names.get(path) is not False:
            return self.find(code, path, "missing"), 0
        try:
            file = os.fdopen(os.open(f"{self.directory}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode) and status.st_size <= limit:
                return file, status.st_size
            file.close()
            self.find(code, path, f"longer than {limit} bytes" if stat.S_ISREG(status.st_mode) else "not a file")
        except OSError as error:
            self.fail(path, error)
        return None, 0

    def read(self, path, limit, code):
        """The bytes of a file that must be there, or None."""
        file, size = self.open(path, limit, code)
        if file is None:
            return None
        try:
            with file:
                return file.read(size)
        except OSError as error:
            return self.fail(path, error)

    def check_names(self):
        """Nothing is here but what belongs here. Where nobody knows which tiles or released files these are, they are passed over."""
        version = self.history.version if self.history else 2
        expected = {"lock", "journal", "checkpoint", "cosigned"} | self.tiles
        expected |= {f"box/{name}" for name in ("slots", "pictures", "keys", "keys.2", "openings")}
        if version == 2:
            expected.add("unsigned-totals")
        if version == 2 and self.names.get("unsigned-totals") is False:
            expected.add("unsettled")
        for path, is_folder in sorted(self.names.items()):
            if is_folder:
                continue
            if path.startswith("release/"):
                expected.add(path)
                if self.released is not None and path != "release/manifest" and path[8:] not in self.released:
                    self.find("release", path, "not in the manifest")
            elif path.startswith("tile/") and not self.checkpoint or path.startswith("box/") and version == 1:
                expected.add(path)
            elif path not in expected:
                self.find("files", path, "does not belong here")
        files = [path for path, is_folder in self.names.items() if not is_folder]
        folders = {path[:at] for path in files for at, c in enumerate(path) if c == "/"} | {"tile", "release", "box"}
        for path in sorted(path for path, is_folder in self.names.items() if is_folder and path not in folders):
            self.find("files", path, "a directory that does not belong here")
        for path in ("lock", "journal", "checkpoint"):
            if self.names.get(path) is not False and (path, "missing") not in [found[1:] for found in self.findings]:
                self.find("files", path, "missing")
        if self.names.get("lock") is False and os.lstat(f"{self.directory}/lock").st_size:
            self.find("files", "lock", "not an empty file")
        self.checked.append("names: nothing is there but what belongs there")

    # -- leaves

    def read_checkpoint(self):
        raw = self.read("checkpoint", NOTE_LIMIT, "checkpoint" if "checkpoint" in self.names else "files")
        try:
            self.checkpoint = Checkpoint(raw, self.key) if raw is not None else None
        except Bad as error:
            self.find("checkpoint", "checkpoint", error)
        size = self.checkpoint.size if self.checkpoint else 0
        self.bundles, levels, level = list(pieces(size, "entries")), [], 0
        while size:
            levels += [(8 * level, piece) for piece in pieces(size, level)]
            level, size = level + 1, size // 256
        self.hash_tiles, self.tiles = levels, {path for path, _, _ in self.bundles} | {piece[0] for _, piece in levels}

    def read_leaves(self):
        """The leaves are the journal's. Where it is damaged they are the bundles', if the signed root is of these."""
        size, before = (self.checkpoint.size if self.checkpoint else 0), len(self.findings)
        leaves, tree = [], Tree()
        file, _ = self.open("journal", JOURNAL_LIMIT, "journal" if "journal" in self.names else "files")
        try:
            for leaf, note in read_journal(file) if file else []:
                require(len(leaves) < MAX_LEAVES, "more leaves than are checked")
                leaves.append(leaf)
                tree.append(sha(b"\0", leaf))
                try:
                    signed = Checkpoint(note, self.key)
                    require((signed.size, signed.root) == (len(leaves), tree.root(len(leaves))),
                            "its checkpoint is not that of the leaves up to it")
                    require(len(signed.lines) == 1, "other lines than the key's signature, which could tell of the sheet")
                except Bad as error:
                    self.find("journal", "journal", f"leaf {len(leaves) - 1}: {error}")
            require(not file or leaves, "no leaf")
            require(not file or len(leaves) >= size, f"it has {len(leaves)} leaves of {size} that were published")
        except Bad as error:
            self.find("journal", "journal", error)
        except OSError as error:
            self.fail("journal", error)
        if file:
            file.close()
        is_whole = file and len(self.findings) == before and self.could_look
        bundled = self.read_bundles(None if not is_whole else leaves)
        if is_whole:
            self.leaves, self.tree = leaves, tree
            self.checked.append(f"journal: {len(leaves)} leaves, and the signature after each of them")
        elif bundled and None not in bundled:
            tree = Tree(sha(b"\0", leaf) for leaf in bundled)
            if tree.root(size) == self.checkpoint.root:
                self.leaves, self.tree = bundled, tree
        if self.leaves is None:
            return self.skip("leaves, order, box, release and sums", "a journal or bundles that are whole")
        if self.checkpoint and self.tree.root(size) != self.checkpoint.root:
            self.find("root", "checkpoint", "not the root of the leaves")
        elif self.checkpoint:
            self.checked.append(f"checkpoint: signed, with the root of {size} leaves")

    def read_bundles(self, leaves):
        """Compares the bundles with the journal's leaves; without these, gives those that the bundles have."""
        got = []
        for path, first, width in self.bundles:
            raw = self.read(path, width * 65_537, "bundle")
            if leaves is not None:
                good = b"".join(len(leaf).to_bytes(2) + leaf for leaf in leaves[first : first + width])
                if raw is not None and raw != good:
                    self.find("bundle", path, "not the leaves of the journal")
                continue
            place, here = 0, []
            while raw and place + 2 <= len(raw) and len(here) < width:
                end = place + 2 + int.from_bytes(raw[place : place + 2])
                here.append(raw[place + 2 : end])
                place = end
            if raw is not None and (place != len(raw) or len(here) != width):
                self.find("bundle", path, f"not {width} leaves")
                here = []
            got += here if len(here) == width else [None] * width
        return got

    def check_tiles(self):
        for level, (path, first, width) in self.hash_tiles:
            raw = self.read(path, 8192, "tile")
            if raw is not None and self.tree and raw != b"".join(self.tree.levels[level][first : first + width]):
                self.find("tile", path, "not the hashes of the leaves")
        if self.hash_tiles:
            self.checked.append("tiles and bundles: what the journal's leaves give")

    def read_history(self):
        """All leaves by their form, then their order as far as the form is right."""
        self.is_unsigned = False
        if not self.leaves:
            return
        version, parsed = 1 if self.leaves[0].startswith(b"scand/v1 ") else 2, []
        self.history = History(self.key, version)
        for index, leaf in enumerate(self.leaves):
            try:
                parsed.append(read_leaf(leaf, version))
            except Bad as error:
                parsed.append(None)
                self.find("leaf", f"leaf {index}", error)
        self.is_right = None not in parsed
        for index, item in enumerate(parsed):
            try:
                require(item, "the order ends here")
                self.history.apply(*item)
            except Bad as error:
                if item:
                    self.find("order", f"leaf {index}", error)
                self.is_right = False
                break
        is_there = version == 2 and self.names.get("unsigned-totals") is False
        if is_there and self.history.totals is not None:
            self.is_right = self.find("order", "unsigned-totals", "there are signed totals")
        elif is_there:
            self.is_unsigned, path = True, "unsigned-totals"
            self.find("not-closed", path, "nobody signed these totals; they are only as good as the last commitment")
            raw = self.read(path, 65_535, "leaf")
            try:
                totals = read_leaf(raw, 2) if raw is not None else None
                require(totals is None or totals[0] == "totals", "not totals")
            except Bad as error:
                totals = self.find("leaf", path, error)
            try:
                if totals and self.is_right:
                    self.history.total_unsigned(*totals)
            except Bad as error:
                self.find("order", path, error)
        if self.is_right:
            self.checked.append(f"leaves: {len(self.leaves)} of version {version}, in the order that they must have")

    # -- ballot box

    def read_unsettled(self, count):
        """Slot and former leaf hash of a sheet that unsigned totals are without."""
        if not (self.is_unsigned and self.history.totals and self.names.get("unsettled") is False):
            return None
        raw = self.read("unsettled", 73, "box")
        if raw is None:
            return None
        match = re.fullmatch(rb"(0|[1-9][0-9]{0,6}) ([0-9a-f]{64})\n", raw)
        if self.history.phase not in ("open", "paused"):
            return self.find("box", "unsettled", f"a sheet that is not settled while the ledger is {self.history.phase}")
        if not match or int(match[1]) >= count:
            return self.find("box", "unsettled", "not a slot of the box and a hash")
        self.find("not-closed", "unsettled", "a sheet was on its way, no leaf says what became of it: it is not counted")
        return int(match[1]), bytes.fromhex(match[2].decode())

    def check_box(self):
        genesis, totals = (self.history.genesis, self.history.totals) if self.history else (None, None)
        if not genesis:
            return self.skip("the ballot box", "a genesis that can be read")
        count, width, pictures = (genesis[f"box-{what}"] for what in ("slots", "slot-bytes", "picture-bytes"))
        unsettled = self.read_unsettled(count)
        if self.names.get("box") is not True:
            return self.skip("the ballot box", "the directory box of the machine")
        if self.history.version == 1 and "box/slots" not in self.names:
            return self.skip("the slots of the ballot box", "box/slots")
        places = 8192 if self.history.version == 2 else 0
        file, size = self.open("box/slots", 1 << 62, "box")
        if self.history.version == 2:
            self.check_pictures(count * pictures)
            self.check_keys(totals)
        if file is None:
            return
        with file:
            if size != count * width + places:
                self.find("box", "box/slots", f"not {count} slots of {width} bytes" + f" and {places} bytes" * (places > 0))
            elif size > BOX_LIMIT:
                self.skip("the slots of the ballot box", "a verifier that reads more than 64 GiB")
            elif not totals:
                self.skip("the root of the ballot box", "totals")
            else:
                try:
                    require(root_of_slots(file, count, width, unsettled) == totals["box-root"],
                            "not the slots that the totals are of")
                    self.checked.append("ballot box: the slots are those of the totals")
                except Bad as error:
                    self.find("box", "box/slots", error)

    def check_pictures(self, size):
        if size or "box/pictures" in self.names:
            file, actual = self.open("box/pictures", 1 << 62, "box")
            if file:
                file.close()
                if not size or actual != size:
                    self.find("box", "box/pictures", f"not {size} bytes" if size else "there are no pictures in this box")

    def check_keys(self, totals):
        """The day's keys are there until the totals are, and gone behind `keys-destroyed`."""
        keys = ["box/keys", "box/keys.2"]
        if self.history.phase == "ended":
            for path in keys + ["box/openings"]:
                if path in self.names:
                    self.find("box", path, "is there, and the last leaf says that the day's keys were destroyed")
        elif not totals and not any(path in self.names for path in keys):
            self.find("box", "box/keys", "is not there, nor is box/keys.2: nobody can open the box")

    # -- release

    def check_release(self):
        """`released`: the files of the manifest, or None where nobody can say which names belong here."""
        self.released, totals = None, self.history.totals if self.history else None
        if totals is None:
            is_there = any(path.startswith("release/") and not is_folder for path, is_folder in self.names.items())
            if self.history and self.is_right and not self.is_unsigned and is_there:
                self.find("release", "release", "a release before the totals")
            return self.skip("the release", "totals that can be read")
        raw, before = self.read("release/manifest", MANIFEST_LIMIT, "release"), len(self.findings)
        if raw is None:
            return
        try:
            if sha(raw) != totals["release-sha256"]:
                self.find("release", "release/manifest", "not the manifest that the totals name")
            self.released = read_manifest(raw)
        except Bad as error:
            return self.find("release", "release/manifest", error)
        lines = {path: self.check_hash(path, value) for path, value in self.released.items()}
        for path in sorted({"cvr.json", "totals.json"} - lines.keys()):
            self.find("release", f"release/{path}", "not among the released files")
        if len(self.findings) == before:
            self.checked.append(f"release: {len(lines)} files, with the hashes of the manifest")
        if lines.get("cvr.json") is not None:
            self.check_records(lines)

    def check_hash(self, path, value):
        """Compares a released file with its hash; gives the number of its lines, None where it is not that file."""
        file, _ = self.open(f"release/{path}", RELEASED_LIMIT, "release")
        if file is None:
            return None
        digest, lines = hashlib.sha256(), 0
        try:
            with file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
                    lines += chunk.count(b"\n")
        except OSError as error:
            return self.fail(f"release/{path}", error)
        if digest.hexdigest() != value:
            return self.find("release", f"release/{path}", "not the file that the manifest names")
        return lines

    def check_records(self, lines):
        history, before = self.history, len(self.findings)
        file, size = self.open("release/cvr.json", RELEASED_LIMIT, "release")
        if file is None:
            return
        try:
            with file:
                records = Records(file, size, lines["cvr.json"] - 2, history)
        except Bad as error:
            return self.find("records", "release/cvr.json", error)
        known = {"cvr.json", "totals.json"} | ({"groups.json"} if history.version == 2 else set())
        for path in self.released.keys() - records.pictures.keys() - known:
            self.find("release", f"release/{path}", "no record names it")
        for path, value in records.pictures.items():
            if self.released.get(path) != value:
                self.find("release", f"release/{path}", "not the picture that cvr.json names")
        try:
            if lines.get("groups.json") is not None:
                raw = self.read("release/groups.json", LINE_LIMIT, "sums")
                if raw is not None:
                    records.add_groups(raw)
        except Bad as error:
            self.find("sums", "release/groups.json", error)
        self.check_sums(records)
        if lines.get("totals.json") is not None:
            good = totals_file(history, records.pictured)
            raw = self.read("release/totals.json", LINE_LIMIT, "sums")
            if raw is not None and raw != good:
                self.find("sums", "release/totals.json", "not what the totals in the ledger say")
        if len(self.findings) == before:
            self.checked.append(f"records: {records.count} sheets, sorted by content, that add up to the totals")

    def check_sums(self, records):
        history, path = self.history, "release/cvr.json"
        if records.count != history.counted:
            self.find("sums", path, f"{records.count} records, but {history.counted} sheets were counted")
        stated = [(history.totals, records.sums, "the totals")]
        stated += [(history.adjudicated, records.interpreted, "what was adjudicated")] if history.adjudicated else []
        for leaf, summed, what in stated:
            for which in by_bytes(leaf["contests"].keys() | summed.keys()):
                if leaf["contests"].get(which) != summed.get(which):
                    self.find("sums", path, f"contest {which}: its records do not add up to {what}")
        if history.version == 2:
            rooms = collections.Counter()
            for (_, room), sheets in records.rooms.items():
                rooms[room] += sheets
            if rooms != released_rooms(history.rooms, history.genesis["smallest-group"]):
                self.find("sums", path, "other sheets by room than the leaves have")

    # -- what the observer brings

    def check_earlier(self, earlier):
        if not earlier:
            return self.skip("whether the ledger was set back or replaced", "a checkpoint that was noted earlier (--earlier)")
        if not self.leaves:
            return self.skip("earlier checkpoints", "a journal that is whole")
        for path, checkpoint in earlier:
            self.check_earlier_one("earlier", path, checkpoint)
        self.checked.append(f"earlier checkpoints: {len(earlier)}")

    def check_earlier_one(self, code, path, checkpoint):
        size, have = checkpoint.size, len(self.leaves)
        if size > have:
            self.find(code, path, f"of {size} leaves; this ledger has {have}: it was rolled back")
        elif checkpoint.root != self.tree.root(size):
            self.find(code, path, f"not the first {size} leaves of this ledger: they were changed")

    def check_proofs(self, proofs):
        for path, proof, entry in proofs:
            if self.leaves:
                self.check_earlier_one("proof", path, proof.checkpoint)
            leaf = entry
            if leaf is None:
                if not self.leaves:
                    self.skip(path, "a journal that is whole, or the entry (--entry)")
                    continue
                leaf = self.leaves[proof.index] if proof.index < len(self.leaves) else None
            if leaf is None or not proof.holds(leaf):
                self.find("proof", path, f"the leaf is not number {proof.index} under its checkpoint")
            else:
                self.checked.append(f"proof: leaf {proof.index} of {proof.checkpoint.size}")

    def check_brought(self, earlier, policy, cosigned, proofs):
        """What the observer brings, by itself, without the ledger."""
        self.check_proofs(proofs)
        for path, note in [(path, proof.checkpoint) for path, proof, _ in proofs] or [("--cosigned", cosigned)]:
            for other_path, other in earlier:
                if other.size != note.size:
                    self.skip(f"whether {path}, of {note.size} leaves, and {other_path}, of {other.size}, are of one history",
                              "the ledger's directory")
                elif other.root != note.root:
                    self.find("earlier", other_path, f"of {other.size} other leaves than {path}")
                else:
                    self.checked.append(f"{other_path}: of the same {note.size} leaves")
            if cosigned and (cosigned.size, cosigned.root) != (note.size, note.root):
                self.find("cosignatures", "--cosigned", f"another checkpoint than that of {path}, of {note.size} leaves")
            else:
                self.check_policy(policy, [cosigned or note])

    def check_cosignatures(self, policy, cosigned):
        notes = [cosigned] if cosigned else []
        if not cosigned:
            if self.names.get("cosigned") is False:
                notes = [note] if (note := self.read_cosigned()) else []
            else:
                notes = [self.checkpoint] if self.checkpoint else []
        elif self.leaves:
            self.check_earlier_one("cosignatures", "--cosigned", cosigned)
        self.check_policy(policy, notes)

    def check_policy(self, policy, notes):
        if policy is None:
            self.skip("cosignatures of witnesses", "a policy that says whose count (--policy)")
        elif not any(policy.is_met_by(note) for note in notes):
            self.find("cosignatures", "cosigned", "not cosigned by the witnesses that the policy asks for")
        else:
            seen = max(note.size for note in notes)
            self.checked.append(f"cosignatures: those that the policy asks for, under the first {seen} leaves")
            if self.leaves and seen < len(self.leaves):
                self.skip(f"whether witnesses saw the leaves after the first {seen}", "a newer cosigned checkpoint (--cosigned)")

    def read_cosigned(self):
        """The file `cosigned`: the checkpoint or an earlier one."""
        raw = self.read("cosigned", NOTE_LIMIT, "cosignatures")
        try:
            note = Checkpoint(raw, self.key) if raw is not None else None
            if note and self.leaves:
                require(note.size <= (self.checkpoint.size if self.checkpoint else len(self.leaves)), "newer than the checkpoint")
                require(note.root == self.tree.root(note.size), f"not the first {note.size} leaves of this ledger")
            return note
        except Bad as error:
            self.find("cosignatures", "cosigned", error)

    # -- the verdict

    def status(self):
        return 3 if not self.could_look else 1 if self.findings else 0

    def summary(self):
        h, size = self.history, len(self.leaves or [])
        genesis = h.genesis if h else None
        return {
            "origin": self.key.name, "size": size, "phase": h.phase if h else None,
            "root": base64.b64encode(self.tree.root(size)).decode() if size else None,
            "election": genesis and genesis["election"], "opened": h and h.opened, "closed": h and h.closed,
            "software": [{"name": called, "sha256": value and value.hex()} for called, value in (h.software if h else [])],
            "definition": genesis and "definition-sha256" in genesis and genesis["definition-sha256"].hex() or None,
            "sheets": h.counts | {"counted": h.counted} if h else {}}

    def report(self, as_json):
        if self.directory is None:
            self.skip("the ledger itself", "its directory")
        else:
            self.skip("what is in the ballot box", "the custodian's key of the box")
        self.findings.sort(key=lambda finding: CODES.index(finding[0]))
        status = self.status()
        if as_json:
            summary = self.summary() if self.directory is not None else None
            print_json(status, self.findings, self.checked, self.not_checked, summary)
            return status
        where = self.directory or "without a ledger"
        if status:
            print(printable(f"{where}: NOT VERIFIED, {len(self.findings)} findings" + "; not all could be looked at" * (status == 3)))
        else:
            print(printable(f"{where}: verified, {len(self.leaves or [])} leaves of {self.key.name}"))
        for code, path, what in self.findings:
            print(printable(f"  {path}: {what} [{code}]"))
        if self.history and self.history.genesis:
            h = self.history
            print(printable(f"  sheets    {', '.join(f'{n} {what}' for what, n in sorted(h.counts.items()))}; {h.phase}"))
            if h.version == 2:
                print(f"  polls     opened {h.opened or 'never'}, closed {h.closed or 'never'}, by the machine's clock")
            for called, value in h.software:
                print(printable(f"  software  {called}" + (f", sha256 {value.hex()}" if value else "")))
            for which, c in sorted(((h.totals or {}).get("contests") or {}).items()):
                print(printable(f"  totals    {which}: {votes_text(c)}"))
        for line in self.checked:
            print(printable(f"  checked   {line}"))
        for item in self.not_checked:
            print(printable(f"  unchecked {item['what']}; needs {item['needs']}"))
        return status


def votes_text(c):
    counts = [("", c.get("lists", {})), ("", c.get("votes", {}))]
    counts += [(f"rank {rank}: ", votes) for rank, votes in enumerate(c.get("ranks", []), 1)]
    return "; ".join(head + ", ".join(f"{which} {n}" for which, n in sorted(votes.items())) for head, votes in counts if votes)


def printable(line):
    return "".join(c if c.isprintable() else "?" for c in line)


def print_json(status, findings, checked, not_checked, ledger):
    findings = [{"code": code, "file": path, "what": what} for code, path, what in findings]
    print(json.dumps({"verified": status == 0, "status": status, "findings": findings, "checked": checked,
                      "notChecked": not_checked, "ledger": ledger}, indent=1))


# ---- the command ----

NO_LEDGER = dict.fromkeys(["origin", "size", "root", "phase", "election", "opened", "closed", "definition"]) | {
    "software": [], "sheets": {}}


def typed(raw):
    """A checkpoint as people and phones hand it over: other line ends, spaces behind lines, another dash."""
    lines = [line.rstrip(" \t\r") for line in decode(raw).removeprefix("\ufeff").strip(" \t\r\n").split("\n")]
    lines = [re.sub("^(?:-{1,2}|\u2013|\u2014) +", "\u2014 ", line) for line in lines]
    return ("\n".join(lines) + "\n").encode()


def outside(path, code):
    """A file that the observer brings; a byte-order mark and CRLF, if all lines end so, are taken off."""
    try:
        with open(path, "rb") as file:
            raw = file.read(OUTSIDE_LIMIT + 1)
    except ValueError as error:
        raise Unusable("arguments", path, error) from None
    if len(raw) > OUTSIDE_LIMIT:
        raise Unusable(code, path, "too long")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    return raw.replace(b"\r\n", b"\n") if raw.count(b"\n") == raw.count(b"\r\n") else raw


def given(path, code, read):
    """What a file from outside says, read by `read`."""
    try:
        return read(outside(path, code))
    except Bad as error:
        raise Unusable(code, path, error) from None


def given_key(text):
    if os.path.exists(text):
        try:
            return given(text, "key", lambda raw: Key(decode(raw.removesuffix(b"\n"))))
        except OSError as error:
            raise Unusable("key", text, error) from None
    try:
        return Key(text)
    except (Bad, ValueError) as error:
        raise Unusable("key", "--vkey", f"{error}; and there is no file of this name") from None


class Parser(argparse.ArgumentParser):
    def __init__(self, **options):
        super().__init__(allow_abbrev=False, **options)

    def error(self, message):
        raise Unusable("arguments", self.prog, message)


class Once(argparse.Action):
    """An option that is given once at most."""

    def __call__(self, parser, options, value, name=None):
        if getattr(options, self.dest) is not None:
            parser.error(f"{name}: given more than once")
        setattr(options, self.dest, value)


def parser():
    parser = Parser(description="Checks a ledger, or a checkpoint of one.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    ledger = commands.add_parser("ledger", help="check a ledger's directory and its release, and what observers bring")
    ledger.add_argument("directory", nargs="?", help="may be left out, where --proof or --cosigned is given")
    ledger.add_argument("--earlier", action="append", default=[], metavar="CHECKPOINT", help="a checkpoint seen before")
    ledger.add_argument("--policy", action=Once, metavar="FILE", help="whose cosignatures must be there (C2SP tlog-policy)")
    ledger.add_argument("--cosigned", action=Once, metavar="FILE", help="a cosigned checkpoint, in place of the ledger's")
    ledger.add_argument("--proof", action="append", default=[], metavar="FILE", help="a proof of a leaf (C2SP tlog-proof)")
    ledger.add_argument("--entry", action="append", default=[], metavar="FILE", help="the leaf of the proof, one for each")
    checkpoint = commands.add_parser("checkpoint", help="check a checkpoint on standard input")
    checkpoint.add_argument("--against", action=Once, dest="directory", metavar="DIR", help="the ledger that must contain it")
    checkpoint.set_defaults(earlier=[], policy=None, cosigned=None, proof=[], entry=[])
    for command in (ledger, checkpoint):
        command.add_argument("--vkey", action=Once, required=True, metavar="KEY", help="verifier key, or a file with it")
        command.add_argument("--json", action="store_true", help="one JSON object in place of text")
    return parser


TRIES = 3


def stamp(directory):
    """What changes when a ledger is written."""
    files = []
    for name in ("journal", "checkpoint", "cosigned"):
        try:
            status = os.lstat(f"{directory}/{name}")
            files.append((name, status.st_ino, status.st_size, status.st_mtime_ns))
        except (OSError, ValueError):
            pass
    return files


def is_in_the_making(directory):
    return any(os.path.lexists(f"{directory}/{name}.tmp") for name in ("checkpoint", "cosigned"))


def run(options):
    directory, is_checkpoint = options.directory, options.command == "checkpoint"
    is_alone = directory is None and not is_checkpoint
    if len(options.entry) != len(options.proof) and (options.entry or is_alone):
        raise Unusable("arguments", "--entry", "there must be one for each --proof")
    if is_alone and not options.proof and options.cosigned is None:
        raise Unusable("arguments", "DIR", "no ledger to check, and neither --proof with --entry nor --cosigned")
    key = given_key(options.vkey)
    unread = []

    def look(read):
        """All is read: what cannot be used is told before what cannot be read."""
        try:
            return read()
        except OSError as error:
            unread.append(error)
            return None

    checkpoint = lambda path: look(lambda: given(path, "earlier-unusable", lambda raw: Checkpoint(raw, key)))
    policy = look(lambda: given(options.policy, "policy", lambda raw: Policy(raw, key))) if options.policy is not None else None
    earlier = [(path, checkpoint(path)) for path in options.earlier]
    cosigned = checkpoint(options.cosigned) if options.cosigned is not None else None
    proofs = []
    for place, path in enumerate(options.proof):
        entry = look(lambda: outside(options.entry[place], "proof-unusable")) if options.entry else None
        proofs.append((path, look(lambda: given(path, "proof-unusable", lambda raw: Proof(raw, key))), entry))
    if unread:
        raise unread[0]
    typed_in = sys.stdin.buffer.read(OUTSIDE_LIMIT) if is_checkpoint else None
    for attempt in range(1, TRIES + 1):
        before = stamp(directory)
        found = Ledger(directory, key)
        against = list(earlier)
        if is_checkpoint:
            try:
                seen = Checkpoint(typed(typed_in), key)
                against = [("the checkpoint", seen)]
                found.checked.append(f"the checkpoint: of {seen.size} leaves, signed by the key")
            except Bad as error:
                found.find("checkpoint", "the checkpoint", error)
        try:
            if directory is not None:
                found.verify(against, policy, cosigned, proofs)
            elif is_alone:
                found.check_brought(against, policy, cosigned, proofs)
            failure = None
        except OSError as error:
            failure = error
        changed = stamp(directory) != before
        if not failure and not found.status() or not changed and (attempt == TRIES or not is_in_the_making(directory)):
            if failure:
                raise failure
            break
        if attempt == TRIES:
            raise OSError(f"{directory}: it is being written: look again, or at a copy")
        time.sleep(0.05)
    return found.report(options.json)


def main():
    sys.stdout.reconfigure(errors="backslashreplace")
    findings, not_checked = [], []
    try:
        return run(parser().parse_args())
    except Unusable as error:
        code, path, what = error.args
        status, findings, line = 2, [(code, str(path), str(what))], f"{path}: {what} [{code}]"
    except BrokenPipeError:
        raise
    except Exception as error:
        status, line = 3, f"could not look: {type(error).__name__}: {error}"
    print(printable(line), file=sys.stderr)
    if "--json" in sys.argv[1:]:
        print_json(status, findings, [], [{"what": "everything", "needs": line}], NO_LEDGER)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(3)
