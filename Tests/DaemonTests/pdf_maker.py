#!/usr/bin/python3
"""Writes PDFs as scanners, and as those who mean harm, write them: with img2pdf and pikepdf (qpdf), none of it code of ours.

usage: pdf_maker.py KIND OUT IMAGE...
"""
import base64
import io
import sys
import zlib

import img2pdf
import pikepdf
from PIL import Image
from pikepdf import Array, Dictionary, Name, Operator, Pdf, Stream

DPI = 200


def gray(path):
    return Image.open(path).convert("L")


def bilevel(path):
    return gray(path).point(lambda level: 255 if level > 127 else 0).convert("1")


def encoded(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, dpi=(DPI, DPI), **options)
    return out.getvalue()


def flate(pdf, image, **more):
    """An image without a predictor, as many office scanners write it."""
    bits = 1 if image.mode == "1" else 8
    space = Name.DeviceRGB if image.mode == "RGB" else Name.DeviceGray
    stream = Stream(pdf, zlib.compress(image.tobytes()))
    for key, value in dict(
        Type=Name.XObject, Subtype=Name.Image, Width=image.width, Height=image.height, BitsPerComponent=bits,
        ColorSpace=space, Filter=Name.FlateDecode, **more).items():
        stream[f"/{key}"] = value
    return stream


def page(pdf, image, content=None, width=None, height=None, **more):
    """A page of the picture's size at 200 dpi, or of another."""
    width = width or image.Width * 72 / DPI
    height = height or image.Height * 72 / DPI
    content = content or b"q %f 0 0 %f 0 0 cm /Im0 Do Q" % (width, height)
    resources = Dictionary(XObject=Dictionary(Im0=image), Font=Dictionary(F1=Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
    made = Dictionary(
        Type=Name.Page, MediaBox=[0, 0, width, height], Resources=resources, Contents=pdf.make_stream(content), **more)
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(made)))
    return made


def of_flate(pdf, paths, content=None, **more):
    for path in paths:
        page(pdf, flate(pdf, gray(path)), content, **more)


