import Foundation
import Ledger
import LedgerSupport
import Synchronization
import Testing
import Witness

/// What a witness remembers, and what it does when that cannot be.
@Suite struct MemoryTests {
    let scratch: Scratch
    let log: TestLog
    let key: Ed25519Signer

    init() throws {
        scratch = try Scratch()
        log = try TestLog()
        key = try signer("example.org/witness")
    }

    func witness() throws -> LogWitness {
        try LogWitness(policy: log.policy, signer: key, memory: scratch("state"))
    }

    var file: String { scratch("state/\(log.fileName)") }

    /// What the file of the log holds.
    func standing() throws -> SignedNote { try SignedNote(parsing: try bytes(file)) }

    @Test func `what is answered stands on the disk, signed by both`() throws {
        let witness = try witness()
        for (time, size) in [3, 3, 7, 20, 40].enumerated() {
            let old = try witness.newest(of: log.origin).flatMap { Checkpoint(parsing: $0.text) }?.size ?? 0
            let line = try witness.add(log.request(old, size)) { 100 + time }
            let note = try standing()
            #expect(note.signatures == [try log.note(size).signatures[0], line])
            #expect(try note.cosignature(of: witness.key).timestamp == 100 + time)
            #expect(try log.policy.signedCheckpoint(note).size == size)
            #expect(try witness.newest(ofOriginHash: log.fileName) == note)
        }
        #expect(try witness.newest(ofOriginHash: String(repeating: "0", count: 64)) == nil)
    }

    @Test func `a witness started again goes on from what it knew`() throws {
        _ = try witness().add(log.request(0, 7)) { 1 }
        let again = try witness()
        #expect(throws: AddCheckpointRefusal.otherSize(7)) { try again.add(log.request(0, 9)) { 2 } }
        #expect(throws: AddCheckpointRefusal.inconsistent) { try again.add(log.request(7, 9, of: log.forked)) { 2 } }
        #expect(throws: Never.self) { try again.add(log.request(7, 9)) { 2 } }
    }

    @Test func `a refused request changes nothing`() throws {
        let witness = try witness()
        _ = try witness.add(log.request(0, 7)) { 1 }
        let before = try bytes(file)
        for request in [
            try log.request(0, 9), try log.request(7, 9, of: log.forked), try log.request(7, 7, of: log.forked),
        ] {
            #expect(throws: AddCheckpointRefusal.self) { try witness.add(request) { 2 } }
        }
        #expect(try bytes(file) == before)
    }

