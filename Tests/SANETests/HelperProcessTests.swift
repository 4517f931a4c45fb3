import Foundation
import Glibc
import SANEClient
import ScannerDriver
import TestSupport
import Testing

extension RealSANETests {
    /// The helper as a process: what it is given, and that nothing of it stays behind.
    @Suite struct HelperProcessTests {
        private let device: MadeUpFeeder

        init() throws {
            device = try MadeUpFeeder()
            for _ in 0..<6 { try device.put() }
        }

        private func path(_ scanner: HelperSANEScanner) throws -> String { "/proc/\(try #require(scanner.helperID))" }

        @Test func `a helper has two files besides input, output and errors, and these go nowhere`() throws {
            // A file that programs inherit, as an embedding program may have some.
            let careless = unsafe Glibc.open("/dev/null", O_RDONLY)
            defer { close(careless) }
            let scanner = try device.open()
            let open = "\(try path(scanner))/fd"
            let names = try FileManager.default.contentsOfDirectory(atPath: open).sorted()
            #expect(names == ["0", "1", "2", "3", "4"])
            for name in ["0", "1", "2"] {
                #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(open)/\(name)") == "/dev/null")
            }
        }

        @Test func `a helper gets no variable that libsane does not read`() throws {
            // This process has both: Tests/Environment.
            #expect(ProcessInfo.processInfo.environment["SCAND_TEST_SECRET"] == "hush")
            let scanner = try device.open()
            let environment = String(
                decoding: try Data(contentsOf: URL(fileURLWithPath: "\(try path(scanner))/environ")), as: UTF8.self)
            let variables = environment.split(separator: "\0")
            #expect(variables.contains("SANE_TEST_SETTING=yes"))
            #expect(!environment.contains("SCAND_TEST_SECRET") && !environment.contains("hush"))
            #expect(variables.filter { $0.hasPrefix("SANE_CONFIG_DIR=") }.count == 1)
        }

        @Test(arguments: [true, false])
        func `no process and no memory stays behind a scanner, whether its helper crashed or not`(
            crashes: Bool
        ) throws {
            if crashes { try device.put("readA=20:crash") }
            var helpers: [String] = []
            var memories: [String] = []
            do {
                let scanner = try device.open()
                for _ in 0..<6 { _ = try scanner.counted() }
                helpers.append(try path(scanner))
                memories.append(try inode("\(try path(scanner))/fd/4"))
                #expect(try isMapped(memories[0]))
                if crashes { #expect(throws: ScannerFault(.ioError, "")) { try scanner.counted() } }
                #expect(try scanner.counted() == nil)
                helpers.append(try path(scanner))
                memories.append(try inode("\(try path(scanner))/fd/4"))
            }
            #expect((Set(helpers).count == 2) == crashes)
            for helper in helpers { #expect(!FileManager.default.fileExists(atPath: helper)) }
            for memory in memories { #expect(try !isMapped(memory)) }
        }

        private func inode(_ path: String) throws -> String {
            var information = stat()
            try #require(unsafe stat(path, &information) == 0)
            return "\(information.st_ino)"
        }

        /// Whether this process still has the memory: mapped, or open.
        private func isMapped(_ inode: String) throws -> Bool {
            let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
            let isMapped = maps.split(separator: "\n").contains { line in
                line.contains("scand-pages") && line.split(separator: " ").contains(Substring(inode))
            }
            let isOpen = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").contains { name in
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
                return target?.contains("scand-pages") == true && (try? self.inode("/proc/self/fd/\(name)")) == inode
            }
            return isMapped || isOpen
        }

        @Test func `a helper that is missing is named with the way out`() throws {
            let fault = #expect(throws: ScannerFault.self) {
                try HelperSANEScanner(
                    device: "test:0", helper: SANEHelperSettings(executable: "/nowhere/scand-sane-helper"))
            }
            #expect(fault?.code == .badInput)
            #expect(fault?.detail.hasPrefix("/nowhere/scand-sane-helper is missing") == true)
        }

        @Test(arguments: ["/bin/true", "/bin/cat"])
        func `a program that is no helper is not waited for without end`(program: String) throws {
            var limits = SANETimeLimits()
            limits.answering = .seconds(1)
            let helper = SANEHelperSettings(executable: program, limits: limits)
            let fault = #expect(throws: ScannerFault.self) { try HelperSANEScanner(device: "test:0", helper: helper) }
            #expect(fault?.code == .ioError)
        }
    }
}
