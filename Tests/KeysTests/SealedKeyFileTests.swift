import Foundation
import Keys
import Ledger
import LedgerSupport
import Testing

/// Keys under a passphrase. Made with a cheap derivation, but where the standard one is the matter.
@Suite struct SealedKeyFileTests {
    let scratch: Scratch
    let right: PassphraseSource
    let wrong: PassphraseSource
    static let phrase = "correct horse battery staple"

    init() throws {
        scratch = try Scratch()
        right = .file(try scratch.file("right", Self.phrase + "\n"))
        wrong = .file(try scratch.file("wrong", Self.phrase + "r\n"))
    }

    func made(_ kind: KeyKind, _ name: String = "key") throws -> PublicHalf {
        try KeyFile.make(
            kind, name: "example.org/\(name)", at: scratch(name), passphrase: right,
            derivation: KeyDerivation(log2Cost: 10))
    }

    @Test func `a sealed signer signs as its public file says`() throws {
        let half = try made(.signer)
        let signer = try KeyOpening.signer(named: scratch("key"), passphrase: right)
        #expect(half == .signer(signer.key))
        #expect(try VerifierKeyFile.read(scratch("key.vkey")) == signer.key)
        let signature = try signer.sign([1, 2, 3])
        #expect(signer.key.isValid(signature, for: [1, 2, 3]))
        #expect(try signer.sign([1, 2, 3]) == signature)
        #expect(try PublicHalf(at: scratch("key")) == half)
        #expect(try PublicHalf(at: scratch("key.vkey")) == half)
    }

    @Test func `a sealed box key opens what was sealed to its public file`() throws {
        let half = try made(.box)
        let publicKey = try BoxPublicKeyFile.read(scratch("key.boxkey"))
        #expect(half == .box(publicKey))
        let key = try KeyOpening.boxKey(named: scratch("key"), passphrase: right)
        let sealed = try publicKey.seal([4, 5, 6], info: [7])
        #expect(try key.open(sealed, info: [7]) == [4, 5, 6])
        #expect(try PublicHalf(at: scratch("key.boxkey")) == half)
    }

    @Test func `the standard cost is written down and opens`() throws {
        let half = try KeyFile.make(.signer, name: "n", at: scratch("key"), passphrase: right)
        #expect(try text(scratch("key")).contains("\nkdf scrypt 17 8 1 "))
        #expect(try half == .signer(KeyOpening.signer(named: scratch("key"), passphrase: right).key))
    }

    @Test func `the file is its owner's alone, names its kind and never holds the passphrase`() throws {
        for kind in KeyKind.allCases {
            _ = try made(kind, kind.rawValue)
            let written = try text(scratch(kind.rawValue))
            #expect(
                written.hasPrefix("scand-key/v2\nkind \(kind.rawValue)\nname example.org/\(kind.rawValue)\npublic "))
            #expect(!written.contains("seed") && !written.contains("horse"))
            let mode = try FileManager.default.attributesOfItem(atPath: scratch(kind.rawValue))[.posixPermissions]
            #expect(mode as? Int == 0o600)
            #expect(try text(scratch(kind.rawValue)).hasPrefix("scand-key/v2\n"))
        }
        let texts = try (1...2).map { number in
            _ = try made(.signer, "k\(number)")
            return try text(scratch("k\(number)"))
        }
        let (first, second) = (texts[0].split(separator: "\n"), texts[1].split(separator: "\n"))
        // Another key, another salt, another nonce.
        for line in 3...5 { #expect(first[line] != second[line]) }
    }

