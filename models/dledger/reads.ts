/**
 * Models of clients that ask a DLedger group where a queue ends, while its leadership changes.
 *
 * @module
 */
import type { Bounds } from "./bounds.ts"

const reads = { nodes: 3, terms: 2, messages: 1, reads: 1, inFlight: 2, lossy: true, faults: {}, ghosts: ["operations"] } as const

const linearizable = { ...reads, config: { linearizableRead: true } } as const

export const readModels: readonly Bounds[] = [
  {
    topic: "reads",
    about: "leaders answer from their own state: one that was deposed without knowing it tells an old end of the queue",
    ...reads
  },
  {
    topic: "linearizable-reads",
    about: "leaders answer once a majority has confirmed them: no read misses what was acked before it",
    ...linearizable,
    faults: { crash: 1 }
  },
  {
    topic: "linearizable-reads-reordered",
    about: "the same with more under way: answers to earlier messages that arrive late",
    ...linearizable,
    inFlight: 3,
    timers: ["ElectionTimeout"]
  },
  {
    topic: "linearizable-reads-slow-queues",
    about: "what is committed takes its time to be seen, and a read that came meanwhile waits for it; snapshots of what was seen",
    ...linearizable,
    standing: [0],
    fine: ["queues"],
    config: { ...linearizable.config, enableSnapshot: true },
    compaction: true,
    timers: ["ElectionTimeout"]
  },
  {
    topic: "linearizable-reads-two",
    about: "the same with two messages and two reads: what one read has told, the next must not miss",
    deep: true,
    ...linearizable,
    messages: 2,
    reads: 2
  }
]
