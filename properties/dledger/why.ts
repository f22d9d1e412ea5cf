/**
 * Why a promise is broken at the end of a trace: the values that contradict it, and the story of the message or term
 * concerned. Everything is read from the states; nothing is written for a particular bug.
 *
 * @module
 */
import { allEntries, entryAt, holdsMessage, isMessage } from "../../models/world/disk.ts"
import { describe } from "../../models/world/describe-group.ts"
import type { Local } from "../../models/world/group.ts"
import type { History } from "../../models/world/history.ts"
import type { Node } from "../../models/world/node.ts"
import type { Trace } from "../../models/engine/result.ts"

const called = (payload: string): string => (isMessage(payload) ? payload : `the no-op of ${payload}`)

const andList = (names: readonly string[]): string => (names.length === 0 ? "nobody" : names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`)

/** A trace as one list of states, with what was done to reach each. */
interface Run {
  readonly nodes: readonly string[]
  readonly states: readonly (readonly Local[])[]
  /** What step `i` did, 1 being the first. */
  readonly did: (step: number) => string
  /** It is a lasso: its end is made over and over. */
  readonly goesRound: boolean
}

const runOf = (nodes: readonly string[], trace: Trace): Run => ({
  nodes,
  states: [trace.initial, ...trace.steps.map(({ locals }) => locals)] as readonly (readonly Local[])[],
  goesRound: trace.loopFrom !== undefined,
  did: (step) => {
    const taken = trace.steps[step - 1]
    return taken === undefined ? "the beginning" : describe(nodes, taken.move)
  }
})

const nodeIn = (run: Run, step: number, i: number): Node => (run.states[step] as readonly Local[])[i] as Node
const historyIn = (run: Run, step: number): History => (run.states[step] as readonly Local[])[run.nodes.length + 1] as History

/** The first step after which this is true; −1 if none. */
const firstStep = (run: Run, from: number, holds: (step: number) => boolean): number => {
  for (let step = from; step < run.states.length; step++) if (holds(step)) return step
  return -1
}

export const why = (property: string, nodes: readonly string[], trace: Trace): readonly string[] => {
  const run = runOf(nodes, trace)
  const story = stories.find(([id]) => property.startsWith(id))
  return story === undefined ? [] : story[1](run)
}

const twoLeaders = (run: Run): readonly string[] => {
  const end = run.states.length - 1
  const { leaders } = historyIn(run, end)
  return leaders.flatMap(([term, node]) => {
    const since = firstStep(run, 0, (step) => historyIn(run, step).leaders.some(([t, n]) => t === term && n === node))
    return leaders.some(([t, n]) => t === term && n !== node) ? [`${node} became leader of term ${term} at step ${since} (${run.did(since)}).`] : []
  })
}

const twoVotes = (run: Run): readonly string[] => {
  const { votes } = historyIn(run, run.states.length - 1)
  return votes.flatMap(([term, voter, candidate]) => {
    if (!votes.some(([t, v, c]) => t === term && v === voter && c !== candidate)) return []
    const since = firstStep(run, 0, (step) => historyIn(run, step).votes.some(([t, v, c]) => t === term && v === voter && c === candidate))
    return [`${voter} gave its vote of term ${term} to ${candidate} at step ${since} (${run.did(since)}).`]
  })
}

/** Entries that a leader of a later term should have and has not. */
const incompleteLeader = (run: Run): readonly string[] => {
  const end = run.states.length - 1
  return run.nodes.flatMap((name, i) => {
    const { broker, disk } = nodeIn(run, end, i)
    if (broker.raft.role !== "LEADER") return []
    return historyIn(run, end).commits.flatMap(({ index, term, payload, inTerm }) => {
      const entry = entryAt(disk, index)
      if (inTerm >= broker.raft.term || (entry?.term === term && entry.payload === payload)) return []
      const since = firstStep(run, 0, (step) => historyIn(run, step).commits.some((commit) => commit.index === index && commit.payload === payload))
      return [
        `${called(payload)} was committed at index ${index} in term ${inTerm}, at step ${since}.`,
        `${name} leads term ${broker.raft.term} and has ${entry === undefined ? "nothing" : called(entry.payload)} there.`
      ]
    })
  })
}

const twoCommits = (run: Run): readonly string[] => {
  const { commits } = historyIn(run, run.states.length - 1)
  return commits.flatMap((commit) => {
    if (!commits.some((other) => other.index === commit.index && other !== commit)) return []
    const since = firstStep(run, 0, (step) => historyIn(run, step).commits.some(({ index, payload, term }) => index === commit.index && payload === commit.payload && term === commit.term))
    return [`At index ${commit.index}, ${called(commit.payload)} of term ${commit.term} was held committed at step ${since} (${run.did(since)}).`]
  })
}

const holders = (run: Run, step: number, index: number, term: number, payload: string, durable: boolean): readonly string[] =>
  run.nodes.filter((_, i) => {
    const { disk } = nodeIn(run, step, i)
    const entry = entryAt(disk, index)
    return (!durable || disk.durable >= index) && entry?.term === term && entry.payload === payload
  })

/** Committed entries without a majority, and how each copy was lost. */
const tooFewCopies = (run: Run): readonly string[] => {
  const end = run.states.length - 1
  const onDisk = nodeIn(run, end, 0).broker.config.ackRequires === "FSYNC"
  return historyIn(run, end).commits.flatMap(({ index, term, payload, inTerm }) => {
    const left = holders(run, end, index, term, payload, onDisk)
    if (left.length > run.nodes.length / 2) return []
    const since = firstStep(run, 0, (step) => historyIn(run, step).commits.some((commit) => commit.index === index && commit.payload === payload))
    const then = holders(run, since, index, term, payload, false)
    return [
      `${called(payload)} was committed at index ${index} in term ${inTerm}, at step ${since}, when ${andList(then)} had it.`,
      ...losses(run, since, (step, i) => holders(run, step, index, term, payload, false).includes(run.nodes[i] as string)),
      `Now it is ${onDisk ? "on the disk" : "in the log"} of ${andList(left)}: no majority of ${run.nodes.length}.`
    ]
  })
}

/** Who had it at `since` and lost it later, and by what. */
const losses = (run: Run, since: number, has: (step: number, i: number) => boolean): readonly string[] =>
  run.nodes.flatMap((name, i) => {
    if (!has(since, i)) return []
    const lost = firstStep(run, since, (step) => !has(step, i))
    return lost < 0 ? [] : [`${name} lost it at step ${lost}: ${run.did(lost)}.`]
  })

/** The story of every acked message that a later leader lacks, or that no log has. */
const lostAck = (run: Run): readonly string[] => {
  const end = run.states.length - 1
  return historyIn(run, end).acks.flatMap(({ message, inTerm }) => {
    const has = (step: number, i: number) => holdsMessage(nodeIn(run, step, i).disk, message)
    const lacking = run.nodes.filter((_, i) => {
      const { broker } = nodeIn(run, end, i)
      return broker.raft.role === "LEADER" && broker.raft.term > inTerm && !has(end, i)
    })
    const nowhere = run.nodes.every((_, i) => !has(end, i))
    if (lacking.length === 0 && !nowhere) return []
    const acked = firstStep(run, 0, (step) => historyIn(run, step).acks.some((ack) => ack.message === message))
    const then = run.nodes.filter((_, i) => has(acked, i))
    const onDisk = then.filter((name) => {
      const { disk } = nodeIn(run, acked, run.nodes.indexOf(name))
      const index = allEntries(disk).findIndex(({ payload }) => payload === message)
      return disk.durable >= index
    })
    return [
      `${message} was answered SEND_OK at step ${acked}, when ${andList(then)} had written it and it was on the disk of ${andList(onDisk)}.`,
      ...losses(run, acked, has),
      ...lacking.map((name) => {
        const i = run.nodes.indexOf(name)
        const elected = firstStep(run, 0, (step) => nodeIn(run, step, i).broker.raft.role === "LEADER" && nodeIn(run, step, i).broker.raft.term > inTerm)
        const voters = run.nodes.filter((_, j) => nodeIn(run, elected, j).broker.raft.votedFor === name && nodeIn(run, elected, j).broker.raft.term === nodeIn(run, elected, i).broker.raft.term)
        return `${name} was elected at step ${elected} by ${andList(voters)}, and has no ${message}.`
      }),
      ...(nowhere ? [`No log has ${message} any more.`] : [])
    ]
  })
}

/** A commit without a majority behind it, at the step that made it. */
const commitWithoutQuorum = (run: Run): readonly string[] => {
  const end = run.states.length - 1
  return run.nodes.flatMap((name, i) => {
    const [was, is] = [nodeIn(run, end - 1, i), nodeIn(run, end, i)]
    const index = is.broker.raft.commitIndex
    if (is.broker.raft.role !== "LEADER" || index <= was.broker.raft.commitIndex) return []
    const entry = entryAt(is.disk, index)
    if (entry === undefined) return [`${name} commits up to ${index}, where it has no entry.`]
    const written = holders(run, end, index, entry.term, entry.payload, false)
    const durable = holders(run, end, index, entry.term, entry.payload, true)
    return [
      `${name}, leader of term ${is.broker.raft.term}, commits ${called(entry.payload)} of term ${entry.term} at index ${index}.`,
      entry.term === is.broker.raft.term
        ? `It is written by ${andList(written)} and on the disk of ${andList(durable)}: no majority of ${run.nodes.length}.`
        : "Only entries of its own term may be counted: a later leader can still replace this one."
    ]
  })
}

const uncommittedRead = (run: Run): readonly string[] => {
  const end = run.states.length - 1
  return run.nodes.flatMap((name, i) => {
    const { broker, disk } = nodeIn(run, end, i)
    const entry = entryAt(disk, broker.dispatchedIndex)
    return broker.dispatchedIndex > broker.raft.commitIndex && entry !== undefined
      ? [`${name} serves entries up to ${broker.dispatchedIndex} (${called(entry.payload)}), but holds only those up to ${broker.raft.commitIndex} committed.`]
      : []
  })
}

/** What is asked of the end of all runs has no last step: this state is where the last of them is lost. */
const nothingLeft = ({ goesRound }: Run): readonly string[] => [
  goesRound ? "The end of this run can be made over and over. It never comes to it, and puts off no move that a fair run must make." : "From here on no run comes to it, whatever is delivered and whichever timers fire."
]

/** What a client was told that no append-only list would have told it, and since when the list was longer. */
const notAList = (run: Run): readonly string[] => {
  const { broken } = historyIn(run, run.states.length - 1).list
  if (broken === null) return []
  const { length } = historyIn(run, run.states.length - 1).list
  const since = firstStep(run, 0, (step) => historyIn(run, step).list.length === length)
  return [`The queue had ${length} messages for its clients from step ${since} on (${run.did(since)}).`, `${broken}.`]
}

const stories: readonly (readonly [string, (run: Run) => readonly string[]])[] = [
  ["S2 ", twoLeaders],
  ["S3 ", twoVotes],
  ["S7 ", incompleteLeader],
  ["S8 ", twoCommits],
  ["S9 ", commitWithoutQuorum],
  ["S11 ", tooFewCopies],
  ["S12 ", lostAck],
  ["W12 ", lostAck],
  ["S17 ", uncommittedRead],
  ["S18 ", twoCommits],
  ["S21 ", notAList],
  ["stale read", notAList],
  ...["L1 ", "L4 ", "L5 ", "L6 ", "W11 "].map((id) => [id, nothingLeft] as const)
]
