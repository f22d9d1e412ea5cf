import { describe, expect, test } from "vitest"
import { called, defineModel, explore, type History, isLinearizable, node, returned } from "./index.ts"

// Protocols of the TLA+ examples (github.com/tlaplus/Examples) and of Stateright's, written anew, with the counts that are
// published with them: distinct states, and where the actions are the same ones, states generated and depth.

const countsOf = (model: ReturnType<typeof defineModel>, options = {}) => {
  const { uniqueStates, generatedStates, depth } = explore(model, options)
  return [uniqueStates, generatedStates, depth]
}
const verdictsOf = (model: ReturnType<typeof defineModel>) => Object.fromEntries(explore(model).properties.map(({ id, verdict }) => [id, verdict]))

describe("Peterson's lock (locks_auxiliary_vars/Peterson)", () => {
  type Pc = "a0" | "a1" | "a2" | "a3" | "cs" | "a4"
  interface Memory {
    readonly c: { readonly 1: boolean; readonly 2: boolean }
    readonly turn: 1 | 2
    readonly pc: { readonly 1: Pc; readonly 2: Pc }
  }
  const thread = (me: 1 | 2) => (memory: Memory) => {
    const other = me === 1 ? 2 : 1
    const go = (pc: Pc, more: Partial<Memory> = {}) => [{ as: pc, state: { ...memory, ...more, pc: { ...memory.pc, [me]: pc } } }]
    switch (memory.pc[me]) {
      case "a0":
        return go("a1")
      case "a1":
        return go("a2", { c: { ...memory.c, [me]: true } })
      case "a2":
        return go("a3", { turn: other })
      case "a3":
        return !memory.c[other] || memory.turn === me ? go("cs") : []
      case "cs":
        return go("a4")
      case "a4":
        return go("a0", { c: { ...memory.c, [me]: false } })
    }
  }
  const isIn = (pc: Pc): boolean => pc === "cs" || pc === "a4"
  const asks = { from: ({ memory }: { readonly memory: Memory }) => memory.pc[1] === "a3", holds: ({ memory }: { readonly memory: Memory }) => memory.pc[1] === "cs", fairness: "weak" as const }
  const peterson = defineModel({
    name: "peterson",
    nodes: { memory: node<Memory, never>({ initial: { c: { 1: false, 2: false }, turn: 1, pc: { 1: "a0", 2: "a0" } }, choices: { "thread 1": thread(1), "thread 2": thread(2) } }) },
    always: { mutex: ({ memory: { pc } }) => !(isIn(pc[1]) && isIn(pc[2])) },
    ends: { "nobody is stuck": () => false },
    eventually: { "who asks gets in": asks, "though only the other is fair": { ...asks, fair: ["thread 2"] } }
  })
  test("42 states of 77, depth 11", () => expect(countsOf(peterson)).toEqual([42, 77, 11]))
  test("excludes, and lets in whom fairness lets on", () =>
    expect(verdictsOf(peterson)).toEqual({ mutex: "holds", "nobody is stuck": "holds", "who asks gets in": "holds", "though only the other is fair": "violated", "no rule throws": "holds" }))
})

describe("an allocator of resources (allocator/SimpleAllocator)", () => {
  const clients = ["c1", "c2", "c3"]
  const resources = ["r1", "r2"]
  type Held = { readonly [client: string]: ReadonlySet<string> }
  interface Server {
    readonly unsat: Held
    readonly alloc: Held
  }
  const subsets = (of: Iterable<string>) => [...of].reduce<readonly (readonly string[])[]>((all, x) => [...all, ...all.map((set) => [...set, x])], [[]]).filter(({ length }) => length > 0)
  const minus = (from: ReadonlySet<string> | undefined, set: readonly string[]): ReadonlySet<string> => new Set([...(from ?? [])].filter((r) => !set.includes(r)))
  const none: Held = Object.fromEntries(clients.map((client) => [client, new Set()]))
  const all = (does: string, of: (client: string) => (self: Server) => readonly { readonly as: string; readonly state: Server }[]) => Object.fromEntries(clients.map((client) => [`${client} ${does}`, of(client)]))
  const each = (sets: readonly (readonly string[])[], state: (set: readonly string[]) => Server) => sets.map((set) => ({ as: set.join(), state: state(set) }))
  const server = node<Server, never>({
    initial: { unsat: none, alloc: none },
    choices: {
      ...all("asks", (c) => (s) => ((s.unsat[c]?.size ?? 0) + (s.alloc[c]?.size ?? 0) > 0 ? [] : each(subsets(resources), (set) => ({ ...s, unsat: { ...s.unsat, [c]: new Set(set) } })))),
      ...all("is given", (c) => (s) =>
        each(subsets([...(s.unsat[c] ?? [])].filter((r) => clients.every((d) => !s.alloc[d]?.has(r)))), (set) => ({
          unsat: { ...s.unsat, [c]: minus(s.unsat[c], set) },
          alloc: { ...s.alloc, [c]: new Set([...(s.alloc[c] ?? []), ...set]) }
        }))),
      ...all("returns", (c) => (s) => each(subsets(s.alloc[c] ?? []), (set) => ({ ...s, alloc: { ...s.alloc, [c]: minus(s.alloc[c], set) } })))
    }
  })
  const mutex = { mutex: ({ server: { alloc } }: { readonly server: Server }) => resources.every((r) => clients.filter((c) => alloc[c]?.has(r)).length <= 1) }
  const strengths = (does: string, how: "weak" | "strong") => Object.fromEntries(clients.map((client) => [`${client} ${does}`, how]))
  const obtains = { from: ({ server: { unsat } }: { readonly server: Server }) => unsat.c1?.has("r1") === true, holds: ({ server: { alloc } }: { readonly server: Server }) => alloc.c1?.has("r1") === true }
  const allocator = defineModel({
    name: "allocator",
    nodes: { server },
    always: mutex,
    eventually: {
      "who asks obtains": { ...obtains, fair: { ...strengths("returns", "weak"), ...strengths("is given", "strong") } },
      "though given weakly": { ...obtains, fair: { ...strengths("returns", "weak"), ...strengths("is given", "weak") } }
    }
  })
  test("400 states of 1,633, depth 6", () => expect(countsOf(allocator)).toEqual([400, 1633, 6]))
  test("a client obtains what it asks for, if giving is strongly fair", () => expect(verdictsOf(allocator)).toEqual({ mutex: "holds", "who asks obtains": "holds", "though given weakly": "violated", "no rule throws": "holds" }))
  test("clients are alike, and resources", () => {
    const alike = defineModel({ name: "alike", nodes: { server }, always: mutex, symmetric: [clients, resources] })
    expect(explore(alike).uniqueStates).toBe(50)
    expect(explore(alike, { symmetry: false }).uniqueStates).toBe(400)
    expect(explore(alike, { exact: true }).collisionProbability).toBe(0)
  })
})

