import Foundation
import Keys
import Ledger
import LedgerSupport
import Testing

@Suite struct SecretSharingTests {
    /// Products and inverses of FIPS 197 (4.2, 4.2.1 and 5.1.1) and of the field's tables.
    @Test(
        arguments: [
            (0x57, 0x83, 0xC1), (0x57, 0x13, 0xFE), (0x57, 0x02, 0xAE), (0x57, 0x04, 0x47), (0x57, 0x08, 0x8E),
            (0x57, 0x10, 0x07), (0x53, 0xCA, 0x01), (0xB6, 0x53, 0x36), (0xFF, 0xFF, 0x13), (0x80, 0x02, 0x1B),
        ] as [(UInt8, UInt8, UInt8)])
    func `products are those of the field that AES has`(a: UInt8, b: UInt8, product: UInt8) {
        #expect(GF256.product(a, b) == product && GF256.product(b, a) == product)
    }

    @Test func `the field's laws hold for every pair, and every element but 0 has an inverse`() {
        for a in UInt8.min...UInt8.max {
            #expect(GF256.product(a, 1) == a && GF256.product(a, 0) == 0)
            #expect(GF256.product(a, GF256.inverse(a)) == (a == 0 ? 0 : 1))
            for b in UInt8.min...UInt8.max {
                let product = GF256.product(a, b)
                guard product == GF256.product(b, a), (product == 0) == (a == 0 || b == 0),
                    GF256.product(a, b ^ 0x35) == product ^ GF256.product(a, 0x35)
                else {
                    Issue.record("\(a) \(b)")
                    return
                }
            }
        }
    }

    private func bytes(_ secret: SecretBytes) -> [UInt8] { unsafe secret.withBytes { unsafe Array($0) } }

    @Test func `known shares give the known secret, whichever two there are`() {
        // By hand: 42 ⊕ A5·x is E7, 13 and B6 (FIPS 197's xtime: 2·A5 = 51, 3·A5 = F4).
        let (secret, slope) = (SecretBytes([0x42, 0x00, 0xFF]), SecretBytes([0xA5, 0x01, 0x00]))
        let shares = (1...3).map { SecretSharing.share(UInt8($0), of: secret, slope: slope) }
        #expect(shares.map(bytes) == [[0xE7, 0x01, 0xFF], [0x13, 0x02, 0xFF], [0xB6, 0x03, 0xFF]])
        for (a, b) in [(1, 2), (1, 3), (2, 3), (2, 1), (3, 1), (3, 2)] {
            let joined = SecretSharing.secret(of: shares[a - 1], UInt8(a), and: shares[b - 1], UInt8(b))
            #expect(bytes(joined) == [0x42, 0x00, 0xFF], "\(a) and \(b)")
        }
    }

    @Test func `of one share's byte every secret byte is possible, by one slope each`() {
        let slopes = (0...255).map { UInt8($0) }
        for number in SecretSharing.numbers {
            for share in [UInt8(0), 0x42, 0xFF] {
                // secret = share ⊕ slope·x: all 256 slopes give all 256 secrets.
                let secrets = Set(slopes.map { share ^ GF256.product($0, number) })
                #expect(secrets.count == 256)
            }
        }
    }
}

/// Box keys in the hands of three people.
@Suite struct KeyShareTests {
    let scratch: Scratch
    let phrases: [PassphraseSource]
    let own: PassphraseSource

    init() throws {
        scratch = try Scratch()
        own = .file(try scratch.file("own", "correct horse battery"))
        let scratch = scratch
        phrases = try (1...3).map { .file(try scratch.file("phrase-\($0)", "a passphrase, the \($0).\n")) }
    }

    private var cheap: KeyDerivation { KeyDerivation(log2Cost: 10) }

    private func made(_ name: String = "key") throws -> BoxPublicKey {
        guard
            case .box(let key) = try KeyFile.make(
                .box, name: "example.org/\(name)", at: scratch(name), passphrase: own, derivation: cheap)
        else { return try #require(nil) }
        return key
    }

    @discardableResult
    private func split(_ name: String = "key", to prefix: String = "share") throws -> BoxPublicKey {
        try KeyFile.split(scratch(name), to: scratch(prefix), own, phrases) { cheap }
    }

    private func join(_ shares: [String], _ numbers: [Int], to name: String = "joined") throws -> BoxPublicKey {
        try KeyFile.join(
            shares.map { scratch($0) }, to: scratch(name), numbers.map { phrases[$0 - 1] }, own, derivation: cheap)
    }

    @Test func `any two shares make the key that opens what was sealed to it`() throws {
        let key = try made()
        #expect(try split() == key)
        let sealed = try key.seal([1, 2, 3], info: [4])
        for (a, b) in [(1, 2), (1, 3), (2, 3), (3, 1)] {
            let name = "joined-\(a)\(b)"
            #expect(try join(["share-\(a)", "share-\(b)"], [a, b], to: name) == key)
            #expect(try KeyOpening.boxKey(named: scratch(name), passphrase: own).open(sealed, info: [4]) == [1, 2, 3])
            #expect(try BoxPublicKeyFile.read(scratch("\(name).boxkey")) == key)
        }
    }

    @Test func `a share says its number, the threshold and the whole key, and is its owner's alone`() throws {
        let key = try made()
        try split()
        for number in 1...3 {
            let text = try text(scratch("share-\(number)"))
            #expect(
                text.hasPrefix(
                    "scand-key/v2\nkind box-share\nname \(key.name)\npublic \(Base64.encode(key.publicKey))\n"
                        + "share \(number)\nthreshold 2\nkdf scrypt 10 8 1 "))
            let mode = try FileManager.default.attributesOfItem(atPath: scratch("share-\(number)"))[.posixPermissions]
            #expect(mode as? Int == 0o600)
            #expect(try PublicHalf(at: scratch("share-\(number)")) == .box(key))
            #expect(try KeyOpening.tried(scratch("share-\(number)"), passphrase: phrases[number - 1]) == .box(key))
            let copy = try KeyFile.backUp(scratch("share-\(number)"), to: scratch("copy-\(number)"))
            #expect(copy == .box(key))
        }
        #expect(try join(["copy-1", "copy-3"], [1, 3]) == key)
        #expect(try text(scratch("share-1")) != text(scratch("share-2")))
    }

