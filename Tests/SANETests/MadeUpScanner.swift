import Raster
import SANEClient
import SANEMessages
import ScannerDriver
import TestSupport

extension MadeUpFeeder {
    func open(
        _ settings: SANESettings = SANESettings(), limits: SANETimeLimits = SANETimeLimits(), readAhead: Int = 2,
        lacking: String = "", stop: SANEStop = SANEStop()
    ) throws(ScannerFault) -> HelperSANEScanner {
        let more = environment.merging(["SANE_BALLOTS_LACKS": lacking]) { $1 }
        return try HelperSANEScanner(
            device: MadeUpFeeder.device, settings: settings,
            helper: SANESandbox.helper(
                configuration, limits: limits, readAhead: readAhead, environment: more,
                executable: SANESandbox.built), stop: stop)
    }
}

extension SANETimeLimits {
    /// For tests in which something hangs. Long enough for a busy machine to start a process.
    static let short = SANETimeLimits(
        opening: .seconds(2), starting: .seconds(2), reading: .seconds(2), stopping: .seconds(2),
        answering: .seconds(2), inAll: .seconds(20))
    /// For tests in which something hangs behind a server, which is another process that has to be served, and may wait itself.
    static let shortOnNetwork = SANETimeLimits(
        opening: .seconds(8), starting: .seconds(8), reading: .seconds(8), stopping: .seconds(8),
        answering: .seconds(8), inAll: .seconds(40))
}

extension HelperSANEScanner {
    /// Feeds a sheet and gives the gray of the first pixel of each side; `nil` when there is none.
    func grays() throws(ScannerFault) -> [UInt8]? {
        guard case .sheetScanned(let scan) = try perform(.feedSheet) else { return nil }
        return scan.sides.map { $0[0, 0] }
    }

    /// Feeds a sheet, gives the grays of its sides and accepts it.
    func counted() throws(ScannerFault) -> [UInt8]? {
        guard let grays = try grays() else { return nil }
        _ = try perform(.acceptSheet)
        return grays
    }
}
