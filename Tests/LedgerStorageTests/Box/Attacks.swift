import Foundation

/// What somebody does who has the disk and wants to know who voted when.
enum Attack {
    /// Spearman's rank correlation of a row of numbers with the order in which they came: ±1 shows it, 0 does not.
    static func orderCorrelation(_ values: [Int]) -> Double {
        let ranks = values.indices.sorted { values[$0] < values[$1] }
        var squares = 0.0
        for (rank, index) in ranks.enumerated() { squares += Double((rank - index) * (rank - index)) }
        let count = Double(values.count)
        return 1 - 6 * squares / (count * (count * count - 1))
    }

    /// The longest run of values that rise one after the other, as a share.
    static func risingShare(_ values: [Int]) -> Double {
        var best = 1
        var run = 1
        for (a, b) in zip(values, values.dropFirst()) {
            run = b > a ? run + 1 : 1
            best = max(best, run)
        }
        return Double(best) / Double(values.count)
    }

    /// How far the bytes are from random ones: chi-square over the values of a byte, 255 ± 22.6 for random bytes.
    static func chiSquare(_ bytes: some Collection<UInt8>) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes { counts[Int(byte)] += 1 }
        let mean = Double(bytes.count) / 256
        return counts.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) / mean }
    }

    /// For each bit of the first bytes of blocks, how far the share of ones is from a half, in standard deviations; the
    /// greatest of all.
    static func bitBias(_ blocks: [[UInt8]], byteCount: Int) -> Double {
        var worst = 0.0
        for place in 0..<byteCount {
            for bit in 0..<8 {
                let ones = Double(blocks.count { $0[place] >> UInt8(bit) & 1 == 1 })
                let count = Double(blocks.count)
                worst = max(worst, abs(ones - count / 2) / (count.squareRoot() / 2))
            }
        }
        return worst
    }
}

/// The record numbers of one scanner, as DVSorder took them apart (USENIX Security 2024): a linear congruential generator
/// whose digits were exchanged by a table.
enum DVSorder {
    private static let digits = [5, 0, 8, 3, 2, 6, 1, 9, 4, 7]

    /// The number that sheet `n` got.
    static func number(of n: Int) -> Int {
        var value = 864_803 * n % 1_000_000
        var number = 0
        for _ in 0..<6 {
            number = number * 10 + digits[value % 10]
            value /= 10
        }
        return number
    }

    /// The table from a number back to the sheet.
    static let unshuffled: [Int: Int] = {
        var table: [Int: Int] = [:]
        for n in 0..<1_000_000 { table[number(of: n)] = n }
        return table
    }()
}

/// Takes free slots by a rule: what a machine does that thinks nobody will look. Not 0, which a fair draw would refuse and
/// ask again for ever.
struct FirstOfAll: RandomNumberGenerator {
    mutating func next() -> UInt64 { 1 }
}
