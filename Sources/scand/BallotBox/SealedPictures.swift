import Crypto
import Ledger

/// How to open a sheet's pictures: what its sealed record says of them.
///
/// ```
/// room for pictures   ChaCha20-Poly1305(the sheet's own key, nonce 0, "scand/box/v2 pictures" ‖ be32(slot)) ‖ tag (16)
/// inside              u32 pictures ‖ (u32 length ‖ bytes)... ‖ zeros up to the room
/// ```
/// The key is made at random for this one sheet: nonce 0 is used once. One size for all sheets shows nothing of what was
/// drawn on any.
public struct SealedPictures: Sendable {
    let key: SymmetricKey
    let digest: FileDigest
    let byteCount: Int

    /// Most pictures of a sheet.
    public static let maximumCount = 64

    /// Seals pictures for the room next to a slot; nil where they do not fit.
    ///
    /// - Returns: the room's bytes, and what the record has to say to open them.
    public static func seal(
        _ pictures: [[UInt8]], slot: Int, roomByteCount: Int
    ) -> (sealed: SealedPictures, bytes: [UInt8])? {
        let count = pictures.reduce(4) { $0 + 4 + $1.count }
        let room = roomByteCount - 16
        guard count <= room, pictures.count <= maximumCount else { return nil }
        var bundle: [UInt8] = []
        bundle.reserveCapacity(room)
        bundle += BigEndian.bytes(UInt32(pictures.count))
        for picture in pictures { bundle += BigEndian.bytes(UInt32(picture.count)) + picture }
        let digest = FileDigest(of: bundle)
        bundle.append(contentsOf: repeatElement(0, count: room - count))
        defer { wipe(&bundle) }
        let sealed = SealedPictures(key: SymmetricKey(size: .bits256), digest: digest, byteCount: count)
        guard let box = try? ChaChaPoly.seal(bundle, using: sealed.key, nonce: nonce, authenticating: associated(slot))
        else { preconditionFailure("any bytes can be encrypted") }
        return (sealed, Array(box.ciphertext) + Array(box.tag))
    }

    /// The pictures, from the bytes of the room next to a slot.
    public func open(_ bytes: [UInt8], slot: Int) throws(BallotBoxError) -> [[UInt8]] {
        guard bytes.count >= 16,
            let box = try? ChaChaPoly.SealedBox(
                nonce: Self.nonce, ciphertext: bytes.dropLast(16), tag: bytes.suffix(16)),
            let opened = try? ChaChaPoly.open(box, using: key, authenticating: Self.associated(slot))
        else { throw .notOpened("the pictures were changed since they were sealed") }
        var bundle = Array(opened)
        defer { wipe(&bundle) }
        guard byteCount <= bundle.count, FileDigest(of: Array(bundle[..<byteCount])) == digest else {
            throw .notOpened("the pictures are not the ones that the record was sealed with")
        }
        var reader = ByteReader(Array(bundle[..<byteCount]))
        guard let count = reader.number(), count <= Self.maximumCount else { throw Self.unreadable }
        var pictures: [[UInt8]] = []
        for _ in 0..<count {
            guard let length = reader.number(), let picture = reader.take(length) else { throw Self.unreadable }
            pictures.append(Array(picture))
        }
        guard reader.isAtEnd else { throw Self.unreadable }
        return pictures
    }

    private static let unreadable = BallotBoxError.unreadable("not pictures as this version seals them")

    private static var nonce: ChaChaPoly.Nonce {
        guard let nonce = try? ChaChaPoly.Nonce(data: [UInt8](repeating: 0, count: 12)) else {
            preconditionFailure("a nonce has 12 bytes")
        }
        return nonce
    }

    private static func associated(_ slot: Int) -> [UInt8] {
        Array("scand/box/v2 pictures".utf8) + BigEndian.bytes(UInt32(slot))
    }
}

extension SealedPictures: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "sealed pictures" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
