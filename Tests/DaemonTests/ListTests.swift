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
            ([sheet[0], sheet[1], Demo.sides("03-tick")[0], link], link, sheet[1]),
            ([sheet[0], sheet[0]], sheet[0], nil),
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
        _ = try Pictures.tiff(Demo.sides("03-tick"), at: scratch("many.tif"))
        let manifest = try scratch.write("list", "many.tif#0\tmany.tif#0\n".utf8)
        let ended = try count([], "--manifest", manifest)
        #expect(ended.status == 2 && ended.errors.contains("many.tif#0: is in the list twice"), "\(ended.errors)")
        #expect(!isThere(ledger))
        let apart = try scratch.write("apart", "many.tif#0\tmany.tif#1\n".utf8)
        let counted = try count([], "--manifest", apart)
        #expect(counted.status == 0 && countedSheets(in: ledger) == 1, "\(counted.errors)")
    }

    @Test func `a file that was copied under another name is told, and the first name of it`() throws {
        let sheet = Demo.sides("01-filled")
        let copies = ["again-a.png", "again-b.png"].map { scratch($0) }
        for (path, copy) in zip(sheet, copies) { try FileManager.default.copyItem(atPath: path, toPath: copy) }
        let ended = try count(sheet + Demo.sides("03-tick") + copies)
        #expect(ended.status == 0)
        #expect(
            ended.errors.contains(
                "1 sheets of the list are the same as others, byte for byte, first \(copies[0]) as \(sheet[0]): if a file was "
                    + "copied, its sheet counts twice"), "\(ended.errors)")
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
        #expect(others.errors.contains("was begun for another list of sheets"), "\(others.errors)")
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
        #expect(again.output.contains("Ada Aster"))
        // An empty folder that is another one confirms nothing.
        let empty = scratch("empty")
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        let other = try count([], "--watch", empty, "--close")
        #expect(other.status == 4 && other.output.isEmpty, "\(other.errors)")
        #expect(other.errors.contains("the totals are in; nothing can be added"), "\(other.errors)")
        try FileManager.default.copyItem(atPath: Demo.image("03-tick-front"), toPath: "\(folder)/2.png")
        _ = try scratch.write("ledger/checkpoint", "junk\n".utf8)
        let more = try count([], "--watch", folder, "--close")
        #expect(more.status == 4 && more.output.isEmpty, "\(more.errors)")
        // What was put right is told by a run that is refused, too.
        #expect(
            more.errorLines.count == 2 && more.errors.contains("checkpoint: not as they were published"),
            "\(more.errors)")
        #expect(
            more.errors.contains(
                "scand: \(ledger): the count is finished: none of the 1 files in \(folder) was counted; "),
            "\(more.errors)")
    }

    @Test func `each sheet of a list that does not count is named with its place and its reason`() throws {
        let images = ["01-filled", "32-blank-paper", "03-tick", "33-letter"].flatMap(Demo.sides)
        let ended = try count(images, "--leave-open")
        #expect(ended.status == 0)
        let said = ended.errorLines.filter { $0.contains("does not count") }
        #expect(
            said == [
                "scand: \(images[2]): sheet 2 of the list does not count: blank",
                "scand: \(images[6]): sheet 4 of the list does not count: unrecognisedPage",
            ])
        #expect(try !count(images).errors.contains("does not count"))
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

