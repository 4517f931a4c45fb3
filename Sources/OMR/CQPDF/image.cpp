// From an image of a PDF (ISO 32000-1, 7.4 and 8.9) to a picture file. Compressed data stay as they are wherever a picture file has
// the same compression:
//
//   DCT                        JPEG, as it is
//   CCITT fax                  TIFF with compression 3 or 4
//   Flate                      TIFF with compression 8, and its predictor 2
//   Flate with PNG's filters   PNG: the bytes of its IDAT
//   what else qpdf unpacks     TIFF without compression
#include "page.h"

#include <algorithm>
#include <cmath>
#include <zlib.h>
#include <qpdf/Buffer.hh>
#include <qpdf/Pipeline.hh>

namespace {

using Bytes = std::vector<uint8_t>;

/// What an image's dictionary says of its samples.
struct Samples {
    uint32_t width, height, bits;
    /// 1 (gray, or the index of a colour) or 3.
    uint32_t channels;
    /// One sample: whether 0 is white.
    bool is_inverted = false;
    /// Red, green and blue of each index; empty where samples are no indices.
    Bytes palette;

    uint64_t row_bytes() const { return (uint64_t{width} * channels * bits + 7) / 8; }
};

[[noreturn]] void refuse(const std::string &what) { throw Refusal{CQPDF_UNSUPPORTED, what}; }

void add16(Bytes &bytes, uint32_t number) {
    bytes.push_back(static_cast<uint8_t>(number >> 8));
    bytes.push_back(static_cast<uint8_t>(number));
}

void add32(Bytes &bytes, uint32_t number) {
    add16(bytes, number >> 16);
    add16(bytes, number & 0xFFFF);
}

long long whole(QPDFObjectHandle number, long long otherwise) { return number.isInteger() ? number.getIntValue() : otherwise; }

/// The first image filter that a decoder of pictures has to undo, with its parameters; empty where there is none.
struct Filter {
    std::string name;
    QPDFObjectHandle parameters = QPDFObjectHandle::newNull();
    size_t count = 0;
};

Filter filter_of(QPDFObjectHandle about) {
    auto filters = about.getKey("/Filter"), parameters = about.getKey("/DecodeParms");
    if (filters.isNull()) return {};
    if (filters.isName()) {
        const bool is_list = parameters.isArray() && parameters.getArrayNItems() == 1;
        return {filters.getName(), is_list ? parameters.getArrayItem(0) : parameters, 1};
    }
    if (!filters.isArray()) throw Refusal{CQPDF_DAMAGED, "is damaged: its picture's filter has no name"};
    const int count = filters.getArrayNItems();
    if (count == 0) return {};
    auto last = filters.getArrayItem(count - 1);
    if (!last.isName()) throw Refusal{CQPDF_DAMAGED, "is damaged: its picture's filter has no name"};
    auto own = parameters.isArray() && parameters.getArrayNItems() == count ? parameters.getArrayItem(count - 1)
               : count == 1 && parameters.isDictionary() ? parameters : QPDFObjectHandle::newNull();
    return {last.getName(), own, static_cast<size_t>(count)};
}

std::string without_slash(const std::string &name) { return name.empty() ? "nothing" : name.substr(1, 40); }

/// Channels of a colour space that pictures have; 0 for any other.
uint32_t channels_of(QPDFObjectHandle space) {
    auto kind = space.isArray() && space.getArrayNItems() > 0 ? space.getArrayItem(0) : space;
    if (kind.isNameAndEquals("/DeviceGray") || kind.isNameAndEquals("/CalGray")) return 1;
    if (kind.isNameAndEquals("/DeviceRGB") || kind.isNameAndEquals("/CalRGB")) return 3;
    if (kind.isNameAndEquals("/ICCBased") && space.isArray() && space.getArrayNItems() == 2 && space.getArrayItem(1).isStream()) {
        const long long count = whole(space.getArrayItem(1).getDict().getKey("/N"), 0);
        return count == 1 || count == 3 ? static_cast<uint32_t>(count) : 0;
    }
    return 0;
}

std::string name_of(QPDFObjectHandle space) {
    auto kind = space.isArray() && space.getArrayNItems() > 0 ? space.getArrayItem(0) : space;
    if (kind.isNameAndEquals("/ICCBased")) return "ICCBased with inks";
    return kind.isName() ? without_slash(kind.getName()) : "no known kind";
}

Bytes palette_of(QPDFObjectHandle space, uint32_t bits) {
    const uint32_t channels = space.getArrayNItems() == 4 ? channels_of(space.getArrayItem(1)) : 0;
    if (channels == 0 || bits > 8) refuse("its picture has a table of colours of a kind that is not read");
    auto table = space.getArrayItem(3);
    std::string text;
    if (table.isString()) text = table.getStringValue();
    if (table.isStream()) {
        const auto data = table.getStreamData();
        text.assign(reinterpret_cast<const char *>(data->getBuffer()), std::min<size_t>(data->getSize(), 768));
    }
    Bytes palette;
    const auto colours = static_cast<size_t>(1) << bits;
    for (size_t index = 0; index < colours; index++) {
        for (uint32_t channel = 0; channel < 3; channel++) {
            const size_t at = index * channels + (channels == 3 ? channel : 0);
            palette.push_back(at < text.size() ? static_cast<uint8_t>(text[at]) : 0);
        }
    }
    return palette;
}

/// 0 as the dictionary's own order has it, 1 the other way round; anything else is refused.
bool is_turned_round(QPDFObjectHandle decode, uint32_t channels, double most) {
    if (!decode.isArray()) return false;
    const int count = decode.getArrayNItems();
    bool is_plain = count == static_cast<int>(2 * channels), is_inverted = is_plain && channels == 1;
    for (int index = 0; index < count; index++) {
        auto item = decode.getArrayItem(index);
        const double value = item.isNumber() ? item.getNumericValue() : NAN;
        is_plain = is_plain && value == (index % 2 == 0 ? 0 : most);
        is_inverted = is_inverted && value == (index % 2 == 0 ? most : 0);
    }
    if (!is_plain && !is_inverted) refuse("its picture's levels are moved (Decode), which is not read");
    return is_inverted;
}

Samples samples_of(QPDFObjectHandle about, bool is_painted_black, bool is_jpeg, const cqpdf_limits &limits) {
    const long long width = whole(about.getKey("/Width"), 0), height = whole(about.getKey("/Height"), 0);
    if (width < 1 || height < 1) throw Refusal{CQPDF_DAMAGED, "is damaged: its picture has no size"};
    if (width > limits.max_side || height > limits.max_side ||
        static_cast<uint64_t>(width) * static_cast<uint64_t>(height) > limits.max_pixels) {
        throw Refusal{CQPDF_TOO_MANY_PIXELS, "expected sides of at most " + std::to_string(limits.max_side) + " and at most " +
                                                 std::to_string(limits.max_pixels) + " pixels, found " +
                                                 std::to_string(width) + " x " + std::to_string(height)};
    }
    for (const char *mask : {"/SMask", "/Mask"}) {
        auto value = about.getKey(mask);
        if (!value.isNull() && !value.isNameAndEquals("/None")) refuse("its picture is partly transparent: scan to JPEG or TIFF");
    }
    Samples samples{static_cast<uint32_t>(width), static_cast<uint32_t>(height), 1, 1, false, {}};
    auto mask = about.getKey("/ImageMask");
    if (mask.isBool() && mask.getBoolValue()) {
        // Where a sample is 0 the page is painted: as with gray, if that is done in black.
        if (!is_painted_black) refuse("its picture is a stencil in a colour: scan to JPEG or TIFF");
        samples.is_inverted = is_turned_round(about.getKey("/Decode"), 1, 1);
        return samples;
    }
    const long long bits = whole(about.getKey("/BitsPerComponent"), is_jpeg ? 8 : 1);
    if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16) {
        throw Refusal{CQPDF_DAMAGED, "is damaged: its picture has " + std::to_string(bits) + " bits a sample"};
    }
    samples.bits = static_cast<uint32_t>(bits);
    auto space = about.getKey("/ColorSpace");
    if (space.isArray() && space.getArrayNItems() > 0 && space.getArrayItem(0).isNameAndEquals("/Indexed") && !is_jpeg) {
        samples.palette = palette_of(space, samples.bits);
        if (is_turned_round(about.getKey("/Decode"), 1, (1 << samples.bits) - 1)) refuse("its picture's levels are moved (Decode), which is not read");
        return samples;
    }
    samples.channels = channels_of(space);
    if (samples.channels == 0) refuse("its picture's colours are " + name_of(space) + ", which is not read: scan in gray or colour");
    samples.is_inverted = is_turned_round(about.getKey("/Decode"), samples.channels, 1);
    return samples;
}

