import Foundation
import Ledger
import LedgerSupport
import Testing

/// The verdict of `scand ledger verify` on ledgers that have one fault each, and what it says of what it did not see.
@Suite struct VerdictTests {
    private let scratch: Scratch
    private let signer: Ed25519Signer
    private let witness: Ed25519Signer
    private let time: LedgerTime
    private let genesis: Genesis
    private let ledger: String
    private let vkey: String

    init() throws {
        scratch = try Scratch()
        func signer(_ name: String, _ seed: UInt8) throws -> Ed25519Signer {
            let name = try #require(KeyName(name))
            return try #require(Ed25519Signer(name: name, seed: Array(repeating: seed, count: 32)))
        }
        (self.signer, witness) = (try signer("example.org/box", 1), try signer("example.org/witness", 2))
        time = try #require(LedgerTime("2026-11-28T08:00Z"))
        let boxKey = try #require(BoxPublicKey(name: self.signer.key.name, publicKey: Array(repeating: 9, count: 32)))
        let terms = Genesis.Terms(
            created: time, purpose: .election, softwareDigest: FileDigest(of: [1]), sheetsDigest: nil, hasCopy: false,
            smallestGroup: 1, anchorSheets: 100, anchorMinutes: 10)
        let empty = BoxCommitment(blind: Array(repeating: 3, count: 32), root: .empty, .two)
        let box = BoxTerms(key: boxKey, slotCount: 16, slotByteCount: 4096, pictureByteCount: 0, commitment: empty)
        genesis = Genesis(
            election: "demo", definitionDigest: FileDigest(of: [2]), key: self.signer.key, software: "scand 1",
            box: try #require(box), terms: terms)
        (ledger, vkey) = (scratch("ledger"), try scratch.write("key.vkey", Array("\(self.signer.key)\n".utf8)))
    }

    private func leaf(_ event: LedgerEvent) -> [UInt8] { event.encoded(as: .two) }

    private var leaves: [[UInt8]] {
        [.genesis(genesis), .pollsOpened(time), .sheetsReturned(from: 1, to: 2), .sheetVoided(number: 3)].map(leaf)
    }

    private func verify(_ more: String...) throws -> (status: Int32, report: Verification) {
        let ended = try Scand.run(["ledger", "verify", ledger, "--vkey", vkey, "--json"] + more)
        return (ended.status, try ended.json(Verification.self))
    }

    private func expect(_ code: String, _ more: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
        let ended = try Scand.run(["ledger", "verify", ledger, "--vkey", vkey, "--json"] + more)
        let codes = try ended.json(Verification.self).findings.map(\.code)
        #expect(ended.status == 1 && codes.first == code, "\(codes)", sourceLocation: sourceLocation)
    }

    private func spoil(_ path: String, _ change: (inout [UInt8]) -> Void) throws {
        var spoilt = try bytes("\(ledger)/\(path)")
        change(&spoilt)
        try Data(spoilt).write(to: URL(fileURLWithPath: "\(ledger)/\(path)"))
    }

    @Test func `an honest day says what was seen of it, and what was not looked at`() throws {
        try ForgedLedger(leaves, by: signer).write(to: ledger)
        let (status, report) = try verify()
        #expect(status == 0 && report.verified && report.findings.isEmpty && report.checked.count >= 4)
        let facts = try #require(report.ledger)
        #expect(facts.phase == "open" && facts.opened == "2026-11-28T08:00Z" && facts.closed == nil)
        #expect(
            facts.software.map(\.sha256) == [FileDigest(of: [1]).hex] && facts.definition == FileDigest(of: [2]).hex)
        #expect(facts.sheets["returned"] == 2 && facts.sheets["voided"] == 1 && facts.sheets["counted"] == 0)
        let needs = report.notChecked.map(\.needs).joined(separator: "\n")
        for need in ["box/ beside the ledger", "the totals", "--earlier FILE", "--policy FILE"] {
            #expect(needs.contains(need))
        }
    }

    @Test func `a first leaf that names another key hides nothing of what this one signed`() throws {
        let other = Genesis(
            election: genesis.election, definitionDigest: genesis.definitionDigest, key: witness.key,
            software: genesis.software, box: genesis.box, terms: genesis.terms)
        try ForgedLedger([leaf(.genesis(other))] + leaves.dropFirst(), by: signer).write(to: ledger)
        let ended = try Scand.run("ledger", "verify", ledger, "--vkey", vkey)
        #expect(ended.status == 1 && ended.output.contains(" ["), "\(ended.output)")
        #expect(!ended.output.contains("it is the ledger of another key"), "\(ended.output)")
    }

