public import ElectionModel

/// Why one side of a sheet was not read. Each is something a poll worker can be told and a technician can act on.
public enum UnreadableReason: Error, Hashable, Sendable {
    /// The picture has too few pixels to hold a page.
    case imageTooSmall(width: Int, height: Int)
    /// The picture is far longer than any sheet is.
    case notAPage(width: Int, height: Int)
    /// Nothing but the dark background of the scanner was seen.
    case noPaper
    /// There is print, but it is that of no page of the layout. `matched` of `expected` landmarks were found on the page
    /// that came closest, if any came close.
    case unrecognisedPage(closest: PageID?, matched: Int, expected: Int)
    /// Two pages of the layout fit about equally well.
    case ambiguousPage(PageID, PageID)
    /// The page is known, but its print is distorted beyond what can be corrected. `residual` in work pixels.
    case poorRegistration(page: PageID, residual: Double)
    /// The page is known and cannot be read, and it is seen at an angle as no scanner sees it.
    case photographed(page: PageID)
    /// The page is known, but only this share of its print is there, 0 to 1.
    case printMissing(page: PageID, found: Double)
    /// Ink spreads so far beyond the print that the inside of a target cannot be told from its outline.
    case blurred(page: PageID)
    /// There are more specks and pieces of ink beside the page's print than can be told apart.
    case specks(page: PageID)
    /// A streak of dirt in the scanner runs through a target. `column` is its place, 0 left edge to 1 right edge of the
    /// image.
    case streakThroughTarget(page: PageID, Choice, column: Double)
    /// The blank page has no outline where the layout puts a target: no sheet can show it.
    case targetNotPrinted(page: PageID, Choice)
    /// A target's own print was not found where it must be.
    case targetNotFound(page: PageID, Choice)
    /// The words beside a target, or the title above it, are not those of the blank page: another ballot style, or another
    /// election.
    case optionTextNotFound(page: PageID, Choice)
    /// Beside the blank page's own print there are printed words or boxes: an option or a contest that the layout does not know.
    case unknownPrint(page: PageID)
    /// A code on the page says something else than the layout: another election or precinct.
    case codeMismatch(PageID)
    /// A code that must be read could not be.
    case codeUnreadable(PageID)

    /// A word for scripts and tallies; part of the output format.
    public var code: String {
        switch self {
        case .imageTooSmall: "imageTooSmall"
        case .notAPage: "notAPage"
        case .noPaper: "noPaper"
        case .unrecognisedPage: "unrecognisedPage"
        case .ambiguousPage: "ambiguousPage"
        case .poorRegistration: "poorRegistration"
        case .photographed: "photographed"
        case .printMissing: "printMissing"
        case .blurred: "blurred"
        case .specks: "specks"
        case .streakThroughTarget: "streakThroughTarget"
        case .targetNotPrinted: "targetNotPrinted"
        case .targetNotFound: "targetNotFound"
        case .optionTextNotFound: "optionTextNotFound"
        case .unknownPrint: "unknownPrint"
        case .codeMismatch: "codeMismatch"
        case .codeUnreadable: "codeUnreadable"
        }
    }

    /// One sentence for the person at the machine.
    public var message: String {
        switch self {
        case .imageTooSmall(let width, let height):
            "the picture is only \(width) x \(height) pixels: a page needs at least 60 x 60"
        case .notAPage(let width, let height):
            "the picture is \(width) x \(height) pixels: no sheet is that long and narrow"
        case .noPaper:
            "nothing but dark was seen: is there paper in the scanner, and is its cover closed?"
        case .unrecognisedPage(nil, _, _):
            "no page of the layout was recognised: is it a ballot of this election, is all of it in the picture, and does it "
                + "lie flat?"
        case .unrecognisedPage(let closest?, let matched, let expected):
            "no page of the layout fits: \(matched) of \(expected) landmarks of the closest page, \"\(closest)\", were found"
        case .ambiguousPage(let a, let b):
            "pages \"\(a)\" and \"\(b)\" fit about equally well: the print that tells them apart cannot be read"
        case .poorRegistration(let page, let residual):
            "the print of page \"\(page)\" is distorted (\(Int(residual.rounded())) pixels off): scan the sheet again"
        case .photographed(let page):
            "page \"\(page)\" is seen at an angle, as on a photograph: scan it, or hold the camera straight above the flat sheet"
        case .blurred(let page):
            "on page \"\(page)\" ink spreads far beyond the print of the blank page, and marks cannot be told from it: the print "
                + "is bold, blurred or smeared; if other sheets are the same, clean the scanner's glass"
        case .specks(let page):
            "page \"\(page)\" is covered with specks or writing: too much beside its print to tell marks from dirt"
        case .printMissing(let page, let found):
            "this looks like page \"\(page)\", but only \(Int((found * 100).rounded())) % of its print is there: is it a ballot of "
                + "another style or election, or is part of it covered?"
        case .streakThroughTarget(_, let choice, let column):
            "a line \(Int((column * 100).rounded())) % from the left edge runs down the whole side and through the box of "
                + "\(choice): if other sheets show it too, clean the scanner's glass there"
        case .targetNotPrinted(let page, let choice):
            "the blank page \"\(page)\" has no outline where the layout puts the target of \(choice): the layout does not fit it"
        case .targetNotFound(let page, let choice):
            "the box or oval of \(choice) was not found on page \"\(page)\": it may be covered, torn or smudged"
        case .optionTextNotFound(let page, let choice):
            "the words beside or above the box of \(choice) were not found as page \"\(page)\" has them: is it a ballot of another style, "
                + "or are they covered?"
        case .unknownPrint(let page):
            "page \"\(page)\" bears words or boxes that the layout does not know: is it a ballot of another style?"
        case .codeMismatch(let page):
            "the code printed on page \"\(page)\" is not the expected one: is it a ballot of another election or precinct?"
        case .codeUnreadable(let page):
            "the code printed on page \"\(page)\" cannot be read: it may be covered, cut off or smudged"
        }
    }
}
