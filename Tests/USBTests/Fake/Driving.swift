import ScannerDriver
import Testing
import USB

/// What a command brought, in a form that tests compare.
enum Outcome: Equatable {
    case scanned
    case event(ScannerEvent)
    case fault(ScannerFaultCode)
}

extension Scanner {
    /// Performs a command; images are not compared here.
    mutating func outcome(_ command: ScannerCommand) -> Outcome {
        do throws(ScannerFault) {
            let event = try perform(command)
            if case .sheetScanned = event { return .scanned }
            return .event(event)
        } catch {
            return .fault(error.code)
        }
    }

    /// The fault of a command that must not succeed.
    mutating func fault(_ command: ScannerCommand) throws -> ScannerFault {
        do throws(ScannerFault) {
            let event = try perform(command)
            Issue.record("\(command) succeeded: \(event)")
        } catch {
            return error
        }
        throw NoFault()
    }
}

struct NoFault: Error {}

extension FakePageScan {
    func open(_ settings: USBScannerSettings = USBScannerSettings()) throws -> PageScanScanner {
        try PageScanScanner(self, settings: settings)
    }

    /// A scanner that holds a sheet.
    func openWithSheet(_ settings: USBScannerSettings = USBScannerSettings()) throws -> PageScanScanner {
        pile = 1
        var scanner = try open(settings)
        #expect(scanner.outcome(.feedSheet) == .scanned)
        return scanner
    }
}