    @Test func `a wrong passphrase is one line that names the file, and nothing is changed`() throws {
        _ = try made(.signer)
        let before = try bytes(scratch("key"))
        let error = #expect(throws: KeyFileError.self) {
            try KeyOpening.signer(named: scratch("key"), passphrase: wrong)
        }
        #expect(error?.description.hasPrefix("\(scratch("key")): wrong passphrase") == true)
        #expect(error?.description.contains("\n") == false && error?.description.contains("horse") == false)
        #expect(try bytes(scratch("key")) == before)
    }

    @Test func `the seal holds every field together`() throws {
        guard case .signer = try made(.signer), case .box = try made(.box, "other") else {
            Issue.record("another kind was made")
            return
        }
        let lines = try text(scratch("key")).split(separator: "\n").map(String.init)
        let others = try text(scratch("other")).split(separator: "\n").map(String.init)
        // Each line replaced by one that is a right one of another file.
        let swaps = [
            2: "name example.org/kez", 3: others[3], 4: others[4],
            5: others[5],
        ]
        for (index, line) in swaps {
            var changed = lines
            changed[index] = line
            let path = try scratch.file("changed", changed.joined(separator: "\n") + "\n")
            let error = #expect(throws: KeyFileError.self, "\(line)") {
                try KeyOpening.signer(named: path, passphrase: right)
            }
            #expect(
                error?.what.contains("wrong passphrase, or the file was altered") == true, "\(line): \(error as Any)")
        }
        var changed = lines
        changed[1] = "kind box"
        let path = try scratch.file("changed", changed.joined(separator: "\n") + "\n")
        let asBox = #expect(throws: KeyFileError.self) { try KeyOpening.boxKey(named: path, passphrase: right) }
        #expect(asBox?.what.contains("wrong passphrase, or the file was altered") == true)
        let asSigner = #expect(throws: KeyFileError.self) { try KeyOpening.signer(named: path, passphrase: right) }
        #expect(asSigner?.field == "kind")
    }

    @Test func `every bit of what is sealed counts`() throws {
        _ = try made(.signer)
        let lines = try text(scratch("key")).split(separator: "\n").map(String.init)
        let sealed = try #require(Base64.decode(lines[5].dropFirst(7)))
        for index in [0, 11, 12, 43, 44, 59] {
            var bytes = sealed
            bytes[index] ^= 1
            let changed = (lines.dropLast() + ["sealed \(Base64.encode(bytes))", ""]).joined(separator: "\n")
            let path = try scratch.file("changed", changed)
            #expect(throws: KeyFileError.self, "\(index)") { try KeyOpening.signer(named: path, passphrase: right) }
        }
    }

    @Test func `a file that is cut anywhere is refused before a passphrase is asked for`() throws {
        _ = try made(.box)
        let whole = try text(scratch("key"))
        for count in 0..<whole.utf8.count {
            let path = try scratch.file("cut", String(decoding: whole.utf8.prefix(count), as: UTF8.self))
            let error = #expect(throws: KeyFileError.self) {
                try KeyOpening.boxKey(named: path, passphrase: .file(scratch("there is none")))
            }
            #expect(error?.path == path, "\(count)")
        }
    }

    @Test(arguments: [
        ("scand-key/v3", 0, "line 1"), ("kind machine", 1, "kind"), ("kind", 1, "kind"), ("name a b", 2, "name"),
        ("name ", 2, "name"), ("public AAAA", 3, "public"), ("public !", 3, "public"), ("pubic", 3, "public"),
        ("kdf argon2 1 1 1 1", 4, "kdf"), ("kdf scrypt 21 8 1 AAAAAAAAAAAAAAAAAAAAAA==", 4, "kdf"),
        ("kdf scrypt 9 8 1 AAAAAAAAAAAAAAAAAAAAAA==", 4, "kdf"),
        ("kdf scrypt 017 8 1 AAAAAAAAAAAAAAAAAAAAAA==", 4, "kdf"),
        ("kdf scrypt 63 8 1 AAAAAAAAAAAAAAAAAAAAAA==", 4, "kdf"),
        ("kdf scrypt -1 8 1 AAAAAAAAAAAAAAAAAAAAAA==", 4, "kdf"),
        ("kdf scrypt 99999999999999999999 8 1 AAAAAAAAAAAAAAAAAAAAAA==", 4, "kdf"),
        ("kdf scrypt 17 9 1 AAAAAAAAAAAAAAAAAAAAAA==", 4, "kdf"),
        ("kdf scrypt 17 0 1 AAAAAAAAAAAAAAAAAAAAAA==", 4, "kdf"),
        ("kdf scrypt 17 8 5 AAAAAAAAAAAAAAAAAAAAAA==", 4, "kdf"), ("kdf scrypt 17 8 1 AAAA", 4, "kdf"),
        ("kdf scrypt 17 8 1", 4, "kdf"), ("sealed AAAA", 5, "sealed"), ("sealed \u{2014}", 5, "sealed"),
        ("seed AAAA", 5, "sealed"),
    ])
    func `what is wrong with a field is said before any work is done`(line: String, at index: Int, field: String) throws
    {
        _ = try made(.signer)
        var lines = try text(scratch("key")).split(separator: "\n").map(String.init)
        lines[index] = line
        let path = try scratch.file("changed", lines.joined(separator: "\n") + "\n")
        // Without a passphrase that could be read: nothing is asked for, nothing derived.
        let error = #expect(throws: KeyFileError.self) {
            try KeyOpening.signer(named: path, passphrase: .file(scratch("there is none")))
        }
        #expect(error?.field == field && error?.path == path, "\(error as Any)")
        #expect(error?.description.contains("\n") == false)
    }

    @Test func `lines too many, line ends of Windows and other spellings are refused`() throws {
        _ = try made(.signer)
        let good = try text(scratch("key"))
        for bad in [good + "\n", good + "more\n", "\n" + good, good.replacing("\n", with: "\r\n"), good + "\0"] {
            let path = try scratch.file("changed", bad)
            #expect(throws: KeyFileError.self) { try KeyFile.publicHalf(of: path) }
        }
    }

    @Test func `a key is not used as one of the other kind, nor without its passphrase`() throws {
        _ = try made(.signer, "signer")
        _ = try made(.box, "box")
        let asBox = #expect(throws: KeyFileError.self) {
            try KeyOpening.boxKey(named: scratch("signer"), passphrase: right)
        }
        let asSigner = #expect(throws: KeyFileError.self) {
            try KeyOpening.signer(named: scratch("box"), passphrase: right)
        }
        #expect(asBox?.field == "kind" && asSigner?.field == "kind")
        let unasked = #expect(throws: KeyFileError.self) { try KeyFile.read(scratch("signer")) }
        #expect(unasked?.description.contains("has a passphrase") == true)
    }

    @Test func `a key file that others can read is refused`() throws {
        _ = try made(.signer)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: scratch("key"))
        let error = #expect(throws: KeyFileError.self) {
            try KeyOpening.signer(named: scratch("key"), passphrase: right)
        }
        #expect(error?.what.contains("readable by others") == true)
    }

    @Test func `keys without a passphrase open without asking, and say their kind`() throws {
        let none = PassphraseSource.file(scratch("there is none"))
        let signer = try KeyFile.make(.signer, name: "s", at: scratch("s"), passphrase: nil)
        let box = try KeyFile.make(.box, name: "b", at: scratch("b"), passphrase: nil)
        #expect(try text(scratch("s")).hasPrefix("scand-key/v1\nname s\nseed "))
        #expect(try text(scratch("b")).hasPrefix("scand-key/v1\nkind box\nname b\nseed "))
        #expect(try signer == .signer(KeyOpening.signer(named: scratch("s"), passphrase: none).key))
        let key = try KeyOpening.boxKey(named: scratch("b"), passphrase: none)
        #expect(box == .box(key.publicKey))
        #expect(try key.open(key.publicKey.seal([1], info: []), info: []) == [1])
        #expect(throws: KeyFileError.self) { try KeyFile.read(scratch("b")) }
    }

    @Test func `nothing is made where the passphrase is too short or missing`() throws {
        let short = try scratch.file("short", "1234567")
        for source in [PassphraseSource.file(short), .file(scratch("there is none"))] {
            let before = try scratch.names
            #expect(throws: KeyFileError.self) {
                try KeyFile.make(.signer, name: "n", at: scratch("key"), passphrase: source)
            }
            #expect(try scratch.names == before)
        }
    }

    @Test func `opened keys do not show their secret`() throws {
        _ = try KeyFile.make(.signer, name: "s", at: scratch("s"), passphrase: nil)
        _ = try KeyFile.make(.box, name: "b", at: scratch("b"), passphrase: nil)
        let opened: [Any] = [
            try KeyOpening.signer(named: scratch("s"), passphrase: right),
            try KeyOpening.boxKey(named: scratch("b"), passphrase: right),
        ]
        for (key, name) in zip(opened, ["s", "b"]) {
            let seed = try #require(try text(scratch(name)).split(separator: " ").last?.dropLast())
            let raw = try #require(Base64.decode(seed))
            var dumped = ""
            dump(key, to: &dumped)
            let list = raw.map(String.init).joined(separator: ", ")
            for shown in ["\(key)", String(reflecting: key), dumped] {
                #expect(!shown.contains(seed) && !shown.contains(list) && !shown.contains(Hex.encode(raw)))
                #expect(shown.contains("signer of s+") || shown.contains("scand-box+b+"), "\(shown)")
            }
        }
    }
}
