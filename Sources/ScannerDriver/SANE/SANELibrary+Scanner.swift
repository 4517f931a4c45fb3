public import ScannerDriver

extension SANELibrary {
    /// Opens a device and sets it up.
    ///
    /// The devices are listed first, for the maker, the model and the kind; a device that is not in the list but opens
    /// all the same is taken.
    ///
    /// - Throws: `noDevice` that names the devices there are; `badInput` when a setting is not allowed; `unsupported`
    ///   when both sides were asked for in vain.
    public func scanner(
        named name: String, settings: SANESettings = SANESettings()
    ) throws(ScannerFault) -> SANEScanner {
        // Only this machine's: whoever wants a scanner on the network names it, and it is opened without being listed.
        let listed = try devices(localOnly: true)
        let info = listed.first { $0.name == name } ?? SANEDeviceInfo(name: name, vendor: "", model: "", type: "")
        do throws(ScannerFault) {
            return try SANEScanner(try SANEDevice(name, of: self), info: info, settings: settings)
        } catch {
            guard error.code == .noDevice else { throw error }
            let names = listed.map { "'\($0.name)'" }.joined(separator: ", ")
            throw ScannerFault(.noDevice, "\(error.detail); \(names.isEmpty ? "none was found" : "found: \(names)")")
        }
    }
}
