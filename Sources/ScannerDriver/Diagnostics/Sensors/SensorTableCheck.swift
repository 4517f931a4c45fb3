public import ScannerDriver

/// The checks of a device's own tables of white and black: columns that are weak, and columns that moved.
public struct SensorTableCheck: Sendable {
    public let results: [CheckResult]

    /// Tables of the last run that passed, to compare with.
    public struct Earlier: Hashable, Sendable {
        public let date: RunDate
        public let tables: SensorTables

        public init(date: RunDate, tables: SensorTables) {
            self.date = date
            self.tables = tables
        }
    }

    /// - Parameters:
    ///   - tables: as the device gives them now.
    ///   - date: now.
    ///   - earlier: the last good run's; `nil` where there is none yet.
    ///   - dpi: dots per inch across, for places in millimetres; `nil` where unknown.
    public init(_ tables: SensorTables, on date: RunDate, since earlier: Earlier?, dpi: Double? = nil) {
        let pairs =
            [(SheetSide.a, tables.sideA, earlier?.tables.sideA)]
            + (tables.sideB.map { [(SheetSide.b, $0, earlier?.tables.sideB)] } ?? [])
        results = pairs.flatMap { side, now, before in
            guard now.white.count == now.black.count, !now.white.isEmpty else {
                return [
                    CheckResult(
                        .sensorRange(side), .failed,
                        "The device's tables of side \(side.rawValue) do not fit together: \(now.white.count) columns of "
                            + "white, \(now.black.count) of black.",
                        action: "Switch the device off and on and repeat; if it stays, call its maker.")
                ]
            }
            let drift = SensorDrift(side: side, now: now, dpi: dpi)
            return [SensorRange(side: side, table: now, dpi: dpi).result]
                + [drift.result(since: before, days: earlier.map { date.days(since: $0.date) })]
        }
    }
}

extension SensorTables.Side {
    /// What lies between white and black in each column; 0 where black is above white.
    var ranges: [Double] { zip(white, black).map { Double(max(0, Int($0) - Int($1))) } }
}
