"""`help`, in Japanese and English."""

from dataclasses import dataclass

from tools.diag.words import Words


@dataclass(frozen=True, slots=True)
class Topic:
    """One command: how it is typed, what it does in a line, and what else is good to know."""

    usage: str
    short: Words
    more: Words


TOPICS: dict[str, Topic] = {
    "status": Topic(
        "status",
        Words("各部の状態。悪い行には次にすることが出る", "how each part is; a bad line says what to do next"),
        Words(
            "reader や link が止まっていても使えます。終了コード：0＝故障なし、1＝故障あり。",
            "Works while reader or link are down. Exit status: 0 nothing is bad, 1 something is.",
        ),
    ),
    "card": Topic(
        "card [watch [--seconds N]]",
        Words(
            "カードリーダー、ドライバー、ATR。watch は抜き差しを表示",
            "card readers, driver, ATR; watch shows what is laid down and taken",
        ),
        Words(
            "カードには何も送りません。個人の情報は読みません。受付の最中も安全です。watch は Ctrl-C で終わります。",
            "Sends nothing to a card and reads no personal file, so it is safe during a visit. Ctrl-C ends watch.",
        ),
    ),
    "replay": Topic(
        "replay FILE|NUMBER",
        Words("記録された受付をもう一度たどる", "steps through a recorded visit again"),
        Words(
            "記録は状態ディレクトリの recordings にあります。番号だけでも指定できます。記録に個人情報はありません。",
            "Recordings lie in the state directory under recordings; the number is enough. They hold nothing personal.",
        ),
    ),
    "bundle": Topic(
        "bundle OUT.zip [--yes]",
        Words("サポートに送る一式を作る（個人情報なし）", "packs what a support desk needs, without personal data"),
        Words(
            "書く前に中身を一覧にして確かめます。--yes で確認を省きます。--json だけなら一覧のみで書きません。",
            "Lists what is inside, asks, then writes; --yes does not ask. --json alone lists and writes nothing.",
        ),
    ),
    "help": Topic(
        "help [COMMAND]",
        Words("この説明", "this page"),
        Words("どのコマンドにも --json があります。", "Every command takes --json."),
    ),
}


def overview() -> list[tuple[str, str]]:
    """All commands with their line in both languages."""
    return [(topic.usage, f"{topic.short.ja}\n{topic.short.en}") for topic in TOPICS.values()]


def page(name: str) -> str:
    """All about one command in both languages. Raises KeyError."""
    topic = TOPICS[name]
    texts = (topic.usage, "", topic.short.ja, topic.more.ja, "", topic.short.en, topic.more.en)
    return "\n".join(texts)
