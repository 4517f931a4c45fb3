/// Where the targets of a ballot lie: the least that is needed to read any vendor's ballot.
///
/// A layout is drawn over pictures of the blank pages: each page names its reference picture, each target its box in that
/// picture's pixels. Reference and scan may differ in resolution, so no unit of length occurs.
public struct Layout: Hashable, Sendable {
    /// Rules of the contests by name. A contest that the file does not list allows one vote.
    public let contests: [ContestID: ContestRule]
    /// The pages, in the order of the file; never empty.
    public let pages: [PageLayout]
    /// How much ink makes a mark.
    public let thresholds: MarkThresholds

    /// Checks a layout as a whole: unique names, at least one page, sane thresholds.
    ///
    /// - Throws: `DefinitionError` naming the first field that is wrong.
    public init(
        contests: [ContestID: ContestRule], pages: [PageLayout], thresholds: MarkThresholds = .standard
    ) throws(DefinitionError) {
        guard !pages.isEmpty else { throw DefinitionError(field: "pages", problem: "is empty: name at least one page") }
        try Self.checkPagesDiffer(pages)
        for (contest, rule) in contests.sorted(by: { $0.key < $1.key }) where rule.votesAllowed < 1 {
            throw DefinitionError(
                field: "contests.\(contest).votesAllowed", problem: "is \(rule.votesAllowed): must be at least 1")
        }
        try thresholds.check()
        self.contests = contests
        self.pages = pages
        self.thresholds = thresholds
    }

    /// How many options a voter may mark in a contest.
    public func votesAllowed(in contest: ContestID) -> Int { contests[contest]?.votesAllowed ?? 1 }

    private static func checkPagesDiffer(_ pages: [PageLayout]) throws(DefinitionError) {
        var seen = Set<PageID>()
        for (index, page) in pages.enumerated() {
            guard !page.id.rawValue.isEmpty else {
                throw DefinitionError(field: "pages[\(index)].id", problem: "is empty: give the page a name")
            }
            guard seen.insert(page.id).inserted else {
                throw DefinitionError(
                    field: "pages[\(index)].id", problem: "\"\(page.id)\" is used twice: page ids must differ")
            }
            try page.check(at: "pages[\(index)]")
        }
    }
}

/// What the law of a contest says, as far as reading marks needs it.
public struct ContestRule: Hashable, Sendable, Codable {
    /// Most options that may be marked; one more is an overvote. At least 1.
    public let votesAllowed: Int

    /// A contest in which a voter has so many votes.
    public init(votesAllowed: Int) { self.votesAllowed = votesAllowed }

    private enum CodingKeys: String, CodingKey, CaseIterable { case votesAllowed }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.members(CodingKeys.self)
        votesAllowed = try values.decodeIfPresent(Int.self, forKey: .votesAllowed) ?? 1
    }
}

/// One side of one ballot style.
public struct PageLayout: Hashable, Sendable {
    /// Its name in files, records and messages.
    public let id: PageID
    /// File of the blank page, relative to the layout's own folder.
    public let reference: String
    /// Page of a multi-page reference file, from 0.
    public let frame: Int
    /// The page's targets; a page without any is legal (a back side with text only).
    public let targets: [Target]
    /// Codes printed on the page that must be checked.
    public let codes: [PageCode]
    /// Areas in which any ink may be: serial numbers, initials, banners, stamps.
    public let free: [PixelBox]

    /// A page of these parts. Nothing is checked here: decoding does that.
    public init(
        id: PageID, reference: String, frame: Int = 0, targets: [Target], codes: [PageCode] = [],
        free: [PixelBox] = []
    ) {
        self.id = id
        self.reference = reference
        self.frame = frame
        self.targets = targets
        self.codes = codes
        self.free = free
    }

