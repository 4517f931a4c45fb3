"""What a counting machine must make of the sheets, computed from the marks that were drawn."""
import json

from . import election


def status(sheet):
    """(status, reason) of the whole sheet."""
    if sheet.printed == "nothing":
        return "blank", None
    if sheet.printed == "letter":
        return "rejected", "unrecognisedPage"
    truths = [mark for page in election.pages for mark in sheet.truth(page).values()]
    return ("returned", "marginalMark") if "marginal" in truths else ("accepted", None)


def side(sheet, page):
    """One image, as `scand interpret` would see it."""
    found = {"image": sheet.path(page)}
    if sheet.holds(page) == "ballot":
        found |= {"status": "read", "page": page, "rotation": sheet.rotation(page),
                  "targets": {f"{contest}/{option}": mark for (contest, option), mark in sheet.truth(page).items()}}
    elif sheet.holds(page) == "nothing":
        found |= {"status": "blank", "page": None, "rotation": None, "targets": {}}
    else:
        found |= {"status": "rejected", "reason": "unrecognisedPage", "page": None, "rotation": None, "targets": {}}
    return found


def totals(sheets):
    """The count: every accepted sheet carries both contests."""
    statuses = [status(sheet)[0] for sheet in sheets]
    counts = {"sheets": {"scanned": len(sheets)}
              | {kind: statuses.count(kind) for kind in ("accepted", "returned", "blank", "rejected")}, "contests": {}}
    accepted = [sheet for sheet in sheets if status(sheet)[0] == "accepted"]
    for contest, definition in election.contests.items():
        tally = {"ballots": 0, "votes": {option: 0 for option in election.options(contest)},
                 "overvotes": 0, "undervotes": 0}
        for sheet in accepted:
            truth = sheet.truth(election.page_of_contest[contest])
            chosen = [option for (_, option), mark in truth.items() if mark == "marked"]
            tally["ballots"] += 1
            if len(chosen) > definition["votesAllowed"]:
                tally["overvotes"] += 1
                continue
            tally["undervotes"] += definition["votesAllowed"] - len(chosen)
            for option in chosen:
                tally["votes"][option] += 1
        assert len(set(tally["votes"].values())) == len(tally["votes"]), f"{contest}: two options with equal votes"
        counts["contests"][contest] = tally
    assert counts["sheets"]["scanned"] == sum(statuses.count(kind) for kind in set(statuses))
    return counts


def expected_json(sheets):
    """Laid out by hand: a line a side, so that a person can read it and a change shows as a line."""
    def compact(value):
        return json.dumps(value, ensure_ascii=False)

    blocks = []
    for sheet in sheets:
        kind, reason = status(sheet)
        sides = ",\n".join("    " + compact(side(sheet, page)) for page in sheet.pages_as_fed)
        blocks.append(f'  {{"sheet": "{sheet.name}", "status": "{kind}", "reason": {compact(reason)}, "sides": [\n{sides}]}}')
    counts = totals(sheets)
    contests = ",\n".join(f'    "{id}": {compact(tally)}' for id, tally in counts["contests"].items())
    return ('{\n "sheets": [\n' + ",\n".join(blocks) + '\n ],\n "totals": {\n'
            + f'  "sheets": {compact(counts["sheets"])},\n  "contests": {{\n{contests}\n  }}\n }}\n}}\n')


def manifest(sheets):
    lines = ["# The demo's stack, in the order of feeding: side A, a tab, side B. Paths from this file.",
             "# Side A is the image the scanner delivers first; it is the back where the sheet was fed back first."]
    lines += ["\t".join(sheet.path(page) for page in sheet.pages_as_fed) for sheet in sheets]
    return "\n".join(lines) + "\n"
