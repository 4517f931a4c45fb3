/// Where the double-feed check draws its lines. Makers publish none and each device has units of its own, so all are shares.
public enum DoubleFeedLimits {
    /// Least distance of the threshold to the value of one sheet, and to that of two, in share of the distance between these.
    ///
    /// Our choice, a quarter: a threshold set in the middle may wander half of its way before it comes this near.
    public static let margin = 0.25
    /// Least distance between one and two sheets, in share of the larger value: nearer, the sensor does not tell them apart.
    /// Our choice: two sheets let through about the square of the light that one does, far less than four fifths.
    public static let contrast = 0.2
    /// How far a value may move from the last good run on the same paper, in share of the distance between one and two
    /// sheets then: less than ``margin``, so that it is seen before it harms.
    public static let drift = 0.15
}
