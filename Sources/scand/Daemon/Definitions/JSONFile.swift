import ElectionModel
import Foundation
import ImageFiles

/// Reading a definition file whose every fault is one line: file, field, what was expected.
enum JSONFile {
    /// Largest definition file: a layout of a thousand pages with sixty targets each is 10 MB.
    static let limit = 64 << 20

    /// Reads and decodes a file.
    ///
    /// - Returns: what it says, and its bytes for the election's digest.
    static func read<Value: Decodable>(_ type: Value.Type, at path: String) throws -> (value: Value, bytes: [UInt8]) {
        let bytes: [UInt8]
        do {
            bytes = try ImageFile.bytes(path: path, limits: ImageLimits(maxFileBytes: limit))
        } catch {
            let detail = error.code == .empty ? "the file is empty" : error.detail
            throw CommandFailure(.unusableArguments, "\(path): \(detail)")
        }
        do {
            return (try JSONDecoder().decode(type, from: Data(bytes)), bytes)
        } catch let error as DefinitionError {
            throw CommandFailure(file: path, error)
        } catch let error as DecodingError {
            throw CommandFailure(.unusableArguments, "\(path): \(describe(error, in: bytes))")
        }
    }

    /// Refuses a file in which an object has two members of one name: readers differ in which of them they take.
    ///
    /// - Precondition: the bytes were read as JSON before.
    static func requireMembersOnce(_ bytes: [UInt8], at path: String) throws {
        var scan = JSONMembers(bytes)
        guard let field = scan.firstTwice() else { return }
        throw CommandFailure(.unusableArguments, "\(path): \(field) stands there twice: expected it once")
    }

    private static func describe(_ error: DecodingError, in bytes: [UInt8]) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "\(FieldPath.text(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context):
            "\(FieldPath.text(context.codingPath)) is null: expected a value"
        case .typeMismatch(let type, let context):
            "\(FieldPath.text(context.codingPath)) has the wrong kind of value: expected \(name(of: type))"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            JSONDiagnosis(of: bytes).text
        case .dataCorrupted(let context):
            "\(FieldPath.text(context.codingPath)) \(oneLine(context))"
        @unknown default:
            "cannot be read"
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        default: String(describing: type).hasPrefix("Array") ? "a list" : "an object in braces"
        }
    }

    private static func oneLine(_ context: DecodingError.Context) -> String {
        context.debugDescription.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

/// The way to a value in a JSON file, as a person writes it: `pages[0].targets[3].box`.
enum FieldPath {
    static func text(_ path: [any CodingKey]) -> String {
        path.reduce("") { text, key in
            key.intValue.map { "\(text)[\($0)]" } ?? member(key.stringValue, of: text)
        }
    }

    static func member(_ name: String, of path: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
