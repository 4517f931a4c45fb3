internal import ScannerDriver

extension SANEDevice {
    /// Sets what was asked, from the options that decide over others to the user's own, which win.
    ///
    /// The options are listed anew before each step, because setting one can change the limits of another.
    func apply(_ settings: SANESettings) throws(ScannerFault) {
        if settings.pages == nil {
            if let (option, value) = SANEFeed.source(among: try options(), sides: settings.sides) {
                try set(option, to: value)
            }
            if let (option, value) = SANEFeed.duplexSwitch(among: try options(), sides: settings.sides) {
                try set(option, to: value)
            }
            try setGray()
            if let resolution = try usable("resolution") { try set(resolution, number: settings.resolution) }
            if let area = settings.area { try set(area) }
        }
        for text in settings.options {
            let option = try option(named: text.name)
            try set(option, to: try option.value(parsing: text.value))
        }
    }

    /// The values of those of the named options that the device has and that can be read now.
    func values(of names: [String]) throws(ScannerFault) -> [String: SANEOptionValue] {
        var values: [String: SANEOptionValue] = [:]
        for option in try options() where names.contains(option.name) {
            values[option.name] = try value(of: option)
        }
        return values
    }

    /// Asks for gray and 8 bits; a device without them is taken as it is, its pages are converted.
    private func setGray() throws(ScannerFault) {
        if let mode = try usable("mode"), case .strings(let modes) = mode.allowed,
            let gray = modes.first(where: { $0.lowercased() == "gray" })
                ?? modes.first(where: { $0.lowercased().contains("gray") })
        {
            try set(mode, to: .string(gray))
        }
        if let depth = try usable("depth"), depth.admits(8) { try set(depth, number: 8) }
    }

    private func set(_ area: SANESettings.Area) throws(ScannerFault) {
        // The far corner first: the near one may not lie beyond it.
        try set("br-x", millimetres: area.left + area.width)
        try set("br-y", millimetres: area.top + area.height)
        try set("tl-x", millimetres: area.left)
        try set("tl-y", millimetres: area.top)
    }

    private func set(_ name: String, millimetres: Double) throws(ScannerFault) {
        let option = try option(named: name)
        guard option.unit == .millimetre else {
            throw ScannerFault(.unsupported, "\(self.name) measures \(name) in \(option.unit), not in millimetres")
        }
        try set(option, number: millimetres)
    }

    private func set(_ option: SANEOption, number: Double) throws(ScannerFault) {
        let text = SANEOption.written(option.kind == .int ? number.rounded() : number)
        try set(option, to: try option.value(parsing: text))
    }

    private func usable(_ name: String) throws(ScannerFault) -> SANEOption? {
        try options().first { $0.name == name && $0.isActive && $0.isSettable && $0.valueCount == 1 }
    }
}
