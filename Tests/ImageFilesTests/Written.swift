/// Small pictures of 40 x 24 pixels that other programs (Pillow on libjpeg-turbo and libtiff) wrote, in base64.
///
/// - checks: black where `(x / 5 + y / 3) % 2 == 0`, white elsewhere
/// - gray ramp: `4 * x + 3 * y`
/// - colour ramp: red `6 * x`, green `10 * y`, blue 128
enum Written {
    static let width = 40
    static let height = 24

    /// Baseline, quality 90, 200 dpi, of the gray ramp.
    static let jpegGray = bytes(
        """
        /9j/4AAQSkZJRgABAQEAyADIAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYU
        GBIUFRT/wAALCAAYACgBAREA/8QAFQABAQAAAAAAAAAAAAAAAAAABwn/xAAYEAACAwAAAAAAAAAAAAAAAAAABQYiMv/aAAgBAQAAPwCdcaSYqKsa
        SYqK0aSYqKsaSYqKsaSYqTqjSTFRVjSTFRWjSTFRVjSTFRVjSTFSdUaSYqKsaSYqK0aSYqKsaSYqKsaSYqf/2Q==
        """)

    /// Baseline, quality 95, chroma halved, of the colour ramp.
    static let jpegColour = bytes(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsK
        DAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAYACgD
        ASIAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAAAAYICf/EAB8QAAEDBAMBAAAAAAAAAAAAAAAGBzIBIiRxFDGiYv/EABcBAAMBAAAAAAAAAAAA
        AAAAAAYHCAr/xAAhEQABAwMEAwAAAAAAAAAAAAAFAAYiBAcyAhMhMRQjJP/aAAwDAQACEQMRAD8A5Sp5lI4m7S5TzKVtxPJoJPMpHE3aXSeZSOJ3
        8j+JP3uaWTIuZjNZ8TzKRxNWl0nmUjTibtNBJ5lI14erS6TzKRpxN2i+JPzuasBkXMxms+J5lI4nkGvE8ylbcTyAIqH77c1Uoa5nw6ZqVT7KRxPJ
        dJ5lI4nfyAApIxX8yWbdkHycZq5TzKRrxNWl0nmUjibtAF8TMV/MlYDIPk4zVynmUrbid/IAAeoMV+5kqlDHyfg6Zr//2Q==
        """)

    /// The colour ramp in ten scans.
    static let jpegProgressive = bytes(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsK
        DAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wgARCAAYACgD
        ASIAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAAAAUHCP/EABcBAAMBAAAAAAAAAAAAAAAAAAUGBwn/2gAMAwEAAhADEAAAAeUrmg3X9Yz67oN1
        esGeteBKnKugLNu7dF6wXADqX//EABYQAAMAAAAAAAAAAAAAAAAAAAAEBf/aAAgBAQABBQJeKLxReKLxReKLxReKLxReKLxReKLxReKLxReKf//E
        ABwRAAICAwEBAAAAAAAAAAAAAAQhAAUBBjETI//aAAgBAwEBPwGk2bjlJs3HA9m+GHKQ8lOUh5KcDPJ8MOf/xAAcEQACAgMBAQAAAAAAAAAAAAAA
        BAMFMVFhEiL/2gAIAQIBAT8BZvujN90kvvrIy5PsZcn2SOT+sn//xAAVEAEBAAAAAAAAAAAAAAAAAAAAMv/aAAgBAQAGPwKUpSlKUJSlKUpf/8QA
        FhAAAwAAAAAAAAAAAAAAAAAAADHB/9oACAEBAAE/IUyJkTImRMiZEyJgTImRMiZEyJkTJ//aAAwDAQACAAMAAAAQdD88C/8A/8QAFBEBAAAAAAAA
        AAAAAAAAAAAAIP/aAAgBAwEBPxBTMe95/8QAFxEAAwEAAAAAAAAAAAAAAAAAABAhMf/aAAgBAgEBPxDU6K9ItQn/xAAaEAACAwEBAAAAAAAAAAAA
        AAAAgQExwRBx/9oACAEBAAE/EN0TizRWfjW6HovIKzifiU9F5Ruif1H/2Q==
        """)

