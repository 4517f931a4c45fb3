/// Angles of small slopes, without a mathematics library: pure targets import none.
package enum Angle {
    /// The angle of a slope in degrees.
    ///
    /// The slope is halved three times by atan x = 2 atan(x / (1 + sqrt(1 + x²))); then nine terms of the series are exact to
    /// 1e-9 degrees.
    package static func degrees(ofSlope slope: Double) -> Double {
        var x = slope
        for _ in 0..<3 { x = x / (1 + (1 + x * x).squareRoot()) }
        var (sum, power) = (0.0, x)
        for term in 0..<9 {
            sum += (term % 2 == 0 ? 1.0 : -1.0) * power / Double(2 * term + 1)
            power *= x * x
        }
        return 8 * sum * 57.29577951308232
    }
}
