import Glibc
import SANE
import ScannerDriver
import TestSupport
import Testing

/// libsane itself, as the helper has it. Its state and its variable belong to the process, so each test has one of its own:
/// setting a variable where other tests start programs would end all of them now and then.
@Suite(.enabled(if: SANEConfiguration.isInstalled, "\(SANEConfiguration.missing)"))
struct SANELibraryTests {
    private static func library() throws -> SANELibrary {
        // libsane reads the variable once, at its first start.
        unsafe setenv("SANE_CONFIG_DIR", SANESandbox.configuration.directory, 1)
        return try SANELibrary()
    }

    @Test func `a second library in the process is refused until the first is gone`() async {
        await #expect(processExitsWith: .success) {
            do {
                let library = try Self.library()
                #expect(throws: ScannerFault(.deviceBusy, "")) { try SANELibrary() }
                #expect(library.version.hasPrefix("1."))
                #expect(try library.devices().count == 4)
            }
            _ = try Self.library()
        }
    }

    @Test func `a peer that hangs up does not end the process`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGPIPE, SIG_DFL)
            _ = try Self.library()
            var action = sigaction()
            #expect(unsafe sigaction(SIGPIPE, nil, &action) == 0)
            let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            #expect(unsafe handler == unsafeBitCast(SIG_IGN, to: Int.self))
        }
    }
}
