import ImageFiles
import Raster
import SimulatedDevices
import Synchronization

/// The images of the sheets to come: files, read once, and drawn patterns.
final class SheetStore: Sendable {
    private let files: [String: SheetImages]
    private let patterns: Int
    /// The drawn ones, as long as there are few different.
    private let drawn = Mutex<[SheetOrder: [SheetImages]]>([:])
    private static let drawnKept = 16
    /// Images from files come first, then the patterns' numbers.
    private static let firstPattern = 1_000_000

    init(_ script: Script, patterns: Int) throws(ScriptError) {
        self.patterns = patterns
        var files: [String: SheetImages] = [:]
        for rule in script.rules {
            for step in rule.steps {
                guard let order = step.action.order, let front = order.front, files[Self.key(order)] == nil else {
                    continue
                }
                let frontImage = try Self.read(front)
                let backImage: GrayImage? = if let back = order.back { try Self.read(back) } else { nil }
                files[Self.key(order)] = SheetImages(id: files.count, front: frontImage, back: backImage)
            }
        }
        self.files = files
    }

    /// - Parameter number: counts the sheets of a simulation.
    func images(_ order: SheetOrder, _ number: Int) -> SheetImages {
        if let images = files[Self.key(order)] { return images }
        guard (1...Self.drawnKept).contains(patterns) else {
            return Self.pattern(patterns > 0 ? (number - 1) % patterns + 1 : number, length: order.length)
        }
        return drawn.withLock { drawn in
            let key = SheetOrder(length: order.length)
            let known = drawn[key] ?? (1...patterns).map { Self.pattern($0, length: order.length) }
            drawn[key] = known
            return known[(number - 1) % patterns]
        }
    }

    private static func pattern(_ number: Int, length: Int) -> SheetImages {
        SheetPattern.images(number: number, id: (firstPattern + number) * 10_000 + length, length: length)
    }

    /// Whether every file of these rules has been read.
    func has(_ script: Script) -> Bool {
        script.rules.flatMap(\.steps).allSatisfy { step in
            step.action.order.map { $0.front == nil || files[Self.key($0)] != nil } ?? true
        }
    }

    private static func key(_ order: SheetOrder) -> String { (order.front ?? "") + "\0" + (order.back ?? "") }

    /// Brings an image to 200 dots an inch, if its file states another resolution.
    private static func read(_ path: String) throws(ScriptError) -> GrayImage {
        do {
            let frame = try ImageFile.read(path: path).frame(at: 0)
            guard let dpi = frame.dpiHint, dpi.horizontal != 200 || dpi.vertical != 200 else { return frame.image }
            return frame.image.scaled(
                toWidth: max(1, Int((Double(frame.image.width) * 200 / dpi.horizontal).rounded())),
                height: max(1, Int((Double(frame.image.height) * 200 / dpi.vertical).rounded())))
        } catch {
            throw ScriptError(line: nil, "\(path): \(error)")
        }
    }
}

extension Script.Action {
    fileprivate var order: SheetOrder? {
        switch self {
        case .insert(let order), .leaveInPath(let order): order
        default: nil
        }
    }
}