    /// The colour ramp stored as RGB, not YCbCr.
    static let jpegRGB = bytes(
        """
        /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJ
        CgoK/8AAEQgAGAAoA1IRAEcRAEIRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAAICQr/xAAaEAABBQEAAAAAAAAAAAAAAAAABxhDZYGi/9oADANSAEcA
        QgAAPwDFNEocMi2k1nALARKHA0ms4BYCJQ4Gk1nALARKHA0ms4BYCJQ4Gk1nAOP9EocNQGk1nALARKHA0ms4BYCJQ4Gk1nALARKHA0ms4BYCJQ4G
        k1nAOP8ARKHDUBpNZwCwEShwNJrOAWAiUOBpNZwCwEShwNJrOAWAiUOBpNZwD//Z
        """)

    /// The colour ramp as Adobe's inverted CMYK.
    static let jpegInks = bytes(
        """
        /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJ
        CgoK/8AAFAgAGAAoBEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAAICQr/xAAaEAEAAQUAAAAAAAAAAAAAAAAABxhDZYGi/9oADgRD
        AE0AWQBLAAA/AMU4Ss6ZF0k4zgb+LAhKzopJxnALAhKzopJxnALAhKzopJxnALAhKzopJxnAOP8AhKzpqBSTjOAWBCVnRSTjOAWBCVnRSTjOAWBC
        VnRSTjOAWBCVnRSTjOAcf8JWdNQKScZwCwISs6KScZwCwISs6KScZwCwISs6KScZwCwISs6KScZwD//Z
        """)

    /// The checks in fax group 3, 300 dpi.
    static let tiffG3 = bytes(
        """
        SUkqAJgAAAAAHDw8PDABw8PDwwAcPDw8MAE1PDw8PAATU8PDw8ABNTw8PDwAHDw8PDABw8PDwwAcPDw8MAE1PDw8PAATU8PDw8ABNTw8PDwAHDw8
        PDABw8PDwwAcPDw8MAE1PDw8PAATU8PDw8ABNTw8PDwAHDw8PDABw8PDwwAcPDw8MAE1PDw8PAATU8PDw8ABNTw8PDwMAAABAwABAAAAKAAAAAEB
        AwABAAAAGAAAAAIBAwABAAAAAQAAAAMBAwABAAAAAwAAAAYBAwABAAAAAQAAABEBBAABAAAACAAAABYBAwABAAAAGAAAABcBBAABAAAAkAAAABoB
        BQABAAAALgEAABsBBQABAAAANgEAABwBAwABAAAAAQAAACgBAwABAAAAAgAAAAAAAAAsAQAAAQAAACwBAAABAAAA
        """)

    /// The checks in fax group 4, 300 dpi.
    static let tiffG4 = bytes(
        """
        SUkqAEwAAAA4ZwzhnD//8mpnDOGcP//+cM4Zwzh//+TUzhnDOH///OGcM4Zw///JqZwzhnD///nDOGcM4f//k1M4Zwzh///wAQAQAAwAAAEDAAEA
        AAAoAAAAAQEDAAEAAAAYAAAAAgEDAAEAAAABAAAAAwEDAAEAAAAEAAAABgEDAAEAAAABAAAAEQEEAAEAAAAIAAAAFgEDAAEAAAAYAAAAFwEEAAEA
        AABDAAAAGgEFAAEAAADiAAAAGwEFAAEAAADqAAAAHAEDAAEAAAABAAAAKAEDAAEAAAACAAAAAAAAACwBAAABAAAALAEAAAEAAAA=
        """)

    /// The checks in LZW.
    static let tiffLZW = bytes(
        """
        SUkqADwAAACAAdgvA+B+BQSDQOCvgfA9BuCGQ6IQ2HweCxaEwiIw+NxOJRiQQoPx2SRRwSGERiSxKOwECQAAAQMAAQAAACgAAAABAQMAAQAAABgA
        AAACAQMAAQAAAAEAAAADAQMAAQAAAAUAAAAGAQMAAQAAAAEAAAARAQQAAQAAAAgAAAAWAQMAAQAAABgAAAAXAQQAAQAAADQAAAAcAQMAAQAAAAEA
        AAAAAAAA
        """)

