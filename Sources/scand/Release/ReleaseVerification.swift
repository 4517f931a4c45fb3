public import Ledger

/// Reads a release from its bytes alone and says where it is not what the ledger's leaves say.
public struct ReleaseVerification: ReleaseChecker {
    public init() {}

    public func findings(in release: PublishedRelease) -> [ReleaseFinding] {
        var check = ReleaseCheck(release)
        check.run()
        return check.findings
    }
}

/// One release being checked.
///
/// ```
/// cvr.json: its form, its order, its ledger   records   with a finding of these, the rest cannot be known
/// pictures: those that it names, no others    release
/// groups.json, sums, totals.json              sums
/// ```
private struct ReleaseCheck {
    /// Longest list of files that are named one by one.
    private static let maximumNamedCount = 1_000

    private let release: PublishedRelease
    private(set) var findings: [ReleaseFinding] = []

    init(_ release: PublishedRelease) { self.release = release }

    private var format: LedgerFormat { release.genesis.format }

    private mutating func find(_ code: FindingCode, _ path: String, _ what: String) {
        guard findings.count < Self.maximumNamedCount else { return }
        findings.append(ReleaseFinding(code, path: path, what: what))
    }

    mutating func run() {
        for name in [CVRFile.name, TotalsFile.name] where release.files[name] == nil {
            find(.release, name, "not among the released files")
        }
        guard release.files[CVRFile.name] != nil, let bytes = release.contents(CVRFile.name),
            let records = records(in: bytes)
        else { return }
        checkPictures(records)
        guard let sums = sums(of: records) else { return }
        checkSums(sums)
        checkTotalsFile(sums.counted, picturedSheets: records.picturedSheets)
    }

    // MARK: Records

    /// What is known from `cvr.json`.
    private struct Records {
        var sums: Sums
        var pairs: [SheetPair: Int] = [:]
        var modifiedSheets = 0
        var picturedSheets = 0
        /// The pictures that the records name, by path.
        var pictures: [String: FileDigest] = [:]
    }

    /// What sheets add up to in the end, and before people decided.
    private struct Sums {
        var counted: ReleaseSums
        /// Nil where nothing was adjudicated.
        var interpreted: ReleaseSums?
    }

    /// The file's records; nil where it has a finding.
    private mutating func records(in bytes: [UInt8]) -> Records? {
        let before = findings.count
        do throws(CVRFault) {
            let reader = try CVRReader(bytes, format: format)
            checkOrigin(of: reader.file)
            let records = try read(reader)
            for (pair, count) in records.pairs.sorted(by: { $0.key < $1.key })
            where count < release.genesis.smallestGroup {
                find(
                    .records, CVRFile.name,
                    "\(count) records of style \"\(pair.style)\" in \(pair.room.id): fewer than "
                        + "\(release.genesis.smallestGroup) are released as sums only")
            }
            let adjudicated = release.adjudication?.sheets ?? 0
            if records.modifiedSheets != adjudicated {
                find(
                    .records, CVRFile.name,
                    "\(records.modifiedSheets) records are modified, but \(adjudicated) sheets were adjudicated")
            }
            return findings.count == before ? records : nil
        } catch {
            find(.records, CVRFile.name, error.description)
            return nil
        }
    }

    /// The records are of this ledger.
    private mutating func checkOrigin(of file: CVRFile) {
        let genesis = release.genesis
        for (what, stated, known) in [
            ("ledger", file.origin, genesis.origin.rawValue), ("election", file.election.id, genesis.election),
            ("software", file.software, genesis.software),
        ] where !stated.utf8.elementsEqual(known.utf8) {
            find(.records, CVRFile.name, "of another \(what) than the genesis")
        }
    }

    private func read(_ reader: CVRReader) throws(CVRFault) -> Records {
        let nothing = ReleaseSums(reader.file.election)
        var records = Records(
            sums: Sums(counted: nothing, interpreted: release.adjudication.map { _ in nothing }))
        try reader.visit { line, number in
            records.sums.counted.add(line.contests, room: line.room)
            records.sums.interpreted?.add(line.interpreted, room: line.room)
            records.modifiedSheets += line.modified == nil ? 0 : 1
            records.picturedSheets += line.pictures.isEmpty ? 0 : 1
            if let room = line.room { records.pairs[SheetPair(style: line.style, room: room), default: 0] += 1 }
            for picture in line.pictures {
                records.pictures[CVRLine.path(of: picture, number: number)] = picture.digest
            }
        }
        return records
    }

