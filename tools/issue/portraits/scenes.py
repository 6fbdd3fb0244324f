"""What can stand before the camera: the holder, nobody, two people, a print, a phone, a hand over the lens."""

from dataclasses import replace

import cv2
import numpy as np

from tools.issue.portraits.body import PLAIN, room
from tools.issue.portraits.draw import Sitter, develop
from tools.issue.portraits.numbers import Floats, Picture, floats, mix, noise
from tools.issue.portraits.shape import Expression
from tools.issue.portraits.shot import Light, Pose, Shot
from tools.issue.portraits.trace import turning

PRINT_SIZE = (360, 480)  # of the picture on paper or screen
_FOCAL = 3.2  # distance of a held thing in its own half heights: what is nearer is larger


def nobody(shot: Shot) -> Picture:
    """The empty room."""
    return develop(room(shot.background, shot.size), shot)


def covered(shot: Shot) -> Picture:
    """A finger or a cloth on the lens: dark, a little red, without edges."""
    width, height = shot.size
    spots = 1.0 + 0.15 * noise(shot.seed, (height, width), height // 3)
    dark = floats((0.075, 0.040, 0.035)) * spots[..., None]
    return develop(floats(dark), shot)


def two(first: Sitter, second: Sitter, shot: Shot) -> Picture:
    """Two people side by side, the second a little behind."""
    behind = replace(shot, at=(0.74, 0.45), distance=shot.distance * 1.12)
    before = replace(shot, at=(0.30, 0.47), distance=shot.distance * 1.0)
    canvas = second.on(room(shot.background, shot.size), behind)
    return develop(first.on(canvas, before), shot)


def paper(of: Sitter) -> Floats:
    """A print of a person: white edges and paper's even gloss. To be held up with `held`."""
    sheet = np.full((PRINT_SIZE[1] + 48, PRINT_SIZE[0] + 48, 3), 0.94, np.float32)
    sheet[24:-24, 24:-24] = _portrait(of) * 0.92 + 0.05  # ink is never as black as a face is dark
    return floats(sheet * np.linspace(1.03, 0.95, sheet.shape[1])[None, :, None])


def screen(of: Sitter, expression: Expression | None = None, pose: Pose | None = None) -> Floats:
    """A phone that shows a person: black edge, bluish light of its own, fine lines. To be held up with `held`."""
    picture = _portrait(of, expression or Expression(), pose or Pose())
    rows = 1.0 + 0.025 * np.sin(np.arange(picture.shape[0]) * 2.4)[:, None, None]
    body = np.full((PRINT_SIZE[1] + 96, PRINT_SIZE[0] + 28, 3), 0.05, np.float32)
    body[48:-48, 14:-14] = picture * floats((0.98, 1.02, 1.10)) * rows
    return body


def held(flat: Floats, shot: Shot) -> Picture:
    """A flat thing that somebody holds up, turned as `shot.pose` says."""
    return develop(_hold(room(shot.background, shot.size), flat, shot), shot)


def _portrait(of: Sitter, expression: Expression | None = None, pose: Pose | None = None) -> Floats:
    shot = Shot(
        pose=pose or Pose(),
        expression=expression or Expression(),
        light=Light(side=0.0, hard=0.35),
        size=PRINT_SIZE,
        background=PLAIN,
        noise=0.0,
        distance=0.86,
        at=(0.5, 0.47),
    )
    return floats(of.draw(shot) / floats(255.0))


def _hold(canvas: Floats, flat: Floats, shot: Shot) -> Floats:
    """Hold a flat thing before the camera: about as large as a head would be, seen in perspective."""
    height, width = flat.shape[:2]
    corners = np.array(((-width, height), (width, height), (width, -height), (-width, -height)), np.float32) / height
    space = np.column_stack((corners, np.zeros(4, np.float32))) @ turning(shot.pose).T
    nearer = _FOCAL / (_FOCAL - space[:, 2:3])
    unit = 0.43 * shot.size[1] / shot.distance
    middle = floats((shot.at[0] * shot.size[0], shot.at[1] * shot.size[1]))
    onto = floats(middle + space[:, :2] * nearer * floats((unit, -unit)))
    source = floats(((0, 0), (width, 0), (width, height), (0, height)))
    matrix = cv2.getPerspectiveTransform(source, onto)
    slant = float(turning(shot.pose)[2, 2])
    smaller = cv2.GaussianBlur(flat, (0, 0), max(0.1, 0.35 * height / (2 * unit)))
    placed = np.asarray(cv2.warpPerspective(smaller, matrix, shot.size, flags=cv2.INTER_LINEAR), np.float32)
    whole = np.ones((height, width), np.float32)
    alpha = np.asarray(cv2.warpPerspective(whole, matrix, shot.size, flags=cv2.INTER_LINEAR), np.float32)
    return _fingers(mix(canvas, placed * floats(0.75 + 0.25 * slant), alpha), onto, unit)


def _fingers(canvas: Floats, corners: Floats, unit: float) -> Floats:
    """A thumb on each side of what is held."""
    mask = np.zeros(canvas.shape[:2], np.float32)
    for upper, lower, side in ((corners[0], corners[3], 1), (corners[1], corners[2], -1)):
        root = upper + (lower - upper) * 0.80
        tip = root + floats((side * 0.16 * unit, -0.10 * unit))
        outside = root - floats((side * 0.12 * unit, -0.10 * unit))
        ends = [tuple(int(value) for value in point) for point in (outside, tip)]
        cv2.line(mask, ends[0], ends[1], 1.0, max(3, int(0.13 * unit)), cv2.LINE_AA)
    soft = np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.2), np.float32)
    return mix(canvas, (0.86, 0.68, 0.58), floats(np.clip(soft, 0, 1)))
