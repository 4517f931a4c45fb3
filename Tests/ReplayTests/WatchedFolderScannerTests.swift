import Foundation
import Raster
import Replay
import ReplayFiles
import ScannerDriver
import TestSupport
import Testing

/// A folder as a scanner.
@Suite(.timeLimit(.minutes(1))) struct WatchedFolderScannerTests {
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func open(patience: Int = 1, isStopped: @escaping () -> Bool = { false }) throws -> WatchedFolderScanner {
        let loader = ParallelSheetLoader { side throws(ScannerFault) in
            try PictureFiles.load(side, followsLinks: false)
        }
        return try WatchedFolderScanner(scratch.path, patience: patience, loader: loader, isStopped: isStopped)
    }

    private func scan(_ grays: UInt8...) -> ScannerEvent {
        .sheetScanned(SheetScan(sideA: plain(grays[0]), sideB: grays.count > 1 ? plain(grays[1]) : nil))
    }

    private func feedAndAccept(_ scanner: WatchedFolderScanner) throws -> ScannerEvent {
        let event = try scanner.perform(.feedSheet)
        if case .sheetScanned = event { _ = try scanner.perform(.acceptSheet) }
        return event
    }

    @Test func `a folder keeps the contract of a slot`() throws {
        for name in ["1-a.pgm", "1-b.pgm", "2-a.pgm", "2-b.pgm", "3-a.pgm", "3-b.pgm"] {
            try scratch.picture(name, 7)
        }
        #expect(try ScannerContract.violations(sheets: 3) { try open() } == [])
    }

    @Test func `what comes while it is watched is fed once, and the end mark ends the batch behind what waits`() throws
    {
        let scanner = try open()
        #expect(try scanner.perform(.feedSheet) == .noSheetYet)
        try scratch.picture("1-a.pgm", 1)
        #expect(try scanner.perform(.feedSheet) == .noSheetYet)
        try scratch.picture("1-b.pgm", 2)
        #expect(try feedAndAccept(scanner) == scan(1, 2))
        #expect(try scanner.perform(.feedSheet) == .noSheetYet)
        try scratch.picture("3.pgm", 3)
        try scratch.picture("2.pgm", 4)
        try scratch.write("end", [])
        #expect(try feedAndAccept(scanner) == scan(4))
        #expect(try feedAndAccept(scanner) == scan(3))
        #expect(try scanner.perform(.feedSheet) == .outOfSheets)
        try scratch.picture("4.pgm", 5)
        #expect(try scanner.perform(.feedSheet) == .outOfSheets)
        #expect(try scanner.leftOver() == ["4.pgm"])
    }

    @Test func `a file that is renamed into place wakes the scanner at once`() throws {
        let scanner = try open(patience: 40_000)
        try scratch.picture("1.pgm.part", 9)
        let (from, to) = (scratch("1.pgm.part"), scratch("1.pgm"))
        let started = ContinuousClock.now
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { _ = unsafe rename(from, to) }
        var event = try scanner.perform(.feedSheet)
        // The kernel may tell of the half-written file first.
        if event == .noSheetYet { event = try scanner.perform(.feedSheet) }
        #expect(event == scan(9))
        // Only a notice of the kernel ends the wait so early.
        #expect(ContinuousClock.now - started < .seconds(30))
    }

    @Test func `a sheet is scanned again and returned as on a device`() throws {
        try scratch.picture("1-a.pgm", 1)
        try scratch.picture("1-b.pgm", 2)
        let scanner = try open()
        #expect(try scanner.perform(.feedSheet) == scan(1, 2))
        try scratch.picture("1-b.pgm", 3)
        #expect(try scanner.perform(.rescanSheet) == scan(1, 3))
        #expect(try scanner.perform(.readStatus) == .status(ScannerStatus(paper: .inEscrow)))
        #expect(try scanner.perform(.returnSheet) == .sheetReturned)
        #expect(try scanner.perform(.feedSheet) == .noSheetYet)
    }

    @Test(arguments: [
        ("link", "expected a regular file, found a symbolic link"),
        ("pipe", "expected a regular file, found a pipe, socket or device"),
        ("folder", "expected a file, found a folder"), ("empty", "expected a picture, found 0 bytes"),
        ("half", "expected 6 bytes of pixels, found 5"), ("two pictures", "expected one picture, found 2 pages"),
        ("vanished", "expected a file, found none of this name"),
    ])
    func `what is no picture file is named and refused, and the next sheet is fed`(kind: String, detail: String) throws
    {
        let name = scratch("1.pgm")
        try scratch.picture("other", 5)
        let picture = try scratch.bytes("other")
        switch kind {
        case "link": try FileManager.default.createSymbolicLink(atPath: name, withDestinationPath: scratch("other"))
        case "pipe": try #require(unsafe mkfifo(name, 0o600) == 0)
        case "folder": try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: false)
        case "empty": try scratch.write("1.pgm", [])
        case "half": try scratch.write("1.pgm", picture.dropLast())
        case "two pictures": try scratch.write("1.pgm", picture + picture)
        default: try scratch.picture("1.pgm", 6)
        }
        try scratch.picture("0.pgm", 4)
        try scratch.picture("2.pgm", 8)
        let scanner: WatchedFolderScanner
        if kind == "vanished" {
            // Listed together with the first sheet, gone when it is read: so without reading ahead.
            scanner = try WatchedFolderScanner(scratch.path, patience: 1, loader: Unhurried())
        } else {
            scanner = try open()
        }
        #expect(try feedAndAccept(scanner) == scan(4))
        if kind == "vanished" { try FileManager.default.removeItem(atPath: name) }
        let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(fault?.code == .badInput)
        #expect(fault?.detail == "\(name): \(detail)")
        #expect(try feedAndAccept(scanner) == scan(8))
        #expect(try scanner.perform(.feedSheet) == .noSheetYet)
    }

    @Test func `a side whose other side never came is refused at the end`() throws {
        try scratch.picture("1-a.pgm", 1)
        try scratch.picture("2.pgm", 2)
        let scanner = try open()
        #expect(try feedAndAccept(scanner) == scan(2))
        #expect(try scanner.perform(.feedSheet) == .noSheetYet)
        try scratch.write("end", [])
        let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(fault?.code == .oddSide)
        #expect(fault?.detail == "\(scratch("1-a.pgm")): its other side '1-b.pgm' never came")
        #expect(try scanner.perform(.feedSheet) == .outOfSheets)
    }

    @Test func `a stop ends the batch before the next sheet, and what waited is left over`() throws {
        for name in ["1.pgm", "2.pgm", "3.pgm"] { try scratch.picture(name, 1) }
        var stopped = false
        let scanner = try open { stopped }
        #expect(try feedAndAccept(scanner) == scan(1))
        stopped = true
        #expect(try scanner.perform(.feedSheet) == .outOfSheets)
        stopped = false
        #expect(try scanner.perform(.feedSheet) == .outOfSheets)
        #expect(try scanner.leftOver() == ["2.pgm", "3.pgm"])
    }

    @Test func `a folder that is gone ends the run, one that never was is refused`() throws {
        let scanner = try open()
        try FileManager.default.removeItem(atPath: scratch.path)
        let gone = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(gone?.code == .disconnected)
        #expect(gone?.detail == "\(scratch.path): the folder cannot be listed: No such file or directory")
        let never = #expect(throws: ScannerFault.self) { try open() }
        #expect(never?.code == .badInput)
        #expect(never?.detail == "\(scratch.path): the folder cannot be listed: No such file or directory")
    }
}

/// Loads what is asked for and nothing before.
private struct Unhurried: SheetLoader {
    func load(_ sheet: ReplaySheet, before next: ArraySlice<ReplaySheet>) throws(ScannerFault) -> SheetScan {
        SheetScan(sideA: try PictureFiles.load(sheet.sideA).image)
    }
}
