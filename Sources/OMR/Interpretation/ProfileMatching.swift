import Raster

/// Laying one profile over another: at which stretch and shift do the two agree best?
///
/// Both profiles are centred; stretch and reversal are about the centre.
struct ProfileTemplate: Sendable {
    /// The reference profile, zero mean, at a number of stretches.
    private let stretched: [[Float]]
    let scales: [Double]

    /// - Parameters:
    ///   - profile: ink along one axis of a reference page.
    ///   - reversed: true when the scanned side runs the other way along this axis.
    init(_ profile: [Float], scales: [Double], reversed: Bool) {
        self.scales = scales
        let source = ProfileTemplate.centred(reversed ? profile.reversed() : profile)
        stretched = scales.map { ProfileTemplate.normalized(ProfileTemplate.stretch(source, by: $0)) }
    }

    /// The shift at which a side's profile agrees best with the reference at one stretch.
    ///
    /// - Parameters:
    ///   - profile: a `prepared` profile of the side.
    ///   - shifts: shifts of the centre to try, in bins.
    /// - Returns: the best shift and the correlation there, -1 to 1.
    func bestShift(_ profile: [Float], scaleIndex: Int, shifts: ClosedRange<Int>) -> (shift: Int, score: Float) {
        let template = stretched[scaleIndex]
        var best: (shift: Int, score: Float) = (0, -1)
        // Bin i of the template lies on bin i + offset of the profile when the centres lie on each other.
        let offset = profile.count / 2 - template.count / 2
        let scores = FloatRuns.dots(
            template, on: profile, starts: offset + shifts.lowerBound...offset + shifts.upperBound)
        for (shift, score) in zip(shifts, scores) where score > best.score { best = (shift, score) }
        return best
    }

    /// Zero mean and unit length, as `bestShift` wants its profile.
    static func prepared(_ profile: [Float]) -> [Float] { normalized(centred(profile)) }

    private static func centred(_ profile: [Float]) -> [Float] {
        let mean = profile.reduce(0, +) / Float(profile.count)
        return profile.map { $0 - mean }
    }

    private static func normalized(_ profile: [Float]) -> [Float] {
        let length = profile.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? profile.map { $0 / length } : profile
    }

    private static func stretch(_ profile: [Float], by scale: Double) -> [Float] {
        let half = Int((Double(profile.count / 2) * scale).rounded(.up))
        return (-half...half).map { place in
            let at = Double(place) / scale + Double(profile.count / 2)
            let low = Int(at.rounded(.down))
            let part = Float(at - Double(low))
            let a = low >= 0 && low < profile.count ? profile[low] : 0
            let b = low + 1 >= 0 && low + 1 < profile.count ? profile[low + 1] : 0
            return a + (b - a) * part
        }
    }

    /// A profile with a quarter of the bins: sums of four, centre on centre.
    static func coarsened(_ profile: [Float]) -> [Float] {
        let half = profile.count / 2
        let bins = (half + 3) / 4 + 1
        return (-bins...bins).map { bin in
            var sum: Float = 0
            for part in -2..<2 {
                let index = half + bin * 4 + part
                if index >= 0, index < profile.count { sum += profile[index] }
            }
            return sum
        }
    }
}
