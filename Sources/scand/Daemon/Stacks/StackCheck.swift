import ElectionModel
import Glibc
import ImageFiles
import OMR
import Raster
import Replay
import ReplayFiles
import ScannerDriver

/// Looks at stacks before a ledger is begun for them: one that was put together from papers of several sizes, or that is another
/// election's, would be found out sheet by sheet, in a ledger that is signed.
struct StackCheck {
    let interpreter: SheetInterpreter
    let pictures: OpenPictures
    let list: FileFacts

    /// Share by which sides of one stack may differ: scanners that find the paper's edge cut a little more or less.
    private static let slack = 0.1
    /// Most sheets that are looked at, evenly apart.
    private static let mostSamples = 5

    /// Refuses, or asks a person at a terminal.
    ///
    /// - Throws: `CommandFailure` that names the stack and the option by which it is counted as it is.
    func check(_ stacks: [GivenSheets.Stack]) throws {
        for stack in stacks {
            let troubles = [try sizeTrouble(in: stack), otherElection(stack)]
            for trouble in troubles.compactMap(\.self) {
                guard Self.isAccepted(trouble) else {
                    throw CommandFailure(
                        .unusableArguments,
                        "\(trouble): no ledger was begun; to count the stack as it is, give --as-it-is")
                }
            }
        }
    }

    private static func isAccepted(_ trouble: String) -> Bool {
        guard isatty(STDIN_FILENO) == 1, StandardError.isTerminal else { return false }
        StandardError.write("scand: \(trouble). Count the stack as it is? Type 'yes', or Enter to begin no ledger:")
        return readLine() == "yes"
    }

    /// Two sides that are not of one size, in words.
    private func sizeTrouble(in stack: GivenSheets.Stack) throws -> String? {
        let sizes = try stack.sides.compactMap { side -> (side: ReplaySide, size: ImageSize)? in
            let size = try list.facts(of: side.path).sizes[side.frame ?? 0]
            return size.map { (side: side, size: $0) }
        }
        let areInches = sizes.allSatisfy { $0.size.dpiHint != nil }
        guard let first = sizes.first else { return nil }
        let expected = SideSize(first.size, inInches: areInches)
        for other in sizes.dropFirst() {
            let found = SideSize(other.size, inInches: areInches)
            guard !found.isLike(expected, slack: Self.slack) else { continue }
            return
                "\(stack.name): the pages are not of one size: \(other.side) is \(found), and \(first.side) is \(expected)"
        }
        return nil
    }

    /// What is wrong where none of some sheets is a ballot of this election.
    private func otherElection(_ stack: GivenSheets.Stack) -> String? {
        let step = max(1, stack.sheets.count / Self.mostSamples)
        let samples = Array(stride(from: 0, to: stack.sheets.count, by: step).prefix(Self.mostSamples))
        var reason: String?
        for index in samples {
            guard let why = whyStrange(stack.sheets[index]) else { return nil }
            if reason == nil { reason = "\(stack.sheets[index].sideA): \(why)" }
        }
        return reason.map {
            "\(stack.name): none of \(samples.count) sheets that were looked at is a ballot of \(interpreter.election.id) (\($0))"
        }
    }

    private func whyStrange(_ sheet: ReplaySheet) -> String? {
        do throws(ScannerFault) {
            var images: [GrayImage] = []
            for side in sheet.sides { images.append(try load(side)) }
            switch interpreter.interpret(sideA: images[0], sideB: images.count > 1 ? images[1] : nil) {
            case .readable, .needsReview: return nil
            case .blank: return "no print found"
            case .rejected(let why): return why.message
            }
        } catch {
            return error.detail
        }
    }

    private func load(_ side: ReplaySide) throws(ScannerFault) -> GrayImage {
        try PictureFiles.load(side, opening: { side throws(ImageFileError) in try pictures.open(side) }).image
    }
}

/// A side's size, whichever way it was fed.
private struct SideSize: CustomStringConvertible {
    let short: Double
    let long: Double
    let isInches: Bool

    init(_ size: ImageSize, inInches: Bool) {
        let dpi = inInches ? size.dpiHint : nil
        let (width, height) = (
            Double(size.width) / (dpi?.horizontal ?? 1), Double(size.height) / (dpi?.vertical ?? 1)
        )
        (short, long, isInches) = (min(width, height), max(width, height), inInches)
    }

    func isLike(_ other: SideSize, slack: Double) -> Bool {
        abs(short - other.short) <= slack * other.short && abs(long - other.long) <= slack * other.long
    }

    var description: String {
        func number(_ value: Double) -> Int { Int((isInches ? value * 25.4 : value).rounded()) }
        return "\(number(short)) x \(number(long)) \(isInches ? "mm" : "pixels")"
    }
}
