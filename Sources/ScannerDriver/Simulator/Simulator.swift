import Foundation
import Glibc
import SimulatedDevices

/// A scanner on a USB bus in software, for programs that run with umockdev's library: README.md beside this file.
@main
enum Simulator {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.contains("--help") || arguments.contains("-h") {
            print(Options.usage)
            return
        }
        Preload.ensure()
        do throws(ScriptError) {
            try run(Options(arguments))
        } catch {
            fail("\(error)")
        }
    }

    private static func run(_ options: Options) throws(ScriptError) {
        let store = try SheetStore(options.script, patterns: options.patterns)
        let station = Station(
            options.device, script: options.script, people: options.people,
            faults: options.faults, images: store.images)
        let wakes = Wakes()
        guard let testbed = Testbed(station.device.usb) else { fail("umockdev's testbed cannot be made") }
        let bus = VirtualBus(station, deviceFile: options.isDirect ? testbed.deviceFile : nil) { wakes.wake() }
        testbed.connect(bus)
        guard testbed.plug(isNews: false) else { fail("the device cannot be put into umockdev's testbed") }
        say("LD_PRELOAD=\(Preload.library) UMOCKDEV_DIR=\(testbed.folder)")
        var lines = ControlLines()
        var isOver = false
        while !isOver {
            let (effects, until) = bus.tend()
            for effect in effects {
                switch effect {
                case .unplug: testbed.unplug()
                case .replug: if !testbed.plug(isNews: true) { fail("the device cannot be plugged in again") }
                case .end: isOver = true
                }
            }
            if isOver { break }
            switch wakes.wait(until) {
            case .time: break
            case .ended: isOver = true
            case .input:
                for line in lines.read() where !isOver { isOver = obey(line, bus, store) }
                if lines.isAtEnd { isOver = true }
            }
        }
        let report = bus.report.line
        say(report)
        if let file = options.reportFile, !FileManager.default.createFile(atPath: file, contents: Data(report.utf8)) {
            complain("\(file): the report cannot be written")
        }
        withExtendedLifetime((bus, testbed)) {}
        if let trouble = bus.trouble { throw ScriptError(line: nil, trouble) }
    }

    /// Carries out a line of the operator. True when it was the last.
    private static func obey(_ line: String, _ bus: VirtualBus, _ store: SheetStore) -> Bool {
        switch line {
        case "": break
        case "quit": return true
        case "report": say(bus.report.line)
        default:
            do throws(ScriptError) {
                // A bare action is one for now.
                let script = try Script(parsing: line.contains(":") ? line : "at start: \(line)")
                guard script.settings.isEmpty, store.has(script) else {
                    throw ScriptError(line: nil, "settings and new image files are read at the start only")
                }
                bus.perform(script)
                say("ok")
            } catch {
                say("error: \(error.message)")
            }
        }
        return false
    }

    /// Writes a line at once, whatever standard output is.
    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        var start = 0
        while start < bytes.count {
            let written = unsafe bytes[start...].withUnsafeBytes {
                unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            // Nobody listens any more.
            if written <= 0 { return }
            start += written
        }
    }
}
