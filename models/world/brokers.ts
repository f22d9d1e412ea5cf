/**
 * The world of brokers with fixed roles (modes 1–3): masters, their slaves, the connections between them, the faults that
 * may strike, an operator, and a producer that sends each of its messages once, to a master. Slots: the brokers, then the
 * faults, then the history.
 *
 * @module
 */
import type { Model, Outcome, Property, Send, Signal } from "../engine/model.ts"
import type { TimerEvent } from "../../spec/broker/events.ts"
import type { Config } from "../../spec/broker/config.ts"
import { defaults } from "../../spec/broker/config.ts"
import { refuseContradictions } from "./contradictions.ts"
import { describeBrokers } from "./describe-brokers.ts"
import * as Disk from "./disk.ts"
import { type Budget, type BudgetSignal, spendBudget, type Strike, strikeKey } from "./budget.ts"
import { type BrokerPacket, crash, losePower, type Member, type MemberNode, membersOf, powerOff, receiveAt, start, type Steps, takeAt } from "./member.ts"
import { listsOf } from "./faults.ts"
import { type BrokerMachine, cancel, flushedEvent, messagesUpTo, type NodeOptions } from "./node.ts"
import { remembered } from "./remembered.ts"
import { readOf, sendOf } from "./requests.ts"
import { initialTold, type Told, type ToldNote, recordTold } from "./told.ts"

export type BrokersLocal = MemberNode | Budget | Told
export type BrokersSignal = BudgetSignal | ToldNote | { readonly connected: string; readonly from: string } | { readonly is: "master" | "down" } | { readonly holdsAll: number } | { readonly powerLoss: number }

export type BrokersAction =
  | { readonly do: "fire"; readonly timer: TimerEvent }
  | { readonly do: "send"; readonly message: string }
  | { readonly do: "read"; readonly read: string }
  | { readonly do: "connect" }
  | { readonly do: "flushed" }
  | { readonly do: "start" }
  | { readonly do: "promote" }
  | { readonly do: "return" }
  | { readonly do: "crash"; readonly strike: Strike }
  | { readonly do: "kill"; readonly strike: Strike }
  | { readonly do: "powerLoss"; readonly strike: Strike; readonly last: number }
  | { readonly do: "diskLoss"; readonly strike: Strike }
  | { readonly do: "diskError"; readonly strike: Strike }
  | { readonly do: "cut"; readonly link: readonly [string, string] }
  | { readonly do: "heal" }
  /** The whole group loses power: what each broker keeps beyond what was durable. */
  | { readonly do: "powerLossOfAll"; readonly group: string; readonly kept: readonly number[] }

export type BrokersModel = Model<BrokersLocal, BrokerPacket, BrokersAction, BrokersSignal>
export type BrokersProperty = Property<BrokersLocal, BrokerPacket, BrokersAction, BrokersSignal>

/** The bounds of a model. All of them are in its name. */
export interface BrokersOptions {
  readonly name: string
  readonly machine: BrokerMachine
  readonly members: readonly Member[]
  readonly messages: number
  readonly inFlight: number
  /** Connections that a slave may make. */
  readonly connections: number
  readonly strikes: readonly Strike[]
  /** Writing and fsync are told apart. Needed for power losses and disk errors to mean anything. */
  readonly fine?: boolean
  readonly config?: Partial<Config>
  /** Note what consumers could see. */
  readonly seen?: boolean
  /** Reads of where the queue ends. Of one master: every master's queue is a list of its own. */
  readonly reads?: number
  /** Timers that may fire, of those that are armed. */
  readonly timers: readonly TimerEvent["_tag"][]
  readonly properties: readonly ((world: BrokersWorld) => BrokersProperty)[]
}

/** What a property needs to know of the world's layout. */
export interface BrokersWorld {
  readonly options: BrokersOptions
  readonly names: readonly string[]
  readonly memberSlots: readonly number[]
  readonly budgetSlot: number
  readonly toldSlot: number
}

