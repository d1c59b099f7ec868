"""Whether a picture can be handed in: whole, of a size that can be shown."""

from portal.files import apart
from portal.files.answers import Code, Unfit
from portal.files.pdfs import is_archive, is_script, mixed

MOST_PIXELS = 60_000_000
FORMATS = {"jpg": ["JPEG", "MPO"], "jpeg": ["JPEG", "MPO"], "png": ["PNG"]}

SAVE = "请用看图软件打开后另存为 JPG 或 PNG 再上传。"
BROKEN = Unfit(Code.BROKEN, "已损坏或不完整，图像显示不全。", SAVE)
WORDS = {
    "pixels": Unfit(
        Code.PIXELS,
        f"的图像超过 {MOST_PIXELS // 10_000} 万像素。",
        "请缩小图像尺寸后再上传。",
    ),
    "bomb": Unfit(Code.BOMB, "展开后过大，不能上传。", "请缩小图像尺寸后再上传。"),
    "not": BROKEN,
    "broken": BROKEN,
}


def check(content: bytes, ending: str) -> int:
    """One page; raises Unfit."""
    if b"%PDF-" in content[:1024] or is_archive(content) or is_script(content):
        raise mixed("里面还夹着别的内容")
    task = {"formats": FORMATS[ending], "pixels": MOST_PIXELS}
    try:
        answer = apart.ask("picture", task, content)
    except apart.Stuck:
        raise WORDS["bomb"] from None
    if "wrong" in answer:
        raise WORDS[answer["wrong"]]
    return int(answer["pages"])
