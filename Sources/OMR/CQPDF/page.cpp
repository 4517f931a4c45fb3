// Walks through what a page paints (ISO 32000-1, 8.2 and annex A), to know that it is one picture and nothing else.
#include "page.h"
#include "matrix.h"

#include <cstring>
#include <set>
#include <qpdf/QPDFPageObjectHelper.hh>

namespace {

/// Operators on one page; scanned pages with the words that were recognised on them have some thousands.
constexpr int most_operators = 200'000;
constexpr size_t most_states = 64;
constexpr int deepest_form = 6;
/// Share of its own size by which a picture may lie outside the page or its clipping: programs round to whole points.
constexpr double slack = 0.02;

struct State {
    Matrix place;
    Box clip{-INFINITY, -INFINITY, INFINITY, INFINITY};
    /// Clipped by something else than a rectangle along the page.
    bool is_oddly_clipped = false;
    bool is_transparent = false;
    /// Whether areas are painted black.
    bool is_black = true;
    int text_mode = 0;
};

struct Found {
    QPDFObjectHandle image;
    State state;
};

/// What a page paints.
class Painting {
public:
    std::vector<Found> images;
    /// Letters, lines or areas before the first image, and after it.
    bool is_drawn_before = false, is_drawn_after = false;

    void draw() { (images.empty() ? is_drawn_before : is_drawn_after) = true; }

