import Foundation
import Keys
import Ledger
import LedgerSupport
import Testing

/// Copies of keys, and their end.
@Suite struct KeyEndTests {
    let scratch: Scratch
    let phrase: PassphraseSource

    init() throws {
        scratch = try Scratch()
        phrase = .file(try scratch.file("phrase", "correct horse"))
        _ = try KeyFile.make(
            .signer, name: "n", at: scratch("key"), passphrase: phrase, derivation: KeyDerivation(log2Cost: 10))
    }

    @Test func `a backup is the same file, its owner's alone, and opens with the same passphrase`() throws {
        let half = try KeyFile.backUp(scratch("key"), to: scratch("copy"))
        #expect(try bytes(scratch("copy")) == bytes(scratch("key")))
        let mode = try FileManager.default.attributesOfItem(atPath: scratch("copy"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try half == .signer(KeyOpening.signer(named: scratch("copy"), passphrase: phrase).key))
    }

    @Test func `a backup takes nothing's place and goes nowhere that is not there`() throws {
        _ = try scratch.file("taken", "mine")
        let before = try scratch.names
        for copy in ["taken", "key", "none/copy"] {
            #expect(throws: KeyFileError.self) { try KeyFile.backUp(scratch("key"), to: scratch(copy)) }
        }
        #expect(try text(scratch("taken")) == "mine")
        #expect(try scratch.names == before)
    }

    @Test func `a key without a passphrase, or what is no key, is not copied`() throws {
        _ = try KeyFile.make(.signer, name: "n", at: scratch("open"), passphrase: nil)
        let before = try scratch.names
        for name in ["open", "phrase", "key.vkey"] {
            #expect(throws: KeyFileError.self) { try KeyFile.backUp(scratch(name), to: scratch("copy")) }
        }
        #expect(try scratch.names == before)
    }

    /// A second name of the file shows what lay on the disk when the first one went.
    @Test func `a destroyed key is overwritten before its name goes, and its public half stays`() throws {
        let before = try text(scratch("key"))
        try FileManager.default.linkItem(atPath: scratch("key"), toPath: scratch("same"))
        try KeyFile.destroy(scratch("key"))
        #expect(try scratch.names == ["key.vkey", "phrase", "same"])
        let left = try bytes(scratch("same"))
        #expect(left.count == before.utf8.count)
        #expect(zip(left, before.utf8).filter { $0 == $1 }.count < before.utf8.count / 8)
    }

    @Test func `what is no key, or a link to one, is not destroyed`() throws {
        try FileManager.default.createSymbolicLink(atPath: scratch("link"), withDestinationPath: scratch("key"))
        for name in ["phrase", "key.vkey", "link", "none"] {
            #expect(throws: KeyFileError.self, "\(name)") { try KeyFile.destroy(scratch(name)) }
        }
        #expect(try scratch.names == ["key", "key.vkey", "link", "phrase"])
        #expect(try text(scratch("key")).hasPrefix("scand-key/v2"))
    }
}
