import Foundation
import Raster
import SANEClient
import SANEMessages
import ScannerDriver
import TestSupport
import Testing

/// A driverless scanner of the network: Debian's sane-airscan against a small eSCL simulator.
@Suite(.enabled(if: ESCLSimulator.isInstalled, "install sane-airscan and python3"))
struct SANEAirscanTests {
    private let client: SANEConfiguration

    init() throws { client = try SANEConfiguration(backends: ["airscan"]) }

    private func open(_ simulator: ESCLSimulator) throws -> HelperSANEScanner {
        let url = "http://127.0.0.1:\(simulator.port)/eSCL/"
        try client.write(
            "airscan.conf",
            Array("[devices]\n\"Ballots\" = \(url), eSCL\n[options]\ndiscovery = disable\n".utf8))
        return try SANESandbox.scanner(
            "airscan:e0:Ballots", SANESettings(resolution: 300), SANESandbox.helper(client, limits: .shortOnNetwork))
    }

    @Test func `a driverless scanner keeps the contract`() throws {
        var simulators: [ESCLSimulator] = []
        let violations = try ScannerContract.violations(sheets: 3) {
            let simulator = try ESCLSimulator("1,2", "3,4", "5,6")
            simulators.append(simulator)
            return try open(simulator)
        }
        #expect(violations == [])
    }

    @Test func `both sides of each sheet come as they are`() throws {
        let simulator = try ESCLSimulator("10,20", "30,40")
        let scanner = try open(simulator)
        #expect(scanner.capabilities.isDuplex && scanner.capabilities.feeder == .adf)
        guard case .sheetScanned(let scan) = try scanner.perform(.feedSheet) else {
            Issue.record("no sheet was scanned")
            return
        }
        #expect(scan.sides.map(\.width) == [160, 160] && scan.sides.map(\.height) == [200, 200])
        #expect(scan.sides.map { Set($0.pixels) } == [[10], [20]])
        _ = try scanner.perform(.acceptSheet)
        #expect(try scanner.counted() == [30, 40])
        #expect(try scanner.counted() == nil)
    }

    @Test(arguments: [("hang", ScannerFaultCode.timeout), ("half", .ioError), ("jam", .jam)])
    func `what goes wrong on the way concerns its sheet`(side: String, code: ScannerFaultCode) throws {
        let simulator = try ESCLSimulator("10,20", side, "30,40")
        let scanner = try open(simulator)
        #expect(try scanner.counted() == [10, 20])
        #expect(throws: ScannerFault(code, "")) { try scanner.counted() }
        #expect(try scanner.counted() == [30, 40])
        #expect(try scanner.counted() == nil)
    }
}

/// The simulator's process.
final class ESCLSimulator {
    static let isInstalled =
        SANEConfiguration.hasBackend("airscan") && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

    let port: Int
    private let process = Process()
    /// Its end is the simulator's.
    private let input = Pipe()

    init(_ sheets: String...) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [PackageFolder.path("Tests/SANETests/escl_simulator.py")] + sheets
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        port = try #require(
            Int(
                String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    deinit { process.terminate() }
}
