import Foundation
import Glibc
import Ledger
import LedgerStorage

/// `bench ledger`: what a ledger costs, each number beside what it must reach (ratios and rates are of one run on one disk).
struct LedgerBench {
    let folder: String
    let signer: Ed25519Signer
    private let clock = ContinuousClock()

    /// Works in a new folder under a path, which is removed again.
    init(under path: String) throws {
        folder = "\(path)/ledger-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard let name = KeyName("bench.example.org/2026") else { fatalError("no name") }
        signer = Ed25519Signer(generating: name)
    }

    static func run() throws {
        let bench = try LedgerBench(under: FileManager.default.currentDirectoryPath)
        defer { try? FileManager.default.removeItem(atPath: bench.folder) }
        try bench.appends(rounds: 20, each: 100)
        try bench.startUp(sheets: 10_000)
        try bench.verification(sheets: 1_000_000)
        try bench.signatures(sheets: 30_000)
        try bench.memory(appends: 100_000)
    }

    func genesis(slots: Int) -> Genesis {
        let box = BoxCommitment(blind: Array(repeating: 3, count: 32), root: .empty, .two)
        guard let key = BoxPublicKey(name: signer.key.name, publicKey: Array(repeating: 9, count: 32)),
            let terms = BoxTerms(
                key: key, slotCount: slots, slotByteCount: 4096, pictureByteCount: 0, commitment: box)
        else { fatalError("no terms") }
        return Genesis(
            election: "bench", definitionDigest: FileDigest(of: []), key: signer.key, software: "bench", box: terms,
            terms: Genesis.Terms(
                created: Self.time, purpose: .test, softwareDigest: FileDigest(of: []), sheetsDigest: nil,
                hasCopy: false,
                smallestGroup: 1, anchorSheets: 0, anchorMinutes: 0))
    }

    /// Any time: nothing here depends on it.
    static let time: LedgerTime = {
        guard let time = LedgerTime("2026-11-28T06:00Z") else { fatalError("a time of this century") }
        return time
    }()

    func sheet(_ number: Int) -> LedgerEvent {
        .sheetAccepted(number: number, box: BoxCommitment(blind: Array(repeating: 3, count: 32), root: .leaf([]), .two))
    }

    /// Durable appends, in turn with bare writes and syncs of as many bytes into a file that is written already.
    private func appends(rounds: Int, each: Int) throws {
        let path = "\(folder)/appends"
        let writer = try LedgerWriter.create(at: path, signer: signer, genesis: genesis(slots: 4096))
        _ = try writer.append(.pollsOpened(Self.time))
        let record = [UInt8](repeating: 7, count: 12 + sheet(1).encoded(as: .two).count + writer.note.count + 4)
        let bare = try BareFile("\(folder)/bare", byteCount: (rounds + 2) * each * record.count)
        var ours: [Double] = []
        var theirs: [Double] = []
        for round in 0..<(rounds + 1) {
            let appending = try clock.measure {
                for _ in 0..<each { _ = try writer.append(sheet(writer.history.nextSheetNumber)) }
            }
            let writing = try clock.measure { for _ in 0..<each { try bare.append(record) } }
            if round > 0 {
                ours.append(appending / .seconds(1))
                theirs.append(writing / .seconds(1))
            }
        }
        let (a, b) = (ours.sorted()[rounds / 2], theirs.sorted()[rounds / 2])
        say("durable append", Double(each) / a, "a second, bare \(Int(Double(each) / b)); medians of \(rounds)")
        say("  of the bare rate", b / a, "must be 0.6 or more")
    }

    /// Opening a ledger of which nothing was published since its genesis, and again when all files are there.
    private func startUp(sheets: Int) throws {
        let path = "\(folder)/start"
        try MadeUpLedger(self, sheets: sheets, slots: 1 << 14, isPublished: false).write(to: path)
        for name in ["nothing published", "all in place"] {
            let time = try clock.measure { _ = try LedgerWriter.open(at: path, signer: signer) }
            say("start-up, \(sheets) sheets", time / .seconds(1), "s, \(name); must be 1 or less")
        }
    }