    @Test func `a fault of the files has the code of its file`() throws {
        let honest = try ForgedLedger(leaves, by: signer)
        for (code, path) in [
            ("checkpoint", "checkpoint"), ("journal", "journal"), ("bundle", "tile/entries/000.p/4"),
            ("tile", "tile/0/000.p/4"), ("files", "lock"),
        ] {
            try honest.write(to: ledger)
            try spoil(path) { $0.append(65) }
            try expect(code)
        }
        try honest.write(to: ledger)
        for path in ["x", "box/x", "unsigned-total"] {
            try FileManager.default.createDirectory(atPath: "\(ledger)/box", withIntermediateDirectories: true)
            try Data().write(to: URL(fileURLWithPath: "\(ledger)/\(path)"))
            try expect("files")
            try FileManager.default.removeItem(atPath: "\(ledger)/\(path)")
        }
        try expect("box")
        try FileManager.default.removeItem(atPath: "\(ledger)/box")
        try FileManager.default.createDirectory(atPath: "\(ledger)/release", withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: "\(ledger)/release/manifest"))
        try expect("release")
        try FileManager.default.removeItem(atPath: "\(ledger)/release")
        try Data().write(to: URL(fileURLWithPath: "\(ledger)/.DS_Store"))
        let (status, report) = try verify()
        #expect(status == 0 && report.checked.contains { $0.contains(".DS_Store") })
    }

    @Test func `another root, a wrong signature and noise in a middle note are found by default`() throws {
        let other = Checkpoint(origin: signer.key.name, size: 2, root: .empty)
        let lies: [([UInt8]) throws -> [UInt8]] = [
            { _ in try SignedNote(signing: other.text, by: signer).encoded },
            { note in note.dropLast(20) + [note[note.count - 20] == 65 ? 66 : 65] + note.suffix(19) },
            { note in note + Array("noise\n".utf8) },
        ]
        for lie in lies {
            try ForgedLedger(leaves, by: signer) { size, note in size == 2 ? try lie(note) : note }.write(to: ledger)
            try expect("journal")
        }
    }

    @Test func `a line beside the key's in the journal could tell of a sheet`() throws {
        for size in 1...4 {
            try ForgedLedger(leaves, by: signer) { at, note in
                guard at == size else { return note }
                let note = try SignedNote(parsing: note)
                return try note.adding(note.cosignature(by: witness, at: 1_700_000_000)).encoded
            }.write(to: ledger)
            try expect("journal")
        }
        try ForgedLedger(leaves, by: signer) { _, note in note + (note.split(separator: 10).last ?? []) + [10] }
            .write(to: ledger)
        try expect("journal")
    }

    @Test func `a leaf that cannot be read is named first, also behind one that breaks the order`() throws {
        let broken = leaves + [leaf(.sheetVoided(number: 9))]
        try ForgedLedger(broken + [leaf(.sheetVoided(number: 5)), Array("scand/v2 x\n".utf8)], by: signer).write(
            to: ledger)
        try expect("leaf")
    }

    @Test func `a directory is there for the files in it, and no deeper than any of a ledger`() throws {
        func put(_ path: String) throws {
            let file = URL(fileURLWithPath: "\(ledger)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data().write(to: file)
        }
        try ForgedLedger(leaves, by: signer).write(to: ledger)
        try FileManager.default.removeItem(atPath: "\(ledger)/tile/0/000.p/4")
        try expect("files")
        try ForgedLedger(leaves, by: signer).write(to: ledger)
        try put("release/1/2/3/4/5/6/7/x")
        try expect("release")
        try put("release/1/2/3/4/5/6/7/8/x")
        try expect("files")
    }

    @Test func `reserved space is no fault of a journal, but more than 2 GiB are`() throws {
        try ForgedLedger(leaves, by: signer).write(to: ledger)
        let journal = try #require(FileHandle(forWritingAtPath: "\(ledger)/journal"))
        try journal.truncate(atOffset: 1 << 22)
        #expect(try verify().status == 0)
        try journal.truncate(atOffset: 1 << 31 + 1)
        try expect("journal")
    }

    @Test func `what is not there could not be looked at, and accuses nobody`() throws {
        try ForgedLedger(leaves, by: signer).write(to: ledger)
        for option in ["--earlier", "--proof", "--policy", "--cosigned"] {
            let (status, report) = try verify(option, scratch("none"))
            #expect(status == 3 && report.findings.isEmpty && !report.verified)
            #expect(report.notChecked.map(\.what) == ["\(scratch("none")): cannot be read"])
        }
        for (option, code) in [
            ("--earlier", "earlier-unusable"), ("--proof", "proof-unusable"), ("--policy", "policy"),
            ("--cosigned", "earlier-unusable"),
        ] {
            let long = try scratch.write("long", Array(repeating: 10, count: 131_073))
            let (status, report) = try verify(option, long)
            #expect(status == 2 && report.findings.map(\.code) == [code])
            #expect(report.findings.map(\.what) == ["more than the 131072 bytes that are read"])
        }
    }

    @Test func `a cosigned checkpoint from outside is looked at without a policy too`() throws {
        let honest = try ForgedLedger(leaves, by: signer)
        try honest.write(to: ledger)
        let longer = try ForgedLedger(leaves + [leaf(.sheetVoided(number: 4))], by: signer)
        #expect(try verify("--cosigned", try scratch.write("noon", honest.notes[1])).status == 0)
        try expect("cosignatures", "--cosigned", try scratch.write("longer", longer.notes[4]))
        let foreign = try ForgedLedger(leaves, by: witness).notes[1]
        for bytes in [foreign, [], Array("x\n".utf8)] {
            let (status, report) = try verify("--cosigned", try scratch.write("foreign", bytes))
            #expect(status == 2 && report.findings.map(\.code) == ["earlier-unusable"])
        }
    }

    @Test func `a signed root that is not that of the leaves, and leaves against the rules`() throws {
        try ForgedLedger(leaves, by: signer).write(to: ledger)
        let other = Checkpoint(origin: signer.key.name, size: 4, root: .empty)
        try spoil("checkpoint") { $0 = (try? SignedNote(signing: other.text, by: signer).encoded) ?? [] }
        try expect("root")
        try ForgedLedger(leaves + [Array("scand/v2 polls-closed\n".utf8)], by: signer).write(to: ledger)
        try FileManager.default.removeItem(atPath: "\(ledger)/tile/0/000.p/4")
        try FileManager.default.removeItem(atPath: "\(ledger)/tile/entries/000.p/4")
        try expect("leaf")
        try ForgedLedger(leaves + [leaf(.sheetVoided(number: 9))], by: signer).write(to: ledger)
        try expect("order")
    }

    @Test func `what an observer brings is judged, or named as unusable`() throws {
        let honest = try ForgedLedger(leaves, by: signer)
        try honest.write(to: ledger)
        let longer = try ForgedLedger(leaves + [leaf(.sheetVoided(number: 4))], by: signer)
        try expect("earlier", "--earlier", try scratch.write("longer", longer.notes[4]))
        let proof = scratch("proof")
        #expect(
            try Scand.run("ledger", "prove", ledger, "2", "--vkey", vkey, "-o", proof, "--leaf", scratch("leaf")).status
                == 0)
        #expect(try verify("--proof", proof, "--earlier", try scratch.write("noon", honest.notes[1])).status == 0)
        let moved = try text(proof).replacing("index 2", with: "index 1")
        try expect("proof", "--proof", try scratch.write("moved", Array(moved.utf8)))

        let note = try SignedNote(parsing: honest.notes[3])
        let line = try note.cosignature(by: witness, at: 1_700_000_000)
        let policy = try scratch.write(
            "policy",
            Array("log \(signer.key)\nwitness w \(CosignerKey(of: witness.key))\nquorum w\n".utf8))
        try expect("cosignatures", "--policy", policy)
        try Data(note.adding(line).encoded).write(to: URL(fileURLWithPath: "\(ledger)/cosigned"))
        #expect(try verify("--policy", policy).status == 0)
        let ahead = try note.adding(note.cosignature(by: witness, at: 4_102_444_800))
        try expect("cosignatures", "--policy", policy, "--cosigned", try scratch.write("ahead", ahead.encoded))

        for (option, name, code) in [
            ("--earlier", "proof", "earlier-unusable"), ("--proof", "noon", "proof-unusable"),
            ("--policy", "noon", "policy"),
        ] {
            let (status, report) = try verify(option, scratch(name))
            #expect(
                status == 2 && report.findings.map(\.code) == [code] && report.findings.map(\.file) == [scratch(name)])
        }
        let noKey = try Scand.run("ledger", "verify", ledger, "--vkey", scratch("noon"), "--json")
        #expect(try noKey.status == 2 && noKey.json(Verification.self).findings.map(\.code) == ["key"])
        #expect(try Scand.run("ledger", "verify", ledger, "--vkey", vkey, "--earlier", scratch("none")).status == 3)
        // What cannot be used is told before what cannot be read, and what is given twice is not passed over.
        let both = try verify("--earlier", scratch("none"), "--policy", scratch("noon"))
        #expect(both.status == 2 && both.report.findings.map(\.code) == ["policy"])
        let twice = try Scand.run(
            "ledger", "verify", ledger, "--vkey", vkey, "--policy", policy, "--policy", policy)
        #expect(twice.status == 2 && twice.errors.contains("--policy: given more than once"))
        for words in [["verify", ledger], ["show", ledger], ["verify-proof", proof, scratch("leaf")]] {
            let twice = try Scand.run(["ledger"] + words + ["--vkey", vkey, "--vkey", vkey])
            #expect(twice.status == 2 && twice.errors.contains("--vkey: given more than once"), "\(words)")
        }
    }

    @Test func `what is brought is named as it was given, and not as a file of the ledger`() throws {
        try ForgedLedger(leaves, by: signer).write(to: ledger)
        let policy = try scratch.write(
            "policy", Array("log \(signer.key)\nwitness w \(CosignerKey(of: witness.key))\nquorum w\n".utf8))
        let (proof, event) = (scratch("proof"), scratch("leaf"))
        #expect(try Scand.run("ledger", "prove", ledger, "2", "--vkey", vkey, "-o", proof, "--leaf", event).status == 0)
        let alone = try Scand.run("ledger", "verify-proof", proof, event, "--policy", policy)
        #expect(alone.status == 1 && alone.lines.contains { $0.hasPrefix("  \(proof): ") }, "\(alone.output)")
        let unseen = try scratch.write("unseen", ForgedLedger(leaves, by: signer).notes[3])
        let beside = try Scand.run(
            "ledger", "verify", ledger, "--vkey", vkey, "--policy", policy, "--cosigned", unseen)
        #expect(beside.status == 1 && beside.lines.contains { $0.hasPrefix("  \(unseen): ") }, "\(beside.output)")
        let own = try Scand.run("ledger", "verify", ledger, "--vkey", vkey, "--policy", policy)
        #expect(own.status == 1 && own.lines.contains { $0.hasPrefix("  \(ledger)/") }, "\(own.output)")
    }

    @Test(arguments: [
        ("a\rb\n", "\u{FEFF}a\rb\n"), ("a\rb\n", "a\rb\r\n"), ("a\nb\r\n", "\u{FEFF}a\nb\r\n"),
        ("a\nb\n", "a\r\nb\r\n"),
        ("a\r", "a\r"),
    ])
    func `a leaf of any bytes is read as it was saved`(leaf: String, saved: String) throws {
        let root = TreeHash.leaf(Array(leaf.utf8))
        let note = try SignedNote(signing: Checkpoint(origin: signer.key.name, size: 1, root: root).text, by: signer)
        let proof = try scratch.write("proof", Array("c2sp.org/tlog-proof@v1\nindex 0\n\n".utf8) + note.encoded)
        let ended = try Scand.run(
            "ledger", "verify-proof", proof, try scratch.write("leaf", Array(saved.utf8)), "--vkey", vkey)
        #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
    }

    @Test func `a proof is checked without the ledger, by the key or by a policy`() throws {
        try ForgedLedger(leaves, by: signer).write(to: ledger)
        let (proof, leaf) = (scratch("proof"), scratch("leaf"))
        #expect(try Scand.run("ledger", "prove", ledger, "2", "--vkey", vkey, "-o", proof, "--leaf", leaf).status == 0)
        #expect(try bytes(leaf) == leaves[2])
        func check(_ words: String...) throws -> Ended { try Scand.run(["ledger", "verify-proof"] + words) }
        #expect(try check(proof, leaf, "--vkey", vkey).status == 0)
        let mailed = try scratch.write("mailed", [0xEF, 0xBB, 0xBF] + text(leaf).replacing("\n", with: "\r\n").utf8)
        #expect(try check(proof, mailed, "--vkey", vkey).status == 0)
        let other = try check(proof, try scratch.write("other", leaves[3]), "--vkey", vkey)
        #expect(
            other.status == 1
                && other.output.contains("it does not lead from this event to the checkpoint's root [proof]"))
        let (own, none) = ("log \(signer.key)\nquorum none\n", "log \(witness.key)\nquorum none\n")
        #expect(try check(proof, leaf, "--policy", try scratch.write("own", Array(own.utf8))).status == 0)
        let foreign = try check(proof, leaf, "--policy", try scratch.write("foreign", Array(none.utf8)))
        #expect(foreign.status == 2 && foreign.errors.contains("no checkpoint of this ledger"))
        #expect(try check(proof, leaf).status == 2)
    }
    @Test func `a proof has the checkpoint that witnesses saw, and meets their policy at home`() throws {
        try ForgedLedger(leaves, by: signer).write(to: ledger)
        let policy = try scratch.write(
            "policy", Array("log \(signer.key)\nwitness w \(CosignerKey(of: witness.key))\nquorum w\n".utf8))
        let (proof, event) = (scratch("proof"), scratch("leaf"))
        func prove(_ more: String...) throws -> Ended {
            for path in [proof, event] { try? FileManager.default.removeItem(atPath: path) }
            return try Scand.run(["ledger", "prove", ledger, "1", "--vkey", vkey, "--leaf", event] + more)
        }
        // What the policy asks for is not there: the report says so, and there is no proof.
        let refused = try prove("-o", proof, "--policy", policy, "--json")
        #expect(refused.status == 1 && !isThere(proof) && !isThere(event))
        #expect(try refused.json(Verification.self).findings.map(\.code) == ["cosignatures"])

        let seen = try SignedNote(parsing: ForgedLedger(leaves, by: signer).notes[2])
        let cosigned = try seen.adding(seen.cosignature(by: witness, at: Int(Date().timeIntervalSince1970)))
        let given = try scratch.write("cosigned", cosigned.encoded)
        let made = try prove("-o", proof, "--policy", policy, "--cosigned", given)
        #expect(
            made.status == 0 && made.output.contains("the witnesses that the policy asks for saw the first 3 events"))
        let portable = try #require(PortableProof(parsing: try bytes(proof)))
        #expect(portable.inclusion.size == 3 && portable.note == cosigned)

        func check(_ more: String...) throws -> Ended {
            try Scand.run(["ledger", "verify-proof", proof, event, "--vkey", vkey, "--json"] + more)
        }
        #expect(try check("--policy", policy).status == 0)
        // Without --output the proof is all of the standard output.
        let printed = try prove("--json")
        #expect(printed.status == 0 && PortableProof(parsing: Array(printed.output.utf8)) != nil)
        #expect(printed.errors.contains("\"verified\" : true"))

        // The published checkpoint has one event more, and no witness saw it.
        #expect(try prove("-o", proof).status == 0)
        let unseen = try check("--policy", policy)
        #expect(unseen.status == 1)
        #expect(try unseen.json(Verification.self).findings.map(\.code) == ["cosignatures"])
        let elsewhere = try check("--cosigned", given)
        #expect(
            try elsewhere.json(Verification.self).findings.map(\.what).first?.contains("another checkpoint") == true)
        // A checkpoint of the same size and another history is a split view; one of another size tells nothing here.
        let changed = try ForgedLedger(leaves.dropLast() + [leaf(.sheetVoided(number: 4))], by: signer)
        let split = try check("--earlier", try scratch.write("split", changed.notes[3]))
        #expect(split.status == 1)
        #expect(try split.json(Verification.self).findings.map(\.code) == ["earlier"])
        let earlier = try check("--earlier", given)
        #expect(earlier.status == 0 && earlier.output.contains("are of one history"))
    }

    @Test func `keys of the day are missed while it lasts, and found behind its end`() throws {
        let counted = try Demo.counted.get().ledger
        let (ledger, vkey) = (scratch("counted"), counted + ".key.vkey")
        try FileManager.default.copyItem(atPath: counted, toPath: ledger)
        func codes() throws -> [String] {
            try Scand.run("ledger", "verify", ledger, "--vkey", vkey, "--json").json(Verification.self).findings.map {
                "\($0.code) \($0.file)"
            }
        }
        #expect(try codes() == [])
        let open = scratch("open")
        #expect(try Demo.replay(Demo.sides("01-filled"), into: open, "--leave-open").status == 0)
        func missing() throws -> [String] {
            try Scand.verify(open).json(Verification.self).findings.map { "\($0.code) \($0.file)" }
        }
        try FileManager.default.removeItem(atPath: open + "/box/keys")
        #expect(try missing() == [])
        try FileManager.default.removeItem(atPath: open + "/box/keys.2")
        #expect(try missing() == ["box box/keys"])
        for path in ["box/keys", "box/keys.2", "box/openings"] {
            try Data([1]).write(to: URL(fileURLWithPath: "\(ledger)/\(path)"))
            #expect(try codes() == ["box \(path)"])
            try FileManager.default.removeItem(atPath: "\(ledger)/\(path)")
        }
    }
}
