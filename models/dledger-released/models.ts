/**
 * The models of a released DLedger: the worlds of a DLedger group around the machine that follows the released code.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import { type Bounds, nameOf } from "../dledger/models.ts"
import type { GroupOptions } from "../world/group.ts"
import type { BrokerMachine } from "../world/node.ts"

export interface ReleasedBounds extends Bounds {
  readonly version: Config["dLedgerVersion"]
}

/** Two nodes lead in turn, and a third one hears both: they do not hear from each other. */
const TWO_LEADERS = { standing: [0, 1], apart: [[0, 1]] } as const

/** The third node is down. */
const TWO_OF_THREE = { standing: [0, 1], apart: [[0, 2], [1, 2]] } as const

const all = { ghosts: ["leaders", "votes", "commits", "acks"], nodes: 3, lossy: true, inFlight: 2, faults: {} } as const

const elections = {
  ...all,
  topic: "elections",
  about: "who becomes leader: votes in two terms, of logs that are empty",
  terms: 1,
  messages: 0,
  ghosts: ["leaders", "votes"]
} as const

const votePowerLoss = {
  ...all,
  ...TWO_LEADERS,
  topic: "vote-power-loss",
  about: "term and vote are written, and a power loss comes before they are on disk",
  terms: 1,
  messages: 0,
  inFlight: 1,
  leadersStay: true,
  fine: ["vote"],
  faults: { powerLoss: 1 },
  ghosts: ["leaders", "votes"]
} as const

const pageCache = {
  ...all,
  ...TWO_LEADERS,
  topic: "page-cache",
  about: "acks from page cache, and one power loss",
  terms: 1,
  messages: 1,
  retries: 0,
  leadersStay: true,
  fine: ["log"],
  faults: { powerLoss: 1 },
  timers: ["ElectionTimeout", "PushTimeout", "FlushTimeout"]
} as const

/** One fault that the promise table names, and a leader of the next term. */
const struckOnce = {
  ...all,
  ...TWO_LEADERS,
  terms: 1,
  messages: 1,
  inFlight: 1,
  retries: 0,
  leadersStay: true,
  timers: ["ElectionTimeout", "PushTimeout"]
} as const

const replication = {
  ...all,
  topic: "replication",
  about: "one leader, two messages, every question asked once: compare, truncate, append, commit",
  standing: [0],
  terms: 0,
  messages: 2,
  retries: 0,
  leadersStay: true
} as const

const noop = { enableFastAdvanceCommitIndex: true } as const

