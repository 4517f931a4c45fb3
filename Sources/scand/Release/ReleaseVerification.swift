import ElectionModel
public import Ledger
import OMR

/// Reads a release from its bytes alone and says where it is not what the ledger's leaves say.
public struct ReleaseVerification: ReleaseChecker {
    public init() {}

    public func findings(in release: PublishedRelease) -> [ReleaseFinding] {
        var check = Check(release: release)
        check.run()
        return check.findings
    }

    /// Longest list of files that are named one by one.
    private static let maximumNamedCount = 1_000

    private struct Check {
        let release: PublishedRelease
        var findings: [ReleaseFinding] = []

        mutating func find(_ path: String, _ what: String) {
            guard findings.count < ReleaseVerification.maximumNamedCount else { return }
            let code: FindingCode = path == CVRFile.name ? .records : path == TotalsFile.name ? .sums : .release
            findings.append(ReleaseFinding(code, path: path, what: what))
        }

        mutating func run() {
            for name in [CVRFile.name, TotalsFile.name] where release.files[name] == nil {
                find(name, "not among the released files")
            }
            guard release.files[CVRFile.name] != nil, let bytes = release.contents(CVRFile.name) else { return }
            do throws(CVRFault) {
                let reader = try CVRReader(bytes)
                checkOrigin(of: reader.file)
                try checkRecords(reader)
            } catch {
                find(CVRFile.name, error.description)
            }
        }

        /// The records are of this ledger.
        mutating func checkOrigin(of file: CVRFile) {
            let genesis = release.genesis
            for (what, stated, known) in [
                ("ledger", file.origin, genesis.origin.rawValue), ("election", file.election.id, genesis.election),
                ("software", file.software, genesis.software),
            ] where !stated.utf8.elementsEqual(known.utf8) {
                find(CVRFile.name, "of another \(what) than the genesis")
            }
        }

        /// The records add up to the totals, and the pictures that they name are the ones that were released.
        mutating func checkRecords(_ reader: CVRReader) throws(CVRFault) {
            var tally = Tally(reader.file.election)
            var strangers = Set(release.files.keys).subtracting([CVRFile.name, TotalsFile.name])
            var picturedSheets = 0
            var found: [(path: String, what: String)] = []
            try reader.visit { marks, pictures, number in
                tally.add(marks.record(in: reader.file.election))
                picturedSheets += pictures.isEmpty ? 0 : 1
                for picture in pictures {
                    let path = CVRLine.path(of: picture, number: number)
                    strangers.remove(path)
                    if release.files[path] != picture.digest {
                        found.append((path, "not the picture that \(CVRFile.name) names"))
                    }
                }
            }
            for path in strangers.sorted() { find(path, "no record names it") }
            for (path, what) in found { find(path, what) }
            check(tally, reader.count)
            checkTotalsFile(picturedSheets: picturedSheets)
        }

        mutating func check(_ tally: Tally, _ count: Int) {
            let counts = release.counts
            if count != counts.counted {
                find(
                    CVRFile.name,
                    "\(count) records, but \(counts.counted) sheets were counted (\(counts.accepted) accepted, "
                        + "\(counts.unresolved) unresolved)")
            }
            let summed = Totals(
                sheets: count, contests: tally.contestTotals, returnReasons: [],
                releaseDigest: release.totals.releaseDigest,
                boxRoot: release.totals.boxRoot, boxBlind: release.totals.boxBlind)
            let known = release.totals.contests
            for contest in summed.contests where !known.contains(contest) {
                find(CVRFile.name, "contest \"\(contest.id)\": its records do not add up to the totals in the ledger")
            }
            let names = Set(summed.contests.map(\.id))
            for contest in known where !names.contains(contest.id) {
                find(CVRFile.name, "contest \"\(contest.id)\" is in the totals of the ledger, but not here")
            }
        }

        mutating func checkTotalsFile(picturedSheets: Int) {
            guard release.files[TotalsFile.name] != nil, let bytes = release.contents(TotalsFile.name) else { return }
            let totals = TotalsFile(
                origin: release.genesis.origin.rawValue, election: release.genesis.election, counts: release.counts,
                contests: release.totals.contests, returnReasons: release.totals.returnReasons,
                picturedSheets: picturedSheets)
            if bytes != totals.encoded { find(TotalsFile.name, "not what the totals in the ledger say") }
        }
    }
}
