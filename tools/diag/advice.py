"""What a technician does next, for each thing that can be found."""

from firmware.face.reasons import PrintReason
from firmware.face.reasons import Reason as FaceReason
from firmware.face.watch import CameraFault
from firmware.link.ipc import Reason
from firmware.reader.face.work import EMULATED
from tools.diag.words import NOTHING, Level, Words

LOOK_AGAIN = Words("10秒待って、もう一度", "wait 10 s and look again")
READER_FIRST = Words("先に reader を直す", "mend the reader first")
MEND_CONFIGURATION = Words(
    "設定を直す。場所は --config で指定できる", "mend the configuration, or say where it is with --config"
)
RED_FIRST = Words("ほかの赤い行を先に直す", "mend the other red lines first")
END_MAINTENANCE = Words("保守を終える", "end the maintenance")
FREE_SPACE = Words("df -h で空きを確認", "look at the free space: df -h")
TIME_SERVER = Words("timedatectl で時刻サーバーを確認", "check the time server: timedatectl")
CHECK_LINE = Words("回線の速さを確認", "check how fast the line is")

RESTART_READER = Words(
    "systemctl status uketsuke-reader を見て、systemctl restart uketsuke-reader",
    "look at: systemctl status uketsuke-reader, then: systemctl restart uketsuke-reader",
)
RESTART_LINK = Words(
    "systemctl status uketsuke-link を見て、systemctl restart uketsuke-link",
    "look at: systemctl status uketsuke-link, then: systemctl restart uketsuke-link",
)

LINK: dict[str, tuple[Level, Words]] = {
    Reason.CONNECTED: (Level.GREEN, NOTHING),
    Reason.STARTING: (Level.AMBER, LOOK_AGAIN),
    Reason.STOPPING: (Level.AMBER, LOOK_AGAIN),
    Reason.LINK_AWAY: (Level.RED, RESTART_LINK),
    Reason.CONNECTION_LOST: (
        Level.AMBER,
        Words("自動でつなぎ直します。続くなら回線を確認", "it connects again by itself; if it stays, check the line"),
    ),
    Reason.BROKER_UNREACHABLE: (
        Level.RED,
        Words(
            "回線とブローカーの名前とポートを確認（link.toml の broker_host、broker_port）",
            "check the line and the broker's name and port (broker_host, broker_port in link.toml)",
        ),
    ),
    Reason.BROKER_UNTRUSTED: (
        Level.RED,
        Words(
            "ブローカーの証明書か時計が違う。時刻を確認してから ca を確認",
            "the broker's certificate or this clock is wrong; check the time, then the ca in link.toml",
        ),
    ),
    Reason.BROKER_REFUSED: (
        Level.RED,
        Words(
            "この機器の証明書が登録されているか、センターに確認",
            "ask the centre whether this device's certificate is registered",
        ),
    ),
    Reason.BROKER_SILENT: (
        Level.RED,
        Words("回線が途中で止まっている。ルーターを確認", "the line swallows packets; check router and firewall"),
    ),
    Reason.TAKEN_OVER: (
        Level.RED,
        Words(
            "同じ機器番号がもう一台ある。どちらかの device を変える",
            "another reader uses the same device id; change one of the two",
        ),
    ),
}

PORTS: dict[str, Words] = {
    "nfc": Words(
        "カードリーダーのUSBを挿し直し、uketsuke-diag card", "plug the card reader in again, then: uketsuke-diag card"
    ),
    "display": Words("画面のケーブルと電源を確認", "check cable and power of the screen"),
    "keypad": Words("テンキーのケーブルを確認", "check the cable of the keypad"),
    "camera": Words(
        "カメラのケーブル、レンズ、明るさを確認", "check the camera's cable and lens, and the light in the room"
    ),
    "card_camera": Words(
        "カード用カメラのケーブルとレンズを確認", "check cable and lens of the camera that sees the card"
    ),
    "sound": Words("スピーカーとランプのケーブルを確認", "check the cables of loudspeaker and lamp"),
}

_CABLE = Words("カメラのケーブルを挿し直す", "plug the camera's cable in again, at both ends")
_POWER = Words(
    "別のUSBの口に挿し、電源とハブを確認", "plug the camera into another USB port; check the power supply, use no hub"
)

CAMERAS: dict[str, Words] = {
    "missing": _CABLE,
    "busy": Words(
        "ほかのプログラムがカメラを使っている。それを終えるか、systemctl restart uketsuke-reader",
        "another program uses the camera: end it, or: systemctl restart uketsuke-reader",
    ),
    CameraFault.STALLED: _CABLE,
    CameraFault.BLACK: Words(
        "レンズのふたやおおいを外し、明るさを確認", "take cap or cover off the lens; check that there is light"
    ),
    CameraFault.FROZEN: _POWER,
    CameraFault.SLOW: _POWER,
}
"""For what the face child finds wrong with a camera (`firmware.face.child.looking.Fault`)."""

CHECK_MODELS = Words("uketsuke-models verify を実行", "run: uketsuke-models verify")

INSTALL_FACE = Words("追加の face を入れる（opencv、numpy）", "install the extra `face` (opencv, numpy)")

FACE: dict[str, Words] = {
    FaceReason.NOT_INSTALLED: Words("uketsuke-models install を実行", "run: uketsuke-models install"),
    FaceReason.NO_LIVENESS: Words(
        "YuNet のファイルを置き、uketsuke-models install --from でそれを指定",
        "place the YuNet file and name it: uketsuke-models install --from PATH",
    ),
    FaceReason.NO_LIBRARY: INSTALL_FACE,
    FaceReason.NOT_CALIBRATED: Words(
        "この施設で uketsuke-face evaluate --sign を行い、reader.toml の calibration に置く",
        "calibrate on this site (uketsuke-face evaluate --sign) and name the file: calibration in reader.toml",
    ),
    "no-card-camera": Words(
        "reader.toml に hardware.card_camera を書く", "name the card's camera: hardware.card_camera in reader.toml"
    ),
    PrintReason.NO_TEXT_RECOGNITION.told: Words(
        "apt-get install tesseract-ocr tesseract-ocr-jpn を実行し、読取機を再起動",
        "run: apt-get install tesseract-ocr tesseract-ocr-jpn, then: systemctl restart uketsuke-reader",
    ),
    PrintReason.NO_LAYOUT.told: Words(
        "カード面の配置ファイル（.toml）がない。reader.toml の face.card_faces を直す",
        "no layout of a card face (.toml) is there; mend the path: face.card_faces in reader.toml",
    ),
    PrintReason.LAYOUT_INVALID.told: Words(
        "reader.toml の face.card_faces にある配置ファイル（.toml）が読めない。製品のものを入れ直す",
        "a layout (.toml) in face.card_faces of reader.toml cannot be read; put the product's own there again",
    ),
    PrintReason.NO_LIBRARY.told: INSTALL_FACE,
    "child-failing": RESTART_READER,
    EMULATED: Words(
        "本番では顔認証は使えません（特定機関認証は模擬です）",
        "nothing to mend: in production a card is opened with its PIN only, the rest is emulated",
    ),
}
