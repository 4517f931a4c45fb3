import Foundation

/// Why a file is refused as a whole, in words.
///
/// `JSONDecoder` says "not valid JSON" of a file with a wrong character and of one with 1.5 where a whole number belongs, and
/// no more of either (Foundation of Swift 6.3). `JSONSerialization` tells them apart.
struct JSONDiagnosis {
    let text: String

    init(of bytes: [UInt8]) {
        do {
            let value = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            let field = Self.firstFraction(in: value, at: "")
            text = field.map { "\($0) is not a whole number, or too large for one" } ?? "cannot be read as JSON"
        } catch {
            let cause = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
            text = "is not JSON: \(Self.withLine(cause ?? "unexpected data", in: bytes))"
        }
    }

    /// The first number that is no `Int`, in the order of the fields' names. Thresholds and lengths may be fractions.
    private static func firstFraction(in value: Any, at path: String) -> String? {
        switch value {
        case let object as [String: Any]:
            for (name, value) in object.sorted(by: { $0.key < $1.key }) where name != "thresholds" && name != "design" {
                if let found = firstFraction(in: value, at: FieldPath.member(name, of: path)) { return found }
            }
        case let list as [Any]:
            for (index, value) in list.enumerated() {
                if let found = firstFraction(in: value, at: "\(path)[\(index)]") { return found }
            }
        case is NSNumber where value as? Int == nil: return path
        default: break
        }
        return nil
    }

    /// Puts the line behind "around character 17.", which nobody can count to.
    private static func withLine(_ cause: String, in bytes: [UInt8]) -> String {
        let sentence = cause.split(whereSeparator: \.isNewline).joined(separator: " ")
        guard let digits = sentence.split(separator: "character ").dropFirst().first?.prefix(while: \.isNumber),
            let place = Int(digits), place <= bytes.count
        else { return sentence }
        return "line \(1 + bytes[..<place].count { $0 == 10 }): \(sentence)"
    }
}
