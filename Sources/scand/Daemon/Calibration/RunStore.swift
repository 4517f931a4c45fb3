import Diagnostics
import Foundation

/// The directory in which calibration runs are kept: a JSON file each, written whole or not at all, never overwritten.
struct RunStore {
    let directory: String
    /// All runs that could be read, without their pictures: these would be held in memory a thousand times.
    let history: RunHistory
    /// Where each of them lies.
    private let paths: [CalibrationRun: String]

    /// More files than these are not read: two stations' runs of a decade.
    private static let mostFiles = 20_000

    /// Reads what is there. A file that is no record of this version is named on standard error, and skipped.
    ///
    /// - Parameter mustExist: whether a missing directory is refused; else it is made.
    init(directory: String, mustExist: Bool = false) throws {
        self.directory = directory
        guard !directory.isEmpty else { throw CommandFailure(.unusableArguments, "--runs: is empty: name a directory") }
        var isDirectory: ObjCBool = false
        let isThere = unsafe FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory)
        if isThere || mustExist, !isDirectory.boolValue {
            throw CommandFailure(.unusableArguments, "\(directory): expected a directory of runs, found none")
        }
        if !isThere { try NewFile.makeFolder(directory) }
        // Times of calibrations do no harm, but a ledger is checked file by file.
        guard !FileManager.default.fileExists(atPath: FilePath.inside(directory, "journal")) else {
            throw CommandFailure(.unusableArguments, "\(directory): is a ledger: keep runs in a directory of their own")
        }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw CommandFailure(.unusableArguments, "\(directory): the directory cannot be read")
        }
        let records = names.filter { $0.hasSuffix(".json") }.sorted()
        guard records.count <= Self.mostFiles else {
            throw CommandFailure(
                .unusableArguments,
                "\(directory): \(records.count) files: move old ones away, at most \(Self.mostFiles) are read")
        }
        var paths: [CalibrationRun: String] = [:]
        for name in records {
            let path = FilePath.inside(directory, name)
            do {
                paths[try JSONFile.read(CalibrationRun.self, at: path).value.withoutPictures] = path
            } catch let failure as CommandFailure {
                StandardError.write("scand: skipped: \(failure.message)")
            }
        }
        self.paths = paths
        history = RunHistory(Array(paths.keys))
    }

    /// The run with its pictures.
    func complete(_ run: CalibrationRun) throws -> CalibrationRun {
        guard let path = paths[run] else { return run }
        return try JSONFile.read(CalibrationRun.self, at: path).value
    }

    /// Keeps a run.
    ///
    /// - Returns: the file's path.
    func save(_ run: CalibrationRun) throws -> String {
        let path = FilePath.inside(directory, run.fileName)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try WholeFile.write(Array(try encoder.encode(run)) + [UInt8(ascii: "\n")], to: path)
        return path
    }
}

extension CalibrationRun {
    /// The record without its drawings.
    var withoutPictures: CalibrationRun {
        CalibrationRun(
            kind, on: date, device: device, operatorName: operatorName, paper: paper, software: software,
            results: results, sensorTables: sensorTables, doubleFeedValues: doubleFeedValues)
    }
}
