import Testing

/// A kind of damage and what is known of how pages that suffered it are read.
struct DamageCase: Sendable, CustomTestStringConvertible {
    let damage: Damage
    /// A ratchet: of the ``DamagedPages``, how many at least are read and not refused.
    let read: Int
    /// Known misreadings, at most: a debt of the interpreter, to be brought to 0.
    let misread: Int
    /// How many of the pages are tried: fewer where each takes long.
    let pages: Int

    init(_ damage: Damage, read: Int, misread: Int = 0, of pages: Int = 6) {
        (self.damage, self.read, self.misread, self.pages) = (damage, read, misread, pages)
    }

    var testDescription: String { damage.name }
}

extension DamageCase {
    /// Width of the demo's paper, A5, in millimetres.
    private static let paper = 148.0

    /// Everything that is done to the demo's pages. A row: the damage, how many of the six pages are read.
    static let all = geometry + feeder + light + lines + mixtures

    static let geometry = [
        DamageCase(.turned(90), read: 6), DamageCase(.turned(180), read: 6), DamageCase(.turned(270), read: 6),
        DamageCase(.skew(-2), read: 6), DamageCase(.skew(4), read: 6),
        DamageCase(.skew(-5), read: 6), DamageCase(.skew(7), read: 6), DamageCase(.skew(-10), read: 6),
        DamageCase(.skew(10), read: 6), DamageCase(.skew(2, background: 0), read: 5),
        DamageCase(.skew(-5, background: 20), read: 5),
        DamageCase(.skew(10, background: 0), read: 4),
        DamageCase(.scale(0.90, 0.90), read: 6), DamageCase(.scale(0.95, 0.95), read: 6),
        DamageCase(.scale(1.05, 1.05), read: 6), DamageCase(.scale(1.10, 1.10), read: 6),
        DamageCase(.scale(0.98, 1.02), read: 6), DamageCase(.scale(1.03, 0.97), read: 6),
        DamageCase(.resolution(75, from: 200), read: 6), DamageCase(.resolution(100, from: 200), read: 6),
        DamageCase(.resolution(150, from: 200), read: 6),
        DamageCase(.resolution(300, from: 200), read: 6), DamageCase(.resolution(600, from: 200), read: 2, of: 2),
        DamageCase(.perspective(0.02, 0), read: 6), DamageCase(.perspective(0.02, -0.03), read: 6),
        DamageCase(.perspective(0, 0.05), read: 3), DamageCase(.shear(0.01), read: 6),
        DamageCase(.shear(-0.02), read: 6),
    ]

    static let feeder = [
        DamageCase(.shift(5, 0, paperWidth: paper), read: 6), DamageCase(.shift(-5, 0, paperWidth: paper), read: 6),
        DamageCase(.shift(0, 5, paperWidth: paper), read: 6), DamageCase(.shift(0, -5, paperWidth: paper), read: 6),
        DamageCase(.crop(left: 5, paperWidth: paper), read: 6),
        DamageCase(.crop(right: 5, paperWidth: paper), read: 6),
        DamageCase(.crop(top: 5, paperWidth: paper), read: 6),
        DamageCase(.crop(bottom: 5, paperWidth: paper), read: 6),
        DamageCase(.crop(top: 15, paperWidth: paper), read: 6),
        DamageCase(.crop(bottom: 40, paperWidth: paper), read: 6),
        DamageCase(.border(0, left: 5, top: 5, right: 5, bottom: 5, paperWidth: paper), read: 5),
        DamageCase(.border(0, right: 25, paperWidth: paper), read: 5),
        DamageCase(.border(30, bottom: 60, paperWidth: paper), read: 5),
        DamageCase(.border(110, left: 10, bottom: 20, paperWidth: paper), read: 6),
        DamageCase(.border(255, right: 60, bottom: 80, paperWidth: paper), read: 6),
        DamageCase(.localStretch(0.02), read: 6), DamageCase(.localStretch(-0.02), read: 6),
        DamageCase(.slip(4, at: 0.45), read: 3), DamageCase(.slip(-4, at: 0.45), read: 3),
        DamageCase(.slip(12, at: 0.5), read: 0), DamageCase(.slip(-12, at: 0.5), read: 0),
        DamageCase(.slip(60, at: 0.5), read: 0, of: 2), DamageCase(.slip(-60, at: 0.5), read: 0, of: 2),
        DamageCase(.tremble(1, every: 40), read: 6), DamageCase(.tremble(3, every: 200), read: 3),
        DamageCase(.corner(15, gray: 255, paperWidth: paper), read: 6),
        DamageCase(.corner(25, gray: 0, paperWidth: paper), read: 6),
    ]

