/**
 * Changes as a person would plant them: small, plausible, and none of them a bug from the list of mutants. They go through the
 * same machinery as those that are made by machine.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { SpecMutant } from "./generate.ts"
import { plantedByExaminer } from "./planted-examiner.ts"
import { plantedByJudge } from "./planted-judge.ts"
import { plantedOutsideRaft } from "./planted-outside-raft.ts"
import { plantedBrokersOfHistory } from "./planted-history-brokers.ts"
import { plantedMembersOfHistory } from "./planted-history-members.ts"
import { plantedInMembers } from "./planted-members.ts"
import { childrenOf, type Node } from "./syntax.ts"

export interface Planted {
  /** Below `spec/`. */
  readonly file: string
  /** Text that the file has once. */
  readonly before: string
  readonly after: string
  /** The rule, as it is then. */
  readonly says: string
  /** Where somebody has had such a bug, or what decides it there. */
  readonly seen?: string
  /** Why nothing can catch it; absent: something must. */
  readonly because?: string
}

export const planted: readonly Planted[] = [
  ...plantedInMembers,
  { file: "raft/rules/request-vote.ts", before: "chain(self, adopt(event), save, reply(event, false))", after: "reply(event, false)(self)", says: "A refused candidate's term is not adopted." },
  { file: "raft/step-down.ts", before: "newer ? [] : raft.waiting", after: "raft.waiting", says: "What waits for the disk is said in the next term too." },
  { file: "raft/step-down.ts", before: "newer ? leader : (leader ?? raft.leader)", after: "leader ?? raft.leader", says: "The leader of an earlier term is taken for the new term's." },
  { file: "raft/step-down.ts", before: "locks: HashMap.empty(), queues: withoutUncommitted(self)", after: "locks: HashMap.empty()", says: "A deposed leader does not free the queue offsets of what was not committed." },
  { file: "raft/step-down.ts", before: "pending: [], locks", after: "locks", says: "A deposed leader keeps its pending sends after it has refused them." },
  { file: "raft/election.ts", before: "lastLogIndex: me.log.lastIndex", after: "lastLogIndex: me.log.lastIndex + 1", says: "A candidate says its log is one longer." },
  { file: "raft/election.ts", before: "        votes: [],\n        waiting: []", after: "        waiting: []", says: "A candidate keeps the votes of the term before." },
  { file: "raft/durability.ts", before: "self.raft.waiting.filter((w) => w.durable <= upTo)", after: "self.raft.waiting.slice()", says: "What waits for the log goes as soon as the vote is on disk." },
  { file: "raft/durability.ts", before: " && raft.saved.voter === raft.voter", after: "", says: "Whether it may vote need not be on disk." },
  { file: "raft/rules/append-entries.ts", before: '[{ _tag: "TruncateLog", from }]]', after: "[]]", says: "The disk is not told of a truncation." },
  { file: "raft/rules/append-entries.ts", before: "entries.prevLogIndex >= log.baseIndex && ", after: "entries.prevLogIndex > log.baseIndex && ", says: "What precedes the first entry kept is not compared." },
  { file: "raft/rules/append-entries-reply.ts", before: "match: Math.max(match, index),", after: "match: index,", says: "A late answer takes back what a follower was known to hold." },
  { file: "raft/rules/append-entries-reply.ts", before: "progress.next <= self.log.lastIndex ||", after: "progress.next < self.log.lastIndex ||", says: "The last entry waits for the next heartbeat." },
  { file: "raft/rules/install-snapshot.ts", before: "      baseEnds: ends,\n", after: "", says: "A follower forgets where the queues ended with the snapshot." },
  { file: "raft/rules/install-snapshot.ts", before: "      queues: queuesAt(ends),\n", after: "      queues: self.queues,\n", says: "A follower keeps its queues when a snapshot replaces its log." },
  { file: "raft/rejoin.ts", before: "votedFor: config.dLegerSelfId,", after: "votedFor: raft.votedFor,", says: "A member that lost its disk votes at once in a term in which it may have voted." },
  { file: "raft/rejoin.ts", before: "held < raft.catchUpTo || ", after: "", says: "A member that lost its disk votes before it has what it acked." },
  { file: "raft/commit.ts", before: "answerSends(Math.min(self.raft.commitIndex, writtenAsRequired(self)))", after: "answerSends(self.raft.commitIndex)", says: "A leader answers what its own disk does not have." },
  { file: "raft/rules/rejoin.ts", before: "match: -1, awaiting", after: "match: self.raft.progress[peer]?.match ?? -1, awaiting", says: "A leader still counts what a member held before it lost its disk." },
  { file: "raft/read-index.ts", before: "round <= confirmed && index <= self.dispatchedIndex", after: "round <= confirmed", says: "A read does not wait until what was committed is in the queues." },
  { file: "log/log.ts", before: "Math.max(log.durableIndex, Math.min(index, log.lastIndex))", after: "Math.max(log.durableIndex, index)", says: "More may be durable than there is.", because: "a flush counts only where the log holds its last entry, so it never reaches past the end" },
  { file: "log/log.ts", before: "runs: log.runs.filter((run) => run.first < from),", after: "runs: log.runs.filter((run) => run.first <= from),", says: "A truncation leaves the term of the first entry that it cuts." },
  { file: "ha/on-slaves.ts", before: "began < index && ", after: "", says: "A slave counts for what it had before it connected." },
  { file: "ha/transfer.ts", before: "Math.min(self.log.lastIndex, known.acked + self.config.maxBatchEntries)", after: "Math.min(self.log.durableIndex, known.acked + self.config.maxBatchEntries)", says: "A master copies only what is on its own disk." },
  { file: "ha/connection.ts", before: "self.config.consumerFailoverToSlave ? emit() : refuseHeld, connectLater", after: "connectLater", says: "A slave without its master keeps the pulls that wait." },
  { file: "ha/rules/report-slave-max-offset.ts", before: "acked: end, awaiting: false, ...streamed }), watch(connection), transferTo(from)", after: "acked: end, awaiting: false, ...streamed }), watch(connection), settle(acks), transferTo(from)", says: "The first report of a connection settles what waits.", because: "a slave counts for what it gets from then on, so its first report completes no wait, and waits that others completed are settled already" },
  { file: "serving/offsets.ts", before: "`${group}@${queueKey(topic, queueId)}`", after: "`@${queueKey(topic, queueId)}`", says: "Consumer groups share their progress." },
  { file: "serving/answer-sends.ts", before: "self.pending.slice(done.length)", after: "self.pending.slice(1)", says: "Of several sends that are answered at once only the first is forgotten." },
  { file: "store/rules/dispatched.ts", before: "Math.max(end, next._tag", after: "Math.max(0, next._tag", says: "A follower does not move the offset that the next message of a queue gets." },
  { file: "store/put.ts", before: "queueOffset: queue.next, ...(task", after: "queueOffset: queue.end, ...(task", says: "A producer is told the end of the queue instead of its message's offset." },
  { file: "client/consumer/queues.ts", before: "commitOffset: slave || done === 0 ? null : done", after: "commitOffset: slave || done === 0 ? null : progress.offset", says: "A pull commits what is fetched instead of what is processed." },
  { file: "client/consumer/rules/pull-reply.ts", before: "pause({ ...next, unprocessed: [] })", after: "pause({ ...progress, unprocessed: [] })", says: "A consumer does not take the broker's word for where the queue is." },
  { file: "client/producer/sends.ts", before: '(send.uncertain ? "UNKNOWN" : "FAILED")', after: '"FAILED"', says: "A producer is told that a message failed when nobody knows." },
  { file: "client/producer/sends.ts", before: "attempt: send.attempt + 1", after: "attempt: send.attempt", says: "Tries are not counted." },
  { file: "client/routing.ts", before: "route: route ?? self.routing.route", after: "route", says: "A NameServer that does not know the topic takes the client's route away." },
  { file: "name-server/rules/register-broker.ts", before: "id !== brokerId && addr !== brokerAddr", after: "id !== brokerId", says: "An address stays under the brokerId that it had before." },
  { file: "name-server/tables.ts", before: "rest.length > 0\n", after: "rest.length > 1\n", says: "With the last but one address of a brokerName its queues leave the routes." },
  { file: "transaction/rules/end-transaction.ts", before: "open === undefined || open.ending", after: "open === undefined", says: "A transaction that is being ended is ended again." },
  { file: "schedule/delays.ts", before: "level - 1), offset + 1)", after: "level - 1), offset)", says: "A delay level does not move past what it delivered." },
  ...plantedOutsideRaft,
  ...plantedMembersOfHistory,
  ...plantedBrokersOfHistory,
  ...plantedByExaminer,
  ...plantedByJudge
]

