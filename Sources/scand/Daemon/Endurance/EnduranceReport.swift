import Foundation
import ScannerDriver

/// What an endurance run found out.
struct EnduranceReport {
    /// Scans that were read.
    private(set) var scans = 0
    /// Scans that were read otherwise than the first one.
    private(set) var differing = 0
    /// How many scans were read as what.
    private(set) var readings: [String: Int] = [:]
    /// How many faults of which kind came.
    private(set) var faults: [String: Int] = [:]
    /// Scans and faults.
    private(set) var attempts = 0
    private(set) var seconds = 0.0
    /// Bytes by which the process grew since it was warm.
    private(set) var memoryGrowth = 0

    private var first: SheetOutcome?
    private var warmMemory: Int?
    private var started = ContinuousClock.now

    /// Takes note of a reading. The clock runs from the first one on.
    mutating func add(_ outcome: SheetOutcome) {
        attempts += 1
        scans += 1
        readings[outcome.kind, default: 0] += 1
        if let first {
            if outcome != first { differing += 1 }
        } else {
            first = outcome
            started = .now
        }
        if scans <= EnduranceRun.warmUp { warmMemory = ResidentMemory.bytes }
    }

    mutating func add(_ fault: ScannerFault) {
        attempts += 1
        faults[fault.code.rawValue, default: 0] += 1
    }

    /// Takes the last measurements.
    mutating func finish() {
        let elapsed = (ContinuousClock.now - started).components
        seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        memoryGrowth = ResidentMemory.bytes - (warmMemory ?? 0)
    }

    /// Scans a second behind the first one; nil where there was but one.
    var sheetsPerSecond: Double? {
        scans > 1 && seconds > 0 ? (Double(scans - 1) / seconds * 100).rounded() / 100 : nil
    }

    /// For people.
    var text: String {
        var lines = [
            "Scans            \(scans)", "  differing      \(differing)",
            "  a second       \(sheetsPerSecond.map { "\($0)" } ?? "-")",
            "  memory growth  \(memoryGrowth / 1024) KiB",
        ]
        lines += readings.sorted { $0.key < $1.key }.map { "  read as \($0.key): \($0.value)" }
        lines += faults.sorted { $0.key < $1.key }.map { "  fault \($0.key): \($0.value)" }
        return lines.joined(separator: "\n")
    }

    /// For scripts.
    var json: String {
        get throws { try JSONText.page(Page(self)) }
    }

    private struct Page: Encodable {
        let scans, differing, memoryGrowthBytes: Int
        let sheetsPerSecond: Double?
        let readings, faults: [String: Int]

        init(_ report: EnduranceReport) {
            (scans, differing, memoryGrowthBytes) = (report.scans, report.differing, report.memoryGrowth)
            sheetsPerSecond = report.sheetsPerSecond
            (readings, faults) = (report.readings, report.faults)
        }
    }
}

/// What of this process is in memory now.
enum ResidentMemory {
    /// Bytes, from the kernel's own count; 0 where it does not tell.
    static var bytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let words = text.split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * Int(getpagesize()) : 0
    }
}
