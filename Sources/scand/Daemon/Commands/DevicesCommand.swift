import ArgumentParser
import SANEClient
import SANEMessages
import ScannerDriver
import USB

/// `scand devices`: which scanners are there.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "Lists the scanners on the USB and those that SANE finds.",
        discussion: "Only devices of this machine are looked for unless --network is given.")

    @Flag(help: "Also ask the network.")
    var network = false

    @Flag(help: "Print the list as JSON.")
    var json = false

    func run() throws {
        var devices: [ListedScanner] = []
        var faults: [ScannerFault] = []
        // Neither kind hides the other's.
        do throws(ScannerFault) { devices += try USBBus().devices().map(ListedScanner.init) } catch {
            faults.append(error)
        }
        do throws(ScannerFault) {
            devices += try HelperSANEScanner.devices(localOnly: !network).map(ListedScanner.init)
        } catch {
            faults.append(error)
        }
        if json {
            try StandardOutput.write(try JSONText.page(devices))
        } else {
            for device in devices { try StandardOutput.write(device.line) }
        }
        if let fault = faults.first {
            for other in faults.dropFirst() { StandardError.write("scand: \(other.description)") }
            throw CommandFailure(fault)
        }
        if devices.isEmpty, !json {
            StandardError.write(
                "scand: no scanner found: is it switched on and plugged in, and may this user use it (group 'scanner')?"
            )
        }
    }
}

/// A scanner in the list, whoever drives it.
private struct ListedScanner: Encodable {
    let name: String
    let vendor: String
    let model: String
    let type: String
    let serialNumber: String?
    /// Of a scanner on the USB: free, busy, accessDenied or failing.
    let state: String?
    /// What to do about a state that is not free.
    let advice: String?

    init(_ device: SANEDeviceInfo) {
        (name, vendor, model, type) = (device.name, device.vendor, device.model, device.type)
        (serialNumber, state, advice) = (nil, nil, nil)
    }

    init(_ device: USBDeviceInfo) {
        (name, vendor, model, type) = (device.name, device.vendor, device.model, "ballot scanner")
        serialNumber = device.serialNumber.isEmpty ? nil : device.serialNumber
        state = device.state.rawValue
        advice = device.advice.isEmpty ? nil : device.advice
    }

    var line: String {
        let trouble = advice.map { ": \($0)" } ?? ""
        let what = "\(vendor) \(model) (\(type))\(trouble)"
        return "\(PlainText.line(name))\t\(PlainText.line(what))"
    }
}
