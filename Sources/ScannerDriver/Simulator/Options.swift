import Foundation
import SimulatedDevices

/// What the command line asks for.
struct Options {
    var script = Script()
    var people = PeopleSettings()
    var pageScan = PageScanSettings()
    var customA4 = CustomA4Settings()
    var isCustomA4 = false
    var faults: FaultPlan?
    /// So many different drawn sheets, then again from the first; 0: every sheet its own.
    var patterns = 0
    var reportFile: String?
    /// Image bytes are written straight into the program's memory, where that is allowed.
    var isDirect = true

    static let usage = """
        usage: scand-simulator [--device pagescan|custom-a4] [--script FILE] [--sheets N] [--patterns K]
                               [--seed S] [--faults KIND=RATE,...] [--set NAME=VALUE]... [--report FILE]
                               [--memory direct|copies]

        Puts a scanner on a USB bus in software and prints, once it is there, the environment in which a driver finds it:
            LD_PRELOAD=libumockdev-preload.so.0 UMOCKDEV_DIR=/tmp/...
        Lines on standard input: an action of a script ('unplug', 'insert 3 sheets'), 'report', or 'quit'.
        Ends with its account as JSON on 'quit', the end of standard input, SIGINT or SIGTERM.
        Sources/ScannerDriver/Simulator/README.md tells more.
        """

    init(_ arguments: [String]) throws(ScriptError) {
        var rest = arguments[...]
        var settings: [Script.Setting] = []
        var seed: UInt64 = 1
        var rates: String?
        var sheets = 0
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else {
                throw ScriptError(line: nil, "\(option): unknown, or its value is missing; --help shows the options")
            }
            switch option {
            case "--device":
                guard value == "pagescan" || value == "custom-a4" else {
                    throw ScriptError(line: nil, "--device \(value): expected pagescan or custom-a4")
                }
                isCustomA4 = value == "custom-a4"
            case "--script": script = try Self.read(value)
            case "--sheets": sheets = try Self.number(option, value, in: 0...1_000_000)
            case "--patterns": patterns = try Self.number(option, value, in: 0...1_000_000)
            case "--seed": seed = UInt64(try Self.number(option, value, in: 0...Int.max))
            case "--faults": rates = value
            case "--report": reportFile = value
            case "--memory":
                guard value == "direct" || value == "copies" else {
                    throw ScriptError(line: nil, "--memory \(value): expected direct or copies")
                }
                isDirect = value == "direct"
            case "--set":
                let pair = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard pair.count == 2 else { throw ScriptError(line: nil, "--set \(value): expected NAME=VALUE") }
                settings.append(Script.Setting(name: pair[0], value: pair[1], line: 0))
            default:
                throw ScriptError(line: nil, "\(option): unknown; --help shows the options")
            }
        }
        if let rates { faults = try FaultPlan(seed: seed, rates: rates) }
        if sheets > 0 { script.rules.append(.init(.start, [.init(.insert(SheetOrder(count: sheets)))])) }
        for setting in script.settings + settings {
            if try isCustomA4 ? customA4.set(setting) : pageScan.set(setting) { continue }
            if try people.set(setting) { continue }
            let names = isCustomA4 ? CustomA4Settings.names.map(\.name) : PageScanSettings.names.map(\.name)
            let known = (names + PeopleSettings.names.map(\.name)).joined(separator: ", ")
            throw ScriptError(
                line: setting.line > 0 ? setting.line : nil,
                "no setting is named '\(setting.name)'; there are \(known)")
        }
    }

    var device: any SimulatedScanner {
        isCustomA4 ? CustomA4(settings: customA4) : PageScan(settings: pageScan)
    }

    private static func read(_ path: String) throws(ScriptError) -> Script {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ScriptError(line: nil, "\(path): cannot be read")
        }
        do throws(ScriptError) {
            return try Script(parsing: String(decoding: data, as: UTF8.self))
        } catch {
            throw ScriptError(line: nil, "\(path): \(error)")
        }
    }

    private static func number(
        _ option: String, _ text: String, in range: ClosedRange<Int>
    ) throws(ScriptError) -> Int {
        guard let value = Int(text), range.contains(value) else {
            throw ScriptError(
                line: nil, "\(option) \(text): expected a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