    /// Checks what can be told without the reference picture.
    func check(at field: String) throws(DefinitionError) {
        guard !reference.isEmpty else {
            throw DefinitionError(field: "\(field).reference", problem: "is empty: name the picture of the blank page")
        }
        guard frame >= 0 else {
            throw DefinitionError(field: "\(field).frame", problem: "is \(frame): frames count from 0")
        }
        var seen = Set<Choice>()
        for (index, target) in targets.enumerated() {
            let place = "\(field).targets[\(index)]"
            guard !target.contest.rawValue.isEmpty else {
                throw DefinitionError(field: "\(place).contest", problem: "is empty: name the contest")
            }
            guard !target.option.rawValue.isEmpty else {
                throw DefinitionError(field: "\(place).option", problem: "is empty: name the option")
            }
            guard seen.insert(target.choice).inserted else {
                throw DefinitionError(
                    field: place, problem: "\(target.choice) stands twice on page \"\(id)\": targets must differ")
            }
            guard target.box.width >= 4, target.box.height >= 4 else {
                throw DefinitionError(
                    field: "\(place).box", problem: "is \(target.box.size): must be at least 4 x 4 pixels")
            }
        }
        for (index, code) in codes.enumerated() { try code.check(at: "\(field).codes[\(index)]") }
        for (index, box) in free.enumerated() where box.width < 4 || box.height < 4 {
            throw DefinitionError(
                field: "\(field).free[\(index)]", problem: "is \(box.size): must be at least 4 x 4 pixels")
        }
    }

    /// Checks that every box lies on the page, now that the reference picture's size is known.
    ///
    /// - Parameters:
    ///   - width: the reference's width in pixels.
    ///   - height: its height in pixels.
    ///   - field: where the page stands in its file, for the message: `pages[0]`.
    public func checkBoxes(onPageOf width: Int, by height: Int, at field: String) throws(DefinitionError) {
        let boxes =
            targets.enumerated().map { (place: "targets[\($0.offset)].box", box: $0.element.box) }
            + codes.enumerated().map { (place: "codes[\($0.offset)].box", box: $0.element.box) }
            + free.enumerated().map { (place: "free[\($0.offset)]", box: $0.element) }
        for (place, box) in boxes {
            guard box.lies(onPageOf: width, by: height) else {
                throw DefinitionError(
                    field: "\(field).\(place)",
                    problem: "[\(box.x), \(box.y), \(box.width), \(box.height)] reaches outside its page, "
                        + "whose reference \"\(reference)\" is \(width) x \(height) pixels")
            }
        }
    }
}

/// One option of one contest: what a mark stands for.
public struct Choice: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The contest.
    public let contest: ContestID
    /// One of its options.
    public let option: OptionID

    /// An option of a contest.
    public init(contest: ContestID, option: OptionID) {
        self.contest = contest
        self.option = option
    }

    public var description: String { "\(contest)/\(option)" }

    public static func < (a: Self, b: Self) -> Bool { (a.contest, a.option) < (b.contest, b.option) }
}

/// A printed oval or box in which a voter marks an option.
public struct Target: Hashable, Sendable {
    /// The contest that a mark in it is a vote in.
    public let contest: ContestID
    /// The option that a mark in it is a vote for.
    public let option: OptionID
    /// Tight around the printed outline, in pixels of the reference picture.
    public let box: PixelBox
    /// The outline that is printed around it.
    public let shape: TargetShape
    /// True where the option is a line on which the voter writes a name.
    public let writeIn: Bool
    /// True where the option was withdrawn after printing: commissions strike it by hand, and it is not read.
    public let isWithdrawn: Bool

    /// A target of these parts. Nothing is checked here: decoding does that.
    public init(
        contest: ContestID, option: OptionID, box: PixelBox, shape: TargetShape, writeIn: Bool = false,
        isWithdrawn: Bool = false
    ) {
        self.contest = contest
        self.option = option
        self.box = box
        self.shape = shape
        self.writeIn = writeIn
        self.isWithdrawn = isWithdrawn
    }

    /// What a mark in it is a vote for.
    public var choice: Choice { Choice(contest: contest, option: option) }
}

/// The printed outline of a target.
public enum TargetShape: String, Hashable, Sendable, Codable, CaseIterable {
    /// An oval or a circle; a box, with or without rounded corners.
    case ellipse, rectangle
}

/// A rectangle of whole pixels, origin at the top left.
public struct PixelBox: Hashable, Sendable {
    /// Left edge, upper edge and size in pixels; the upper left corner of the picture is 0, 0.
    public let x, y, width, height: Int

    /// A box with this upper left corner and size.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    var size: String { "\(width) x \(height) pixels" }
}

/// A definition file that says something impossible: the field and what is wrong with it, for one line of text.
public struct DefinitionError: Error, Hashable, CustomStringConvertible {
    /// Path of the field in the file, such as `pages[0].targets[3].box`.
    public let field: String
    /// What was found and what was expected.
    public let problem: String

    /// A field, as a path such as `pages[0].targets[3].box`, and what is wrong with it.
    public init(field: String, problem: String) {
        self.field = field
        self.problem = problem
    }

    public var description: String { "\(field) \(problem)" }
}
