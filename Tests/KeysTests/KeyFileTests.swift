import Foundation
import Keys
import Ledger
import LedgerSupport
import Testing

@Suite struct KeyFileTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    @Test func `a generated key is read back, and its public half lies beside it`() throws {
        let path = scratch("box.key")
        let key = try signerKey(name: "example.org/box", at: path)
        let signer = try KeyFile.read(path)
        #expect(signer.key == key)
        #expect(try VerifierKeyFile.read(path + ".vkey") == key)
        #expect(key.isValid(try signer.sign([1, 2, 3]), for: [1, 2, 3]))
        #expect(!key.isValid(try signer.sign([1, 2, 3]), for: [1, 2, 4]))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let text = String(decoding: try bytes(path), as: UTF8.self)
        #expect(text == "scand-key/v1\nname example.org/box\nseed \(Base64.encode(signer.seed))\n")
        #expect(try signerKey(name: "example.org/box", at: scratch("other.key")) != key)
    }

    @Test func `no key file is overwritten`() throws {
        let path = scratch("box.key")
        _ = try signerKey(name: "box", at: path)
        let (secret, open) = (try bytes(path), try bytes(path + ".vkey"))
        #expect(throws: KeyFileError.self) { try signerKey(name: "box", at: path) }
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: KeyFileError.self) { try signerKey(name: "box", at: path) }
        #expect(!FileManager.default.fileExists(atPath: path))
        try write(secret, to: path)
        try FileManager.default.removeItem(atPath: path + ".vkey")
        #expect(throws: KeyFileError.self) { try signerKey(name: "box", at: path) }
        #expect(!FileManager.default.fileExists(atPath: path + ".vkey"))
        #expect(try bytes(path) == secret)
        #expect(open.last == 10)
    }

    @Test(arguments: ["", "a b", "a+b", "a\nb", "a\u{2003}b", "a\u{7F}"])
    func `a name that may not sign is refused`(_ name: String) throws {
        let error = #expect(throws: KeyFileError.self) { try signerKey(name: name, at: scratch("box.key")) }
        #expect(error?.field == "name")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    }

    @Test func `what is wrong with a private key file is said in one line, without the secret`() throws {
        let path = scratch("box.key")
        let seed = Base64.encode(Array(repeating: 7, count: 32))
        let cases: [(String, String?)] = [
            ("", nil), ("scand-key/v3\nname box\nseed \(seed)\n", "line 1"), ("scand-key/v1\nname box\n", nil),
            ("scand-key/v1\nname box\nseed \(seed)", nil), ("scand-key/v1\nname box\nseed \(seed)\n\n", nil),
            ("scand-key/v1\nkind signer\nname box\nseed \(seed)\n", nil),
            ("scand-key/v1\nkind no\nname box\nseed \(seed)\n", "kind"),
            ("scand-key/v1\nname b x\nseed \(seed)\n", "name"), ("scand-key/v1\nnome box\nseed \(seed)\n", "name"),
            ("scand-key/v1\nname box\nseed \(seed.dropLast())\n", "seed"),
            ("scand-key/v1\nname box\nseed AAAA\n", "seed"),
            ("scand-key/v1\r\nname box\r\nseed \(seed)\r\n", "line 1"), ("box+00000000+AAAA\n", "line 1"),
        ]
        for (text, field) in cases {
            try write(Array(text.utf8), to: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let error = #expect(throws: KeyFileError.self, "\(text)") { try KeyFile.read(path) }
            #expect(error?.field == field)
            #expect(error?.path == path)
            let line = error?.description ?? ""
            #expect(line.hasPrefix(path) && !line.contains("\n") && !line.contains(seed.dropLast(2)))
        }
    }

    @Test func `a private key that is missing, no file or open to others is refused`() throws {
        #expect(throws: KeyFileError.self) { try KeyFile.read(scratch("none")) }
        #expect(throws: KeyFileError.self) { try KeyFile.read(scratch.path) }
        let path = scratch("box.key")
        _ = try signerKey(name: "box", at: path)
        for mode in [0o640, 0o604, 0o620, 0o601] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            #expect(throws: KeyFileError.self) { try KeyFile.read(path) }
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
        _ = try KeyFile.read(path)
    }

    @Test func `a public key file is one line and no private key`() throws {
        let path = scratch("box.key")
        let key = try signerKey(name: "box", at: path)
        let file = scratch("copy.vkey")
        for text in ["", "\(key)\n\n", "\(key)\n\(key)\n", "\(key)x\n", " \(key)\n", "\n", "\(key)\r"] {
            try write(Array(text.utf8), to: file)
            #expect(throws: KeyFileError.self, "\(text)") { try VerifierKeyFile.read(file) }
        }
        for text in ["\(key)", "\(key)\r\n", "\u{FEFF}\(key)\n", "\u{FEFF}\(key)\r\n"] {
            try write(Array(text.utf8), to: file)
            #expect(try VerifierKeyFile.read(file) == key)
        }
        let error = #expect(throws: KeyFileError.self) { try VerifierKeyFile.read(path) }
        #expect(error?.description.contains("private key") == true)
        #expect(throws: KeyFileError.self) { try VerifierKeyFile.read(scratch("none")) }
    }

    @Test func `a public key that lies in the ledger is refused`() throws {
        let ledger = scratch("ledger")
        try FileManager.default.createDirectory(atPath: ledger, withIntermediateDirectories: false)
        let key = try signerKey(name: "box", at: scratch("box.key"))
        let line = Array("\(key)\n".utf8)
        try write(line, to: "\(ledger)/box.vkey")
        try write(line, to: scratch("ledger-box.vkey"))
        try FileManager.default.createSymbolicLink(
            atPath: scratch("link.vkey"), withDestinationPath: "\(ledger)/box.vkey")
        for path in ["\(ledger)/box.vkey", "\(ledger)/../ledger//box.vkey", scratch("link.vkey")] {
            #expect(throws: KeyFileError.self) { try VerifierKeyFile.read(path, forLedgerAt: ledger) }
        }
        #expect(try VerifierKeyFile.read(scratch("ledger-box.vkey"), forLedgerAt: "\(ledger)/") == key)
    }
}
