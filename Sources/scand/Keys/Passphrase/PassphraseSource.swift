import DurableFiles
import Glibc

/// Where a passphrase or PIN comes from: a person at the terminal, or a file or pipe. Never an argument or the environment,
/// which other users of the machine can read.
public struct PassphraseSource: Sendable {
    private enum Place {
        case terminal(option: String)
        case file(String)
    }
    private let place: Place

    /// A person at the terminal, who does not see what is typed.
    ///
    /// - Parameter option: what is to be given where there is no terminal.
    public static func terminal(or option: String) -> PassphraseSource {
        PassphraseSource(place: .terminal(option: option))
    }
    /// A file that only its owner can read, or a pipe, such as `/dev/fd/3`. One line end behind the passphrase is left out.
    public static func file(_ path: String) -> PassphraseSource { PassphraseSource(place: .file(path)) }

    /// Longest passphrase, in bytes.
    static let maximumByteCount = 1024
    /// Shortest one that a new key is sealed with.
    static let shortestNewByteCount = 8

    /// The passphrase of a thing that has one.
    package func passphrase(for what: String) throws(KeyFileError) -> SecretBytes {
        switch place {
        case .file(let path): return try PassphraseFile.read(path)
        case .terminal(let option): return try PassphraseTerminal(or: option).ask("Passphrase or PIN of \(what): ")
        }
    }

    /// A passphrase for a new thing; at the terminal it is typed twice.
    package func newPassphrase(for what: String) throws(KeyFileError) -> SecretBytes {
        let phrase: SecretBytes
        let named: String
        switch place {
        case .file(let path): (phrase, named) = (try PassphraseFile.read(path), path)
        case .terminal(let option):
            let terminal = try PassphraseTerminal(or: option)
            phrase = try terminal.ask("New passphrase of \(what): ")
            named = "passphrase"
            try Self.requireLong(phrase, named)
            guard phrase.isEqual(to: try terminal.ask("The same again: ")) else {
                throw KeyFileError("passphrase", nil, "the two were not the same: nothing was made")
            }
        }
        try Self.requireLong(phrase, named)
        return phrase
    }

    private static func requireLong(_ phrase: SecretBytes, _ named: String) throws(KeyFileError) {
        guard phrase.count >= shortestNewByteCount else {
            throw KeyFileError(named, nil, "is too short: a new key needs at least \(shortestNewByteCount) bytes")
        }
    }
}

extension SecretBytes {
    /// Whether two secrets are the same.
    package func isEqual(to other: SecretBytes) -> Bool {
        unsafe withBytes { mine in unsafe other.withBytes { theirs in unsafe mine.elementsEqual(theirs) } }
    }
}
