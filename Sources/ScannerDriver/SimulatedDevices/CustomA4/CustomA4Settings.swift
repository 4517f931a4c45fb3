/// What no source confirms of the Custom A4: marked (?).
package struct CustomA4Settings: Sendable {
    /// Inches a second; 0: a quarter of a page with each question for the status. (?)
    package var speed = 0
    package var latency: Moment = .zero
    package var rebootTime: Moment = .seconds(1)
    package var model = "Custom A4 Scanner"
    package var firmware = "1.24"
    package var hardware = "B2"
    package var capabilities = "DUPLEX;ULTRASONIC"
    package var serialNumber = "A4-0001"
    /// Bytes after a `MAP` request: black, white, ten times gamma. (?)
    package var mapBytes = 5
    /// Two sheets stop the motor. (?)
    package var doubleFeedStopsScan = true

    package init() {}
}

extension CustomA4Settings: NamedSettings {
    package static let names: [SettingName<Self>] = [
        .number("speed", in: 0...1000) { \.speed },
        .time("latency") { \.latency },
        .time("rebootTime") { \.rebootTime },
        .text("serialNumber", length: 7) { \.serialNumber },
        .number("mapBytes", in: 0...64) { \.mapBytes },
        .flag("doubleFeedStopsScan") { \.doubleFeedStopsScan },
    ]
}
