/**
 * Lamport's mutual exclusion (CACM 21(7), 1978) as in the TLA+ examples (lamport_mutex/MCLamportMutex): three processes, channels
 * in order, clocks to 6. TLC reports 724,274 states and depth 61 there; `npx rocketproof check models/reference/lamport-mutex.ts`
 * says the same.
 *
 * @module
 */
import { defineModel, node } from "../engine/index.ts"

const names = ["a", "b", "c"] as const
type Name = (typeof names)[number]
type Message = { readonly type: "request"; readonly clock: number } | { readonly type: "ack" } | { readonly type: "release" }

interface Process {
  readonly clock: number
  /** Clocks of the requests that it knows of; 0: none. */
  readonly requests: { readonly [process in Name]: number }
  readonly acks: ReadonlySet<string>
  readonly isIn: boolean
}

const process = (me: Name, maxClock: number) => {
  const others = names.filter((name) => name !== me)
  const beats = ({ requests }: Process, other: Name): boolean => requests[other] === 0 || requests[me] < requests[other] || (requests[me] === requests[other] && me < other)
  return node<Process, Message>({
    initial: { clock: 1, requests: { a: 0, b: 0, c: 0 }, acks: new Set(), isIn: false },
    within: ({ clock }) => clock <= maxClock,
    actions: {
      requests: (self) =>
        self.requests[me] === 0 ? { state: { ...self, requests: { ...self.requests, [me]: self.clock }, acks: new Set([me]) }, send: [{ to: others, message: { type: "request", clock: self.clock } }] } : undefined,
      enters: (self) => (self.acks.size === names.length && others.every((other) => beats(self, other)) ? { state: { ...self, isIn: true } } : undefined),
      exits: (self) => (self.isIn ? { state: { ...self, isIn: false, requests: { ...self.requests, [me]: 0 }, acks: new Set() }, send: [{ to: others, message: { type: "release" } }] } : undefined)
    },
    receive: (self, message, from) => {
      switch (message.type) {
        case "request":
          return { state: { ...self, requests: { ...self.requests, [from]: message.clock }, clock: Math.max(message.clock, self.clock) + 1 }, send: [{ to: from, message: { type: "ack" } }] }
        case "ack":
          return { state: { ...self, acks: new Set([...self.acks, from]) } }
        case "release":
          return { state: { ...self, requests: { ...self.requests, [from]: 0 } } }
      }
    }
  })
}

export const lamportMutex = (maxClock: number) =>
  defineModel({
    name: `lamport's mutual exclusion, 3 processes, clocks to ${maxClock}`,
    nodes: { a: process("a", maxClock), b: process("b", maxClock), c: process("c", maxClock) },
    network: { ordered: true },
    always: { "one at a time": ({ a, b, c }) => [a, b, c].filter(({ isIn }) => isIn).length <= 1 },
    sometimes: { "c is in first": ({ a, b, c }) => c.isIn && a.clock + b.clock > 2 }
  })

export const published = lamportMutex(6)
