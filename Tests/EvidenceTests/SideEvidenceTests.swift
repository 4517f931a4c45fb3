import ElectionModel
import Evidence
import OMR
import Raster
import Testing

/// The values behind the pictures.
@Suite struct SideEvidenceTests {
    @Test(arguments: ["07-cross-front", "31-hesitation-front", "21-skewed-2-degrees-back", "20-upside-down-back"])
    func `evidence tells what was read`(name: String) throws {
        let image = try DemoEvidence.image("sheets/\(name).png")
        let evidence = try DemoEvidence.evidence(image)
        guard case .read(let found, let readings) = evidence.interpretation else {
            Issue.record("\(name) is not read")
            return
        }
        #expect(evidence.page == found.page)
        #expect(evidence.landmarks.count == found.landmarksFound)
        #expect(evidence.targets.map(\.target.choice) == readings.map(\.choice))
        #expect(evidence.targets.map(\.finding) == readings.map { .read($0.mark) })
        #expect(evidence.targets.map(\.score) == readings.map(\.score))
    }

    @Test func `a hesitation says that it has little ink`() throws {
        let evidence = try DemoEvidence.evidence(try DemoEvidence.image("sheets/31-hesitation-front.png"))
        let marginal = evidence.targets.filter { $0.finding == .read(.marginal) }
        #expect(!marginal.isEmpty && marginal.allSatisfy { $0.doubt == .faint })
        #expect(evidence.targets.allSatisfy { ($0.finding == .read(.marginal)) == ($0.doubt != nil) })
    }

    @Test func `the line of a write-in is shown where it bears writing`() throws {
        let known = try DemoEvidence.layout.get()
        let blank = try DemoEvidence.image("blank-front.png")
        let page = known.pages[0]
        let targets = page.targets.enumerated().map { index, target in
            Target(
                contest: target.contest, option: target.option, box: target.box, shape: target.shape,
                writeIn: index == 0)
        }
        let layout = try Layout(
            contests: known.contests, pages: [PageLayout(id: page.id, reference: page.reference, targets: targets)])
        let interpreter = try PageInterpreter(layout, references: [blank])
        let empty = try #require(interpreter.evidence(for: blank).targets[0].writeIn)
        #expect(!empty.isInked && empty.corners.count == 4)
        // A name in thick strokes over the space.
        var pixels = blank.pixels
        let scale = Double(blank.width) / Double(try #require(interpreter.evidence(for: blank).scan).width)
        let (left, right) = (Int(empty.corners[0].x * scale), Int(empty.corners[1].x * scale))
        let (top, bottom) = (Int(empty.corners[0].y * scale), Int(empty.corners[2].y * scale))
        for x in stride(from: left + 4, to: right - 4, by: 24) {
            for y in top + 2..<bottom - 2 { for dx in 0..<4 { pixels[y * blank.width + x + dx] = 30 } }
        }
        let written = GrayImage(width: blank.width, height: blank.height, pixels: pixels)
        let evidence = interpreter.evidence(for: written)
        #expect(evidence.targets.first?.writeIn?.isInked == true)
        #expect(evidence.targets.dropFirst().allSatisfy { $0.writeIn == nil })
        let (with, without) = (
            EvidencePicture(evidence, of: written, name: "a").canvas(),
            EvidencePicture(interpreter.evidence(for: blank), of: blank, name: "a").canvas()
        )
        #expect(with.count(of: .violet) > without.count(of: .violet) + 500)
    }

    @Test func `outlines lie where the boxes are, also on a page upside down`() throws {
        let blank = try DemoEvidence.image("blank-front.png")
        let boxes = try DemoEvidence.layout.get().pages[0].targets.map(\.box)
        for isTurned in [false, true] {
            let evidence = try DemoEvidence.evidence(isTurned ? blank.upsideDown : blank)
            let scan = try #require(evidence.scan)
            let scale = Double(scan.width) / Double(blank.width)
            for (box, target) in zip(boxes, evidence.targets) {
                var (x, y) = (Double(box.x) * scale, Double(box.y) * scale)
                if isTurned { (x, y) = (Double(scan.width) - 1 - x, Double(scan.height) - 1 - y) }
                #expect((target.outline[0].x - x).magnitude < 1.5, "turned: \(isTurned)")
                #expect((target.outline[0].y - y).magnitude < 1.5, "turned: \(isTurned)")
            }
        }
    }

    @Test func `a target that is not there is named, and the others are still shown`() throws {
        let blank = try DemoEvidence.image("blank-front.png")
        let box = try DemoEvidence.layout.get().pages[0].targets[1].box
        let evidence = try DemoEvidence.evidence(
            blank.wiped(x: box.x - 10, y: box.y - 10, width: box.width + 20, height: box.height + 20))
        guard case .rejected(.targetNotFound) = evidence.interpretation else {
            Issue.record("a wiped target was not missed")
            return
        }
        #expect(evidence.page == PageID(rawValue: "front"))
        #expect(evidence.targets.count == 4)
        guard case .printMissing(let found) = evidence.targets[1].finding else {
            Issue.record("the wiped target has another finding")
            return
        }
        #expect(found < 0.5)
        #expect(evidence.targets[0].finding == .notRead && evidence.targets[0].score == nil)
    }

    @Test func `words that are not there are shown with the box`() throws {
        let blank = try DemoEvidence.image("blank-front.png")
        let box = try DemoEvidence.layout.get().pages[0].targets[2].box
        let evidence = try DemoEvidence.evidence(
            blank.wiped(x: 180, y: box.y - 20, width: box.x - 240, height: box.height + 40))
        let target = try #require(evidence.targets.dropFirst(2).first)
        guard case .wordsMissing = target.finding else {
            Issue.record("found \(target.finding)")
            return
        }
        #expect(target.words[0].x < target.outline[0].x - 300)
        #expect(target.blank.width > 500)
    }

    @Test func `a streak is shown where it runs, and the target that it spoils is named`() throws {
        let blank = try DemoEvidence.image("blank-front.png")
        let box = try DemoEvidence.layout.get().pages[0].targets[0].box
        let evidence = try DemoEvidence.evidence(blank.streaked(x: box.x + box.width / 2, width: 3))
        let scan = try #require(evidence.scan)
        let streak = try #require(evidence.streaks.first)
        let place = Double(box.x + box.width / 2) / Double(blank.width) * Double(scan.width)
        #expect((Double(streak.x) - place).magnitude < 4)
        #expect(evidence.targets.map(\.finding) == [.streak, .notRead, .notRead, .notRead])
    }

    @Test func `a side without a page has no targets`() throws {
        let letter = try DemoEvidence.evidence(DemoEvidence.image("sheets/33-letter-front.png"))
        #expect(letter.page == nil && letter.targets.isEmpty && letter.scan != nil)
        let point = try DemoEvidence.evidence(GrayImage(width: 1, height: 1, pixels: [255]))
        #expect(point.scan == nil)
    }
}

extension Canvas {
    /// Pixels of one colour.
    func count(of colour: Colour) -> Int {
        stride(from: 0, to: rgb.count, by: 3).count {
            rgb[$0] == colour.red && rgb[$0 + 1] == colour.green && rgb[$0 + 2] == colour.blue
        }
    }
}
