public import Ledger

/// To whom a ledger's records are sealed, and to which ledger they are bound.
public struct BoxSeal: Hashable, Sendable {
    /// The box's size and key, from the genesis.
    public let terms: BoxTerms
    /// What HPKE binds every record to: "scand/box/v2" ‖ the hash of the genesis leaf. A record of another ledger never
    /// opens here.
    public let info: [UInt8]

    /// The seal of the ledger with this genesis.
    public init(_ genesis: Genesis) {
        terms = genesis.box
        let leaf = LedgerEvent.genesis(genesis).encoded(as: .two)
        info = Array("scand/box/v2".utf8) + TreeHash.leaf(leaf).bytes
    }

    package init(terms: BoxTerms, info: [UInt8]) { (self.terms, self.info) = (terms, info) }

    /// A sheet's record, sealed for a slot: the message inside its outer layer.
    public func seal(_ sheet: SheetRecord) throws(BallotBoxError) -> [UInt8] {
        var bytes = try sheet.encoded(slotByteCount: terms.slotByteCount)
        defer { wipe(&bytes) }
        do throws(SealingError) {
            return try terms.key.seal(bytes, info: info)
        } catch {
            throw .notSealed(error.description)
        }
    }

    /// Opens what `seal` gave.
    public func open(_ message: [UInt8], with key: any BoxKey) throws(BallotBoxError) -> SheetRecord {
        var bytes: [UInt8]
        do throws(OpeningError) {
            bytes = try key.open(message, info: info)
        } catch {
            throw .notOpened(error.description)
        }
        defer { wipe(&bytes) }
        return try SheetRecord(decoding: bytes)
    }
}
