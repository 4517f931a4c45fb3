import CalibrationReport
import Diagnostics
import Foundation
import FoundationXML
import ImageFiles
import Raster
import ScannerDriver
import Testing

@Suite struct ReportTests {
    private let device = CalibrationRun.Device(name: "test:0", serialNumber: "42")

    /// A white side with a black column, without help from the tests of the checks.
    private func side(dirtAt x: Int?) -> GrayImage {
        var pixels = [UInt8](repeating: 230, count: 850 * 1100)
        if let x { for y in 0..<1100 { for column in x..<x + 3 { pixels[y * 850 + column] = 100 } } }
        return GrayImage(width: 850, height: 1100, pixels: pixels)
    }

    private func blankRun(
        dirtAt x: Int? = 400, date: String = "2026-11-23T07:00:00Z", operatorName: String = "Ada"
    ) throws -> CalibrationRun {
        let image = side(dirtAt: x)
        let check = BlankSheetCheck(sideA: image, sideB: nil, dpi: 100)
        return CalibrationRun(
            .blank, on: try #require(RunDate(date)), device: device, operatorName: operatorName, paper: "",
            software: "scand",
            results: check.results, pictures: CalibrationRun.Picture.pictures(of: check, images: [.a: image]))
    }

    private func html(_ runs: CalibrationRun...) -> String {
        HTMLReport(title: "Readiness", runs: runs, history: RunHistory(runs)).html
    }

    private func pixels(_ picture: CalibrationRun.Picture) throws -> GrayImage {
        let bytes = try #require(Data(base64Encoded: picture.png))
        return try ImageFileReader(bytes: Array(bytes)).frame(at: 0).image
    }

    @Test func `the page is well formed and stands alone`() throws {
        let page = html(try blankRun())
        let parser = XMLParser(data: Data(page.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        for reference in ["http://", "https://", "<script", "url(", "file:", "<link"] {
            #expect(!page.contains(reference), "\(reference)")
        }
        #expect(page.contains("default-src 'none'"))
        #expect(page.contains("data:image/png;base64,iVBOR"))
    }

    @Test func `a failed check says what is wrong, where, and what to do`() throws {
        let page = html(try blankRun())
        #expect(page.contains("Something is not in order"))
        #expect(page.contains("side A, middle third, 101.6 to 102.4 mm from the image&#39;s left edge"))
        #expect(page.contains("What to do: Wipe the glass"))
        #expect(
            page.contains("<tr class=\"bad\"><td>faulty places</td><td class=\"number\">1</td><td>at most 0</td></tr>"))
        let good = html(try blankRun(dirtAt: nil))
        #expect(good.contains("Everything that was checked is in order.") && !good.contains("class=\"bad\""))
    }

    @Test func `what people and devices type never becomes markup`() throws {
        let page = html(try blankRun(operatorName: "<script>alert('\u{202E}1')</script> & \"co\""))
        #expect(!page.contains("<script") && !page.unicodeScalars.contains("\u{202E}"))
        #expect(page.contains("&lt;script&gt;alert(&#39;\u{FFFD}1&#39;)&lt;/script&gt; &amp; &quot;co&quot;"))
        #expect(XMLParser(data: Data(page.utf8)).parse())
    }

    @Test func `a picture's text from a record cannot leave its address`() throws {
        let run = CalibrationRun(
            .blank, on: try #require(RunDate("2026-11-23T07:00:00Z")), device: device, operatorName: "", paper: "",
            software: "", results: [], pictures: [.init(title: "x", caption: "y", png: "AA\" onerror=\"x")])
        #expect(!html(run).contains("onerror"))
    }

    @Test func `two runs are compared and listed`() throws {
        let page = html(
            try blankRun(dirtAt: nil, date: "2026-11-22T07:00:00Z"), try blankRun(date: "2026-11-23T07:00:00Z"))
        #expect(page.contains("<li>Columns, side A: verdict passed \u{2192} failed</li>"))
        #expect(page.contains("All runs"))
    }

    @Test func `the picture of a dirty side has a red frame around the column`() throws {
        let run = try blankRun()
        #expect(run.pictures.map(\.title) == ["Blank sheet, side A", "Columns, side A"])
        let bytes = try #require(Data(base64Encoded: run.pictures[0].png))
        let image = try ImageFileReader(bytes: Array(bytes)).frame(at: 0).image
        // Red's darkest channel is 15; the frame stands 3 px left of the column at 400 * 620 / 850.
        let x = Int(400.0 * 620 / 850) - 3
        let frame = (100..<image.height).count { (10...25).contains(image[x, $0]) && image[x - 2, $0] > 200 }
        #expect(frame > image.height - 120)
    }

    @Test func `every check has its pictures, and they can be opened`() throws {
        let tables = SensorTables(
            sideA: .init(white: (0..<1728).map { UInt8(200 + $0 % 9) }, black: [UInt8](repeating: 12, count: 1728)))
        let results = SensorTableCheck(
            tables, on: try #require(RunDate("2026-11-23T07:00:00Z")), since: nil, dpi: 200
        ).results
        let values = DoubleFeedValues(oneSheet: 180, twoSheets: 90, threshold: 135)
        let same = DoubleFeedValues(oneSheet: 7, twoSheets: 7, threshold: 7)
        let threshold = ThresholdCheck(side(dirtAt: 30), side: .a, dpi: 100)
        let pictures =
            CalibrationRun.Picture.pictures(of: tables, earlier: tables, results: results, dpi: 200)
            + CalibrationRun.Picture.pictures(of: tables, earlier: nil, results: [], dpi: nil)
            + CalibrationRun.Picture.pictures(of: values, earlier: values)
            + CalibrationRun.Picture.pictures(of: same, earlier: nil)
            + CalibrationRun.Picture.pictures(of: threshold, side: .a)
        #expect(pictures.count == 5)
        for picture in pictures {
            let image = try pixels(picture)
            #expect(image.width == 1000 && Set(image.pixels).count > 3, "\(picture.title)")
        }
    }

    @Test func `tables of one column, of none, and of other widths are drawn`() throws {
        for counts in [(0, 0), (1, 1), (1728, 3)] {
            func table(_ count: Int) -> SensorTables {
                SensorTables(
                    sideA: .init(white: [UInt8](repeating: 9, count: count), black: [UInt8](repeating: 1, count: count))
                )
            }
            let pictures = CalibrationRun.Picture.pictures(
                of: table(counts.0), earlier: table(counts.1), results: [], dpi: nil)
            #expect(try pixels(pictures[0]).height == 300)
        }
    }
}
