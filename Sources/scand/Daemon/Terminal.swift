import Foundation

/// Lines for the person at the terminal, beside the results on standard output.
enum StandardError {
    /// Writes one line, whatever the text holds.
    static func write(_ line: String) { writeLines(PlainText.line(line)) }

    /// Writes a text of several lines that is ours alone, such as how a command is used.
    static func writeLines(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// The three streams that a process is given, or should be.
enum StandardStreams {
    /// Takes the numbers of standard streams that are closed, before any other file does: else the journal could become "standard
    /// output", and the result be printed into it. They are opened the wrong way round, so that their use is still an error.
    static func occupy() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
            // The lowest free number is given: this one.
            let taken = unsafe open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
            precondition(taken == stream, "a standard stream is closed, and /dev/null cannot take its place")
        }
    }
}

/// Results.
enum StandardOutput {
    /// - Throws: `CommandFailure` when nobody reads any more.
    static func write(_ line: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
        } catch {
            throw CommandFailure(.inputNotOpened, "standard output: cannot be written: is it closed, or the disk full?")
        }
    }
}

/// Texts from outside (names of files, of devices, of options) as a terminal may show them.
enum PlainText {
    /// The text on one line.
    ///
    /// What could move the cursor, turn the direction of writing or pose as a line of its own becomes "?".
    static func line(_ text: String) -> String {
        text.unicodeScalars.map { isHarmless($0) ? String($0) : "?" }.joined()
    }

    /// The same, of a text whose own line ends stay.
    static func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(separator: "\n")
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        // Joiners belong to words of several scripts; the other format characters turn or hide what stands beside them.
        case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
        default: true
        }
    }
}
