"""Make resources/fonts from the fonts' published packages.

Inter is unpacked from woff2 to TTF. "Inter Tabular" is Inter with digits of one width as its normal digits,
without layout tables: the PDF writer cannot switch font features on. Source Serif 4, Noto Sans and DejaVu
Sans are copied byte for byte ("Source" is a reserved font name: a changed file could not keep it).
Noto Sans Arabic, Hebrew and Devanagari lose their hints and glyph names, which paper does not need. WenQuanYi
Micro Hei is cut down to Chinese, Japanese and Korean, without layout tables, and renamed.

Inputs, unpacked: npm `inter-ui` 4.1.1, npm `source-serif` 4.5.1, Debian `fonts-noto-core`, `fonts-dejavu-core`
and `fonts-wqy-microhei`. Needs the `dev` dependency group.

    python scripts/build_fonts.py --inter inter-ui --source-serif source-serif --noto noto --dejavu dejavu --wqy wqy
"""

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parent.parent / "resources" / "fonts"
INTER_STYLES = ("Regular", "Medium", "SemiBold")
TABULAR_FAMILY = "Inter Tabular"
DIGITS = "0123456789"
SCRIPTS = ("NotoSansArabic", "NotoSansHebrew", "NotoSansDevanagari")
CJK_FAMILY = "BTech Han Kana Hangul"
CJK_FILE = "HanKanaHangul-Regular.ttf"
CJK = (
    (0x20, 0x20),
    (0x1100, 0x11FF),  # Hangul letters
    (0x2E80, 0x9FFF),  # radicals, punctuation, kana, Bopomofo, Hangul letters for themselves, Han
    (0xAC00, 0xD7A3),  # Hangul syllables
    (0xF900, 0xFAFF),  # Han for compatibility
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),  # full and half width
)


def single_substitutions(font: TTFont, feature: str) -> dict[str, str]:
    """Which glyph the one-for-one lookups of `feature` put in place of which."""
    gsub = font["GSUB"].table
    lookups = {
        index
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for index in record.Feature.LookupListIndex
    }
    swaps: dict[str, str] = {}
    for index in sorted(lookups):
        for table in gsub.LookupList.Lookup[index].SubTable:
            swaps |= getattr(getattr(table, "ExtSubTable", table), "mapping", {})
    return swaps


def digit_widths(font: TTFont) -> Iterator[int]:
    for digit in DIGITS:
        yield font["hmtx"][font.getBestCmap()[ord(digit)]][0]


def rename(font: TTFont, family: str, style: str) -> None:
    """Family and style under the names which every system reads; one family, told apart by weight."""
    name = font["name"]
    for name_id in (16, 17, 21, 22):
        name.removeNames(nameID=name_id)
    plain = style == "Regular"
    postscript = f"{family.replace(' ', '')}-{style}"
    values = {
        1: family if plain else f"{family} {style}",
        2: "Regular",
        3: f"{name.getDebugName(5)};{postscript}",
        4: f"{family} {style}",
        6: postscript,
    }
    if not plain:
        values |= {16: family, 17: style}
    for name_id, value in values.items():
        name.setName(value, name_id, 3, 1, 0x409)


def inter(source: Path, style: str) -> TTFont:
    font = TTFont(source / "web" / f"Inter-{style}.woff2", recalcTimestamp=False)
    font.flavor = None
    return font


def tabular(font: TTFont, style: str) -> TTFont:
    swaps = single_substitutions(font, "tnum")
    normal = font.getBestCmap()
    fixed = {ord(digit): swaps[normal[ord(digit)]] for digit in DIGITS}
    for table in font["cmap"].tables:
        table.cmap.update(fixed)
    options = Options(layout_features=[], drop_tables=["GSUB", "GPOS", "GDEF"], name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    rename(font, TABULAR_FAMILY, style)
    if len(set(digit_widths(font))) != 1:
        raise SystemExit(f"{style}: the digits still differ in width")
    return font


def script(source: Path) -> TTFont:
    font = TTFont(source, recalcTimestamp=False)
    options = Options(layout_features=["*"], hinting=False, glyph_names=False, name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    return font


def cjk(source: Path) -> TTFont:
    font = TTFont(source, fontNumber=0, recalcTimestamp=False)
    tables = ["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "gasp"]
    options = Options(drop_tables=tables, hinting=False, glyph_names=False, name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for code in font.getBestCmap() if any(a <= code <= b for a, b in CJK)])
    subsetter.subset(font)
    rename(font, CJK_FAMILY, "Regular")
    return font


def find(folder: Path, name: str) -> Path:
    return next(iter(sorted(folder.rglob(name))), folder / name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--inter", "--source-serif", "--noto", "--dejavu", "--wqy"):
        parser.add_argument(option, type=Path, required=True, metavar="FOLDER")
    args = parser.parse_args()
    licences = OUT / "LICENSES"
    licences.mkdir(parents=True, exist_ok=True)

    for style in INTER_STYLES:
        inter(args.inter, style).save(OUT / f"Inter-{style}.ttf")
        tabular(inter(args.inter, style), style).save(OUT / f"Inter-Tabular-{style}.ttf")
    for folder, name in (
        (args.source_serif, "SourceSerif4-Regular.ttf"),
        (args.source_serif, "SourceSerif4-Semibold.ttf"),
        (args.noto, "NotoSans-Regular.ttf"),
        (args.noto, "NotoSans-Bold.ttf"),
        (args.dejavu, "DejaVuSans.ttf"),
    ):
        shutil.copyfile(find(folder, name), OUT / name)
    for name in (f"{family}-{style}.ttf" for family in SCRIPTS for style in ("Regular", "Bold")):
        script(find(args.noto, name)).save(OUT / name)
    cjk(find(args.wqy, "wqy-microhei.ttc")).save(OUT / CJK_FILE)

    shutil.copyfile(args.inter / "LICENSE.txt", licences / "Inter.txt")
    shutil.copyfile(args.source_serif / "LICENSE.md", licences / "SourceSerif4.txt")
    shutil.copyfile(find(args.noto, "fonts-noto-core/copyright"), licences / "NotoSans.txt")
    shutil.copyfile(find(args.dejavu, "fonts-dejavu-core/copyright"), licences / "DejaVuSans.txt")
    shutil.copyfile(find(args.wqy, "fonts-wqy-microhei/copyright"), licences / "HanKanaHangul.txt")


if __name__ == "__main__":
    main()
