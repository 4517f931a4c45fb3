/// Random numbers that are the same on every machine for one seed (SplitMix64, S. Vigna).
struct Noise: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Nearly normal, with a standard deviation of 1: the sum of four uniform numbers.
    mutating func normal() -> Double {
        let bits = next()
        let sum = (0..<4).reduce(0.0) { $0 + Double(bits >> UInt64(16 * $1) & 0xFFFF) / 65535 }
        return (sum - 2) * 1.7320508
    }
}
