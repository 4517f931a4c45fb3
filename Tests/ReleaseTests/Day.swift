import Foundation
import Ledger
import LedgerStorage
import LedgerSupport
import Release
import Testing

/// A machine's whole day: ledger, ballot box and release, with the machine's key. Its directory is written from the format page,
/// not by the writer's code.
struct Day {
    let signer: Ed25519Signer
    let genesis: Genesis
    let sheets: [ReleasedSheet]
    /// What lies in the ballot box when polls are closed.
    let slots: [[UInt8]]
    let blind: [UInt8]

    var root: TreeHash { MerkleTree(leaves: slots.map { .leaf($0) }).root }

    init(_ sheets: [ReleasedSheet], seed: UInt8 = 1) throws {
        self.sheets = sheets
        blind = Array(repeating: 77, count: 32)
        var lot = SeededGenerator(state: 5)
        var count = 1
        while count < sheets.count { count *= 2 }
        slots = (0..<count).map { _ in (0..<4096).map { _ in UInt8.random(in: 0...255, using: &lot) } }
        let name = try #require(KeyName("example.org/box-7"))
        signer = try #require(Ed25519Signer(name: name, seed: Array(repeating: seed, count: 32)))
        let full = MerkleTree(leaves: slots.map { .leaf($0) }).root
        let boxKey = try #require(BoxPublicKey(name: name, publicKey: Array(repeating: 9, count: 32)))
        let box = try #require(
            BoxTerms(
                key: boxKey, slotCount: count, slotByteCount: 4096, pictureByteCount: 0,
                commitment: BoxCommitment(blind: blind, root: sheets.isEmpty ? full : .empty, .two)))
        let sample = try Sample.genesis()
        genesis = Genesis(
            election: sample.election, definitionDigest: sample.definitionDigest, key: signer.key,
            software: sample.software, box: box, terms: sample.terms)
    }

    private func time() throws -> LedgerTime { try #require(LedgerTime("2026-03-15T12:00Z")) }

    /// A commitment such as the leaf of a sheet has: only the last one is ever opened.
    private func commitment(_ number: Int) -> BoxCommitment {
        BoxCommitment(blind: number == sheets.count ? blind : Array(repeating: 3, count: 32), root: root, .two)
    }

    /// The day up to the end of voting: every fourth sheet comes after two that went back, the last is unresolved. Sheets of
    /// portable boxes come after the others, batch by batch.
    func voting() throws -> LedgerHistory.Recording {
        var day = LedgerHistory.Recording()
        try day.add(.genesis(genesis), .copyRestored, .pollsOpened(try time()))
        var counted = 0
        for batch in [nil, 1, 2] as [Int?] {
            let part = sheets.filter { $0.batch.number == batch }
            if batch == 1 { try day.add(.modeChanged(.portable, since: try time(), time: try time())) }
            if let batch { try day.add(.batchBegun(batch)) }
            for _ in part {
                counted += 1
                let next = day.history.nextSheetNumber
                switch counted {
                case sheets.count:
                    let start = MachineStart(
                        after: .interruption, definitionDigest: genesis.definitionDigest, software: genesis.software,
                        softwareDigest: FileDigest(of: [4]), time: try time())
                    try day.add(
                        .machineStarted(start), .pollsPaused(.interruption, try time()), .sheetVoided(number: next),
                        .pollsResumed(try time()), .sheetUnresolved(number: next + 1, box: commitment(counted)))
                case let count where count % 4 == 0:
                    try day.add(
                        .sheetsReturned(from: next, to: next + 1),
                        .sheetAccepted(number: next + 2, box: commitment(counted)))
                default: try day.add(.sheetAccepted(number: next, box: commitment(counted)))
                }
            }
            if let batch { try day.add(.batchEnded(batch, sheets: part.count)) }
        }
        return day
    }

    /// The whole day.
    ///
    /// - Parameters:
    ///   - released: what is said to have been in the box; other than the day's sheets for a machine that lies.
    ///   - change: what a machine that lies does to the files before their digests are signed.
    func run(
        at directory: String, released: [ReleasedSheet]? = nil, change: (inout [ReleaseFile]) -> Void = { _ in }
    ) throws {
        var day = try voting()
        let counts = day.history.counts
        let close = PollsClose.Day(
            returnReasons: counts.returned == 0 ? [] : [.init(id: "too faint", count: counts.returned)],
            time: try time())
        try day.add(.pollsClosed(PollsClose(counts, day: close)))
        let truth = try Release(sheets, election: Sample.election(), genesis: genesis)
        let release = try Release(released ?? sheets, election: Sample.election(), genesis: genesis)
        var files = release.documents(counts: counts, day: close).map { ReleaseFile(path: $0.path, bytes: $0.bytes) }
        try release.pictures { _, picture in
            let number = try #require(
                (0..<1000).first { FileDigest(of: Sample.pictureBytes($0, picture.side)) == picture.digest })
            return Sample.pictureBytes(number, picture.side)
        } emit: {
            files.append(ReleaseFile(path: $0.path, bytes: $0.bytes))
        }
        change(&files)
        let lines = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
            .map { "\(FileDigest(of: $0.bytes))  \($0.path)\n" }
        let manifest = ReleaseFile(path: "manifest", bytes: Array(lines.joined().utf8))
        let totals = Totals(
            sheets: sheets.count, contests: truth.contests, modes: truth.modes, batches: truth.batches,
            releaseDigest: FileDigest(of: manifest.bytes), boxRoot: root, boxBlind: blind)
        try day.add(.totals(totals), .keysDestroyed(KeysDestroyed(copy: .none, drafts: 0)))
        try write(day, to: directory)
        for file in files + [manifest] {
            let place = URL(fileURLWithPath: "\(directory)/release/\(file.path)")
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.bytes).write(to: place)
        }
    }

    func write(_ day: LedgerHistory.Recording, to directory: String) throws {
        try ForgedLedger(day.leaves, by: signer).write(to: directory)
    }

    func verify(_ directory: String) -> VerificationReport {
        LedgerVerifier.verify(directory: directory, key: signer.key, release: ReleaseVerification())
    }
}

extension LedgerHistory {
    /// Leaves, each of which keeps the rules.
    struct Recording {
        private(set) var history = LedgerHistory()
        private(set) var leaves: [[UInt8]] = []

        mutating func add(_ events: LedgerEvent...) throws {
            for event in events {
                let leaf = history.leaf(of: event)
                try history.apply(event)
                leaves.append(leaf)
            }
        }
    }
}
