import Glibc

/// libFuzzer's loop, from the compiler's own runtime library.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// `Fuzz` with `SCAND_FUZZ_TARGET=png|jpeg|tiff|pnm|definitions|recording|pagescan|policy|witness`, and libFuzzer's own arguments.
@main
struct Main {
    /// What the one callback runs. Set once, before libFuzzer starts.
    static var target = FuzzTarget.png

    static func main() {
        let name = unsafe getenv("SCAND_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
        guard let chosen = FuzzTarget(rawValue: name) else {
            print("SCAND_FUZZ_TARGET: expected one of \(FuzzTarget.allCases.map(\.rawValue)), found \"\(name)\"")
            exit(2)
        }
        target = chosen
        var count = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv
        let status = unsafe runFuzzer(&count, &arguments) { start, count in
            let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
            // -1 keeps an input out of the corpus: it was not of the target's kind.
            return Main.target.run(on: bytes) ? 0 : -1
        }
        exit(status)
    }
}
