import Crypto
public import Ledger

/// What the holder of a box key lets others open: the messages of one box, and nothing else that was sealed to the key.
///
/// ```
/// "scand-box-openings/v1\n", then a line for each message, in ascending order:
/// base64(encapsulated key (32) ‖ what the box key and it agree on (X25519, 32)) "\n"
/// ```
/// With what was agreed on, a message opens as it does with the key (RFC 9180); whatever else is put in its place opens
/// nothing, as the message was sealed before. So whoever has the day's secret can read the box as its custodian does, and see
/// whether the custodian's release says what the box says. The box key does not follow from it.
public struct BoxOpenings: BoxKey {
    public let publicKey: BoxPublicKey
    private let agreed: [[UInt8]: [UInt8]]

    private static let head = Array("scand-box-openings/v1\n".utf8)

    /// Opens messages for others.
    public init(of messages: [[UInt8]], by key: any BoxKey) throws(OpeningError) {
        publicKey = key.publicKey
        var agreed: [[UInt8]: [UInt8]] = [:]
        for message in messages {
            let encapsulated = Array(message.prefix(BoxPublicKey.encapsulatedKeyByteCount))
            agreed[encapsulated] = try key.agreement(with: encapsulated)
        }
        self.agreed = agreed
    }

    /// Reads the bytes; nil unless they are as `encoded` gives them.
    public init?(parsing bytes: [UInt8], of key: BoxPublicKey) {
        guard bytes.starts(with: Self.head), bytes.last == UInt8(ascii: "\n") else { return nil }
        var agreed: [[UInt8]: [UInt8]] = [:]
        for line in bytes.dropFirst(Self.head.count).dropLast().split(separator: UInt8(ascii: "\n")) {
            guard let both = Base64.decode(String(decoding: line, as: UTF8.self)), both.count == 64 else { return nil }
            agreed[Array(both.prefix(32))] = Array(both.suffix(32))
        }
        (publicKey, self.agreed) = (key, agreed)
        guard encoded == bytes else { return nil }
    }

    public var encoded: [UInt8] {
        let lines = agreed.map { "\(Base64.encode($0.key + $0.value))\n" }
        return Self.head + lines.sorted().flatMap(\.utf8)
    }

    /// Most bytes that the messages of a box of so many slots take.
    public static func maximumByteCount(slots: Int) -> Int { head.count + slots * 89 }

    public func agreement(with encapsulated: [UInt8]) throws(OpeningError) -> [UInt8] {
        guard let agreed = agreed[encapsulated] else { throw OpeningError("its custodian did not open it") }
        return agreed
    }

    public func open(_ sealed: [UInt8], info: [UInt8]) throws(OpeningError) -> [UInt8] {
        guard sealed.count >= BoxPublicKey.sealingOverhead else {
            throw OpeningError("a sealed message has \(sealed.count) bytes, fewer than an empty one")
        }
        let encapsulated = Array(sealed.prefix(BoxPublicKey.encapsulatedKeyByteCount))
        let schedule = KeySchedule(
            agreed: try agreement(with: encapsulated), encapsulated: encapsulated, publicKey: publicKey.publicKey,
            info: info)
        guard
            let box = try? ChaChaPoly.SealedBox(
                combined: schedule.nonce + sealed.dropFirst(BoxPublicKey.encapsulatedKeyByteCount)),
            let opened = try? ChaChaPoly.open(box, using: schedule.key)
        else { throw OpeningError("what its custodian opened it with does not open it") }
        return Array(opened)
    }
}

/// HPKE's way from what was agreed on to the key of a message (RFC 9180, 4.1 and 5.1, base mode).
private struct KeySchedule {
    let key: SymmetricKey
    let nonce: [UInt8]

    private static let kem = Array("KEM".utf8) + [0, 0x20]
    private static let suite = Array("HPKE".utf8) + [0, 0x20, 0, 1, 0, 3]

    init(agreed: [UInt8], encapsulated: [UInt8], publicKey: [UInt8], info: [UInt8]) {
        let pseudorandom = Self.extract(Self.kem, salt: [], "eae_prk", agreed)
        let shared = Self.expand(Self.kem, pseudorandom, "shared_secret", encapsulated + publicKey, 32)
        let context =
            [0] + Self.extract(Self.suite, salt: [], "psk_id_hash", [])
            + Self.extract(Self.suite, salt: [], "info_hash", info)
        let secret = Self.extract(Self.suite, salt: shared, "secret", [])
        key = SymmetricKey(data: Self.expand(Self.suite, secret, "key", context, 32))
        nonce = Self.expand(Self.suite, secret, "base_nonce", context, 12)
    }

    private static func extract(_ suite: [UInt8], salt: [UInt8], _ label: String, _ input: [UInt8]) -> [UInt8] {
        let input = SymmetricKey(data: Array("HPKE-v1".utf8) + suite + label.utf8 + input)
        return Array(HKDF<SHA256>.extract(inputKeyMaterial: input, salt: salt))
    }

    private static func expand(
        _ suite: [UInt8], _ secret: [UInt8], _ label: String, _ info: [UInt8], _ count: Int
    ) -> [UInt8] {
        let info = BigEndian.bytes(UInt16(count)) + Array("HPKE-v1".utf8) + suite + label.utf8 + info
        let key = HKDF<SHA256>.expand(pseudoRandomKey: secret, info: info, outputByteCount: count)
        return unsafe key.withUnsafeBytes { unsafe Array($0) }
    }
}

/// Printing or dumping the openings shows nothing of them.
extension BoxOpenings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "openings by \(publicKey.text)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey.text]) }
}
