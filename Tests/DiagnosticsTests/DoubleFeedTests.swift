import Diagnostics
import ScannerDriver
import Testing

@Suite struct DoubleFeedTests {
    private func check(_ one: Int, _ two: Int, _ threshold: Int, since earlier: (Int, Int, Int)? = nil) -> [CheckResult]
    {
        DoubleFeedCheck(
            DoubleFeedValues(oneSheet: one, twoSheets: two, threshold: threshold),
            since: earlier.map { DoubleFeedValues(oneSheet: $0.0, twoSheets: $0.1, threshold: $0.2) },
            paper: "ballots 90 g"
        ).results
    }

    @Test(arguments: [(180, 90, 135), (90, 180, 120), (900, 200, 700)])
    func `a threshold well between passes, whichever value is larger`(one: Int, two: Int, threshold: Int) {
        #expect(check(one, two, threshold).map(\.verdict) == [.passed, .noComparison])
    }

    @Test(arguments: [(180, 90, 175), (180, 90, 95), (180, 90, 200), (180, 90, 60), (90, 180, 100)])
    func `a threshold near one of them, or beyond, fails`(one: Int, two: Int, threshold: Int) {
        #expect(check(one, two, threshold)[0].verdict == .failed)
    }

    @Test func `it says what a threshold too near does`() {
        #expect(check(180, 90, 175)[0].sentence.contains("single sheets will be refused"))
        #expect(check(180, 90, 95)[0].sentence.contains("two sheets could pass as one"))
    }

    @Test(arguments: [(100, 100, 100), (0, 0, 0), (100, 90, 95), (-5, 5, 0)])
    func `a sensor that hardly tells them apart fails, or is judged by its margins`(one: Int, two: Int, threshold: Int)
    {
        let verdict = check(one, two, threshold)[0].verdict
        #expect(verdict == (one == -5 ? .passed : .failed))
    }

    @Test func `values that moved since the last good run on this paper fail`() {
        #expect(check(180, 90, 135, since: (180, 90, 135))[1].verdict == .passed)
        #expect(check(184, 93, 137, since: (180, 90, 135))[1].verdict == .passed)
        let moved = check(180, 90, 150, since: (180, 90, 135))
        #expect(moved.map(\.verdict) == [.passed, .failed])
        #expect(moved[1].sentence.contains("move of the threshold"))
        #expect(moved[1].sentence.contains("ballots 90 g"))
    }
}
