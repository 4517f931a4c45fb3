/// What one push into the input brings: a sheet, or two that cling together.
package struct Feed: Hashable, Sendable {
    /// Counted from 1 over all insertions; 0 until the paper is put in.
    package var number: Int
    /// The sheet that shows its front to the upper sensor.
    package let images: SheetImages
    /// The sheet below it, if two went in at once: its back is what the lower sensor sees.
    package var second: SheetImages?
    /// How many of the front sensors it covers; nil for all.
    package var covering: Int?
    /// The percentages of its scan at which somebody wants to be told.
    package var marks: Set<Int>
    /// How often this paper has been put in before.
    package var attempt: Int

    package init(
        number: Int = 0, images: SheetImages, second: SheetImages? = nil, covering: Int? = nil, marks: Set<Int> = [],
        attempt: Int = 0
    ) {
        self.number = number
        self.images = images
        self.second = second
        self.covering = covering
        self.marks = marks
        self.attempt = attempt
    }

    /// One or two.
    package var sheetCount: Int { second == nil ? 1 : 2 }
    /// In 1/200 inch.
    package var length: Int { max(images.length, second?.length ?? 0) }
}
