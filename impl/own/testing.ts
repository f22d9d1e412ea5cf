/**
 * For the tests of this folder: a file as somebody would write it, with models to be checked.
 *
 * @module
 */
import { defineModel, node } from "../../models/engine/index.ts"

const votes = (needed: number) => {
  const voter = node<"waits" | "voted", "vote" | "yes" | "done">({ initial: "waits", receive: (self, message) => (message === "vote" ? { state: "voted", send: [{ to: "chair", message: "yes" }] } : { state: self }) })
  return defineModel({
    name: `a vote, ${needed} needed`,
    nodes: {
      alice: voter,
      bob: voter,
      chair: node<{ readonly asked: boolean; readonly yes: number }, "vote" | "yes" | "done">({
        initial: { asked: false, yes: 0 },
        actions: { asks: (self) => (self.asked ? undefined : { state: { ...self, asked: true }, send: [{ to: ["alice", "bob"], message: "vote" }] }) },
        receive: (self) => ({ state: { ...self, yes: self.yes + 1 } })
      })
    },
    always: { "nobody is passed over": ({ alice, bob, chair }) => chair.yes < needed || (alice === "voted" && bob === "voted") },
    sometimes: { "it is decided": ({ chair }) => chair.yes >= needed },
    symmetric: ["alice", "bob"]
  })
}

export const hasty = votes(1)
export const patient = votes(2)
export const notAModel = { name: "a vote", slots: 3 }
