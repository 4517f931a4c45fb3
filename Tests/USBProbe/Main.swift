// Drives a scanner on the USB by lines, for tests that put a simulated bus under a process of its own.
//
//   devices                      the list, a device in a JSON object a line, then "end"
//   open NAME [NAME=NUMBER ...]  paperLength, lengthTolerance, doubleFeeds (0, 1), wait (ms); lockFolder=PATH
//   feed [FOLDER]                images go to FOLDER/a.pgm and b.pgm
//   accept | return | rescan | status | tables | values | calibrate KIND
//   run N                        feeds and accepts N sheets: seconds, and seconds of the processor
//   close
//
// Each answers with one JSON object on one line: {"event": ..., "ms": ...} or {"fault": ..., "detail": ..., "ms": ...}.

import Foundation

@main
enum Main {
    static func main() {
        var probe = Probe()
        while let line = readLine() {
            for answer in probe.obey(line.split(separator: " ").map(String.init)) {
                // Written at once, whatever standard output is.
                FileHandle.standardOutput.write(Data((answer + "\n").utf8))
            }
        }
    }
}
