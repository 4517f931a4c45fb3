internal import SANEMessages

extension SANETimeLimits {
    /// The limit of a call.
    func limit(of call: SANECall) -> Duration {
        switch call {
        case .initialise, .getDevices, .open: opening
        case .start: starting
        case .read: reading
        case .cancel, .close, .exit: stopping
        case .none, .options, .parameters: answering
        }
    }

    /// The limit of a call without a sign of life once somebody wishes to stop: nobody waits for a network or a hung device. Calls that
    /// move paper have time to bring it to an end.
    func stopLimit(of call: SANECall) -> Duration {
        switch call {
        case .start, .cancel: min(stopping, SANETimeLimits.motion)
        case .none, .options, .parameters, .initialise, .getDevices, .open, .read, .close, .exit: SANETimeLimits.soon
        }
    }

    /// An office scanner draws a sheet in, or lets it out, within a second or so.
    private static let motion = Duration.seconds(2)
    private static let soon = Duration.milliseconds(300)
}
