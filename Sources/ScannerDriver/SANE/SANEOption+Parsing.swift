public import SANEMessages
public import ScannerDriver

extension SANEOption {
    /// Reads a value as a person writes it for this option: `yes`, `200`, `215.9`, `ADF Duplex`.
    ///
    /// - Throws: `badInput` that says what is allowed.
    public func value(parsing text: String) throws(ScannerFault) -> SANEOptionValue {
        guard isSettable else { throw refusal("can only be read") }
        guard isActive else { throw refusal("has no meaning with the other settings as they are") }
        guard valueCount == 1 else { throw refusal("takes \(valueCount) numbers, which cannot be given here") }
        switch kind {
        case .bool: return .bool(try bool(parsing: text))
        case .int: return .int(try int(parsing: text))
        case .fixed: return .fixed(try fixed(parsing: text))
        case .string: return .string(try string(parsing: text))
        case .button: throw refusal("is a button and takes no value")
        }
    }

    /// What may be given, in words.
    public var allowedInWords: String {
        switch (kind, allowed) {
        case (.bool, _): "yes or no"
        case (.int, .anything): "a whole number"
        case (.fixed, .anything): "a number"
        case (.string, .anything): "a text of at most \(max(0, sizeInBytes - 1)) bytes"
        case (.button, _): "nothing"
        case (_, .range(let range, 0)):
            "\(SANEOptionValue.written(range.lowerBound)) to \(SANEOptionValue.written(range.upperBound))"
        case (_, .range(let range, let step)):
            "\(SANEOptionValue.written(range.lowerBound)) to \(SANEOptionValue.written(range.upperBound))"
                + " in steps of \(SANEOptionValue.written(step))"
        case (_, .numbers(let numbers)): numbers.map(SANEOptionValue.written).joined(separator: ", ")
        case (_, .strings(let strings)): strings.map { "'\($0)'" }.joined(separator: ", ")
        }
    }

    private func bool(parsing text: String) throws(ScannerFault) -> Bool {
        switch text.lowercased() {
        case "yes", "true", "on", "1": return true
        case "no", "false", "off", "0": return false
        default: throw notAllowed(text)
        }
    }

    private func int(parsing text: String) throws(ScannerFault) -> Int32 {
        guard let value = Int32(text), admits(Double(value)) else { throw notAllowed(text) }
        return value
    }

    private func fixed(parsing text: String) throws(ScannerFault) -> Double {
        guard let value = Double(text), abs(value) <= 32767, admits(value) else { throw notAllowed(text) }
        return value
    }

    private func string(parsing text: String) throws(ScannerFault) -> String {
        let isAllowed =
            if case .strings(let strings) = allowed {
                strings.contains(text)
            } else {
                text.utf8.count < sizeInBytes && !text.utf8.contains(0)
            }
        guard isAllowed else { throw notAllowed(text) }
        return text
    }

    /// Whether a number is allowed; fixed-point limits are met when they round to the same 1/65536.
    func admits(_ value: Double) -> Bool {
        let half = 0.5 / 65536
        switch allowed {
        case .anything: return true
        case .range(let range, _): return value >= range.lowerBound - half && value <= range.upperBound + half
        case .numbers(let numbers): return numbers.contains { abs($0 - value) <= half }
        case .strings: return false
        }
    }

    private func refusal(_ problem: String) -> ScannerFault {
        ScannerFault(.badInput, "option \(name): \(problem)")
    }

    private func notAllowed(_ text: String) -> ScannerFault {
        ScannerFault(.badInput, "option \(name): '\(text)' is not allowed; allowed: \(allowedInWords)")
    }
}
