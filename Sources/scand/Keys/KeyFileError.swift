import DurableFiles
import Ledger

/// What is wrong with a key file: one line that names the file and the field, and never shows the key.
public struct KeyFileError: Error, Hashable, CustomStringConvertible {
    /// The file as the caller named it.
    public let path: String
    /// The field or line in it, if it is one.
    public let field: String?
    /// What is wrong.
    public let what: String

    init(_ path: String, _ field: String?, _ what: String) {
        (self.path, self.field, self.what) = (path, field, what)
    }

    public var description: String { "\(path): \(whatAndField)" }

    /// What is wrong, without the file's name.
    public var whatAndField: String { field.map { "\($0) \(what)" } ?? what }

    /// The text of a key file that is a file, is short, and, if it holds a secret, is nobody else's to read. A public one may
    /// have come by mail or through an editor.
    static func text(of path: String, limit: Int, isSecret: Bool) throws(KeyFileError) -> String {
        guard let found = FileSystem.resolved(path) else { throw KeyFileError(path, nil, "no such file") }
        var bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try FileSystem.read(found, limit: limit)
            if isSecret, !isPublicHalf(bytes) { try FileSystem.requirePrivate(found) }
        } catch {
            throw KeyFileError(path, nil, error.message)
        }
        // Everybody may read it, and that says nothing about the key.
        if isSecret, isPublicHalf(bytes) {
            throw KeyFileError(
                path, nil,
                "is the public half of a key: the private file is needed, which ends in neither \(KeyFile.verifierKeySuffix) "
                    + "nor \(KeyFile.boxKeySuffix)")
        }
        guard !bytes.isEmpty else { throw KeyFileError(path, nil, "is empty") }
        if !isSecret {
            do throws(OutsideTextError) { bytes = try OutsideText.plain(bytes) } catch {
                throw KeyFileError(path, nil, error.description)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw KeyFileError(path, nil, "is not text") }
        return text
    }

    private static func isPublicHalf(_ bytes: [UInt8]) -> Bool {
        let line = String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
        return (try? VerifierKey(parsing: line)) != nil || BoxPublicKey(parsing: line) != nil
    }
}
