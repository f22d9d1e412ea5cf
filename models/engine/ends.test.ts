import { expect, test } from "vitest"
import { defineModel, explore, node } from "./index.ts"

const philosophers = (count: number, isLefty: boolean) => {
  const who = (i: number) => i % count
  const others = Array.from({ length: count }, (_, i) => i)
  type Fork = { readonly by: number | null }
  type Message = "take" | "taken" | "back"
  const fork = node<Fork, Message>({
    initial: { by: null },
    receive: ({ by }, message, from) => {
      if (message === "back") return { state: { by: null } }
      return by === null ? { state: { by: Number(from.slice(1)) }, send: [{ to: from, message: "taken" }] } : undefined
    }
  })
  const philosopher = (i: number) => {
    const order = [`f${i}`, `f${who(i + 1)}`]
    const [first, second] = (isLefty && i === 0 ? order.reverse() : order) as [string, string]
    return node<"thinks" | "asks first" | "asks second" | "has eaten", Message>({
      initial: "thinks",
      actions: { "gets hungry": (self) => (self === "thinks" ? { state: "asks first", send: [{ to: first, message: "take" }] } : undefined) },
      receive: (self) => (self === "asks first" ? { state: "asks second", send: [{ to: second, message: "take" }] } : { state: "has eaten", send: [first, second].map((to) => ({ to, message: "back" })) })
    })
  }
  return defineModel({
    name: `${count} philosophers`,
    nodes: Object.fromEntries(others.flatMap((i) => [[`p${i}`, philosopher(i)], [`f${i}`, fork]])),
    ends: { "all have eaten": (nodes) => others.every((i) => nodes[`p${i}`] === "has eaten") }
  })
}

const verdictOf = (model: ReturnType<typeof defineModel>, options = {}) => explore(model, options).properties.find(({ kind }) => kind === "ends")

test("philosophers who all take the same fork first starve; the shortest run to it is told", () => {
  const found = verdictOf(philosophers(3, false))
  expect(found?.verdict).toBe("violated")
  // Each gets hungry, asks, and is answered.
  expect(found?.trace?.steps).toHaveLength(9)
})

test("one who takes them in the other order is enough", () => expect(verdictOf(philosophers(3, true))?.verdict).toBe("holds"))

const counter = (most: number, bounds: { readonly maxInFlight?: number; readonly atMost?: { readonly [action: string]: number } }) =>
  defineModel({
    name: "counter",
    nodes: {
      a: node<number, "tick">({
        initial: 0,
        actions: { ticks: (n) => (n < most ? { state: n + 1, send: [{ to: "b", message: "tick" }] } : undefined), rests: (n) => (most < 0 ? { state: n } : undefined) },
        receive: () => undefined
      }),
      // What it never takes stays in flight.
      b: node<number, "tick">({ initial: 0, receive: () => undefined })
    },
    network: bounds.maxInFlight === undefined ? {} : { maxInFlight: bounds.maxInFlight },
    ...(bounds.atMost === undefined ? {} : { atMost: bounds.atMost }),
    ends: { "nobody is stuck": () => false }
  })

test("a step that changes nothing is a step", () => expect(verdictOf(counter(-1, {}))?.verdict).toBe("holds"))
test("a step that the bounds cut off is possible", () => expect(verdictOf(counter(9, { maxInFlight: 2 }))?.verdict).toBe("holds"))
test("an action that is used up is not", () => expect(verdictOf(counter(9, { atMost: { ticks: 2 } }))?.trace?.steps).toHaveLength(2))
test("the state that a run begins with may be stuck", () => expect(verdictOf(counter(0, {}))?.trace?.steps).toHaveLength(0))
test("what was not expanded is undecided", () => expect(verdictOf(counter(9, {}), { maxDepth: 3 })?.verdict).toBe("undecided"))
