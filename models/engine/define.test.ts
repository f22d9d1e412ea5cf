import { describe, expect, test } from "vitest"
import { defineModel, node } from "./define.ts"
import type { Node } from "./definition.ts"
import { explore } from "./explore.ts"
import { called, type History, isLinearizable, returned } from "./linearizable.ts"
import { report } from "./report.ts"
import type { Result } from "./result.ts"
import { simulate } from "./simulate.ts"

const decision = (result: Result, id: string): string | undefined => result.properties.find((property) => property.id === id)?.verdict

/** Lamport 1978: who wants in tells all, and goes in once its request is the earliest and everybody has said something later. */
interface Wanting {
  readonly clock: number
  readonly asks: number | null
  readonly others: { readonly [node: string]: number }
  readonly heard: { readonly [node: string]: number }
  readonly phase: "out" | "waits" | "in" | "done"
}
type Said = { readonly kind: "request" | "ack" | "release"; readonly at: number }

const lamport = (network: { readonly ordered: boolean }) => {
  const names = ["a", "b"]
  const process = (name: string): Node<Wanting, Said> => {
    const others = names.filter((other) => other !== name)
    const tell = (kind: Said["kind"], at: number) => others.map((to) => ({ to, message: { kind, at } }))
    const isBefore = (at: number, by: string, than: number, whose: string): boolean => at < than || (at === than && by < whose)
    return {
      initial: { clock: 0, asks: null, others: {}, heard: {}, phase: "out" },
      actions: {
        asks: (self) => (self.phase === "out" ? { state: { ...self, clock: self.clock + 1, asks: self.clock + 1, phase: "waits" }, send: tell("request", self.clock + 1) } : undefined),
        enters: (self) => {
          const { asks, phase } = self
          if (phase !== "waits" || asks === null) return undefined
          const isFirst = Object.entries(self.others).every(([other, at]) => isBefore(asks, name, at, other)) && others.every((other) => (self.heard[other] ?? 0) > asks)
          return isFirst ? { state: { ...self, phase: "in" } } : undefined
        },
        leaves: (self) => (self.phase === "in" ? { state: { ...self, clock: self.clock + 1, asks: null, phase: "done" }, send: tell("release", self.clock + 1) } : undefined)
      },
      receive: (self, { kind, at }, from) => {
        const clock = Math.max(self.clock, at) + 1
        const heard = { ...self.heard, [from]: Math.max(self.heard[from] ?? 0, at) }
        const { [from]: _released, ...rest } = self.others
        if (kind === "release") return { state: { ...self, clock, heard, others: rest } }
        return kind === "ack" ? { state: { ...self, clock, heard } } : { state: { ...self, clock, heard, others: { ...self.others, [from]: at } }, send: [{ to: from, message: { kind: "ack", at: clock } }] }
      }
    }
  }
  return defineModel({
    name: `lamport's mutual exclusion${network.ordered ? ", ordered" : ""}`,
    nodes: { a: process("a"), b: process("b") },
    network,
    always: { "one at a time": ({ a, b }) => !(a.phase === "in" && b.phase === "in") },
    sometimes: { "both were in": ({ a, b }) => a.phase === "done" && b.phase === "done" },
    eventually: { "who asks gets in": { from: ({ a }) => a.phase === "waits", holds: ({ a }) => a.phase === "in", fair: ["enters", "leaves"] } }
  })
}

/** The alternating bit over a line that loses what it likes and keeps the order. */
const alternatingBit = (fairness: "weak" | "strong") =>
  defineModel({
    name: `alternating bit, ${fairness} fairness`,
    nodes: {
      sender: node<{ readonly bit: 0 | 1; readonly next: number }, { readonly bit: 0 | 1; readonly value?: number }>({
        initial: { bit: 0, next: 1 },
        actions: { sends: (self) => (self.next > 3 ? undefined : { state: self, send: [{ to: "receiver", message: { bit: self.bit, value: self.next } }] }) },
        receive: (self, { bit }) => ({ state: bit === self.bit ? { bit: bit === 0 ? 1 : 0, next: self.next + 1 } : self })
      }),
      receiver: node<{ readonly bit: 0 | 1; readonly got: readonly number[] }, { readonly bit: 0 | 1; readonly value?: number }>({
        initial: { bit: 0, got: [] },
        receive: (self, { bit, value }) => ({
          state: bit === self.bit ? { bit: bit === 0 ? 1 : 0, got: [...self.got, value as number] } : self,
          send: [{ to: "sender", message: { bit } }]
        })
      })
    },
    network: { ordered: true, lossy: true, maxInFlight: 2 },
    always: { "in order, once": ({ receiver }) => receiver.got.every((value, i) => value === i + 1) },
    steps: { "nothing is taken back": (before, { node: who }, after) => who === "sender" || after.receiver.got.length >= before.receiver.got.length },
    recoverable: { "all of it can still arrive": ({ receiver }) => receiver.got.length === 3 },
    eventually: { "all of it arrives": { holds: ({ receiver }) => receiver.got.length === 3, fairness } }
  })