    private func refusal(_ body: () throws -> BoxPublicKey) throws -> String {
        let before = try scratch.names
        let error = #expect(throws: KeyFileError.self) { _ = try body() }
        #expect(try scratch.names == before, "nothing is made")
        return error?.description ?? ""
    }

    @Test func `what does not make the key is said in a line of its own`() throws {
        let key = try made()
        let other = try made("other")
        try split()
        try split(to: "again")
        try split("other", to: "foreign")
        #expect(
            try refusal { try join(["share-1"], [1]) }.hasSuffix(
                ": 1 given: two shares of a box key are needed, no more and no fewer"))
        #expect(
            try refusal { try join(["share-1", "share-1"], [1, 1]) }
                == "\(scratch("share-1")): share is 1, as in \(scratch("share-1")): two different shares are needed")
        #expect(
            try refusal { try join(["share-1", "foreign-2"], [1, 2]) }
                == "\(scratch("foreign-2")): public is of the key \(other), but \(scratch("share-1")) is a share of \(key)"
        )
        #expect(
            try refusal { try join(["share-1", "again-2"], [1, 2]) }.hasPrefix(
                "\(scratch("again-2")): does not give the key \(key) together with \(scratch("share-1")): the two are of"
            ))
        #expect(
            try refusal { try join(["share-1", "share-2"], [1, 3]) }
                == "\(scratch("share-2")): wrong passphrase, or the file was altered: nothing was changed")
        #expect(
            try refusal { try join(["share-1", "key"], [1, 2]) } == "\(scratch("key")): kind is box: expected box-share"
        )
        // A share is no key, and a signer is not split.
        let alone = #expect(throws: KeyFileError.self) {
            try KeyOpening.boxKey(named: scratch("share-2"), passphrase: phrases[1])
        }
        #expect(alone?.description.hasPrefix("\(scratch("share-2")): kind is box-share: share 2 of a box key") == true)
        _ = try signerKey(name: "s", at: scratch("signer"))
        #expect(try refusal { try split("signer", to: "x") } == "\(scratch("signer")): kind is signer, not box")
        #expect(try refusal { try split("share-1", to: "x") }.hasPrefix("\(scratch("share-1")): kind is box-share"))
        // Two holders with one passphrase are one holder.
        let same = [phrases[0], phrases[1], phrases[0]]
        #expect(
            try refusal { try KeyFile.split(scratch("key"), to: scratch("x"), own, same) { cheap } }.hasPrefix(
                "\(scratch("x-3")): has the passphrase of another share"))
        // Nothing that is there is overwritten.
        #expect(try refusal { try split() }.hasPrefix("\(scratch("share-1")): is there already"))
        #expect(
            try refusal { try join(["share-1", "share-2"], [1, 2], to: "key") }.hasPrefix("\(scratch("key")): is there")
        )
    }

    @Test func `no byte of a share can be changed`() throws {
        _ = try made()
        try split()
        let whole = try bytes(scratch("share-2"))
        for place in whole.indices {
            var spoilt = whole
            spoilt[place] ^= 1
            try write(spoilt, to: scratch("share-2"))
            #expect(throws: KeyFileError.self, "byte \(place)") { try join(["share-1", "share-2"], [1, 2]) }
        }
        for text in ["share 0", "share 4", "share 02", "share 3"] {
            let changed = String(decoding: whole, as: UTF8.self).replacingOccurrences(of: "share 2", with: text)
            try write(Array(changed.utf8), to: scratch("share-2"))
            #expect(throws: KeyFileError.self, "\(text)") { try join(["share-1", "share-2"], [1, 2]) }
        }
        try write(whole, to: scratch("share-2"))
        #expect(throws: Never.self) { try join(["share-1", "share-2"], [1, 2]) }
    }
}
