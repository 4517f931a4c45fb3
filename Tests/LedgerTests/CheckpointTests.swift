import Ledger
import Testing

@Suite struct CheckpointTests {
    @Test func `a checkpoint is three lines`() throws {
        let origin = try #require(KeyName("example.org/box"))
        let checkpoint = Checkpoint(origin: origin, size: 0, root: .empty)
        #expect(checkpoint.text == "example.org/box\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
        #expect(Checkpoint(parsing: checkpoint.text) == checkpoint)
    }

    @Test(arguments: [
        "box\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "box\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n",
        "box\n00\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "box\n+1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "box\n\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "box\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "box\n0\n47DEQpj8HBSa\n", "",
    ])
    func `a checkpoint that is not written as it must be is refused`(_ text: String) {
        #expect(Checkpoint(parsing: text) == nil)
    }
}
