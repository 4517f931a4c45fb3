"""The sheets of the demo, one a situation: what the voter did, what happened to the paper, how it was fed."""
import dataclasses
import os
import random as randomness
import sys

from PIL import ImageChops, Image

from . import damage, election, form, pen, scanner
from .pen import cross, fill, fill_outside, hesitation, line, scribble, tick, wide_cross

blue, black, faint = (2.8, 92), (3.1, 48), (2.4, 128)  # thickness in pixels at 200 dpi, tone


@dataclasses.dataclass(frozen=True)
class Sheet:
    name: str
    mayor: dict = dataclasses.field(default_factory=dict)  # option -> kind of mark
    council: dict = dataclasses.field(default_factory=dict)
    pen: tuple = blue
    scan: dict = dataclasses.field(default_factory=dict)  # settings that differ from the usual feed
    back_first: bool = False  # side A is the back
    printed: str = "ballot"  # or "letter", "nothing"
    situation: str = ""  # a damage, by name

    def marks(self, page):
        return {"front": self.mayor, "back": self.council}[page]

    def truth(self, page):
        """What a person sees in each target of the page."""
        return {(contest, option): pen.kinds[self.marks(page)[option]][0] if option in self.marks(page) else "unmarked"
                for contest, option, _, _ in form.targets(page)}

    @property
    def pages_as_fed(self):
        return ["back", "front"] if self.back_first else ["front", "back"]

    def path(self, page):
        return f"sheets/{self.name}-{page}.png"

    def rotation(self, page):
        turned = self.scan.get("rotation", 0)
        return turned if page == "front" else -turned % 360

    def holds(self, page):
        """"ballot", "letter" or "nothing": the letter's back is empty."""
        return "nothing" if self.printed == "letter" and page == "back" else self.printed


def votes(kind, *options):
    return {option: kind for option in options}


# Each option gets another number of votes, so that no two can be swapped without the totals showing it.
all_sheets = [
    Sheet("01-filled", votes(fill, "ada"), votes(fill, "ignat", "lada")),
    Sheet("02-filled-outside", votes(fill_outside, "vera"), votes(fill_outside, "ignat", "denis"), pen=black),
    Sheet("03-tick", votes(tick, "ada"), votes(tick, "denis", "zoya")),
    Sheet("04-line", votes(line, "bogdan"), votes(line, "ignat", "yuri"), pen=black),
    Sheet("05-scribble", votes(scribble, "ada"), votes(scribble, "ignat", "lada")),
    Sheet("06-pale-pen", votes(fill, "vera"), {"denis": cross, "lada": fill}, pen=faint),
    Sheet("07-cross", votes(cross, "ada"), votes(cross, "ignat", "zoya")),
    Sheet("08-cross-outside", votes(wide_cross, "bogdan"), votes(wide_cross, "lada", "yuri"), pen=black),
    Sheet("09-against-all", votes(cross, "against-all"), votes(fill, "ignat", "denis")),
    Sheet("10-undervote-council", votes(tick, "vera"), votes(fill, "ignat"), pen=black),
    Sheet("11-no-marks"),
    Sheet("12-overvote-mayor", votes(cross, "ada", "bogdan"), votes(fill, "denis", "lada")),
    Sheet("13-overvote-council", votes(fill, "ada"), votes(fill, "ignat", "denis", "zoya"), pen=black),
    Sheet("14-overvote-against-all", votes(tick, "vera", "against-all"), votes(tick, "ignat", "yuri")),
    Sheet("15-lighter", votes(cross, "ada"), votes(fill, "ignat", "denis"), scan=dict(paper=254, ink=106)),
    Sheet("16-darker", votes(cross, "vera"), votes(scribble, "ignat", "lada"), scan=dict(paper=204, ink=12, blur=0.7)),
    Sheet("17-black-border", votes(fill, "ada"), votes(cross, "denis", "zoya"), pen=black,
          scan=dict(black_border=("left", "top"))),
    Sheet("18-dog-ear", votes(scribble, "bogdan"), votes(fill, "ignat", "lada"), situation="dog-ear"),
    Sheet("19-stray-line", votes(cross, "ada"), votes(fill, "denis", "yuri"), situation="stray-line"),
    Sheet("20-upside-down", votes(tick, "vera"), votes(fill, "ignat", "denis"), scan=dict(rotation=180)),
    Sheet("21-skewed-2-degrees", votes(fill, "ada"), votes(tick, "lada", "zoya"), scan=dict(degrees=2.0)),
    Sheet("22-back-first", votes(fill, "against-all"), votes(cross, "ignat", "yuri"), pen=black, back_first=True),
    Sheet("23-skewed-2-degrees-left", votes(cross, "vera"), votes(scribble, "denis", "lada"), scan=dict(degrees=-2.0)),
    Sheet("24-specks", votes(fill, "ada"), votes(fill, "ignat", "denis"), situation="dust"),
    Sheet("25-black-and-white", votes(cross, "bogdan"), votes(fill, "ignat", "lada"), pen=black,
          scan=dict(bilevel=True, blur=0.7, specks=20)),
    Sheet("26-150-dpi", votes(tick, "vera"), votes(cross, "denis", "zoya"), pen=black, scan=dict(dpi=150)),
    Sheet("27-300-dpi", votes(scribble, "ada"), votes(fill, "ignat", "lada"), scan=dict(dpi=300)),
    Sheet("28-sideways", votes(tick, "against-all"), votes(fill, "denis", "zoya"), scan=dict(rotation=90)),
    Sheet("29-show-through", votes(fill, "bogdan"), votes(fill, "ignat", "denis"), pen=(3.6, 30),
          situation="show-through"),
    Sheet("30-upside-down-back-first", votes(cross, "vera"), votes(fill, "lada", "zoya"), back_first=True,
          scan=dict(rotation=180)),
    Sheet("31-hesitation", {"vera": hesitation, "bogdan": cross}, votes(fill, "ignat", "denis")),
    Sheet("32-blank-paper", printed="nothing"),
    Sheet("33-letter", printed="letter"),
]


