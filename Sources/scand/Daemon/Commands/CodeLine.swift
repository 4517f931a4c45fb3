import ArgumentParser
import Codes
import ElectionModel
import Foundation
import OMR
import Raster

/// A code in a line of `scand interpret --codes`: its text, or its bytes in base64 where they are not text.
struct CodeLine: Encodable {
    let format: String
    let text: String?
    let base64: String?

    init(_ code: PrintedCode) {
        format = code.format.rawValue
        text = code.text
        base64 = code.text == nil ? Data(code.payload).base64EncodedString() : nil
    }

    /// All codes on a side. A word printed twice is listed twice.
    static func all(on image: GrayImage, _ reader: CodeReader) -> [CodeLine] {
        reader.codes(in: image).map(CodeLine.init)
    }
}

extension CodeReader {
    /// A reader whose processes are this program under `CodeHelperCommand`.
    ///
    /// - Throws: `CommandFailure` when no process can be started: a code that must be checked would not be.
    static func ofThisProgram() throws -> CodeReader {
        let reader = CodeReader(argument: CodeHelperCommand.name)
        guard reader.works else {
            throw CommandFailure(
                .unusableArguments, "/proc/self/exe: a second process that reads printed codes cannot be started")
        }
        return reader
    }

    /// What interpretation needs of a code reader.
    var payloads: CodeReading {
        { image, region in self.codes(in: image, region: region).map(\.payload) }
    }
}

/// Reads printed codes for another process of this program, which starts it.
struct CodeHelperCommand: ParsableCommand {
    static let name = "read-codes"
    static let configuration = CommandConfiguration(
        commandName: name, abstract: "Reads printed codes for scand, which starts it.", shouldDisplay: false)

    func run() throws {
        guard CodeReader.serve() else {
            throw CommandFailure(.unusableArguments, "\(Self.name): is started by scand alone")
        }
    }
}
