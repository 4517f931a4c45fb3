import Glibc
import ScannerDriver

/// A sheet that an office scanner laid into its output and that does not count: a person has to take it out before more paper
/// hides it.
struct SheetInQuestion: Error {
    /// Why it does not count: a word of the ledger's.
    let reason: String
    /// Most sheets that were drawn in behind it, and lie on it.
    let sheetsAbove: Int

    private var place: String {
        switch sheetsAbove {
        case 0: "it is the top sheet of the output"
        case 1: "it lies in the output, under at most one sheet that was drawn in behind it"
        default: "it lies in the output, under at most \(sheetsAbove) sheets that were drawn in behind it"
        }
    }

    /// Tells a person at a terminal where it is, and waits until it was taken out. The sheets above it are counted then.
    ///
    /// - Returns: whether to go on; false where nobody sits there, or where counting is to stop.
    func isSettledAtTerminal(until isStopped: () -> Bool) -> Bool {
        guard isatty(STDIN_FILENO) == 1, StandardError.isTerminal else { return false }
        StandardError.write(
            "scand: a sheet does not count (\(reason)): \(place): take it out, then press Enter to go on")
        while !isStopped() {
            var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&input, 1, 100) > 0 { return readLine() != nil }
        }
        return false
    }

    /// What to do where nobody could be asked.
    var message: String {
        "a sheet does not count (\(reason)): \(place): take it out"
            + (sheetsAbove > 0 ? ", and put those above it back into the feeder: they are not counted" : "")
    }
}
