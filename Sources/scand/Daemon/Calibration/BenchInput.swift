import ArgumentParser
import Diagnostics
import Foundation
import ImageFiles
import Raster
import ScannerDriver

/// What a check looks at: a sheet from a scanner, or pictures that a scanner made before.
struct BenchInput: ParsableArguments {
    @OptionGroup var scanner: BenchScanner

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Instead of a scanner: the picture of side A, and that of side B.", valueName: "a.png b.png")
    )
    var image: [String] = []

    @Option(help: "Dots per inch of the pictures, where they do not say it or say it wrong.")
    var dpi: Double?

    /// Both sides of a sheet, as far as there are two.
    struct Sheet {
        let images: [SheetSide: GrayImage]
        let dpi: Double
        let device: CalibrationRun.Device

        /// Sides in their order.
        var sides: [(side: SheetSide, image: GrayImage)] {
            SheetSide.allCases.compactMap { side in images[side].map { (side, $0) } }
        }
    }

    /// - Parameter range: resolutions that the check can work with.
    func sheet(dpi range: ClosedRange<Double>) throws -> Sheet {
        if let dpi { _ = try Self.checked(dpi, in: range, "--dpi") }
        switch (scanner.device, image.isEmpty) {
        case (nil, true):
            throw CommandFailure(.unusableArguments, "give --device for a scanner, or --image for pictures")
        case (.some, false):
            throw CommandFailure(.unusableArguments, "--device and --image: give one of them")
        case (.some, true): return try scanned(range)
        case (nil, false): return try recorded(range)
        }
    }

    private static func checked(_ dpi: Double, in range: ClosedRange<Double>, _ source: String) throws -> Double {
        guard range.contains(dpi) else {
            let limits = "\(Int(range.lowerBound)) to \(Int(range.upperBound))"
            throw CommandFailure(
                .unusableArguments,
                "\(source): \(NumberText.text(dpi)) dpi: expected \(limits); is it stated right? See --dpi")
        }
        return dpi
    }

    private func scanned(_ range: ClosedRange<Double>) throws -> Sheet {
        var bench = Bench(try scanner.open())
        bench.capabilities.askFor("the sheet; it comes back")
        do throws(ScannerFault) {
            guard let scan = try bench.scanSheet() else { throw ScannerFault(.noSheet, "no sheet came") }
            guard let stated = dpi ?? scan.dpiHint else {
                throw ScannerFault(.badInput, "the scanner does not state its resolution: give --dpi")
            }
            let images = [SheetSide.a: scan.sideA].merging(scan.sideB.map { [.b: $0] } ?? [:]) { $1 }
            return Sheet(
                images: images, dpi: try Self.checkedFault(stated, in: range, bench.capabilities.name),
                device: bench.device)
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func checkedFault(
        _ dpi: Double, in range: ClosedRange<Double>, _ name: String
    ) throws(ScannerFault) -> Double {
        guard range.contains(dpi) else {
            throw ScannerFault(.badInput, "\(name): \(NumberText.text(dpi)) dpi is not usable: give --resolution 200")
        }
        return dpi
    }

    private func recorded(_ range: ClosedRange<Double>) throws -> Sheet {
        var frames: [ImageFrame] = []
        for path in image {
            do {
                let reader = try ImageFile.read(path: path)
                guard reader.frameCount + frames.count <= 2 else {
                    throw CommandFailure(
                        .unusableArguments, "\(path): a sheet has two sides: more pictures than these were given")
                }
                for index in 0..<reader.frameCount { frames.append(try reader.frame(at: index)) }
            } catch let error as ImageFileError {
                throw CommandFailure(.inputNotOpened, "\(path): \(error.detail)")
            }
        }
        guard let stated = dpi ?? frames.compactMap(\.dpiHint).first?.horizontal else {
            throw CommandFailure(.unusableArguments, "\(image[0]): does not state its resolution: give --dpi")
        }
        let images = Dictionary(uniqueKeysWithValues: zip(SheetSide.allCases, frames.map(\.image)))
        return Sheet(images: images, dpi: try Self.checked(stated, in: range, image[0]), device: scanner.named)
    }
}
