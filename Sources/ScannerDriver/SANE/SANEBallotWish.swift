package import SANEMessages

/// A setting that ballots need, wherever a device has an option for it: told by the option's name and type, because none
/// of these names is in the standard.
///
/// Names as the backends of sane-backends 1.2.1 have them; behind each the backends that taught us.
package struct SANEBallotWish: Hashable, Sendable {
    /// What the option should say, whatever its type.
    package enum Wanted: Hashable, Sendable {
        case on
        case off
        /// The first of these words that the option offers, in any case of letters.
        case word([String])
    }

    package let names: [String]
    package let wanted: Wanted

    /// In the order of setting: actions before the switches that mean nothing without them.
    package static let all = [
        // A number on the paper would tell the order of casting. fujitsu, canon_dr
        SANEBallotWish(names: imprinters, wanted: .off),
        // Its switches mean nothing before. fujitsu
        SANEBallotWish(names: ["df-action"], wanted: .word(["Stop"])),
        // Thickness is the ultrasonic sensor, length sees two sheets that overlap, and a sheet that lies askew is refused.
        SANEBallotWish(names: doubleFeedSwitches + ["df-length", "df-skew"], wanted: .on),
        SANEBallotWish(names: doubleFeedLevels, wanted: .word(["Normal", "Medium", "On", "Low", "High"])),
        // "Do not stop after double feed detection". kvs40xx
        SANEBallotWish(names: ["dfstop"], wanted: .off),
        // With both a fi-8170 took 0.8 s for a sheet instead of 1.3. fujitsu, kodak; fujitsu, canon_dr
        SANEBallotWish(names: ["prepick", "buffermode"], wanted: .on),
        // A side that is left out joins the sides of two sheets, and a blank ballot is lost.
        SANEBallotWish(names: blankSkipping, wanted: .off),
        // The picture is read as it was scanned: what a device cuts off, turns or cleans away may be a mark.
        SANEBallotWish(names: pictureChanges, wanted: .off),
        // A pen of the colour that is left out would be invisible. fujitsu; canon_dr
        SANEBallotWish(names: ["dropoutcolor", "dropout-front", "dropout-back"], wanted: .word(["None", "Default"])),
        // Paper stands out from its surroundings. fujitsu
        SANEBallotWish(names: ["bgcolor"], wanted: .word(["Black"])),
    ]

    package static let imprinters = ["endorser", "imprinter", "pre-imprinter", "post-imprinter"]

    /// Leaving out sides without print, as a switch or as a share of ink: fujitsu, canon_dr, kvs1025, genesys; brscan5; utsushi.
    package static let blankSkipping = ["swskip", "SkipBlankPage", "blank-threshold"]

    /// Cropping, straightening, turning and cleaning pictures: fujitsu, canon_dr, kvs1025, kvs20xx, genesys, avision (`sw...`); fujitsu;
    /// canon_dr; epsonds; brscan5; utsushi; kvs40xx.
    package static let pictureChanges = [
        "swcrop", "swdeskew", "swdespeck", "swderotate", "hwdeskewcrop", "rollerdeskew", "adf-skew", "adf-crp",
        "AutoDeskew", "AutoDocumentSize", "deskew", "crop",
    ]

    /// Switches that turn a sensor for double feeds on: fujitsu and canon_dr; kvs1025 and kvs20xx; kvs40xx; brscan5.
    ///
    /// fujitsu has a `double-feed` too, which only reports: there it is a sensor, see ``SANESensors``.
    package static let doubleFeedSwitches = ["df-thickness", "double-feed", "dfeed", "MultifeedDetection"]

    /// Lists that turn it on by choosing how sensitive it is.
    package static let doubleFeedLevels = ["double-feed-detection", "double-feed-detection-sensitivity"]

    private static let wordsForOn = ["On", "Yes", "Enable", "Enabled"]
    private static let wordsForOff = ["Off", "No", "None", "Disable", "Disabled"]

    /// What to set an option of this name to; `nil` when it has no such value.
    package func value(for option: SANEOption) -> SANEOptionValue? {
        switch (option.kind, wanted) {
        case (.bool, .on): .bool(true)
        case (.bool, .off): .bool(false)
        case (.string, .on): option.word(among: SANEBallotWish.wordsForOn)
        case (.string, .off): option.word(among: SANEBallotWish.wordsForOff)
        case (.string, .word(let words)): option.word(among: words)
        case (.int, .off): option.admits(0) ? .int(0) : nil
        case (.fixed, .off): option.admits(0) ? .fixed(0) : nil
        case (.bool, .word), (.int, _), (.fixed, _), (.button, _): nil
        }
    }

    /// Whether a value turns something on or chooses a degree of it.
    static func isOn(_ value: SANEOptionValue?) -> Bool {
        switch value {
        case .bool(let isOn): isOn
        case .string(let word): !wordsForOff.contains { $0.lowercased() == word.lowercased() }
        case .int(let number): number != 0
        case .fixed(let number): number != 0
        case nil: false
        }
    }
}

extension SANEOption {
    fileprivate func word(among words: [String]) -> SANEOptionValue? {
        guard case .strings(let offered) = allowed else { return nil }
        for word in words {
            if let match = offered.first(where: { $0.lowercased() == word.lowercased() }) { return .string(match) }
        }
        return nil
    }
}
