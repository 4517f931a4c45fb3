import Foundation
import Ledger
import LedgerSupport
import Testing

/// The observers' program on a machine that has Python and nothing else.
@Suite(.serialized, .enabled(if: Programs.hasCryptography, "no Python with 'cryptography': run scripts/setup-interop"))
struct PlainPythonTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Begins the program as if the package were not installed.
    private static let bare = """
        import runpy, sys
        sys.modules["cryptography"] = None
        sys.argv = sys.argv[1:]
        runpy.run_path(sys.argv[0], run_name="__main__")
        """

    @Test func `without 'cryptography' it says the same of a ledger, sound or changed`() throws {
        let day = try Day(Sample.sheets(12, pictures: false))
        let directory = scratch("ledger")
        try day.run(at: directory)
        let arguments = [Programs.observer, "ledger", directory, "--vkey", day.signer.key.text]
        let checkpoint = try bytes("\(directory)/checkpoint")
        for (place, isSound) in [(nil, true), (3, false), (checkpoint.count - 3, false)] as [(Int?, Bool)] {
            var changed = checkpoint
            if let place { changed[place] ^= 1 }
            try write(changed, to: "\(directory)/checkpoint")
            let (with, without) = (try Programs.run(arguments), try Programs.run(["-c", Self.bare] + arguments))
            #expect(without.status == (isSound ? 0 : 1), "\(without.output)\(without.errors)")
            #expect(without.output == with.output && without.errors == "" && with.status == without.status)
        }
    }

    @Test func `its own Ed25519 takes and refuses what OpenSSL does, and RFC 8032's signatures`() throws {
        let script = """
            import random, runpy, sys
            from cryptography.exceptions import InvalidSignature
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
            plain = runpy.run_path(sys.argv[1])["PlainEd25519"]
            def openssl(key, message, signature):
                try:
                    Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
                    return True
                except InvalidSignature:
                    return False
            # RFC 8032, 7.1, tests 1 to 3.
            for key, message, signature in [
                ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                 "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
                ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
                ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                 "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
            ]:
                assert plain(bytes.fromhex(key)).has_signed(bytes.fromhex(message), bytes.fromhex(signature)), key
            rng, counts = random.Random(8032), {True: 0, False: 0}
            def ask(key, message, signature):
                ours, theirs = plain(key).has_signed(message, signature), openssl(key, message, signature)
                assert ours == theirs, (key.hex(), message.hex(), signature.hex(), ours)
                counts[ours] += 1
            for _ in range(40):
                private = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
                key, message = private.public_key().public_bytes_raw(), rng.randbytes(rng.randrange(80))
                signature = private.sign(message)
                ask(key, message, signature)
                # The same with the order added to s: a second signature of the same message, which RFC 8032 forbids.
                s = int.from_bytes(signature[32:], "little") + plain.ORDER
                ask(key, message, signature[:32] + s.to_bytes(32, "little"))
                for number in range(96):
                    if number % 8 == 0:
                        changed = bytearray(key + signature)
                        changed[number] ^= 1 << rng.randrange(8)
                        ask(bytes(changed[:32]), message, bytes(changed[32:]))
                ask(key, message + b"x", signature)
                ask(rng.randbytes(32), message, signature)
                ask(key, message, signature[:63])
            # Points of small order, and numbers beyond the field, as keys and as R.
            odd = [(1).to_bytes(32, "little"), bytes(32), (plain.P - 1).to_bytes(32, "little"), plain.P.to_bytes(32, "little"),
                   (plain.P + 1).to_bytes(32, "little"), bytes(31) + b"\\x80", (1 | 1 << 255).to_bytes(32, "little"), b"\\xff" * 32]
            for key in odd:
                for r in odd:
                    for s in (0, 1, plain.ORDER, plain.ORDER - 1):
                        ask(key, b"message", r + s.to_bytes(32, "little"))
            print(counts[True] >= 40, counts[False] > 500)
            """
        let result = try Programs.run(["-c", script, Programs.observer])
        #expect(result.output == "True True\n", "\(result.errors)")
    }
}
