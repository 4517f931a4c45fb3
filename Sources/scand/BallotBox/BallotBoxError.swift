/// Why something was not sealed or opened. Never says anything of what is inside.
public enum BallotBoxError: Error, Hashable, CustomStringConvertible {
    /// A sheet's record is longer than what a slot has room for.
    case recordTooLong(Int, room: Int)
    /// The cryptographic library did not seal.
    case notSealed(String)
    /// What was opened is not written as this version writes it, or is no longer what was sealed.
    case unreadable(String)
    /// The key does not fit, or the bytes were changed.
    case notOpened(String)

    public var description: String {
        switch self {
        case .recordTooLong(let count, let room):
            "a sheet's record of \(count) bytes does not fit into a slot with room for \(room): make the slots larger"
        case .notSealed(let what), .unreadable(let what), .notOpened(let what): what
        }
    }
}
