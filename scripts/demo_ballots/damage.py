"""What happens to paper before it is scanned: pens that slip, dust, folds, ink that shows through."""
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .form import fine, height, targets, width

ear = 150  # legs of the folded corner in pixels at 200 dpi, 19 mm: short of the frame, into the band of the back


def folded_away():
    """The triangle of the front's top right corner where no paper is left."""
    return [(width * fine, 0), ((width - ear) * fine, 0), (width * fine, ear * fine)]


def folded_onto(back):
    """The back with that corner lying on it, and the triangle where no paper is left."""
    back = back.copy()
    draw = ImageDraw.Draw(back)
    a, b, tip = (ear * fine, 0), (0, ear * fine), (ear * fine, ear * fine)
    draw.polygon([a, b, tip], fill=255)
    draw.line([a, tip, b], fill=150, width=fine)  # the flap's edge throws a shadow
    return back, [(0, 0), a, b]


def crease(front):
    """The front with a soft shadow along the fold."""
    front = front.copy()
    ImageDraw.Draw(front).line([((width - ear) * fine, 0), (width * fine, ear * fine)], fill=170, width=3 * fine)
    return front


def shown_through(page, other):
    """The page with the other side's ink showing faintly, mirrored and softened by the paper."""
    ghost = other.transpose(Image.Transpose.FLIP_LEFT_RIGHT).point(lambda v: 255 - (255 - v) // 9)
    return ImageChops.multiply(page, ghost.filter(ImageFilter.BoxBlur(2 * fine)))


def slipped_pen(pen, page):
    """A long line in the margin and a flick beside the text, both well away from every target."""
    x = 58 if page == "front" else width - 52
    pen.stroke([(x, 610), (x + 9, 800), (x - 6, 960), (x + 12, 1130), (x + 4, 1236)], tremor=1.6)
    pen.stroke([(610, 1590), (650, 1574), (704, 1583)], tremor=0.6)


def dust(random, paper, page):
    """Crumbs and fibres away from the targets by more than a fibre's length, and in each target a speck that means nothing."""
    paper = paper.copy()
    draw = ImageDraw.Draw(paper)
    boxes = [box for _, _, box, _ in targets(page)]
    for _ in range(130):
        x, y, size = random.uniform(10, width - 10), random.uniform(10, height - 10), random.uniform(1.5, 5)
        if any(bx - 54 < x < bx + bw + 54 and by - 54 < y < by + bh + 54 for bx, by, bw, bh in boxes):
            continue
        tone = random.randint(20, 140)
        if random.random() < 0.12:
            points = [(x, y)]
            for _ in range(5):
                points.append((points[-1][0] + random.uniform(-2, 8), points[-1][1] + random.uniform(-5, 5)))
            draw.line([(px * fine, py * fine) for px, py in points], fill=tone, width=fine, joint="curve")
        else:
            draw.ellipse([(x - size / 2) * fine, (y - size / 2) * fine, (x + size / 2) * fine,
                          (y + size * random.uniform(0, 0.8)) * fine], fill=tone)
    for x, y, w, h in boxes:
        sx, sy = x + w * random.uniform(0.3, 0.7), y + h * random.uniform(0.35, 0.65)
        draw.ellipse([(sx - 0.9) * fine, (sy - 0.9) * fine, (sx + 0.9) * fine, (sy + 0.9) * fine], fill=90)
    return paper
