import Foundation
import Keys
import LedgerSupport
import Testing

@Suite struct PassphraseFileTests {
    let scratch: Scratch
    init() throws { scratch = try Scratch() }

    func read(_ path: String) throws -> String {
        let phrase = try PassphraseSource.file(path).passphrase(for: "a test")
        return unsafe phrase.withBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: ["a", "word\n", " two words ", "ключ\n", String(repeating: "x", count: 1024) + "\n"])
    func `a passphrase is the file without its one line end`(contents: String) throws {
        #expect(try read(scratch.file("p", contents)) == contents.replacing("\n", with: ""))
    }

    @Test(arguments: [
        "", "\n", "a\n\n", "a\nb", "a\r\n", "a\0b", String(repeating: "x", count: 1025),
        String(repeating: "x", count: 9999),
    ])
    func `anything else is refused, and not repeated`(contents: String) throws {
        let path = try scratch.file("p", contents)
        let error = #expect(throws: KeyFileError.self) { try read(path) }
        #expect(error?.path == path && error?.what.contains("xx") == false)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601])
    func `a passphrase that others can read is refused`(mode: Int) throws {
        let path = try scratch.file("p", "word", mode: mode)
        let error = #expect(throws: KeyFileError.self) { try read(path) }
        #expect(error?.what.contains("readable by others") == true)
    }

    @Test func `what is neither a file nor a pipe is refused`() throws {
        for path in [scratch.path, "/dev/null", "/dev/zero"] {
            let error = #expect(throws: KeyFileError.self, "\(path)") { try read(path) }
            #expect(error?.what.hasPrefix("is neither a file nor a pipe") == true, "\(error as Any)")
        }
        let error = #expect(throws: KeyFileError.self) { try read(scratch("none")) }
        #expect(error?.what.hasPrefix("cannot be read") == true)
    }

    @Test func `a passphrase comes through a pipe by its number`() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data("through a pipe\n".utf8))
        try pipe.fileHandleForWriting.close()
        #expect(try read("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") == "through a pipe")
    }

    @Test func `a file behind a link is taken if it is private`() throws {
        let path = try scratch.file("p", "word")
        try FileManager.default.createSymbolicLink(atPath: scratch("link"), withDestinationPath: path)
        #expect(try read(scratch("link")) == "word")
    }
}
