import Foundation
import Testing

/// PDFs as scanners write them, and as those who mean harm do.
@Suite struct PDFTests {
    private let scratch: Scratch
    private let sides = Demo.sides("01-filled") + Demo.sides("03-tick")

    init() throws { scratch = try Scratch() }

    /// What `interpret` says of each side, without the names of file and page.
    private func readings(_ images: [String]) throws -> [NSDictionary] {
        let ended = try Scand.run(["interpret", "--layout", Demo.layout] + images)
        guard ended.status == 0 else { throw Problem(ended.errors) }
        return try ended.lines.map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            guard var reading = object as? [String: Any] else { throw Problem("no object: \(line)") }
            reading["image"] = nil
            reading["frame"] = nil
            return reading as NSDictionary
        }
    }

    @Test(arguments: ["png", "flate", "letters", "colour", "form", "recognised", "underlaid", "mirrored"])
    func `pages without loss are read as the pictures that they were made of, dot for dot`(kind: String) throws {
        let stack = try Documents.write(kind, sides, at: scratch("stack.pdf"))
        let read = try readings([stack])
        #expect(read == (try readings(sides)))
        #expect(read.allSatisfy { $0["status"] as? String == "read" && $0["rotation"] as? Int == 0 })
    }

    @Test func `pages that are stored in four ways are seen as the PDF shows them`() throws {
        let stack = try Documents.write("turned", sides, at: scratch("stack.pdf"))
        #expect(try readings([stack]) == readings(sides + sides))
    }

    @Test(arguments: [("g4", ["bits", "stencil"]), ("jpeg", []), ("palette", [])] as [(String, [String])])
    func `pages of other compressions are read, and one bit means the same in all`(
        kind: String, others: [String]
    ) throws {
        // Bold letters of this sheet run together in black and white.
        let sides = Demo.sides("01-filled")
        let read = try readings([Documents.write(kind, sides, at: scratch("\(kind).pdf"))])
        #expect(read.map { $0["page"] as? String } == ["front", "back"])
        for other in others {
            #expect(try readings([Documents.write(other, sides, at: scratch("\(other).pdf"))]) == read, "\(other)")
        }
    }

    @Test(arguments: [
        (
            "overprinted",
            "page 1: has letters or lines beside its picture, which would be lost: print it and scan the paper"
        ),
        ("inlaid", "page 1: has letters or lines beside its picture, which would be lost: print it and scan the paper"),
        ("cropped", "page 1: its picture is cut, so that not all of it shows: save the page without cropping"),
        ("clipped", "page 1: its picture is cut, so that not all of it shows: save the page without cropping"),
        ("askew", "page 1: its picture lies askew or has no size on the page: scan to JPEG or TIFF"),
        ("two", "page 1: has more than one picture: scan so that each page is one picture, without 'compact' PDF"),
        ("transparent", "page 1: its picture is partly transparent: scan to JPEG or TIFF"),
        ("note", "page 1: has notes, stamps or fields over its picture: take them away, or scan the paper again"),
        ("layers", "page 1: has layers that can be switched off: print or scan it again without"),
        ("jbig2", "page 2: JBIG2 is not read: scan to JPEG, G4 or Flate, or to TIFF"),
        ("jpx", "page 2: JPEG 2000 is not read: scan to JPEG, G4 or Flate, or to TIFF"),
        ("inks", "page 1: its picture's colours are DeviceCMYK, which is not read: scan in gray or colour"),
        ("stencil-white", "page 1: its picture is a stencil in a colour: scan to JPEG or TIFF"),
        (
            "inline",
            "page 1: its picture is written among the drawing commands, which is not read: scan to JPEG or TIFF"
        ),
        ("drawn", "page 1: is drawn with letters and lines, and is no scanned picture: print it and scan the paper"),
        ("empty", "page 1: is empty: expected the picture of a side"),
        ("no-pages", "expected a page, found none"),
        (
            "encrypted",
            "the PDF is encrypted: save it without a password ('qpdf --decrypt in.pdf out.pdf')"
        ),
        (
            "password",
            "the PDF is encrypted: save it without a password ('qpdf --decrypt in.pdf out.pdf')"
        ),
        ("many", "expected at most 4096 PDF pages, found 10000: split the file"),
        (
            "bomb",
            "page 1: expected sides of at most 20000 and at most 80000000 pixels, found 100000 x 100000"
        ),
        ("false-size", "page 1: expected at most 80000000 pixels, found 19000 x 19000"),
        ("endless", "page 1: nests its drawing too deeply"),
        ("content-bomb", "page 1: is damaged: errors while decoding content stream"),
    ])
    func `what is not one whole picture a page is refused in one line`(kind: String, line: String) throws {
        let stack = try Documents.write(kind, sides, at: scratch("stack.pdf"))
        let ended = try Scand.run("interpret", "--layout", Demo.layout, stack)
        #expect(ended.status == 3)
        #expect(ended.errors == "scand: \(stack): \(line)\n")
        // And no ledger is begun for it.
        let counted = try Demo.replay([stack], into: scratch("ledger"))
        #expect(counted.status == 3 && counted.errors == "scand: \(stack): \(line)\n", "\(counted.errors)")
        #expect(!isThere(scratch("ledger")))
    }

    @Test func `a PDF that is cut short or is another file is refused in one line`() throws {
        let whole = try bytes(Documents.write("flate", sides, at: scratch("whole.pdf")))
        for (name, content) in [
            ("cut.pdf", Array(whole.prefix(whole.count / 2))), ("head.pdf", Array("%PDF-1.4\n".utf8)),
            ("junk.pdf", Array("%PDF-".utf8) + whole.shuffled()),
        ] {
            let stack = try scratch.write(name, content)
            let ended = try Scand.run("interpret", "--layout", Demo.layout, stack)
            #expect(ended.status == 3 && ended.errorLines.count == 1, "\(name): \(ended.errors)")
            #expect(ended.errors.hasPrefix("scand: \(stack): is damaged: "), "\(ended.errors)")
        }
    }

    @Test func `the process that takes PDFs apart has no files and no network, and is started by scand alone`() throws {
        let alone = try Scand.run("read-pdf")
        #expect(alone.status == 2 && alone.errors == "scand: read-pdf: is started by scand alone\n")
        // Asked for 1,000 bytes that do not come, it is shut in and waits.
        let script = """
            import os, socket, struct, subprocess, sys, time
            ours, theirs = socket.socketpair()
            # Out of the way of the helper's own number for it.
            ours = socket.socket(fileno=os.dup(ours.fileno()))
            os.dup2(theirs.fileno(), 3)
            helper = subprocess.Popen([sys.argv[1], "read-pdf"], pass_fds=[3])
            ours.send(struct.pack("QQQII", 1000, 80_000_000, 1 << 20, 10, 20_000))
            for _ in range(1000):
                status = dict(line.split(":\\t", 1) for line in open(f"/proc/{helper.pid}/status").read().splitlines() if ":\\t" in line)
                if status["Seccomp"] == "2": break
                time.sleep(0.01)
            limits = open(f"/proc/{helper.pid}/limits").read()
            print(status["Seccomp"], status["NoNewPrivs"], [line.split()[3] for line in limits.splitlines() if line.startswith("Max data")][0])
            helper.kill()
            """
        let ended = try Running(
            ["-B", "-c", script, Scand.executable.path], executable: URL(fileURLWithPath: "/usr/bin/python3")
        ).end()
        #expect(ended.output == "2 1 \((768 << 20) + 3000)\n", "\(ended.errors)")
    }
}
