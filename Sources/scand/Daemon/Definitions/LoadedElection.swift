import Codes
import ElectionModel
import Foundation
import ImageFiles
import Ledger
import OMR
import Raster

/// An election made ready for counting: its definition, its pages, and the digest that the ledger begins with.
struct LoadedElection {
    /// The file that it was loaded from.
    let path: String
    let sheets: SheetInterpreter
    /// SHA-256 of the list of definition files, which has the form that `sha256sum` prints.
    let digest: FileDigest

    var election: Election { sheets.election }

    /// Loads a layout, with the election that it implies.
    static func layout(at path: String) throws -> LoadedElection {
        let (layout, bytes) = try JSONFile.read(Layout.self, at: path)
        let name = FilePath.name(of: path)
        var list = DefinitionList()
        list.add(bytes, named: name)
        let pages = try interpreter(for: layout, at: path, &list)
        do {
            let election = try Election(impliedBy: layout, id: FilePath.stem(of: name))
            return LoadedElection(path: path, sheets: SheetInterpreter(election, pages), digest: list.digest)
        } catch {
            throw CommandFailure(file: path, error)
        }
    }

    /// Loads an election and the layout that it names.
    ///
    /// - Throws: `CommandFailure`, also where the file asks for something that counting would not do.
    static func election(at path: String) throws -> LoadedElection {
        let definition = try ElectionDefinition.read(at: path)
        if let refusal = definition.file.notCarriedOut.first { throw CommandFailure(file: path, refusal) }
        return try election(definition)
    }

    /// Loads the pages of an election that need not be one that is counted.
    static func election(_ definition: ElectionDefinition) throws -> LoadedElection {
        guard let layout = definition.layout else {
            preconditionFailure("an election without a layout is not loaded")
        }
        var list = DefinitionList()
        list.add(definition.bytes, named: FilePath.name(of: definition.path))
        list.add(layout.bytes, named: layout.name)
        let pages = try interpreter(for: layout.layout, at: layout.path, &list)
        return LoadedElection(
            path: definition.path, sheets: SheetInterpreter(definition.file.election, pages), digest: list.digest)
    }

    /// Loads only the pages of a layout, for reading single images.
    static func pages(ofLayoutAt path: String) throws -> PageInterpreter {
        let (layout, _) = try JSONFile.read(Layout.self, at: path)
        var list = DefinitionList()
        return try interpreter(for: layout, at: path, &list)
    }

    private static func interpreter(
        for layout: Layout, at path: String, _ list: inout DefinitionList
    ) throws -> PageInterpreter {
        let blanks = OrderedWork.map(layout.pages.count) { index in
            Result { try blank(layout.pages[index], index, of: path) }
        }
        var references: [GrayImage] = []
        for (page, blank) in zip(layout.pages, blanks) {
            let (bytes, image) = try blank.get()
            list.add(bytes, named: page.reference)
            references.append(image)
        }
        let codes = try layout.pages.contains { !$0.codes.isEmpty } ? CodeReader.ofThisProgram().payloads : nil
        do {
            return try PageInterpreter(
                layout, references: references, codes: codes,
                eachPage: { OrderedWork.map($0, $1) })
        } catch {
            throw CommandFailure(file: path, error)
        }
    }

    /// The blank picture of a page, and the bytes of its file.
    static func blank(
        _ page: PageLayout, _ index: Int, of path: String
    ) throws -> (bytes: [UInt8], image: GrayImage) {
        do {
            let bytes = try ImageFile.bytes(path: beside(path, page.reference))
            let reader = try ImageFileReader(bytes: bytes)
            guard page.frame < reader.frameCount else {
                throw CommandFailure(
                    file: path,
                    DefinitionError(
                        field: "pages[\(index)].frame",
                        problem: "is \(page.frame), but \"\(page.reference)\" has \(reader.frameCount) pages"))
            }
            return (bytes, try reader.frame(at: page.frame).image)
        } catch let error as ImageFileError {
            throw CommandFailure(
                .unusableArguments, "\(path): pages[\(index)].reference \"\(page.reference)\": \(error.detail)")
        }
    }

    fileprivate static func beside(_ path: String, _ name: String) -> String {
        FilePath.inside(FilePath.folder(of: path), name)
    }
}

/// An election file and its layout, read and held against each other. No picture is loaded.
struct ElectionDefinition {
    let path: String
    let file: ElectionFile
    let bytes: [UInt8]
    /// Nil where the ballot is to be drawn.
    let layout: LayoutFile?

    struct LayoutFile {
        /// As the election names it.
        let name: String
        let path: String
        /// As the election counts with it.
        let layout: Layout
        /// As its file has it.
        let asWritten: Layout
        let bytes: [UInt8]
    }

    /// - Throws: `CommandFailure` naming file and field.
    static func read(at path: String) throws -> ElectionDefinition {
        let (file, bytes) = try JSONFile.read(ElectionFile.self, at: path)
        // Version 1 took the last of two members of one name, and is read as it always was.
        let isStrict = file.version > 1
        if isStrict { try JSONFile.requireMembersOnce(bytes, at: path) }
        guard let name = file.layout else {
            return ElectionDefinition(path: path, file: file, bytes: bytes, layout: nil)
        }
        let layoutPath = LoadedElection.beside(path, name)
        let (layout, layoutBytes) = try JSONFile.read(Layout.self, at: layoutPath)
        if isStrict { try JSONFile.requireMembersOnce(layoutBytes, at: layoutPath) }
        do {
            return ElectionDefinition(
                path: path, file: file, bytes: bytes,
                layout: LayoutFile(
                    name: name, path: layoutPath, layout: try file.settled(layout), asWritten: layout,
                    bytes: layoutBytes))
        } catch {
            throw CommandFailure(file: path, error)
        }
    }
}

/// The definition files of an election with their digests, each file once, in the order of their names.
///
/// The digest of the list is what the ledger's first leaf states. Anyone with the files repeats it:
/// `sha256sum FILE... | LC_ALL=C sort -k 2 | sha256sum`.
struct DefinitionList {
    private var digests: [String: FileDigest] = [:]

    mutating func add(_ bytes: [UInt8], named name: String) { digests[name] = FileDigest(of: bytes) }

    var text: String {
        digests.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\($0.value.hex)  \($0.key)\n" }.joined()
    }

    var digest: FileDigest { FileDigest(of: Array(text.utf8)) }
}
