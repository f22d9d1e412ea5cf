/**
 * Models that are asked what comes about in the end.
 *
 * @module
 */
import type { Bounds } from "./bounds.ts"

export const inTheEnd: readonly Bounds[] = [
  {
    topic: "recovery",
    about: "what comes about in the end, with one of three nodes dead or alive",
    recovers: true,
    nodes: 3,
    terms: 3,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { kill: 1 },
    ghosts: []
  },
  {
    topic: "snapshot-recovery",
    about: "what comes about in the end when a follower needs entries that a snapshot has replaced",
    recovers: true,
    nodes: 3,
    terms: 2,
    standing: [0],
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: {},
    ghosts: [],
    config: { enableSnapshot: true },
    compaction: true
  },
  {
    topic: "fair-runs",
    about: "a leader, and nothing that is lost: what every fair run comes to",
    fair: "lossless",
    nodes: 3,
    terms: 1,
    standing: [0],
    messages: 1,
    inFlight: 4,
    faults: {},
    ghosts: ["acks"]
  },
  {
    topic: "fair-runs-lossy",
    about: "a leader, and messages that are lost again and again",
    fair: "lossy",
    nodes: 3,
    terms: 1,
    standing: [0],
    messages: 1,
    inFlight: 3,
    lossy: true,
    faults: {},
    ghosts: ["acks"]
  },
  {
    topic: "no-majority-fair-runs",
    about: "two of three nodes die for good, and the third goes on",
    fair: "no majority",
    nodes: 3,
    terms: 2,
    standing: [0],
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { kill: 2 },
    ghosts: ["acks"]
  },
  {
    topic: "stable",
    about: "heartbeats that arrive in time, messages of old terms that arrive late: a leader that all follow stays",
    patient: true,
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 3,
    lossy: true,
    faults: { duplicate: 1 },
    ghosts: ["commits"]
  },
  {
    topic: "group-of-one",
    about: "a group of one node is a group",
    recovers: true,
    nodes: 1,
    terms: 2,
    messages: 2,
    inFlight: 1,
    faults: { crash: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "no-majority",
    about: "two of three nodes die for good",
    recovers: true,
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { kill: 2 },
    ghosts: ["commits", "acks"]
  }
]
