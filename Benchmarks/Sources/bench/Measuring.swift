import Glibc

/// Something that is timed, and the page of bytes that it is compared with.
struct Measured {
    let name: String
    /// Runs once; returns a number so that nothing is optimised away.
    let run: () -> Int
}

/// One line of the table.
struct Timing {
    let name: String
    /// Median seconds of one run.
    let median: Double
    /// Median of the rounds' ratios to the memcpy that ran right before.
    let timesMemcpy: Double
}

enum Clock {
    static func seconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func time(_ work: () -> Int) -> Double {
        let start = seconds()
        unsafe sink &+= work()
        return seconds() - start
    }

    /// Where results go to be seen by nobody.
    nonisolated(unsafe) static var sink = 0
}

extension [Double] {
    var median: Double { sorted()[count / 2] }
}

/// Times everything in turn, round by round, each next to a memcpy of the page: a noisy neighbour hits both.
func measure(_ all: [Measured], page: Page, rounds: Int) -> [Timing] {
    var times = [[Double]](repeating: [], count: all.count)
    var ratios = times
    for item in all { _ = Clock.time(item.run) }
    for _ in 0..<rounds {
        for (index, item) in all.enumerated() {
            let copy = Swift.min(Clock.time(page.copied), Clock.time(page.copied))
            let time = Clock.time(item.run)
            times[index].append(time)
            ratios[index].append(time / copy)
        }
    }
    return all.indices.map { Timing(name: all[$0].name, median: times[$0].median, timesMemcpy: ratios[$0].median) }
}

/// Bytes of this process in memory now, from the kernel's own count.
func residentBytes() -> Int {
    guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var text = [CChar](repeating: 0, count: 128)
    let count = unsafe fread(&text, 1, 127, file)
    let words = String(decoding: text[..<count].map(UInt8.init), as: UTF8.self).split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * Int(getpagesize()) : 0
}
