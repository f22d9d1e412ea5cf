/**
 * The world of a consumer group, performed (`models/world/consumers.ts`). Brokers are live. The members are those of the trace:
 * what they ask goes to the brokers as RocketMQ's frames, each over its own connection, when the trace says that it arrives, and
 * what brokers answer is held against what the members are told in the trace.
 *
 * @module
 */
import type { ConsumersAction, ConsumersOptions, ConsumersPacket } from "../../models/world/consumers-bounds.ts"
import type { Disk } from "../../models/world/disk.ts"
import type { MemberNode } from "../../models/world/member.ts"
import { TOPICS } from "../../models/world/node.ts"
import { retryTopic } from "../../spec/serving/retry.ts"
import type { Suite } from "../../properties/suites.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import { brokersWorld } from "./brokers.ts"
import { answerTo, frameOf, type MemberAnswer, membersIn } from "./member-frames.ts"
import { canonical } from "./messages.ts"
import type { Difference } from "./seen.ts"
import { Diverged, type Stage } from "./stage.ts"
import { type LiveWorld, type Made, nodeIn } from "./world.ts"

/** The broker that hears of a connection's end has not to be asked for long, in milliseconds. */
const GONE_MS = 10_000

export const consumersWorld = (suite: Suite): LiveWorld => {
  const { members, clients, strikes, terms } = suite.bounds as ConsumersOptions
  const names = members.map(({ name }) => name)
  const base = brokersWorld(suite, names, strikes.some(({ fault }) => fault === "powerLoss") ? ["log"] : [])
  const nodesOf = (locals: readonly unknown[], slot: number): MemberNode => nodeIn(locals, slot) as MemberNode
  /** Since the last comparison, in their order. */
  let heard: { readonly client: string; readonly answer: MemberAnswer }[] = []

  const ask = (stage: Stage, client: string, name: string, event: BrokerEvent, slot: number): void => {
    const brokerName = base.configs[slot]?.brokerName ?? ""
    stage.live.client.ask(client, stage.live.address(name), frameOf(event, brokerName), (command) => {
      const answer = answerTo(event, command)
      if (answer !== undefined) heard.push({ client, answer })
    })
  }

  const deliver = async (stage: Stage, { move, before }: Made): Promise<boolean> => {
    if (move.kind === "act") return false
    const packet = move.message as ConsumersPacket
    // What reaches a member changes nothing but the member.
    if (packet.is === "answers" || packet.is === "refused") return true
    if (packet.is !== "requests") return false
    const name = names[move.slot] as string
    // On a connection that has ended, or to a broker that is down, nothing arrives.
    if (packet.ended !== (nodesOf(before, move.slot).life ?? 0) || !stage.live.isUp(name)) return true
    for (const event of packet.events) ask(stage, clients[move.from - names.length] as string, name, event, move.slot)
    await stage.rest()
    return true
  }

  const leave = async (stage: Stage, client: string): Promise<void> => {
    stage.live.client.leave(client)
    const deadline = Date.now() + GONE_MS
    const knows = async (name: string): Promise<boolean> => (await stage.live.observe(name)).consumers.members.some(([, ids]) => ids.includes(client))
    for (const name of names.filter((each) => stage.live.isUp(each)))
      while (await knows(name)) {
        if (Date.now() > deadline) throw new Diverged(`word of the end of ${client} at ${name}`, "none")
        await new Promise((resolve) => setImmediate(resolve))
      }
    await stage.rest()
  }

  const actAsClient = async (stage: Stage, client: string, { move, outcome }: Made): Promise<void> => {
    const action = (move as { readonly action: ConsumersAction }).action
    const signals = (outcome.signals ?? []) as readonly { readonly to: number; readonly signal: { readonly atOnce?: BrokerEvent; readonly members?: readonly string[] } }[]
    if (action.do === "leave") return leave(stage, client)
    for (const { to, signal } of signals) {
      const name = names[to]
      if (name === undefined || !stage.live.isUp(name)) continue
      if (signal.atOnce !== undefined) ask(stage, client, name, signal.atOnce, to)
      if (signal.members !== undefined) {
        let got: readonly string[] = []
        stage.live.client.ask(client, stage.live.address(name), frameOf({ _tag: "GetConsumerListByGroup", request: "list", group: GROUP }, ""), (command) => {
          got = membersIn(command)
        })
        await stage.rest()
        if (got.join() !== signal.members.join()) throw new Diverged(`${name} naming ${signal.members.join(", ")} as the group`, got.length === 0 ? "nobody" : got.join(", "))
      }
    }
    await stage.rest()
  }

  return {
    ...base,
    withConsumers: true,
    topics: TOPICS_WITH_CONSUMERS,
    disks: suite.model().initial.locals.slice(0, names.length).map((local) => startedFrom(local as MemberNode, terms === undefined)),
    begin: async (stage) => {
      if (terms === undefined) return
      await stage.fire(names[0] as string, { _tag: "ElectionTimeout" })
      for (let each = stage.onTheirWay()[0]; each !== undefined; each = stage.onTheirWay()[0]) {
        stage.drop(each)
        await stage.deliver(each)
      }
      stage.sent()
    },
    direct: (frame, stage) => {
      // Tables reach the others in the step that sends them.
      if (frame.event._tag === "CopyMetadata") stage.live.relay.forward(frame)
      return frame.event._tag === "CopyMetadata" || base.direct(frame, stage)
    },
    deliver,
    act: (stage, step) => {
      const { slot } = step.move
      return slot < names.length ? base.act(stage, step) : actAsClient(stage, clients[slot - names.length] as string, step)
    },
    heard: ({ outcome }): readonly Difference[] => {
      const wanted = (outcome.sends ?? []).flatMap(({ to, message }) => {
        const { is, events } = message as { readonly is?: string; readonly events?: readonly MemberAnswer[] }
        return is === "answers" ? (events ?? []).map((answer) => ({ client: clients[to - names.length] as string, answer })) : []
      })
      const got = heard
      heard = []
      const text = (all: typeof got): string => all.map(({ client, answer }) => `${client}: ${canonical(answer)}`).sort().join(" and ") || "nothing"
      return text(wanted) === text(got) ? [] : [{ what: "members are told", expected: text(wanted), got: text(got) }]
    }
  }
}

/** The group of the models. */
const GROUP = "g"

/** Every broker has the group's retry topic, too: a first heartbeat would make it. */
const TOPICS_WITH_CONSUMERS: typeof TOPICS = [...TOPICS, ...TOPICS.map(([, topic]) => [retryTopic(GROUP), topic] as const)]

/** What was on its disk before it started; `undefined`: nothing. */
const startedFrom = ({ disk }: MemberNode, isMaster: boolean): Disk | undefined => {
  const entries = disk.entries.filter(({ payload }) => payload.startsWith("m"))
  return entries.length === 0 ? undefined : { ...disk, entries, hard: isMaster ? disk.hard : { term: 1, votedFor: disk.hard.votedFor, voter: true } }
}
