"""The scanner: where the sheet lies in the image, how light it comes out, and the dirt of the way."""
import dataclasses
import math
import struct
import zlib

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .form import dpi as paper_dpi, fine


@dataclasses.dataclass(frozen=True)
class Settings:
    """How one side is scanned. The defaults are a good scanner on a good day; `usual` adds its small faults."""
    degrees: float = 0.0  # clockwise
    shift: tuple = (0.0, 0.0)  # pixels at 200 dpi
    scale: tuple = (1.0, 1.0)  # feeders stretch the two axes differently
    rotation: int = 0  # 0, 90, 180, 270: how far the page is turned clockwise in the image
    dpi: int = 200
    paper: int = 244
    ink: int = 34
    blur: float = 0.45
    black_border: tuple = ()  # of "left", "top", "right": edges where the scanner's black roller shows
    bilevel: bool = False
    specks: int = 3


def usual(random, **changes):
    """The small faults of every feed."""
    return dataclasses.replace(
        Settings(degrees=random.uniform(-0.7, 0.7), shift=(random.uniform(-5, 5), random.uniform(-6, 6)),
                 scale=(1 + random.uniform(-0.005, 0.005), 1 + random.uniform(-0.005, 0.005)),
                 paper=random.randint(238, 248), ink=random.randint(26, 44), blur=random.uniform(0.35, 0.6),
                 specks=random.randint(1, 5)), **changes)


def seen_from_behind(random, front, **changes):
    """The same feed as the other side's sensor sees it: what leaned right leans left, give or take the paper's own bend."""
    border = tuple({"left": "right", "right": "left"}.get(edge, edge) for edge in front.black_border)
    return dataclasses.replace(
        front, degrees=-front.degrees + random.uniform(-0.05, 0.05),
        shift=(-front.shift[0] + random.uniform(-1.5, 1.5), front.shift[1] + random.uniform(-1.5, 1.5)),
        rotation=-front.rotation % 360, black_border=border, blur=front.blur + random.uniform(-0.08, 0.08),
        specks=random.randint(1, 5), **changes)


border_width = 26  # pixels at 200 dpi, 3.3 mm


beyond_paper, roller = 254, 22


def scan(random, paper, settings, hole=()):
    """The image that comes off the wire, a gray or one-bit picture. `hole`: corners of a piece that is not there."""
    image = paper.point([round(settings.ink + (settings.paper - settings.ink) * v / 255) for v in range(256)])
    if hole:
        ImageDraw.Draw(image).polygon(hole, fill=beyond_paper)
    image = place(image, settings)
    size = tuple(round(side * settings.dpi / (paper_dpi * fine)) for side in image.size)
    image = image.resize(size, Image.Resampling.BOX if settings.dpi == 200 else Image.Resampling.LANCZOS)
    image = image.filter(ImageFilter.GaussianBlur(settings.blur * settings.dpi / 200))
    image = specks(random, image, settings)
    image = noise(random, image, settings)
    if settings.rotation:
        turn = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
        image = image.transpose(turn[settings.rotation])
    if settings.bilevel:
        return image.point(lambda v: 255 if v >= 150 else 0).convert("1", dither=Image.Dither.NONE)
    return image


def place(paper, settings):
    """Lays the paper into the scanner's window: turned, stretched and shifted about its middle.

    Beyond the paper the window is white, or black where the roller shows.
    """
    margin = {edge: border_width * fine if edge in settings.black_border else 0 for edge in ("left", "top", "right")}
    window = (paper.width + margin["left"] + margin["right"], paper.height + margin["top"])
    angle = math.radians(settings.degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    out = (margin["left"] + paper.width / 2 + settings.shift[0] * fine,
           margin["top"] + paper.height / 2 + settings.shift[1] * fine)
    sx, sy = settings.scale
    # Pillow asks where each pixel of the window comes from: undo the shift, then the turn, then the stretch.
    a, b, d, e = cos / sx, sin / sx, -sin / sy, cos / sy
    matrix = (a, b, paper.width / 2 - a * out[0] - b * out[1], d, e, paper.height / 2 - d * out[0] - e * out[1])
    return paper.transform(window, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR,
                           fillcolor=roller if settings.black_border else beyond_paper)


def specks(random, image, settings):
    """Dust on the glass: a few dark dots, none over 0.3 mm, so that no person would take one for a mark."""
    size = 200 / settings.dpi
    for _ in range(settings.specks):
        x, y = random.randrange(8, image.width - 8), random.randrange(8, image.height - 8)
        w, h = [max(1, round(random.choice([1, 1, 2]) / size)) for _ in range(2)]
        tone = random.randint(settings.ink + 20, settings.ink + 90)
        image.paste(tone, (x, y, x + w, y + h))
    return image


# Levels that a scan may take: steps of 39 in ink and along its edges, of 8 in paper. Real scanners give more; a clone need
# not carry them.
steps = [*range(20, 215, 39), 216, 224, 232, 240, 248, 255]
levels = [min(steps, key=lambda step: abs(step - value)) for value in range(256)]


def noise(random, image, settings):
    """Grain: rare on paper, where it would only cost bytes, less rare in ink and along its edges."""
    count = image.width * image.height
    rare = offsets(random, image.size, count, lambda byte: -10 if byte == 0 else 0)
    dense = offsets(random, image.size, count, lambda byte: {0: -39, 1: 39}.get(byte % 128, 0))
    dark = image.point(lambda v: 255 if roller + 8 < v < 170 else 0)
    offset = Image.composite(dense, rare, dark)
    return ImageChops.add(image, offset, 1, -128).point(levels)


def offsets(random, size, count, of_byte):
    return Image.frombytes("L", size, random.randbytes(count)).point([128 + of_byte(byte) for byte in range(256)])


def write_png(image, path, dpi):
    """A PNG without row filters: on few levels with grain they cost a tenth and more, and Pillow always applies them."""
    depth = {"L": 8, "1": 1}[image.mode]
    data, stride = image.tobytes(), (image.width * depth + 7) // 8
    rows = b"".join(b"\0" + data[start:start + stride] for start in range(0, len(data), stride))
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 15, 9, zlib.Z_FILTERED)
    per_metre = round(dpi / 0.0254)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", image.width, image.height, depth, 0, 0, 0, 0)),
              (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
              (b"IDAT", squeeze.compress(rows) + squeeze.flush()), (b"IEND", b"")]
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, body in chunks:
            file.write(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)))
