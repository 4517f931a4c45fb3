public import ElectionModel
public import Raster

/// How the ink of a side divides, in values: for people and programs that ask why a side was read as it was.
///
/// ```
/// ink of the side   = found print + new ink + specks
/// print of the page = found again + missing
/// ```
/// All is in the page's own frame, in work pixels. Nothing here decides anything: it is what reading went by.
public struct InkAccount: Sendable {
    /// The page that the side is.
    public let registration: Registration
    /// Ink of the side that is the page's print, as bold as the side is printed.
    public let found: Bitmap
    /// Ink beside the print that belongs to a stroke.
    public let new: Bitmap
    /// Ink beside the print that is too little for a stroke.
    public let specks: Bitmap
    /// Print of the page that has no ink near it on the side.
    public let missing: Bitmap
    /// Pixels of the page's print.
    public let printCount: Int
    /// How much bolder than the blank page the side was taken to be printed, in pixels on each side of a stroke.
    public let growth: Int
    /// What the new ink hangs together as, in the order of the page; nil where there are too many pieces to tell.
    public let strokes: [Stroke]?

    /// New ink that hangs together.
    public struct Stroke: Hashable, Sendable {
        /// The box around it, in pixels of the page's frame.
        public let box: PixelBox
        /// The box's corners in pixels of the image: top left, top right, bottom right, bottom left of the page.
        public let corners: [WriteInReading.Point]
        /// Pixels of new ink.
        public let area: Int
        /// Mean thickness in pixels.
        public let thickness: Double
        /// Gray of the darker part of the new ink in its box as a share of the paper's, 0 black to 1.
        public let darkness: Double?
        /// The targets that it reaches, and how many of its pixels lie in each; those in which most of it lies first.
        public let parts: [Part]
    }

    /// What of a stroke lies in one target and close around it.
    public struct Part: Hashable, Sendable {
        /// What the target is for.
        public let choice: Choice
        /// Pixels of the stroke in it and close around it.
        public let area: Int
        /// True where at least half of the stroke does.
        public let isMost: Bool
    }
}

extension PageInterpreter {
    /// The account of a side's ink; nil where no page was found on it.
    public func account(of reading: SideReading) -> InkAccount? {
        guard let side = reading.side else { return nil }
        let found: (registration: Registration, aligned: AlignedSide)?
        switch reading.interpretation {
        case .read(let registered, _):
            found = (
                registered,
                AlignedSide(side, to: page(of: registered), through: registered.map, without: registered.streaks)
            )
        case .rejected: found = try? registration.register(side)
        case .blank: found = nil
        }
        guard let (registered, aligned) = found else { return nil }
        let page = page(of: registered)
        let reader = TargetReader(interpreter: self, side, aligned, registered)
        let growth = reader.growth ?? registered.strokeGrowth - StrokeGrowth.range.lowerBound
        let added = aligned.ink.subtracting(page.grownPrint[growth])
        let account = try? SideAccount(of: aligned, page, growth: growth)
        let new = account?.new ?? added
        return InkAccount(
            registration: registered, found: aligned.ink.subtracting(added), new: new, specks: added.subtracting(new),
            // Two pixels cover what registration leaves open.
            missing: page.side.bitmap.subtracting(aligned.ink.dilated(times: StrokeGrowth.range.lowerBound)),
            printCount: page.side.bitmap.inkCount, growth: growth + StrokeGrowth.range.lowerBound,
            strokes: account.map { account in
                account.strokes.map { InkAccount.Stroke($0, account, page, side, registered, reading) }
            })
    }
}

extension InkAccount.Stroke {
    init(
        _ stroke: InkStroke, _ account: SideAccount, _ page: ReferencePage, _ side: BinarizedSide,
        _ registered: Registration, _ reading: SideReading
    ) {
        box = PixelBox(x: stroke.left, y: stroke.top, width: stroke.width, height: stroke.height)
        let own = WorkBox(
            x: Double(stroke.left), y: Double(stroke.top), width: Double(stroke.width), height: Double(stroke.height))
        let toSide = registered.map.affine(at: own.centre.x, own.centre.y)
        corners = reading.imagePoints(own.corners(through: toSide), side)
        area = stroke.area
        thickness = stroke.thickness
        let gray = side.seenGrays.image.sampled(
            through: toSide.after(Affine(xx: 1, xy: 0, dx: own.x, yx: 0, yy: 1, dy: own.y)), width: stroke.width,
            height: stroke.height)
        let ink = account.new.cropped(x: stroke.left, y: stroke.top, width: stroke.width, height: stroke.height)
        let centre = toSide(own.centre.x, own.centre.y)
        darkness = Histogram(of: gray, where: ink).value(above: 0.25).map {
            Double($0) / side.seenGrays.paper.typical(around: centre.x, centre.y)
        }
        parts = page.targets.compactMap { target in
            let near = account.ink(of: stroke, in: StrokeRoles.near(target.box))
            return near == 0
                ? nil : InkAccount.Part(choice: target.target.choice, area: near, isMost: 2 * near >= stroke.area)
        }.sorted { $0.area > $1.area }
    }
}
