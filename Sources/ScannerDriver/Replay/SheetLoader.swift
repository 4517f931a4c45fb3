public import ScannerDriver

/// Turns recorded sheets into scans, for a scanner that plays them.
public protocol SheetLoader {
    /// Loads both sides of a sheet.
    ///
    /// - Parameters:
    ///   - sheet: what is fed now.
    ///   - next: what will be fed after it, as far as is known: a loader with threads may begin with it. It may be left out
    ///     or change from call to call; what is loaded never depends on it.
    /// - Throws: `badInput` naming the side; the first side's fault where both have one.
    func load(_ sheet: ReplaySheet, before next: ArraySlice<ReplaySheet>) throws(ScannerFault) -> SheetScan
}

/// Loads side after side, when they are asked for.
struct SideBySideLoader: SheetLoader {
    let load: ReplayScanner.Loader

    func load(_ sheet: ReplaySheet, before next: ArraySlice<ReplaySheet>) throws(ScannerFault) -> SheetScan {
        let sideA = try load(sheet.sideA)
        guard let sideB = sheet.sideB else { return SheetScan(sideA) }
        return SheetScan(sideA, try load(sideB))
    }
}

extension SheetScan {
    /// A sheet as its files show it. The resolution is that of the first side that states one.
    package init(_ sideA: ReplayImage, _ sideB: ReplayImage? = nil) {
        self.init(sideA: sideA.image, sideB: sideB?.image, dpiHint: sideA.dpiHint ?? sideB?.dpiHint)
    }
}
