import Diagnostics
import ScannerDriver
import Testing

@Suite struct SensorTests {
    private let day = RunDate("2026-11-23T07:00:00Z")!
    private let before = RunDate("2026-11-20T18:30:00Z")!

    private func tables(white: (Int) -> Int = { 200 + $0 % 5 }, black: (Int) -> Int = { _ in 12 }) -> SensorTables {
        let side = SensorTables.Side(
            white: (0..<1728).map { UInt8(white($0)) }, black: (0..<1728).map { UInt8(black($0)) })
        return SensorTables(sideA: side, sideB: side)
    }

    private func check(_ now: SensorTables, since old: SensorTables? = nil) -> [CheckResult] {
        SensorTableCheck(now, on: day, since: old.map { .init(date: before, tables: $0) }, dpi: 200).results
    }

    @Test func `good tables pass on both sides, first run or not`() {
        #expect(check(tables()).map(\.verdict) == [.passed, .noComparison, .passed, .noComparison])
        let again = check(tables(), since: tables())
        #expect(again.verdict == .passed)
        #expect(again[1].measurements.first?.value == 3)
    }

    @Test func `a column that does not tell white from black is found`() {
        let result = check(tables(white: { $0 == 800 || $0 == 801 ? 60 : 200 }))[0]
        #expect(result.verdict == .failed)
        #expect(result.columns.map(\.kind) == [.weak])
        #expect(result.columns.map(\.first) == [800] && result.columns.map(\.last) == [801])
        #expect(result.columns.first?.third == .middle)
    }

    @Test func `a column calibrated on dirt is found by its neighbours`() {
        let result = check(tables(white: { $0 == 1500 ? 170 : 200 }))[0]
        #expect(result.columns.map(\.kind) == [.dirt])
        #expect(result.columns.first?.third == .right)
        #expect(check(tables(white: { $0 == 1500 ? 186 : 200 }))[0].verdict == .passed)
    }

    @Test func `black above white is no range`() {
        let result = check(tables(black: { $0 == 3 ? 250 : 12 }))[0]
        #expect(result.verdict == .failed && result.columns.map(\.first) == [3])
    }

    @Test func `a lamp that ages moves all columns, dirt moves one`() throws {
        let aged = check(tables(white: { 182 + $0 % 5 }), since: tables())[1]
        #expect(aged.verdict == .passed)
        let mean = try #require(aged.measurements.first { $0.name == "drift of all columns" })
        #expect(abs(mean.value + 9.5) < 1)
        #expect(
            abs(try #require(aged.measurements.first { $0.name == "drift of all columns a day" }).value + 3.2) < 0.4)
        #expect(check(tables(white: { 150 + $0 % 5 }), since: tables())[1].verdict == .failed)
        let dirty = check(tables(white: { $0 == 40 ? 185 : 200 + $0 % 5 }), since: tables())[1]
        #expect(dirty.verdict == .failed && dirty.columns.map(\.first) == [40])
        #expect(dirty.columns.map(\.kind) == [.drifted])
    }

    @Test func `tables of another width are not compared`() {
        let short = SensorTables(
            sideA: .init(white: [200, 200, 200], black: [9, 9, 9]), sideB: nil)
        #expect(check(short, since: tables()).map(\.verdict) == [.passed, .notPossible])
    }

    @Test func `tables that do not fit together fail`() {
        #expect(check(SensorTables(sideA: .init(white: [200, 1], black: [9]))).map(\.verdict) == [.failed])
        #expect(check(SensorTables(sideA: .init(white: [], black: []))).map(\.verdict) == [.failed])
    }
}

@Suite struct DeviceMessageTests {
    @Test func `every code of light and pixels speaks of its side`() throws {
        for code in ["13", "19", "71", "72", "73", "74", "75", "76", "77", "78"] {
            #expect(try #require(DeviceMessage(code: code)).side == .a, "\(code)")
        }
        for code in ["51", "53", "81", "82", "83", "84", "85", "86", "87", "88"] {
            #expect(try #require(DeviceMessage(code: code)).side == .b, "\(code)")
        }
        #expect(DeviceMessage(code: "74")?.sentence == "There is too much blue light on side A.")
        #expect(DeviceMessage(code: "81")?.sentence == "There is not enough red light on side B.")
        #expect(DeviceMessage(code: "01") == nil && DeviceMessage(code: "") == nil)
    }

    @Test func `the code is found in a fault's detail`() {
        func code(_ detail: String) -> String? { DeviceMessage(in: ScannerFault(.calibrationFailed, detail))?.code }
        #expect(code("PageScan: event #53") == "53")
        #expect(code("event #1A, after 10 s") == "1A")
        #expect(code("#713 sheets") == nil)
        #expect(code("#7") == nil && code("#") == nil && code("") == nil && code("71") == nil)
        #expect(code("sheet #99, event #88") == "88")
    }
}
