"""A scanner of the network that does not exist: eSCL (Mopria's "eSCL Technical Specification") over HTTP, for sane-airscan.

usage: escl_simulator.py [SHEET...]

A sheet is "GRAY,GRAY" (its sides are that gray, 160 x 200), "hang" (its first side never comes), "half" (its first side
breaks off in the middle) or "jam". Prints its port, then serves until its input ends.
"""
import http.server
import struct
import sys
import threading
import zlib

WIDTH, HEIGHT = 160, 200
SM, PWG = "http://schemas.hp.com/imaging/escl/2011/05/03", "http://www.pwg.org/schemas/2010/12/sm"
INPUT = f"""<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>{WIDTH}</scan:MaxWidth>
<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>{HEIGHT}</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions>
<scan:SettingProfiles><scan:SettingProfile>
<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats><pwg:DocumentFormat>image/png</pwg:DocumentFormat>
<scan:DocumentFormatExt>image/png</scan:DocumentFormatExt></scan:DocumentFormats>
<scan:SupportedResolutions><scan:DiscreteResolutions><scan:DiscreteResolution><scan:XResolution>300</scan:XResolution>
<scan:YResolution>300</scan:YResolution></scan:DiscreteResolution></scan:DiscreteResolutions></scan:SupportedResolutions>
</scan:SettingProfile></scan:SettingProfiles>"""
CAPABILITIES = f"""<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities xmlns:pwg="{PWG}" xmlns:scan="{SM}"><pwg:Version>2.6</pwg:Version>
<pwg:MakeAndModel>Ballots 1</pwg:MakeAndModel><scan:Adf><scan:AdfSimplexInputCaps>{INPUT}</scan:AdfSimplexInputCaps>
<scan:AdfDuplexInputCaps>{INPUT}</scan:AdfDuplexInputCaps><scan:FeederCapacity>50</scan:FeederCapacity>
<scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption><scan:AdfOption>Duplex</scan:AdfOption></scan:AdfOptions>
</scan:Adf></scan:ScannerCapabilities>"""


def png(gray):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes([gray]) * WIDTH) * HEIGHT
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Tray:
    """The sides that wait, whether a sheet is stuck, and whether the job is over: after trouble only the next one gets sheets."""

    def __init__(self, sheets):
        self.sides = [side for sheet in sheets for side in sheet.split(",")]
        self.is_jammed = self.is_over = False


tray = Tray(sys.argv[1:])


class Scanner(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, code, body=b"", kind="text/xml", **headers):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path.endswith("ScannerCapabilities"):
            self.answer(200, CAPABILITIES.encode())
        elif self.path.endswith("ScannerStatus"):
            adf = "ScannerAdfJam" if tray.is_jammed else "ScannerAdfLoaded" if tray.sides else "ScannerAdfEmpty"
            self.answer(200, f"""<?xml version="1.0"?><scan:ScannerStatus xmlns:pwg="{PWG}" xmlns:scan="{SM}">
<pwg:Version>2.6</pwg:Version><pwg:State>{"Stopped" if tray.is_jammed else "Idle"}</pwg:State>
<scan:AdfState>{adf}</scan:AdfState></scan:ScannerStatus>""".encode())
        elif self.path.endswith("NextDocument") and tray.sides and not tray.is_over:
            self.side(tray.sides.pop(0))
        else:
            self.answer(404)

    def side(self, side):
        tray.is_over = side in ("hang", "half", "jam")
        if side == "hang":
            threading.Event().wait()
        elif side == "jam":
            tray.is_jammed = True
            self.answer(503)
        elif side == "half":
            page = png(1)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page[: len(page) // 2])
            self.close_connection = True
        else:
            self.answer(200, png(int(side)), "image/png")

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        tray.is_jammed = tray.is_over = False
        if tray.sides:
            self.answer(201, Location=f"http://127.0.0.1:{self.server.server_port}/eSCL/ScanJobs/1")
        else:
            self.answer(409)

    def do_DELETE(self):
        self.answer(200)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Scanner)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
