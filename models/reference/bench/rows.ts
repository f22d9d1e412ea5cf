/**
 * What is compared with what, and what is aimed at.
 *
 * @module
 */

export interface Rival {
  readonly tool: "stateright" | "tlc"
  /** As a reader is told. */
  readonly name: string
  /** Of Stateright: the example and its arguments. */
  readonly example?: string
  readonly args?: readonly (string | number)[]
  /** So many times our time, at least. */
  readonly goal: number
}

export interface Row {
  readonly title: string
  /** Of `cases.ts`. */
  readonly ours: string
  readonly rivals: readonly Rival[]
}

const stateright = (how: "bfs" | "dfs", goal: number, example: string, ...args: readonly number[]): Rival => ({
  tool: "stateright",
  name: `Stateright, ${how === "bfs" ? "breadth-first" : "depth-first"}`,
  example,
  args: [how, ...args],
  goal
})

export const rows: readonly Row[] = [
  {
    title: "Raft, 3 nodes, exhaustive: 1 term, 1 entry, 5 messages in flight",
    ours: "raft-3n-bounded",
    rivals: [stateright("bfs", 20, "raft", 3, 0, 1), stateright("dfs", 12, "raft", 3, 0, 1)]
  },
  {
    title: "Two-phase commit, 8 managers",
    ours: "2pc-8",
    rivals: [stateright("bfs", 3.5, "2pc", 8), stateright("dfs", 2, "2pc", 8), { tool: "tlc", name: "TLC, 1 worker", goal: 20 }]
  },
  { title: "Paxos, 3 servers, 3 clients", ours: "paxos-3c", rivals: [stateright("bfs", 10, "paxos", 3)] },
  { title: "Single-copy register, 4 clients, history judged for linearizability", ours: "single-copy-register-4c", rivals: [stateright("bfs", 10, "single-copy-register", 4)] }
]

/** What is ours alone. `figure` is made of the median run. */
export interface Alone {
  readonly title: string
  readonly ours: string
  readonly unit: string
  readonly goal: number
  readonly better: "less" | "more"
  readonly figure: (median: { readonly unique: number; readonly generated: number; readonly cpuSeconds: number; readonly peakBytes: number }) => number
}

export const alone: readonly Alone[] = [
  { title: "Raft, 3 nodes, one crash, to depth 12: peak memory, traces included", ours: "raft-3n-depth-12", unit: "bytes a state", goal: 40, better: "less", figure: ({ peakBytes, unique }) => peakBytes / unique },
  { title: "Two-phase commit, 8 managers: everybody decides in every fair run", ours: "2pc-8-in-the-end", unit: "s for a million states", goal: 10, better: "less", figure: ({ cpuSeconds, unique }) => (cpuSeconds * 1e6) / unique },
  { title: "Random walks of 100 steps, Raft, 3 nodes, one crash", ours: "raft-3n-walks", unit: "steps/s", goal: 500_000, better: "more", figure: ({ generated, cpuSeconds }) => generated / cpuSeconds }
]

/** Of 1 to 2 workers. */
export const WORKERS_GOAL = 1.6