    /// The checks in deflate.
    static let tiffDeflate = bytes(
        """
        SUkqACIAAAB4nGM/+KFGnh1O/LDjb36AINhpJgsAAzo7xQkAAAEDAAEAAAAoAAAAAQEDAAEAAAAYAAAAAgEDAAEAAAABAAAAAwEDAAEAAAAIAAAA
        BgEDAAEAAAABAAAAEQEEAAEAAAAIAAAAFgEDAAEAAAAYAAAAFwEEAAEAAAAaAAAAHAEDAAEAAAABAAAAAAAAAA==
        """)

    /// The checks in PackBits.
    static let tiffPackBits = bytes(
        """
        SUkqAJgAAAAEB8HwfB8EB8HwfB8EB8HwfB8E+D4Pg+AE+D4Pg+AE+D4Pg+AEB8HwfB8EB8HwfB8EB8HwfB8E+D4Pg+AE+D4Pg+AE+D4Pg+AEB8Hw
        fB8EB8HwfB8EB8HwfB8E+D4Pg+AE+D4Pg+AE+D4Pg+AEB8HwfB8EB8HwfB8EB8HwfB8E+D4Pg+AE+D4Pg+AE+D4Pg+AJAAABAwABAAAAKAAAAAEB
        AwABAAAAGAAAAAIBAwABAAAAAQAAAAMBAwABAAAABYAAAAYBAwABAAAAAQAAABEBBAABAAAACAAAABYBAwABAAAAGAAAABcBBAABAAAAkAAAABwB
        AwABAAAAAQAAAAAAAAA=
        """)

    /// The colour ramp as YCbCr JPEG inside a TIFF.
    static let tiffJPEG = bytes(
        """
        SUkqAFIBAAD/2P/AABEIABgAKANSEQBHEQBCEQD/2gAMA1IARwBCAAA/APxT+CX/ACx/CvyL/wCGSf8AqGf+OUV9gfBL/lj+FH/DJP8A1DP/AByi
        vsD4Jf8ALH8KP+GSf+oZ/wCOUV9gfBL/AJY/hR/wyT/1DP8AxyivsD4Jf8sfwo/4ZJ/6hn/jlFfx/wDwS/5Y/hX6gf8ADJP/AFDP/HKK+wPgl/yx
        /Cj/AIZJ/wCoZ/45RX2B8Ev+WP4Uf8Mk/wDUM/8AHKK+wPgl/wAsfwo/4ZJ/6hn/AI5RX2B8Ev8Alj+FH/DJP/UM/wDHKK/j/wDgl/yx/Cv1A/4Z
        J/6hn/jlFfYHwS/5Y/hR/wAMk/8AUM/8cor7A+CX/LH8KP8Ahkn/AKhn/jlFfYHwS/5Y/hR/wyT/ANQz/wAcor7A+CX/ACx/Cj/hkn/qGf8AjlFf
        /9kLAAABAwABAAAAKAAAAAEBAwABAAAAGAAAAAIBAwADAAAA3AEAAAMBAwABAAAABwAAAAYBAwABAAAAAgAAABEBBAABAAAACAAAABUBAwABAAAA
        AwAAABYBAwABAAAAGAAAABcBBAABAAAASgEAABwBAwABAAAAAQAAAFsBBwAhAQAA4gEAAAAAAAAIAAgACAD/2P/bAEMAAgEBAQEBAgEBAQICAgIC
        BAMCAgICBQQEAwQGBQYGBgUGBgYHCQgGBwkHBgYICwgJCgoKCgoGCAsMCwoMCQoKCv/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//E
        ALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElK
        U1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn
        6Onq8fLz9PX29/j5+v/Z
        """)

    /// Every one of them with its name.
    static let all: [Sample] = [
        Sample("jpegGray", jpegGray),
        Sample("jpegColour", jpegColour),
        Sample("jpegProgressive", jpegProgressive),
        Sample("jpegRGB", jpegRGB),
        Sample("jpegInks", jpegInks),
        Sample("tiffG3", tiffG3),
        Sample("tiffG4", tiffG4),
        Sample("tiffLZW", tiffLZW),
        Sample("tiffDeflate", tiffDeflate),
        Sample("tiffPackBits", tiffPackBits),
        Sample("tiffJPEG", tiffJPEG),
    ]

    private static func bytes(_ base64: String) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bytes: [UInt8] = []
        var bits = 0
        var count = 0
        for digit in base64.utf8 {
            guard let value = digits.firstIndex(of: digit) else { continue }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return bytes
    }
}
