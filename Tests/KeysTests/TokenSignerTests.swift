import Foundation
import Keys
import Ledger
import LedgerSupport
import TestEnvironment
import Testing

/// A token in software (softhsm2), with its own folder.
///
/// One for the whole process: a module reads its configuration once, when it is loaded.
final class SoftToken: Sendable {
    static let module = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"].first {
        FileManager.default.fileExists(atPath: $0)
    }
    static let tool = "/usr/bin/softhsm2-util"
    static let isThere = module != nil && FileManager.default.isExecutableFile(atPath: tool)
    static let pin = "493817"
    static let shared = Result { try SoftToken() }

    /// SOFTHSM2_CONF has named the file in it from the start.
    private static let folder = unsafe String(cString: test_token_folder())

    init() throws {
        let folder = Self.folder
        // The module keeps it in use until the process ends.
        let isKept = atexit { try? FileManager.default.removeItem(atPath: SoftToken.folder) }
        try #require(isKept == 0)
        try FileManager.default.createDirectory(atPath: "\(folder)/tokens", withIntermediateDirectories: true)
        try write(Array("directories.tokendir = \(folder)/tokens\nlog.level = ERROR\n".utf8), to: "\(folder)/conf")
        for label in ["Station 12", "Twin", "Twin", "Empty"] {
            let made = try run(
                Self.tool, ["--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin", Self.pin])
            try #require(made.status == 0)
        }
    }

    static func uri(_ token: String = "Station%2012", object: String? = nil) -> String {
        "pkcs11:token=\(token)\(object.map { ";object=\($0)" } ?? "")?module-path=\(module ?? "/none")"
    }
}

@Suite(.serialized, .enabled(if: SoftToken.isThere, "no softhsm2: run scripts/setup test"))
struct TokenSignerTests {
    let scratch: Scratch
    let pin: PassphraseSource

    init() throws {
        _ = try SoftToken.shared.get()
        scratch = try Scratch()
        pin = .file(try scratch.file("pin", SoftToken.pin + "\n"))
    }

    func make(_ name: String, out: String) throws -> VerifierKey {
        try TokenKey.make(name: name, on: SoftToken.uri(), publicHalfAt: scratch(out), pin: pin)
    }

    @Test func `a token signs what every verifier of Ed25519 accepts, and always the same`() throws {
        let name = "example.org/token-\(UUID().uuidString)"
        let key = try make(name, out: "key")
        #expect(try VerifierKeyFile.read(scratch("key.vkey")) == key)
        #expect(try scratch.names == ["key.vkey", "pin"])
        let place = SoftToken.uri(object: name.replacing("/", with: "%2F"))
        let signer = try KeyOpening.signer(named: place, passphrase: pin)
        #expect(signer.key == key)
        let signature = try signer.sign([1, 2, 3])
        #expect(signature.count == 64)
        #expect(key.isValid(signature, for: [1, 2, 3]) && !key.isValid(signature, for: [1, 2]))
        #expect(try signer.sign([1, 2, 3]) == signature)
        let note = try SignedNote(signing: "a\nb\n", by: signer)
        try note.verify(by: key)
        // A key of that name stays as it is.
        let again = #expect(throws: KeyFileError.self) { try make(name, out: "again") }
        #expect(again?.what.contains("never overwritten") == true)
        #expect(try scratch.names == ["key.vkey", "pin"])
    }

    @Test func `a token that is taken out ends signing with one line`() throws {
        let name = "taken-\(UUID().uuidString)"
        _ = try make(name, out: "key")
        let signer = try #require(
            try KeyOpening.signer(named: SoftToken.uri(object: name), passphrase: pin) as? TokenSigner)
        _ = try signer.sign([1])
        signer.loseToken()
        for _ in 0..<2 {
            let error = #expect(throws: SigningError.self) { try signer.sign([1]) }
            #expect(
                error?.description == "token Station 12: the token was taken out or reset: put it in and start again")
        }
        #expect(try KeyOpening.signer(named: SoftToken.uri(object: name), passphrase: pin).sign([1]).count == 64)
    }

    @Test func `a wrong PIN is one line without the PIN`() throws {
        let wrong = PassphraseSource.file(try scratch.file("wrong", "736251"))
        let error = #expect(throws: KeyFileError.self) {
            try KeyOpening.signer(named: SoftToken.uri("Empty"), passphrase: wrong)
        }
        #expect(error?.what.hasPrefix("wrong PIN") == true)
        #expect(error?.description.contains("736251") == false)
    }

    @Test func `tokens and keys that are not there, or there twice, are named`() throws {
        let cases = [
            (SoftToken.uri("Nobody"), "token", "is not there"), (SoftToken.uri("Twin"), "token", "2 tokens"),
            (SoftToken.uri("Empty"), "object", "is not an Ed25519 key"),
            (SoftToken.uri(object: "no-such-key"), "object", "is not an Ed25519 key"),
            ("pkcs11:token=a?module-path=/none.so", "module-path", "is not a library that can be loaded"),
            ("pkcs11:token=a?module-path=/lib/x86_64-linux-gnu/libz.so.1", "module-path", "is not a PKCS #11 module"),
        ]
        for (place, field, what) in cases {
            let error = #expect(throws: KeyFileError.self, "\(place)") {
                try KeyOpening.signer(named: place, passphrase: pin)
            }
            #expect(error?.field == field && error?.what.contains(what) == true, "\(error as Any)")
        }
        let names = ["one-\(UUID().uuidString)", "two-\(UUID().uuidString)"]
        for name in names { _ = try make(name, out: name) }
        let error = #expect(throws: KeyFileError.self) {
            try KeyOpening.signer(named: SoftToken.uri(), passphrase: pin)
        }
        #expect(error?.what.contains("name one by object=") == true)
    }

    @Test func `a key on a token is made for the name it is asked for, and never over a public file`() throws {
        _ = try scratch.file("taken.vkey", "mine")
        #expect(throws: KeyFileError.self) { try make("n-\(UUID().uuidString)", out: "taken") }
        #expect(throws: KeyFileError.self) { try make("two words", out: "key") }
        #expect(throws: KeyFileError.self) {
            try TokenKey.make(name: "a", on: SoftToken.uri(object: "b"), publicHalfAt: scratch("key"), pin: pin)
        }
        #expect(throws: KeyFileError.self) { try KeyOpening.boxKey(named: SoftToken.uri(), passphrase: pin) }
        #expect(try scratch.names == ["pin", "taken.vkey"])
    }
}
