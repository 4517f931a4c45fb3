import Evidence
import Foundation
import ImageFiles
import OMR
import Raster

/// The folder into which `scand interpret --evidence` draws: a page picture for every image, and a contact sheet where
/// there is a mark to look at. `--account` writes into one of its own: how the side's ink divides, as a list and drawn.
///
/// ```
/// scan-0001.page.png      scan-0002-frame-3.page.png
/// scan-0001.targets.png
///
/// scan-0001.account.json  scan-0002-frame-3.account.json
/// scan-0001.account.png
/// ```
/// Pictures say which ballot was read how, in the order of the files: they are for trials and disputes about a scan, and
/// counting never makes them.
struct EvidenceFolder {
    private let path: String
    private var taken = Set<String>()

    /// Makes the folder, or takes an empty one: pictures of two runs are never mixed, and none is overwritten.
    init(_ path: String) throws {
        try NewFile.makeFolder(path)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw CommandFailure(.unusableArguments, "\(path): the folder cannot be read")
        }
        guard names.isEmpty else {
            throw CommandFailure(
                .unusableArguments, "\(path): holds \(names.count) files already: name a new or an empty folder")
        }
        self.path = path
    }

    /// Where the drawings of a picture go. Two files of one name get numbers, in the order asked for.
    mutating func drawings(of picture: GivenPicture) -> EvidenceDrawings {
        let name = FilePath.stem(of: picture.path) + (picture.frame.map { "-frame-\($0)" } ?? "")
        var free = name
        var number = 2
        while !taken.insert(free).inserted {
            free = "\(name)-\(number)"
            number += 1
        }
        return EvidenceDrawings(
            path: FilePath.inside(path, free), title: picture.path + (picture.frame.map { ", frame \($0)" } ?? ""))
    }
}

/// The files in which a picture's evidence is drawn.
struct EvidenceDrawings: Sendable {
    /// Their path without what follows the first dot.
    let path: String
    /// How the drawings call the picture.
    let title: String

    func draw(_ side: SideEvidence, of image: GrayImage) throws {
        try NewFile.write(EvidencePicture(side, of: image, name: title).canvas().png, to: "\(path).page.png")
        guard let sheet = ContactSheet(side, name: title) else { return }
        try NewFile.write(sheet.canvas().png, to: "\(path).targets.png")
    }

    /// Writes the account of a side's ink, and draws it where there is one.
    func draw(_ account: InkAccount?, of side: SideLine) throws {
        try NewFile.write(Array(try JSONText.page(AccountText(side, account)).utf8) + [10], to: "\(path).account.json")
        guard let account else { return }
        try NewFile.write(AccountPicture(account, name: title).canvas().png, to: "\(path).account.png")
    }

    func draw(notOpened error: ImageFileError) throws {
        try NewFile.write(
            EvidencePicture(notOpened: error.detail, name: title).canvas().png, to: "\(path).page.png")
    }
}
