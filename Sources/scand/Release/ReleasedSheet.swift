public import Ledger
public import OMR

/// One counted sheet as it comes out of the ballot box.
public struct ReleasedSheet: Hashable, Sendable {
    public let record: CastVoteRecord
    /// Where it was fed in.
    public let batch: SheetBatch
    /// Which sheet of its ballot it is, from 1; 0 where nobody said.
    public let sheetOfBallot: Int
    /// Pictures of the sheet that are released with it; empty where none are.
    public let pictures: [ReleasedPicture]

    /// - Precondition: a ballot has at most 255 sheets.
    public init(
        record: CastVoteRecord, batch: SheetBatch, sheetOfBallot: Int = 0, pictures: [ReleasedPicture] = []
    ) {
        precondition(0...255 ~= sheetOfBallot, "a ballot has at most 255 sheets")
        (self.record, self.batch, self.sheetOfBallot) = (record, batch, sheetOfBallot)
        self.pictures = pictures.sorted { ($0.side.rawValue, $0.fileExtension) < ($1.side.rawValue, $1.fileExtension) }
    }
}

/// A picture of one side, known by its digest: the bytes are fetched when they are written, one picture at a time.
public struct ReleasedPicture: Hashable, Sendable {
    /// As in the scanner's names: which side is the front is a matter of the reading.
    public enum Side: String, Hashable, Sendable, CaseIterable { case a, b }

    public let side: Side
    /// What kind of file it is, such as `png`: lower-case letters and digits.
    public let fileExtension: String
    /// SHA-256 of the file's bytes.
    public let digest: FileDigest

    /// A picture, or nil where a file of a release may not have the extension.
    public init?(side: Side, fileExtension: String, digest: FileDigest) {
        guard 1...8 ~= fileExtension.utf8.count,
            fileExtension.utf8.allSatisfy({ 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 })
        else { return nil }
        (self.side, self.fileExtension, self.digest) = (side, fileExtension, digest)
    }

    /// `-a.png`: what follows the sheet's number in the file's name.
    var suffix: String { "-\(side.rawValue).\(fileExtension)" }
}

/// Where a sheet was fed in: a public room, of many sheets mostly.
public struct SheetBatch: Hashable, Sendable {
    /// Which ballot boxes the sheets came from.
    public enum Mode: String, Hashable, Sendable, CaseIterable { case stationary, portable }

    public let mode: Mode
    /// From 1; nil where sheets are fed outside of batches.
    public let number: Int?

    /// The ballot box of the station, and no batches.
    public static let stationary = SheetBatch(mode: .stationary)

    private init(mode: Mode) { (self.mode, number) = (mode, nil) }

    /// A batch, or nil where no batch has this number.
    public init?(mode: Mode, number: Int?) {
        if let number, number < 1 { return nil }
        (self.mode, self.number) = (mode, number)
    }

    /// `portable-12`: what a record names it by.
    var id: String { number.map { "\(mode.rawValue)-\($0)" } ?? mode.rawValue }
}
