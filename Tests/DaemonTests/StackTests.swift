import Foundation
import Testing

/// Stacks as they come from a scanner: a PDF or a TIFF of many pages, a folder, a list that another program writes.
@Suite struct StackTests {
    private let scratch: Scratch
    private static let sheets = ["01-filled", "03-tick", "07-cross", "09-against-all"]
    private let sides = sheets.flatMap(Demo.sides)

    init() throws { scratch = try Scratch() }

    private func count(_ images: [String], into ledger: String = "ledger") throws -> Ended {
        try Demo.replay(images, into: scratch(ledger), "--capacity", "64")
    }

    @Test func `a stack counts as its pages do one by one, as PDF, as TIFF, as a folder and by a list`() throws {
        #expect(try count(sides, into: "single").status == 0)
        let expected = try releasedSheets(in: scratch("single"))
        #expect(expected.count == Self.sheets.count)
        let folder = scratch("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // In the order of their numbers, which is not that of their letters.
        for (index, side) in sides.enumerated() {
            try FileManager.default.copyItem(atPath: side, toPath: "\(folder)/scan-\(index + 5).png")
        }
        for name in [".DS_Store", "Thumbs.db", "desktop.ini"] { _ = try scratch.write("folder/\(name)", "x".utf8) }
        let list = try scratch.write("list", sides.map { $0 + "\n" }.joined().utf8)
        let stacks: [(String, String)] = [
            ("pdf", try Documents.write("png", sides, at: scratch("stack.pdf"))),
            ("tiff", try Pictures.tiff(sides, at: scratch("stack.tif"))), ("folder", folder), ("list", "-"),
        ]
        for (name, stack) in stacks {
            let arguments = [
                "replay", "--election", Demo.election, "--ledger", scratch("ledger-\(name)"), "--capacity", "64",
                "--accept-file-system", stack,
            ]
            let ended = try Running(
                ["-c", "exec \"$0\" \"$@\" < \(list)", Scand.executable.path] + arguments,
                executable: URL(fileURLWithPath: "/bin/sh")
            ).end()
            #expect(ended.status == 0, "\(name): \(ended.errors)")
            #expect(try releasedSheets(in: scratch("ledger-\(name)")) == expected, "\(name)")
        }
    }

    @Test func `a manifest may come on standard input`() throws {
        let list = try scratch.write("list", "\(sides[0])\t\(sides[1])\n# a comment\n".utf8)
        let ended = try Running(
            [
                "-c", "exec \"$0\" \"$@\" < \(list)", Scand.executable.path, "replay", "--election", Demo.election,
                "--ledger", scratch("ledger"), "--capacity", "4", "--manifest", "-",
            ], executable: URL(fileURLWithPath: "/bin/sh")
        ).end()
        #expect(ended.status == 0 && countedSheets(in: scratch("ledger")) == 1, "\(ended.errors)")
        let twice = try count(["-", "--manifest", "-"])
        #expect(twice.status == 2 && twice.errors == "scand: -: standard input can be read once: name it once\n")
        let nothing = try count(["-"], into: "nothing")
        #expect(nothing.status == 2 && !isThere(scratch("nothing")))
        #expect(
            nothing.errors == "scand: -: expected the name of a file a line on standard input, found none\n",
            "\(nothing.errors)")
    }

