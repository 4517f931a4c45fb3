import Foundation
import Raster
import SANEClient
import ScannerDriver
import TestSupport
import Testing

extension RealSANETests {
    /// The next sheets are scanned while the caller still looks at the last one.
    @Suite struct ReadAheadTests {
        private let device: MadeUpFeeder

        init() throws { device = try MadeUpFeeder() }

        /// Waits until the device has pulled so many sheets, and a little longer, in case it pulls more.
        private func waitForFed(_ count: Int) throws -> [Int] {
            let end = Date.now + 20
            while try device.fed.count < count, Date.now < end { Thread.sleep(forTimeInterval: 0.01) }
            Thread.sleep(forTimeInterval: 0.2)
            return try device.fed
        }

        @Test(arguments: 0...2)
        func `no more sheets are pulled than were allowed, and none before the first is asked for`(ahead: Int) throws {
            for _ in 0..<6 { try device.put() }
            let scanner = try device.open(readAhead: ahead)
            #expect(try waitForFed(0) == [])
            #expect(scanner.sheetsAhead == 0)
            #expect(try scanner.grays() == [1, 101])
            #expect(scanner.sheetsAhead == ahead)
            #expect(try waitForFed(1 + ahead) == Array(1...(1 + ahead)))
            _ = try scanner.perform(.returnSheet)
            for sheet: UInt8 in 2...6 { #expect(try scanner.counted() == [sheet, 100 + sheet]) }
            #expect(try scanner.counted() == nil)
        }

        @Test func `a fault among the sheets read ahead waits for its turn`() throws {
            for line in ["", "", "readB=20:jam", "", "startA=hang", ""] { try device.put(line) }
            let scanner = try device.open(limits: .short)
            #expect(try scanner.grays() == [1, 101])
            // The jam has happened; nothing behind it was pulled.
            #expect(try waitForFed(3) == [1, 2, 3])
            _ = try scanner.perform(.acceptSheet)
            #expect(try scanner.counted() == [2, 102])
            #expect(throws: ScannerFault(.jam, "")) { try scanner.counted() }
            #expect(try device.fed == [1, 2, 3])
            #expect(try scanner.counted() == [4, 104])
            #expect(throws: ScannerFault(.timeout, "")) { try scanner.counted() }
            #expect(try scanner.counted() == [6, 106])
        }

        @Test func `a status in between neither loses nor reorders a sheet`() throws {
            for _ in 0..<4 { try device.put() }
            let scanner = try device.open()
            for sheet: UInt8 in 1...4 {
                #expect(try scanner.grays() == [sheet, 100 + sheet])
                _ = try scanner.perform(.readStatus)
                _ = try scanner.perform(.acceptSheet)
                _ = try scanner.perform(.readStatus)
            }
            #expect(try scanner.counted() == nil)
        }

        @Test func `the image of a sheet stays as it was while others are read over its place`() throws {
            for _ in 0..<8 { try device.put(a: "300x300:7", b: "300x300:8") }
            let scanner = try device.open()
            guard case .sheetScanned(let first) = try scanner.perform(.feedSheet) else { return }
            for _ in 0..<7 {
                _ = try scanner.perform(.acceptSheet)
                _ = try scanner.perform(.feedSheet)
            }
            #expect(Set(first.sideA.pixels) == [7] && Set(first.sideB?.pixels ?? []) == [8])
        }
    }
}
