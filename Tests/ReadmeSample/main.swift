import ImageFiles
import LayoutFiles
import OMR

let pages = try PageInterpreter(contentsOf: "TestBallots/demo/layout.json")
for path in CommandLine.arguments.dropFirst() {
    let file = try ImageFile.read(path: path)
    for frame in 0..<file.frameCount {
        switch pages.interpret(try file.frame(at: frame).image) {
        case .read(let found, let targets):
            let marked = targets.filter { $0.mark == .marked }.map { "\($0.choice.contest)/\($0.choice.option)" }
            print("\(path): page \(found.page): \(marked.joined(separator: ", "))")
        case .blank: print("\(path): no print of a page")
        case .rejected(let why): print("\(path): \(why.message)")
        }
    }
}
