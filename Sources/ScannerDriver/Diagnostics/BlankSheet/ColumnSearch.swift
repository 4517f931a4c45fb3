import Raster

/// Finding the columns of a sensor that see something else than their neighbours, on a blank sheet.
struct ColumnSearch {
    let bands: BandMeans
    let side: SheetSide
    let dpi: Double

    /// What one column shows over the height of the sheet.
    private struct Column {
        var kind: ColumnFinding.Kind
        /// Of the bands that show it, the middle one's.
        var contrast: Float
        var share: Double
    }

    /// Columns that something is wrong with, neighbours of one kind together.
    func findings() -> [ColumnFinding] {
        let columns = (0..<bands.width).map { judged($0) }
        let stuck = stuckColumns()
        var found: [ColumnFinding] = []
        var x = 0
        while x < columns.count {
            guard let first = columns[x] ?? (stuck[x] ? Column(kind: .stuck, contrast: 0, share: 1) : nil) else {
                x += 1
                continue
            }
            var (end, worst) = (x, first)
            // A gap of two columns inside a streak is its own texture.
            var next = x + 1
            while next < columns.count, next <= end + 3 {
                if let column = columns[next], (column.contrast > 0) == (first.contrast > 0) {
                    end = next
                    worst = merged(worst, column)
                } else if stuck[next], first.kind == .stuck {
                    end = next
                }
                next += 1
            }
            found.append(
                ColumnFinding(
                    worst.kind, side: side, columns: x...end, of: bands.width, dpi: dpi,
                    contrastInPercent: Double(worst.contrast) * 100, heightInPercent: worst.share * 100))
            x = end + 1
        }
        return found
    }

    /// Two columns of one streak: the stronger contrast speaks for both.
    private func merged(_ a: Column, _ b: Column) -> Column {
        let stronger = a.contrast.magnitude >= b.contrast.magnitude ? a : b
        return Column(kind: stronger.kind, contrast: stronger.contrast, share: max(a.share, b.share))
    }

    private func judged(_ x: Int) -> Column? {
        let limit = Float(BlankSheetLimits.columnContrast)
        let contrasts = (0..<bands.bandCount).compactMap { bands.contrast($0, x) }
        let needed = max(Self.leastBands, Int((Double(contrasts.count) * BlankSheetLimits.columnHeight).rounded(.up)))
        for (kind, hits) in [
            (ColumnFinding.Kind.dirt, contrasts.filter { $0 <= -limit }), (.bright, contrasts.filter { $0 >= limit }),
        ] where hits.count >= needed {
            let middle = hits.sorted()[hits.count / 2]
            let isDead = kind == .dirt && middle <= Float(BlankSheetLimits.deadShare) - 1
            return Column(
                kind: isDead ? .dead : kind, contrast: middle, share: Double(hits.count) / Double(contrasts.count))
        }
        return nil
    }

    /// Fewer bands than these are no column but a speck: at the corners of a sheet that lies askew.
    private static let leastBands = 4

    /// Columns whose values do not vary where those beside them do.
    private func stuckColumns() -> [Bool] {
        let spreads = (0..<bands.width).map { bands.median(of: $0, bands.spreads) }
        let means = (0..<bands.width).map { bands.median(of: $0, bands.means) }
        let reach = 20
        return spreads.indices.map { x in
            // At 255 paper is clipped: it varies no more, and nothing is wrong with the column.
            guard let spread = spreads[x], let mean = means[x], mean < 254 else { return false }
            let near = spreads[max(0, x - reach)..<min(spreads.count, x + reach + 1)].compactMap(\.self).sorted()
            let typical = near[near.count / 2]
            return typical >= 1 && spread < Float(BlankSheetLimits.stuckShare) * typical
        }
    }
}
