import CSANE
import Foundation

/// The device's options: names and types as `fujitsu` has them. `SANE_BALLOTS_LACKS` leaves some out by their names.
struct DeviceOptions {
    enum Value {
        case text(String)
        case word(Int32)
        /// Read only, asked of the device.
        case sensor
    }

    /// Safe to hold: the descriptor is never given back.
    @safe struct Option {
        let name: String
        let descriptor: UnsafePointer<SANE_Option_Descriptor>
    }

    /// In libsane's order: the first is their number, and has no name.
    private(set) var options: [Option] = []
    private var values: [String: Value] = [:]

    init() {
        let lacks = ProcessInfo.processInfo.environment["SANE_BALLOTS_LACKS"]?.split(separator: ",").map(String.init)
        func add(
            _ name: String, _ type: SANE_Value_Type, _ value: Value, unit: SANE_Unit = SANE_UNIT_NONE,
            words: [String] = [], numbers: [Int32] = []
        ) {
            guard lacks?.contains(name) != true else { return }
            let isSettable = if case .sensor = value { false } else { name != "serial-number" }
            options.append(
                unsafe Option(
                    name: name,
                    descriptor: DeviceOptions.descriptor(name, type, unit, words, numbers, isSettable: isSettable)))
            values[name] = value
        }
        add("", SANE_TYPE_INT, .sensor)
        let millimetre = SANE_UNIT_MM
        add("source", SANE_TYPE_STRING, .text("ADF Front"), words: ["ADF Front", "ADF Back", "ADF Duplex"])
        add("mode", SANE_TYPE_STRING, .text("Color"), words: ["Lineart", "Gray", "Color"])
        add("resolution", SANE_TYPE_INT, .word(600), unit: SANE_UNIT_DPI, numbers: [100, 150, 240, 300, 600])
        for name in ["page-width", "page-height", "tl-x", "tl-y", "br-x", "br-y"] {
            add(name, SANE_TYPE_FIXED, .word(200 << 16), unit: millimetre)
        }
        add("df-action", SANE_TYPE_STRING, .text("Default"), words: ["Default", "Continue", "Stop"])
        for name in ["df-skew", "df-thickness", "df-length"] { add(name, SANE_TYPE_BOOL, .word(0)) }
        add("prepick", SANE_TYPE_STRING, .text("Default"), words: ["Default", "Off", "On"])
        add("buffermode", SANE_TYPE_STRING, .text("Default"), words: ["Default", "Off", "On"])
        add("bgcolor", SANE_TYPE_STRING, .text("Default"), words: ["Default", "White", "Black"])
        add("endorser", SANE_TYPE_BOOL, .word(1))
        // As somebody may have left it who scans letters.
        add("swskip", SANE_TYPE_FIXED, .word(10 << 16))
        for name in ["swcrop", "swdeskew", "swderotate"] { add(name, SANE_TYPE_BOOL, .word(1)) }
        add("swdespeck", SANE_TYPE_INT, .word(2))
        for name in ["page-loaded", "cover-open", "double-feed"] { add(name, SANE_TYPE_BOOL, .sensor) }
        add("serial-number", SANE_TYPE_STRING, .text("B-0042"))
    }

    var isDuplex: Bool { if case .text("ADF Duplex") = values["source"] { true } else { false } }

    /// A switch that depends on an action is set in vain without it, and the sheet's size bounds the area.
    func refuses(_ name: String, _ word: Int32) -> Bool {
        switch name {
        case "df-skew", "df-thickness", "df-length":
            if case .text("Default") = values["df-action"] { true } else { false }
        case "br-x": word > number("page-width")
        case "br-y": word > number("page-height")
        case "tl-x": word > number("br-x")
        case "tl-y": word > number("br-y")
        default: false
        }
    }

    private func number(_ name: String) -> Int32 { if case .word(let word) = values[name] { word } else { .max } }

    subscript(name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// A descriptor that lives as long as the process, as libsane wants it.
    private static func descriptor(
        _ name: String, _ type: SANE_Value_Type, _ unit: SANE_Unit, _ words: [String], _ numbers: [Int32],
        isSettable: Bool
    ) -> UnsafePointer<SANE_Option_Descriptor> {
        var option = unsafe SANE_Option_Descriptor()
        unsafe option.name = UnsafePointer(strdup(name))
        unsafe option.title = UnsafePointer(strdup(name))
        unsafe option.desc = UnsafePointer(strdup(""))
        unsafe option.type = type
        unsafe option.unit = unit
        unsafe option.size = type == SANE_TYPE_STRING ? 32 : 4
        unsafe option.cap = SANE_CAP_SOFT_DETECT | (isSettable ? SANE_CAP_SOFT_SELECT : 0)
        if !words.isEmpty {
            let list = UnsafeMutablePointer<SANE_String_Const?>.allocate(capacity: words.count + 1)
            for (index, word) in words.enumerated() { unsafe list[index] = unsafe UnsafePointer(strdup(word)) }
            unsafe list[words.count] = nil
            unsafe option.constraint_type = SANE_CONSTRAINT_STRING_LIST
            unsafe option.constraint.string_list = unsafe UnsafePointer(list)
        } else if !numbers.isEmpty {
            let list = UnsafeMutablePointer<SANE_Word>.allocate(capacity: numbers.count + 1)
            unsafe list[0] = Int32(numbers.count)
            for (index, number) in numbers.enumerated() { unsafe list[index + 1] = number }
            unsafe option.constraint_type = SANE_CONSTRAINT_WORD_LIST
            unsafe option.constraint.word_list = unsafe UnsafePointer(list)
        }
        let place = UnsafeMutablePointer<SANE_Option_Descriptor>.allocate(capacity: 1)
        unsafe place.initialize(to: option)
        return unsafe UnsafePointer(place)
    }
}
