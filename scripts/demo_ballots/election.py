"""What is voted on. Town, station and people are invented; the surnames are plants."""
import json

pages = ["front", "back"]

definition = {
    "version": 1,
    "id": "demo-2026",
    "title": {"en": "Election of the mayor and the council of Nebyvalov",
              "ru": "Выборы мэра и совета города Небывалова"},
    "layout": "layout.json",
    "contests": [
        {"id": "mayor", "title": {"en": "Mayor", "ru": "Мэр"}, "votesAllowed": 1, "options": [
            {"id": "ada", "name": {"en": "Ada Aster", "ru": "Ада Астра"}},
            {"id": "vera", "name": {"en": "Vera Daisy", "ru": "Вера Ромашка"}},
            {"id": "bogdan", "name": {"en": "Bogdan Ash", "ru": "Богдан Ясень"}},
            {"id": "against-all", "name": {"en": "Against all", "ru": "Против всех"}, "kind": "againstAll"}]},
        {"id": "council", "title": {"en": "Town council", "ru": "Городской совет"}, "votesAllowed": 2, "options": [
            {"id": "ignat", "name": {"en": "Ignat Cornflower", "ru": "Игнат Василёк"}},
            {"id": "denis", "name": {"en": "Denis Maple", "ru": "Денис Клён"}},
            {"id": "lada", "name": {"en": "Lada Alder", "ru": "Лада Ольха"}},
            {"id": "yuri", "name": {"en": "Yuri Fir", "ru": "Юрий Пихта"}},
            {"id": "zoya", "name": {"en": "Zoya Rowan", "ru": "Зоя Рябина"}}]},
    ],
    "sheets": [{"id": "ballot", "front": "front", "back": "back"}],
}

contests = {contest["id"]: contest for contest in definition["contests"]}
contest_of_page = {"front": "mayor", "back": "council"}
page_of_contest = {contest: page for page, contest in contest_of_page.items()}


def options(contest):
    """The ids of a contest's options, in the order of the ballot."""
    return [option["id"] for option in contests[contest]["options"]]


def election_json():
    text = json.dumps(definition, ensure_ascii=False, indent=2)
    return text + "\n"
