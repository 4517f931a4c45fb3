import Glibc
import ImageFiles
import Testing

@Suite struct ImageFileTests {
    @Test(arguments: [
        ("", ImageFileError.Code.empty), ("text in a file called .png", .unknownFormat), ("%PDF-1.7", .unknownFormat),
        ("GIF89a", .unknownFormat), ("P7\nWIDTH 1", .unknownFormat), ("P9 1 1 1", .unknownFormat),
        ("\u{89}PNG", .unknownFormat), ("II", .unknownFormat),
    ])
    func `what is no picture is refused by its content`(text: String, code: ImageFileError.Code) {
        #expect(failure(Array(text.utf8))?.code == code)
    }

    @Test func `the message says what was found`() {
        #expect(failure(Array("%PDF-1.7".utf8))?.detail.contains("a PDF document") == true)
        #expect(failure(Array("hello\nthere".utf8))?.detail.contains("text that starts \"hello th\"") == true)
        #expect(failure([1, 2, 0xFE])?.detail.contains("01 02 FE") == true)
    }

    @Test func `formats are told apart`() throws {
        #expect(try ImageFileReader(bytes: PNGBuilder(width: 1, height: 1).bytes()).format == .png)
        #expect(try ImageFileReader(bytes: Written.jpegGray).format == .jpeg)
        #expect(try ImageFileReader(bytes: Written.tiffG4).format == .tiff)
        #expect(try ImageFileReader(bytes: Array("P5 1 1 255\na".utf8)).format == .pnm)
    }

    @Test func `a file is read whatever its name says`() throws {
        try inFolder { folder in
            write(Written.tiffG4, to: folder + "/scan.jpg")
            let frame = try ImageFile.read(path: folder + "/scan.jpg").frame(at: 0)
            #expect(frame.image == Expected.checks)
        }
    }

    @Test func `names without a file are told apart from folders, pipes and empty files`() throws {
        try inFolder { folder in
            #expect(code(folder + "/none.png") == .notFound)
            #expect(code("") == .notFound)
            #expect(code(folder + "\0/x") == .notFound)
            #expect(code(folder) == .isDirectory)
            #expect(unsafe mkfifo(folder + "/pipe", 0o600) == 0)
            #expect(code(folder + "/pipe") == .notReadable)
            #expect(code("/dev/zero") == .notReadable)
            write([], to: folder + "/empty.png")
            #expect(code(folder + "/empty.png") == .empty)
            #expect(code(folder + "/empty.png/x") == .notFound)
        }
    }

    @Test func `a file past the limit is refused before it is read`() throws {
        try inFolder { folder in
            // A hole of 1 TB takes no room on the disk, and would not fit into memory.
            write([1], to: folder + "/big.png")
            #expect(unsafe truncate(folder + "/big.png", 1 << 40) == 0)
            #expect(code(folder + "/big.png") == .tooManyBytes)
        }
    }

    @Test func `errors are equal by their code`() {
        #expect(failure(Array("hello".utf8)) == failure(Array("world".utf8)))
        #expect(failure(Array("hello".utf8)) != failure([]))
    }

    private func code(_ path: String) -> ImageFileError.Code? {
        do {
            _ = try ImageFile.read(path: path)
            return nil
        } catch {
            return error.code
        }
    }

    private func write(_ bytes: [UInt8], to path: String) {
        guard let file = unsafe fopen(path, "w") else { return }
        _ = unsafe fwrite(bytes, 1, bytes.count, file)
        _ = unsafe fclose(file)
    }

    private func inFolder(_ body: (String) throws -> Void) throws {
        let template = unsafe strdup("/tmp/image-file-tests-XXXXXX")
        defer { unsafe free(template) }
        guard let template = unsafe template, let made = unsafe mkdtemp(template) else { return }
        let folder = unsafe String(cString: made)
        defer {
            for name in ["scan.jpg", "pipe", "empty.png", "big.png"] { unsafe unlink(folder + "/" + name) }
            unsafe rmdir(folder)
        }
        try body(folder)
    }
}