export const brokersModel = (options: BrokersOptions): BrokersModel => {
  refuseContradictions(options)
  const names = options.members.map(({ name }) => name)
  const memberSlots = names.map((_, i) => i)
  const budgetSlot = names.length
  const toldSlot = names.length + 1
  const slotOf = (name: string): number => names.indexOf(name)
  const node: NodeOptions = { machine: options.machine, fine: { log: options.fine ?? false, vote: false } }
  const timers = new Set<string>(options.timers)
  const links = options.members.flatMap(({ name, master }) => (master === undefined ? [] : [[name, master] as const]))
  const sameGroup = (name: string): readonly string[] => membersOf(options.members, name)

  const configOf = ({ name, brokerName, role, master }: Member): Config => ({
    ...defaults,
    brokerRole: "ASYNC_MASTER",
    ...options.config,
    ...(role === "slave" ? { brokerRole: "SLAVE", haMaster: master ?? null } : {}),
    brokerName,
    brokerId: role === "slave" ? 1 : 0,
    dLegerSelfId: name,
    peers: sameGroup(name).filter((other) => other !== name)
  })

  const strike = (which: Strike): Signal<BrokersSignal> => ({ to: budgetSlot, signal: { strike: strikeKey(which), ...(which.when === "copied" ? { last: true } : {}) } })
  const asked = (operation: string): readonly Signal<BrokersSignal>[] => (options.reads === undefined ? [] : [note({ note: "invoked", operation })])
  const note = (n: ToldNote): Signal<BrokersSignal> => ({ to: toldSlot, signal: n })

  /** What a broker did, as an outcome: its packets leave, and what producers were told is noted. */
  const outcome = (steps: Steps, signals: readonly Signal<BrokersSignal>[] = []): Outcome<BrokersLocal, BrokerPacket, BrokersSignal> => ({
    local: steps.member,
    sends: steps.packets.map(({ to, packet }): Send<BrokerPacket> => ({ to: slotOf(to), message: packet })),
    signals: [
      ...signals,
      ...(options.seen ? seenBy(steps.member).map(note) : []),
      ...(options.reads === undefined ? [] : answersIn(steps.outputs).map(note)),
      ...steps.outputs.flatMap((output) => (output._tag === "ReplySend" ? [note({ note: "told", message: String(output.request), status: output.status, by: steps.member.broker.config.dLegerSelfId, queueOffset: output.queueOffset })] : []))
    ],
    verdicts: steps.verdicts
  })

  const isMaster = ({ broker }: MemberNode): boolean => broker.config.brokerRole !== "SLAVE"
  const strikesAt = (member: MemberNode, fault: Strike["fault"]): readonly Strike[] =>
    options.strikes.filter((s) => s.fault === fault && (s.at === "any" || s.at === member.born))

  const memberActions = (slot: number, member: MemberNode): readonly BrokersAction[] => {
    const found: BrokersAction[] = []
    const { broker, disk, up } = member
    if (member.dead) return []
    if (!up) found.push({ do: "start" })
    if (up) {
      for (const timer of member.timers) if (timers.has(timer._tag)) found.push({ do: "fire", timer })
      for (let i = 1; i <= options.messages; i++) found.push({ do: "send", message: `m${i}` })
      for (let i = 1; i <= (options.reads ?? 0); i++) found.push({ do: "read", read: `r${i}` })
      if (member.connecting && member.connections < options.connections) found.push({ do: "connect" })
      if (disk.flushing !== null) found.push({ do: "flushed" })
      for (const s of strikesAt(member, "kill")) found.push({ do: "kill", strike: s })
      for (const s of strikesAt(member, "crash")) found.push({ do: "crash", strike: s })
      if (disk.flushing !== null && !broker.diskFailed) for (const s of strikesAt(member, "diskError")) found.push({ do: "diskError", strike: s })
    }
    if (up || Disk.lastIndexOf(disk) > disk.durable)
      for (const s of strikesAt(member, "powerLoss")) for (let last = disk.durable; last <= Disk.lastIndexOf(disk); last++) found.push({ do: "powerLoss", strike: s, last })
    if (disk.used) for (const s of strikesAt(member, "diskLoss")) found.push({ do: "diskLoss", strike: s })
    // An operator edits the configuration of a broker that is stopped, or stops it to do so.
    const other = sameGroup(names[slot] as string).length > 1
    if (other && !isMaster(member) && options.strikes.some((s) => s.fault === "promote")) found.push({ do: "promote" })
    if (other && isMaster(member) && member.born === "master" && options.strikes.some((s) => s.fault === "promote")) found.push({ do: "return" })
    return found
  }

  const act = (slot: number, member: MemberNode, action: BrokersAction): Outcome<BrokersLocal, BrokerPacket, BrokersSignal> | undefined => {
    const config = member.broker.config
    const self = names[slot] as string
    switch (action.do) {
      case "fire":
        return outcome(takeAt(node, { ...member, timers: cancel(member.timers, action.timer) }, action.timer))
      case "send": {
        const sent = takeAt(node, member, sendOf(action.message))
        // A send that is refused changes nothing.
        return sent.member.broker.log === member.broker.log ? undefined : outcome(sent, [note({ note: "sent", message: action.message }), ...asked(action.message)])
      }
      case "read":
        return outcome(takeAt(node, member, readOf(action.read)), asked(action.read))
      case "connect": {
        const master = config.haMaster as string
        const connection = `${self}#${member.connections + 1}`
        const connected = takeAt(node, { ...member, connecting: false, connections: member.connections + 1 }, { _tag: "HaConnected", from: master, connection })
        return outcome(connected, [
          { to: budgetSlot, signal: { over: [self, master] } },
          { to: slotOf(master), signal: { connected: connection, from: self } }
        ])
      }
      case "flushed": {
        const disk = Disk.flushed(member.disk)
        return outcome(takeAt(node, { ...member, disk }, flushedEvent(disk)))
      }
      case "start":
        return outcome(start(node, member, config))
      case "crash":
        return outcome(crash(node, member), [strike(action.strike)])
      case "kill": {
        const gone = crash(node, member)
        return outcome({ ...gone, member: { ...gone.member, dead: true } }, [strike(action.strike)])
      }
      case "powerLoss":
        return outcome(losePower(node, member, action.last), [strike(action.strike)])
      case "diskLoss":
        return outcome(powerOff(node, member, Disk.blankDisk), [
          strike(action.strike),
          ...(action.strike.when === "copied" ? sameGroup(self).filter((other) => other !== self).map((to): Signal<BrokersSignal> => ({ to: slotOf(to), signal: { holdsAll: Disk.lastIndexOf(member.disk) } })) : [])
        ])
      case "diskError":
        return outcome(takeAt(node, { ...member, disk: { ...member.disk, flushing: null } }, { _tag: "DiskFailed", reason: "fsync" }), [strike(action.strike)])
      case "promote":
        return outcome(start(node, powerOff(node, member, Disk.afterCrash(member.disk)).member, { ...config, brokerRole: options.config?.brokerRole ?? "ASYNC_MASTER", brokerId: 0, haMaster: null }), [
          strike({ fault: "promote", at: "slave", times: 1 }),
          { to: slotOf(config.haMaster as string), signal: { is: "down" } }
        ])
      case "return": {
        // The old master comes back as a slave of the one that took its place.
        const master = sameGroup(self).find((other) => other !== self) as string
        const stopped = powerOff(node, member, Disk.afterCrash(member.disk))
        return outcome({ ...start(node, stopped.member, { ...config, brokerRole: "SLAVE", brokerId: 1, haMaster: master }), packets: stopped.packets }, [
          { to: slotOf(master), signal: { is: "master" } }
        ])
      }
      default:
        return undefined
    }
  }

  const isNext = remembered((message: string): readonly Signal<BrokersSignal>[] => [note({ note: "sent", message })])
  const isLeft = remembered((which: Strike): readonly Signal<BrokersSignal>[] => [strike(which)])
  const mayPromote: readonly Signal<BrokersSignal>[] = [strike({ fault: "promote", at: "slave", times: 1 })]

  /** What these actions ask of the shared slots, whatever the broker makes of them. */
  const demands = (action: BrokersAction): readonly Signal<BrokersSignal>[] => {
    if (action.do === "send") return isNext(action.message)
    if (action.do === "promote") return mayPromote
    return "strike" in action ? isLeft(action.strike) : NOTHING
  }

  const groups = [...new Set(options.members.map(({ brokerName }) => brokerName))]
  const powerLossesOfAll: readonly BrokersAction[] =
    options.strikes.some(({ fault }) => fault === "powerLossOfAll")
      ? groups.flatMap((group) => {
          const many = options.members.filter(({ brokerName }) => brokerName === group).length
          return listsOf(many, Array.from({ length: options.messages + 1 }, (_, kept) => kept)).map((kept): BrokersAction => ({ do: "powerLossOfAll", group, kept }))
        })
      : []

  const actBudget = (budget: Budget, action: BrokersAction): Outcome<BrokersLocal, BrokerPacket, BrokersSignal> | undefined => {
    if (action.do === "heal") return { local: { ...budget, cut: [] } }
    if (action.do === "cut") {
      const spent = spendBudget(budget, { strike: "cut" })
      return spent && { local: { ...spent, cut: [action.link] } }
    }
    if (action.do !== "powerLossOfAll") return undefined
    const spent = spendBudget(budget, { strike: "powerLossOfAll" })
    const struck = options.members.filter(({ brokerName }) => brokerName === action.group)
    return spent && { local: spent, signals: struck.map(({ name }, i): Signal<BrokersSignal> => ({ to: slotOf(name), signal: { powerLoss: action.kept[i] as number } })) }
  }

  const connect = (member: MemberNode, signal: BrokersSignal): Steps | undefined =>
    "connected" in signal && member.up ? takeAt(node, member, { _tag: "HaConnected", from: signal.from, connection: signal.connected }) : undefined

  const observeMember = (member: MemberNode, signal: BrokersSignal): MemberNode | undefined => {
    if ("connected" in signal) return connect(member, signal)?.member
    if ("powerLoss" in signal) {
      const last = member.disk.durable + signal.powerLoss
      return last > Disk.lastIndexOf(member.disk) ? undefined : losePower(node, member, last).member
    }
    if ("holdsAll" in signal) return Disk.lastIndexOf(member.disk) === signal.holdsAll ? member : undefined
    if ("is" in signal) return (signal.is === "master" ? isMaster(member) : !member.up) ? member : undefined
    return undefined
  }

  const world: BrokersWorld = { options, names, memberSlots, budgetSlot, toldSlot }
  const first = options.members.map((member) => {
    const config = configOf(member)
    const stopped: MemberNode = { broker: options.machine.init(config), disk: Disk.blankDisk, timers: [], up: false, born: member.role, connecting: false, connections: 0 }
    return start(node, stopped, config)
  })

  return {
    name: options.name,
    slots: [...names, "faults", "history"],
    initial: { verdicts: first.flatMap(({ verdicts }) => verdicts), locals: [...first.map(({ member }) => member), { left: Object.fromEntries(options.strikes.map((s) => [strikeKey(s), s.times])), cut: [] }, initialTold] },
    actions: (slot, local) => {
      if (slot < names.length) return memberActions(slot, local as MemberNode)
      if (slot !== budgetSlot) return []
      const { cut, left } = local as Budget
      return [
        ...(cut.length === 0 && (left["cut"] ?? 0) > 0 ? links.map((link): BrokersAction => ({ do: "cut", link })) : []),
        ...(cut.length > 0 ? [{ do: "heal" } as const] : []),
        ...((left["powerLossOfAll"] ?? 0) > 0 ? powerLossesOfAll : [])
      ]
    },
    act: (slot, local, action) => (slot === budgetSlot ? actBudget(local as Budget, action) : act(slot, local as MemberNode, action)),
    demands: (_slot, action) => demands(action),
    receive: (_slot, local, from, packet) => outcome(receiveAt(node, local as MemberNode, names[from] as string, packet)),
    observe: (slot, local, signal) => {
      if (slot === budgetSlot) return spendBudget(local as Budget, signal as BudgetSignal)
      return slot === toldSlot ? recordTold(local as Told, signal as ToldNote) : observeMember(local as MemberNode, signal)
    },
    observedVerdicts: (slot, local, signal) => (slot < names.length ? (connect(local as MemberNode, signal)?.verdicts ?? []) : []),
    network: {
      kind: "multiset",
      maxInFlight: options.inFlight,
      ...(options.strikes.some(({ fault }) => fault === "cut") ? { carry: (from: number, to: number) => [{ to: budgetSlot, signal: { over: [names[from] as string, names[to] as string] as const } }] } : {})
    },
    properties: options.properties.map((property) => property(world)),
    describe: (move) => describeBrokers(names, move)
  }
}

/** Most actions ask nobody. */
const NOTHING: readonly never[] = []

/** What clients are told of the queue: where a message stands, if it is acked, and where the queue ends. */
const answersIn = (outputs: Steps["outputs"]): readonly ToldNote[] =>
  outputs.flatMap((output): readonly ToldNote[] => {
    if (output._tag === "ReplyOffset") return [{ note: "answered", operation: String(output.request), value: output.offset }]
    return output._tag === "ReplySend" && output.status === "SEND_OK" ? [{ note: "answered", operation: String(output.request), value: output.queueOffset }] : []
  })

/** Messages in the queue, by offset. */
const seenBy = ({ broker, disk }: MemberNode): readonly ToldNote[] =>
  messagesUpTo(disk, broker.dispatchedIndex).map((message, offset) => ({ note: "visible", brokerName: broker.config.brokerName, offset, message }))
