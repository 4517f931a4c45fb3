import Crypto
import CryptoExtras
import FoundationEssentials
import Ledger

/// How a passphrase becomes the key that a key file is sealed with: scrypt (RFC 7914).
///
/// ```
/// kdf scrypt <log2 N> <r> <p> <salt, base64 of 16 bytes>
/// ```
package struct KeyDerivation: Hashable, Sendable {
    /// log2 of the cost N.
    let log2Cost: Int
    /// The block size r; with N it sets the memory: 128 · N · r bytes.
    let blockSize: Int
    /// The parallelism p, which here is only more work.
    let parallelism: Int
    /// 16 bytes, so that one passphrase gives two files two keys.
    let salt: [UInt8]

    static let saltByteCount = 16
    /// 2^17 with r = 8 takes 128 MiB and 0.4 s on the 2 cores this was made on (2^18: 0.9 s).
    package static let standardLog2Cost = 17
    /// What is read at most: 1 GiB and a few seconds. A file must not be able to stop the machine that reads it.
    static let log2Costs = 10...20
    static let blockSizes = 1...8
    static let parallelisms = 1...4

    /// New ones with a random salt.
    package init(log2Cost: Int = standardLog2Cost) {
        var generator = SystemRandomNumberGenerator()
        self.log2Cost = log2Cost
        (blockSize, parallelism) = (8, 1)
        salt = (0..<Self.saltByteCount).map { _ in generator.next() }
    }

    /// What stands behind `kdf`.
    var text: String { "scrypt \(log2Cost) \(blockSize) \(parallelism) \(Base64.encode(salt))" }

    /// Reads it, and says in words what is wrong. Nothing is derived yet.
    static func parse(_ text: Substring) -> Result<KeyDerivation, Refusal> {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "scrypt" else {
            return .failure(Refusal("is not 'scrypt', three numbers and a salt"))
        }
        var numbers: [Int] = []
        for (index, range) in [log2Costs, blockSizes, parallelisms].enumerated() {
            guard let number = Int(parts[index + 1]), String(number) == parts[index + 1], range ~= number else {
                let what = ["log2 of the cost", "block size", "parallelism"][index]
                return .failure(
                    Refusal("has a \(what) outside \(range.lowerBound) to \(range.upperBound): refused before any work")
                )
            }
            numbers.append(number)
        }
        guard let salt = Base64.decode(parts[4]), salt.count == saltByteCount else {
            return .failure(Refusal("has no salt of \(saltByteCount) bytes in base64"))
        }
        return .success(KeyDerivation(numbers, salt: salt))
    }

    private init(_ numbers: [Int], salt: [UInt8]) {
        (log2Cost, blockSize, parallelism, self.salt) = (numbers[0], numbers[1], numbers[2], salt)
    }

    /// What is wrong with a `kdf` line.
    struct Refusal: Error {
        let what: String
        init(_ what: String) { self.what = what }
    }

    /// The key, or nil where the memory for it is not to be had.
    func key(from passphrase: SecretBytes) -> SymmetricKey? {
        unsafe passphrase.withBytes { passphrase in
            unsafe try? KDF.Scrypt.deriveKey(
                from: passphrase, salt: salt, outputByteCount: 32, rounds: 1 << log2Cost, blockSize: blockSize,
                parallelism: parallelism)
        }
    }
}
