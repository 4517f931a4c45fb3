/// The leaves of a ledger, read from its bundle by the rules of C2SP tlog-tiles and nothing of ours.
func leaves(of ledger: String) throws -> [String] {
    let files = try snapshot(ledger + "/tile/entries").sorted { $0.key < $1.key }
    var leaves: [String] = []
    for (name, bytes) in files {
        var rest = bytes[...]
        while let high = rest.popFirst() {
            guard let low = rest.popFirst() else { throw Problem("\(name) ends inside a length") }
            let count = Int(high) << 8 | Int(low)
            guard rest.count >= count else { throw Problem("\(name) ends inside an entry") }
            leaves.append(String(decoding: rest.prefix(count), as: UTF8.self))
            rest = rest.dropFirst(count)
        }
    }
    return leaves
}
