/**
 * What clients and NameServers see of a released node: sends that are answered, and who is the master (`DLedgerCommitLog`,
 * `DLedgerRoleChangeHandler`).
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Broker } from "../../../spec/broker/state.ts"
import { same } from "../../same.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { endsWhole } from "../../dledger/refines/later.ts"
import { works } from "../../dledger/refines/step.ts"
import { isNew, releases, type Taken } from "./step.ts"

/** It has become the leader of a term that it had not led, or (0.4.0) has taken another term. */
const termChanges = ({ before, after }: Taken): boolean => after.dledger.ledTerm !== before.dledger.ledTerm || (isNew(before) && after.raft.term !== before.raft.term)

export const answersAsReleased = releases("R10 AnswersAsReleased", "A send is answered when it is committed; one of a term that is over is told that its outcome is unknown when its node leads again, in 0.4.0 when it takes another term, or when its disk fails.", "E8, E11 · DLedgerEntryPusher.checkTermForPendingMap, QuorumAckChecker", (taken) => {
  const { before, event, after, outputs } = taken
  const refusals = outputs.flatMap((output) => (output._tag === "Reply" && before.pending.some(({ request }) => request === output.request) ? [output] : []))
  const answers = outputs.flatMap((output) => (output._tag === "ReplySend" ? [[output.request, output.status, output.index]] : []))
  // A send may be answered as it is taken, where followers have confirmed what they could not have.
  const direct = event._tag === "SendMessage" ? answers.filter(([request]) => request === event.request) : []
  const done = answers.filter((answer) => !direct.includes(answer))
  if (event._tag === "Recovered") return after.pending.length === 0
  const failed = event._tag === "DiskFailed" && !before.diskFailed
  if (failed || (works(before) && termChanges(taken))) {
    const told = before.pending.map(({ request }) => request)
    return after.pending.length === 0 && done.length === 0 && same(refusals.map(({ request }) => request), told) && refusals.every(({ code }) => code === (failed ? "SYSTEM_ERROR" : "SERVICE_NOT_AVAILABLE"))
  }
  const upTo = works(before) && after.raft.role === "LEADER" ? after.raft.commitIndex : -1
  const put = event._tag === "SendMessage" ? after.pending.filter(({ request }) => request === event.request) : []
  const committed = before.pending.filter(({ index }) => index <= upTo).map(({ request, index }) => [request, "SEND_OK", index])
  return refusals.length === 0 && same(done, committed) && same(direct, direct.length === 0 ? [] : [["request" in event ? event.request : "", "SEND_OK", Math.min(upTo, after.log.lastIndex)]]) && same(after.pending, [...before.pending.filter(({ index }) => index > upTo), ...put])
})

/** It leads, and all that it had by then is in its queues. */
const serves = ({ raft, dispatchedIndex }: Broker): boolean => raft.role === "LEADER" && dispatchedIndex >= raft.noopIndex

export const endsWholeAsReleased = releases("R14 EndsWhole", "What a leader has begun besides ends with its leadership, and whoever waits for messages is told; the log says what the next one finds.", "E10, E11 · DLedgerRoleChangeHandler.changeToSlave", (taken) => {
  const { before, after, outputs, event } = taken
  if (before.raft.role !== "LEADER" || after.raft.role === "LEADER" || event._tag === "Recovered") return true
  const told = outputs.flatMap((output) => (output._tag === "ReplyPull" && output.code === "PULL_NOT_FOUND" ? [output.request] : []))
  const held = [...HashMap.values(before.held)].flat()
  const queues = [...HashMap.entries(before.queues)].map(([queue, { end }]) => [queue, { end, next: end }] as const)
  const cancelled = outputs.some((output) => output._tag === "CancelTimer" && output.event._tag === "MetadataTimeout")
  return after.raft.noopIndex === -1 && cancelled && same(after.queues, HashMap.fromIterable(queues)) && HashMap.isEmpty(after.locks) && HashMap.isEmpty(after.held) && held.every(({ request }) => told.includes(request)) && endsWhole(taken as unknown as TakenEvent)
})

export const readsAsReleased = releases("R15 ReadsAsReleased", "The leader that serves answers pulls; a follower does where its operator or the consumer allows it; anybody else refuses.", "C5 · PullMessageProcessor, DLedgerCommitLog", ({ before, event, outputs }) => {
  if (event._tag !== "PullMessage" || !works(before)) return true
  const { enableSlaveActingMaster, slaveReadEnable } = before.config
  const isServed = serves(before) || (before.raft.role !== "LEADER" && (event.readFromFollower || enableSlaveActingMaster || slaveReadEnable))
  return isServed !== outputs.some((output) => output._tag === "Reply" && output.request === event.request && output.code === "SYSTEM_BUSY")
})

const tableOf = ({ topics }: Broker): readonly unknown[] => [...HashMap.entries(topics)].sort(([a], [b]) => (a < b ? -1 : 1))

export const registersAsReleased = releases("R11 RegistersAsReleased", "The leader registers as 0 when it begins to serve, a follower under its number when it finds its leader, and either on its timer; nobody else does.", "A2, E14 · DLedgerRoleChangeHandler.changeToMaster, changeToSlave", (taken) => {
  const { before, event, after, outputs } = taken
  const registers = outputs.filter(({ _tag }) => _tag === "RegisterBroker")
  if (after.topicVersion !== before.topicVersion && event._tag !== "Recovered") return true
  const { raft, config } = after
  const id = serves(after) ? 0 : raft.role === "FOLLOWER" && raft.leader !== null ? Number(config.dLegerSelfId.replace(/\D/g, "")) + 1 : undefined
  // A vote that ends in office makes a leader of one that leads.
  const begins = serves(after) && (!serves(before) || (before.dledger.round !== null && after.dledger.round === null))
  const finds = raft.role === "FOLLOWER" && before.raft.role !== "FOLLOWER"
  const isDue = event._tag === "RegisterTimeout" || begins || finds
  return same(registers, isDue && id !== undefined ? [{ _tag: "RegisterBroker", brokerId: id, term: raft.term, topics: tableOf(after) }] : [])
})
