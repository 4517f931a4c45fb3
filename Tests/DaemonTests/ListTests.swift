import Foundation
import Testing

/// Lists of recorded sheets: each sheet counts once, and a count that is finished is told so.
@Suite struct ListTests {
    private let scratch: Scratch
    private var ledger: String { scratch("ledger") }

    init() throws { scratch = try Scratch() }

    private func count(_ images: [String], _ more: String...) throws -> Ended {
        try Scand.run(["replay", "--election", Demo.election, "--ledger", ledger, "--capacity", "4"] + more + images)
    }

    @Test func `a picture that is named twice is refused, by whatever path, and nothing is made`() throws {
        let sheet = Demo.sides("01-filled")
        let link = scratch("link.png")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: sheet[1])
        let long = "\(Demo.folder)/../demo/sheets/01-filled-front.png"
        for (images, twice, other) in [
            (sheet + sheet, sheet[0], nil), (sheet + Demo.sides("03-tick") + [long, link], long, sheet[0]),
            ([sheet[0], sheet[1], Demo.sides("03-tick")[0], link], link, sheet[1]), ([sheet[0], sheet[0]], sheet[0], nil),
        ] as [([String], String, String?)] {
            let ended = try count(images)
            #expect(ended.status == 2)
            #expect(
                ended.errors == "scand: \(twice): is in the list twice"
                    + (other.map { ", the other time as \($0)" } ?? "")
                    + ", and a sheet counts once: take one of the two out\n")
            #expect(!isThere(ledger))
        }
    }

    @Test func `pages of one file are pictures of their own`() throws {
        let manifest = try scratch.write("list", "many.tif#0\tmany.tif#0\n".utf8)
        let ended = try count([], "--manifest", manifest)
        #expect(ended.status == 2 && ended.errors.contains("many.tif#0: is in the list twice"), "\(ended.errors)")
        let apart = try scratch.write("apart", "many.tif#0\tmany.tif#1\n".utf8)
        #expect(try !count([], "--manifest", apart).errors.contains("twice"))
    }

    @Test func `the same command on a finished count prints its result, and ends well`() throws {
        let images = Demo.sides("01-filled") + Demo.sides("03-tick")
        let first = try count(images)
        #expect(first.status == 0, "\(first.errors)")
        let whole = try snapshot(ledger)
        let again = try count(images)
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.errors == "scand: \(ledger): the count was finished before, nothing was left to do\n")
        let result = first.output.components(separatedBy: "\n\n").first { $0.contains("vote for") }
        #expect(result.map { again.output.contains($0) } == true, "\(again.output)")
        #expect(try snapshot(ledger) == whole)
        // Other sheets are not in it.
        let others = try count(Demo.sides("07-cross"))
        #expect(others.status == 4 && others.output.isEmpty, "\(others.errors)")
    }

    @Test func `a finished folder with nothing in it prints the result too`() throws {
        let folder = scratch("incoming")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (side, path) in zip(["a", "b"], Demo.sides("01-filled")) {
            try FileManager.default.copyItem(atPath: path, toPath: "\(folder)/1-\(side).png")
        }
        _ = try scratch.write("incoming/end", [])
        let first = try count([], "--watch", folder, "--close")
        #expect(first.status == 0, "\(first.errors)")
        let again = try count([], "--watch", folder, "--close")
        #expect(again.status == 0 && again.errors.contains("nothing was left to do"), "\(again.errors)")
        try FileManager.default.copyItem(atPath: Demo.image("03-tick-front"), toPath: "\(folder)/2.png")
        let more = try count([], "--watch", folder, "--close")
        #expect(more.status == 4 && more.output.isEmpty, "\(more.errors)")
    }

    @Test func `a full box names which sheets of the list go elsewhere`() throws {
        let images = Demo.sides("32-blank-paper") + ["01-filled", "03-tick", "07-cross"].flatMap(Demo.sides)
        let ended = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", ledger, "--capacity", "2"] + images)
        #expect(ended.status == 4)
        #expect(
            ended.errors.contains(
                "and the rest, the list without its first 3 sheets, needs a ledger and a signing key of its own"),
            "\(ended.errors)")
    }
}
