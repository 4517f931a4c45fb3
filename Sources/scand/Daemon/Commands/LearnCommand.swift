import ArgumentParser
import ElectionModel
import Evidence
import Foundation
import ImageFiles
import Learning

/// `scand election learn`: proposes a layout from pictures of blank pages.
struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Finds the targets on blank pages and writes a layout to be corrected.",
        discussion: """
            Ovals, circles and boxes of one size that stand alone, or side by side at one distance, are taken for targets, and so \
            are empty cells of tables. \
            Their names are placeholders: 'scand election new' gives them people's names and each contest its rule, with the \
            overlay pictures beside you. Without an election every contest allows one vote. Give all blank pages of the \
            election at once: pictures, folders of them, or PDFs. Pages of a PDF are written as PNG beside the layout, which \
            names them; letters and lines are drawn by pdftoppm, where poppler-utils is installed. Nothing that exists is \
            overwritten.
            """)

    @Argument(help: "Pictures of blank pages: PNG, JPEG, TIFF and PDF (each page), PNM; any resolution.")
    var blanks: [String]

    @Option(name: [.short, .long], help: ArgumentHelp("Layout to write.", valueName: "layout.json"))
    var output: String

    @Option(
        help: ArgumentHelp("Folder for a picture of each page with the boxes and names drawn in.", valueName: "dir"))
    var overlay: String?

    func run() throws {
        try NewFile.check(output)
        let blankPages = try BlankPages(GivenFiles(blanks).paths, forLayoutAt: output)
        let pages = blankPages.pages
        let pictures = overlay.map { folder in pages.map { FilePath.inside(folder, Self.fileName($0.id) + ".png") } }
        if let overlay { try NewFile.makeFolder(overlay) }
        for picture in pictures ?? [] { try NewFile.check(picture) }
        let layout = try learn(pages)
        let text = Array(try LayoutText(layout: layout).text.utf8)
        for picture in blankPages.pictures { try NewFile.write(picture.bytes, to: picture.path) }
        try NewFile.write(text, to: output)
        for (index, picture) in (pictures ?? []).enumerated() {
            let canvas = LayoutOverlay(layout.pages[index], over: pages[index].image).canvas()
            try NewFile.write(canvas.png, to: picture)
        }
        for page in layout.pages {
            let contests = Set(page.targets.map(\.contest)).count
            try StandardOutput.write("\(page.id): \(page.targets.count) targets in \(contests) contests")
        }
    }

    private func learn(_ pages: [BlankPage]) throws -> Layout {
        let layout: Layout
        do {
            layout = try LayoutLearner.layout(from: pages)
        } catch {
            throw CommandFailure(file: output, error)
        }
        guard layout.pages.contains(where: { !$0.targets.isEmpty }) else {
            throw CommandFailure(
                .unusableArguments,
                "\(blanks[0]): no targets were found on any page: expected empty ovals or boxes, at least two of one size"
            )
        }
        return layout
    }

    private static func fileName(_ page: PageID) -> String {
        page.rawValue.replacingOccurrences(of: "/", with: "_")
    }
}

extension Canvas {
    /// The drawing as a PNG file.
    var png: [UInt8] { PNGEncoding.colour(rgb: rgb, width: width, height: height, level: 6) }
}
