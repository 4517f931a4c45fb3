import ArgumentParser
import SANEClient
import SANEMessages
import ScannerDriver

/// `scand devices`: which scanners are there.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "Lists the scanners that SANE finds.",
        discussion: "Only devices of this machine are looked for unless --network is given.")

    @Flag(help: "Also ask the network.")
    var network = false

    @Flag(help: "Print the list as JSON.")
    var json = false

    func run() throws {
        do {
            let devices = try HelperSANEScanner.devices(localOnly: !network)
            if json {
                try StandardOutput.write(try JSONText.page(devices))
            } else if devices.isEmpty {
                StandardError.write(
                    "scand: no scanner found: is it switched on and plugged in, and may this user use it (group 'scanner')?"
                )
            } else {
                for device in devices {
                    let what = PlainText.line("\(device.vendor) \(device.model) (\(device.type))")
                    try StandardOutput.write("\(PlainText.line(device.name))\t\(what)")
                }
            }
        } catch let fault as ScannerFault {
            throw CommandFailure(fault)
        }
    }
}
