import ElectionModel
import Foundation
import ImageFiles
import OMR
import Raster
import TestSupport

/// The demo's pages, sheets and interpreter.
enum DemoEvidence {
    static let folder = PackageFolder.path("TestBallots/demo")

    static func image(_ name: String) throws -> GrayImage {
        try ImageFile.read(path: folder + "/" + name).frame(at: 0).image
    }

    static let layout = Result {
        try JSONDecoder().decode(Layout.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/layout.json")))
    }

    static let interpreter = Result {
        let known = try layout.get()
        return try PageInterpreter(known, references: known.pages.map { try image($0.reference) })
    }

    static func evidence(_ image: GrayImage) throws -> SideEvidence { try interpreter.get().evidence(for: image) }
}

extension GrayImage {
    /// A copy in which a rectangle is paper.
    func wiped(x: Int, y: Int, width wide: Int, height tall: Int) -> GrayImage {
        var pixels = pixels
        for row in y..<y + tall {
            for column in x..<x + wide { pixels[row * width + column] = 255 }
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }

    /// A copy turned by half.
    var upsideDown: GrayImage { GrayImage(width: width, height: height, pixels: pixels.reversed()) }
}

extension GrayImage {
    /// A copy with a black line from top to bottom.
    func streaked(x: Int, width wide: Int) -> GrayImage {
        var pixels = pixels
        for row in 0..<height {
            for column in x..<x + wide { pixels[row * width + column] = 0 }
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }
}