/// A TIFF of one strip (TIFF 6.0, section 2), the high byte first, as samples of 16 bits are in a PDF.
Bytes tiff(const Samples &samples, uint32_t compression, uint32_t predictor, const std::vector<std::pair<uint32_t, uint32_t>> &more,
           bool zero_is_white, const uint8_t *data, size_t count) {
    std::vector<std::pair<uint32_t, uint32_t>> fields = {
        {256, samples.width}, {257, samples.height}, {258, samples.bits}, {259, compression},
        {262, !samples.palette.empty() ? 3u : samples.channels == 3 ? 2u : zero_is_white ? 0u : 1u},
        {273, 0}, {277, samples.channels}, {278, samples.height}, {279, static_cast<uint32_t>(count)}, {317, predictor},
    };
    fields.insert(fields.end(), more.begin(), more.end());
    const size_t colours = samples.palette.size() / 3;
    if (colours > 0) fields.push_back({320, 0});
    std::sort(fields.begin(), fields.end());
    // Header, directory, three bit depths, table of colours, data.
    const auto depths = static_cast<uint32_t>(8 + 2 + 12 * fields.size() + 4);
    const uint32_t table = depths + 6, strip = table + static_cast<uint32_t>(6 * colours);
    Bytes file = {'M', 'M', 0, 42, 0, 0, 0, 8};
    file.reserve(strip + count);
    add16(file, static_cast<uint32_t>(fields.size()));
    for (const auto &[tag, value] : fields) {
        const bool is_depth = tag == 258 && samples.channels == 3, is_table = tag == 320;
        add16(file, tag);
        // SHORT where there are several, LONG where there is one number.
        add16(file, is_depth || is_table ? 3 : 4);
        add32(file, is_depth ? 3 : is_table ? static_cast<uint32_t>(3 * colours) : 1);
        add32(file, is_depth ? depths : is_table ? table : tag == 273 ? strip : value);
    }
    add32(file, 0);
    for (int channel = 0; channel < 3; channel++) add16(file, samples.bits);
    for (size_t channel = 0; channel < 3 && colours > 0; channel++)
        for (size_t index = 0; index < colours; index++) add16(file, samples.palette[3 * index + channel] * 257u);
    file.insert(file.end(), data, data + count);
    return file;
}

