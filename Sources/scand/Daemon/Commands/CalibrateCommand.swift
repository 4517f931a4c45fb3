import ArgumentParser

/// `scand calibrate`: the technician's bench, before and on election day.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Checks a scanner: sensors, light, double-feed detection, geometry, thresholds.",
        discussion: """
            Every check says passed or failed, why, and what to do. With --runs it is kept and compared with the last good \
            run; with --report it becomes a page with pictures. \
            Exit status: 0 all passed; 6 a check failed; 7 nothing failed, but something could not be checked; \
            2 an argument cannot be used; 3 a picture could not be opened; 5 the scanner reported a fault.
            """,
        subcommands: [
            CalibrateBlankCommand.self, CalibrateSensorsCommand.self, CalibrateDoubleFeedCommand.self,
            CalibrateTargetCommand.self, CalibrateMeasureCommand.self, CalibrateThresholdCommand.self,
            CalibrateHistoryCommand.self, CalibrateReportCommand.self,
        ])
}
