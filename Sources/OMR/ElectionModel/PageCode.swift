/// A bar code or matrix code that is printed on a page, and what it must say.
///
/// A code tells precincts and elections apart where the print beside the targets is the same word for word.
public struct PageCode: Hashable, Sendable {
    /// Around the printed code, in pixels of the reference picture.
    public let box: PixelBox
    /// The exact bytes that it must give; nil where any will do.
    public let payload: [UInt8]?
    /// True where a page whose code cannot be read is refused.
    ///
    /// A code that says something else always refuses its page. One that cannot be read does so only on demand: scanners
    /// cut codes off at the edge of the paper (16 of 70 scans in one test batch), and the page is then still known by its
    /// print. Require it where the code is all that tells two pages apart.
    public let isRequired: Bool

    /// A code in this box; a payload of nil stands for whatever it says.
    public init(box: PixelBox, payload: [UInt8]?, isRequired: Bool = false) {
        self.box = box
        self.payload = payload
        self.isRequired = isRequired
    }

    func check(at field: String) throws(DefinitionError) {
        guard box.width >= Self.leastSide, box.height >= Self.leastSide else {
            throw DefinitionError(
                field: "\(field).box", problem: "is \(box.size): must be at least \(Self.leastSide) pixels each way")
        }
        guard payload?.isEmpty != true else {
            throw DefinitionError(field: "\(field).payload", problem: "is empty: no code says nothing")
        }
    }

    /// A code in fewer pixels holds no data: the smallest DataMatrix has 10 x 10 modules.
    private static let leastSide = 10
}

extension PixelBox {
    /// True when the box lies on a page of this size, without overflow whatever a file says.
    func lies(onPageOf pageWidth: Int, by pageHeight: Int) -> Bool {
        x >= 0 && y >= 0 && width <= pageWidth && height <= pageHeight
            && x <= pageWidth - width && y <= pageHeight - height
    }
}
