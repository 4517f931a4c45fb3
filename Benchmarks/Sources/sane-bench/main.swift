import Foundation
import Raster
import SANEClient
import SANEMessages
import ScannerDriver

// `sane-bench HELPER`: what the helper process costs beside `scanimage --batch`, and whether it stays as it is.

guard CommandLine.arguments.count == 2 else { fatalError("usage: sane-bench PATH-OF-scand-sane-helper") }
let bench = try Bench(helper: CommandLine.arguments[1])
try bench.compareWithScanimage(pairs: 5)
try bench.feedManySmallPages(10_000)
try bench.killHelpers(200)
try FileManager.default.removeItem(atPath: bench.directory)

/// libsane's `test` and `pnm` backends under a configuration of our own.
struct Bench {
    let helper: SANEHelperSettings
    let directory: String

    init(helper: String) throws {
        directory = NSTemporaryDirectory() + "scand-sane-bench-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: directory + "/out", withIntermediateDirectories: true)
        try "test\npnm\n".write(toFile: directory + "/dll.conf", atomically: false, encoding: .utf8)
        let test = [
            "number_of_devices 1", "resolution_min 1.0", "resolution_max 1200.0", "resolution_quant 1.0",
            "resolution 50.0", "geometry_min 0.0", "geometry_max 400.0", "geometry_quant 0.1", "br_x 80.0",
            "br_y 100.0",
        ]
        try test.joined(separator: "\n").write(toFile: directory + "/test.conf", atomically: false, encoding: .utf8)
        self.helper = SANEHelperSettings(executable: helper, environment: ["SANE_CONFIG_DIR": directory])
    }

    /// A batch of ten letter pages at 200 dots per inch, from nothing to the end, each in turn.
    func compareWithScanimage(pairs: Int) throws {
        var (ours, theirs): ([Double], [Double]) = ([], [])
        for _ in 0..<pairs {
            ours.append(try seconds { try feedTenPages() })
            theirs.append(try seconds { try scanimage() })
        }
        print("10 pages of 1699 x 2200 from the test backend, opening included, medians of \(pairs) in turn:")
        print("  through the helper      \(milliseconds(ours))")
        print("  scanimage --batch       \(milliseconds(theirs))   (writes its files to \(directory))")
    }

    private func feedTenPages() throws {
        let settings = SANESettings(resolution: 200, area: SANESettings.Area(width: 215.9, height: 279.4))
        let scanner = try HelperSANEScanner(device: "test:0", settings: settings, helper: helper)
        var pages = 0
        while case .sheetScanned(let scan) = try scanner.perform(.feedSheet) {
            precondition(scan.sideA.pixels.count == 1699 * 2199, "\(scan.sideA.width) x \(scan.sideA.height)")
            pages += 1
            _ = try scanner.perform(.acceptSheet)
        }
        precondition(pages == 10, "\(pages) pages came")
    }

    private func scanimage() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/scanimage")
        process.arguments = [
            "-d", "test:0", "--mode", "Gray", "--depth", "8", "--resolution", "200", "--source",
            "Automatic Document Feeder", "-x", "215.9", "-y", "279.4", "--format=pnm",
            "--batch=\(directory)/out/%d.pnm",
        ]
        process.environment = ["SANE_CONFIG_DIR": directory]
        process.standardError = FileHandle.nullDevice
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        precondition(ended.wait(timeout: .now() + 60) == .success, "scanimage did not end")
        let files = try FileManager.default.contentsOfDirectory(atPath: directory + "/out")
        precondition(files.count == 10, "\(files.count) files were written")
    }

    /// One helper, one batch.
    func feedManySmallPages(_ count: Int) throws {
        let page = directory + "/page.pgm"
        try (Data("P5\n100 100\n255\n".utf8) + Data(repeating: 77, count: 10_000)).write(to: URL(fileURLWithPath: page))
        let settings = SANESettings(pages: [String](repeating: page, count: count))
        let scanner = try HelperSANEScanner(device: "pnm:0", settings: settings, helper: helper)
        var pages = 0
        print("\(count) pages of 100 x 100 from the pnm backend:")
        let took = try seconds {
            while case .sheetScanned = try scanner.perform(.feedSheet) {
                pages += 1
                _ = try scanner.perform(.acceptSheet)
                if [100, 1000, count / 2, count].contains(pages) {
                    print(
                        "  after \(pages): \(Usage.own)\(helperID.map { ", helper \(Usage.memory(of: $0)) KiB" } ?? "")"
                    )
                }
            }
        }
        precondition(pages == count, "\(pages) pages came")
        print("  \(Int(took / Double(count) * 1e6)) µs a page")
    }

    /// Helpers that are killed between two sheets.
    func killHelpers(_ count: Int) throws {
        let settings = SANESettings(resolution: 51)
        var faults = 0
        print("\(count) helpers killed:")
        for number in 1...count {
            let scanner = try HelperSANEScanner(device: "test:0", settings: settings, helper: helper)
            _ = try scanner.perform(.feedSheet)
            _ = try scanner.perform(.acceptSheet)
            if let helperID { kill(helperID, SIGKILL) }
            for _ in 0..<4 {
                do {
                    _ = try scanner.perform(.feedSheet)
                    _ = try scanner.perform(.acceptSheet)
                } catch { faults += 1 }
            }
            if [10, count / 2, count].contains(number) { print("  after \(number): \(Usage.own), \(faults) faults") }
        }
    }

    /// The only child of this process.
    private var helperID: Int32? {
        let path = "/proc/self/task/\(ProcessInfo.processInfo.processIdentifier)/children"
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        return text?.split(separator: " ").first.flatMap { Int32($0) }
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let took = try clock.measure(body)
        return Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
    }

    private func milliseconds(_ seconds: [Double]) -> String {
        let sorted = seconds.sorted().map { ($0 * 1e4).rounded() / 10 }
        return "\(sorted[sorted.count / 2]) ms   (\(sorted.map { "\($0)" }.joined(separator: ", ")))"
    }
}

/// What processes hold.
enum Usage {
    static var own: String {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        let memories = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8))?.split(separator: "\n")
            .count { $0.contains("scand-pages") }
        return "\(memory(of: getpid())) KiB, \(files) files, \(memories ?? 0) page memories"
    }

    /// Resident memory in KiB.
    static func memory(of id: Int32) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }
}
