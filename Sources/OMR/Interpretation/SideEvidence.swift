public import ElectionModel
public import Raster

/// Why a side was read as it was, in values: where on the side every target and landmark was seen.
///
/// Drawing and reports read these. Nothing here decides anything: interpretation, classes and scores are those of
/// `interpret`, and places are taken again through the registration that it used.
public struct SideEvidence: Sendable {
    /// What the side came to.
    public let interpretation: SideInterpretation
    /// The side in gray at work resolution, or the part of it that was read, the coordinates of all places below; nil when the picture is refused by its
    /// size alone.
    public let scan: GrayImage?
    /// The page that was found; also where the side was refused afterwards because of a target.
    public let page: PageID?
    /// The page's targets in the layout's order; empty where no page was found.
    public let targets: [TargetEvidence]
    /// The landmarks that were found.
    public let landmarks: [LandmarkEvidence]
    /// Lines of dirt down the side.
    public let streaks: [Streak]
}

/// A place on a side, in work pixels.
public struct SidePoint: Hashable, Sendable {
    /// Pixels from the left and from the top of the picture.
    public let x, y: Double
}

/// One target where it was seen on a side.
public struct TargetEvidence: Sendable {
    /// The target as the layout has it.
    public let target: Target
    /// What became of it.
    public let finding: Finding
    /// Share of the target's paper that is ink, 0 to 1; nil where it was not read.
    public let score: Double?
    /// Why it is marginal; nil where it is not.
    public let doubt: MarkDoubt?
    /// Of a write-in, the space for the name and whether it bears writing; nil for other targets and where it was not read.
    public let writeIn: WriteIn?
    /// Corners of its box on the side: top left, top right, bottom right, bottom left of the page.
    public let outline: [SidePoint]
    /// Corners of the words that were looked for beside it, box included, in the same order.
    public let words: [SidePoint]
    /// The target on the blank page with its surroundings, at work resolution; with its words where these are missing.
    public let blank: Bitmap
    /// From pixels of `blank` to work pixels of the side.
    public let toSide: Affine

    /// What was seen on the line for a name that the voter writes.
    public struct WriteIn: Hashable, Sendable {
        /// Corners on the side, in the order of `outline`.
        public let corners: [SidePoint]
        /// Whether something is written there.
        public let isInked: Bool
    }

    /// What was found in the target.
    public enum Finding: Hashable, Sendable {
        /// It was read, and this is its class.
        case read(MarkClass)
        /// Its own print is not where it must be; `found` of it is.
        case printMissing(found: Double)
        /// The words beside it are not those of the blank page; `found` of them are.
        case wordsMissing(found: Double)
        /// A line of dirt runs through it.
        case streak
        /// It is there, but its page was refused for another reason.
        case notRead
    }
}

/// One landmark where it was found on a side.
public struct LandmarkEvidence: Hashable, Sendable {
    /// Where it was found.
    public let place: SidePoint
    /// Where its neighbours put it.
    public let expected: SidePoint
}

extension PageInterpreter {
    /// Reads a side, and tells where everything was seen.
    ///
    /// - Parameter compared: what the side says after it was compared with the other side of its sheet, if it was.
    public func evidence(for image: GrayImage, compared: SideInterpretation? = nil) -> SideEvidence {
        let (view, alone, side) = look(at: image)
        let interpretation = view == nil ? compared ?? alone : alone
        let seen = view?.image ?? image
        guard let side else { return SideEvidence(interpretation, scan: nil) }
        let scan = seen.scaled(toWidth: side.bitmap.width, height: side.bitmap.height)
        guard let (found, aligned) = registered(side, interpretation) else {
            return SideEvidence(interpretation, scan: scan)
        }
        let words = OptionWords(of: page(of: found), on: side, aligned, found.map).findings
        return SideEvidence(
            interpretation: interpretation, scan: scan, page: found.page,
            targets: page(of: found).targets.enumerated().map { index, target in
                evidence(for: target, at: index, words[index], on: side, aligned, found, interpretation)
            },
            landmarks: found.map.evidence(), streaks: found.streaks)
    }

    /// The registration that a reading rests on; where the side was refused it is made again, if it can be.
    private func registered(
        _ side: BinarizedSide, _ interpretation: SideInterpretation
    ) -> (registration: Registration, aligned: AlignedSide)? {
        switch interpretation {
        case .read(let found, _):
            (found, AlignedSide(side, to: page(of: found), through: found.map, without: found.streaks))
        case .rejected: try? registration.register(side)
        case .blank: nil
        }
    }