/** One register on two replicas; a write is acked once `copies` of them have it, a read asks any. */
interface Asked {
  readonly phase: "new" | "open" | "done"
}
const replicated = (copies: 1 | 2) => {
  const replicas = ["r1", "r2"]
  type Message = { readonly kind: "write"; readonly value: number } | { readonly kind: "read" | "ok" } | { readonly kind: "value"; readonly value: number }
  const replica = node<{ readonly value: number }, Message>({
    initial: { value: 0 },
    receive: (self, message, from) => {
      if (message.kind === "write") return { state: { value: message.value }, send: [{ to: from, message: { kind: "ok" } }] }
      return { state: self, send: [{ to: from, message: { kind: "value", value: self.value } }] }
    }
  })
  type Did = "write" | "read"
  return defineModel({
    name: `register, acked by ${copies}`,
    nodes: {
      r1: replica,
      r2: replica,
      writer: node<Asked & { readonly oks: number }, Message>({
        initial: { phase: "new", oks: 0 },
        actions: { writes: (self) => (self.phase === "new" ? { state: { ...self, phase: "open" }, send: replicas.map((to) => ({ to, message: { kind: "write", value: 1 } })) } : undefined) },
        receive: (self) => ({ state: { oks: self.oks + 1, phase: self.oks + 1 >= copies ? "done" : "open" } })
      }),
      reader: node<Asked, Message>({
        initial: { phase: "new" },
        choices: { reads: (self) => (self.phase === "new" ? replicas.map((to) => ({ as: `from ${to}`, state: { phase: "open" }, send: [{ to, message: { kind: "read" } }] })) : []) },
        receive: () => ({ state: { phase: "done" } })
      })
    },
    history: {
      initial: {} as History<Did, number>,
      note: (history, { node: who, does, receives, before, after }) => {
        if (does !== undefined) return called(history, who, does === "writes" ? "write" : "read")
        const ends = "phase" in before && before.phase === "open" && "phase" in after && after.phase === "done"
        return ends ? returned(history, who, who === "reader" ? (receives as { readonly value: number }).value : 0) : history
      }
    },
    always: {
      linearizable: (_, history) => isLinearizable({ initial: 0, apply: (value: number, did: Did) => (did === "write" ? { state: 1, returns: 0 } : { state: value, returns: value }) }, history)
    },
    sometimes: { "what was written is read": (_, { reader = [] }) => reader.some((call) => call.returned?.value === 1) }
  })
}

describe("a network that keeps the order", () => {
  test("lets nothing pass what was sent before it: as many states as there are ways to be behind", () => {
    const model = defineModel({
      name: "counts",
      nodes: {
        from: node<number, number>({ initial: 0, actions: { sends: (n) => (n < 3 ? { state: n + 1, send: [{ to: "to", message: n + 1 }] } : undefined) } }),
        to: node<number, number>({ initial: 0, receive: (_, message) => ({ state: message }) })
      },
      network: { ordered: true },
      always: { "one after the other": ({ from, to }) => to <= from },
      steps: { "by one": (before, { node: who }, after) => who !== "to" || after.to === before.to + 1 }
    })
    const result = explore(model)
    expect(result.uniqueStates).toBe(10)
    expect(decision(result, "one after the other")).toBe("holds")
    expect(decision(result, "by one")).toBe("holds")
  })

  test("is what Lamport's mutual exclusion needs", () => {
    const unordered = explore(lamport({ ordered: false }))
    expect(decision(unordered, "one at a time")).toBe("violated")
    const ordered = explore(lamport({ ordered: true }))
    expect(ordered.exhausted).toBe(true)
    expect(ordered.properties.map(({ id, verdict }) => `${id}: ${verdict}`)).toEqual(["one at a time: holds", "both were in: reached", "who asks gets in: holds", "no rule throws: holds"])
  })

  test("is what the alternating bit needs, and that a line which works again and again is used", () => {
    const strong = explore(alternatingBit("strong"))
    expect(strong.properties.map(({ id, verdict }) => `${id}: ${verdict}`)).toEqual([
      "in order, once: holds",
      "nothing is taken back: holds",
      "all of it can still arrive: holds",
      "all of it arrives: holds",
      "no rule throws: holds"
    ])
    const weak = explore(alternatingBit("weak"))
    expect(decision(weak, "all of it arrives")).toBe("violated")
    expect(report(alternatingBit("weak"), weak)).toContain("to receiver is lost")
  })
})

