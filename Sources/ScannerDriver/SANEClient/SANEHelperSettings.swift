/// How the process that libsane runs in is started, and how long it may take for what.
public struct SANEHelperSettings: Hashable, Sendable {
    /// Path of `scand-sane-helper`; `nil` looks beside the running executable.
    public var executable: String?
    /// Variables for the helper. Of this process's own it gets only those that libsane and its backends read: `SANE_...`
    /// and a few of the system.
    public var environment: [String: String]
    public var limits: SANETimeLimits
    /// Sheets that may be scanned while the caller still reads the last one: 0 to 2.
    ///
    /// They lie in the output tray over the sheet that the caller decides about; see ``HelperSANEScanner/sheetsAhead``.
    public var readAhead: Int

    public init(
        executable: String? = nil, environment: [String: String] = [:], limits: SANETimeLimits = SANETimeLimits(),
        readAhead: Int = 2
    ) {
        self.executable = executable
        self.environment = environment
        self.limits = limits
        self.readAhead = readAhead
    }
}

/// How long a scanner may show no sign of life.
///
/// A limit begins anew with each call into libsane and with all bytes of a page that come, so that a long sheet at a slow
/// scanner has its time.
public struct SANETimeLimits: Hashable, Sendable {
    /// Looking for devices and opening one: backends ask the network, load firmware and warm lamps.
    public var opening: Duration
    /// Taking a sheet in, up to its first row.
    public var starting: Duration
    /// No byte of a page that has begun.
    public var reading: Duration
    /// Stopping paper, or giving the device back.
    public var stopping: Duration
    /// Everything else.
    public var answering: Duration
    /// A whole sheet, or a whole opening, whatever signs of life there are.
    public var inAll: Duration

    public init(
        opening: Duration = .seconds(60), starting: Duration = .seconds(60), reading: Duration = .seconds(30),
        stopping: Duration = .seconds(10), answering: Duration = .seconds(20), inAll: Duration = .seconds(300)
    ) {
        self.opening = opening
        self.starting = starting
        self.reading = reading
        self.stopping = stopping
        self.answering = answering
        self.inAll = inAll
    }
}