    private func evidence(
        for target: ReferenceTarget, at index: Int, _ words: OptionWords.Finding, on side: BinarizedSide,
        _ aligned: AlignedSide,
        _ found: Registration,
        _ interpretation: SideInterpretation
    ) -> TargetEvidence {
        let sighting = target.sighting(on: aligned.ink)
        var (finding, score) = (TargetEvidence.Finding.notRead, Double?.none)
        var reading: TargetReading?
        switch interpretation {
        case .read(_, let readings):
            reading = readings[index]
            (finding, score) = (.read(readings[index].mark), readings[index].score)
        case .rejected(.streakThroughTarget(_, target.target.choice, _)): finding = .streak
        case .rejected, .blank:
            if sighting.found < ReferenceTarget.leastFound {
                finding = .printMissing(found: sighting.found)
            } else if !words.areThere || !words.isHeadThere {
                finding = .wordsMissing(found: words.found)
            }
        }
        let (box, local) = (target.box, found.map.affine(at: target.box.centre.x, target.box.centre.y))
        let toSide = local.after(
            Affine(xx: 1, xy: 0, dx: Double(sighting.shiftX), yx: 0, yy: 1, dy: Double(sighting.shiftY)))
        let extent = target.words.extent(with: box)
        var crop = box
        if case .wordsMissing = finding { crop = extent }
        crop = crop.padded(by: Double(Self.evidenceMargin))
        let (left, top) = (Int(crop.x.rounded()), Int(crop.y.rounded()))
        return TargetEvidence(
            target: target.target, finding: finding, score: score, doubt: reading?.doubt,
            writeIn: reading?.writeIn.map { TargetEvidence.WriteIn($0, scale: side.scale) },
            outline: box.corners(through: toSide),
            words: extent.corners(through: toSide),
            blank: page(of: found).side.bitmap.cropped(
                x: left, y: top, width: Int(crop.width.rounded()), height: Int(crop.height.rounded())),
            toSide: toSide.after(Affine(xx: 1, xy: 0, dx: Double(left), yx: 0, yy: 1, dy: Double(top))))
    }

    /// Surroundings of a target that are shown with it, in work pixels: 3 mm, to see that a tick begins outside.
    static let evidenceMargin = 24
}

extension TargetEvidence.WriteIn {
    /// - Parameter scale: work pixels for one pixel of the image.
    init(_ reading: WriteInReading, scale: Double) {
        corners = reading.corners.map { SidePoint(x: ($0.x + 0.5) * scale - 0.5, y: ($0.y + 0.5) * scale - 0.5) }
        isInked = reading.isInked
    }
}

extension SideEvidence {
    /// Of a side on which no page was found.
    init(_ interpretation: SideInterpretation, scan: GrayImage?) {
        self.init(
            interpretation: interpretation, scan: scan, page: nil, targets: [], landmarks: [], streaks: [])
    }
}

extension LocalMap {
    func evidence() -> [LandmarkEvidence] {
        matches.indices.map { index in
            let match = matches[index]
            let expected = affine(at: match.fromX, match.fromY, leavingOut: index)(match.fromX, match.fromY)
            return LandmarkEvidence(
                place: SidePoint(x: match.toX, y: match.toY), expected: SidePoint(x: expected.x, y: expected.y))
        }
    }
}

extension OptionPrint {
    /// The box around the target and the words that are looked for beside it.
    func extent(with box: WorkBox) -> WorkBox {
        var (left, top, right, bottom) = (box.x, box.y, box.x + box.width, box.y + box.height)
        for cell in cells {
            left = min(left, Double(cell.left + cell.word.lowerBound))
            top = min(top, Double(cell.top))
            right = max(right, Double(cell.left + cell.word.upperBound))
            bottom = max(bottom, Double(cell.top + cell.height))
        }
        return WorkBox(x: left, y: top, width: right - left, height: bottom - top)
    }
}

extension WorkBox {
    func padded(by margin: Double) -> WorkBox {
        WorkBox(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
    }

    /// Its outermost pixels as they lie on a side.
    func corners(through map: Affine) -> [SidePoint] {
        let (right, bottom) = (x + width - 1, y + height - 1)
        return [(x, y), (right, y), (right, bottom), (x, bottom)].map { map($0.0, $0.1) }.map {
            SidePoint(x: $0.x, y: $0.y)
        }
    }
}
