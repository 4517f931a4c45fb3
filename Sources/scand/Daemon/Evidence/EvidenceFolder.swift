import Evidence
import Foundation
import ImageFiles
import OMR
import Raster

/// The folder into which `scand interpret --evidence` draws: a page picture for every image, and a contact sheet where
/// there is a mark to look at.
///
/// ```
/// scan-0001.page.png      scan-0002-frame-3.page.png
/// scan-0001.targets.png
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

    mutating func draw(_ side: SideEvidence, of image: GrayImage, file: String, frame: Int?) throws {
        let (name, title) = names(file, frame)
        try NewFile.write(EvidencePicture(side, of: image, name: title).canvas().png, to: "\(name).page.png")
        guard let sheet = ContactSheet(side, name: title) else { return }
        try NewFile.write(sheet.canvas().png, to: "\(name).targets.png")
    }

    mutating func draw(notOpened error: ImageFileError, file: String, frame: Int?) throws {
        let (name, title) = names(file, frame)
        try NewFile.write(
            EvidencePicture(notOpened: error.detail, name: title).canvas().png, to: "\(name).page.png")
    }

    /// Where an image's pictures go, and how their title calls it. Two files of one name get numbers, in the order given.
    private mutating func names(_ file: String, _ frame: Int?) -> (path: String, title: String) {
        let stem = FilePath.stem(of: file)
        let name = stem + (frame.map { "-frame-\($0)" } ?? "")
        var free = name
        var number = 2
        while !taken.insert(free).inserted {
            free = "\(name)-\(number)"
            number += 1
        }
        return (FilePath.inside(path, free), file + (frame.map { ", frame \($0)" } ?? ""))
    }
}
