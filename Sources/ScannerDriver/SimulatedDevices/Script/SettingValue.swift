/// Settings by name, as scripts and the command line give them.
package protocol NamedSettings {
    /// Every setting: its name, what it is, and how a text changes it. Nil from `set` for a text that does not fit.
    static var names: [SettingName<Self>] { get }
}

/// One setting that can be named.
package struct SettingName<Settings>: Sendable {
    package let name: String
    /// What to write for it, such as "a time".
    package let kind: String
    let set: @Sendable (inout Settings, String) -> Bool

    static func number(
        _ name: String, in range: ClosedRange<Int>, _ path: @escaping @Sendable () -> WritableKeyPath<Settings, Int>
    ) -> Self {
        Self(name: name, kind: "a number from \(range.lowerBound) to \(range.upperBound)") { settings, text in
            guard let value = Int(text), range.contains(value) else { return false }
            settings[keyPath: path()] = value
            return true
        }
    }

    static func time(_ name: String, _ path: @escaping @Sendable () -> WritableKeyPath<Settings, Moment>) -> Self {
        Self(name: name, kind: "a time such as 300ms or 2s") { settings, text in
            var words = ScriptWords(text[...], line: 0)
            guard let value = try? words.time(), words.isEmpty else { return false }
            settings[keyPath: path()] = value
            return true
        }
    }

    static func flag(_ name: String, _ path: @escaping @Sendable () -> WritableKeyPath<Settings, Bool>) -> Self {
        Self(name: name, kind: "yes or no") { settings, text in
            guard text == "yes" || text == "no" else { return false }
            settings[keyPath: path()] = text == "yes"
            return true
        }
    }

    static func text(
        _ name: String, length: Int, _ path: @escaping @Sendable () -> WritableKeyPath<Settings, String>
    ) -> Self {
        Self(name: name, kind: "\(length) ASCII characters") { settings, text in
            guard text.utf8.count == length, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
            settings[keyPath: path()] = text
            return true
        }
    }

    static func way(
        _ name: String, _ path: @escaping @Sendable () -> WritableKeyPath<Settings, PageScanSettings.Way>
    ) -> Self {
        Self(name: name, kind: "front, rear or none") { settings, text in
            guard let way = PageScanSettings.Way(rawValue: text) else { return false }
            settings[keyPath: path()] = way
            return true
        }
    }
}

extension NamedSettings {
    /// Changes what is named. False for a name that is not among these settings.
    package mutating func set(_ setting: Script.Setting) throws(ScriptError) -> Bool {
        guard let known = Self.names.first(where: { $0.name == setting.name }) else { return false }
        guard known.set(&self, setting.value) else {
            throw ScriptError(
                line: setting.line > 0 ? setting.line : nil,
                "setting \(setting.name): '\(setting.value)' is not \(known.kind)")
        }
        return true
    }
}

extension PageScanSettings: NamedSettings {
    package static let names: [SettingName<Self>] = [
        .number("speed", in: 0...1000) { \.speed },
        .time("latency") { \.latency },
        .time("imagePatience") { \.imagePatience },
        .time("motorLimit") { \.motorLimit },
        .time("rebootTime") { \.rebootTime },
        .time("calibrationPatience") { \.calibrationPatience },
        .time("calibrationTime") { \.calibrationTime },
        .text("productID", length: 4) { \.productID },
        .text("firmwareVersion", length: 4) { \.firmwareVersion },
        .text("cpldVersion", length: 1) { \.cpldVersion },
        .text("firmwareBuild", length: 20) { \.firmwareBuild },
        .text("serialNumber", length: 8) { \.serialNumber },
        .number("frontSensors", in: 1...7) { \.frontSensors },
        .flag("saysTableCount") { \.saysTableCount },
        .number("leadIn", in: 0...400) { \.leadIn },
        .number("leadOut", in: 0...400) { \.leadOut },
        .flag("hasUnevenSensors") { \.hasUnevenSensors },
        .number("lengthSlack", in: 0...1000) { \.lengthSlack },
        .flag("endOvertakesImage") { \.endOvertakesImage },
        .flag("shiftsWithoutReset") { \.shiftsWithoutReset },
        .flag("ejectNeedsFeeder") { \.ejectNeedsFeeder },
        .flag("feedNeedsAutoScanStart") { \.feedNeedsAutoScanStart },
        .flag("doubleFeedStopsScan") { \.doubleFeedStopsScan },
        .flag("coverAbortsTransmission") { \.coverAbortsTransmission },
        .flag("pulledSheetEndsScan") { \.pulledSheetEndsScan },
        .flag("jamEndsScan") { \.jamEndsScan },
        .way("bootMotion") { \.bootMotion },
        .way("calibrationSheetsLeave") { \.calibrationSheetsLeave },
        .number("oneSheetReading", in: 0...1023) { \.oneSheetReading },
        .number("twoSheetReading", in: 0...1023) { \.twoSheetReading },
        .number("lampReading", in: 0...1023) { \.lampReading },
        .number("doubleFeedSensors", in: 1...8) { \.doubleFeedSensors },
    ]
}

extension PeopleSettings: NamedSettings {
    package static let names: [SettingName<Self>] = [
        .time("people.insertDelay") { \.insertDelay },
        .time("people.takeDelay") { \.takeDelay },
        .time("people.clearDelay") { \.clearDelay },
        .time("people.changeDelay") { \.changeDelay },
        .flag("people.areEager") { \.areEager },
        .number("people.retries", in: 0...1000) { \.retries },
        .time("people.patience") { \.patience },
    ]
}
