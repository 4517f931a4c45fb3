/// Which of a scanner's modes gives true gray.
///
/// Backends name their modes as they like. Some also offer a gray that is made of black dots, before the true one: pens and
/// print are a pattern in it, and no ballot can be read.
package enum GrayMode {
    /// The mode for ballots, nil where none is known to give gray: true gray, else a colour, whose darkest channel is taken.
    ///
    /// - Parameter modes: what the device allows for its option `mode`, in its order.
    package static func best(among modes: [String]) -> String? {
        modes.first { $0.lowercased() == "gray" } ?? modes.first(where: isTrueGray)
            ?? modes.first { $0.lowercased().contains("color") || $0.lowercased().contains("colour") }
    }

    /// Whether a mode's name promises gray that is not made of dots.
    package static func isTrueGray(_ mode: String) -> Bool {
        let name = mode.lowercased()
        return (name.contains("gray") || name.contains("grey")) && !dots.contains { name.contains($0) }
    }

    /// `Gray[Error Diffusion]` of brscan and SANE's brother backends; `Halftone`, `Dither` of others.
    private static let dots = ["diffusion", "dither", "halftone"]
}