/// `--outcomes`: which sheet of a test list came back, and why.
@Suite struct OutcomeTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private struct Outcome: Decodable, Equatable {
        var sheet: Int
        var sides: [String]
        var outcome: String
        var reason: String?
        var doubts: [String]?
        var message: String?
    }

    private func count(_ images: [String], _ more: String...) throws -> Ended {
        try Scand.run(
            [
                "replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--capacity", "64", "--outcomes",
                scratch("outcomes"),
            ] + more + images)
    }

    @Test func `the outcome of every sheet of the demo is what its expected results say, in the order of the list`()
        throws
    {
        let expected = try Demo.expected().sheets
        let images = try Demo.images()
        #expect(try count(images).status == 0)
        let lines = try text(scratch("outcomes")).split(separator: "\n")
        let outcomes = try lines.map { try JSONDecoder().decode(Outcome.self, from: Data($0.utf8)) }
        #expect(outcomes.map(\.sheet) == Array(1...expected.count))
        #expect(outcomes.flatMap(\.sides) == images)
        #expect(outcomes.map(\.outcome) == expected.map(\.status))
        for (outcome, sheet) in zip(outcomes, expected) where sheet.status != "accepted" {
            #expect(outcome.reason == sheet.reason ?? sheet.status, "\(sheet.sheet)")
            #expect((outcome.doubts != nil) == (sheet.status == "returned"))
            #expect((outcome.message != nil) == (sheet.status == "rejected"))
        }
        #expect(outcomes.filter { $0.outcome == "accepted" }.allSatisfy { $0.reason == nil })
        // No vote of any sheet, be it one that came back.
        for name in ["ada", "mayor", "marked"] {
            #expect(!lines.contains { $0.contains("\"\(name)") || $0.contains("/\(name)\"") }, "\(name)")
        }
    }

    @Test func `a picture that cannot be read is a sheet of the list, and the file is written all the same`() throws {
        let whole = try bytes(Demo.image("03-tick-front"))
        let cut = try scratch.write("cut.png", whole.prefix(whole.count / 2))
        let images = Demo.sides("01-filled") + [cut, Demo.image("03-tick-back")] + Demo.sides("07-cross")
        let ended = try count(images)
        #expect(ended.status == 3 && ended.errors.contains("\(cut): "), "\(ended.errors)")
        let lines = try text(scratch("outcomes")).split(separator: "\n")
        let outcomes = try lines.map { try JSONDecoder().decode(Outcome.self, from: Data($0.utf8)) }
        #expect(outcomes.map(\.outcome) == ["accepted", "rejected", "accepted"])
        #expect(outcomes.map(\.reason) == [nil, "badInput", nil])
        #expect(outcomes[1].message?.hasPrefix("\(cut): ") == true)
    }

    @Test func `of half a list there is no file, and of ballots of an election there never is one`() throws {
        let images = ["01-filled", "03-tick", "07-cross"].flatMap(Demo.sides)
        // A box of two places is full before the third sheet.
        let full = try Scand.run(
            [
                "replay", "--election", Demo.election, "--ledger", scratch("full"), "--capacity", "2", "--outcomes",
                scratch("outcomes"),
            ] + images)
        #expect(full.status == 4 && full.errors.contains("the ballot box is full"))
        #expect(!isThere(scratch("outcomes")))

        #expect(try Scand.makeKey("example.org/station", at: scratch("key")).status == 0)
        for option in ["--key", "--box-key"] {
            let real = try count(images, option, scratch("key"))
            #expect(real.status == 2 && real.errors.contains("--outcomes is for test sheets"), "\(real.errors)")
        }
        let watched = try count([], "--watch", scratch.path)
        #expect(watched.status == 2 && watched.errors.contains("--outcomes is for images and manifests"))
        #expect(!isThere(scratch("ledger")) && !isThere(scratch("outcomes")))
        // The count before was not asked for outcomes, and nobody knows them any more.
        let started = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--capacity", "4", "--leave-open"]
                + images)
        #expect(started.status == 0)
        let again = try count(images)
        #expect(again.status == 2 && again.errors.contains("nobody keeps what became of them"), "\(again.errors)")
        let taken = try scratch.write("outcomes", "mine".utf8)
        let over = try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", scratch("other"), "--outcomes", taken] + images)
        #expect(over.status == 2 && over.errors.contains("exists and is not overwritten"))
        #expect(try text(taken) == "mine" && !isThere(scratch("other")))
    }
}
