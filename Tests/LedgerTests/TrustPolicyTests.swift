import Ledger
import Testing

@Suite struct TrustPolicyTests {
    let log: Ed25519Signer
    let witnesses: [Ed25519Signer]
    let tree = MerkleTree(leaves: (0..<5).map { .leaf([UInt8($0)]) })
    let note: SignedNote

    init() throws {
        log = Ed25519Signer(generating: try #require(KeyName("example.org/box")))
        witnesses = try (1...6).map { Ed25519Signer(generating: try #require(KeyName("w\($0).example.org"))) }
        note = try SignedNote(
            signing: Checkpoint(origin: log.key.name, size: 5, root: tree.root).text, by: log)
    }

    /// `log` and `witness w1…w6` lines, then others.
    func policy(_ lines: String...) throws(PolicyError) -> TrustPolicy {
        try TrustPolicy(parsing: Array((definitions + lines.map { $0 + "\n" }.joined()).utf8))
    }

    var definitions: String {
        "log \(log.key)\n"
            + witnesses.enumerated().map { "witness w\($0 + 1) \(CosignerKey(of: $1.key)) http://w\($0 + 1)\n" }
            .joined()
    }

    func cosigned(by numbers: [Int]) throws -> SignedNote {
        var note = note
        for number in numbers { note = try note.adding(note.cosignature(by: witnesses[number - 1], at: number)) }
        return note
    }

    @Test func `a policy of two levels holds for every set of witnesses that its rules name, and no other`() throws {
        let policy = try policy(
            "group X 2 w1 w2 w3", "group Y any w4 w5", "# a comment", "", " \tgroup both all\tX Y ", "quorum both")
        #expect(policy.witnesses.map(\.url) == (1...6).map { "http://w\($0)" })
        for set in 0..<64 {
            let numbers = (1...6).filter { set >> ($0 - 1) & 1 == 1 }
            let note = try cosigned(by: numbers)
            let isEnough =
                numbers.filter { $0 <= 3 }.count >= 2 && numbers.contains { $0 == 4 || $0 == 5 }
            if isEnough {
                let trust = try policy.trust(in: note, at: 100)
                #expect(trust.checkpoint.size == 5 && trust.log == log.key)
                #expect(trust.witnesses.map { "\($0.name) \($0.time)" } == numbers.map { "w\($0) \($0)" })
                #expect(trust.refused.isEmpty)
            } else {
                #expect(throws: PolicyFailure.noQuorum(cosigned: numbers.count, of: 6, refused: [])) {
                    try policy.trust(in: note, at: 100)
                }
            }
        }
    }

    @Test func `a quorum is one witness, or none`() throws {
        #expect(throws: Never.self) { try policy("quorum none").trust(in: note, at: 100) }
        #expect(throws: Never.self) { try policy("quorum w2").trust(in: cosigned(by: [2]), at: 100) }
        #expect(throws: PolicyFailure.noQuorum(cosigned: 1, of: 6, refused: [])) {
            try policy("quorum w2").trust(in: cosigned(by: [3]), at: 100)
        }
    }

    @Test func `without the log's own signature no witness helps`() throws {
        let policy = try policy("quorum w1")
        let other = Ed25519Signer(generating: log.key.name)
        let foreign = try SignedNote(signing: note.text, by: other)
        let cosigned = try foreign.adding(foreign.cosignature(by: witnesses[0], at: 1))
        #expect(throws: PolicyFailure.note(.notSignedBy(log.key.name))) { try policy.trust(in: cosigned, at: 100) }

        let elsewhere = Ed25519Signer(generating: try #require(KeyName("example.org/other")))
        let strange = Checkpoint(origin: elsewhere.key.name, size: 5, root: tree.root)
        #expect(throws: PolicyFailure.unknownLog(elsewhere.key.name)) {
            try policy.trust(in: SignedNote(signing: strange.text, by: elsewhere), at: 100)
        }
        // A known log may not speak for another origin.
        #expect(throws: PolicyFailure.unknownLog(elsewhere.key.name)) {
            try policy.trust(in: SignedNote(signing: strange.text, by: log), at: 100)
        }
        #expect(throws: PolicyFailure.notACheckpoint) {
            try policy.trust(in: SignedNote(signing: "a\n", by: log), at: 100)
        }
    }

    @Test func `a wrong line of a known witness spoils the note although the quorum is there`() throws {
        let policy = try policy("group g any w1 w2", "quorum g")
        let good = try cosigned(by: [1, 2])
        #expect(throws: Never.self) { try policy.trust(in: good, at: 100) }
        let (name, id) = (witnesses[1].key.name, CosignerKey(of: witnesses[1].key).keyID)
        let spoilt = try good.adding(.init(name: name, keyID: id, bytes: Array(repeating: 1, count: 72)))
        #expect(throws: PolicyFailure.note(.badSignature(name))) { try policy.trust(in: spoilt, at: 100) }
        // The same of a witness that is not known says nothing.
        let unknown = try good.adding(.init(name: name, keyID: [0, 0, 0, 0], bytes: Array(repeating: 1, count: 72)))
        #expect(throws: Never.self) { try policy.trust(in: unknown, at: 100) }
    }

    @Test func `a portable proof is trusted for its entry, under the policy`() throws {
        let policy = try policy("group g 2 w1 w2 w3", "quorum g")
        for index in 0..<5 {
            let inclusion = tree.inclusionProof(of: index, inSize: 5)
            let proof = try #require(PortableProof(inclusion, under: try cosigned(by: [1, 3])))
            let read = try #require(PortableProof(parsing: proof.encoded))
            #expect(try read.verify([UInt8(index)], by: policy, at: 100).witnesses.count == 2)
            #expect(throws: PolicyFailure.notIncluded) { try read.verify([9], by: policy, at: 100) }
            let alone = try #require(PortableProof(inclusion, under: try cosigned(by: [1])))
            #expect(throws: PolicyFailure.noQuorum(cosigned: 1, of: 6, refused: [])) {
                try alone.verify([UInt8(index)], by: policy, at: 100)
            }
        }
    }

    @Test(arguments: [
        ("quorum none\nquorum none", 9), ("quorum w7", 8), ("quorum", 8), ("quorum w1 w2", 8), ("qurum none", 8),
        ("group g", 8), ("group g any", 8), ("group g 0 w1", 8), ("group g 3 w1 w2", 8), ("group g 02 w1 w2", 8),
        ("group g some w1", 8), ("group g any w1 w1", 8), ("group g any w1\ngroup h any w1", 9),
        ("group g any h\ngroup h any w1", 8), ("group g any g", 8), ("group none any w1", 8), ("group w1 any w2", 8),
        ("group g any none", 8), ("quorum g\ngroup g any w1", 8), ("witness w7", 8), ("witness w1 x", 8), ("log x", 8),
        ("quorum\u{B}none", 8), ("quorum none\r", 8), ("quorum none\u{7F}", 8), ("group g any w1 W2", 8),
    ])
    func `a line that cannot be understood is refused by its number`(_ lines: String, _ number: Int) throws {
        let text = definitions + lines + "\nquorum none\n"
        let error = #expect(throws: PolicyError.self) { try TrustPolicy(parsing: Array(text.utf8)) }
        #expect(error?.line == number)
    }

    @Test func `a key stands in one line only, whatever name it has`() throws {
        let renamed = try #require(VerifierKey(name: witnesses[0].key.name, publicKey: log.key.publicKey))
        #expect(throws: PolicyError.self) { try policy("log \(renamed)", "quorum none") }
        let twin = try #require(CosignerKey(name: log.key.name, publicKey: witnesses[0].key.publicKey))
        #expect(throws: PolicyError.self) { try policy("witness twin \(twin)", "quorum none") }
        #expect(throws: PolicyError.self) { try policy("witness l \(log.key)", "quorum none") }
        #expect(throws: PolicyError.self) { try policy("log \(CosignerKey(of: witnesses[0].key))", "quorum none") }
    }

    @Test func `a log is not its own witness, whichever of them is named first`() throws {
        let own = CosignerKey(of: log.key)
        let behind = #expect(throws: PolicyError.self) { try policy("witness own \(own)", "quorum own") }
        #expect(behind?.line == 8)
        #expect(behind?.what.hasSuffix("is that of the log example.org/box: a log cannot be its own witness") == true)
        let before = #expect(throws: PolicyError.self) {
            try TrustPolicy(parsing: Array("witness own \(own)\nlog \(log.key)\nquorum own\n".utf8))
        }
        #expect(before?.line == 2)
        #expect(before?.what.hasSuffix("is that of the witness 'own': a log cannot be its own witness") == true)
    }

    @Test(arguments: [
        (0, CosignatureDoubt.noTime), (1_700_086_401, .ahead(seconds: 86_401)),
        (4_102_444_800, .ahead(seconds: 2_402_444_800)), (.max, .ahead(seconds: .max - 1_700_000_000)),
    ])
    func `a cosignature of an impossible time does not count, and is named`(time: Int, doubt: CosignatureDoubt) throws {
        let now = 1_700_000_000
        let policy = try policy("quorum w1")
        let strange = try note.adding(note.cosignature(by: witnesses[0], at: time))
        let failure = #expect(throws: PolicyFailure.self) { try policy.trust(in: strange, at: now) }
        guard case .noQuorum(0, 6, let refused) = failure else {
            Issue.record("\(failure as Any)")
            return
        }
        #expect(refused.map(\.name) == [policy.witnesses[0].name] && refused.map(\.doubt) == [doubt])
        #expect(failure?.description.hasSuffix("; the cosignature of 'w1' does not count: it \(doubt)") == true)
        // Another one of the same witness counts, and the strange one is still named.
        for possible in [1, now, now + 86_400] {
            let line = try note.cosignature(by: witnesses[0], at: possible)
            let trust = try policy.trust(in: SignedNote(parsing: strange.encoded + line.encoded), at: now)
            #expect(trust.witnesses.map(\.time) == [possible] && trust.refused == refused)
        }
        // A clock of ours that has no time either believes nobody.
        #expect(throws: PolicyFailure.self) { try policy.trust(in: cosigned(by: [1]), at: -1_000_000_000) }
    }

    @Test func `a file that is empty, cut, without quorum or too long is refused`() throws {
        for text in [
            "", "quorum none", "\n", definitions, "quorum none\n" + String(repeating: " ", count: 1 << 18) + "\n",
        ] {
            let error = #expect(throws: PolicyError.self) { try TrustPolicy(parsing: Array(text.utf8)) }
            #expect(error?.line == nil)
        }
    }

    @Test func `names are bytes, and 32 of everything are read`() throws {
        #expect(throws: Never.self) { try policy("group K any w1", "group \u{212A} any w2", "quorum \u{212A}") }
        let bytes = Array(definitions.utf8) + Array("group ".utf8) + [0xFF, 0xFE] + Array(" any w1\nquorum ".utf8)
        #expect(throws: Never.self) { try TrustPolicy(parsing: bytes + [0xFF, 0xFE, 10]) }
        #expect(throws: PolicyError.self) { try TrustPolicy(parsing: bytes + [0xFE, 0xFF, 10]) }

        var text = ""
        for number in 0..<32 {
            let name = try #require(KeyName("n\(number)"))
            text += "log \(Ed25519Signer(generating: name).key)\n"
            text += "witness w\(number) \(CosignerKey(of: Ed25519Signer(generating: name).key))\n"
            text += "group g\(number) all w\(number)\(number == 0 ? "" : " g\(number - 1)")\n"
        }
        #expect(throws: Never.self) { try TrustPolicy(parsing: Array((text + "quorum g31\n").utf8)) }
    }
}