/** Kinds of nodes that can be exchanged as wholes. */
const WHOLES: ReadonlySet<string> = new Set(["LogicalExpression", "BinaryExpression", "ConditionalExpression", "ArrayExpression", "ObjectExpression", "CallExpression", "ArrowFunctionExpression", "TemplateLiteral"])

/** As mutants, each of the smallest expression around the change; throws where a text is not there, or twice. */
export const plantedIn = async (root: string): Promise<readonly SpecMutant[]> => {
  const { parseSync } = await import("oxc-parser")
  return planted.map(({ file, before, after, says, because }) => {
    const source = readFileSync(join(root, "spec", file), "utf8")
    const at = source.indexOf(before)
    if (at < 0 || source.includes(before, at + 1)) throw new Error(`planted: spec/${file} ${at < 0 ? "has no" : "has more than one"} ${JSON.stringify(before)}`)
    const { start, end } = wholeAround(parseSync(file, source).program as unknown as Node, at, at + before.length)
    const hash = createHash("sha256").update(`${before}:${after}`).digest("hex").slice(0, 8)
    const text = `${source.slice(start, at)}${after}${source.slice(at + before.length, end)}`
    return { id: `${file}:planted:${hash}`, file, line: source.slice(0, at).split("\n").length, operator: "planted", says, start, end, text, ...(because !== undefined && { because }) }
  })
}

const wholeAround = (program: Node, start: number, end: number): Node => {
  let smallest = program
  const visit = (node: Node): void => {
    if (WHOLES.has(node.type) && node.start <= start && node.end >= end) smallest = node
    for (const child of childrenOf(node)) visit(child)
  }
  visit(program)
  return smallest
}
