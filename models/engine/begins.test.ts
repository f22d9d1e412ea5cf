/** Protocols as github.com/tlaplus/Examples has them, from several beginnings: the counts are TLC's, and one more, before the run begins. */
import { expect, test } from "vitest"
import { defineModel, explore, node, report } from "./index.ts"

const subsets = (count: number): readonly (readonly boolean[])[] => (count === 0 ? [[]] : subsets(count - 1).flatMap((rest) => [true, false].map((each) => [...rest, each])))

/** Chang and Roberts (1979): whoever hears of a lower id on the ring has lost. */
const changRoberts = () => {
  const ids = [1, 2, 3]
  type State = { readonly phase: "before" | "on"; readonly initiates: boolean; readonly state: "cand" | "lost" | "won" }
  const nameOf = (id: number): "n1" | "n2" | "n3" => `n${id as 1 | 2 | 3}`
  const member = (id: number) => {
    const next = nameOf((id % ids.length) + 1)
    return node<State, number>({
      initial: { phase: "before", initiates: false, state: "lost" },
      actions: { starts: (self) => (self.phase === "before" ? { state: { ...self, phase: "on" }, send: self.initiates ? [{ to: next, message: id }] : [] } : undefined) },
      receive: (self, heard) => {
        if (self.phase === "before") return undefined
        if (self.state === "lost" || heard < id) return { state: { ...self, state: "lost" }, send: [{ to: next, message: heard }] }
        return { state: heard === id ? { ...self, state: "won" } : self }
      }
    })
  }
  return defineModel({
    name: "Chang and Roberts",
    nodes: { n1: member(1), n2: member(2), n3: member(3) },
    begins: subsets(3).map((some) => Object.fromEntries(ids.map((id, i) => [nameOf(id), { phase: "before", initiates: some[i], state: some[i] ? "cand" : "lost" } as State]))),
    always: {
      "the lowest wins, and all others know": (nodes) =>
        ids.every((id) => nodes[nameOf(id)].state !== "won" || (nodes[nameOf(id)].initiates && ids.every((other) => other === id || (nodes[nameOf(other)].state === "lost" && (!nodes[nameOf(other)].initiates || other > id)))))
    },
    sometimes: { "the first wins": ({ n1 }) => n1.state === "won", "the last wins": ({ n3 }) => n3.state === "won" },
    eventually: { "a candidate is followed by a winner": { from: ({ n1, n2, n3 }) => [n1, n2, n3].some(({ state }) => state === "cand"), holds: ({ n1, n2, n3 }) => [n1, n2, n3].some(({ state }) => state === "won"), fairness: "weak" } }
  })
}

/** Dijkstra's EWD 840: has everybody on the ring come to rest? All of it in one node, as of shared memory. */
const ewd840 = (stains: boolean) => {
  type Color = "white" | "black"
  type State = { readonly active: readonly boolean[]; readonly color: readonly Color[]; readonly token: number; readonly tokenColor: Color }
  const all = [0, 1, 2]
  const initial: State = { active: [false, false, false], color: ["white", "white", "white"], token: 0, tokenColor: "black" }
  return defineModel({
    name: "EWD 840",
    nodes: {
      ring: node<State, never>({
        initial,
        choices: {
          "passes the token": (self) => {
            const { token: i, color, tokenColor, active } = self
            const isBlack = color[i] === "black"
            if (i === 0) return tokenColor === "black" || isBlack ? [{ as: "anew", state: { ...self, token: 2, tokenColor: "white", color: color.with(0, "white") } }] : []
            return !active[i] || isBlack || tokenColor === "black" ? [{ as: `from ${i}`, state: { ...self, token: i - 1, tokenColor: isBlack ? "black" : tokenColor, color: color.with(i, "white") } }] : []
          },
          wakes: (self) =>
            all.flatMap((i) => (self.active[i] ? all.filter((j) => j !== i).map((j) => ({ as: `${j} by ${i}`, state: { ...self, active: self.active.with(j, true), color: stains && j > i ? self.color.with(i, "black") : self.color } })) : [])),
          rests: (self) => all.flatMap((i) => (self.active[i] ? [{ as: `${i}`, state: { ...self, active: self.active.with(i, false) } }] : []))
        }
      })
    },
    begins: subsets(3).flatMap((active) => subsets(3).flatMap((black) => all.map((token) => ({ ring: { ...initial, active, color: black.map((is): Color => (is ? "black" : "white")), token } })))),
    always: { "what is detected is so": ({ ring }) => !(ring.token === 0 && ring.tokenColor === "white" && ring.color[0] === "white" && !ring.active[0]) || ring.active.every((is) => !is) },
    eventually: {
      "rest is detected": {
        from: ({ ring }) => ring.active.every((is) => !is),
        holds: ({ ring }) => ring.token === 0 && ring.tokenColor === "white" && ring.color[0] === "white",
        fair: ["passes the token"],
        fairness: "weak"
      }
    }
  })
}

const verdictsOf = (model: ReturnType<typeof defineModel>): readonly string[] => explore(model).properties.map(({ id, verdict }) => `${id}: ${verdict}`)

test("Chang and Roberts: 137 states", () => {
  const model = changRoberts()
  expect(explore(model).uniqueStates).toBe(137 + 1)
  expect(verdictsOf(model)).toEqual(["the lowest wins, and all others know: holds", "the first wins: reached", "the last wins: reached", "a candidate is followed by a winner: holds", "no rule throws: holds"])
})

test("EWD 840: 302 states", () => {
  const model = ewd840(true)
  expect(explore(model).uniqueStates).toBe(302 + 1)
  expect(verdictsOf(model)).toEqual(["what is detected is so: holds", "rest is detected: holds", "no rule throws: holds"])
})

test("without stains it detects too early, and the run says how it began", () => {
  const model = ewd840(false)
  const text = report(model, explore(model))
  expect(text).toContain("violated  what is detected is so")
  expect(text).toContain("1  the run begins as {ring: ")
})

test("a beginning of a node that there is not is refused by name", () => {
  const definition = { name: "typo", nodes: { a: node<number, never>({ initial: 0 }) } }
  expect(() => defineModel({ ...definition, begins: [{ b: 1 } as never] })).toThrow(/begins names "b"; the nodes are a/)
  expect(() => defineModel({ ...definition, begins: [] })).toThrow(/begins is empty/)
})
