import Codes
import Dispatch
import Foundation
import Raster
import Synchronization
import TestSupport
import Testing

extension CodeReader {
    /// Its processes are the executable that was built.
    static let forTests = CodeReader(program: BuiltProduct.path("scand"), argument: "read-codes")
}

/// The processes that read codes: they stay, may die, and are started anew.
@Suite struct HelperTests {
    /// A program that notes its number in a file, does what a script says, and becomes the reader. The shell reads it: a file that was
    /// just written is sometimes still busy when it is started itself.
    private final class Program {
        let folder = NSTemporaryDirectory() + "scand-codes-\(UUID().uuidString)"
        var path: String { folder + "/helper" }

        init(_ script: String = "") throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let text = """
                echo $$ >> "\(folder)/numbers"
                \(script)
                exec "\(BuiltProduct.path("scand"))" read-codes

                """
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        /// Numbers of the processes that were started.
        var numbers: [Int32] {
            get throws {
                try String(contentsOfFile: folder + "/numbers", encoding: .utf8).split(separator: "\n").compactMap {
                    Int32($0)
                }
            }
        }

        func reader() -> CodeReader { CodeReader(program: "/bin/sh", argument: path) }
    }

    /// A QR code and a bar code.
    private let image = GrayImage(width: 800, height: 600, pixels: [UInt8](repeating: 250, count: 800 * 600))
        .covered(by: DrawnCode.image(DrawnCode.precinct7), x: 30, y: 30)
        .covered(by: DrawnCode.image(DrawnCode.code128), x: 100, y: 400)
    private let texts = ["demo 2026, precinct 7", "SCAND-7"]

    @Test func `one process reads picture after picture, and ends with its reader`() throws {
        let program = try Program()
        var reader: CodeReader? = program.reader()
        for _ in 0..<3 { #expect(reader?.codes(in: image).map(\.text) == texts) }
        let number = try #require(try program.numbers.first)
        #expect(try program.numbers.count == 1)
        #expect(kill(number, 0) == 0)
        reader = nil
        #expect(kill(number, 0) == -1, "it is gone, and so are its remains")
    }

    @Test func `a process that died while it waited costs no picture`() throws {
        let program = try Program()
        let reader = program.reader()
        #expect(reader.codes(in: image).map(\.text) == texts)
        let first = try #require(try program.numbers.first)
        kill(first, SIGKILL)
        #expect(reader.codes(in: image).map(\.text) == texts)
        #expect(try program.numbers.count == 2)
        #expect(kill(first, 0) == -1, "its remains were taken")
    }

    @Test func `a process that dies of a picture costs what it looked for then, and nothing of the next picture`()
        throws
    {
        // The first one takes the picture and ends: it would have looked for matrix codes first.
        let program = try Program(
            """
            if [ ! -e "$0.died" ]; then
              touch "$0.died"
              head -c \(12 + image.width * image.height) <&3 > /dev/null
              printf '\\001' >&3
              exit 1
            fi
            """)
        let reader = program.reader()
        #expect(reader.codes(in: image).map(\.text) == ["SCAND-7"])
        #expect(reader.codes(in: image).map(\.text) == texts)
        #expect(try program.numbers.count == 2)
    }

    @Test func `an answer that makes no sense is none`() throws {
        let program = try Program(
            """
            head -c \(12 + image.width * image.height) <&3 > /dev/null
            printf '\\001' >&3
            head -c 60000 /dev/zero | tr '\\000' '\\377' >&3
            exit 1
            """)
        #expect(program.reader().codes(in: image).isEmpty)
    }

    @Test func `a program that is no reader is known by it`() throws {
        for program in ["/bin/false", "/bin/cat", "/nowhere/scand"] {
            let reader = CodeReader(program: program, argument: "read-codes")
            #expect(!reader.works)
            #expect(reader.codes(in: image).isEmpty)
        }
        #expect(CodeReader.forTests.works)
    }

    @Test func `callers on many threads each get their own codes`() throws {
        let program = try Program()
        let reader = program.reader()
        let other = GrayImage(width: 300, height: 300, pixels: [UInt8](repeating: 250, count: 300 * 300))
            .covered(by: DrawnCode.image(DrawnCode.precinct8), x: 30, y: 30)
        let wrong = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 24) { index in
            let found = reader.codes(in: index % 2 == 0 ? image : other).map(\.text)
            if found != (index % 2 == 0 ? texts : ["demo 2026, precinct 8"]) { wrong.withLock { $0 += 1 } }
        }
        #expect(wrong.withLock { $0 } == 0)
        #expect(try program.numbers.count <= 24)
    }
}
