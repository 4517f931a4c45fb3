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
}