describe("a history", () => {
  test("shows that a register which is acked by one of two is not linearizable", () => {
    const result = explore(replicated(1))
    expect(decision(result, "linearizable")).toBe("violated")
    expect(decision(result, "what was written is read")).toBe("reached")
  })
  test("and that one which is acked by both is, with a single reader", () => {
    expect(decision(explore(replicated(2)), "linearizable")).toBe("holds")
  })
})

describe("limits", () => {
  const crashing = (limits: { readonly [action: string]: number }, network: { readonly lossy?: number; readonly repeats?: number; readonly ordered?: boolean } = {}) => {
    const one = (to: string) =>
      node<{ readonly crashes: number; readonly got: number; readonly sent: boolean }, string>({
        initial: { crashes: 0, got: 0, sent: false },
        actions: {
          crashes: (self) => ({ state: { ...self, crashes: self.crashes + 1 } }),
          sends: (self) => (self.sent ? undefined : { state: { ...self, sent: true }, send: [{ to, message: "hello" }] })
        },
        receive: (self) => ({ state: { ...self, got: self.got + 1 } })
      })
    return defineModel({
      name: "crashes",
      nodes: { a: one("b"), b: one("a") },
      network,
      atMost: limits,
      sometimes: {
        "two crashes": ({ a, b }) => a.crashes + b.crashes === 2,
        "three crashes": ({ a, b }) => a.crashes + b.crashes === 3,
        "b crashes": ({ b }) => b.crashes > 0,
        "it comes twice": ({ b }) => b.got === 2,
        "and in vain": ({ a, b }) => a.sent && b.got === 0
      }
    })
  }
  const reached = (result: Result): readonly string[] => result.properties.filter(({ verdict }) => verdict === "reached").map(({ id }) => id)

  test("count the actions of all nodes together, or those of one", () => {
    expect(reached(explore(crashing({ crashes: 2 })))).toEqual(["two crashes", "b crashes", "and in vain"])
    expect(reached(explore(crashing({ crashes: 3, "b: crashes": 0 })))).toEqual(["two crashes", "three crashes", "and in vain"])
  })
  test("count what the network does, in order or not", () => {
    for (const ordered of [false, true]) {
      expect(reached(explore(crashing({ crashes: 0 }, { repeats: 1, ordered })))).toEqual(["it comes twice", "and in vain"])
      const none = explore(crashing({ crashes: 0 }, { lossy: 0, repeats: 0, ordered }))
      expect(none.uniqueStates).toBe(9)
      expect(explore(crashing({ crashes: 0 }, { lossy: 1, ordered })).uniqueStates).toBe(15)
    }
  })
  test("hold on random walks", () => {
    const { reached: met } = simulate(crashing({ crashes: 2 }), { seed: 1, runs: 60, steps: 40 })
    expect(met).toContain("two crashes")
    expect(met).not.toContain("three crashes")
  })
})

describe("what a newcomer may get wrong is named", () => {
  const idle = node<number, string>({ initial: 0 })
  test.each([
    ["an action that there is not", () => defineModel({ name: "m", nodes: { a: idle }, atMost: { crash: 1 } }), 'atMost names "crash"; there are no actions'],
    ["no count", () => defineModel({ name: "m", nodes: { a: idle }, network: { lossy: -1 } }), "network.lossy is -1; it must be 0, 1, 2, …"],
    ["order and endless repetition", () => defineModel({ name: "m", nodes: { a: idle }, network: { ordered: true, repeats: true } }), "network.repeats must be a number where messages arrive in order"],
    ["fairness of nothing", () => defineModel({ name: "m", nodes: { a: idle }, eventually: { ends: { holds: () => true, fair: ["vote"] } } }), 'fair names "vote"; the actions are none'],
    ["a limit for one of those that are alike", () => defineModel({ name: "m", nodes: { a: { ...idle, actions: { stops: () => undefined } }, b: idle }, atMost: { "a: stops": 1 }, symmetric: ["a", "b"] }), "limit the action of all of them"]
  ])("%s", (_, define, text) => {
    expect(define).toThrow(text)
  })
  test("choices that are not told apart", () => {
    const model = defineModel({ name: "m", nodes: { a: node<number, string>({ initial: 0, choices: { picks: () => [{ as: "x", state: 1 }, { as: "x", state: 2 }] } }) } })
    expect(report(model, explore(model))).toContain('a: picks returned two choices as "x"; give each another `as`')
  })
})
