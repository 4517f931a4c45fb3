/// What a power loss may keep of a disk's pending changes: all combinations where there are few, and where there are many
/// the telling ones and some by chance; each write also torn at sectors of 512 bytes and of 4 KiB.
struct CrashStates {
    /// Most pending changes of which every combination is tried.
    static let exhaustiveCount = 6
    /// Combinations by chance where there are more.
    static let randomCount = 24
    /// Most sectors of one write of which every combination is tried.
    static let exhaustiveSectorCount = 4

    static func parts(
        of pending: [CrashDisk.Change], using generator: inout some RandomNumberGenerator
    ) -> Set<[CrashDisk.Part]> {
        var states: Set<[CrashDisk.Part]> = []
        for kept in subsets(of: pending.count, using: &generator) { states.insert(kept.map { $0 ? .whole : .nothing }) }
        for (place, change) in pending.enumerated() {
            guard case .write(_, let offset, let bytes) = change else { continue }
            for torn in tears(from: offset, count: bytes.count, using: &generator) {
                for others in [true, false] {
                    // Beside a torn write all others are kept, or only those before it.
                    var parts = pending.indices.map { $0 < place || others ? CrashDisk.Part.whole : .nothing }
                    parts[place] = torn
                    states.insert(parts)
                }
            }
        }
        return states
    }

    private static func subsets(of count: Int, using generator: inout some RandomNumberGenerator) -> [[Bool]] {
        if count <= exhaustiveCount {
            return (0..<(1 << count)).map { mask in (0..<count).map { mask >> $0 & 1 == 1 } }
        }
        let prefixes = (0...count).map { end in (0..<count).map { $0 < end } }
        let allButOne = (0..<count).map { lost in (0..<count).map { $0 != lost } }
        let random = (0..<randomCount).map { _ in (0..<count).map { _ in Bool.random(using: &generator) } }
        return prefixes + allButOne + random
    }

    private static func tears(
        from offset: Int, count: Int, using generator: inout some RandomNumberGenerator
    ) -> [CrashDisk.Part] {
        var tears: [CrashDisk.Part] = [.length]
        for size in [512, 4096] where count > 0 {
            let sectors = Array((offset / size)...((offset + count - 1) / size))
            guard sectors.count > 1 else { continue }
            var kept: Set<Set<Int>> = [Set(sectors.dropLast()), Set(sectors.dropFirst())]
            if sectors.count <= exhaustiveSectorCount {
                for mask in 1..<(1 << sectors.count) {
                    kept.insert(Set(sectors.indices.filter { mask >> $0 & 1 == 1 }.map { sectors[$0] }))
                }
            } else {
                for _ in 0..<8 { kept.insert(Set(sectors.filter { _ in Bool.random(using: &generator) })) }
            }
            tears += kept.map { .sectors(of: size, $0) }
        }
        return tears
    }
}