    // MARK: Files

    /// The pictures that records name are the ones that were released, and nothing else was.
    private mutating func checkPictures(_ records: Records) {
        let documents = [CVRFile.name, TotalsFile.name] + (format == .one ? [] : [GroupsFile.name])
        for path in Set(release.files.keys).subtracting(documents).subtracting(records.pictures.keys).sorted() {
            find(.release, path, "no record names it")
        }
        for (path, digest) in records.pictures.sorted(by: { $0.key < $1.key }) where release.files[path] != digest {
            find(.release, path, "not the picture that \(CVRFile.name) names")
        }
    }

    // MARK: Sums

    /// Everything that was released, added up; nil where `groups.json` cannot be used.
    private mutating func sums(of records: Records) -> Sums? {
        guard format == .two, release.files[GroupsFile.name] != nil else { return records.sums }
        guard let bytes = release.contents(GroupsFile.name) else { return nil }
        var sums = records.sums
        do throws(CVRFault) {
            let file = try GroupsFile(
                bytes, in: sums.counted.election, smallestGroup: release.genesis.smallestGroup)
            for group in file.groups {
                if records.pairs[group.pair] != nil {
                    throw CVRFault("style \"\(group.pair.style)\" in \(group.pair.room.id) is in \(CVRFile.name) too")
                }
                sums.counted.add(group)
                sums.interpreted?.add(group)
            }
            return sums
        } catch {
            find(.sums, GroupsFile.name, error.description)
            return nil
        }
    }

    private mutating func checkSums(_ sums: Sums) {
        let (counts, totals) = (release.counts, release.totals)
        if sums.counted.sheets != counts.counted {
            find(.sums, CVRFile.name, "\(sums.counted.sheets) sheets, but \(counts.counted) were counted (\(counts))")
        }
        compare(sums.counted.contestTotals, with: totals.contests, "totals")
        if let adjudication = release.adjudication, let interpreted = sums.interpreted {
            compare(interpreted.contestTotals, with: adjudication.contests, "sums before adjudication")
        }
        guard format == .two else { return }
        if sums.counted.rooms != rooms {
            find(.sums, CVRFile.name, "its records do not add up to the sheets of the ledger, room by room")
        }
    }

    /// The sheets of each room, as it is released, by the leaves.
    private var rooms: [ReleasedRoom: Int] {
        let sheets = Dictionary(
            release.rooms.compactMap { room, count in
                SheetBatch.Mode(rawValue: room.mode.rawValue)
                    .flatMap { SheetBatch(mode: $0, number: room.batch) }.map { ($0, count) }
            }, uniquingKeysWith: +)
        let names = ReleasedRoom.rooms(of: sheets, smallest: release.genesis.smallestGroup)
        return Dictionary(sheets.compactMap { batch, count in names[batch].map { ($0, count) } }, uniquingKeysWith: +)
    }

    private mutating func compare(_ summed: [ContestTotals], with known: [ContestTotals], _ what: String) {
        for contest in summed where !known.contains(where: { $0.isSame(as: contest) }) {
            find(
                .sums, CVRFile.name, "contest \"\(contest.id)\": its records do not add up to the \(what) in the ledger"
            )
        }
        for contest in known where !summed.contains(where: { $0.id.utf8.elementsEqual(contest.id.utf8) }) {
            find(.sums, CVRFile.name, "contest \"\(contest.id)\" is in the \(what) of the ledger, but not here")
        }
    }

    private mutating func checkTotalsFile(_ sums: ReleaseSums, picturedSheets: Int) {
        guard release.files[TotalsFile.name] != nil, let bytes = release.contents(TotalsFile.name) else { return }
        let totals = TotalsFile(
            origin: release.genesis.origin.rawValue, format: format, counts: release.counts,
            returnReasons: format == .one ? release.totals.returnReasons : release.close?.day?.returnReasons ?? [],
            faults: release.close?.day?.faults ?? [], modes: release.totals.modes, batches: release.totals.batches,
            sums: sums, picturedSheets: picturedSheets)
        if bytes != totals.encoded { find(.sums, TotalsFile.name, "not what the leaves and the records say") }
    }
}
