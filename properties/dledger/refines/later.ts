/**
 * What waits for its end or its time: half messages, timer messages, delay levels, and messages that were handed out. All of it is
 * what the log says; a leader knows besides what it has begun, and that ends with its leadership.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerEvent } from "../../../spec/broker/events.ts"
import type { BrokerOutput } from "../../../spec/broker/outputs.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import type { HeldPop } from "../../../spec/pop/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { delaysOf, passed } from "../../alone/broker-taking.ts"
import { same } from "../../same.ts"
import { takenBack } from "./commit.ts"
import { OF_MEMBERS } from "./frame.ts"
import { endOf, inOrder } from "./served.ts"
import { all, refines, sameBag } from "./step.ts"
import { beginsToServe } from "./timers.ts"
import { compacts, endsLeading, snapshotOf } from "./verdicts.ts"

type Waiting = Pick<Broker, "halves" | "timed"> & Pick<Broker["pop"], "checkPoints" | "cursors">

const waitingIn = ({ halves, timed, pop: { checkPoints, cursors } }: Broker): Waiting => ({ halves, timed, checkPoints, cursors })

const NOTHING: Waiting = { halves: HashMap.empty(), timed: HashMap.empty(), checkPoints: HashMap.empty(), cursors: HashMap.empty() }

/** What was about to end may not have: its entry may never be committed. A recall that is remembered was the leader's own memory. */
const withoutOwn = ({ halves, timed, checkPoints, cursors }: Waiting, dispatchedIndex: number): Waiting => ({
  halves: HashMap.map(halves, (half) => ({ ...half, ending: false })),
  timed: HashMap.map(HashMap.filter(timed, ({ standing }) => standing !== "RECALLED"), (one) => ({ ...one, standing: "WAITING" as const })),
  checkPoints: HashMap.map(HashMap.filter(checkPoints, ({ index }) => index <= dispatchedIndex), (one) => {
    const { over, ...rest } = one
    return over === undefined && one.closing.length === 0 ? one : { ...rest, closing: [] }
  }),
  cursors: HashMap.map(cursors, ({ popped, ordered = [] }) => {
    const left = ordered.filter((name) => HashMap.has(checkPoints, name) && HashMap.getUnsafe(checkPoints, name).index <= dispatchedIndex)
    return { popped, handing: popped, ...(left.length > 0 && { ordered: left }) }
  })
})

const waitingAfter = (taken: TakenEvent): Waiting => {
  const { before, event } = taken
  if (event._tag === "Recovered") return NOTHING
  const was = endsLeading(taken) ? withoutOwn(waitingIn(before), before.dispatchedIndex) : waitingIn(before)
  const cut = takenBack(taken)
  if (cut !== undefined && cut <= before.dispatchedIndex) return NOTHING
  if (event._tag === "InstallSnapshot" && snapshotOf(taken) === "replaces") return { ...NOTHING, cursors: was.cursors }
  if (event._tag !== "Compacted" || !compacts(before, event)) return was
  return { ...was, halves: HashMap.filter(was.halves, ({ index }) => index > event.index), timed: HashMap.filter(was.timed, ({ index }) => index > event.index) }
}

const TIMERS: ReadonlySet<string> = new Set(["TransactionTimeout", "DelayTimeout", "TimerMessageTimeout", "ReviveTimeout", "PollTimeout"] satisfies readonly BrokerEvent["_tag"][])

const timersIn = (outputs: readonly BrokerOutput[]): readonly BrokerOutput[] => outputs.filter((output) => "event" in output && TIMERS.has(output.event._tag))

const popsIn = ({ pop: { held, reading } }: Broker): readonly HeldPop[] => [...[...HashMap.values(held)].flat(), ...HashMap.values(reading)]

/** Nobody is waited for any more. */
const cancelled = (before: Broker): readonly BrokerOutput[] => {
  const cancel = (event: Extract<BrokerOutput, { readonly _tag: "CancelTimer" }>["event"]): BrokerOutput => ({ _tag: "CancelTimer", event })
  return [
    ...[...HashMap.keys(before.halves)].map((offset) => cancel({ _tag: "TransactionTimeout", offset: Number(offset) })),
    ...[...HashMap.keys(before.timed)].map((offset) => cancel({ _tag: "TimerMessageTimeout", offset: Number(offset) })),
    ...before.delaying.map((level) => cancel({ _tag: "DelayTimeout", level })),
    ...[...HashMap.keys(before.pop.checkPoints)].map((checkPoint) => cancel({ _tag: "ReviveTimeout", checkPoint })),
    ...popsIn(before).flatMap(({ request, topic, suspendTimeoutMillis }) => (suspendTimeoutMillis > 0 ? [cancel({ _tag: "PollTimeout", request, topic })] : []))
  ]
}

