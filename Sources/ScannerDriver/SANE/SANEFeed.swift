package import SANEMessages

/// How paper comes into a device and whether both sides are looked at: told by options whose names are custom, not
/// standard.
///
/// As devices were seen to name them (not one list of any standard): a `source` list with "Flatbed", "ADF", "ADF Front", "ADF Back", "ADF
/// Duplex" (fujitsu, canon_dr), "Automatic Document Feeder" (test, epson2), "Automatic Document Feeder(left
/// aligned,Duplex)" (brother), "Duplex" (hpaio, paperwork #554); the list `adf-mode` with "Simplex" and "Duplex" beside it (epson2); the switch `duplex`
/// (kvs1025, kvs20xx).
package struct SANEFeed: Hashable, Sendable {
    /// The options that tell.
    package static let optionNames = ["source", "adf-mode", "duplex"]

    package let isFeeder: Bool
    package let isDuplex: Bool

    /// Reads how a device is set.
    ///
    /// - Parameters:
    ///   - values: the values of ``optionNames``, of those that are active.
    ///   - type: libsane's word for the kind of device; a pure sheet-fed scanner may have no `source` to choose.
    package init(values: [String: SANEOptionValue], type: String) {
        if case .string(let source)? = values["source"] {
            isFeeder = SANEFeed.isFeeder(source)
        } else {
            isFeeder = type.lowercased().contains("sheetfed")
        }
        isDuplex =
            isFeeder
            && SANEFeed.optionNames.contains { name in
                switch values[name] {
                case .string(let text): SANEFeed.isDuplex(text)
                case .bool(let isOn): isOn
                case .int, .fixed, nil: false
                }
            }
    }

    /// The source to choose: a feeder if there is one, with both sides unless one was asked for.
    package static func source(among options: [SANEOption], sides: SANESettings.Sides) -> (SANEOption, SANEOptionValue)?
    {
        guard let option = options.first(where: { $0.name == "source" && $0.isActive && $0.isSettable }),
            case .strings(let sources) = option.allowed
        else { return nil }
        let feeders = sources.filter(isFeeder)
        let simplex = feeders.first { !isDuplex($0) && !$0.lowercased().contains("back") }
        let duplex = feeders.first(where: isDuplex)
        let chosen = sides == .one ? simplex ?? duplex : duplex ?? simplex
        return chosen.map { (option, .string($0)) }
    }

    /// The switch beside the source that turns the second side on or off; look for it after the source was set.
    package static func duplexSwitch(
        among options: [SANEOption], sides: SANESettings.Sides
    ) -> (SANEOption, SANEOptionValue)? {
        for option in options where option.isActive && option.isSettable {
            switch (option.name, option.kind, option.allowed) {
            case ("duplex", .bool, _):
                return (option, .bool(sides != .one))
            case ("adf-mode", .string, .strings(let modes)):
                return modes.first { isDuplex($0) == (sides != .one) }.map { (option, .string($0)) }
            default:
                continue
            }
        }
        return nil
    }

    private static func isFeeder(_ source: String) -> Bool {
        let source = source.lowercased()
        // No glass looks at both sides.
        return source.contains("adf") || source.contains("document feeder") || isDuplex(source)
    }

    private static func isDuplex(_ text: String) -> Bool { text.lowercased().contains("duplex") }
}
