# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Looks at the pixels of an X display many times a second: what a person at the window sees."""

import ctypes
import ctypes.util
import threading
import time

LOOK_S = 0.002          # between two looks
SETTLED_S = 0.6         # a picture that stands so long is the last one
LIMIT_S = 30
ALL_PLANES = ctypes.c_ulong(-1)
Z_PIXMAP = 2


class _XImage(ctypes.Structure):
    _fields_ = [('width', ctypes.c_int), ('height', ctypes.c_int), ('xoffset', ctypes.c_int),
                ('format', ctypes.c_int), ('data', ctypes.POINTER(ctypes.c_char)),
                ('byte_order', ctypes.c_int), ('bitmap_unit', ctypes.c_int),
                ('bitmap_bit_order', ctypes.c_int), ('bitmap_pad', ctypes.c_int),
                ('depth', ctypes.c_int), ('bytes_per_line', ctypes.c_int)]


class Screen:
    """A connection of its own to a display."""

    def __init__(self, display):
        self._x11 = ctypes.CDLL(ctypes.util.find_library('X11'))
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self._x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x11.XGetImage.argtypes = [
            ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint,
            ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
        self._x11.XGetImage.restype = ctypes.POINTER(_XImage)
        self._x11.XDestroyImage.argtypes = [ctypes.c_void_p]
        self._display = self._x11.XOpenDisplay(display.encode())
        if not self._display:
            raise OSError(f'{display} cannot be opened')
        self._root = self._x11.XDefaultRootWindow(self._display)
        self._pause = threading.Event()     # never set: X tells nobody what its windows show

    def look(self, area):
        """The pixels of (x, y, width, height)."""
        image = self._x11.XGetImage(self._display, self._root, *area, ALL_PLANES, Z_PIXMAP)
        try:
            content = image.contents
            return ctypes.string_at(content.data, content.bytes_per_line * content.height)
        finally:
            self._x11.XDestroyImage(image)

    def follow(self, area, start, is_last=None):
        """Seconds from start until the last picture stands, and that picture: the one that
        is_last says, or else the one after which nothing changes."""
        before = self.look(area)
        changed = None
        while time.monotonic() < start + LIMIT_S:
            picture = self.look(area)
            now = time.monotonic()
            if picture != before:
                before, changed = picture, now
                if is_last and is_last(picture):
                    return now - start, picture
            elif changed and not is_last and now > changed + SETTLED_S:
                return changed - start, picture
            self._pause.wait(LOOK_S)
        raise TimeoutError('what is on the screen does not come to rest')
