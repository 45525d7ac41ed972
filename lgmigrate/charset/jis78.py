"""What JIS C 6226-1978 has otherwise than JIS X 0208-1990: cells, characters, printed shapes.

Sources: cells and exchanges as JIS X 0208-1983 states them against its forerunner; the exchanged
pairs were held against tables of KEIS78 and KEIS83. The printed shapes are one hand-made reading,
the standard zone of jef4j's table of JEF (JSON tables, CC0), which follows Fujitsu's printed index
of 1987. Of its variation sequences (collection Hanyo-Denshi) those are taken whose shape is not
today's: not the first one of Adobe-Japan1, and not the plain one beside a compatibility ideograph
in the extension zone; and those for which it also names a compatibility ideograph.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ADDED_1983",
    "ADDED_1990",
    "MOVED",
    "SIGNS_1983",
    "SWAPPED",
    "alternatives",
    "faces",
]


SIGNS_1983 = frozenset(
    0xA2A0 + cell
    for first, last in ((26, 33), (42, 48), (60, 74), (82, 89), (94, 94))
    for cell in range(first, last + 1)
)
"""Signs of row 2 that are not in 1978: cells 26-33, 42-48, 60-74, 82-89 and 94."""

ADDED_1983 = SIGNS_1983 | {*range(0xA8A1, 0xA8C1), *range(0xF4A1, 0xF4A5)}
"""Codes that are empty in 1978: the signs, box drawing (row 8), and row 84 for ``MOVED``."""

ADDED_1990 = frozenset((0xF4A5, 0xF4A6))
"""凜 and 熙."""

SWAPPED = (
    "鰺鯵 鶯鴬 蠣蛎 攪撹 竈竃 灌潅 諫諌 頸頚 礦砿 蘂蕊 靱靭 "
    "賤賎 壺壷 礪砺 檮梼 濤涛 邇迩 蠅蝿 檜桧 儘侭 藪薮 籠篭"
)
"""Pairs whose two characters changed places in 1983; the first had the lower code in 1978."""

MOVED = {"尭": "堯", "槙": "槇", "遥": "遙", "瑶": "瑤"}
"""The character of a cell since 1983 -> that of 1978, which then got a cell in row 84."""

_SHAPES = (
    "唖啞 嘘噓 焔焰 鴎鷗 褐\ufa60 噛嚙 澗㵎 侠俠 躯軀 繋繫 荊荆 隙𨻶 鹸鹼 昂昻 "
    "麹麴 柵栅 屡屢 繍繡 蒋蔣 醤醬 蝉蟬 掻搔 痩瘦 騨驒 箪簞 掴摑 填塡 顛顚 "
    "祷禱 涜瀆 嚢囊 剥剝 溌潑 醗醱 頬頰 麺麵 莱萊 蝋蠟 寃𡨚 屏屛 攅攢 枴柺 "
    "梍梎 燗𤏐"
)
"""Today's character of a cell and the other character that 1978 printed there."""

_SEQUENCES = {
    0xE0102: "廻角釜舘頑灸暁恵鍵梗叉再勺周将城瘦潮挺冬糖寧繁斧鞭諭廉連傅雙屮爨眞縉",
    0xE0103: (
        "芦飴茨鰯淫迂欝沿襖迦牙芽拐晦割葛鞄翰翫徽祇汲僅矩喰屑靴祁倦嫌拳捲諺御巷溝鵠采榊薩"
        "鯖錆餐姿諮資次杓灼爵酋曙薯哨廠梢鞘蝕逗摺逝撰栓煎穿箭詮噌遡揃遜腿黛濯蛸辿棚鱈樽瀦"
        "凋捗槌鎚辻鄭擢溺兎堵屠賭塘鴇瀞那謎灘楢禰牌這秤箸八叛挽樋柊稗逼媛謬廟瀕瞥娩庖泡蓬"
        "鱒迄儲餅鑓愈耀遼榔冤唹嘲堋孳捩搆枦梛湮珎甄皓硼箙粐綮綟翔舮衂褊覯諞迪遘釼鯲麪"
    ),
    0xE0104: "逢溢噂害笈卿慧冴遮楯藷靱翠註遁扉蔽繭籾癒猷唳媾悗稱翡苒靠",
    0xE0105: "餌恢概饗甑珊煽啄琢塚荵蟒",
    0xE0106: "祢",
    0xE010A: "厩菟",
}
"""Variation selector -> characters that 1978 printed in the shape of this sequence."""

_COMPATIBILITY = "舘\ufa6d 恵\ufa6b 琢\ufa4a 塚\ufa10 繁\ufa59 屮\ufa3c 縉\ufa58"
"""Characters of ``_SEQUENCES``, and the compatibility ideograph of the same shape."""


def faces(cells: Mapping[int, str]) -> dict[int, str]:
    """Cells of 1978 with the printed shapes: another character, or a variation sequence."""
    shapes = {pair[0]: pair[1] for pair in _SHAPES.split(" ")}
    sequences = {
        char: char + chr(selector) for selector, chars in _SEQUENCES.items() for char in chars
    }
    shaped = {code: shapes.get(char, char) for code, char in cells.items()}
    return {code: sequences.get(char, char) for code, char in shaped.items()}


def alternatives(cells: Mapping[int, str]) -> dict[str, int]:
    """What is written as the code of a variation sequence in ``cells``: its first character alone,
    and the compatibility ideograph of its shape; and 褐 as that of its compatibility ideograph.
    """
    same = {pair[0]: pair[1] for pair in _COMPATIBILITY.split(" ")}
    found = {}
    for code, text in cells.items():
        if len(text) == 2:
            found[text[0]] = code
            if text[0] in same:
                found[same[text[0]]] = code
        elif text == "\ufa60":
            found["褐"] = code
    return found