void add_chunk(Bytes &file, const char *name, const uint8_t *data, size_t count) {
    add32(file, static_cast<uint32_t>(count));
    const size_t start = file.size();
    file.insert(file.end(), name, name + 4);
    file.insert(file.end(), data, data + count);
    add32(file, static_cast<uint32_t>(crc32(0, file.data() + start, static_cast<uInt>(count + 4))));
}

/// A PNG around data that have its filters already.
Bytes png(const Samples &samples, const uint8_t *data, size_t count) {
    Bytes palette = samples.palette;
    if (palette.empty() && samples.is_inverted) {
        const unsigned top = (1u << samples.bits) - 1;
        for (unsigned level = 0; level <= top; level++) palette.insert(palette.end(), 3, static_cast<uint8_t>(255 - level * 255 / top));
    }
    Bytes file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'}, head;
    file.reserve(count + 1024);
    add32(head, samples.width);
    add32(head, samples.height);
    head.push_back(static_cast<uint8_t>(samples.bits));
    head.push_back(!palette.empty() ? 3 : samples.channels == 3 ? 2 : 0);
    head.insert(head.end(), {0, 0, 0});
    add_chunk(file, "IHDR", head.data(), head.size());
    if (!palette.empty()) add_chunk(file, "PLTE", palette.data(), palette.size());
    add_chunk(file, "IDAT", data, count);
    add_chunk(file, "IEND", nullptr, 0);
    return file;
}

/// Takes as many bytes as a picture has, and not one more.
class Bounded : public Pipeline {
public:
    explicit Bounded(uint64_t most) : Pipeline("bounded", nullptr), most(most) {}

    void write(unsigned char const *data, size_t count) override {
        if (count > most - bytes.size()) {
            // Some writers end the last row with a line end or padding; nothing past the picture is kept.
            extra += count - (most - bytes.size());
            count = most - bytes.size();
            if (extra > 4096) throw Refusal{CQPDF_DAMAGED, "is damaged: its picture has more data than pixels"};
        }
        bytes.insert(bytes.end(), data, data + count);
    }

    void finish() override {}

    Bytes bytes;

private:
    uint64_t most;
    uint64_t extra = 0;
};

