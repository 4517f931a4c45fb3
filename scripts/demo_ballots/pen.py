"""A hand with a ball-pen: strokes that wobble, thin out and skip, and the marks that voters make of them."""
import math

from PIL import Image, ImageDraw

from .form import fine, height, width


class Pen:
    """Ink on its own layer, so that a stroke over print darkens and never erases."""

    def __init__(self, random, thickness=3.0, tone=60):
        """`thickness` in pixels at 200 dpi: a ball-pen's 0.25 to 0.5 mm are 2 to 4. `tone`: blue ink scans as about 95,
        black as about 45."""
        self.random, self.thickness, self.tone = random, thickness, tone
        self.layer = Image.new("L", (width * fine, height * fine), 255)
        self.draw = ImageDraw.Draw(self.layer)

    def stroke(self, points, tremor=0.7, taper=True):
        """One stroke through `points` (pixels at 200 dpi), without lifting the pen."""
        random = self.random
        path = list(smooth(points))
        waves = [(random.uniform(14, 60), random.uniform(0, math.tau), random.uniform(0, math.tau)) for _ in range(3)]
        pressure = (random.uniform(40, 110), random.uniform(0, math.tau))
        skip = 0
        for step, (x, y) in enumerate(path):
            x += sum(math.sin(step / length + phase) for length, phase, _ in waves) * tremor / 2
            y += sum(math.sin(step / length + phase) for length, _, phase in waves) * tremor / 2
            radius = self.thickness / 2 * (1 + 0.14 * math.sin(step / pressure[0] + pressure[1])) + random.gauss(0, 0.05)
            if taper:
                radius *= min(1, 0.6 + 0.06 * min(step, len(path) - 1 - step))
            tone = self.tone + random.gauss(0, 10)
            if skip == 0 and random.random() < 0.006:
                skip = random.randint(2, 9)  # the ball slides without turning
            if skip:
                skip -= 1
                tone += 70
                radius *= 0.75
            self.dab(x, y, max(radius, 0.5), min(max(int(tone), 10), 235))

    def dab(self, x, y, radius, tone):
        self.draw.ellipse([(x - radius) * fine, (y - radius) * fine, (x + radius) * fine, (y + radius) * fine], fill=tone)


def smooth(points, step=0.45):
    """Points along a Catmull-Rom curve, `step` pixels apart."""
    padded = [points[0], *points, points[-1]]
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:]):
        count = max(2, int(math.dist(b, c) / step))
        for index in range(count):
            t = index / count
            yield tuple(0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t ** 3)
                        for p, q, r, s in zip(a, b, c, d))


def fill(pen, box, shape, reach=0.9, spacing=0.8, sloppiness=1.3):
    """Hatched to and fro without lifting, as most people fill a target: dense, with slits of paper left."""
    random = pen.random
    x, y, w, h = box
    angle = math.radians(random.choice([random.uniform(25, 65), random.uniform(115, 155)]))
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    middle = (x + w / 2 + random.uniform(-1, 1), y + h / 2 + random.uniform(-1, 1))
    points, forth = [], True
    offset = -math.hypot(w, h) / 2
    while offset < math.hypot(w, h) / 2:
        inside = [t / 4 for t in range(-160, 161)
                  if within(t / 4 * along[0] + offset * across[0], t / 4 * along[1] + offset * across[1],
                            w * reach, h * reach, shape)]
        if inside:
            t = inside[0 if forth else -1] + random.gauss(0, sloppiness)
            points.append((middle[0] + t * along[0] + offset * across[0], middle[1] + t * along[1] + offset * across[1]))
            forth = not forth
        offset += pen.thickness * spacing * random.uniform(0.6, 1.4)
    pen.stroke(points, tremor=0.5)


def within(dx, dy, w, h, shape):
    if shape == "rectangle":
        return abs(dx) <= w / 2 and abs(dy) <= h / 2
    return (dx / (w / 2)) ** 2 + (dy / (h / 2)) ** 2 <= 1


def fill_outside(pen, box, shape):
    """Filled in a hurry: the hatching leaves the outline on every side."""
    fill(pen, box, shape, reach=pen.random.uniform(1.25, 1.4), spacing=0.95, sloppiness=3.0)


