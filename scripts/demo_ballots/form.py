"""The printed form: what the printer's shop delivers, before any pen or scanner.

All positions are pixels at 200 dpi, the resolution of the references; drawing happens at three times that, so that a
scan can be turned, stretched and rescaled without the stairs of a picture that was already sampled.

    front                             back
    +-----------------------------+   +-----------------------------+
    | title              | stamp  |   | ####### grey band ######### |
    | rules, example [x] |        |   | rules                       |
    |=============================|   |=============================|
    | name                   [ ]  |   | ( )  name                   |
    |-----------------------------|   |-----------------------------|
    | name                   [ ]  |   | ( )  name                   |
    | against all            [ ]  |   | ...                         |
    |=============================|   |                             |
    | station          turn over  |   | colophon            station |
    +-----------------------------+   +-----------------------------+
"""
import functools
import json

from PIL import Image, ImageDraw, ImageFont

from . import election

dpi = 200
fine = 3  # fine pixels per reference pixel: paper is drawn at 600 dpi
width, height = 1165, 1654  # A5: 148 x 210 mm
outline = 2  # 0.25 mm: the thinnest that office printers hold without gaps

# The smallest distance between targets, so that a mark that leaves its own does not reach the next: 10 mm.
least_gap = 79

box_side = 40  # 5.1 mm
oval_width, oval_height = 40, 26  # 5.1 x 3.3 mm

front_rows = (748, 158)  # top of the first row, pitch
back_rows = (520, 154)


