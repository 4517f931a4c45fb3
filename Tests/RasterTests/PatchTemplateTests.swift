import Raster
import Testing

@Suite struct PatchTemplateTests {
    @Test(arguments: [5, 16, 63, 64, 65, 150]) func `a piece is found where it was cut out`(width: Int) {
        var noise = Noise(seed: UInt64(width))
        let page = noise.bitmap(width: 260, height: 60)
        let template = PatchTemplate(page.cropped(x: 41, y: 17, width: width, height: 20))
        let match = template.bestMatch(in: page)
        #expect(match.x == 41 && match.y == 17 && match.overlap == 1)
        let agreement = template.agreement(in: page, x: 41, y: 17)
        #expect(agreement.found == 1 && agreement.explained == 1)
    }

    @Test func `an empty picture moves nothing`() {
        var noise = Noise(seed: 3)
        let template = PatchTemplate(noise.bitmap(width: 16, height: 16))
        let match = template.bestMatch(in: Bitmap(width: 24, height: 24))
        #expect(match.x == 4 && match.y == 4 && match.overlap == 0)
    }

    @Test func `ink where nothing counts changes no match`() {
        var outline = Bitmap(full: 30, 20)
        outline.clear(x: 2, y: 2, width: 26, height: 16)
        var inside = Bitmap(full: 30, 20)
        inside = inside.subtracting(outline)
        let template = PatchTemplate(outline, ignoring: inside)
        var page = Bitmap(width: 50, height: 40)
        for y in 8..<28 { for x in 13..<43 { page[x, y] = true } }
        // The outline filled all over: the filling is not asked about.
        let match = template.bestMatch(in: page)
        #expect(match.x == 13 && match.y == 8 && match.overlap == 1)
    }

    @Test func `agreement forgives one pixel and not two`() {
        var line = Bitmap(width: 20, height: 9)
        for x in 3..<17 { line[x, 4] = true }
        let template = PatchTemplate(line)
        for (shift, found) in [(0, 1.0), (1, 1.0), (2, 0.0)] {
            var moved = Bitmap(width: 20, height: 9)
            for x in 3..<17 { moved[x, 4 + shift] = true }
            let agreement = template.agreement(in: moved, x: 0, y: 0)
            #expect(agreement.found == found && agreement.explained == found)
        }
    }

    @Test func `the greatest overlap away from the middle is that of the place where it is greatest`() {
        var noise = Noise(seed: 9)
        let picture = noise.bitmap(width: 32, height: 30)
        let template = PatchTemplate(picture.cropped(x: 8, y: 7, width: 16, height: 16))
        var greatest = 0.0
        for y in 0...14 {
            for x in 0...16 where max(abs(x - 8), abs(y - 7)) >= 2 {
                greatest = max(
                    greatest, template.bestMatch(in: picture.cropped(x: x, y: y, width: 16, height: 16)).overlap)
            }
        }
        #expect(greatest > 0 && greatest < 1)
        #expect(template.greatestOverlap(in: picture, fromMiddle: 2) { _ in true } == greatest)
        #expect(template.greatestOverlap(in: picture, fromMiddle: 0) { _ in true } == 1)
        // What is too great already is no less than that.
        #expect(template.greatestOverlap(in: picture, fromMiddle: 2) { $0 < greatest / 2 } >= greatest / 2)
    }
}