    private func verification(sheets: Int) throws {
        let path = "\(folder)/verify"
        try MadeUpLedger(self, sheets: sheets, slots: 1 << 20, isPublished: true).write(to: path)
        var best = Double.infinity
        for _ in 0..<3 {
            let before = processorSeconds()
            let report = LedgerVerifier.verify(directory: path, key: signer.key, signatures: .newest)
            best = min(best, processorSeconds() - before)
            guard report.isIntact, report.history.counts.accepted == sheets else {
                fatalError("not verified: \(report.damage.prefix(3))")
            }
        }
        let rate = Double(sheets + 2) / best
        say("verified leaves", rate, "a second of processor time; must be 300000 or more")
    }

    /// Every signature of a ledger, beside the same number of bare verifications by the library on one core.
    private func signatures(sheets: Int) throws {
        let path = "\(folder)/signatures"
        try MadeUpLedger(self, sheets: sheets, slots: 1 << 16, isPublished: true, signsAll: true).write(to: path)
        let note = try SignedNote(signing: "any\n", by: signer)
        let message = Array(note.text.utf8)
        let clock = ContinuousClock()
        var shares: [Double] = []
        for _ in 0..<3 {
            let bare = clock.measure {
                for _ in 0..<sheets where !signer.key.isValid(note.signatures[0].bytes, for: message) { fatalError() }
            }
            let ours = clock.measure {
                let report = LedgerVerifier.verify(directory: path, key: signer.key)
                guard report.isIntact else { fatalError("not verified: \(report.damage.prefix(3))") }
            }
            shares.append(bare / ours / Double(ProcessInfo.processInfo.activeProcessorCount))
        }
        say(
            "verified signatures", shares.sorted()[shares.count / 2],
            "of the library's own rate on all cores; must be 0.8 or more")
    }

    /// In memory, because it is about memory and not about the disk.
    private func memory(appends: Int) throws {
        let bench = try LedgerBench(under: "/dev/shm")
        defer { try? FileManager.default.removeItem(atPath: bench.folder) }
        let writer = try LedgerWriter.create(
            at: "\(bench.folder)/memory", signer: bench.signer, genesis: bench.genesis(slots: 1 << 17))
        _ = try writer.append(.pollsOpened(Self.time))
        var early = 0
        let before = processorSeconds()
        for count in 1...appends {
            _ = try writer.append(sheet(count))
            if count == appends / 20 { early = residentKibibytes() }
        }
        let grown = residentKibibytes() - early
        say("append", (processorSeconds() - before) / Double(appends) * 1e6, "µs of processor time")
        say("memory grown", Double(grown), "KiB from \(appends / 20) to \(appends) appends; must be flat")
    }

    /// Written at once: the whole takes minutes.
    private func say(_ name: String, _ value: Double, _ unit: String) {
        let number = value >= 100 ? "\(Int(value))" : String(Double(Int(value * 1000)) / 1000)
        let line = name.padding(toLength: 26, withPad: " ", startingAt: 0) + number + " " + unit + "\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }

    private func processorSeconds() -> Double { Double(Glibc.clock()) / Double(CLOCKS_PER_SEC) }

    private func residentKibibytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }
}

/// A file that is written and synced piece by piece, as bare as can be.
final class BareFile {
    private let number: Int32
    private var place = 0

    init(_ path: String, byteCount: Int) throws {
        number = unsafe open(path, O_RDWR | O_CREAT | O_EXCL, 0o644)
        guard number >= 0 else { throw CocoaError(.fileWriteUnknown) }
        try append([UInt8](repeating: 0, count: byteCount))
        place = 0
    }

    deinit { _ = close(number) }

    func append(_ bytes: [UInt8]) throws {
        try write(bytes, at: place)
        place += bytes.count
    }

    func write(_ bytes: [UInt8], at place: Int) throws {
        let count = unsafe bytes.withUnsafeBytes { unsafe pwrite(number, $0.baseAddress, $0.count, off_t(place)) }
        guard count == bytes.count, fdatasync(number) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