describe("echo (echo/MCEcho)", () => {
  const names = ["a", "b", "c"]
  interface Self {
    readonly pc: "n0" | "n1" | "n2" | "done"
    readonly parent: string | null
    readonly got: number
  }
  const echo = (me: string) => {
    const neighbours = names.filter((name) => name !== me)
    return node<Self, "m" | "c">({
      initial: { pc: "n0", parent: null, got: 0 },
      actions: {
        begins: (self) => (self.pc === "n0" ? { state: { ...self, pc: "n1" }, send: me === "a" ? [{ to: neighbours, message: "m" }] : [] } : undefined),
        "has all": (self) => (self.pc === "n1" && self.got === 2 ? { state: { ...self, pc: "n2" } } : undefined),
        ends: (self) => (self.pc === "n2" ? { state: { ...self, pc: "done" }, send: self.parent === null ? [] : [{ to: self.parent, message: "c" }] } : undefined)
      },
      receive: (self, _, from) => {
        if (self.pc !== "n1" || self.got === 2) return undefined
        return me === "a" || self.got > 0 ? { state: { ...self, got: self.got + 1 } } : { state: { ...self, got: 1, parent: from }, send: [{ to: neighbours.filter((name) => name !== from), message: "m" }] }
      }
    })
  }
  const model = defineModel({
    name: "echo",
    nodes: { a: echo("a"), b: echo("b"), c: echo("c") },
    ends: { "all are done, in a tree": ({ a, b, c }) => [a, b, c].every(({ pc }) => pc === "done") && (b.parent === "a" || c.parent === "a") }
  })
  test("75 states, depth 16", () => {
    expect(explore(model)).toMatchObject({ uniqueStates: 75, depth: 16, never: { actions: [], messages: [] } })
    expect(verdictsOf(model)["all are done, in a tree"]).toBe("holds")
  })
})