    static let light = [
        DamageCase(.gamma(0.6), read: 5), DamageCase(.gamma(1.6), read: 6), DamageCase(.gamma(2.5), read: 6),
        DamageCase(.contrast(ink: 0, paper: 150), read: 6), DamageCase(.contrast(ink: 110, paper: 230), read: 5),
        DamageCase(.shading(across: 0.6), read: 5), DamageCase(.shading(along: 0.6), read: 5),
        DamageCase(.shading(across: 0.6, along: 0.6), read: 2), DamageCase(.shading(along: 0.4), read: 1),
        DamageCase(.noise(10), read: 6), DamageCase(.noise(25), read: 6), DamageCase(.noise(45), read: 3),
        DamageCase(.specks(0.002), read: 6), DamageCase(.specks(0.01), read: 5),
        DamageCase(.blur(1), read: 6), DamageCase(.blur(1.5), read: 6), DamageCase(.blur(2.5), read: 0),
        DamageCase(.jpeg(quality: 40), read: 6), DamageCase(.jpeg(quality: 12), read: 6),
        // Below 144 some of the demo's pens leave nothing at all.
        DamageCase(.threshold(144), read: 6), DamageCase(.threshold(168), read: 6),
        DamageCase(.threshold(192), read: 6), DamageCase(.showThrough(0.15), read: 6),
        DamageCase(.showThrough(0.3), read: 5), DamageCase(.negative, read: 0, of: 2),
        DamageCase(.mirrored, read: 0, of: 2),
    ]

    /// Beside and across the targets: the front's boxes lie at 0.831 to 0.865 of the width, the back's at 0.110 to 0.144.
    static let lines = [
        DamageCase(.streaks(at: [0.16, 0.81], width: 3, gray: 0), read: 5),
        DamageCase(.streaks(at: [0.127, 0.848], width: 3, gray: 0), read: 0),
        DamageCase(.streaks(at: [0.127, 0.848], width: 1, gray: 60), read: 0),
        DamageCase(.streaks(at: [0.120, 0.133, 0.840, 0.856], width: 2, gray: 0), read: 0),
        DamageCase(.streaks(at: [0.112, 0.833], width: 3, gray: 0), read: 0),
        DamageCase(.streaks(at: [0.127, 0.848], width: 8, gray: 0), read: 0),
        DamageCase(.streaks(at: [0.127, 0.848], width: 3, gray: 255), read: 0),
        DamageCase(.streaks(at: [0.3, 0.5, 0.7], width: 3, gray: 0), read: 6),
        DamageCase(.streaks(at: [0.127, 0.848], width: 60, gray: 160), read: 0),
        DamageCase(.fold(at: 0.5, width: 4, gray: 255), read: 3),
        DamageCase(.fold(at: 0.5, width: 6, gray: 130), read: 3),
        DamageCase(.fold(at: 0.547, width: 4, gray: 40), read: 3),
        DamageCase(.fold(at: 0.361, width: 4, gray: 255), read: 5),
        DamageCase(.fold(at: 0.6, width: 3, gray: 0), read: 3),
    ]

    static let mixtures = [
        DamageCase(Damage.skew(3).then(.noise(15)).then(.blur(0.8)), read: 6),
        DamageCase(
            Damage.localStretch(0.015).then(.skew(-4, background: 0)).then(.jpeg(quality: 40)), read: 5),
        DamageCase(Damage.resolution(100, from: 200).then(.noise(12)).then(.jpeg(quality: 40)), read: 6),
        DamageCase(Damage.turned(180).then(.shading(across: 0.7)).then(.threshold(128)), read: 6),
        DamageCase(Damage.gamma(1.6).then(.skew(2)).then(.streaks(at: [0.3, 0.9], width: 3, gray: 0)), read: 6),
        DamageCase(
            Damage.border(0, top: 4, right: 8, paperWidth: paper).then(.skew(-1.5, background: 0)).then(.noise(10)),
            read: 4),
    ]
}
