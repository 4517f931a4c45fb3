internal import SANEMessages
internal import ScannerDriver

extension SANEDevice {
    /// Sets what a ballot needs and what was asked, from the options that decide over others to the user's own, which win.
    ///
    /// The options are listed anew before each step, because setting one can change the limits of another.
    ///
    /// - Throws: `badInput` when a setting is not allowed; `unsupported` when the device would print on ballots or
    ///   leave sides out.
    func apply(_ settings: SANESettings) throws(ScannerFault) {
        if settings.pages == nil {
            if let (option, value) = SANEFeed.source(among: try options(), sides: settings.sides) {
                try set(option, to: value)
            }
            if let (option, value) = SANEFeed.duplexSwitch(among: try options(), sides: settings.sides) {
                try set(option, to: value)
            }
            try setGray()
            if let resolution = try usable("resolution") {
                try set(resolution, number: resolution.nearest(to: settings.resolution))
            }
            if let area = settings.area { try set(area) }
            for wish in SANEBallotWish.all { try set(wish) }
        }
        for text in settings.options {
            let option = try option(named: text.name)
            try set(option, to: try option.value(parsing: text.value))
        }
        try refuseImprinters()
        try refuseBlankSkipping()
    }

    /// The values of those of the named options that the device has and that can be read now.
    func values(of names: some Sequence<String>) throws(ScannerFault) -> [String: SANEOptionValue] {
        let names = Set(names)
        var values: [String: SANEOptionValue] = [:]
        for option in try options() where names.contains(option.name) {
            values[option.name] = try value(of: option)
        }
        return values
    }

    /// Asks for gray and 8 bits; a device without them is taken as it is, its pages are converted.
    private func setGray() throws(ScannerFault) {
        if let mode = try usable("mode"), case .strings(let modes) = mode.allowed,
            let gray = GrayMode.best(among: modes)
        {
            try set(mode, to: .string(gray))
        }
        if let depth = try usable("depth"), depth.admits(8) { try set(depth, number: 8) }
    }

    /// Sets one wish wherever there is an option for it. A device that does not take it lacks it, which
    /// ``SANEBallotFitness`` finds out from what the options say afterwards.
    private func set(_ wish: SANEBallotWish) throws(ScannerFault) {
        for name in wish.names {
            guard let option = try usable(name), let value = wish.value(for: option) else { continue }
            do throws(ScannerFault) {
                try set(option, to: value)
            } catch  where error.code == .badInput || error.code == .unsupported {
                continue
            }
        }
    }

    /// A sheet that bears a number tells the order of casting: neither the device's settings nor the user's may ask for one.
    private func refuseImprinters() throws(ScannerFault) {
        for (name, value) in try values(of: SANEBallotWish.imprinters) where SANEBallotWish.isOn(value) {
            throw ScannerFault(
                .unsupported,
                "\(self.name): option \(name)=\(value) prints on the sheets; a number would tell their order")
        }
    }

    /// With a side left out, every pair behind it is the back of one sheet and the front of the next.
    private func refuseBlankSkipping() throws(ScannerFault) {
        for (name, value) in try values(of: SANEBallotWish.blankSkipping) where SANEBallotWish.isOn(value) {
            throw ScannerFault(
                .unsupported,
                "\(self.name): option \(name)=\(value) leaves sides out; the sides of different sheets would be joined")
        }
    }

    private func set(_ area: SANESettings.Area) throws(ScannerFault) {
        let (right, bottom) = (area.left + area.width, area.top + area.height)
        // The sheet's own size limits the area. (fujitsu, canon_dr, epjitsu)
        if try usable("page-width") != nil { try set("page-width", millimetres: right) }
        if try usable("page-height") != nil { try set("page-height", millimetres: bottom) }
        // The far corner first: the near one may not lie beyond it.
        try set("br-x", millimetres: right)
        try set("br-y", millimetres: bottom)
        try set("tl-x", millimetres: area.left)
        try set("tl-y", millimetres: area.top)
    }

    private func set(_ name: String, millimetres: Double) throws(ScannerFault) {
        let option = try option(named: name)
        guard option.unit == .millimetre else {
            throw ScannerFault(.unsupported, "\(self.name) measures \(name) in \(option.unit), not in millimetres")
        }
        try set(option, number: option.clamped(millimetres))
    }

    private func set(_ option: SANEOption, number: Double) throws(ScannerFault) {
        let text = SANEOptionValue.written(option.kind == .int ? number.rounded() : number)
        try set(option, to: try option.value(parsing: text))
    }

    private func usable(_ name: String) throws(ScannerFault) -> SANEOption? {
        try options().first { $0.name == name && $0.isActive && $0.isSettable && $0.valueCount == 1 }
    }
}

extension SANEOption {
    /// Millimetres by which an area may end before the sheet does: a glass for letter ends at 215.872 mm (sane-airscan), and
    /// nothing is printed there.
    private static let edge = 0.5

    /// A length that is hardly longer than the device's longest is that one.
    package func clamped(_ millimetres: Double) -> Double {
        guard case .range(let range, _) = allowed, millimetres > range.upperBound,
            millimetres <= range.upperBound + SANEOption.edge
        else { return millimetres }
        return range.upperBound
    }

    /// Dots per inch at which ballots are read well, and which stand for each other.
    private static let ballotResolutions = 200.0...300.0

    /// A resolution that may be set: the one that was asked for, or where it and another one suit ballots, the next higher.
    package func nearest(to wanted: Double) -> Double {
        guard !admits(wanted), SANEOption.ballotResolutions.contains(wanted), case .numbers(let offered) = allowed
        else { return wanted }
        return offered.filter { SANEOption.ballotResolutions.contains($0) && $0 > wanted }.min() ?? wanted
    }
}
