import Foundation
import Testing

/// The contract of `scand interpret`: one JSON object a line, one line an image, in input order.
@Suite struct InterpretTests {
    struct Line: Decodable {
        let image: String
        let frame: Int?
        let status: String
        let reason, message, page: String?
        let rotation: Int?
        let targets: [Target]?
    }

    struct Target: Decodable {
        let contest, option, `class`: String
        let score: Double

        var choice: String { "\(contest)/\(option)" }
    }

    private func interpret(_ images: [String], status: Int32 = 0) throws -> [Line] {
        let ended = try Scand.run(["interpret", "--layout", Demo.layout] + images)
        #expect(ended.status == status, "\(ended.errors)")
        return try ended.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    private func marks(_ line: Line) -> [String: String] {
        Dictionary(uniqueKeysWithValues: (line.targets ?? []).map { ($0.choice, $0.class) })
    }

    @Test func `every side of the demo is read as it was drawn, in the order given`() throws {
        let sides = try Demo.expected().sheets.flatMap(\.sides)
        let images = sides.map { "\(Demo.folder)/\($0.image)" }
        let lines = try interpret(images)
        #expect(lines.map(\.image) == images)
        for (line, side) in zip(lines, sides) {
            #expect(line.status == side.status, "\(side.image)")
            #expect(line.frame == nil)
            #expect(line.page == side.page && line.rotation == side.rotation, "\(side.image)")
            #expect(line.reason == side.reason, "\(side.image)")
            #expect(marks(line) == side.targets, "\(side.image)")
            #expect((line.message == nil) == (line.status == "read"))
            for target in line.targets ?? [] { #expect((0...1).contains(target.score)) }
        }
    }

    @Test func `a line has the keys of the contract, each of its kind`() throws {
        let ended = try Scand.run("interpret", "--layout", Demo.layout, Demo.image("01-filled-front"))
        let object = try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        let line = try #require(object)
        #expect(Set(line.keys).isSuperset(of: ["image", "status", "page", "rotation", "targets"]))
        let target = try #require((line["targets"] as? [[String: Any]])?.first)
        #expect(Set(target.keys).isSuperset(of: ["contest", "option", "class", "score"]))
    }

    @Test func `a side is read whichever way it is turned, and the rotation says how`() throws {
        let scratch = try Scratch()
        for side in ["09-against-all-front", "10-undervote-council-back"] {
            var image = try Pictures.gray(Demo.image(side))
            let upright = try #require(try interpret([Demo.image(side)]).first)
            for rotation in [90, 180, 270] {
                image = Pictures.turned(image)
                let line = try #require(try interpret([try Pictures.pgm(image, at: scratch("turned.pgm"))]).first)
                #expect(line.rotation == rotation)
                #expect(line.page == upright.page)
                #expect(marks(line) == marks(upright))
            }
        }
    }

    @Test func `a file of several pages gives a line a page`() throws {
        let scratch = try Scratch()
        let file = try Pictures.tiff(Demo.sides("03-tick"), at: scratch("sheet.tif"))
        let lines = try interpret([file, Demo.image("03-tick-front")])
        #expect(lines.map(\.frame) == [0, 1, nil])
        #expect(lines.map(\.page) == ["front", "back", "front"])
        #expect(marks(lines[0]) == marks(lines[2]))
    }

    @Test func `an image that cannot be opened has its line, and the others are read`() throws {
        let scratch = try Scratch()
        let whole = try bytes(Demo.image("01-filled-front"))
        let bad = [
            (try scratch.write("empty.png", []), "empty"),
            (scratch("missing.png"), "notFound"), (try scratch.write("text.png", "Dear voter".utf8), "unknownFormat"),
            (try scratch.write("cut.png", whole.prefix(whole.count / 2)), "truncated"),
            (scratch("missing\n\u{1B}[2J.png"), "notFound"),
        ]
        for (path, reason) in bad {
            let ended = try Scand.run("interpret", "--layout", Demo.layout, path, Demo.image("01-filled-front"))
            #expect(ended.status == 3)
            #expect(ended.errorLines.count == 1 && !ended.errors.unicodeScalars.contains("\u{1B}"))
            #expect(ended.lines.count == 2)
            let lines = try ended.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
            try #require(lines.count == 2)
            #expect(lines.map(\.image) == [path, Demo.image("01-filled-front")])
            #expect(lines.map(\.status) == ["rejected", "read"])
            #expect(lines[0].reason == reason && lines[0].message?.isEmpty == false)
        }
        // A folder stands for its files.
        try FileManager.default.createDirectory(atPath: scratch("folder"), withIntermediateDirectories: false)
        let empty = try Scand.run("interpret", "--layout", Demo.layout, scratch("folder"))
        #expect(empty.status == 2 && empty.errors.contains("/folder: the folder is empty: expected pictures"))
    }

    @Test func `the same image gives the same bytes, alone or among others`() throws {
        let image = Demo.image("31-hesitation-front")
        let alone = try Scand.run("interpret", "--layout", Demo.layout, image)
        let among = try Scand.run("interpret", "--layout", Demo.layout, Demo.image("05-scribble-front"), image)
        #expect(alone.lines.first == among.lines.last)
    }

    @Test func `lines come in the order of the images and are the same bytes on one core and on all`() throws {
        let scratch = try Scratch()
        // A file of several pages, one that cannot be opened and one cut off in the middle, among many of one page.
        let sheet = try Pictures.tiff(Demo.sides("03-tick"), at: scratch("sheet.tif"))
        let whole = try bytes(Demo.image("01-filled-front"))
        let cut = try scratch.write("cut.png", whole.prefix(whole.count / 2))
        var images = Array(try Demo.images().prefix(14))
        images.insert(contentsOf: [sheet, scratch("missing.png"), cut, scratch("missing.png")], at: 5)
        let arguments = ["interpret", "--layout", Demo.layout] + images
        let all = try Scand.run(arguments)
        let one = try Running(
            ["--cpu-list", "0", Scand.executable.path] + arguments, executable: URL(fileURLWithPath: "/usr/bin/taskset")
        ).end()
        #expect(all.status == 3 && one.status == 3)
        #expect(all.output == one.output && all.errors == one.errors)
        #expect(all.errorLines.count == 3)
        let lines = try all.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.map(\.image) == images.flatMap { $0 == sheet ? [$0, $0] : [$0] })
        #expect(lines[5].frame == 0 && lines[6].frame == 1)
        #expect(lines[7...9].map(\.reason) == ["notFound", "truncated", "notFound"])
    }
}
