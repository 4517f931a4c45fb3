import Raster

/// One side of a sheet as it was read by itself, with what comparing it with the other side needs.
///
/// A caller reads the two sides of a sheet where it likes, on two cores or on one, and hands both to `SheetInterpreter`.
public struct SideReading: Sendable {
    /// What the side says, taken alone.
    public let interpretation: SideInterpretation
    /// The side at work; nil where its picture was refused by its size alone.
    let side: BinarizedSide?
    /// From pixels of the view of the picture that was read to those of the picture; nil where all of it was read.
    let toPicture: Affine?

    /// True when no print was found and the picture is one gray all over.
    var isDead: Bool {
        if case .blank = interpretation { isEven } else { false }
    }

    /// True when the picture is one gray all over, as that of a dead sensor or with the lamp off.
    private var isEven: Bool {
        guard let gray = side?.seenGrays.image else { return false }
        let grays = Histogram(of: gray, everyRow: 4)
        guard let darkest = grays.value(above: Self.strewn), let lightest = grays.value(above: 1 - Self.strewn) else {
            return true
        }
        return lightest - darkest <= Self.evenness
    }

    /// Share of pixels that may be darker or lighter: dust on the sensor.
    private static let strewn = 0.001
    /// Gray levels that a picture of one gray may have: what JPEG makes of it. Scanned paper without print has 10 and more,
    /// unless the scanner cuts them off.
    private static let evenness = 6
}

extension PageInterpreter {
    /// The sides of a sheet after each was compared with the other: ink that comes through the paper is doubtful.
    func compared(_ sideA: SideReading, _ sideB: SideReading?) -> (SideInterpretation, SideInterpretation?) {
        guard let sideB else { return (sideA.interpretation, nil) }
        return (compared(sideA, behind: sideB), compared(sideB, behind: sideA))
    }

    private func compared(_ reading: SideReading, behind other: SideReading) -> SideInterpretation {
        guard case .read(let registered, let readings) = reading.interpretation, reading.toPicture == nil,
            other.toPicture == nil,
            let side = reading.side, let back = other.side, readings.contains(where: ShowThrough.mayComeThrough)
        else { return reading.interpretation }
        let page = page(of: registered)
        let show = ShowThrough(side, page, registered, other: back)
        return .read(registered, zip(readings, page.targets).map { show.checked($0, $1) })
    }
}
