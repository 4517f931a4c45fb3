import ElectionModel
import Foundation
import ImageFiles
import OMR
import Raster

/// Reading layouts and images for tests, with the product's own readers.
enum Fixtures {
    static func image(_ path: String, frame: Int = 0) throws -> GrayImage {
        try ImageFile.read(path: path).frame(at: frame).image
    }

    static func layout(_ folder: String) throws -> Layout {
        try JSONDecoder().decode(Layout.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/layout.json")))
    }

    static func interpreter(_ folder: String) throws -> PageInterpreter {
        let layout = try layout(folder)
        return try PageInterpreter(
            layout, references: layout.pages.map { try image(folder + "/" + $0.reference, frame: $0.frame) })
    }
}

/// A side's reading in a form that prints well when a test fails.
struct Reading: Equatable, CustomStringConvertible {
    var status: String
    var page: String?
    var rotation: Int?
    var marks: [String: String] = [:]
    /// What was doubtful, each doubt once.
    var doubts: [String] = []

    init(_ side: SideInterpretation) {
        switch side {
        case .read(let registration, let targets):
            status = "read"
            page = registration.page.rawValue
            rotation = registration.rotation
            for target in targets { marks[target.choice.description] = target.mark.rawValue }
            doubts = Set(targets.compactMap(\.doubt?.rawValue)).sorted()
        case .blank: status = "blank"
        case .rejected(let reason): status = "rejected: \(reason.code)"
        }
    }

    var description: String {
        let marked = marks.filter { $0.value != "unmarked" }.sorted { $0.key < $1.key }
        return "\(status) \(page ?? "") \(rotation.map(String.init) ?? "") "
            + marked.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}