    @Test func `a stack with a side too few is refused, and no ledger is begun`() throws {
        let stack = try Documents.write("png", Array(sides.dropLast()), at: scratch("stack.pdf"))
        let ended = try count([stack])
        #expect(ended.status == 2 && !isThere(scratch("ledger")))
        #expect(
            ended.errors
                == "scand: \(stack): has 7 sides, and every sheet has two: one is missing, up to the last, \(stack)#6: scan the stack "
                + "again; for one-sided scans give --simplex\n")
        // A picture beside it is not taken for the side that is missing.
        let beside = try count([stack, sides[7]])
        #expect(beside.status == 2 && beside.errors == ended.errors)
        #expect(!isThere(scratch("ledger")))
    }

    @Test func `a stack of pages in two sizes is asked about before a ledger is begun`() throws {
        let stack = try Documents.write("sizes", sides, at: scratch("stack.pdf"))
        let ended = try count([stack])
        #expect(ended.status == 2 && !isThere(scratch("ledger")))
        #expect(
            ended.errors
                == "scand: \(stack): the pages are not of one size: \(stack)#7 is 74 x 105 mm, and \(stack)#0 is 148 x 210 mm: no ledger "
                + "was begun; to count the stack as it is, give --as-it-is\n", "\(ended.errors)")
        let counted = try count([stack, "--as-it-is"])
        #expect(counted.status == 0 && countedSheets(in: scratch("ledger")) == 4, "\(counted.errors)")
    }

    @Test func `a stack of another election is asked about before a ledger is begun`() throws {
        let stack = try Documents.write(
            "png", ["33-letter", "32-blank-paper"].flatMap(Demo.sides), at: scratch("stack.pdf"))
        let ended = try count([stack])
        #expect(ended.status == 2 && !isThere(scratch("ledger")))
        #expect(
            ended.errors.hasPrefix(
                "scand: \(stack): none of 2 sheets that were looked at is a ballot of demo-2026 (\(stack)#0: no page of the layout was recognised"
            ),
            "\(ended.errors)")
        #expect(
            ended.errors.hasSuffix("no ledger was begun; to count the stack as it is, give --as-it-is\n"),
            "\(ended.errors)")
        let counted = try count([stack, "--as-it-is"])
        #expect(counted.status == 0 && countedSheets(in: scratch("ledger")) == 2, "\(counted.errors)")
        // One ballot among strangers is a stack of this election.
        let mixed = try Documents.write(
            "png", ["33-letter", "01-filled"].flatMap(Demo.sides), at: scratch("mixed.pdf"))
        #expect(try count([mixed], into: "mixed").status == 0)
    }

    @Test func `a folder in a folder, and one with nothing in it, are refused by name`() throws {
        let folder = scratch("folder")
        try FileManager.default.createDirectory(atPath: folder + "/inner", withIntermediateDirectories: true)
        let ended = try count([folder])
        #expect(
            ended.status == 2
                && ended.errors == "scand: \(folder)/inner: a folder in a folder: name each folder that is meant\n")
        let empty = try count([folder + "/inner"])
        #expect(empty.status == 2)
        #expect(empty.errors == "scand: \(folder)/inner: the folder is empty: expected pictures\n")
        #expect(!isThere(scratch("ledger")))
    }

    @Test func `a count that is killed inside a stack goes on behind the last sheet that is settled`() throws {
        let images = try Demo.images()
        let stack = try Documents.write("flate", images, at: scratch("stack.pdf"))
        let whole = try count([stack, "--as-it-is"], into: "whole")
        #expect(whole.status == 0, "\(whole.errors)")
        let sheetCount = images.count / 2
        let arguments = [
            "replay", "--election", Demo.election, "--ledger", scratch("killed"), "--capacity", "64", "--json",
            "--accept-file-system", "--as-it-is", stack,
        ]
        let running = try Running(arguments)
        try running.wait(until: "five sheets") { countedSheets(in: scratch("killed")) >= 5 }
        running.kill()
        _ = try running.end()
        let settled = settledSheets(in: scratch("killed"))
        try #require(5..<sheetCount ~= settled)
        // The stack is a file like any other: with other bytes it is another list.
        let other = try Documents.write("flate", Array(images.reversed()), at: scratch("other.pdf"))
        try FileManager.default.moveItem(atPath: stack, toPath: scratch("kept.pdf"))
        try FileManager.default.copyItem(atPath: other, toPath: stack)
        let refused = try Scand.run(arguments)
        #expect(refused.status == 4 && refused.errors.contains("was begun for another list of sheets"))
        try FileManager.default.removeItem(atPath: stack)
        try FileManager.default.moveItem(atPath: scratch("kept.pdf"), toPath: stack)

        let ended = try Scand.run(arguments)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.errors.contains("goes on: ")
                && ended.errors.contains("of the list's \(sheetCount) sheets are settled"))
        #expect(settledSheets(in: scratch("killed")) == sheetCount)
        #expect(try releasedSheets(in: scratch("killed")) == releasedSheets(in: scratch("whole")))
    }

    @Test func `interpret takes a stack, a folder and a list`() throws {
        let stack = try Documents.write("png", sides, at: scratch("stack.pdf"))
        let sheets = try Scand.run(["interpret", "--election", Demo.election, "--duplex", stack])
        #expect(sheets.status == 0 && sheets.lines.count == 8)
        #expect(sheets.output.components(separatedBy: "\"status\":\"readable\"").count == 9, "\(sheets.output)")
        let list = try Running(
            [
                "-c", "printf '%s\\n' '\(stack)' '\(sides[0])' | \"$0\" \"$@\"", Scand.executable.path, "interpret",
                "--layout", Demo.layout, "-",
            ], executable: URL(fileURLWithPath: "/bin/sh")
        ).end()
        #expect(list.status == 0 && list.lines.count == 9, "\(list.errors)")
    }
}