def draw(folder, sheet):
    """Writes both sides of one sheet."""
    random = randomness.Random(f"scand demo 2026: {sheet.name}")
    papers = {page: written(random, sheet, page) for page in election.pages}
    holes = {page: () for page in election.pages}
    if sheet.situation == "dog-ear":
        papers["front"], holes["front"] = damage.crease(papers["front"]), damage.folded_away()
        papers["back"], holes["back"] = damage.folded_onto(papers["back"])
    elif sheet.situation == "show-through":
        front, back = papers["front"], papers["back"]
        papers = {"front": damage.shown_through(front, back), "back": damage.shown_through(back, front)}
    elif sheet.situation == "dust":
        papers = {page: damage.dust(random, papers[page], page) for page in election.pages}

    front = scanner.usual(random, **sheet.scan)
    settings = {"front": front, "back": scanner.seen_from_behind(random, front)}
    for page in election.pages:
        image = scanner.scan(random, papers[page], settings[page], hole=holes[page])
        scanner.write_png(image, os.path.join(folder, sheet.path(page)), dpi=front.dpi)


def written(random, sheet, page):
    """The page as printed, with the voter's ink on it."""
    if sheet.holds(page) == "nothing":
        return Image.new("L", form.paper(page).size, 255)
    if sheet.holds(page) == "letter":
        return form.letter()
    thickness, tone = sheet.pen
    hand = pen.Pen(random, thickness, tone)
    for _, option, box, shape in form.targets(page):
        kind = sheet.marks(page).get(option)
        if kind is None:
            continue
        kind(hand, box, shape)
        _, least, most = pen.kinds[kind]
        share = pen.share_of_ink(hand.layer, box, shape)
        if not least <= share <= most:
            sys.exit(f"{sheet.name}, {option}: a {kind.__name__} takes {share:.3f} of its target, not {least}...{most}")
    if sheet.situation == "stray-line":
        damage.slipped_pen(hand, page)
    return ImageChops.multiply(form.paper(page), hand.layer)
