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

    private let ledger = SettledSheets()

    private func open(
        in folder: Scratch? = nil, patience: Int = 1, loader: (any SheetLoader)? = nil,
        isStopped: @escaping () -> Bool = { false }
    ) throws -> WatchedFolderScanner {
        let ledger = ledger
        return try WatchedFolderScanner(
            (folder ?? scratch).path, ledger: "l", settledCount: { ledger.count }, patience: patience,
            loader: loader
                ?? ParallelSheetLoader { side throws(ScannerFault) in
                    try PictureFiles.load(side, followsLinks: false)
                },
            isStopped: isStopped)
    }

    private func scan(_ grays: UInt8...) -> ScannerEvent {
        .sheetScanned(SheetScan(sideA: plain(grays[0]), sideB: grays.count > 1 ? plain(grays[1]) : nil))
    }

    private func feedAndAccept(_ scanner: WatchedFolderScanner) throws -> ScannerEvent {
        let event = try scanner.perform(.feedSheet)
        if case .sheetScanned = event {
            _ = try scanner.perform(.acceptSheet)
            ledger.count += 1
        }
        return event
    }

    @Test func `a folder keeps the contract of a slot`() throws {
        var folders: [Scratch] = []
        let violations = try ScannerContract.violations(sheets: 3) {
            let folder = try Scratch()
            folders.append(folder)
            for name in ["1-a.pgm", "1-b.pgm", "2-a.pgm", "2-b.pgm", "3-a.pgm", "3-b.pgm"] {
                try folder.picture(name, 7)
            }
            return LedgeredScanner(scanner: try open(in: folder), ledger: ledger)
        }
        #expect(violations == [])
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
        #expect(try scanner.finish() == ["4.pgm"])
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
        try scratch.picture("in-work/l-1/1-b.pgm", 3)
        #expect(try scanner.perform(.rescanSheet) == scan(1, 3))
        #expect(try scanner.perform(.readStatus) == .status(ScannerStatus(paper: .inEscrow)))
        #expect(try scanner.perform(.returnSheet) == .sheetReturned)
        ledger.count += 1
        #expect(try scanner.perform(.feedSheet) == .noSheetYet)
        #expect(try scratch.names("settled") == ["1-a.pgm", "1-b.pgm"])
    }

    @Test(arguments: [
        ("link", "expected a regular file, found a symbolic link"),
        ("pipe", "expected a regular file, found a pipe, socket or device"),
        ("folder", "expected a file, found a folder"), ("empty", "expected a picture, found 0 bytes"),
        ("half", "expected 6 bytes of pixels, found 5"), ("two pictures", "expected one picture, found 2 pages"),
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
        default: preconditionFailure("a kind without a file")
        }
        try scratch.picture("0.pgm", 4)
        try scratch.picture("2.pgm", 8)
        let scanner = try open()
        #expect(try feedAndAccept(scanner) == scan(4))
        let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(fault?.code == .badInput)
        #expect(fault?.detail == "\(name): \(detail)")
        ledger.count += 1
        #expect(try feedAndAccept(scanner) == scan(8))
        #expect(try scanner.perform(.feedSheet) == .noSheetYet)
    }

    @Test func `a sheet of which a file is taken away before it is fed is none, and comes in when it is whole again`()
        throws
    {
        for name in ["0.pgm", "1-a.pgm", "1-b.pgm", "2.pgm"] { try scratch.picture(name, name == "2.pgm" ? 8 : 4) }
        // Listed together with the first sheet, gone when it is fed.
        let scanner = try open()
        #expect(try feedAndAccept(scanner) == scan(4))
        try FileManager.default.removeItem(atPath: scratch("1-b.pgm"))
        let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
        #expect(fault?.code == .sheetNotTaken)
        #expect(fault?.detail == "\(scratch("1-b.pgm")): was taken away before it was fed: the sheet is not counted")
        #expect(try feedAndAccept(scanner) == scan(8))
        #expect(try scanner.perform(.feedSheet) == .noSheetYet)
        #expect(try scratch.names("settled") == ["0.pgm", "2.pgm"])
        try scratch.picture("1-b.pgm", 6)
        #expect(try feedAndAccept(scanner) == scan(4, 6))
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
        #expect(try scanner.finish() == ["2.pgm", "3.pgm"])
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

    @Test(arguments: [0, 1, 2, 3])
    func `after a kill in the middle of a sheet it is fed again unless its event is durable`(settled: Int) throws {
        ledger.count = settled
        for isDurable in [false, true] {
            let folder = try Scratch()
            for name in ["1-a.pgm", "1-b.pgm", "2.pgm"] { try folder.picture(name, name == "2.pgm" ? 2 : 1) }
            let killed = try open(in: folder)
            #expect(try killed.perform(.feedSheet) == scan(1, 1))
            #expect(try folder.names("in-work/l-\((ledger.count + 1) % 2)") == ["1-a.pgm", "1-b.pgm"])
            if isDurable { ledger.count += 1 }
            let resumed = try open(in: folder)
            #expect(try folder.names("settled") == (isDurable ? ["1-a.pgm", "1-b.pgm"] : []))
            #expect(try feedAndAccept(resumed) == (isDurable ? scan(2) : scan(1, 1)))
            if !isDurable { #expect(try feedAndAccept(resumed) == scan(2)) }
            #expect(try resumed.perform(.feedSheet) == .noSheetYet)
            #expect(try folder.names("settled") == ["1-a.pgm", "1-b.pgm", "2.pgm"])
        }
    }

    @Test func `a name that comes a second time is told once and not fed, also by the next run`() throws {
        try scratch.picture("1.pgm", 1)
        let scanner = try open()
        #expect(try feedAndAccept(scanner) == scan(1))
        for scanner in [scanner, try open()] {
            #expect(try scanner.perform(.feedSheet) == .noSheetYet)
            try scratch.picture("1.pgm", 2)
            let fault = #expect(throws: ScannerFault.self) { try scanner.perform(.feedSheet) }
            #expect(fault?.code == .sheetNotTaken)
            #expect(
                fault?.detail
                    == "\(scratch("1.pgm")): a sheet of this name came before: give each sheet a name of its own")
            #expect(try scanner.perform(.feedSheet) == .noSheetYet)
            #expect(try scanner.finish() == ["1.pgm"])
            try FileManager.default.removeItem(atPath: scratch("1.pgm"))
        }
    }

    @Test func `a sheet that goes back into the folder takes no other sheet's place`() throws {
        try scratch.picture("1.pgm", 1)
        let killed = try open()
        #expect(try killed.perform(.feedSheet) == scan(1))
        // Not settled: it has to go back, and another one of its name waits.
        try scratch.picture("1.pgm", 2)
        let fault = #expect(throws: ScannerFault.self) { try open() }
        #expect(fault?.code == .sheetNotResolved)
        #expect(fault?.detail.contains("is in the way of another file of its name") == true)
        try FileManager.default.moveItem(atPath: scratch("1.pgm"), toPath: scratch("2.pgm"))
        let scanner = try open()
        #expect(try feedAndAccept(scanner) == scan(1))
        #expect(try feedAndAccept(scanner) == scan(2))
    }

    @Test func `a sheet that another ledger's count had in work stops this one`() throws {
        try scratch.picture("1.pgm", 1)
        let scanner = try WatchedFolderScanner(
            scratch.path, ledger: "other", settledCount: { 0 }, patience: 1, loader: Unhurried())
        #expect(try scanner.perform(.feedSheet) == scan(1))
        let fault = #expect(throws: ScannerFault.self) { try open() }
        #expect(fault?.code == .badInput)
        #expect(
            fault?.detail
                == "\(scratch("in-work/other-1")): sheets that the count of another ledger had in work: go on with that "
                + "ledger, which knows whether they are counted; only where it will never be released, move them back into "
                + scratch.path)
    }
}

/// How many sheets a made-up ledger says are settled.
private final class SettledSheets {
    var count = 0
}

/// A scanner whose sheets are settled when they have left it.
private struct LedgeredScanner: ScannerDriver.Scanner {
    let scanner: WatchedFolderScanner
    let ledger: SettledSheets

    var capabilities: ScannerCapabilities { scanner.capabilities }

    func perform(_ command: ScannerCommand) throws(ScannerFault) -> ScannerEvent {
        let event = try scanner.perform(command)
        if event == .sheetAccepted || event == .sheetReturned { ledger.count += 1 }
        return event
    }
}

/// Loads what is asked for and nothing before.
private struct Unhurried: SheetLoader {
    func load(_ sheet: ReplaySheet, before next: ArraySlice<ReplaySheet>) throws(ScannerFault) -> SheetScan {
        SheetScan(sideA: try PictureFiles.load(sheet.sideA).image)
    }
}
