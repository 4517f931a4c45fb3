import CRasterKernels

/// How wide the kernels compute. All levels give the same bits; only the time differs.
package enum InstructionSet: Int, CaseIterable, Comparable, Sendable {
    /// The twins that are written to be read: the oracle of the tests.
    case scalar
    /// What every CPU of the architecture has: SSE2 or NEON.
    case baseline
    /// AVX2 with POPCNT (2013).
    case avx2
    /// AVX-512 with VBMI2 and VPOPCNTDQ (2019).
    case avx512

    /// The widest level of this CPU.
    package static let best: InstructionSet = [.baseline, .avx2, .avx512][Int(rk_instruction_set())]

    /// All levels of this CPU, for tests and benchmarks.
    package static var available: [InstructionSet] { allCases.filter { $0 <= best } }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
