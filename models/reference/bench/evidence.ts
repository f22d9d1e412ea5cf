/**
 * Where Stateright's counts are wrong: the same question to it as published, to the mended copy, and to ours.
 *
 * @module
 */
import type { Evidence } from "./figures.ts"
import type { Copy, Stateright } from "./stateright.ts"
import type { Measured } from "./tools.ts"

export const gather = ({ explore, twoStates }: Stateright, ours: (name: string) => Measured, say: (what: string) => void): readonly Evidence[] => {
  say("asking where counts differ")
  const states = (n: number | null): string => `${n?.toLocaleString("en-US")} ${n === 1 ? "state" : "states"}`
  const raft = (copy: Copy, how: "bfs" | "dfs", depth: number): Measured => explore(copy, "raft", [how, 3, depth])
  const election = (one: Measured): string => `${states(one.unique)}; two leaders of one term: ${one.found?.some((id) => id.toLowerCase() === "election safety") === true ? "found" : "not found"}`
  const copies = (["published", "mended"] as const).flatMap((copy) =>
    (["bfs", "dfs"] as const).map((how) => ({ who: `Stateright, ${copy === "published" ? "as published" : "mended"}, ${how === "bfs" ? "breadth-first" : "depth-first"}`, says: election(raft(copy, how, 10)) }))
  )
  return [
    {
      question: "A model of two states, [{1}, {}] and [{}, {1}]: how many are there?",
      answers: [
        { who: "Stateright, as published", says: states(twoStates("published")) },
        { who: "Stateright, mended", says: states(twoStates("mended")) }
      ]
    },
    {
      question: "Raft, 3 nodes, one crash, to depth 8: how many states are there?",
      answers: [
        { who: "Stateright, as published, breadth-first", says: states(raft("published", "bfs", 8).unique) },
        { who: "Stateright, mended, breadth-first", says: states(raft("mended", "bfs", 8).unique) },
        { who: "ours", says: states(ours("raft-3n-depth-8").unique) },
        { who: "ours, by the full text of every state, without fingerprints", says: states(ours("raft-3n-depth-8-exact").unique) }
      ]
    },
    {
      question: "The same to depth 10: how many, and are there two leaders of one term within?",
      answers: [...copies, { who: "ours", says: election(ours("raft-3n-depth-10")) }]
    }
  ]
}
