import Glibc
import SANE
import ScannerDriver
import TestSupport
import Testing

/// libsane itself, as the helper has it; its state belongs to the process, so one test at a time.
@Suite(.serialized, .enabled(if: SANEConfiguration.isInstalled, "\(SANEConfiguration.missing)"))
struct SANELibraryTests {
    private func library() throws -> SANELibrary {
        // libsane reads the variable once, at its first start.
        unsafe setenv("SANE_CONFIG_DIR", SANESandbox.configuration.directory, 1)
        return try SANELibrary()
    }

    @Test func `a second library in the process is refused until the first is gone`() throws {
        do {
            let library = try library()
            #expect(throws: ScannerFault(.deviceBusy, "")) { try SANELibrary() }
            #expect(library.version.hasPrefix("1."))
            #expect(try library.devices().count == 4)
        }
        _ = try library()
    }

    @Test func `a peer that hangs up does not end the process`() throws {
        signal(SIGPIPE, SIG_DFL)
        _ = try library()
        var action = sigaction()
        #expect(unsafe sigaction(SIGPIPE, nil, &action) == 0)
        let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        #expect(unsafe handler == unsafeBitCast(SIG_IGN, to: Int.self))
    }
}
