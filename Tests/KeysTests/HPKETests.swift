import Foundation
import Keys
import Ledger
import LedgerSupport
import Testing

/// Messages sealed to a box key.
@Suite struct HPKETests {
    let scratch: Scratch
    let key: any BoxKey
    let info = Array("scand/box/v1 test".utf8)

    init() throws {
        scratch = try Scratch()
        _ = try KeyFile.make(.box, name: "custodian", at: scratch("box"), passphrase: nil)
        key = try KeyOpening.boxKey(named: scratch("box"), passphrase: .terminal(or: "--passphrase-file"))
    }

    @Test func `a message sealed twice looks different and opens the same`() throws {
        for count in [0, 1, 4000] {
            let message = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            let sealed = try (0..<2).map { _ in try key.publicKey.seal(message, info: info) }
            #expect(sealed[0] != sealed[1])
            for one in sealed {
                #expect(one.count == count + BoxPublicKey.sealingOverhead)
                #expect(try key.open(one, info: info) == message)
            }
        }
    }

    @Test func `what was altered, cut, bound to something else or sealed to another key does not open`() throws {
        let sealed = try key.publicKey.seal([1, 2, 3], info: info)
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 0x40
            #expect(throws: OpeningError.self, "\(index)") { try key.open(altered, info: info) }
        }
        for count in 0..<sealed.count {
            #expect(throws: OpeningError.self) { try key.open(Array(sealed.prefix(count)), info: info) }
        }
        #expect(throws: OpeningError.self) { try key.open(sealed + [0], info: info) }
        #expect(throws: OpeningError.self) { try key.open(sealed, info: info + [0]) }
        _ = try KeyFile.make(.box, name: "other", at: scratch("other"), passphrase: nil)
        let other = try KeyOpening.boxKey(named: scratch("other"), passphrase: .terminal(or: "--passphrase-file"))
        let error = #expect(throws: OpeningError.self) { try other.open(sealed, info: info) }
        #expect(error?.description == "a message was not sealed to the box key other, or was altered")
    }

    /// The points of small order of RFC 7748's curve: 0, 1, two of order 8, p - 1, p, p + 1.
    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ])
    func `a point with which no secret can be agreed on is no box key`(point: String) throws {
        let (name, bytes) = (try #require(KeyName("small")), try #require(Hex.decode(point)))
        #expect(BoxPublicKey(name: name, publicKey: bytes) == nil)
        #expect(BoxPublicKey(name: name, publicKey: [9] + bytes.dropFirst()) != nil)
    }

    // MARK: - An implementation that we did not write: PyPI's cryptography, which came with tlog-scales.

    static let python =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/.build-interop/bin/python"
    static let program = """
        import sys
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
        from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
        seed, info, sealed, message = map(bytes.fromhex, sys.argv[1:])
        key = X25519PrivateKey.from_private_bytes(seed)
        suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
        print(suite.decrypt(sealed, key, info).hex())
        print(suite.encrypt(message, key.public_key(), info).hex())
        """
    static let hasHPKE =
        FileManager.default.isExecutableFile(atPath: python)
        && (try? run(python, ["-c", "import cryptography.hazmat.primitives.hpke"]).status) == 0

    @Test(.enabled(if: hasHPKE, "no HPKE of PyPI's cryptography: run scripts/setup-interop"))
    func `Python opens what we seal, and we open what Python seals`() throws {
        let seed = try #require(Base64.decode(try text(scratch("box")).split(separator: " ").last?.dropLast() ?? ""))
        let sealed = try key.publicKey.seal([1, 2, 3], info: info)
        let answer = try run(
            Self.python, ["-c", Self.program, Hex.encode(seed), Hex.encode(info), Hex.encode(sealed), "0405060708"])
        #expect(answer.status == 0)
        let lines = answer.output.split(separator: "\n")
        try #require(lines.count == 2)
        #expect(lines[0] == "010203")
        #expect(try key.open(try #require(Hex.decode(lines[1])), info: info) == [4, 5, 6, 7, 8])
    }
}
