extension Canvas {
    /// Pixels from one letter to the next, and from one line to the next, of text at a scale of 1.
    public static let letterWidth = 6
    /// Rows of a line of text at scale 1, with the space below it.
    public static let lineHeight = 9

    /// Writes one line.
    ///
    /// - Parameters:
    ///   - x: left edge of the first letter.
    ///   - y: upper edge of the letters, which are 7 pixels high at a scale of 1.
    ///   - scale: canvas pixels for a dot of the font.
    ///   - background: fills a plate behind the letters, so that they are read over print.
    public mutating func text(
        _ text: String, x: Int, y: Int, scale: Int = 2, _ colour: Colour, on background: Colour? = nil
    ) {
        let letters = DotFont.columns(of: text)
        if let background {
            fill(
                x: x - scale, y: y - scale, width: letters.count * Self.letterWidth * scale + scale,
                height: Self.lineHeight * scale, background)
        }
        for (index, columns) in letters.enumerated() {
            for (column, dots) in columns.enumerated() {
                for row in 0..<7 where dots >> UInt8(row) & 1 == 1 {
                    fill(
                        x: x + (index * Self.letterWidth + column) * scale, y: y + row * scale, width: scale,
                        height: scale, colour)
                }
            }
        }
    }

    /// Pixels that a line of text takes from left to right.
    public static func textWidth(_ text: String, scale: Int = 2) -> Int {
        DotFont.columns(of: text).count * letterWidth * scale
    }

    /// Breaks a text at spaces so that no line is wider than allowed; a longer word is cut.
    public static func lines(_ text: String, scale: Int, width: Int) -> [String] {
        let most = max(1, width / (letterWidth * scale))
        var lines: [String] = []
        var line = ""
        for part in text.split(separator: " ") {
            var word = DotFont.ascii(String(part))
            if !line.isEmpty, line.count + 1 + word.count > most {
                lines.append(line)
                line = ""
            }
            while word.count > most {
                lines.append(String(word.prefix(most)))
                word = String(word.dropFirst(most))
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
