public import ElectionModel
public import Raster

/// What one sheet of paper says, by the rules of its contests: stages 4 to 6 of a sheet's life.
public enum SheetInterpretation: Sendable {
    /// Every target of the sheet was read for sure.
    case readable(CastVoteRecord)
    /// The sheet is a ballot, but a person has to look at it before it can count.
    case needsReview([ReviewReason])
    /// No print on either side.
    case blank
    /// The sheet cannot be counted: a side is unreadable, or the sides do not belong together.
    case rejected(SheetRejection)
}

/// What a person has to decide. The voter can act on it, so it is a value and no error.
public enum ReviewReason: Hashable, Sendable {
    /// Ink in or beside the target that may or may not be a mark, and what makes it doubtful.
    case marginalMark(Choice, MarkDoubt)
    /// More marks than the contest's rule allows, where the election has such sheets given back.
    case overvote(ContestID)
    /// No mark in any contest, where the election has such sheets given back.
    case noMarks

    /// A word for scripts and tallies.
    public var code: String {
        switch self {
        case .marginalMark: "marginalMark"
        case .overvote: "overvote"
        case .noMarks: "noMarks"
        }
    }

    /// One sentence for the person at the machine. It names no option: who stands by must not learn the vote.
    public var message: String {
        switch self {
        case .marginalMark(let choice, let doubt):
            "contest \"\(choice.contest)\" cannot be read for sure: \(doubt.words)"
        case .overvote(let contest): "contest \"\(contest)\" has more marks than it allows"
        case .noMarks: "the sheet has no mark in any contest"
        }
    }
}

/// Why a sheet whose sides were looked at cannot count.
public enum SheetRejection: Hashable, Sendable {
    /// A side is unreadable.
    case unreadable(UnreadableReason)
    /// The two sides are pages that lie on no sheet together.
    case sidesDisagree(PageID, PageID)
    /// The other side of this page must bear print, but is empty or was not scanned.
    case otherSideMissing(PageID)
    /// The other side of this page must bear print, and its picture is one gray all over.
    case deadSensor(PageID)

    /// A word for scripts and tallies.
    public var code: String {
        switch self {
        case .unreadable(let reason): reason.code
        case .sidesDisagree: "sidesDisagree"
        case .otherSideMissing: "otherSideMissing"
        case .deadSensor: "deadSensor"
        }
    }

    /// One sentence for the person at the machine.
    public var message: String {
        switch self {
        case .unreadable(let reason): reason.message
        case .sidesDisagree(let a, let b):
            "pages \"\(a)\" and \"\(b)\" do not lie on one sheet: were two sheets fed together?"
        case .otherSideMissing(let page):
            "page \"\(page)\" has print on its other side, which was not seen: scan both sides"
        case .deadSensor(let page):
            "page \"\(page)\" has print on its other side, and the picture of that side is white or gray all over: if other sheets "
                + "show it too, the scanner's sensor or lamp for one side is dead"
        }
    }
}

/// Reads whole sheets of one election. A pure function of one sheet, in whatever order sheets come.
public struct SheetInterpreter: Sendable {
    /// The election that sheets are read for.
    public let election: Election
    /// What reads each side.
    public let pages: PageInterpreter

    /// - Precondition: `election.check(against: pages.layout)` has passed.
    public init(_ election: Election, _ pages: PageInterpreter) {
        self.election = election
        self.pages = pages
    }

    /// Reads a sheet. Which side is the front is found out, not told.
    ///
    /// - Parameters:
    ///   - sideA: one side.
    ///   - sideB: the other; nil where the scanner saw only one.
    public func interpret(sideA: GrayImage, sideB: GrayImage?) -> SheetInterpretation {
        interpret(read(sideA), sideB.map(read))
    }

    /// Reads one side by itself. The two sides of a sheet may be read at the same time.
    public func read(_ side: GrayImage) -> SideReading { pages.reading(of: side) }

    /// What a sheet says whose sides were read.
    ///
    /// - Parameters:
    ///   - sideA: one side.
    ///   - sideB: the other; nil where the scanner saw only one.
    public func interpret(_ sideA: SideReading, _ sideB: SideReading?) -> SheetInterpretation {
        interpretWithSides(sideA, sideB).sheet
    }

    /// The same with what each side says beside the other.
    public func interpretWithSides(
        _ sideA: SideReading, _ sideB: SideReading?
    ) -> (sheet: SheetInterpretation, sideA: SideInterpretation, sideB: SideInterpretation?) {
        let (a, b) = pages.compared(sideA, sideB)
        var sheet = combine(a, b)
        if case .rejected(.otherSideMissing(let page)) = sheet, let sideB, sideA.isDead || sideB.isDead {
            sheet = .rejected(.deadSensor(page))
        }
        return (sheet, a, b)
    }

    private func combine(_ sideA: SideInterpretation, _ sideB: SideInterpretation?) -> SheetInterpretation {
        var read: [(page: PageID, targets: [TargetReading])] = []
        for side in [sideA, sideB] {
            switch side {
            case .read(let registration, let targets): read.append((registration.page, targets))
            case .rejected(let reason): return .rejected(.unreadable(reason))
            case .blank, nil: continue
            }
        }
        if let first = read.first, read.count == 1 {
            guard mayStandAlone(first.page) else { return .rejected(.otherSideMissing(first.page)) }
        } else if read.count == 2 {
            guard mayShareSheet(read[0].page, read[1].page) else {
                return .rejected(.sidesDisagree(read[0].page, read[1].page))
            }
        } else {
            return .blank
        }
        let targets = read.flatMap(\.targets)
        let marginal = targets.compactMap { target in
            target.doubt.map { ReviewReason.marginalMark(target.choice, $0) }
        }
        guard marginal.isEmpty else { return .needsReview(marginal) }
        let record = record(read.map(\.page), targets)
        let returned = returnReasons(of: record)
        return returned.isEmpty ? .readable(record) : .needsReview(returned)
    }

    /// Why a sheet that is read for sure goes back all the same, by the election's policies.
    private func returnReasons(of record: CastVoteRecord) -> [ReviewReason] {
        let policies = election.day.policies
        if policies.blank == .return, !record.contests.isEmpty, record.contests.allSatisfy(\.marked.isEmpty) {
            return [.noMarks]
        }
        guard policies.overvote == .return else { return [] }
        return record.contests.filter(\.isOvervoted).map { .overvote($0.contest) }
    }

    /// True when a sheet may have this page on one side and nothing on the other.
    private func mayStandAlone(_ page: PageID) -> Bool {
        guard let sheets = election.sheets else { return true }
        return sheets.contains { $0.front == page && $0.back == nil }
    }

    private func mayShareSheet(_ a: PageID, _ b: PageID) -> Bool {
        guard let sheets = election.sheets else { return a != b }
        return sheets.contains { ($0.front == a && $0.back == b) || ($0.front == b && $0.back == a) }
    }

    private func record(_ pages: [PageID], _ targets: [TargetReading]) -> CastVoteRecord {
        let marked = Set(targets.filter { $0.mark == .marked }.map(\.choice))
        let present = Set(targets.map(\.choice.contest))
        let sheet = election.sheets?.first { Set([$0.front] + ($0.back.map { [$0] } ?? [])) == Set(pages) }
        return CastVoteRecord(
            sheet: sheet?.id ?? pages.map(\.rawValue).sorted().joined(separator: "+"),
            contests: election.contests.filter { present.contains($0.id) }.map { contest in
                ContestVotes(
                    contest,
                    marked: contest.options.map(\.id).filter {
                        marked.contains(Choice(contest: contest.id, option: $0))
                    })
            })
    }
}