def cross(pen, box, shape, over=0.02):
    """Two strokes, corner to corner."""
    strokes = [((0, 0), (1, 1)), ((1, 0), (0, 1))]
    if pen.random.random() < 0.5:
        strokes.reverse()
    for start, end in strokes:
        line(pen, box, shape, ends=(start, end), over=over)


def wide_cross(pen, box, shape):
    """A cross larger than the target."""
    cross(pen, box, shape, over=0.22)


def line(pen, box, shape, ends=None, over=0.06):
    """One stroke through the target: along the diagonal of a box, along the axis of an oval."""
    random = pen.random
    if ends is None:
        ends = ((0.02, 0.86), (0.98, 0.1)) if shape == "rectangle" else ((-0.05, 0.62), (1.08, 0.4))
    x, y, w, h = box
    (x0, y0), (x1, y1) = [(x + w / 2 + (u - 0.5) * w * (1 + 2 * over) + random.gauss(0, 1.5),
                           y + h / 2 + (v - 0.5) * h * (1 + 2 * over) + random.gauss(0, 1.2)) for u, v in ends]
    bow = random.gauss(0, 1.6)
    pen.stroke([(x0, y0), ((x0 + x1) / 2 + bow, (y0 + y1) / 2 - bow), (x1, y1)])


def tick(pen, box, shape):
    """Down into the target, then a long way up and out of it."""
    random = pen.random
    x, y, w, h = box
    down = (x + w * random.uniform(0.36, 0.44), y + h * random.uniform(0.8, 0.92))
    pen.stroke([(x + w * random.uniform(0.05, 0.12), y + h * random.uniform(0.36, 0.46)),
                (x + w * 0.26, y + h * 0.64), down, (x + w * 0.66, y + h * 0.4),
                (x + w * random.uniform(1.1, 1.22), y - h * random.uniform(0.3, 0.45))], tremor=0.5)


def scribble(pen, box, shape):
    """Round and round inside the target."""
    random = pen.random
    x, y, w, h = box
    turns, lean = random.uniform(5, 6.5), random.uniform(-0.12, 0.12)
    phase, points = random.uniform(0, math.tau), []
    for index in range(int(turns * 8)):
        t = phase + index * math.tau / 8
        r = random.uniform(0.28, 0.46) * (0.6 + 0.4 * math.sin(index / 9) ** 2)
        points.append((x + w / 2 + w * (r * math.cos(t) + lean) + random.gauss(0, 0.5),
                       y + h / 2 + h * r * math.sin(t) + random.gauss(0, 0.5)))
    pen.stroke(points, tremor=0.3)


def hesitation(pen, box, shape):
    """The pen set down and taken off again: a dash across the outline, 1.5 mm long. A person would look twice."""
    x, y, w, h = box
    pen.stroke([(x - 1, y + h * 0.7), (x + 4.5, y + h * 0.78), (x + 9, y + h * 0.71), (x + 13, y + h * 0.6)],
               tremor=0.3, taper=False)


# What a mark of each kind means to a person, and the share of the target's inside that its ink may take: the script refuses
# to draw a vote that is hardly there, or a hesitation that is plainly a vote.
kinds = {
    fill: ("marked", 0.55, 1.0),
    fill_outside: ("marked", 0.55, 1.0),
    cross: ("marked", 0.13, 0.5),
    wide_cross: ("marked", 0.13, 0.5),
    line: ("marked", 0.085, 0.3),
    tick: ("marked", 0.085, 0.4),
    scribble: ("marked", 0.25, 0.9),
    hesitation: ("marginal", 0.025, 0.055),
}


def share_of_ink(layer, box, shape):
    """Share of the target's inside, outline excluded, that is under ink."""
    x, y, w, h = [value * fine for value in box]
    inset = 2 * fine
    area = (x + inset, y + inset, x + w - inset, y + h - inset)
    inside = Image.new("L", (area[2] - area[0], area[3] - area[1]), 255 if shape == "rectangle" else 0)
    if shape == "ellipse":
        ImageDraw.Draw(inside).ellipse((0, 0, inside.width - 1, inside.height - 1), fill=255)
    ink = layer.crop(area).point(lambda v: 255 if v < 200 else 0)
    both = sum(1 for i, m in zip(ink.getdata(), inside.getdata()) if i and m)
    return both / sum(1 for m in inside.getdata() if m)