    void count_operator() {
        if (++operators > most_operators) throw Refusal{CQPDF_TOO_MUCH, "draws more than a scanned page has any need of"};
    }

private:
    int operators = 0;
};

double number(std::vector<QPDFObjectHandle> &operands, size_t index) {
    return index < operands.size() && operands[index].isNumber() ? operands[index].getNumericValue() : 0;
}

bool matrix(QPDFObjectHandle array, Matrix &result) {
    if (!array.isArray() || array.getArrayNItems() != 6) return false;
    double numbers[6];
    for (int index = 0; index < 6; index++) {
        if (!array.getArrayItem(index).isNumber()) return false;
        numbers[index] = array.getArrayItem(index).getNumericValue();
        if (!std::isfinite(numbers[index])) return false;
    }
    result = {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
    return true;
}

class Walk : public QPDFObjectHandle::ParserCallbacks {
public:
    Walk(Painting &painting, QPDFObjectHandle resources, const State &start, int depth)
        : painting(painting), resources(resources), depth(depth), states{start} {}

    void handleObject(QPDFObjectHandle object, size_t, size_t) override {
        if (object.isInlineImage()) {
            throw Refusal{CQPDF_UNSUPPORTED, "its picture is written among the drawing commands, which is not read: scan to JPEG or TIFF"};
        }
        if (!object.isOperator()) {
            operands.push_back(object);
            if (operands.size() > 1000) painting.count_operator();
            return;
        }
        painting.count_operator();
        perform(object.getOperatorValue());
        operands.clear();
    }

    void handleEOF() override {}

private:
    Painting &painting;
    QPDFObjectHandle resources;
    int depth;
    std::vector<State> states;
    std::vector<QPDFObjectHandle> operands;
    /// The path that is being made: its box where it is a single rectangle.
    Box rectangle{};
    int pieces = 0;
    bool clips = false;

    State &state() { return states.back(); }

    void perform(const std::string &name) {
        static const std::set<std::string> lines = {"m", "l", "c", "v", "y"};
        static const std::set<std::string> paints = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"};
        static const std::set<std::string> letters = {"Tj", "TJ", "'", "\""};
        static const std::set<std::string> colours = {"cs", "sc", "scn"};
        if (name == "q") {
            if (states.size() >= most_states) throw Refusal{CQPDF_TOO_MUCH, "nests its drawing too deeply"};
            states.push_back(state());
        } else if (name == "Q") {
            if (states.size() > 1) states.pop_back();
        } else if (name == "cm") {
            const Matrix change{number(operands, 0), number(operands, 1), number(operands, 2),
                                number(operands, 3), number(operands, 4), number(operands, 5)};
            state().place = change.then(state().place);
        } else if (name == "re") {
            const double x = number(operands, 0), y = number(operands, 1);
            const double right = x + number(operands, 2), top = y + number(operands, 3);
            rectangle = {std::min(x, right), std::min(y, top), std::max(x, right), std::max(y, top)};
            pieces++;
        } else if (lines.count(name)) {
            pieces += 2;
        } else if (name == "W" || name == "W*") {
            clips = true;
        } else if (name == "n" || paints.count(name)) {
            if (name != "n" && pieces > 0) painting.draw();
            end_path();
        } else if (name == "sh") {
            painting.draw();
        } else if (name == "Tr") {
            state().text_mode = static_cast<int>(number(operands, 0));
        } else if (letters.count(name)) {
            // 3 is neither filled nor stroked: words that were recognised, to be searched for.
            if (state().text_mode != 3) painting.draw();
        } else if (name == "g") {
            state().is_black = number(operands, 0) == 0;
        } else if (name == "rg") {
            state().is_black = number(operands, 0) == 0 && number(operands, 1) == 0 && number(operands, 2) == 0;
        } else if (name == "k") {
            state().is_black = number(operands, 3) == 1;
        } else if (colours.count(name)) {
            state().is_black = false;
        } else if (name == "gs") {
            set_parameters();
        } else if (name == "Do") {
            paint_object();
        } else if (name == "BDC" && operands.size() > 0 && operands[0].isNameAndEquals("/OC")) {
            throw Refusal{CQPDF_UNSUPPORTED, "has layers that can be switched off: print or scan it again without"};
        }
    }

    void end_path() {
        if (clips) {
            if (pieces == 1 && state().place.is_straight()) {
                state().clip = state().clip.common(state().place.around(rectangle));
            } else if (pieces > 0) {
                state().is_oddly_clipped = true;
            }
        }
        pieces = 0;
        clips = false;
    }

    QPDFObjectHandle resource(const char *kind) {
        if (operands.empty() || !operands[0].isName()) return QPDFObjectHandle::newNull();
        return resources.getKeyIfDict(kind).getKeyIfDict(operands[0].getName());
    }

    void set_parameters() {
        auto parameters = resource("/ExtGState");
        if (!parameters.isDictionary()) return;
        for (const char *opacity : {"/ca", "/CA"}) {
            auto value = parameters.getKey(opacity);
            if (value.isNumber()) state().is_transparent = state().is_transparent || value.getNumericValue() < 1;
        }
        auto mode = parameters.getKey("/BM");
        const bool is_blended = !mode.isNull() && !mode.isOrHasName("/Normal") && !mode.isOrHasName("/Compatible");
        if (is_blended || parameters.getKey("/SMask").isDictionary()) state().is_transparent = true;
    }

    void paint_object() {
        auto object = resource("/XObject");
        if (!object.isStream()) throw Refusal{CQPDF_DAMAGED, "is damaged: it shows an object that is not there"};
        auto about = object.getDict();
        if (about.hasKey("/OC")) {
            throw Refusal{CQPDF_UNSUPPORTED, "has layers that can be switched off: print or scan it again without"};
        }
        if (about.getKey("/Subtype").isNameAndEquals("/Image")) {
            painting.images.push_back({object, state()});
            if (painting.images.size() > 1) {
                throw Refusal{CQPDF_UNSUPPORTED,
                              "has more than one picture: scan so that each page is one picture, without 'compact' PDF"};
            }
        } else if (about.getKey("/Subtype").isNameAndEquals("/Form")) {
            paint_form(object, about);
        } else {
            throw Refusal{CQPDF_UNSUPPORTED, "shows an object of a kind that is not read"};
        }
    }

    void paint_form(QPDFObjectHandle form, QPDFObjectHandle about) {
        if (depth >= deepest_form) throw Refusal{CQPDF_TOO_MUCH, "nests its drawing too deeply"};
        State inner = state();
        Matrix change;
        if (about.hasKey("/Matrix") && !matrix(about.getKey("/Matrix"), change)) {
            throw Refusal{CQPDF_DAMAGED, "is damaged: a matrix is not six numbers"};
        }
        inner.place = change.then(inner.place);
        auto box = about.getKey("/BBox");
        if (box.isRectangle()) {
            const auto r = box.getArrayAsRectangle();
            inner.clip = inner.clip.common(inner.place.around({r.llx, r.lly, r.urx, r.ury}));
        }
        auto own = about.getKey("/Resources");
        Walk walk(painting, own.isDictionary() ? own : resources, inner, depth + 1);
        form.parseAsContents(&walk);
    }
};

/// The turn that a placed picture needs, as Exif numbers it; `turns` are the page's own quarter turns to the right.
int orientation(const Matrix &place, int turns) {
    // Where the picture's right and its top point to: one of them along the page, the other up or down.
    double rx = place.a, ry = place.b, ux = place.c, uy = place.d;
    for (int turn = 0; turn < turns; turn++) {
        std::swap(rx, ry);
        ry = -ry;
        std::swap(ux, uy);
        uy = -uy;
    }
    if (std::abs(rx) > std::abs(ry)) return rx > 0 ? (uy > 0 ? 1 : 4) : (uy > 0 ? 2 : 3);
    return ry < 0 ? (ux > 0 ? 6 : 5) : (ux > 0 ? 7 : 8);
}

/// Notes, stamps and fields are painted over the page by whoever shows it.
void refuse_notes(QPDFObjectHandle page) {
    auto notes = page.getKey("/Annots");
    if (!notes.isArray()) return;
    for (int index = 0; index < notes.getArrayNItems(); index++) {
        auto kind = notes.getArrayItem(index).getKeyIfDict("/Subtype");
        if (kind.isNameAndEquals("/Link") || kind.isNameAndEquals("/Popup")) continue;
        throw Refusal{CQPDF_UNSUPPORTED, "has notes, stamps or fields over its picture: take them away, or scan the paper again"};
    }
}

} // namespace

Picture picture_of(QPDFObjectHandle page, const cqpdf_limits &limits) {
    QPDFPageObjectHelper helper(page);
    auto box = helper.getCropBox();
    if (!box.isRectangle()) throw Refusal{CQPDF_DAMAGED, "is damaged: it has no size"};
    const auto size = box.getArrayAsRectangle();
    const Box paper{std::min(size.llx, size.urx), std::min(size.lly, size.ury), std::max(size.llx, size.urx),
                    std::max(size.lly, size.ury)};
    refuse_notes(page);
    Painting painting;
    Walk walk(painting, helper.getAttribute("/Resources", false), State{}, 0);
    page.parsePageContents(&walk);
    if (painting.images.empty()) {
        throw Refusal{CQPDF_DRAWN, painting.is_drawn_before
                                       ? "is drawn with letters and lines, and is no scanned picture: print it and scan the paper"
                                       : "is empty: expected the picture of a side"};
    }
    auto &[image, state] = painting.images[0];
    const Matrix &place = state.place;
    const Box area = place.around({0, 0, 1, 1});
    if (!place.is_straight() || !(area.width() > 0) || !(area.height() > 0) || !std::isfinite(area.width() * area.height())) {
        throw Refusal{CQPDF_UNSUPPORTED, "its picture lies askew or has no size on the page: scan to JPEG or TIFF"};
    }
    if (state.is_transparent) throw Refusal{CQPDF_UNSUPPORTED, "its picture is transparent or blended: scan to JPEG or TIFF"};
    if (state.is_oddly_clipped || !state.clip.holds(area, slack) || !paper.holds(area, slack)) {
        throw Refusal{CQPDF_UNSUPPORTED, "its picture is cut, so that not all of it shows: save the page without cropping"};
    }
    // What was painted first lies under the picture, if that fills the page.
    if (painting.is_drawn_after || (painting.is_drawn_before && !area.holds(paper, slack))) {
        throw Refusal{CQPDF_UNSUPPORTED, "has letters or lines beside its picture, which would be lost: print it and scan the paper"};
    }
    auto rotate = helper.getAttribute("/Rotate", false);
    const long long angle = rotate.isInteger() ? rotate.getIntValue() : 0;
    if (angle % 90 != 0) throw Refusal{CQPDF_DAMAGED, "is damaged: it is turned by " + std::to_string(angle) + " degrees"};
    auto unit = page.getKey("/UserUnit");
    const double inches = (unit.isNumber() && unit.getNumericValue() > 0 ? unit.getNumericValue() : 1) / 72;
    Picture picture;
    picture.bytes = picture_file(image, state.is_black, limits);
    picture.orientation = orientation(place, static_cast<int>((angle / 90 % 4 + 4) % 4));
    auto about = image.getDict();
    picture.dpi_x = static_cast<double>(about.getKey("/Width").getIntValue()) / (std::hypot(place.a, place.b) * inches);
    picture.dpi_y = static_cast<double>(about.getKey("/Height").getIntValue()) / (std::hypot(place.c, place.d) * inches);
    return picture;
}
