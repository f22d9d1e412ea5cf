/**
 * What links that were made bad do to messages between brokers, and to the streams between brokers and NameServers.
 *
 * @module
 */
import { type Connection, formatAddress, type NetworkService } from "../layers/network.ts"
import type { RandomService, TimersService } from "../layers/timers.ts"
import type { Links } from "./links.ts"

/** Passes a message on: now, later, behind the next one, or never. */
export type Shape = (from: string, to: string, kind: string, pass: () => void) => void

/** One that is to be overtaken goes on after this, if nothing came: milliseconds. */
const OVERTAKEN_MS = 100

export const shapedBy = (links: Pick<Links, "ruleFor">, timers: TimersService, random: RandomService): Shape => {
  /** By link, those that wait for another to overtake them. */
  const overtaken = new Map<string, (() => void)[]>()
  return (from, to, kind, pass) => {
    const rule = links.ruleFor(from, to, kind)
    const link = `${from} > ${to}`
    const arrive = (): void => {
      pass()
      const waiting = overtaken.get(link) ?? []
      overtaken.delete(link)
      for (const late of waiting) late()
    }
    if (rule === undefined) return overtaken.size === 0 ? pass() : arrive()
    if (random.next() < rule.drop) return
    const isOvertaken = random.next() < rule.reorder
    const come = (): void => {
      if (!isOvertaken) return arrive()
      const waiting = overtaken.get(link) ?? []
      overtaken.set(link, [...waiting, pass])
      timers.after(OVERTAKEN_MS, () => {
        const left = overtaken.get(link) ?? []
        if (!left.includes(pass)) return
        overtaken.set(link, left.filter((other) => other !== pass))
        pass()
      })
    }
    if (rule.delayMs > 0) timers.after(rule.delayMs, come)
    else come()
  }
}

/**
 * Streams to nodes that may be cut off: what is on its way when a link is cut arrives once it is healed, as TCP repeats it.
 * `nameOf`: of the node at an address; `undefined`: it is nobody's to cut.
 */
export const cutNetwork = (network: NetworkService, self: string, nameOf: (address: string) => string | undefined, links: Pick<Links, "isCut" | "onChange">): NetworkService => ({
  listen: (at, handler) => network.listen(at, handler),
  connect: (to, handler) => {
    const other = nameOf(formatAddress(to))
    if (other === undefined) return network.connect(to, handler)
    const out = heldBack(() => links.isCut(self, other))
    const into = heldBack(() => links.isCut(other, self))
    const stop = links.onChange(() => {
      out.release()
      into.release()
    })
    // The same one for who opened it and for who is told that it is open.
    let mine: Connection | undefined
    const connection = network.connect(to, {
      opened: (connection) => {
        mine = { ...connection, send: (bytes) => out.do(() => connection.send(bytes)) }
        const events = handler.opened(mine)
        return {
          received: (chunk) => into.do(() => events.received(chunk)),
          closed: () =>
            into.do(() => {
              stop()
              events.closed()
            })
        }
      }
    })
    return mine ?? connection
  }
})

/** Things to do in their order, held back while `isHeld`. */
const heldBack = (isHeld: () => boolean): { readonly do: (what: () => void) => void; readonly release: () => void } => {
  let held: (() => void)[] = []
  const release = (): void => {
    while (held.length > 0 && !isHeld()) held.shift()?.()
  }
  return {
    do: (what) => {
      held.push(what)
      release()
    },
    release
  }
}
