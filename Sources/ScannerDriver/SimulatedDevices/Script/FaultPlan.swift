/// Misfortunes by chance: the same seed and rates give every insertion the same fate, whatever the host does.
package struct FaultPlan: Sendable, Equatable {
    package enum Kind: String, CaseIterable, Sendable {
        /// The sheet sticks: while it is drawn in, scanned or ejected.
        case jam
        /// Two sheets go in at once.
        case double
        /// The sheet goes in askew.
        case crooked
        /// The person pulls the sheet back while it is scanned.
        case pull
        /// The cover is opened and closed again.
        case cover
        /// The cable comes off for a while.
        case unplug
        case reboot
        /// An endpoint stalls.
        case stall
        /// The device says nothing for a while.
        case silence
    }

    package let seed: UInt64
    package private(set) var rates: [Kind: Double] = [:]
    /// How long a cover stays open and a cable off.
    package var pause: Moment = .milliseconds(200)

    package init(seed: UInt64) { self.seed = seed }

    /// Reads rates such as `jam=0.01,double=0.005`.
    package init(seed: UInt64, rates text: String) throws(ScriptError) {
        self.seed = seed
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let kind = Kind(rawValue: String(pair[0])) else {
                let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ScriptError(line: nil, "fault '\(part)': expected KIND=RATE with one of \(known)")
            }
            guard let rate = Double(pair[1]), (0...1).contains(rate) else {
                throw ScriptError(line: nil, "fault '\(part)': expected a rate from 0 to 1")
            }
            rates[kind] = rate
        }
        let sum = rates.values.reduce(0, +)
        guard sum <= 1 else { throw ScriptError(line: nil, "the rates of all faults add up to \(sum), more than 1") }
    }

    /// What befalls one insertion.
    package struct Fault: Sendable, Equatable {
        package let kind: Kind
        package var isDouble: Bool { kind == .double }
        package var isCrooked: Bool { kind == .crooked }
        package let rules: [Script.Rule]
    }

    package func fault(ofInsertion number: Int) -> Fault? {
        var dice = SeededNumbers(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
        var draw = Double.random(in: 0..<1, using: &dice)
        for kind in Kind.allCases {
            guard let rate = rates[kind] else { continue }
            if draw < rate { return Fault(kind: kind, rules: rules(of: kind, number, &dice)) }
            draw -= rate
        }
        return nil
    }

    private func rules(of kind: Kind, _ number: Int, _ dice: inout SeededNumbers) -> [Script.Rule] {
        let scanning = Stage.scanning(Int.random(in: 5...95, using: &dice))
        let anywhere = [Stage.feeding, scanning, scanning, .escrow, .ejecting].randomElement(using: &dice) ?? scanning
        func rule(_ stage: Stage, _ steps: Script.Step...) -> [Script.Rule] {
            [Script.Rule(.sheet(number, stage), steps)]
        }
        switch kind {
        case .double, .crooked: return []
        case .jam: return rule(anywhere == .escrow ? .ejecting : anywhere, .init(.jam))
        case .pull: return rule(.scanning(Int.random(in: 5...60, using: &dice)), .init(.pullBack))
        case .cover: return rule(anywhere, .init(.openCover), .init(.closeCover, after: pause))
        case .unplug: return rule(anywhere, .init(.unplug), .init(.replug, after: pause))
        case .reboot: return rule(anywhere, .init(.reboot))
        case .stall:
            let endpoint: UInt8 = Bool.random(using: &dice) ? 0x85 : 0x86
            return rule(anywhere, .init(.misbehave(.stall(endpoint))))
        case .silence: return rule(anywhere, .init(.misbehave(.silence(pause))))
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
package struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
