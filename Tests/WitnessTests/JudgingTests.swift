import Ledger
import Testing
import Witness

/// What a witness decides, without any file or network.
@Suite struct JudgingTests {
    let log: TestLog

    init() throws { log = try TestLog() }

    func known(_ size: Int) -> Checkpoint {
        Checkpoint(origin: log.origin, size: size, root: log.tree.root(atSize: size))
    }

    @Test func `from every size to every later one a true proof is accepted, and no other`() throws {
        for new in 0...20 {
            for old in 0...new {
                let request = try log.request(old, new)
                let knowing = old == 0 ? nil : known(old)
                #expect(try request.judged(by: [log.signer.key], knowing: knowing) == request.note)
                for place in request.proof.indices {
                    var proof = request.proof
                    proof[place] = .leaf([99])
                    let wrong = try #require(AddCheckpointRequest(from: old, proof: proof, to: request.note))
                    #expect(throws: AddCheckpointRefusal.inconsistent) {
                        try wrong.judged(by: [log.signer.key], knowing: knowing)
                    }
                }
                let long = try #require(
                    AddCheckpointRequest(from: old, proof: request.proof + [.empty], to: request.note))
                #expect(throws: AddCheckpointRefusal.inconsistent) {
                    try long.judged(by: [log.signer.key], knowing: knowing)
                }
            }
        }
    }

    @Test func `a tree that forked is refused at every size`() throws {
        for new in 4...40 {
            for old in 4...new {
                let request = try log.request(old, new, of: log.forked)
                #expect(throws: AddCheckpointRefusal.inconsistent) {
                    try request.judged(by: [log.signer.key], knowing: known(old))
                }
            }
        }
    }

    @Test func `refusals come in the order of the specification`() throws {
        let key = log.signer.key
        let fork = try log.request(5, 5, of: log.forked)
        #expect(throws: AddCheckpointRefusal.unknownLog) { try fork.judged(by: [], knowing: known(7)) }
        let foreign = try signer("example.org/box").key
        #expect(throws: AddCheckpointRefusal.notSigned(.notSignedBy(log.origin))) {
            try fork.judged(by: [foreign], knowing: known(7))
        }
        let backwards = try #require(AddCheckpointRequest(from: 6, proof: [], to: log.note(5, of: log.forked)))
        #expect(throws: AddCheckpointRefusal.oldSizeBeyondCheckpoint) {
            try backwards.judged(by: [key], knowing: known(7))
        }
        #expect(throws: AddCheckpointRefusal.otherSize(7)) { try fork.judged(by: [key], knowing: known(7)) }
        #expect(throws: AddCheckpointRefusal.otherSize(0)) { try fork.judged(by: [key], knowing: nil) }
        #expect(throws: AddCheckpointRefusal.inconsistent) { try fork.judged(by: [key], knowing: known(5)) }
    }

    @Test func `an empty tree has one root, and may be cosigned before a log has leaves`() throws {
        let key = log.signer.key
        #expect(throws: Never.self) { try log.request(0, 0).judged(by: [key], knowing: nil) }
        #expect(throws: Never.self) { try log.request(0, 0).judged(by: [key], knowing: known(0)) }
        #expect(throws: Never.self) { try log.request(0, 6).judged(by: [key], knowing: known(0)) }
        let odd = Checkpoint(origin: log.origin, size: 0, root: .leaf([1]))
        let note = try SignedNote(signing: odd.text, by: log.signer)
        let request = try #require(AddCheckpointRequest(from: 0, proof: [], to: note))
        #expect(throws: AddCheckpointRefusal.inconsistent) { try request.judged(by: [key], knowing: nil) }
    }

    @Test func `only the log's own lines are kept, and a wrong one of a known key is refused`() throws {
        let key = log.signer.key
        let other = try signer("example.org/other")
        let note = try log.note(5).adding(log.note(5, by: other).signatures[0])
        let request = try #require(AddCheckpointRequest(from: 0, proof: [], to: note))
        #expect(try request.judged(by: [key], knowing: nil) == log.note(5))
        // Two keys of one origin: the one that signed well does not make up for the other.
        let second = try signer("example.org/box")
        let spoilt = try log.note(5).adding(
            .init(name: log.origin, keyID: second.key.keyID, bytes: Array(repeating: 1, count: 64)))
        let wrong = try #require(AddCheckpointRequest(from: 0, proof: [], to: spoilt))
        #expect(throws: Never.self) { try wrong.judged(by: [key], knowing: nil) }
        #expect(throws: AddCheckpointRefusal.notSigned(.badSignature(log.origin))) {
            try wrong.judged(by: [key, second.key], knowing: nil)
        }
    }
}