export const released: readonly ReleasedBounds[] = [
  { version: "0.3.1.2", ...elections },
  { version: "0.3.1.2", ...votePowerLoss },
  { version: "0.3.1.2", ...replication },
  {
    ...replication,
    version: "0.3.1.2",
    topic: "late-truncate",
    about: "the same, with a question asked again while the answer to the first is still to come",
    retries: 1
  },
  {
    ...all,
    version: "0.3.1.2",
    topic: "terms",
    about: "two terms, one message, two nodes that stand, leaders that last until they hear of a higher term",
    standing: [0, 1],
    terms: 1,
    messages: 1,
    retries: 0,
    leadersStay: true,
    timers: ["ElectionTimeout", "PushTimeout"]
  },
  {
    ...all,
    ...TWO_LEADERS,
    version: "0.3.1.2",
    topic: "figure-8",
    about: "four terms, two messages, one message between nodes at a time: Figure 8 of the Raft paper",
    terms: 3,
    messages: 2,
    inFlight: 1,
    retries: 0,
    timers: ["ElectionTimeout", "PushTimeout"]
  },
  { version: "0.3.1.2", ...pageCache },
  { ...struckOnce, version: "0.3.1.2", topic: "crash", about: "acks from page cache, and one process that crashes", faults: { crash: 1 } },
  { ...struckOnce, version: "0.3.1.2", topic: "disk-loss", about: "one disk is lost, and its node goes on as a new one", faults: { diskLoss: 1 } },
  {
    ...struckOnce,
    version: "0.3.1.2",
    topic: "disk-error",
    about: "one fsync fails, and its node falls silent",
    fine: ["log"],
    faults: { diskError: 1 },
    timers: ["ElectionTimeout", "PushTimeout", "FlushTimeout"]
  },
  { version: "0.4.0", ...elections, deep: true },
  { version: "0.4.0", ...votePowerLoss },
  { version: "0.4.0", ...replication, config: noop },
  {
    ...all,
    ...TWO_LEADERS,
    version: "0.4.0",
    topic: "late-truncate",
    about: "two leaders of two terms and a follower that both push to",
    terms: 1,
    messages: 1,
    retries: 0,
    leadersStay: true,
    timers: ["ElectionTimeout", "PushTimeout"],
    config: noop
  },
  {
    ...all,
    ...TWO_OF_THREE,
    version: "0.4.0",
    topic: "compare",
    about: "two nodes lead in turn while the third is down: where a new leader begins to compare",
    terms: 1,
    messages: 1,
    retries: 0,
    leadersStay: true,
    timers: ["ElectionTimeout", "PushTimeout"],
    config: noop
  },
  {
    ...all,
    ...TWO_OF_THREE,
    version: "0.4.0",
    topic: "without-no-op",
    about: "the same without a no-op at the start of a term, which is the default",
    terms: 1,
    messages: 1,
    retries: 0,
    leadersStay: true,
    timers: ["ElectionTimeout", "PushTimeout"]
  },
  { version: "0.4.0", ...pageCache, inFlight: 1 }
]

/** Too large to be explored to the end: what is found here is a shortest run all the same, and what is not found shows nothing. */
export const beyond: readonly ReleasedBounds[] = [
  {
    ...all,
    version: "0.4.0",
    topic: "compare-three-terms",
    about: "a third term, in which the one that was cut leads",
    standing: [0, 1],
    apart: [[1, 2]],
    terms: 2,
    messages: 1,
    retries: 0,
    leadersStay: true,
    ghosts: ["acks"],
    timers: ["ElectionTimeout", "PushTimeout"],
    config: noop
  }
]

export const releasedBoundsOf = (name: string): ReleasedBounds => {
  const found = [...released, ...beyond].find((bounds) => `${bounds.version}/${bounds.topic}` === name)
  if (found === undefined) throw new Error(`no model "${name}"; there are: ${released.map(({ version, topic }) => `${version}/${topic}`).join(", ")}`)
  return found
}

/** A machine of the world is given what its own nodes send and its own timers bring, and nothing else. */
export const releasedMachine = dledgerReleased as unknown as BrokerMachine

/** `dledger-0.3.1.2/terms-3n-1t-1m-2net-lossy-2stand-0retries-steady`; the terms are counted from 0. */
export const releasedNameOf = (bounds: ReleasedBounds): string =>
  [
    nameOf(bounds).replace(/^dledger\//, `dledger-${bounds.version}/`),
    ...(bounds.standing === undefined ? [] : [`${bounds.standing.length}stand`]),
    ...(bounds.apart === undefined ? [] : [`apart${bounds.apart.map(([a, b]) => `${a}${b}`).join("")}`]),
    ...(bounds.retries === undefined ? [] : [`${bounds.retries}retries`]),
    ...(bounds.leadersStay ? ["steady"] : [])
  ].join("-")

/** Acks come from page cache, entries are pushed one at a time, and a dispatcher's turn is a timer. */
export const releasedOptionsOf = ({ topic: _topic, about: _about, deep: _deep, version, ...rest }: ReleasedBounds): Omit<GroupOptions, "properties" | "name"> => ({
  ackRequires: "PAGE_CACHE",
  timers: ["ElectionTimeout", "HeartbeatTimeout", "PushTimeout"],
  ...rest,
  config: { maxBatchEntries: 1, dLedgerVersion: version, ...rest.config },
  machine: releasedMachine
})