def targets(page):
    """(contest, option, box, shape) of each target, the box tight around the printed outline."""
    contest = election.contest_of_page[page]
    found = []
    for index, option in enumerate(election.options(contest)):
        if page == "front":
            top, pitch = front_rows
            box = (968, top + index * pitch + (pitch - box_side) // 2, box_side, box_side)
            found.append((contest, option, box, "rectangle"))
        else:
            top, pitch = back_rows
            box = (128, top + index * pitch + (pitch - oval_height) // 2, oval_width, oval_height)
            found.append((contest, option, box, "ellipse"))
    for (_, _, upper, _), (_, _, lower, _) in zip(found, found[1:]):
        assert lower[1] - (upper[1] + upper[3]) >= least_gap, "targets closer than 10 mm"
    return found


def layout_json():
    """The page layout that a technician would hand in, by the contract of the design."""
    lines = ['{', ' "version": 1,', ' "contests": {']
    lines.append(",\n".join(f'  "{id}": {{"votesAllowed": {contest["votesAllowed"]}}}'
                            for id, contest in election.contests.items()))
    lines += [' },', ' "pages": [']
    for page in election.pages:
        lines += ['  {', f'   "id": "{page}",', f'   "reference": "blank-{page}.png",', '   "targets": [']
        lines.append(",\n".join("    " + json.dumps({"contest": contest, "option": option, "box": list(box),
                                                      "shape": shape, "writeIn": False})
                                for contest, option, box, shape in targets(page)))
        lines += ['   ]', '  }' + ("," if page != election.pages[-1] else "")]
    return "\n".join(lines + [' ]', '}', ''])


class Press:
    """Draws on fine paper with coordinates of the reference."""

    def __init__(self):
        self.image = Image.new("L", (width * fine, height * fine), 255)
        self.pen = ImageDraw.Draw(self.image)

    def text(self, x, y, text, size, face="DejaVuSans", anchor="ls", tone=0):
        self.pen.text((x * fine, y * fine), text, fill=tone, font=font(face, size), anchor=anchor)

    def band(self, left, top, right, bottom, tone=0):
        self.pen.rectangle((left * fine, top * fine, right * fine - 1, bottom * fine - 1), fill=tone)

    def rule(self, y, left=94, right=width - 94, thickness=2):
        self.band(left, y, right, y + thickness)

    def frame(self, left, top, right, bottom, thickness):
        self.pen.rectangle((left * fine, top * fine, right * fine - 1, bottom * fine - 1), outline=0,
                           width=thickness * fine)

    def target(self, box, shape):
        x, y, w, h = box
        corners = (x * fine, y * fine, (x + w) * fine - 1, (y + h) * fine - 1)
        draw = self.pen.rectangle if shape == "rectangle" else self.pen.ellipse
        draw(corners, outline=0, width=outline * fine)


@functools.lru_cache(maxsize=None)
def font(face, size):
    # The basic layout engine: Raqm may be missing, and places the same letters differently.
    return ImageFont.truetype(f"/usr/share/fonts/truetype/dejavu/{face}.ttf", round(size * fine),
                              layout_engine=ImageFont.Layout.BASIC)


@functools.lru_cache(maxsize=None)
def paper(page):
    """One page at 600 dpi, ink black on white."""
    press = Press()
    front(press) if page == "front" else back(press)
    for _, _, box, shape in targets(page):
        press.target(box, shape)
    return press.image


def reference(page):
    """The blank page at 200 dpi, as `layout.json` names it."""
    return paper(page).reduce(fine)


def names(press, page, x):
    """Each option's name in both languages, left edge at `x`, beside its target."""
    for contest, option, box, _ in targets(page):
        name = next(o["name"] for o in election.contests[contest]["options"] if o["id"] == option)
        middle = box[1] + box[3] // 2
        press.text(x, middle - 6, name["ru"], 34, "DejaVuSans-Bold")
        press.text(x, middle + 32, name["en"], 28)


def front(press):
    bold, serif = "DejaVuSans-Bold", "DejaVuSerif"
    press.frame(94, 94, width - 94, height - 94, 6)

    press.text(124, 158, "ИЗБИРАТЕЛЬНЫЙ БЮЛЛЕТЕНЬ", 32, bold)
    press.text(124, 200, "BALLOT PAPER", 28, bold)
    press.text(124, 262, "Выборы мэра города Небывалова", 30, "DejaVuSerif-Bold")
    press.text(124, 302, "Election of the Mayor of Nebyvalov", 27, serif)
    press.text(124, 346, "18 октября 2026 года  ·  18 October 2026", 22)
    # Where the commission's stamp would go. The demo's sheets bear none: its number stands printed.
    press.band(783, 100, 785, 376)
    press.text(926, 146, "Участковая комиссия", 19, anchor="ms")
    press.text(926, 172, "Polling station", 19, anchor="ms")
    press.text(926, 276, "0007", 76, "DejaVuSansMono-Bold", anchor="ms")
    press.text(926, 346, "место для печати · stamp", 18, anchor="ms")
    press.rule(376, thickness=6)

    press.text(124, 420, "Как голосовать", 25, bold)
    for line, text in enumerate(["Поставьте любой знак в квадрате справа", "от фамилии только одного кандидата либо",
                                 "в квадрате «Против всех». Синяя или чёрная ручка."]):
        press.text(124, 454 + line * 29, text, 21)
    press.text(124, 560, "How to vote", 25, bold)
    for line, text in enumerate(["Put any mark in the box to the right of one", "candidate only, or in the box “Against all”.",
                                 "Use a blue or black pen. Marked more than one?", "Ask for a new ballot paper."]):
        press.text(124, 594 + line * 29, text, 21)
    example(press)
    press.rule(front_rows[0] - 6, thickness=6)

    names(press, "front", 196)
    for number, (_, _, box, _) in enumerate(targets("front"), start=1):
        if number < 4:  # "against all" bears no number
            press.text(136, box[1] + box[3] // 2 + 12, f"{number}.", 30)
        if number > 1:
            press.rule(box[1] + box[3] // 2 - front_rows[1] // 2, left=124, right=920)
    bottom = front_rows[0] + 4 * front_rows[1]
    press.rule(bottom, thickness=6)
    press.text(124, bottom + 54, "Голосование продолжается на обороте", 25, bold)
    press.text(124, bottom + 88, "The ballot goes on overleaf", 23)
    arrow(press, 930, bottom + 62)
    press.text(124, 1540, "Избирательный участок № 7, «Дом садовника», ул. Тенистая, 1  ·  Polling station 7", 17)


def example(press):
    """A printed picture of a marked box inside the rules: looks like a vote and is no target."""
    press.frame(790, 420, 1034, 700, 2)
    press.text(912, 456, "Образец · Example", 20, anchor="ms")
    press.target((872, 500, 80, 80), "rectangle")
    for ends in [((886, 516), (938, 566)), ((938, 512), (884, 570))]:
        press.pen.line([(x * fine, y * fine) for x, y in ends], fill=0, width=7 * fine)
    press.text(912, 628, "или так · or so", 18, anchor="ms")
    press.target((892, 642, 40, 40), "rectangle")
    press.band(898, 648, 926, 676)


def arrow(press, x, y):
    press.band(x, y - 7, x + 70, y + 7)
    press.pen.polygon([(px * fine, py * fine) for px, py in [(x + 66, y - 24), (x + 110, y), (x + 66, y + 24)]], fill=0)


def back(press):
    bold, serif = "DejaVuSans-Bold", "DejaVuSerif"
    press.band(80, 80, width - 80, 236, tone=214)
    press.text(width // 2, 136, "Совет города Небывалова", 38, bold, anchor="ms")
    press.text(width // 2, 184, "Nebyvalov Town Council", 32, bold, anchor="ms")
    press.text(width // 2, 220, "2 места  ·  2 seats", 22, anchor="ms")

    press.text(94, 292, "Заполните овал слева от фамилии не более чем двух", 24)
    press.text(94, 324, "кандидатов. Можно выбрать одного или никого.", 24)
    press.text(94, 378, "Fill in the oval to the left of no more than two candidates.", 24, serif)
    press.text(94, 410, "You may choose one, or none.", 24, serif)
    press.text(94, 480, "Голосуйте не более чем за двух / Vote for no more than two", 26, bold)
    press.rule(500, left=80, right=width - 80, thickness=8)

    work = {"ignat": ("пасечник", "beekeeper"), "denis": ("столяр", "joiner"), "lada": ("врач", "physician"),
            "yuri": ("лесничий", "forester"), "zoya": ("учитель", "teacher")}
    names(press, "back", 222)
    for contest, option, box, _ in targets("back"):
        middle = box[1] + box[3] // 2
        press.text(width - 94, middle - 6, work[option][0], 23, anchor="rs")
        press.text(width - 94, middle + 30, work[option][1], 21, serif, anchor="rs")
        if option != "zoya":
            press.rule(middle + back_rows[1] // 2 - 1, left=222)
    bottom = back_rows[0] + 5 * back_rows[1]
    press.rule(bottom + 8, left=80, right=width - 80, thickness=4)
    press.text(94, bottom + 68, "Демонстрационный бюллетень: такого города и таких людей нет.", 20)
    press.text(94, bottom + 96, "A demonstration ballot: there is no such town, and there are no such people.", 20, serif)
    press.rule(1500, left=700, right=width - 94)
    press.text(width - 94, 1534, "Избирательный участок № 7, «Дом садовника»", 18, anchor="rs")
    press.text(width - 94, 1562, "Polling station 7, the Gardener’s House", 18, serif, anchor="rs")


def letter():
    """A page that is no ballot: an invoice with rules, a frame and columns, for a reader to refuse."""
    press = Press()
    press.text(94, 190, "Садовый центр «Лейка»", 40, "DejaVuSerif-Bold")
    press.text(94, 236, "Garden Centre “Watering Can”", 28, "DejaVuSerif")
    press.text(width - 94, 330, "Счёт № 1184  ·  Invoice 1184", 26, anchor="rs")
    press.band(94, 380, width - 94, 440, tone=205)
    press.frame(94, 380, width - 94, 1010, 3)
    press.text(120, 422, "Наименование · Item", 22, "DejaVuSans-Bold")
    press.text(width - 120, 422, "Сумма · Sum", 22, "DejaVuSans-Bold", anchor="rs")
    rows = [("Тюльпан, луковицы, 12 шт.", "480,00"), ("Лопата штыковая", "1 150,00"), ("Грунт, 20 л", "310,00"),
            ("Лейка 7 л, зелёная", "690,00"), ("Секатор", "940,00"), ("Доставка", "250,00")]
    for row, (item, price) in enumerate(rows):
        y = 440 + row * 80
        press.text(120, y + 52, item, 26)
        press.text(width - 120, y + 52, price, 26, "DejaVuSansMono", anchor="rs")
        press.rule(y + 80, left=94, right=width - 94, thickness=1)
    press.band(860, 440, 862, 1010)
    press.text(120, 976, "Итого · Total", 30, "DejaVuSans-Bold")
    press.text(width - 120, 976, "3 820,00", 30, "DejaVuSansMono-Bold", anchor="rs")
    for line, text in enumerate(["Благодарим за покупку! Растения просим высаживать", "не позднее чем через три дня после получения.",
                                 "Thank you. Please plant within three days of delivery."]):
        press.text(94, 1110 + line * 42, text, 24, "DejaVuSerif")
    press.text(94, 1330, "Подпись · Signature", 22)
    press.rule(1334, left=400, right=820)
    return press.image