describe("a register of Attiya, Bar-Noy and Dolev (Stateright's linearizable-register)", () => {
  type Seq = readonly [number, string]
  interface Written {
    readonly seq: Seq
    readonly value: string
  }
  type Message =
    | { readonly t: "put"; readonly id: number; readonly value: string }
    | { readonly t: "get" | "putOk" | "query" | "ackRecord"; readonly id: number }
    | { readonly t: "getOk"; readonly id: number; readonly value: string }
    | ({ readonly t: "ackQuery" | "record"; readonly id: number } & Written)
  type Phase =
    | { readonly p: 1; readonly id: number; readonly client: string; readonly write: string | null; readonly mine: Written }
    | { readonly p: 2; readonly id: number; readonly client: string; readonly read: string | null }
  interface Server extends Written {
    readonly phase: Phase | null
  }
  const servers = ["s0", "s1"] as const
  const isLater = (x: Seq, y: Seq): boolean => x[0] > y[0] || (x[0] === y[0] && x[1] > y[1])
  /** Of two, both are a majority: the first answer decides. Its own is that of when it was asked. */
  const server = (me: string) => {
    const peers = servers.filter((name) => name !== me)
    const take = (self: Server, { seq, value }: Written): Server => (isLater(seq, self.seq) ? { ...self, seq, value } : self)
    return node<Server, Message>({
      initial: { seq: [0, me], value: "", phase: null },
      receive: (self, message, from) => {
        const { phase } = self
        const { id } = message
        switch (message.t) {
          case "put":
          case "get":
            return phase !== null ? undefined : { state: { ...self, phase: { p: 1, id, client: from, write: message.t === "put" ? message.value : null, mine: { seq: self.seq, value: self.value } } }, send: [{ to: peers, message: { t: "query", id } }] }
          case "query":
            return { state: self, send: [{ to: from, message: { t: "ackQuery", id, seq: self.seq, value: self.value } }] }
          case "ackQuery": {
            if (phase?.p !== 1 || phase.id !== id) return undefined
            const best: Written = isLater(phase.mine.seq, message.seq) ? phase.mine : message
            const chosen: Written = phase.write === null ? best : { seq: [best.seq[0] + 1, me], value: phase.write }
            return { state: { ...take(self, chosen), phase: { p: 2, id, client: phase.client, read: phase.write === null ? chosen.value : null } }, send: [{ to: peers, message: { t: "record", id, seq: chosen.seq, value: chosen.value } }] }
          }
          case "record":
            return { state: take(self, message), send: [{ to: from, message: { t: "ackRecord", id } }] }
          case "ackRecord":
            if (phase?.p !== 2 || phase.id !== id) return undefined
            return { state: { ...self, phase: null }, send: [{ to: phase.client, message: phase.read === null ? { t: "putOk", id } : { t: "getOk", id, value: phase.read } }] }
          default:
            return undefined
        }
      }
    })
  }
  /** It puts, and then gets from the other server. */
  const client = (i: number) =>
    node<{ readonly done: number; readonly awaiting: number | null }, Message>({
      initial: { done: 0, awaiting: i },
      receive: ({ done, awaiting }, { t, id }) => {
        if (id !== awaiting) return undefined
        return t === "putOk" ? { state: { done: 1, awaiting: 2 * i }, send: [{ to: servers[(i + 1) % 2] as string, message: { t: "get", id: 2 * i } }] } : { state: { done: done + 1, awaiting: null } }
      }
    })
  type Did = { readonly put: string } | "get"
  const put = (i: number, value: string) => ({ from: `c${i}` as "c2", to: servers[i % 2] as "s0", message: { t: "put" as const, id: i, value } })
  const abd = defineModel({
    name: "abd",
    nodes: { s0: server("s0"), s1: server("s1"), c2: client(2), c3: client(3) },
    underWay: [put(2, "A"), put(3, "B")],
    history: {
      initial: called(called({} as History<Did, string>, "c2", { put: "A" }), "c3", { put: "B" }),
      note: (history, { node: who, receives }) => {
        if (receives?.t === "getOk") return returned(history, who, receives.value)
        return receives?.t === "putOk" ? called(returned(history, who, ""), who, "get") : history
      }
    },
    always: { linearizable: (_, history) => isLinearizable({ initial: "", apply: (value: string, did: Did) => (did === "get" ? { state: value, returns: value } : { state: did.put, returns: "" }) }, history) },
    sometimes: { "value chosen": (_nodes, _history, underWay) => underWay.some(({ message }) => message.t === "getOk" && message.value !== "") }
  })
  test("544 states; a value is chosen after 11 steps", () => {
    const { uniqueStates, properties } = explore(abd)
    expect(uniqueStates).toBe(544)
    expect(properties.map(({ id, verdict, trace }) => [id, verdict, trace?.steps.length])).toEqual([["linearizable", "holds", undefined], ["value chosen", "reached", 11], ["no rule throws", "holds", undefined]])
  })
})

test("threads that lose an update (Stateright's increment): 13 states, 8 if they are alike", () => {
  interface Memory {
    readonly shared: number
    readonly threads: { readonly [thread: string]: { readonly read: number; readonly pc: 1 | 2 | 3 } }
  }
  const thread = (me: string) => ({ shared, threads }: Memory) => {
    const { read = 0, pc = 1 } = threads[me] ?? {}
    if (pc === 1) return [{ as: "reads", state: { shared, threads: { ...threads, [me]: { read: shared, pc: 2 as const } } } }]
    return pc === 2 ? [{ as: "writes", state: { shared: read + 1, threads: { ...threads, [me]: { read, pc: 3 as const } } } }] : []
  }
  const model = defineModel({
    name: "increment",
    nodes: { memory: node<Memory, never>({ initial: { shared: 0, threads: { x: { read: 0, pc: 1 }, y: { read: 0, pc: 1 } } }, choices: { x: thread("x"), y: thread("y") } }) },
    symmetric: [["x", "y"]],
    always: { "no update is lost": ({ memory: { shared, threads } }) => shared === Object.values(threads).filter(({ pc }) => pc === 3).length }
  })
  expect([explore(model, { symmetry: false }).uniqueStates, explore(model).uniqueStates]).toEqual([13, 8])
  expect(verdictsOf(model)["no update is lost"]).toBe("violated")
})
