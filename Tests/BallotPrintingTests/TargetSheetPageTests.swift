import BallotPrinting
import Diagnostics
import Foundation
import ImageFiles
import Raster
import Testing

@Suite struct TargetSheetPageTests {
    @Test(arguments: TargetSheet.Paper.allCases)
    func `the PDF has the same bytes each time`(paper: TargetSheet.Paper) throws {
        let first = try TargetSheet(paper).pdf()
        #expect(first.starts(with: Array("%PDF-1.".utf8)))
        #expect(try TargetSheet(paper).pdf() == first)
        #expect(String(decoding: first, as: UTF8.self).contains("20261101"))
    }

    @Test(arguments: TargetSheet.Paper.allCases, [150.0, 300])
    func `the drawn page is measured as what it is`(paper: TargetSheet.Paper, dpi: Double) throws {
        let measured = try TargetMeasurement(of: try TargetSheet(paper).page.image(dpi: dpi), dpi: dpi)
        #expect(measured.sheet.paper == paper && measured.rotation == 0 && !measured.isMirrored)
        #expect(measured.residuals.count == 63)
        #expect((measured.worst?.length ?? 9) < 0.02)
        #expect(abs(measured.scaleAcross - 1) < 0.0005 && abs(measured.scaleAlong - 1) < 0.0005)
        #expect(abs(measured.skewInDegrees) < 0.005)
    }

    @Test func `the drawn page passes all checks but that of its empty boxes, with its patches from black to white`()
        throws
    {
        let image = try TargetSheet(.a4).page.image(dpi: 200)
        #expect(TargetCheck(image, side: .a, dpi: 200).results.verdict == .passed)
        let threshold = ThresholdCheck(image, side: .a, dpi: 200)
        // The empty boxes hold no pen: nobody can say how dark pens are, and all else is as it must be.
        #expect(threshold.penGrays.isEmpty && threshold.results.verdict == .notPossible)
        #expect(threshold.results[0].verdict == .passed && !threshold.results.contains { $0.verdict == .failed })
        let patches = threshold.results[0].measurements.filter { $0.name.hasPrefix("patch of") }.map(\.value)
        #expect(patches.count == 6 && patches == patches.sorted() && patches[0] < 5 && patches[5] > 250)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftoppm"), "install poppler-utils"))
    func `a program that we did not write sees the marks where they belong`() throws {
        let folder = NSTemporaryDirectory() + "printing-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(try TargetSheet(.letter).pdf()).write(to: URL(fileURLWithPath: folder + "/target.pdf"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/pdftoppm")
        process.arguments = ["-gray", "-r", "200", "-singlefile", folder + "/target.pdf", folder + "/target"]
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        guard ended.wait(timeout: .now() + 60) == .success else {
            kill(process.processIdentifier, SIGKILL)
            Issue.record("pdftoppm did not end within a minute")
            return
        }
        let image = try ImageFile.read(path: folder + "/target.pgm").frame(at: 0).image
        let measured = try TargetMeasurement(of: image, dpi: 200)
        #expect(measured.sheet.paper == .letter && measured.residuals.count == 63)
        // Every mark where the sheet says, from the paper's corner: not only to each other.
        for residual in measured.residuals {
            #expect(abs((residual.x + 0.5) / 200 * 25.4 - residual.mark.x) < 0.1)
            #expect(abs((residual.y + 0.5) / 200 * 25.4 - residual.mark.y) < 0.1)
        }
    }
}
