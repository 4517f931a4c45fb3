/// Two of three: a secret as points of lines over GF(2^8), one line for each byte (Shamir 1979).
///
/// ```
/// share(x) = secret ⊕ slope · x       x = 1, 2, 3; the slope is random for each byte
/// secret   = (share(a) · b ⊕ share(b) · a) / (a ⊕ b)
/// ```
/// One share says nothing: for whatever it holds, each secret has one slope that gives it.
package enum SecretSharing {
    /// How many shares open a secret, and how many there are.
    static let (threshold, count) = (2, 3)
    /// The numbers of shares. 0 would be the secret itself.
    package static let numbers: ClosedRange<UInt8> = 1...3

    /// The share of a number.
    package static func share(_ number: UInt8, of secret: SecretBytes, slope: SecretBytes) -> SecretBytes {
        precondition(numbers ~= number && slope.count == secret.count, "a share of this secret")
        return combined(secret, 1, slope, number)
    }

    /// The secret of two shares; anything at all where they are not of one line.
    package static func secret(of first: SecretBytes, _ a: UInt8, and second: SecretBytes, _ b: UInt8) -> SecretBytes {
        precondition(a != b && first.count == second.count, "two shares of one secret")
        let scale = GF256.inverse(a ^ b)
        return combined(first, GF256.product(b, scale), second, GF256.product(a, scale))
    }

    /// `first · a ⊕ second · b`, byte by byte.
    private static func combined(_ first: SecretBytes, _ a: UInt8, _ second: SecretBytes, _ b: UInt8) -> SecretBytes {
        unsafe SecretBytes(capacity: first.count) { room in
            unsafe first.withBytes { first in
                unsafe second.withBytes { second in
                    for index in first.indices {
                        unsafe room[index] = GF256.product(first[index], a) ^ GF256.product(second[index], b)
                    }
                }
            }
            return first.count
        }
    }
}

/// The field of 256 elements, modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197, section 4). A sum is `^`.
///
/// No table and no branch depends on a value, so that neither time nor cache tells one.
package enum GF256 {
    package static func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var (product, a, b): (UInt8, UInt8, UInt8) = (0, a, b)
        for _ in 0..<8 {
            product ^= a & (0 &- (b & 1))
            a = a << 1 ^ (0x1B & (0 &- (a >> 7)))
            b >>= 1
        }
        return product
    }

    /// What gives 1 when multiplied: the 254th power. 0 has none, and gives 0.
    package static func inverse(_ a: UInt8) -> UInt8 {
        var (power, square): (UInt8, UInt8) = (1, a)
        // 254 = 2 + 4 + … + 128
        for _ in 0..<7 {
            square = product(square, square)
            power = product(power, square)
        }
        return power
    }
}
