import Foundation
import Testing

/// Whatever place a copy of the ledger was ever in: no leaf says that the day's keys are destroyed while one that is known has them.
@Suite struct CopyKeysTests {
    private let scratch: Scratch
    private var ledger: String { scratch("ledger") }
    private var stick: String { scratch("stick/copy") }
    private var key: String { ledger + ".key.vkey" }

    init() throws {
        scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch("stick"), withIntermediateDirectories: false)
    }

    private func count(_ more: String..., copy: String? = nil) throws -> Ended {
        try Scand.run(
            ["replay", "--election", Demo.election, "--ledger", ledger, "--copy", copy ?? stick]
                + (isThere(ledger) ? [] : ["--capacity", "4"]) + more + Demo.sides("01-filled"))
    }

    private func release(copy: String) throws -> Ended {
        try Scand.run("ledger", "release", ledger, "--election", Demo.election, "--copy", copy)
    }

    private var lastLeaf: String { journalLeaves(of: ledger).last ?? "" }

    private func destroyCopy(_ copy: String) throws -> Ended {
        try Scand.run("ledger", "destroy-copy", copy, "--of", ledger, "--vkey", key)
    }

    @Test func `a byte copy that is named in the place of the second copy does not stand for it`() throws {
        #expect(try count("--leave-open").status == 0)
        let other = scratch("other")
        try FileManager.default.copyItem(atPath: stick, toPath: other)
        let ended = try count(copy: other)
        #expect(ended.status == 4, "\(ended.errors)")
        #expect(ended.errors.contains("the second copy is not the one that was written to last"), "\(ended.errors)")
        #expect(ended.errors.contains("the day's keys are not destroyed: \(stick)/box/keys: has the day's keys"))
        #expect(journalLeaves(of: ledger).contains { $0.hasPrefix("scand/v2 copy-lost\n") })
        #expect(!lastLeaf.hasPrefix("scand/v2 keys-destroyed") && isThere("\(other)/box/keys"))
        // An interrupted release knows it too.
        let again = try release(copy: other)
        #expect(again.status == 4 && again.errors.contains("\(stick)/box/keys: has the day's keys"), "\(again.errors)")
        // Where the stick is elsewhere, its place is named with the release.
        try FileManager.default.moveItem(atPath: scratch("stick"), toPath: scratch("drawer"))
        let released = try release(copy: other)
        #expect(released.status == 0, "\(released.errors)")
        #expect(
            released.errors.contains(
                "the ledger or its second copy was at \(stick) before: what is left of it has the day's keys"))
        #expect(lastLeaf.hasPrefix("scand/v2 keys-destroyed"))
        // And what is told has a command.
        let destroyed = try destroyCopy(scratch("drawer/copy"))
        #expect(
            destroyed.status == 0 && destroyed.output.contains("the day's keys are destroyed here"),
            "\(destroyed.errors)")
        #expect(!isThere(scratch("drawer/copy/box/keys")) && !isThere(scratch("drawer/copy/box/keys.2")))
        #expect(try destroyCopy(scratch("drawer/copy")).output.contains("no keys were here"))
    }

    @Test func `keys that may still be needed, and those of another ledger, are not destroyed`() throws {
        #expect(try count("--leave-open").status == 0)
        for place in [stick, ledger] {
            let early = try destroyCopy(place)
            #expect(early.status == 4 && early.errors.contains("the totals are not signed"), "\(early.errors)")
        }
        #expect(try count().status == 0)
        let itself = try destroyCopy(ledger)
        #expect(itself.status == 4 && itself.errors.contains("is no file of the copy alone"), "\(itself.errors)")
        let other = scratch("another")
        #expect(try Demo.replay(Demo.sides("03-tick"), into: other, "--leave-open", "--capacity", "4").status == 0)
        let before = try snapshot(other)
        let foreign = try destroyCopy(other)
        #expect(
            foreign.status == 4 && foreign.errors.contains("not every event of its journal is one of this ledger"),
            "\(foreign.errors)")
        // Nothing shows whose keys these are, or they are another ledger's own files.
        let odd = scratch("odd")
        try FileManager.default.createDirectory(atPath: odd + "/box", withIntermediateDirectories: true)
        for name in ["box/keys", "box/keys.2"] {
            try FileManager.default.copyItem(atPath: "\(other)/\(name)", toPath: "\(odd)/\(name)")
        }
        #expect(try destroyCopy(odd).status == 4)
        try FileManager.default.copyItem(atPath: "\(ledger)/journal", toPath: odd + "/journal")
        try FileManager.default.removeItem(atPath: odd + "/box/keys")
        try FileManager.default.linkItem(atPath: other + "/box/keys", toPath: odd + "/box/keys")
        #expect(try destroyCopy(odd).status == 4)
        try FileManager.default.removeItem(atPath: odd + "/box")
        try FileManager.default.createSymbolicLink(atPath: odd + "/box", withDestinationPath: other + "/box")
        #expect(try destroyCopy(odd).status == 4)
        #expect(try snapshot(other) == before)
    }

    @Test func `the keys of a day that goes on are not destroyed by its own ledger that was set back and finished`()
        throws
    {
        let folder = scratch("incoming")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        _ = try scratch.write("incoming/end", [])
        func watch(_ sheet: String) throws {
            for (side, path) in zip(["a", "b"], Demo.sides(sheet)) {
                try FileManager.default.copyItem(atPath: path, toPath: "\(folder)/\(sheet)-\(side).png")
            }
            let ended = try Scand.run(
                ["replay", "--election", Demo.election, "--ledger", ledger, "--copy", stick, "--watch", folder]
                    + (isThere(ledger) ? [] : ["--capacity", "4"]))
            #expect(ended.status == 0, "\(ended.errors)")
        }
        try watch("01-filled")
        let old = scratch("old")
        try FileManager.default.copyItem(atPath: ledger, toPath: old)
        for suffix in [".key", ".key.vkey", ".box-key", ".box-key.boxkey"] {
            try FileManager.default.copyItem(atPath: ledger + suffix, toPath: old + suffix)
        }
        try watch("03-tick")
        #expect(try Scand.run("ledger", "close", old).status == 0)
        _ = try Scand.run("ledger", "release", old, "--election", Demo.election)
        for place in [stick, ledger] {
            let before = try snapshot(place)
            let ended = try Scand.run("ledger", "destroy-copy", place, "--of", old, "--vkey", old + ".key.vkey")
            #expect(
                ended.status == 4 && ended.errors.contains("it may be of another one, or go on behind it"),
                "\(ended.errors)")
            #expect(try snapshot(place) == before && isThere("\(place)/box/keys"))
        }
        #expect(try destroyCopy(scratch("nothing")).status == 4)
    }

    @Test func `a stick whose place was taken meanwhile is not the last one when it comes back`() throws {
        #expect(try count("--leave-open").status == 0)
        // Pulled out: the copy is made anew beneath its mount point, and goes on there.
        try FileManager.default.moveItem(atPath: stick, toPath: scratch("pulled"))
        for _ in 0..<3 { #expect(try count("--leave-open").status == 0) }
        try FileManager.default.moveItem(atPath: stick, toPath: scratch("beneath"))
        try FileManager.default.moveItem(atPath: scratch("pulled"), toPath: stick)
        let back = try count("--leave-open")
        #expect(
            back.status == 0 && back.errors.contains("the second copy is not the one that was written to last"),
            "\(back.errors)")
        #expect(try count("--leave-open").errors.contains("is not the one that was written to last") == false)
    }

    @Test func `keys that are put back into a finished ledger are destroyed, and never come onto its copy`() throws {
        #expect(try count("--leave-open").status == 0)
        try FileManager.default.copyItem(atPath: ledger + "/box", toPath: scratch("saved"))
        #expect(try count().status == 0)
        for name in ["keys", "keys.2"] {
            try FileManager.default.copyItem(atPath: scratch("saved/\(name)"), toPath: "\(ledger)/box/\(name)")
        }
        let whole = try snapshot(stick)
        let again = try count()
        #expect(again.status == 0 && again.errors.contains("the day's keys lay in its box again"), "\(again.errors)")
        #expect(!again.errors.contains("nothing was left to do"))
        for place in [ledger, stick] {
            for name in ["keys", "keys.2"] { #expect(!isThere("\(place)/box/\(name)"), "\(place)") }
        }
        #expect(try snapshot(stick) == whole && Scand.verify(ledger).status == 0)
    }

    /// Runs a command that ends, as by a power loss, in the system call of a number; nil where it has not so many.
    private func killed(at number: Int, of call: String, _ command: [String]) throws -> Ended {
        try Running(
            [
                "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e", "signal=none", "-e",
                "inject=\(call):signal=KILL:when=\(number)", Scand.executable.path,
            ] + command, executable: URL(fileURLWithPath: "/usr/bin/strace")
        ).end()
    }

    private func keyFiles(below path: String) -> [String] {
        (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).filter {
            $0.hasSuffix("box/keys") || $0.hasSuffix("box/keys.2")
        }
    }

    @Test func `a copy that was cut off while it was made is remembered`() throws {
        #expect(try Demo.replay(Demo.sides("01-filled"), into: ledger, "--leave-open", "--capacity", "4").status == 0)
        for number in 1...3 {
            let place = scratch("stick/\(number)")
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
            let base = scratch("base\(number)")
            try FileManager.default.copyItem(atPath: ledger, toPath: base)
            func close(_ more: String...) -> [String] {
                ["ledger", "close", base, "--key", ledger + ".key", "--accept-file-system"] + more
            }
            _ = try killed(at: number, of: "ftruncate", close("--copy", place + "/copy"))
            try #require(!keyFiles(below: place).isEmpty, "the kill came before there were keys")
            let second = scratch("second\(number)")
            #expect(try Scand.run(close("--copy", second)).status == 0)
            let released = try Scand.run(
                "ledger", "release", base, "--election", Demo.election, "--key", ledger + ".key", "--box-key",
                ledger + ".box-key", "--accept-file-system", "--copy", second)
            let ended = (journalLeaves(of: base).last ?? "").hasPrefix("scand/v2 keys-destroyed")
            #expect(ended == keyFiles(below: place).isEmpty, "\(number): \(released.status) \(released.errors)")
            #expect(
                ended || released.errors.contains("\(place)/copy/box/keys: has the day's keys"), "\(released.errors)")
        }
    }

    @Test func `a copy whose keys went first knows where the ledger's are`() throws {
        #expect(try count("--leave-open").status == 0)
        #expect(try Scand.run("ledger", "close", ledger, "--copy", stick).status == 0)
        for suffix in [".key", ".key.vkey", ".box-key", ".box-key.boxkey"] {
            try FileManager.default.copyItem(atPath: ledger + suffix, toPath: stick + suffix)
        }
        for place in [ledger, stick] { try FileManager.default.copyItem(atPath: place, toPath: place + "-before") }
        func release(_ place: String, _ more: String...) -> [String] {
            ["ledger", "release", place, "--election", Demo.election] + more
        }
        var caught = 0
        for number in 28...60 {
            for place in [ledger, stick] {
                try FileManager.default.removeItem(atPath: place)
                try FileManager.default.copyItem(atPath: place + "-before", toPath: place)
            }
            let cut = try killed(at: number, of: "fsync", release(ledger, "--copy", stick))
            guard cut.status != 0 else { break }
            guard journalLeaves(of: stick).last?.hasPrefix("scand/v2 totals") == true else { continue }
            let promoted = try Scand.run(release(stick, "--copy-is-gone"))
            let isSaid = journalLeaves(of: stick).last?.hasPrefix("scand/v2 keys-destroyed") == true
            if isSaid {
                #expect(keyFiles(below: ledger).isEmpty, "\(number): \(promoted.errors)")
            } else {
                caught += 1
                #expect(promoted.errors.contains("\(ledger)/box/keys"), "\(number): \(promoted.errors)")
            }
        }
        #expect(caught > 0, "no kill came between the copy's keys and the ledger's")
    }

    @Test func `a copy that was destroyed half is not written again, and the same command ends the count`() throws {
        #expect(try count("--leave-open").status == 0)
        #expect(try Scand.run("ledger", "close", ledger, "--copy", stick).status == 0)
        let command = ["ledger", "release", ledger, "--election", Demo.election, "--copy", stick]
        for number in [36, 37, 38, 39, 40] {
            _ = try killed(at: number, of: "fsync", command)
            if journalLeaves(of: ledger).last?.hasPrefix("scand/v2 totals") == true { break }
        }
        let again = try Scand.run(command)
        #expect(again.status == 0 && !again.errors.contains("look after its disk"), "\(again.errors)")
        #expect(keyFiles(below: ledger).isEmpty && keyFiles(below: stick).isEmpty)
    }

    @Test func `of a place where something else is now people hear`() throws {
        #expect(try count("--leave-open").status == 0)
        #expect(try Scand.run("ledger", "close", ledger, "--copy", stick).status == 0)
        try FileManager.default.moveItem(atPath: stick, toPath: scratch("pulled"))
        try FileManager.default.createDirectory(atPath: stick, withIntermediateDirectories: false)
        let released = try Scand.run("ledger", "release", ledger, "--election", Demo.election, "--copy-is-gone")
        #expect(
            released.status == 0 && released.errors.contains("was at \(stick) before: what is left of it"),
            "\(released.errors)")
    }

    @Test func `keys under another name in a finished ledger are told`() throws {
        #expect(try count("--leave-open").status == 0)
        try FileManager.default.copyItem(atPath: ledger + "/box/keys", toPath: scratch("saved"))
        #expect(try count().status == 0)
        try FileManager.default.copyItem(atPath: scratch("saved"), toPath: ledger + "/box/old")
        let again = try count()
        #expect(again.status == 4 && again.errors.contains("\(ledger)/box/old: has the day's keys"), "\(again.errors)")
    }

    @Test func `a copy that lost its journal keeps only keys that are not the ledger's`() throws {
        #expect(try count("--leave-open").status == 0)
        let kept = try Data(contentsOf: URL(filePath: stick + "/box/keys"))
        try FileManager.default.removeItem(atPath: stick + "/journal")
        // The keys stay while the copy has them.
        let refused = try count()
        #expect(
            refused.status == 4 && refused.errors.contains("\(stick)/box/keys: has the day's keys"), "\(refused.errors)"
        )
        _ = try scratch.write("stick/copy/box/keys", Array(kept.dropLast()) + [kept.last! ^ 1])
        let other = try destroyCopy(stick)
        #expect(other.status == 4 && other.errors.contains("other keys than the ledger"), "\(other.errors)")
        #expect(isThere(stick + "/box/keys"))
        _ = try scratch.write("stick/copy/box/keys", kept)
        #expect(try destroyCopy(stick).status == 0)
        #expect(!isThere(stick + "/box/keys") && !isThere(stick + "/box/keys.2") && isThere(ledger + "/box/keys"))
    }

    @Test func `a published file of a finished ledger that was changed is told when it is written again`() throws {
        #expect(try count().status == 0)
        _ = try scratch.write("ledger/checkpoint", "junk\n".utf8)
        let again = try count()
        #expect(again.status == 0 && again.errors.contains("checkpoint: not as they were published"), "\(again.errors)")
        #expect(!again.errors.contains("nothing was left to do"))
    }

    @Test func `a copy that goes on as the ledger knows where the lost ledger was`() throws {
        #expect(try count("--leave-open").status == 0)
        // The machine's disk fails; the copy becomes the ledger, with a new copy of its own.
        let broken = scratch("broken")
        try FileManager.default.moveItem(atPath: ledger, toPath: broken)
        func goOn(_ command: [String], _ more: String...) throws -> Ended {
            try Scand.run(
                command + ["--election", Demo.election, "--copy", scratch("second"), "--key", ledger + ".key"]
                    + ["--box-key", ledger + ".box-key", "--accept-file-system"] + more)
        }
        let gone = try goOn(
            ["replay", "--ledger", stick], "--leave-open", Demo.sides("01-filled")[0], Demo.sides("01-filled")[1])
        #expect(gone.status == 0, "\(gone.errors)")
        // The disk is found again.
        try FileManager.default.moveItem(atPath: broken, toPath: ledger)
        #expect(try Scand.run("ledger", "close", stick, "--key", ledger + ".key", "--accept-file-system").status == 0)
        let early = try goOn(["ledger", "release", stick])
        #expect(
            early.status == 4 && early.errors.contains("\(ledger)/box/keys: has the day's keys"), "\(early.errors)")
        #expect(!(journalLeaves(of: stick).last ?? "").hasPrefix("scand/v2 keys-destroyed"))
        let destroyed = try Scand.run("ledger", "destroy-copy", ledger, "--of", stick, "--vkey", key)
        #expect(destroyed.status == 0 && !isThere(ledger + "/box/keys"), "\(destroyed.errors)")
        let released = try goOn(["ledger", "release", stick])
        // Of a place that was looked at, and has none, nobody is told to destroy them.
        #expect(released.status == 0 && !released.errors.contains("what is left of it"), "\(released.errors)")
    }

    @Test func `a copy that the ledger has no room to remember is not made`() throws {
        #expect(try count("--leave-open").status == 0)
        for number in 2...7 {
            #expect(try count("--leave-open", copy: scratch("stick/copy\(number)")).status == 0)
        }
        let ninth = try count("--leave-open", copy: scratch("stick/copy8"))
        #expect(
            ninth.errors.contains("copy8: the ledger remembers 8 places of itself and its copies"), "\(ninth.errors)")
        #expect(!isThere(scratch("stick/copy8")))
        // A copy that is there already is not brought up to date either.
        try FileManager.default.copyItem(atPath: scratch("stick/copy7"), toPath: scratch("stick/copy9"))
        let before = try snapshot(scratch("stick/copy9"))
        #expect(
            try count("--leave-open", copy: scratch("stick/copy9")).errors.contains("copy9: the ledger remembers 8"))
        #expect(try snapshot(scratch("stick/copy9")) == before)
    }

    @Test func `the key of another ledger is named as such`() throws {
        #expect(try count().status == 0)
        let other = scratch("another")
        #expect(try Demo.replay(Demo.sides("03-tick"), into: other, "--leave-open", "--capacity", "4").status == 0)
        let ended = try Scand.run("ledger", "destroy-copy", stick, "--of", ledger, "--vkey", other + ".key.vkey")
        #expect(
            ended.status == 4 && ended.errors.contains("but the key given is") && !ended.errors.contains("damage"),
            "\(ended.errors)")
    }

    @Test func `what comes back from the custodian and was changed is asked for again, by the station's command`()
        throws
    {
        #expect(try count("--leave-open").status == 0)
        #expect(try Scand.run("ledger", "close", ledger, "--copy", stick).status == 0)
        let opened = try Scand.run(
            "ledger", "release", "open", ledger, "--election", Demo.election, "--vkey", key, "--box-key",
            ledger + ".box-key")
        #expect(opened.status == 0, "\(opened.errors)")
        let verified = try Scand.run("ledger", "verify", ledger, "--vkey", key)
        #expect(
            verified.status == 1
                && verified.output.contains(
                    ": NOT VERIFIED yet: nothing is wrong with what is here, but the totals are not signed\n"),
            "\(verified.output)")
        let openings = try Data(contentsOf: URL(filePath: ledger + "/box/openings"))
        _ = try scratch.write("ledger/box/openings", openings.dropLast())
        let refused = try Scand.run(
            "ledger", "release", "sign", ledger, "--election", Demo.election, "--copy", stick)
        #expect(
            refused.status == 4 && refused.errors.contains("box/openings: not as 'scand ledger release open'")
                && refused.errors.hasSuffix("and then 'scand ledger release sign' again\n"), "\(refused.errors)")
        _ = try scratch.write("ledger/box/openings", openings)
        #expect(
            try Scand.run("ledger", "release", "sign", ledger, "--election", Demo.election, "--copy", stick).status == 0
        )
    }

    @Test func `a file is no ledger`() throws {
        #expect(try count().status == 0)
        let file = try Scand.run("ledger", "verify", ledger + "/journal", "--vkey", key)
        #expect(file.status == 2 && file.errors.contains("/journal: a file: expected the directory of a ledger"))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount a disk read-only"))
    func `of a finished count on a disk that is read-only people hear where its result is`() throws {
        #expect(try count().status == 0)
        let script = "mount --bind \(ledger) \(ledger) && mount -o remount,ro,bind \(ledger) && exec \"$@\""
        let ended = try Running(
            [
                "-m", "sh", "-c", script, "sh", Scand.executable.path, "ledger", "release", ledger, "--election",
                Demo.election,
            ],
            executable: URL(filePath: "/usr/bin/unshare")
        ).end()
        #expect(
            ended.status == 4 && ended.errors.contains("nothing was changed")
                && ended.errors.contains("the result of a finished count is shown by 'scand report'"), "\(ended.errors)"
        )
    }

    @Test func `a folder in the ledger is not watched`() throws {
        #expect(try count("--leave-open").status == 0)
        let before = try snapshot(ledger)
        for folder in [ledger, ledger + "/box"] {
            let ended = try Scand.run(
                "replay", "--election", Demo.election, "--ledger", ledger, "--watch", folder)
            #expect(ended.status == 2 && ended.errors.contains("lies in the ledger"), "\(ended.errors)")
        }
        #expect(try snapshot(ledger) == before)
    }
}