    @Test func `one process at a time has a memory, and it is one witness's`() throws {
        let first = try witness()
        #expect(throws: WitnessError.inUse(scratch("state"))) { try witness() }
        withExtendedLifetime(first) {}
        let other = try signer("example.org/witness")
        #expect(throws: WitnessError.inUse(scratch("state"))) { try witness() }
        _ = first.key
        let elsewhere = scratch("second")
        _ = try LogWitness(policy: log.policy, signer: key, memory: elsewhere)
        #expect(
            throws: WitnessError.otherKey(
                state: CosignerKey(of: key.key).text, given: CosignerKey(of: other.key).text)
        ) { try LogWitness(policy: log.policy, signer: other, memory: elsewhere) }
    }

    @Test func `what is no memory is not made one`() throws {
        try FileManager.default.createDirectory(atPath: scratch("state"), withIntermediateDirectories: true)
        try write([1], to: scratch("state/notes"))
        #expect(throws: WitnessError.self) { try witness() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch("state")) == ["notes"])
        try write([1], to: scratch("file"))
        #expect(throws: WitnessError.self) {
            try LogWitness(policy: log.policy, signer: key, memory: scratch("file"))
        }
        #expect(throws: WitnessError.self) {
            try LogWitness(policy: log.policy, signer: key, memory: scratch("none/state"))
        }
        #expect(throws: WitnessError.ownLog(log.origin)) {
            try LogWitness(policy: log.policy, signer: log.signer, memory: scratch("own"))
        }
    }

    @Test func `a byte changed in the memory is noticed when it is opened`() throws {
        _ = try witness().add(log.request(0, 7)) { 1 }
        let whole = try bytes(file)
        let note = try standing()
        let logLine = note.text.utf8.count + 1..<(note.encoded.count - note.signatures[1].encoded.count)
        // The log's own line is for monitors; the witness's covers the text.
        for place in whole.indices where !logLine.contains(place) {
            var changed = whole
            changed[place] ^= 1
            try write(changed, to: file)
            #expect(throws: WitnessError.self, "at byte \(place)") { try witness() }
        }
        for count in [0, 1, whole.count - 1] {
            try write(Array(whole.prefix(count)), to: file)
            #expect(throws: WitnessError.self, "cut to \(count)") { try witness() }
        }
        try write(whole, to: file)
        #expect(throws: Never.self) { try witness() }
    }

    @Test func `another log's file in the place of this one's is noticed`() throws {
        let other = try TestLog("example.org/other")
        let both = TrustPolicy(logs: [log.signer.key, other.signer.key])
        do {
            let witness = try LogWitness(policy: both, signer: key, memory: scratch("state"))
            _ = try witness.add(other.request(0, 7)) { 1 }
        }
        try FileManager.default.copyItem(atPath: scratch("state/\(other.fileName)"), toPath: file)
        #expect(throws: WitnessError.self) { try witness() }
    }

    @Test func `an older file put back under a running witness is noticed`() throws {
        let witness = try witness()
        _ = try witness.add(log.request(0, 7)) { 1 }
        let old = try bytes(file)
        _ = try witness.add(log.request(7, 9)) { 2 }
        try write(old, to: file)
        #expect { try witness.add(try log.request(7, 8, of: log.forked)) { 3 } } throws: { error in
            (error as? AddCheckpointRefusal)?.status == 503
        }
        // It stays so, whatever comes then.
        #expect { try witness.add(try log.request(7, 9)) { 3 } } throws: { error in
            (error as? AddCheckpointRefusal)?.status == 503
        }
    }

    @Test func `a disk that does not take the file makes the witness silent`() throws {
        let witness = try witness()
        _ = try witness.add(log.request(0, 7)) { 1 }
        // A directory in the way of the temporary file: nothing can be put in place.
        try FileManager.default.createDirectory(atPath: file + ".tmp/x", withIntermediateDirectories: true)
        #expect { try witness.add(try log.request(7, 9)) { 2 } } throws: { error in
            (error as? AddCheckpointRefusal)?.status == 503
        }
        try FileManager.default.removeItem(atPath: file + ".tmp")
        #expect { try witness.add(try log.request(7, 9)) { 2 } } throws: { error in
            "\(error)".contains("out of service")
        }
        #expect(try Checkpoint(parsing: standing().text)?.size == 7)
    }

    @Test func `a clock set back is refused, and nothing is changed`() throws {
        let witness = try witness()
        _ = try witness.add(log.request(0, 7)) { 1000 }
        let before = try bytes(file)
        #expect(throws: AddCheckpointRefusal.unavailable(.clockSetBack(now: 999, newest: 1000))) {
            try witness.add(log.request(7, 9)) { 999 }
        }
        #expect(try bytes(file) == before)
        #expect(throws: Never.self) { try witness.add(log.request(7, 9)) { 1000 } }
    }

    @Test func `a key whose holder does not sign cosigns nothing`() throws {
        struct Unwilling: Signer {
            let key: VerifierKey
            func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] { throw SigningError("the token is gone") }
        }
        let witness = try LogWitness(
            policy: log.policy, signer: Unwilling(key: key.key), memory: scratch("state"))
        #expect { try witness.add(try log.request(0, 7)) { 1 } } throws: { "\($0)".contains("the token is gone") }
        #expect(try witness.newest(of: log.origin) == nil)
    }
}
