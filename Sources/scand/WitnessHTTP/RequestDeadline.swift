import NIOCore
import NIOHTTPTypes

/// Closes a connection that gives no request head in a short time, or on which a request and its answer take too long,
/// whichever side is slow; and gives its place to another while it owes its request.
///
/// A client that sends a byte now and then, and so is never idle, is ended all the same.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: WitnessServer.Limits
    private let connections: OpenConnections
    private var deadline: Scheduled<Void>?
    /// Heads that came and are not answered: a client may send the next request before it has the answer to the last.
    private var unanswered = 0
    /// Whether the last of them is whole.
    private var isWhole = false

    init(_ limits: WitnessServer.Limits, _ connections: OpenConnections) {
        (self.limits, self.connections) = (limits, connections)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        connections.add(context.channel)
        let (channel, connections) = (context.channel, connections)
        channel.closeFuture.whenComplete { _ in connections.remove(channel) }
        start(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            (unanswered, isWhole) = (unanswered + 1, false)
            if unanswered == 1 { start(context) }
        case .body: break
        case .end:
            isWhole = true
            connections.setAtWork(context.channel)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenSuccess { [self] in
            guard context.channel.isActive else { return }
            unanswered -= 1
            if unanswered == 0 || !isWhole { connections.setOwing(context.channel) }
            start(context)
        }
        context.write(data, promise: written)
    }

    private func start(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        let patience = unanswered == 0 ? min(limits.headPatience, limits.patience) : limits.patience
        deadline = context.eventLoop.scheduleTask(in: .milliseconds(Int64(patience))) { channel.close(promise: nil) }
    }
}

@available(*, unavailable)
extension RequestDeadline: Sendable {}
