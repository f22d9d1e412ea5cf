/**
 * The other side: one connection to a remoting server, opened anew when it breaks.
 *
 * RocketMQ `NettyRemotingClient`.
 *
 * @module
 */
import type { Address, Connection, NetworkService } from "../layers/network.ts"
import { isResponse, type RemotingCommand, request } from "./command.ts"
import { encodeFrame, FrameDecoder } from "./frame.ts"

export interface RemotingClient {
  /** Sends a request; `onAnswer` is called if one comes before the connection breaks, `onBroken` if it breaks first. */
  readonly send: (code: number, extFields: Readonly<Record<string, string>>, body?: Buffer, onAnswer?: (answer: RemotingCommand) => void, onBroken?: () => void) => void
  /** Like `send`, and rejects if the connection breaks first. */
  readonly ask: (code: number, extFields: Readonly<Record<string, string>>, body?: Buffer) => Promise<RemotingCommand>
  readonly close: () => void
}

interface Waiting {
  readonly answered: (answer: RemotingCommand) => void
  readonly broken: () => void
}

/** Each number once. */
const counting = (): (() => number) => {
  let opaque = 0
  return () => ++opaque
}

/** `onRequest`: what the server asks of this side, and the answer to it, if there is one. `nextOpaque`: the number of the next request. */
export const remotingClient = (
  network: NetworkService,
  to: Address,
  onRequest: (command: RemotingCommand) => RemotingCommand | undefined = () => undefined,
  nextOpaque: () => number = counting()
): RemotingClient => {
  let connection: Connection | undefined
  let closed = false
  const waiting = new Map<number, Waiting>()
  const received = (command: RemotingCommand): void => {
    if (!isResponse(command)) {
      const answer = onRequest(command)
      if (answer !== undefined) connection?.send(encodeFrame(answer))
      return
    }
    const found = waiting.get(command.opaque)
    waiting.delete(command.opaque)
    found?.answered(command)
  }
  const open = (): Connection => {
    const decoder = new FrameDecoder()
    const opened: Connection = network.connect(to, {
      opened: (self) => ({
        received: (chunk) => {
          try {
            decoder.feed(chunk, received)
          } catch {
            self.close()
          }
        },
        closed: () => {
          if (connection === self) connection = undefined
          const broken = [...waiting.values()]
          waiting.clear()
          for (const each of broken) each.broken()
        }
      })
    })
    connection = opened
    return opened
  }
  const post = (code: number, extFields: Readonly<Record<string, string>>, body: Buffer | undefined, wait: Waiting | undefined): void => {
    if (closed) return
    const number = nextOpaque()
    const stream = connection ?? open()
    if (wait !== undefined) waiting.set(number, wait)
    stream.send(encodeFrame(request(code, number, extFields, body)))
  }
  return {
    send: (code, extFields, body, onAnswer, onBroken = () => {}) => post(code, extFields, body, onAnswer && { answered: onAnswer, broken: onBroken }),
    ask: (code, extFields, body) =>
      new Promise((resolve, reject) => {
        post(code, extFields, body, { answered: resolve, broken: () => reject(new Error(`${to.host}:${to.port} closed the connection`)) })
      }),
    close: () => {
      closed = true
      connection?.close()
    }
  }
}