def main(kind, out, paths):
    pdf = Pdf.new()
    # As they are made here, not unpacked and packed again.
    save = dict(compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    if kind in ("png", "jpeg", "g4", "palette", "colour"):
        pictures = {
            "png": lambda path: open(path, "rb").read(),
            "jpeg": lambda path: encoded(gray(path), "JPEG", quality=90),
            "g4": lambda path: encoded(bilevel(path), "TIFF", compression="group4"),
            "palette": lambda path: encoded(gray(path).quantize(16), "PNG"),
            "colour": lambda path: encoded(gray(path).convert("RGB"), "PNG"),
        }
        open(out, "wb").write(img2pdf.convert([pictures[kind](path) for path in paths]))
        return
    if kind == "flate":
        of_flate(pdf, paths)
    elif kind == "bits":  # 1 bit a pixel, 0 is white
        for path in paths:
            image = bilevel(path)
            turned = Image.frombytes("1", image.size, bytes(255 - byte for byte in image.tobytes()))
            page(pdf, flate(pdf, turned, Decode=[1, 0]))
    elif kind == "stencil":
        for path in paths:
            image = flate(pdf, bilevel(path), ImageMask=True)
            del image["/ColorSpace"]
            page(pdf, image)
    elif kind == "stencil-white":
        for path in paths:
            image = flate(pdf, bilevel(path), ImageMask=True)
            del image["/ColorSpace"]
            page(pdf, image, b"q 1 g 500 0 0 700 0 0 cm /Im0 Do Q", 500, 700)
    elif kind == "letters":  # packed twice, the outer one as letters
        for path in paths:
            image = flate(pdf, gray(path))
            data = base64.a85encode(zlib.compress(gray(path).tobytes())) + b"~>"
            image.write(data, filter=Array([Name.ASCII85Decode, Name.FlateDecode]))
            page(pdf, image)
    elif kind == "turned":  # stored in four ways, and shown upright by the page or by its drawing
        for index, path in enumerate(paths):
            turns = index % 4
            image = flate(pdf, gray(path).rotate(90 * turns, expand=True))
            page(pdf, image, Rotate=90 * turns)
        for index, path in enumerate(paths):
            turns = index % 4
            image = flate(pdf, gray(path).rotate(90 * turns, expand=True))
            w, h = gray(path).width * 72 / DPI, gray(path).height * 72 / DPI
            cm = [(w, 0, 0, h, 0, 0), (0, -h, w, 0, 0, h), (-w, 0, 0, -h, w, h), (0, h, -w, 0, w, 0)][turns]
            page(pdf, image, b"q %f %f %f %f %f %f cm /Im0 Do Q" % cm, w, h)
    elif kind == "mirrored":
        for path in paths:
            image = flate(pdf, gray(path).transpose(Image.FLIP_LEFT_RIGHT))
            page(pdf, image, b"q -500 0 0 700 500 0 cm /Im0 Do Q", 500, 700)
    elif kind == "form":
        for path in paths:
            image = flate(pdf, gray(path))
            form = pdf.make_stream(b"q 1 0 0 1 0 0 cm /Im0 Do Q")
            for key, value in dict(
                Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]), Matrix=Array([500, 0, 0, 700, 0, 0]),
                Resources=Dictionary(XObject=Dictionary(Im0=image))).items():
                form[f"/{key}"] = value
            page(pdf, form, b"0 0 500 700 re W n q /Im0 Do Q", 500, 700)
    elif kind == "recognised":  # words that were recognised lie invisibly over the picture
        of_flate(pdf, paths, b"q 500 0 0 700 0 0 cm /Im0 Do Q BT 3 Tr /F1 12 Tf 50 50 Td (Ada Aster) Tj ET", width=500, height=700)
    elif kind == "underlaid":  # a white page is painted first
        of_flate(pdf, paths, b"1 g 0 0 500 700 re f q 500 0 0 700 0 0 cm /Im0 Do Q", width=500, height=700)
    elif kind == "overprinted":
        of_flate(pdf, paths, b"q 500 0 0 700 0 0 cm /Im0 Do Q BT /F1 30 Tf 50 50 Td (void) Tj ET", width=500, height=700)
    elif kind == "inlaid":  # letters beside a picture that does not fill the page
        of_flate(pdf, paths, b"BT /F1 30 Tf 50 650 Td (void) Tj ET q 250 0 0 350 0 0 cm /Im0 Do Q", width=500, height=700)
    elif kind == "cropped":
        of_flate(pdf, paths, CropBox=[0, 200, 400, 500])
    elif kind == "clipped":
        of_flate(pdf, paths, b"q 0 0 500 350 re W n 500 0 0 700 0 0 cm /Im0 Do Q", width=500, height=700)
    elif kind == "askew":
        of_flate(pdf, paths, b"q 490 60 -60 690 60 0 cm /Im0 Do Q", width=600, height=800)
    elif kind == "two":
        of_flate(pdf, paths, b"q 500 0 0 350 0 0 cm /Im0 Do Q q 500 0 0 350 0 350 cm /Im0 Do Q", width=500, height=700)
    elif kind == "transparent":
        for path in paths:
            mask = flate(pdf, gray(path))
            page(pdf, flate(pdf, gray(path), SMask=pdf.make_indirect(mask)))
    elif kind == "note":
        for path in paths:
            note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[10, 10, 100, 100])
            page(pdf, flate(pdf, gray(path)), Annots=[note])
    elif kind == "layers":
        for path in paths:
            group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="a layer"))
            page(pdf, flate(pdf, gray(path), OC=group))
    elif kind in ("jbig2", "jpx"):
        of_flate(pdf, paths[:1])
        image = flate(pdf, gray(paths[0]))
        image.write(b"\x00" * 100, filter=Name.JBIG2Decode if kind == "jbig2" else Name.JPXDecode)
        page(pdf, image)
    elif kind == "inks":
        image = gray(paths[0]).convert("CMYK")
        stream = flate(pdf, gray(paths[0]))
        stream.write(zlib.compress(image.tobytes()), filter=Name.FlateDecode)
        stream["/ColorSpace"] = Name.DeviceCMYK
        page(pdf, stream)
    elif kind == "inline":
        page(pdf, flate(pdf, Image.new("L", (8, 8))), b"q 500 0 0 700 0 0 cm BI /W 8 /H 1 /BPC 8 /CS /G ID 12345678 EI Q", 500, 700)
    elif kind == "drawn":
        for _ in range(2):
            page(pdf, flate(pdf, Image.new("L", (8, 8))), b"BT /F1 30 Tf 50 500 Td (Ada Aster) Tj ET 20 500 20 20 re S", 500, 700)
    elif kind == "ballot":  # as a word processor draws it: four boxes, and names beside them
        drawn = b"1 w BT /F1 20 Tf 60 760 Td (Mayor of the town of Sampleton) Tj ET "
        for line, name in enumerate([b"Ada Aster", b"Ben Birch", b"Cleo Cedar", b"Dora Dahlia"]):
            y = 660 - 60 * line
            drawn += b"60 %d 24 16 re S BT /F1 16 Tf 110 %d Td (%s) Tj ET " % (y, y + 2, name)
        for _ in range(2):
            page(pdf, flate(pdf, Image.new("L", (8, 8))), drawn, 595, 842)
    elif kind == "empty":
        page(pdf, flate(pdf, Image.new("L", (8, 8))), b"q Q", 500, 700)
    elif kind == "no-pages":
        pass
    elif kind == "encrypted":
        of_flate(pdf, paths)
        save = dict(encryption=pikepdf.Encryption(owner="owner", user=""))
    elif kind == "password":
        of_flate(pdf, paths)
        save = dict(encryption=pikepdf.Encryption(owner="owner", user="user"))
    elif kind == "many":
        image = pdf.make_indirect(flate(pdf, Image.new("L", (8, 8))))
        for _ in range(10_000):
            page(pdf, image)
    elif kind == "bomb":  # ten thousand million pixels in some bytes
        image = flate(pdf, Image.new("L", (8, 8)))
        image.Width = image.Height = 100_000
        page(pdf, image)
    elif kind == "false-size":  # says less than its picture has
        image = flate(pdf, Image.new("L", (8, 8)))
        image.write(encoded(Image.new("L", (19_000, 19_000)), "JPEG", quality=10), filter=Name.DCTDecode)
        page(pdf, image)
    elif kind == "short":  # a third of its pixels are not there
        image = flate(pdf, gray(paths[0]))
        data = gray(paths[0]).tobytes()
        image.write(zlib.compress(data[:len(data) * 2 // 3]), filter=Name.FlateDecode)
        page(pdf, image)
    elif kind == "content-bomb":  # drawing commands of 8 GB in some bytes
        stream = Stream(pdf, b"")
        stream.write(zlib.compress(zlib.compress(b" " * (1 << 30), 9), 9), filter=Array([Name.FlateDecode, Name.FlateDecode]))
        page(pdf, flate(pdf, Image.new("L", (8, 8)))).Contents = Array([pdf.make_indirect(stream)] * 8)
    elif kind == "endless":  # each form shows the next one twice
        inner = flate(pdf, Image.new("L", (8, 8)))
        for _ in range(40):
            form = pdf.make_stream(b"/Im0 Do /Im0 Do")
            for key, value in dict(
                Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]),
                Resources=Dictionary(XObject=Dictionary(Im0=pdf.make_indirect(inner)))).items():
                form[f"/{key}"] = value
            inner = form
        page(pdf, inner, b"/Im0 Do", 9, 9)
    elif kind == "sizes":  # the last page is half as large
        of_flate(pdf, paths[:-1])
        small = gray(paths[-1])
        page(pdf, flate(pdf, small.resize((small.width // 2, small.height // 2))))
    else:
        sys.exit(f"{kind}: no such kind")
    pdf.save(out, **save)


main(sys.argv[1], sys.argv[2], sys.argv[3:])