Bytes unpacked(QPDFObjectHandle image, const Samples &samples, const std::string &filter) {
    const uint64_t count = samples.row_bytes() * samples.height;
    Bounded data(count);
    // Only what loses nothing: DCT and its like stay, and are named.
    bool is_unpacked = true;
    image.pipeStreamData(&data, &is_unpacked, 0, qpdf_dl_specialized, true, false);
    if (!is_unpacked) refuse("its picture is compressed by " + without_slash(filter) + ", which is not read: scan to JPEG, G4 or Flate");
    if (data.bytes.size() != count) {
        throw Refusal{CQPDF_DAMAGED, "is damaged: expected " + std::to_string(count) + " bytes of pixels, found " + std::to_string(data.bytes.size())};
    }
    return tiff(samples, 1, 1, {}, samples.is_inverted, data.bytes.data(), data.bytes.size());
}

Bytes fax(const Samples &samples, QPDFObjectHandle parameters, const Buffer &data) {
    const auto flag = [&](const char *name, bool otherwise) {
        auto value = parameters.getKeyIfDict(name);
        return value.isBool() ? value.getBoolValue() : otherwise;
    };
    const long long k = whole(parameters.getKeyIfDict("/K"), 0), columns = whole(parameters.getKeyIfDict("/Columns"), 1728);
    if (samples.bits != 1 || samples.channels != 1 || !samples.palette.empty()) refuse("its fax picture has colours, which is not read");
    if (columns != samples.width) throw Refusal{CQPDF_DAMAGED, "is damaged: its fax rows have " + std::to_string(columns) + " pixels, and its picture " + std::to_string(samples.width)};
    // Rows that begin on whole bytes: TIFF has that for one dimension alone.
    if (flag("/EncodedByteAlign", false)) refuse("its fax rows begin on whole bytes, which is not read: scan to JPEG");
    // Black is 0 in a PDF's fax unless it says otherwise; a TIFF's fax has white for 0.
    const bool zero_is_white = flag("/BlackIs1", false) == samples.is_inverted;
    const std::pair<uint32_t, uint32_t> options = {292, k > 0 ? 1u : 0u};
    if (k < 0) return tiff(samples, 4, 1, {}, zero_is_white, data.getBuffer(), data.getSize());
    return tiff(samples, 3, 1, {options}, zero_is_white, data.getBuffer(), data.getSize());
}

Bytes flate(QPDFObjectHandle image, const Samples &samples, Filter &filter) {
    const long long predictor = whole(filter.parameters.getKeyIfDict("/Predictor"), 1);
    const bool fits = whole(filter.parameters.getKeyIfDict("/Columns"), 1) == samples.width &&
                      whole(filter.parameters.getKeyIfDict("/Colors"), 1) == samples.channels &&
                      whole(filter.parameters.getKeyIfDict("/BitsPerComponent"), 8) == samples.bits;
    const auto data = image.getRawStreamData();
    const uint8_t *bytes = data->getBuffer();
    const size_t count = data->getSize();
    if (predictor == 1) return tiff(samples, 8, 1, {}, samples.is_inverted, bytes, count);
    // Libtiff undoes the differences of whole bytes; a picture of 16 bits a sample that is inverted has no such PNG.
    if (predictor == 2 && fits && samples.bits >= 8) return tiff(samples, 8, 2, {}, samples.is_inverted, bytes, count);
    if (predictor >= 10 && fits && !(samples.is_inverted && samples.bits > 8)) return png(samples, bytes, count);
    return unpacked(image, samples, filter.name);
}

} // namespace

Bytes picture_file(QPDFObjectHandle image, bool is_painted_black, const cqpdf_limits &limits) {
    auto about = image.getDict();
    Filter filter = filter_of(about);
    const bool is_jpeg = filter.name == "/DCTDecode";
    if (filter.name == "/JBIG2Decode" || filter.name == "/JPXDecode") {
        refuse(std::string(filter.name == "/JPXDecode" ? "JPEG 2000" : "JBIG2") + " is not read: scan to JPEG, G4 or Flate, or to TIFF");
    }
    if (about.hasKey("/F")) refuse("its picture lies in another file, which is not read");
    const Samples samples = samples_of(about, is_painted_black, is_jpeg, limits);
    // Packed twice, as some programs do: only the last packing is the picture's.
    const bool is_single = filter.count == 1;
    if (is_jpeg) {
        if (samples.is_inverted) refuse("its picture's levels are moved (Decode), which is not read");
        if (!is_single) refuse("its picture is packed twice, which is not read: scan to JPEG, G4 or Flate");
        const auto data = image.getRawStreamData();
        return Bytes(data->getBuffer(), data->getBuffer() + data->getSize());
    }
    if (is_single && filter.name == "/CCITTFaxDecode") return fax(samples, filter.parameters, *image.getRawStreamData());
    if (is_single && filter.name == "/FlateDecode") return flate(image, samples, filter);
    return unpacked(image, samples, filter.name);
}
