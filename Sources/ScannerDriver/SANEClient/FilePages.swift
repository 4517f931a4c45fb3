internal import SANEMessages
internal import ScannerDriver

/// The pages of a device that reads files, as sheets.
struct FilePages {
    let sheets: [[String]]

    /// - Throws: `oddSide` when a side is left over.
    init(_ pages: [String], sides: SANESettings.Sides) throws(ScannerFault) {
        guard sides == .both else {
            sheets = pages.map { [$0] }
            return
        }
        if !pages.count.isMultiple(of: 2), let last = pages.last {
            throw ScannerFault(.oddSide, "\(pages.count) pages are not pairs: '\(last)' has no other side")
        }
        sheets = stride(from: 0, to: pages.count, by: 2).map { Array(pages[$0..<$0 + 2]) }
    }
}
