internal import CCairo

/// What pages are drawn with, in millimetres from the paper's upper left corner.
///
/// A page lends it to the closure that draws, which cannot keep it: so it never outlives what it draws on.
@safe public struct Pen: ~Copyable {
    private let cairo: OpaquePointer

    init(_ cairo: OpaquePointer) { unsafe self.cairo = cairo }

    /// Font of all text. Its file decides on widths only: nothing that is measured is text.
    static let font = "DejaVu Sans"

    /// - Parameter black: 0 white to 1 black.
    private func set(_ black: Double) { unsafe cairo_set_source_rgb(cairo, 1 - black, 1 - black, 1 - black) }

    /// A filled rectangle.
    public func fill(x: Double, y: Double, width: Double, height: Double, black: Double = 1) {
        set(black)
        unsafe cairo_rectangle(cairo, x, y, width, height)
        unsafe cairo_fill(cairo)
    }

    /// The outline of a rectangle; its line lies half inside, half outside.
    public func frame(x: Double, y: Double, width: Double, height: Double, line: Double, black: Double = 1) {
        set(black)
        unsafe cairo_set_line_width(cairo, line)
        unsafe cairo_rectangle(cairo, x, y, width, height)
        unsafe cairo_stroke(cairo)
    }

    /// A filled disc, or a ring around a hole.
    public func disc(x: Double, y: Double, radius: Double, hole: Double = 0, black: Double = 1) {
        set(black)
        // Without a new path the arc would be joined to where text ended.
        unsafe cairo_new_path(cairo)
        unsafe cairo_arc(cairo, x, y, radius, 0, 2 * Double.pi)
        if hole > 0 {
            unsafe cairo_new_sub_path(cairo)
            unsafe cairo_arc_negative(cairo, x, y, hole, 2 * Double.pi, 0)
        }
        unsafe cairo_fill(cairo)
    }

    /// One line of text.
    ///
    /// - Parameters:
    ///   - size: height of the font, about 1.4 times that of a capital letter.
    ///   - y: the line that letters stand on.
    public func text(_ text: String, x: Double, y: Double, size: Double, isBold: Bool = false, black: Double = 1) {
        set(black)
        unsafe cairo_select_font_face(
            cairo, Self.font, CAIRO_FONT_SLANT_NORMAL, isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        unsafe cairo_set_font_size(cairo, size)
        unsafe cairo_move_to(cairo, x, y)
        unsafe cairo_show_text(cairo, text)
        unsafe cairo_new_path(cairo)
    }

    /// How wide a line of text is.
    public func width(of text: String, size: Double, isBold: Bool = false) -> Double {
        unsafe cairo_select_font_face(
            cairo, Self.font, CAIRO_FONT_SLANT_NORMAL, isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        unsafe cairo_set_font_size(cairo, size)
        var extents = cairo_text_extents_t()
        unsafe cairo_text_extents(cairo, text, &extents)
        return extents.x_advance
    }
}
