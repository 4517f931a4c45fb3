extension Genesis {
    var leafText: LeafText {
        var text = LeafText(type: "genesis")
        text.add("format", value: Self.formatVersion)
        text.add("origin", value: origin)
        text.add("election", value: election)
        text.add("layout-sha256", value: layoutDigest)
        text.add("vkey", value: key)
        text.add("software", value: software)
        box.add(to: &text)
        return text
    }

    init(_ fields: inout LeafFields) throws(LeafError) {
        let format = try fields.number("format")
        guard format == Self.formatVersion else { throw .field("format", "version \(format) is not known") }
        let key: VerifierKey
        do {
            key = try VerifierKey(parsing: try fields.text("vkey"))
        } catch let error as VerifierKeyError {
            throw .field("vkey", error.description)
        } catch {
            throw .field("vkey", "missing")
        }
        guard try fields.text("origin").utf8.elementsEqual(key.name.rawValue.utf8) else {
            throw .field("origin", "not the name of the key")
        }
        self.init(
            election: try fields.text("election"), layoutDigest: try fields.digest("layout-sha256"), key: key,
            software: try fields.text("software"), box: try BoxTerms(&fields))
    }
}
