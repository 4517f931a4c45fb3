internal import CSANE
internal import SANEMessages
internal import ScannerDriver

extension SANEDevice {
    /// The options as they stand now, without group headings and without tables that have no name.
    ///
    /// Descriptor 0 is fetched anew each time: after `RELOAD_OPTIONS` the `net` backend answers every
    /// `sane_control_option` with "invalid" until that was done.
    func options() throws(ScannerFault) -> [SANEOption] {
        progress.begin(.options)
        _ = unsafe sane_get_option_descriptor(handle, 0)
        var count: SANE_Int = 0
        let status = unsafe sane_control_option(handle, 0, SANE_ACTION_GET_VALUE, &count, nil)
        try SANEStatus(status).check("number of options of \(name)")
        var options: [SANEOption] = []
        for index in 1..<max(1, min(count, SANELimits.options)) {
            guard let descriptor = unsafe sane_get_option_descriptor(handle, index) else { continue }
            if let option = unsafe SANEOption(descriptor.pointee, index: index) { options.append(option) }
        }
        return options
    }

    /// The option of a name.
    ///
    /// - Throws: `badInput` that lists the options there are.
    func option(named wanted: String) throws(ScannerFault) -> SANEOption {
        let options = try options()
        if let option = options.first(where: { $0.name == wanted }) { return option }
        let names = options.filter { $0.isActive && $0.isSettable }.map(\.name).joined(separator: ", ")
        throw ScannerFault(.badInput, "\(name) has no option '\(wanted)'; it has \(names)")
    }

    /// Sets an option to a value of its kind; the device may round a number.
    func set(_ option: SANEOption, to value: SANEOptionValue) throws(ScannerFault) {
        guard option.sizeInBytes <= SANELimits.optionSize else {
            throw ScannerFault(.unsupported, "\(name): option \(option.name) wants \(option.sizeInBytes) bytes")
        }
        progress.begin(.options)
        let status =
            switch value {
            case .bool(let isOn): set(option, word: isOn ? 1 : 0)
            case .int(let number): set(option, word: number)
            case .fixed(let number): set(option, word: SANE_Word((number * SANEOption.fixedScale).rounded()))
            case .string(let text): set(option, text: text)
            }
        try status.check("\(name): option \(option.name)=\(value)")
    }

    /// What an option is set to; `nil` when it has no single value, cannot be read or means nothing now.
    func value(of option: SANEOption) throws(ScannerFault) -> SANEOptionValue? {
        guard option.isActive, option.isReadable, option.valueCount == 1, option.kind != .button,
            option.sizeInBytes <= SANELimits.optionSize
        else { return nil }
        progress.begin(.options)
        var bytes = [UInt8](repeating: 0, count: max(4, option.sizeInBytes + 1))
        let status = unsafe bytes.withUnsafeMutableBytes {
            unsafe sane_control_option(handle, option.index, SANE_ACTION_GET_VALUE, $0.baseAddress, nil)
        }
        try SANEStatus(status).check("\(name): value of option \(option.name)")
        let word = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: SANE_Word.self) }
        switch option.kind {
        case .bool: return .bool(word != 0)
        case .int: return .int(word)
        case .fixed: return .fixed(Double(word) / SANEOption.fixedScale)
        case .string: return .string(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
        case .button: return nil
        }
    }

    private func set(_ option: SANEOption, word: SANE_Word) -> SANEStatus {
        var word = word
        return unsafe SANEStatus(sane_control_option(handle, option.index, SANE_ACTION_SET_VALUE, &word, nil))
    }

    private func set(_ option: SANEOption, text: String) -> SANEStatus {
        // The backend may copy as many bytes as its descriptor says, and may write back what it took.
        var bytes = Array(text.utf8)
        bytes.append(contentsOf: repeatElement(0, count: max(1, option.sizeInBytes - bytes.count)))
        return unsafe bytes.withUnsafeMutableBytes {
            unsafe SANEStatus(
                sane_control_option(handle, option.index, SANE_ACTION_SET_VALUE, $0.baseAddress, nil))
        }
    }
}

extension SANEOption {
    /// One in 16.16 fixed point, as a factor.
    static let fixedScale = 65536.0

    /// A snapshot of libsane's descriptor; `nil` for a group heading.
    fileprivate init?(_ descriptor: SANE_Option_Descriptor, index: Int32) {
        let kind: Kind
        switch unsafe descriptor.type {
        case SANE_TYPE_BOOL: kind = .bool
        case SANE_TYPE_INT: kind = .int
        case SANE_TYPE_FIXED: kind = .fixed
        case SANE_TYPE_STRING: kind = .string
        case SANE_TYPE_BUTTON: kind = .button
        default: return nil
        }
        self.index = index
        self.kind = kind
        unsafe name = descriptor.name.map { unsafe String(cString: $0) } ?? ""
        unsafe title = descriptor.title.map { unsafe String(cString: $0) } ?? ""
        unsafe unit = Unit(descriptor.unit)
        unsafe allowed = Allowed(descriptor, scale: kind == .fixed ? SANEOption.fixedScale : 1)
        unsafe sizeInBytes = Int(descriptor.size)
        unsafe isActive = descriptor.cap & SANE_CAP_INACTIVE == 0
        unsafe isSettable = descriptor.cap & SANE_CAP_SOFT_SELECT != 0
        unsafe isReadable = descriptor.cap & SANE_CAP_SOFT_DETECT != 0
    }
}

extension SANEOption.Unit {
    fileprivate init(_ unit: SANE_Unit) {
        self =
            switch unit {
            case SANE_UNIT_PIXEL: .pixel
            case SANE_UNIT_BIT: .bit
            case SANE_UNIT_MM: .millimetre
            case SANE_UNIT_DPI: .dotsPerInch
            case SANE_UNIT_PERCENT: .percent
            case SANE_UNIT_MICROSECOND: .microsecond
            default: .none
            }
    }
}

extension SANEOption.Allowed {
    fileprivate init(_ descriptor: SANE_Option_Descriptor, scale: Double) {
        let constraint = unsafe descriptor.constraint
        self = .anything
        switch unsafe descriptor.constraint_type {
        case SANE_CONSTRAINT_RANGE:
            guard let range = unsafe constraint.range?.pointee, range.min <= range.max else { return }
            self = .range(Double(range.min) / scale...Double(range.max) / scale, step: Double(range.quant) / scale)
        case SANE_CONSTRAINT_WORD_LIST:
            guard let words = unsafe constraint.word_list else { return }
            // The first word is the length of the list.
            self = .numbers((0..<max(0, Int(unsafe words[0]))).map { Double(unsafe words[$0 + 1]) / scale })
        case SANE_CONSTRAINT_STRING_LIST:
            var strings: [String] = []
            var next = unsafe constraint.string_list
            while let string = unsafe next?.pointee {
                strings.append(unsafe String(cString: string))
                unsafe next = unsafe next?.successor()
            }
            self = .strings(strings)
        default:
            return
        }
    }
}
