import Foundation
import Testing

/// `scand replay --watch`: a folder that the test fills while it is counted.
@Suite struct WatchedFolderTests {
    private let scratch: Scratch
    private let folder: String

    init() throws {
        scratch = try Scratch()
        folder = scratch("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    private func watching(_ more: String...) throws -> Running {
        try Running(
            ["replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--json", "--watch", folder] + more)
    }

    /// Puts a picture into the folder as the rule says: under another name first.
    private func put(_ picture: String, as name: String) throws {
        let unfinished = "\(folder)/.\(name)"
        try FileManager.default.copyItem(atPath: picture, toPath: unfinished)
        try FileManager.default.moveItem(atPath: unfinished, toPath: "\(folder)/\(name)")
    }

    private func put(_ sheets: [String]) throws {
        for sheet in sheets {
            try put(Demo.image("\(sheet)-back"), as: "\(sheet)-a.png")
            try put(Demo.image("\(sheet)-front"), as: "\(sheet)-b.png")
        }
    }

    @Test func `sheets that come in any order while they are counted give the totals and records of the list`() throws {
        let running = try watching("--close")
        let sides = try Demo.expected().sheets.flatMap { sheet in
            zip(sheet.sides, ["a", "b"]).map { side, letter in
                (picture: "\(Demo.folder)/\(side.image)", name: "\(sheet.sheet)-\(letter).png")
            }
        }
        for side in sides.shuffled() { try put(side.picture, as: side.name) }
        _ = try scratch.write("folder/end", [])
        let ended = try running.end()
        #expect(ended.status == 0, "\(ended.errors)")
        let report = try ended.json(Report.self)
        #expect(try report.sheets.scanned == Demo.expected().sheets.count)
        #expect(try report.contests == Demo.expected().totals.contests)
        #expect(try releasedSheets(in: scratch("ledger")) == releasedSheets(in: Demo.counted.get().ledger))
        #expect(try Scand.verify(scratch("ledger")).status == 0)
        // The last sheet's files too, though the ledger is finished.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/settled").count == sides.count)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal pauses polls, says what was not counted, and the same command goes on`(signal: Int32) throws {
        let running = try watching("--close")
        try put(["01-filled"])
        try running.wait(until: "the first sheet's leaf") { countedSheets(in: scratch("ledger")) == 1 }
        try put(Demo.image("03-tick-front"), as: "lonely-a.png")
        running.send(signal)
        let ended = try running.end()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(ended.errors.contains("scand: \(folder): not counted, 1 in all: lonely-a.png\n"))
        #expect(
            ended.errors.contains(
                "scand: \(scratch("ledger")): polls are paused: run the same command again to go on, or "
                    + "'scand ledger close \(scratch("ledger"))' to close them\n"))
        #expect(try ended.json(Report.self).sheets.accepted == 1)
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).phase == "paused")
        try FileManager.default.removeItem(atPath: "\(folder)/lonely-a.png")
        try put(["03-tick"])
        _ = try scratch.write("folder/end", [])
        let second = try watching("--close").end()
        #expect(second.status == 0, "\(second.errors)")
        let report = try second.json(Report.self)
        #expect(report.sheets.accepted == 1 && report.counts.accepted == 2)
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).final)
    }

    @Test func `polls are not closed over a picture whose name is passed over`() throws {
        try put(["01-filled"])
        _ = try scratch.write("folder/end", [])
        let odd = "\(folder)/.hidden.png"
        try FileManager.default.copyItem(atPath: Demo.image("03-tick-front"), toPath: odd)
        let ended = try watching("--close").end()
        #expect(
            ended.status == 3
                && ended.errors.contains(".hidden.png: ends as a picture does, but is hidden or no UTF-8"),
            "\(ended.errors)")
        #expect(countedSheets(in: scratch("ledger")) == 1)
        #expect(journalLeaves(of: scratch("ledger")).last?.hasPrefix("scand/v2 polls-paused") == true)
        try FileManager.default.removeItem(atPath: odd)
        let closed = try watching("--close").end()
        #expect(closed.status == 0, "\(closed.errors)")
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).final)
    }

    @Test func `a name that comes a second time is told at once and not counted`() throws {
        let running = try watching("--close")
        try put(["01-filled"])
        try running.wait(until: "the first sheet's leaf") { countedSheets(in: scratch("ledger")) == 1 }
        try put(["01-filled"])
        let line = "\(folder)/01-filled-a.png: a sheet of this name came before: give each sheet a name of its own"
        try running.wait(until: "the message") { running.errorsSoFar.contains(line) }
        _ = try scratch.write("folder/end", [])
        let ended = try running.end()
        #expect(ended.status == 3)
        #expect(ended.errors.contains("not counted, 2 in all: 01-filled-a.png, 01-filled-b.png\n"))
        #expect(try ended.json(Report.self).counts.accepted == 1)
        // Closed polls would shut the sheet out.
        #expect(ended.errors.contains("polls are paused, not closed: sheets that were named above were not counted"))
        for side in ["a", "b"] {
            try FileManager.default.moveItem(
                atPath: "\(folder)/01-filled-\(side).png", toPath: "\(folder)/again-\(side).png")
        }
        let again = try watching("--close").end()
        #expect(again.status == 0, "\(again.errors)")
        #expect(try again.json(Report.self).counts.accepted == 2)
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).final)
    }

    @Test func `what is no picture is named and set aside, and the rest is counted`() throws {
        try put(["01-filled", "09-against-all"])
        try put(Demo.image("03-tick-front"), as: "half-a.png")
        try put(Demo.image("03-tick-front"), as: "unfinished.png.part")
        _ = try scratch.write("folder/text.png", "no picture".utf8)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/link.png", withDestinationPath: Demo.image("03-tick-front"))
        try #require(unsafe mkfifo("\(folder)/pipe.png", 0o600) == 0)
        _ = try scratch.write("folder/end", [])
        let ended = try watching("--close").end()
        #expect(ended.status == 3)
        for (name, problem) in [
            ("half-a.png", "its other side 'half-b.png' never came"),
            ("link.png", "expected a regular file, found a symbolic link"),
            ("pipe.png", "expected a regular file, found a pipe, socket or device"),
            ("text.png", "expected a PNG, JPEG, TIFF or PNM picture, found text that starts \"no pictu\""),
        ] {
            #expect(ended.errors.contains("scand: \(folder)/\(name): \(problem)\n"))
        }
        #expect(ended.errors.contains("scand: \(folder): not counted, 1 in all: unfinished.png.part\n"))
        let sheets = try ended.json(Report.self).sheets
        #expect(sheets.accepted == 2 && sheets.rejected == 4)
        #expect(sheets.reasons == ["badInput": 3, "oddSide": 1])
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).final)
    }

    @Test func `a folder that is gone pauses polls, and what was counted stays counted`() throws {
        let running = try watching()
        try put(["01-filled"])
        try running.wait(until: "the first sheet's leaf") { isThere(folder + "/settled/01-filled-b.png") }
        try FileManager.default.removeItem(atPath: folder)
        let ended = try running.end()
        #expect(ended.status == 5)
        // It may be gone before the last file's move was made durable: then the folder that it went from is named.
        let isNamed = ended.errors.contains("\(folder): the folder cannot be listed: No such file or directory")
        #expect(!ended.errors.contains("cable"))
        #expect(isNamed || ended.errors.contains(/in-work\/[0-9a-f]+-1: cannot be opened: No such file or directory/))
        #expect(ended.errors.contains("The 1 sheets accepted before are in the count; polls are paused: "))
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).phase == "paused")
    }

    @Test func `a ledger that is missing is not begun anew with a folder whose sheets were counted`() throws {
        try put(["01-filled"])
        _ = try scratch.write("folder/end", [])
        let first = try watching().end()
        #expect(first.status == 0)
        #expect(first.errors.contains("scand: \(folder)/end ended this run, and would end the next one: remove it"))
        try FileManager.default.moveItem(atPath: scratch("ledger"), toPath: scratch("elsewhere"))
        try put(["03-tick"])
        let refused = try watching().end()
        #expect(refused.status == 4)
        #expect(
            refused.errors.hasPrefix(
                "scand: \(scratch("ledger")): nothing is there, but in \(folder) 2 files are settled or in work: find the ledger "
                    + "that they were counted into, and go on with it; where its polls are closed, the same command puts away "
                    + "what is in work: then move what lies in"), "\(refused.errors)")
        #expect(!isThere(scratch("ledger")) && isThere("\(folder)/03-tick-a.png"))
        try FileManager.default.moveItem(atPath: scratch("elsewhere"), toPath: scratch("ledger"))
        let ended = try watching("--close").end()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try ended.json(Report.self).counts.accepted == 2)
    }

    @Test func `a ledger that was set back behind its folder counts nothing more`() throws {
        for (number, sheet) in ["01-filled", "03-tick"].enumerated() {
            try put([sheet])
            _ = try scratch.write("folder/end", [])
            #expect(try watching().end().status == 0)
            try FileManager.default.removeItem(atPath: "\(folder)/end")
            if number == 0 { try FileManager.default.copyItem(atPath: scratch("ledger"), toPath: scratch("noon")) }
        }
        try FileManager.default.moveItem(atPath: scratch("ledger"), toPath: scratch("evening"))
        try FileManager.default.moveItem(atPath: scratch("noon"), toPath: scratch("ledger"))
        try put(["07-cross"])
        let before = journalLeaves(of: scratch("ledger"))
        let refused = try watching("--close").end()
        #expect(refused.status == 4)
        #expect(
            refused.errors.contains(
                "\(folder)/settled: 2 sheets are settled here, but \(scratch("ledger")) knows of 1: the ledger was set back"
            ),
            "\(refused.errors)")
        // Nothing was signed: it would be another history than the evening's.
        #expect(journalLeaves(of: scratch("ledger")) == before)
        #expect(isThere("\(folder)/07-cross-a.png"))
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).phase != "closed")
    }

    @Test func `a folder that was set back is not counted again, unless somebody says where its sheets are`() throws {
        try put(["01-filled", "03-tick"])
        _ = try scratch.write("folder/end", [])
        #expect(try watching().end().status == 0)
        try FileManager.default.removeItem(atPath: "\(folder)/settled")
        try put(["01-filled", "03-tick"])
        let refused = try watching("--close").end()
        #expect(refused.status == 4, "\(refused.errors)")
        #expect(
            refused.errors.contains(
                "0 sheets are settled here, but \(scratch("ledger")) knows of 2: the folder was set back"))
        #expect(refused.errors.contains("say --settled-elsewhere 2"))
        #expect(try watching("--close", "--settled-elsewhere", "1").end().status == 4)
        // Other sheets, and the settled ones are in an archive.
        for name in ["01-filled", "03-tick"] {
            for side in ["a", "b"] { try FileManager.default.removeItem(atPath: "\(folder)/\(name)-\(side).png") }
        }
        try put(["07-cross"])
        let ended = try watching("--close", "--settled-elsewhere", "2").end()
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try ended.json(Report.self).counts.accepted == 3)
    }

    /// The sheet in work is none that the ledger knows, by its place: it makes up for none that is missing.
    @Test func `a sheet in work does not hide that another one is missing from the settled`() throws {
        try put(["01-filled", "03-tick"])
        _ = try scratch.write("folder/end", [])
        #expect(try watching().end().status == 0)
        try FileManager.default.removeItem(atPath: "\(folder)/end")
        for side in ["a", "b"] {
            try FileManager.default.moveItem(
                atPath: "\(folder)/settled/03-tick-\(side).png", toPath: "\(folder)/03-tick-\(side).png")
        }
        let places = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/in-work").sorted()
        let next = try #require(places.first { $0.hasSuffix("-1") })
        for (picture, side) in [("back", "a"), ("front", "b")] {
            try FileManager.default.copyItem(
                atPath: Demo.image("07-cross-\(picture)"), toPath: "\(folder)/in-work/\(next)/07-cross-\(side).png")
        }
        let refused = try watching("--close").end()
        #expect(refused.status == 4, "\(refused.errors)")
        #expect(
            refused.errors.contains(
                "1 sheets are settled here, but \(scratch("ledger")) knows of 2: the folder was set back"))
    }

    private func move(_ name: String, from: String, to: String) throws {
        try FileManager.default.moveItem(atPath: "\(folder)/\(from)/\(name)", toPath: "\(folder)/\(to)/\(name)")
    }

    /// The folder of a sheet in work, by whether it is the first, third... or the second, fourth... of the ledger.
    private func inWork(_ parity: Int) throws -> String {
        let places = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/in-work")
        return "in-work/" + (try #require(places.first { $0.hasSuffix("-\(parity)") }))
    }

    /// Moves both sides of a sheet there, as a kill leaves them.
    private func leaveInWork(_ sheet: String, from: String, _ parity: Int) throws {
        for side in ["a", "b"] { try move("\(sheet)-\(side).png", from: from, to: inWork(parity)) }
    }

    /// Counts what is in the folder, to its end mark, which is removed then.
    private func count(_ more: String...) throws -> Ended {
        _ = try scratch.write("folder/end", [])
        let ended = try Running(
            ["replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--json", "--watch", folder] + more
        ).end()
        try FileManager.default.removeItem(atPath: "\(folder)/end")
        return ended
    }

    @Test func `a kill between the moves of a sheet's two sides is gone on with`() throws {
        try put(["01-filled"])
        #expect(try count().status == 0)
        try move("01-filled-b.png", from: "settled", to: inWork(1))
        try put(["03-tick"])
        let ended = try count("--close")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(try ended.json(Report.self).counts.accepted == 2)
        #expect(isThere("\(folder)/settled/01-filled-b.png"))
    }

    @Test func `half a sheet is one sheet, whichever half it is, and its other half is told and not fed`() throws {
        try put(Demo.image("01-filled-back"), as: "x-b.png")
        try put(Demo.image("03-tick-back"), as: "y-a.png")
        let halves = try count()
        #expect(halves.status == 3 && halves.errors.contains("x-b.png: its other side 'x-a.png' never came"))
        try put(Demo.image("01-filled-front"), as: "x-a.png")
        try put(Demo.image("03-tick-front"), as: "y-b.png")
        let others = try count()
        #expect(others.status == 3, "\(others.errors)")
        for (name, first) in [("x-a.png", "x-b.png"), ("y-b.png", "y-a.png")] {
            #expect(others.errors.contains("\(folder)/\(name): its other side '\(first)' was taken without it: where"))
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        try put(["07-cross"])
        let ended = try count("--close")
        #expect(ended.status == 0, "\(ended.errors)")
        let counts = try ended.json(Report.self).counts
        #expect(counts.accepted == 1 && counts.returned == 2)
    }

    @Test func `a file that is taken away before it is fed is no sheet`() throws {
        let sheets = ["01-filled", "03-tick", "07-cross", "09-against-all"]
        for copy in 0..<4 {
            for sheet in sheets {
                try put(Demo.image("\(sheet)-back"), as: "\(copy)-\(sheet)-a.png")
                try put(Demo.image("\(sheet)-front"), as: "\(copy)-\(sheet)-b.png")
            }
        }
        let running = try watching()
        try running.wait(until: "the first sheet") { isThere("\(folder)/settled/0-01-filled-a.png") }
        for side in ["a", "b"] { try FileManager.default.removeItem(atPath: "\(folder)/3-09-against-all-\(side).png") }
        _ = try scratch.write("folder/end", [])
        let ended = try running.end()
        #expect(ended.status == 3, "\(ended.errors)")
        #expect(ended.errors.contains("\(folder)/3-09-against-all-a.png: was taken away before it was fed"))
        #expect(try ended.json(Report.self).counts.returned == 0)
        let again = try count("--close")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try again.json(Report.self).counts.accepted == 15)
    }

    @Test(arguments: [[], ["--close"]])
    func `what closed polls left in work is put away, so that it is counted nowhere else`(more: [String]) throws {
        try put(["01-filled"])
        #expect(try count().status == 0)
        // Killed behind the leaf, and with another sheet before its own.
        try leaveInWork("01-filled", from: "settled", 1)
        try put(["03-tick"])
        try leaveInWork("03-tick", from: ".", 0)
        #expect(try Scand.run("ledger", "close", scratch("ledger")).status == 0)
        let other = scratch("other")
        func begin() throws -> Ended {
            try Scand.run("replay", "--election", Demo.election, "--ledger", other, "--watch", folder)
        }
        let early = try begin()
        #expect(
            early.status == 4
                && early.errors.contains("move what lies in \(folder) itself, not what is in 'settled' or 'in-work'"))
        let ended = try more.isEmpty ? count() : count("--close")
        #expect(ended.status == 4, "\(ended.errors)")
        #expect(
            ended.errors.contains("polls are closed: none of the 2 files")
                && ended.errors.contains(
                    "and what lies in \(folder) itself, not in 'settled' or 'in-work', a folder of its own")
        )
        for side in ["a", "b"] {
            #expect(isThere("\(folder)/settled/01-filled-\(side).png") && isThere("\(folder)/03-tick-\(side).png"))
        }
    }

    @Test func `closed polls put away what is in work also where the same command has only to release`() throws {
        try put(["01-filled"])
        #expect(try count().status == 0)
        try leaveInWork("01-filled", from: "settled", 1)
        #expect(try Scand.run("ledger", "close", scratch("ledger")).status == 0)
        let ended = try count("--close")
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(isThere("\(folder)/settled/01-filled-a.png") && isThere("\(folder)/settled/01-filled-b.png"))
        #expect(try releasedSheets(in: scratch("ledger")).count == 1)
    }

    @Test func `a count that is finished puts away what is in work, and then is refused`() throws {
        try put(["01-filled"])
        #expect(try count().status == 0)
        try leaveInWork("01-filled", from: "settled", 1)
        try put(["03-tick"])
        try leaveInWork("03-tick", from: ".", 0)
        #expect(try Scand.run("ledger", "close", scratch("ledger")).status == 0)
        #expect(try Scand.run("ledger", "release", scratch("ledger"), "--election", Demo.election).status == 0)
        let ended = try count("--close")
        #expect(ended.status == 4 && ended.errors.contains("the count is finished"), "\(ended.errors)")
        for side in ["a", "b"] {
            #expect(isThere("\(folder)/settled/01-filled-\(side).png") && isThere("\(folder)/03-tick-\(side).png"))
        }
    }

    @Test func `a sheet in work of which nobody can tell whether it is counted is never passed over`() throws {
        try put(["01-filled"])
        #expect(try count().status == 0)
        try put(["03-tick"])
        try leaveInWork("03-tick", from: ".", 0)
        #expect(try Scand.run("ledger", "close", scratch("ledger")).status == 0)
        try FileManager.default.moveItem(atPath: "\(folder)/settled", toPath: scratch("archive"))
        let refused = try count("--close")
        #expect(refused.status == 2 && refused.errors.contains("in-work: a sheet lies here"), "\(refused.errors)")
        let told = try count("--close", "--settled-elsewhere", "1")
        #expect(told.status == 4 && isThere("\(folder)/03-tick-a.png"), "\(told.errors)")
        #expect(told.errors.contains("none of the 2 files in \(folder) was counted"), "\(told.errors)")
    }

    @Test func `a file in the way ends the run, and is no sheet that went back`() throws {
        let running = try watching()
        try put(["01-filled"])
        try running.wait(until: "the first sheet") { isThere("\(folder)/settled/01-filled-b.png") }
        _ = try scratch.write("folder/settled/03-tick-a.png", [])
        try put(["03-tick"])
        let ended = try running.end()
        #expect(ended.status == 5, "\(ended.errors)")
        #expect(ended.errors.components(separatedBy: "is in the way of another file of its name").count == 2)
        #expect(!ended.errors.contains("cable"))
        let counts = try ended.json(Report.self).counts
        #expect(counts.accepted == 2 && counts.returned == 0)
        let refused = try count()
        #expect(refused.status == 2 && refused.errors.contains("take the file that is not of this count out of"))
        #expect(try Scand.verify(scratch("ledger")).json(Verification.self).phase == "paused")
        try FileManager.default.removeItem(atPath: "\(folder)/settled/03-tick-a.png")
        let again = try count("--close")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try again.json(Report.self).counts.accepted == 2)
    }

    @Test func `how many sheets were settled elsewhere is asked of a ledger that knows them, and has to be right`()
        throws
    {
        for number in ["-1", "1048577", "\(Int.max)"] {
            let refused = try count("--settled-elsewhere=\(number)")
            #expect(
                refused.status == 2 && refused.errors.contains("'\(number)' is not 0 to 1048576 sheets"),
                "\(refused.errors)")
        }
        let none = try count("--settled-elsewhere", "1")
        #expect(none.status == 2 && none.errors.contains("a new ledger has no settled sheets"), "\(none.errors)")
        #expect(!isThere(scratch("ledger")) && !isThere(scratch("ledger.key")))
        try put(["01-filled", "03-tick"])
        #expect(try count().status == 0)
        let kept = try count("--settled-elsewhere", "2")
        #expect(kept.status == 2 && kept.errors.contains("--settled-elsewhere: "), "\(kept.errors)")
        #expect(kept.errors.contains("knows of 2: leave the option out"), "\(kept.errors)")
        try FileManager.default.createDirectory(atPath: scratch("archive"), withIntermediateDirectories: false)
        for side in ["a", "b"] {
            try FileManager.default.moveItem(
                atPath: "\(folder)/settled/03-tick-\(side).png", toPath: scratch("archive/\(side).png"))
        }
        let wrong = try count("--settled-elsewhere", "7")
        #expect(wrong.status == 2 && wrong.errors.contains("say 1, if so many were put elsewhere"), "\(wrong.errors)")
        #expect(try count("--settled-elsewhere", "1").status == 0)
    }

    @Test func `a list without a line is no list`() throws {
        let list = try scratch.write("list", [])
        let ended = try Demo.replay([], into: scratch("ledger"), "--manifest", list)
        #expect(ended.status == 2 && ended.errors == "scand: \(list): the list is empty: expected a sheet a line\n")
    }

    @Test func `a folder that is not there is named, and nothing is made`() throws {
        let before = try scratch.names
        let ended = try Scand.run(
            "replay", "--election", Demo.election, "--ledger", scratch("ledger"), "--watch", scratch("nowhere"))
        #expect(ended.status == 2)
        #expect(
            ended.errors == "scand: \(scratch("nowhere")): the folder cannot be listed: No such file or directory\n")
        #expect(try scratch.names == before)
    }

    @Test(arguments: [
        ["--watch", "d", "a.png", "b.png"], ["--watch", "d", "--recording", "r"],
        ["--recording", "r", "--manifest", "m"],
    ])
    func `sheets come from one place`(arguments: [String]) throws {
        let ended = try Scand.run(["replay", "--election", Demo.election, "--ledger", scratch("ledger")] + arguments)
        #expect(ended.status == 2)
        #expect(ended.errors.contains("one of the three"))
    }
}
