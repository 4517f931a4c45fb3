package import SANEMessages
package import ScannerDriver

/// The sensors that a device shows as options which can only be read.
///
/// They tell a double feed from a jam, for which libsane has one status only.
package struct SANESensors: Hashable, Sendable {
    /// Paper waits in the tray. fujitsu, epjitsu and genesys; canon_dr; hp5590
    package static let paper = ["page-loaded", "adf-loaded", "hopper-loaded", "doc-in-adf"]
    /// fujitsu, epjitsu
    package static let cover = ["cover-open"]
    /// fujitsu; its `omr-df` is the signal of the newer models.
    package static let doubleFeed = ["double-feed", "omr-df"]
    /// Not seen in sane-backends 1.2.1, but in drivers of makers.
    package static let serialNumber = ["serial-number", "serial", "device-serial"]

    /// The sensors there are, by name.
    package let names: Set<String>

    /// - Parameter options: the device's options as they stand.
    package init(among options: [SANEOption]) {
        let known = Set(SANESensors.paper + SANESensors.cover + SANESensors.doubleFeed)
        names = Set(options.filter { known.contains($0.name) && $0.isSensor }.map(\.name))
    }

    package var seesPaper: Bool { !names.isDisjoint(with: SANESensors.paper) }

    /// What they say.
    package func status(_ values: [String: SANEOptionValue]) -> ScannerStatus {
        let paper = state(of: SANESensors.paper, values)
        return ScannerStatus(
            paper: paper.map { $0 ? .atInput : .none } ?? .unknown, isCoverOpen: state(of: SANESensors.cover, values),
            isJammed: state(of: SANESensors.doubleFeed, values) == true)
    }

    /// What a jam was in truth, if a sensor tells.
    package func cause(ofJam fault: ScannerFault, _ values: [String: SANEOptionValue]) -> ScannerFault {
        if let name = SANESensors.doubleFeed.first(where: { values[$0] == .bool(true) }) {
            return ScannerFault(.doubleFeed, "\(fault.detail); sensor \(name)")
        }
        if let name = SANESensors.cover.first(where: { values[$0] == .bool(true) }) {
            return ScannerFault(.coverOpen, "\(fault.detail); sensor \(name)")
        }
        return fault
    }

    /// Whether one of the named sensors says yes; `nil` when none says anything.
    private func state(of wanted: [String], _ values: [String: SANEOptionValue]) -> Bool? {
        let said = wanted.filter(names.contains).compactMap { values[$0] }
        return said.isEmpty ? nil : said.contains(.bool(true))
    }
}

extension SANEOption {
    fileprivate var isSensor: Bool { kind == .bool && isActive && isReadable && !isSettable }
}
