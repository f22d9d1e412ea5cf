/**
 * What a broker asks its clients, and what it tells them without waiting.
 *
 * RocketMQ `Broker2Client`.
 *
 * @module
 */
import type { TimersService } from "../layers/timers.ts"
import { type ExtFields, oneway, type RemotingCommand, request } from "../remoting/command.ts"
import type { Channel } from "../remoting/server.ts"

export interface ClientCalls {
  /** The answer; undefined if the client is not connected, goes, or does not answer in time. */
  readonly call: (channel: string, code: number, fields: ExtFields, body: Buffer | undefined, timeoutMs: number) => Promise<RemotingCommand | undefined>
  readonly tell: (channel: string, code: number, fields: ExtFields, body?: Buffer) => void
  /** A client has answered. */
  readonly answered: (channel: string, answer: RemotingCommand) => void
  readonly closed: (channel: string) => void
  readonly close: () => void
}

export const clientCalls = (timers: TimersService, channelOf: (id: string) => Channel | undefined): ClientCalls => {
  let opaque = 0
  const waiting = new Map<string, { readonly channel: string; readonly end: (answer: RemotingCommand | undefined) => void }>()
  const keyOf = (channel: string, number: number): string => `${channel} ${number}`
  const endAll = (ends: (channel: string) => boolean): void => {
    for (const { channel, end } of waiting.values()) if (ends(channel)) end(undefined)
  }
  return {
    call: (id, code, fields, body, timeoutMs) => {
      const channel = channelOf(id)
      if (channel === undefined) return Promise.resolve(undefined)
      const command = request(code, ++opaque, fields, body)
      const key = keyOf(id, command.opaque)
      return new Promise((resolve) => {
        const end = (answer: RemotingCommand | undefined): void => {
          stopWaiting()
          waiting.delete(key)
          resolve(answer)
        }
        const stopWaiting = timers.after(timeoutMs, () => end(undefined))
        waiting.set(key, { channel: id, end })
        channel.send(command)
      })
    },
    tell: (id, code, fields, body) => channelOf(id)?.send(oneway(request(code, ++opaque, fields, body))),
    answered: (channel, answer) => waiting.get(keyOf(channel, answer.opaque))?.end(answer),
    closed: (id) => endAll((channel) => channel === id),
    close: () => endAll(() => true)
  }
}