/** A pop that waits, or is being read for, is told that there is nothing here. */
const popsAreTold = ({ before, outputs }: TakenEvent): boolean => {
  const asked = popsIn(before)
  const told = [...all(outputs, "ReplyPop"), ...all(outputs, "ReplyNotification")].filter(({ request }) => asked.some((pop) => pop.request === request))
  return told.length === asked.length && told.every((one) => (one._tag === "ReplyPop" ? one.code === "POLLING_TIMEOUT" && one.messages.length === 0 : !one.hasMsg))
}

/** What a leader was about to do ends with its leadership, and nobody waits here any more. */
export const endsWhole = (taken: TakenEvent): boolean => {
  const { before, after, outputs } = taken
  return same(waitingIn(after), withoutOwn(waitingIn(before), before.dispatchedIndex)) && sameBag(timersIn(outputs), cancelled(before)) && after.delaying.length === 0 && popsIn(after).length === 0 && popsAreTold(taken)
}

const reviveQueue = ({ config }: Broker): string => `rmq_sys_REVIVE_LOG_${config.brokerClusterName}@0`

/** All that waits is waited for from now on, its time counted from when it was stored. */
const awaited = (after: Broker): readonly BrokerOutput[] => [
  ...inOrder(after.halves).map(([key, { immunityMs }]): BrokerOutput => ({ _tag: "ArmTimerSinceStored", event: { _tag: "TransactionTimeout", offset: Number(key) }, ms: immunityMs ?? after.config.transactionTimeout, queue: "RMQ_SYS_TRANS_HALF_TOPIC@0", offset: Number(key) })),
  ...inOrder(after.timed).map(([key, { at }]): BrokerOutput => ({ _tag: "ArmTimerAt", event: { _tag: "TimerMessageTimeout", offset: Number(key) }, at })),
  ...inOrder(after.pop.checkPoints).map(([checkPoint, { invisibleTime, reviveOffset }]): BrokerOutput => ({ _tag: "ArmTimerSinceStored", event: { _tag: "ReviveTimeout", checkPoint }, ms: invisibleTime, queue: reviveQueue(after), offset: reviveOffset })),
  ...delaysOf(after).flatMap((ms, i): readonly BrokerOutput[] => {
    const queue = `SCHEDULE_TOPIC_XXXX@${i}`
    const offset = passed(after, i + 1)
    return offset < endOf(after, queue) ? [{ _tag: "ArmTimerSinceStored", event: { _tag: "DelayTimeout", level: i + 1 }, ms, queue, offset }] : []
  })
]

export const refinesLater = refines(
  "S59 KeepsWhatWaits",
  "Half messages, messages that wait for their time, and messages that were handed out are those that the log has; what a leader was about to do with them ends with its leadership, and the next one waits for all of them.",
  "E10, E11 · DLedgerRoleChangeHandler, TransactionalMessageServiceImpl, TimerMessageStore, PopReviveService",
  (taken) => {
    const { before, event, after, outputs } = taken
    if (beginsToServe(taken)) {
      const should = awaited(after)
      const armed = timersIn(outputs).filter(({ _tag }) => _tag !== "CancelTimer")
      // What is new among what was dispatched is waited for twice: once is as good.
      return should.every((one) => armed.some((other) => same(one, other))) && armed.every((one) => should.some((other) => same(one, other)))
    }
    const ends = endsLeading(taken)
    if (!OF_MEMBERS.has(event._tag) && event._tag !== "Recovered" && event._tag !== "DiskFailed") return true
    const expected = waitingAfter(taken)
    return (
      same(waitingIn(after), expected) &&
      sameBag(timersIn(outputs), ends ? cancelled(before) : []) &&
      (!ends || (after.delaying.length === 0 && popsIn(after).length === 0 && popsAreTold(taken)))
    )
  }
)
