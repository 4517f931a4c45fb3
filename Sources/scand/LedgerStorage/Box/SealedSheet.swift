import BallotBox
import Ledger

/// A sheet whose record is durable in the ballot box, while its paper is still on the way: it waits for what becomes of it.
///
/// Good for one outcome: completed, voided or unresolved. Shows neither the slot nor the commitment to anybody who prints
/// it.
public final class SealedSheet: CustomStringConvertible, CustomReflectable {
    /// The number that its leaf will bear.
    public let number: Int

    let slot: Int
    let commitment: BoxCommitment

    init(number: Int, slot: Int, commitment: BoxCommitment) {
        (self.number, self.slot, self.commitment) = (number, slot, commitment)
    }

    public var description: String { "sealed sheet \(number)" }
    public var customMirror: Mirror { Mirror(self, children: ["number": number]) }
}
